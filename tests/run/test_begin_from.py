"""Begin from files: what was exported is looked at, proposed as sources in kit.yaml, and shown as understood."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.config.settings import read_settings

CHAT = """conversation_id,message_id,created_at,sender,sender_type,message
77,1,2026-10-14 09:12,Mara Sommer,contact,The export never finishes on Mondays
77,2,2026-10-14 09:14,Ben Agent,tier1,Have you tried turning the sync off?
"""
REVIEWS = "Reviewer,Review Date,Rating,Kommentar\nMara S.,14 Oct 2026,3,The export never finishes\n"
FORM = "Timestamp,Company,What is wrong?\n2026-10-14 9:00:00,a-001,The export never finishes today\n"
PLAY = "Review Submit Date and Time,Review Title,Review Text,Review Link\n2026-10-14T09:00:00Z,,It never finishes,https://x.example/1\n"
DESK = '{"tickets": [{"id": 5, "requester_id": 1, "submitter_id": 1, "created_at": "2026-10-14", "description": "It broke."}]}'
CALL = "Date: 2026-10-14\n\nAna Sousa: It never finishes.\nBen Lee: When?\nAna Sousa: On Mondays.\n"


def begun(folder, *exports):
    calls = [part for export in exports for part in ("--from", str(export))]
    return CliRunner().invoke(main, ["init", str(folder), *calls])


@pytest.mark.parametrize(
    ("name", "text", "reader", "columns"),
    [
        ("reviews.csv", REVIEWS, "review", {"text": "Kommentar", "occurred_at": "Review Date", "contact_name": "Reviewer"}),
        ("form.csv", FORM, "survey", {"occurred_at": "Timestamp", "account_id": "Company"}),
        ("play.csv", PLAY, "google-play", {}),
        ("desk.json", DESK, "zendesk", {}),
        ("call.txt", CALL, "transcript", {}),
    ],
)
def test_an_export_is_recognised_and_its_conversations_are_shown(tmp_path, name, text, reader, columns):
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = begun(tmp_path / "w", tmp_path / name)
    assert done.exit_code == 0, done.output
    [source] = read_settings(tmp_path / "w").sources
    assert (source.reader, source.columns) == (reader, columns)
    assert "1 conversations" in done.output
    assert "2026-10-14" in done.output


def test_messages_are_grouped_and_words_nobody_knows_are_asked_for(tmp_path):
    (tmp_path / "chat.csv").write_text(CHAT, encoding="utf-8")
    begun(tmp_path / "w", tmp_path / "chat.csv")
    [source] = read_settings(tmp_path / "w").sources
    assert (source.options["group_by"], source.columns["side"]) == ("conversation_id", "sender_type")
    assert "# whose are 'tier1' in 'sender_type'? say so under options.sides" in (tmp_path / "w" / "kit.yaml").read_text("utf-8")


def test_a_workspace_that_is_there_keeps_its_sources_and_gets_the_new_ones(tmp_path):
    (tmp_path / "form.csv").write_text(FORM, encoding="utf-8")
    begun(tmp_path / "w")
    first = read_settings(tmp_path / "w").sources
    for _ in range(2):
        assert begun(tmp_path / "w", tmp_path / "form.csv").exit_code == 0
    ids = [source.id for source in read_settings(tmp_path / "w").sources]
    assert ids == ["form-2", "form", *(source.id for source in first)]
    assert (tmp_path / "w" / "inbox" / "form-2" / "form.csv").read_text(encoding="utf-8") == FORM


@pytest.mark.parametrize(("data", "why"), [(b"\x89PNG\r\n\x1a\n....", "no reader reads it"), (None, "there is no such file")])
def test_what_cannot_be_read_is_refused_and_nothing_is_written(tmp_path, data, why):
    if data:
        (tmp_path / "x.csv").write_bytes(data)
    done = begun(tmp_path / "w", tmp_path / "x.csv")
    assert done.exit_code == 2
    assert why in done.output
    assert not (tmp_path / "w").exists()

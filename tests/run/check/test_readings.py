"""Readings: `kit check` shows what it understood of each source, and a source that gives nothing ends it with status 2."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.errors import SourceError
from kit.ingest.conversation_rows import row_of
from kit.ingest.load import load_inbox
from kit.run.check import readings
from kit.run.check.silent_sources import silent_sources
from kit.run.monthly import _refuse_silence, plan_run
from kit.workspace import begin, open_workspace

TICKETS = "inbox/tickets/tickets.csv"
SETTINGS = """company: Example Co
own_staff: {names: [Ben Agent]}
sources:
  - {id: desk, kind: ticket, reader: table, path: inbox/tickets/*}
"""
GOOD = """Ticket ID,Created,Company,Requester,Message
1,2026-10-14 09:12,a-001,Mara Sommer,The export never finishes on Mondays and we wait
2,2026-10-15 09:12,Lindwurm,Tom Falk,Mara Sommer says we were charged twice again
3,no day,a-001,Tom Falk,It broke
"""


@pytest.fixture
def workspace(tmp_path):
    begin(tmp_path / "w")
    (tmp_path / "w" / "kit.yaml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path / "w"


def checked(workspace, text: str, name: str = TICKETS):
    (workspace / TICKETS).unlink(missing_ok=True)
    (workspace / name).write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["check", str(workspace)])


def test_the_first_conversations_are_shown_as_understood_with_the_guessed_columns(workspace):
    done = checked(workspace, GOOD)
    assert done.exit_code == 0, done.output
    for line in (
        "desk: 1 file, 3 rows, 2 conversations, 1 set aside (1 of them without a date that can be read), 0 without words",
        "conversation_id from 'Ticket ID' (guessed), occurred_at from 'Created' (guessed), text from 'Message' (guessed)",
        "turns: customer 2",
        "accounts: 1 known, 0 without, 1 not in the accounts file (Lindwurm)",
        "languages: en 2",
        "1. 1 · 2026-10-14 09:12 · account a-001 · role (none)",
        ": The export never finishes on Mondays and we wait",
        "set aside: inbox/tickets/tickets.csv:4: occurred_at is 'no day'",
    ):
        assert line in done.output, line
    assert "Mara Sommer" not in done.output


def test_nothing_is_stored_by_looking(workspace):
    checked(workspace, GOOD)
    assert open_workspace(workspace).record.read("conversations").empty


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (TICKETS, "Stars,Date\n5,2026-10-14\n", "1 of 1 rows set aside, the first because: the header has no column"),
        ("inbox/tickets/t.csv", "<!DOCTYPE html><html><title>Sign in</title></html>", "is an HTML page"),
        ("inbox/tickets/t.csv", "", "the file is empty"),
    ],
)
def test_a_source_that_gives_nothing_ends_with_2_and_says_why(workspace, name, text, why):
    done = checked(workspace, text, name)
    assert done.exit_code == 2
    assert "nothing is read from 'desk' (" in done.output
    assert why in done.output


def loaded(workspace, text: str):
    (workspace / TICKETS).write_text(text, encoding="utf-8")
    work = open_workspace(workspace)
    load_inbox(workspace, work.settings, work.record, "2026-10")
    return work


@pytest.mark.parametrize("text", ["Stars,Date\n5,2026-10-14\n", "Ticket ID,Created,Message\n1,2026-10-14,\n"])
def test_a_run_in_which_a_source_gave_none_of_its_rows_has_failed(workspace, text):
    loaded(workspace, text)
    with pytest.raises(SourceError, match=r"source 'desk' gave 0 conversations of 1 rows \(1 set aside, first because"):
        _refuse_silence(plan_run(workspace, "2026-10", workspace / "reports"))


@pytest.mark.parametrize(("text", "is_told"), [("Ticket ID,Created,Message\n1,2026-10-14,\n", True), (GOOD, False)])
def test_where_somebody_was_forgotten_a_source_is_silent_only_if_all_its_rows_are_set_aside(workspace, text, is_told):
    work = loaded(workspace, text)
    work.record.append("forgotten", pd.DataFrame({"kind": ["account"], "code": ["1f"]}))
    work.record.delete("conversations")
    assert bool(silent_sources(work.record, work.settings)) is is_told


def test_a_form_that_holds_only_scores_is_an_error_too_and_not_silence(workspace):
    (workspace / "kit.yaml").write_text(SETTINGS.replace("reader: table", "reader: review"), encoding="utf-8")
    work = loaded(workspace, "Date,Body,Stars\n2026-10-14,,5\n2026-10-15,-,4\n")
    assert silent_sources(work.record, work.settings) == [
        "source 'desk' gave 0 conversations of 2 rows (none holds any words); `kit check` shows its rows and columns"
    ]


def test_a_source_that_gave_something_is_not_silent(workspace):
    work = loaded(workspace, GOOD)
    assert silent_sources(work.record, work.settings) == []


def test_a_json_answer_is_shown_like_any_table(workspace):
    rows = [{"id": 7, "createdAt": "2026-10-14", "body": "It broke again on Monday", "company": {"id": "a-001"}}]
    done = checked(workspace, json.dumps({"data": rows}), "inbox/tickets/t.json")
    assert "account_id from 'company.id' (guessed)" in done.output
    assert "1. 7 · 2026-10-14 00:00 · account a-001" in done.output


def test_a_check_of_the_same_inbox_counts_nothing_again_and_prints_the_same(workspace, monkeypatch):
    (workspace / TICKETS).write_text(GOOD, encoding="utf-8")
    work = open_workspace(workspace)
    load_inbox(work.folder, work.settings, work.record, "2026-10")
    masked = []
    monkeypatch.setattr(readings, "row_of", lambda *given: masked.append(given[0].conversation_id) or row_of(*given))
    first, again = (CliRunner().invoke(main, ["check", str(workspace)]).output for _ in range(2))
    assert first == again
    assert masked == ["1", "2"] * 3  # counted and shown, then shown alone
    (workspace / TICKETS).write_text(GOOD.replace("no day", "2026-10-16"), encoding="utf-8")
    assert "turns: customer 3" in CliRunner().invoke(main, ["check", str(workspace)]).output
    words = set()
    for path in (workspace / "record/kept/check").glob("*.npz"):
        with np.load(path) as arrays:
            words |= {str(value) for name in arrays.files for value in arrays[name].ravel()}
    assert words
    assert not [word for word in words if word.isalpha() and len(word) > 2 and word not in {"customer", "team"}]


def test_a_check_before_any_run_leaves_no_record(workspace):
    (workspace / TICKETS).write_text(GOOD, encoding="utf-8")
    CliRunner().invoke(main, ["check", str(workspace)])
    assert not (workspace / "record" / "kept" / "check").exists()

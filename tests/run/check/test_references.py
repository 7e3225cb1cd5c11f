"""Unfound: names in kit.yaml and the persona files that lead to nothing are told, and those nobody could read are refused."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.errors import SettingsError
from kit.run.check.references import unfound_lines
from kit.run.check.workspace import checkup_lines
from kit.run.monthly import plan_run
from kit.workspace import open_workspace
from tests.conftest import SAMPLE

HEADER = "ticket_id,created_at,thread,organization_id,requester_id,requester_title"
FIRST, REST = (SAMPLE / "kit.yaml").read_text(encoding="utf-8").split("sources:\n")
DESK = REST[: REST.index("  - id: calls")]


@pytest.fixture
def folder(tmp_path):
    """The sample's people and accounts, with one source of one file."""
    copy = shutil.copytree(SAMPLE, tmp_path / "w", ignore=shutil.ignore_patterns("record", "inbox"))
    (copy / "inbox/tickets").mkdir(parents=True)
    (copy / "inbox/tickets/a.csv").write_text(f"{HEADER}\n", encoding="utf-8")
    write(copy)
    return copy


def write(folder, first=FIRST, sources=DESK):
    (folder / "kit.yaml").write_text(f"{first}sources:\n{sources}", encoding="utf-8")


def told(folder):
    return list(unfound_lines(open_workspace(folder)))


def test_where_every_name_leads_somewhere_nothing_is_told(folder):
    assert told(folder) == []
    assert not [line for line in checkup_lines(folder, datetime(2026, 11, 21, tzinfo=UTC)) if "not found" in line]


def test_the_sample_names_nothing_that_is_not_there():
    assert told(SAMPLE) == []


def test_a_source_without_files_is_told(folder):
    write(folder, sources=DESK.replace("inbox/tickets/*.csv", "inbox/x*.csv"))
    assert told(folder) == ["helpdesk: no file matches inbox/x*.csv"]


def test_a_column_that_a_header_lacks_is_told_with_those_it_has(folder):
    write(folder, sources=DESK.replace("turns: thread", "turns: Txt"))
    shown = HEADER.replace(",", ", ")
    assert told(folder) == [f"helpdesk: a.csv has no column 'Txt' (turns); its columns are {shown}"]
    quoted = ";".join(f'"{name}"' for name in HEADER.split(","))
    (folder / "inbox/tickets/b.csv").write_text(f"{quoted}\n", encoding="utf-8")
    assert told(folder) == [f"helpdesk: a.csv has no column 'Txt' (turns), nor has one more; its columns are {shown}"]


def test_json_lines_have_the_columns_of_all_their_rows(folder):
    write(folder, sources=DESK.replace("*.csv", "*.jsonl"))
    rows = '{"ticket_id": 1, "created_at": "2026-10-01", "organization_id": 1}\n{"thread": [], "requester_id": 2}\n'
    (folder / "inbox/tickets/a.jsonl").write_text(rows, encoding="utf-8")
    columns = "ticket_id, created_at, organization_id, thread, requester_id"
    assert told(folder) == [f"helpdesk: a.jsonl has no column 'requester_title' (role); its columns are {columns}"]


def test_a_tier_and_a_segment_that_no_account_has_are_told(folder):
    write(folder, FIRST.replace("top_tiers: [A]", "top_tiers: [A, Gold]"))
    path = folder / "personas/cs-lead.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("segments: [", "segments: [Martians, ", 1), encoding="utf-8")
    tiers, segments = told(folder)
    assert tiers.startswith("top_tiers: no account has tier 'Gold'; there are A, ")
    assert segments.startswith("cs-lead: no account is of segment 'Martians'; there are ")


def test_check_tells_them_on_a_workspace_that_was_never_run_and_ends_well(folder):
    write(folder, sources=DESK.replace("turns: thread", "turns: Txt"))
    done = CliRunner().invoke(main, ["check", str(folder)])
    assert done.exit_code == 0, done.output
    assert "\nNamed and not found\n  helpdesk: a.csv has no column 'Txt' (turns)" in done.output
    assert "\nSet aside: not read yet\n" in done.output
    assert ": 1 file; nothing in the record yet" in done.output


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("reader: table", "reader: nosuch", "there is no reader 'nosuch'; there are alchemer, app-store"),
        ("turns: thread", "txt: thread", "reader 'table' knows no column 'txt'; it knows conversation_id"),
        ("heartbeat_days: 7", "options: {date: dmy}", "knows no option 'date'; it knows dates"),
        ("heartbeat_days: 7", "options: {dates: ymd}", "option 'dates' is 'ymd'; it is dmy or mdy"),
        ("heartbeat_days: 7", "options: {encoding: klingon}", "there is no encoding 'klingon'"),
        ("reader: table", "reader: sql", "reader 'sql' wants options url and query"),
        ("path: inbox/tickets/*.csv", "path: ''", "has no path"),
    ],
)
def test_a_source_nobody_could_read_is_refused_before_anything_starts(folder, was, becomes, said):
    write(folder, sources=DESK.replace(was, becomes))
    with pytest.raises(SettingsError, match=rf"kit.yaml: source 'helpdesk'.* ?{said}"):
        plan_run(folder, "2026-10", folder / "reports")
    for command in ("check", "run"):
        done = CliRunner().invoke(main, [command, str(folder)])
        assert done.exit_code == 2
        assert said in done.output

"""Tables: header, sheets, dates, repeated names and answers that wrap rows are found in whatever a file is."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from kit.sources.conversation import Conversation, EmptyRow, UnreadableRow
from kit.sources.parsing.files import File, find_files, read_file
from kit.sources.parsing.tables.delimited import delimited

TITLED = [["Open tickets, October"], [], ["Ticket ID", "Created", "Account", "Message"]]
TOLD = {"conversation_id": "Ticket ID", "occurred_at": "Created", "account_id": "Account", "text": "Message"}


def ids(read) -> list[str]:
    return [entry.conversation_id for entry in read if isinstance(entry, Conversation)]


def test_a_workbook_gives_the_sheet_that_holds_the_columns_with_real_dates_and_whole_numbers(entries, workbook):
    rows = [*TITLED, [4711, (46309.383333,), "a-001", "It never ends"], [4712, (46310,), "a-002", "Charged twice"]]
    one, other = entries("table", {"t.xlsx": workbook({"Info": [["Exported by Mara"]], "Tickets": rows}, "A1:D1")}, columns=TOLD)
    assert (one.conversation_id, one.occurred_at.isoformat(timespec="minutes"), one.line) == ("4711", "2026-10-14T09:12+00:00", 4)
    assert (other.conversation_id, other.occurred_at.date().isoformat(), other.account_id) == ("4712", "2026-10-15", "a-002")


def test_sheets_of_one_header_are_all_read(entries, workbook):
    head = ["conversation_id", "occurred_at", "text"]
    sheets = {"Sep": [head, ["1", "2026-09-14", "It broke"]], "Oct": [head, ["2", "2026-10-14", "It broke again"]]}
    assert ids(entries("table", {"t.xlsx": workbook(sheets)})) == ["1", "2"]


def test_a_cell_merged_over_rows_stands_in_each(entries, workbook):
    rows = [
        ["chat", "sent", "who", "words"],
        ["7", "2026-10-14 09:00", "agent", "Hello"],
        ["", "2026-10-14 09:01", "visitor", "It broke"],
    ]
    columns = {"conversation_id": "chat", "occurred_at": "sent", "side": "who", "text": "words"}
    [chat] = entries("table", {"t.xlsx": workbook({"Chat": rows}, "A2:A3")}, columns=columns, options={"group_by": "chat"})
    assert [turn.side for turn in chat.turns] == ["team", "customer"]


def test_title_rows_and_totals_are_no_rows_of_a_csv(entries):
    title, end = "Case report\nFiltered by: October\n\n", ',,,\nTotal,,,1\n"Confidential Information - Do Not Distribute"\n'
    text = title + "Case ID,Date Opened,Account,Description\n1,2026-10-14,a,It broke\n" + end
    read = entries(
        "table", {"t.csv": text}, columns={"conversation_id": "Case ID", "occurred_at": "Date Opened", "text": "Description"}
    )
    assert ids(read) == ["1"]
    assert [type(entry) for entry in read].count(EmptyRow) == 2


def test_rows_above_the_header_are_set_aside_and_not_lost(entries):
    read = entries("table", {"t.csv": "1,2026-10-14,It broke\nconversation_id,occurred_at,text\n2,2026-10-15,It broke\n"})
    assert ids(read) == ["2"]
    assert [(entry.line, entry.reason) for entry in read if isinstance(entry, UnreadableRow)] == [
        (1, "stands above the header; the header has to come first")
    ]


def test_the_separator_line_of_excel_is_no_header(entries):
    assert ids(entries("table", {"t.csv": "sep=;\nconversation_id;occurred_at;text\n1;2026-10-14;It broke\n"})) == ["1"]


def test_of_columns_with_one_name_the_first_filled_cell_counts_and_words_are_joined(entries):
    text = "Key,Created,Org,Org,Comment,Comment,Comment\n1,2026-10-14,a-1,,It broke,,Again\n2,2026-10-14,,a-2,,,Fine\n"
    columns = {"conversation_id": "Key", "occurred_at": "Created", "account_id": "Org", "text": "Comment"}
    one, other = entries("table", {"t.csv": text}, columns=columns)
    assert (one.account_id, one.turns[0].text) == ("a-1", "It broke\n\nAgain")
    assert (other.account_id, other.turns[0].text) == ("a-2", "Fine")


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda rows: rows,
        lambda rows: {"data": rows},
        lambda rows: {"page": 1, "response": {"docs": rows, "count": 2}},
        lambda rows: {"users": [{"id": 1}], "conversations": rows},
        lambda rows: [{"items": rows[:1]}, {"items": rows[1:]}],
    ],
)
def test_answers_are_opened_to_their_rows(entries, wrapped):
    rows = [
        {"ref": {"id": at}, "made": "2026-10-14", "said": [{"body": "It broke"}], "who": {"company": {"id": "a-7"}}}
        for at in (1, 2)
    ]
    columns = {"conversation_id": "ref.id", "occurred_at": "made", "text": "said.0.body", "account_id": "who.company.id"}
    read = entries("table", {"t.json": json.dumps(wrapped(rows), indent=1)}, columns=columns)
    assert [(entry.conversation_id, entry.account_id, entry.turns[0].text) for entry in read] == [
        ("1", "a-7", "It broke"), ("2", "a-7", "It broke"),
    ]  # fmt: skip


def test_rows_of_an_answer_have_their_own_lines_and_what_is_no_object_is_told(entries):
    good, bad = '{"conversation_id": 1, "occurred_at": "2026-10-14", "text": "x y"}', '{"conversation_id": 2, "text": "x"}'
    text = f'{{\n"data": [\n{good},\n7,\n{bad}\n]\n}}'
    read = entries("table", {"t.json": text})
    assert [(type(entry).__name__, entry.line) for entry in sorted(read, key=lambda entry: entry.line)] == [
        ("Conversation", 3), ("UnreadableRow", 4), ("UnreadableRow", 5),
    ]  # fmt: skip


def test_date_and_time_in_two_columns_are_joined_where_told_and_where_plain(entries):
    told = {"conversation_id": "id", "occurred_at": "Day + Clock", "text": "words"}
    [entry] = entries("table", {"t.csv": "id,Day,Clock,words\n1,2026-10-14,21:12,It broke\n"}, columns=told)
    assert entry.occurred_at.isoformat() == "2026-10-14T21:12:00+00:00"
    [entry] = entries("table", {"t.csv": "id,Date,Time,text\n1,2026-10-14,21:12,It broke\n"})
    assert entry.occurred_at.isoformat() == "2026-10-14T21:12:00+00:00"


def test_a_parquet_folder_is_one_table_with_its_partitions_as_columns(entries, tmp_path):
    frame = pd.DataFrame(
        {"conversation_id": ["1", "2"], "occurred_at": ["2026-10-14"] * 2, "text": ["It broke"] * 2, "org": ["a-1", "a-2"]}
    )
    frame.to_parquet(tmp_path / "inbox" / "t.parquet", partition_cols=["org"]) if (tmp_path / "inbox").mkdir() is None else None
    (tmp_path / "inbox" / "t.parquet" / "_SUCCESS").write_bytes(b"")
    files = [read_file(*place) for place in find_files(tmp_path, "inbox/*")]
    read = entries("table", {file.name: file.data for file in files}, columns={"account_id": "org"})
    assert [(entry.conversation_id, entry.account_id) for entry in read] == [("1", "a-1"), ("2", "a-2")]


@pytest.mark.parametrize("name", ["tickets.xls", "tickets.ods"])
def test_workbooks_that_other_programs_wrote_are_read_without_a_mapping(entries, name):
    """Written by xlwt (Excel 97's own binary form) and odfpy: a sheet with a note, a merged title row, real dates."""
    one, other = entries("table", {name: (Path(__file__).parent / "specimens" / name).read_bytes()})
    assert (one.conversation_id, one.occurred_at.isoformat(timespec="minutes"), one.account_id) == (
        "4711",
        "2026-10-14T09:12+00:00",
        "a-001",
    )
    assert (other.conversation_id, other.occurred_at.date().isoformat()) == ("4712", "2026-10-15")
    assert [entry.turns[0].text for entry in (one, other)] == [
        "The export never finishes on Mondays.",
        "The totals differ from the invoice.",
    ]


@pytest.mark.parametrize("data", [b'"', b'""', b"'", b'"\n"'])
def test_a_file_of_nothing_but_marks_has_no_rows(data):
    assert not delimited(File("t.csv", data), ["text"]).rows

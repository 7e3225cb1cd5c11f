"""Load: raw exports become the record; nothing is lost, nothing doubled, nothing of a person stored."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from kit.config.settings import read_settings
from kit.ingest.erasure import forget
from kit.ingest.erasure_reports import Published
from kit.ingest.load import load_inbox
from kit.record.store import Record

KIT = """
company: Acme Tools
own_staff: {domains: [acmetools.example], names: [Sam Lee]}
sources:
  - id: desk
    kind: ticket
    path: inbox/tickets/*.csv
    columns: {conversation_id: ticket_id, occurred_at: created_at, contact_id: requester_id, contact_name: requester,
              role: title, account_id: organization_id, text: description, turns: comments}
  - {id: calls, kind: call, reader: transcript, path: inbox/calls/*.txt}
  - {id: crm, kind: onboarding, reader: notes, path: inbox/notes/*.md}
"""
ACCOUNTS = "account_id,name,segment,tier,arr,renewal_on\na-1,Bluewhistle Freight Inc,enterprise,A,120000,\na-2,Lumen Oy,smb,C,,\n"
LOOKING = '"[{""author"":""agent"",""name"":""Sam Lee"",""body"":""Looking into it""}]"'
HEADER = "ticket_id,created_at,requester_id,requester,title,organization_id,description,comments"
TICKETS = f"""{HEADER}
t1,2026-10-05T09:12:00Z,u-9,Johanna Quist,RevOps Lead,a-1,"Hi support,

the export times out every Monday at Bluewhistle Freight.

Best regards,
Johanna Quist
+46 70 123 45 67
johanna.quist@bluewhistle.example

On Mon, Oct 5, 2026 at 9:00 AM Sam Lee <sam@acmetools.example> wrote:
> the team's own words
",
t2,2026-10-06,u-9,Johanna Quist,RevOps Lead,a-1,The filters reset whenever I reload.,{LOOKING}
t3,31.02.2026,u-9,Johanna Quist,RevOps Lead,a-1,"no such day, says johanna.quist@bluewhistle.example",
t4,2026-10-07,u-4,Emil Okafor,Analyst,a-404,Who can see my drafts?,
"""
CALL = """Account: a-2
Date: 2026-09-14 15:00
Call: c-1
Link: https://calls.example/c-1?token=abcdefgh12345
Participants: Emil Okafor (customer, CFO); Sam Lee (team, CSM)

Sam Lee: Hi Emil, how is the month?
Emil Okafor: We look at the board pack and nobody believes it. Ask Johanna Quist about the rest.
Emil Okafor: My number is +1 415 555 0132.
"""
RAW = ("Johanna", "Quist", "Okafor", "johanna.quist", "70 123", "555 0132", "Bluewhistle", "abcdefgh12345")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for folder in ("tickets", "calls", "notes"):
        (tmp_path / "inbox" / folder).mkdir(parents=True)
    (tmp_path / "kit.yaml").write_text(KIT)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "inbox/tickets/2026-10.csv").write_text(TICKETS)
    (tmp_path / "inbox/calls/one.txt").write_text(CALL)
    return tmp_path


def load(workspace: Path, cycle: str = "2026-10"):
    record = Record(workspace / "record")
    return record, load_inbox(workspace, read_settings(workspace), record, cycle)


def of(record: Record, table: str, key: str) -> pd.DataFrame:
    rows = record.read(table)
    return rows[rows["conversation_key"] == key]


def held(workspace: Path) -> str:
    """Everything under record/, Parquet opened, old versions included."""
    told = [str(path.relative_to(workspace)) for path in sorted((workspace / "record").rglob("*"))]
    for path in sorted((workspace / "record").rglob("*")):
        if path.suffix == ".parquet":
            told.append(pd.read_parquet(path, partitioning=None).to_csv())
        elif path.is_file():
            told.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(told)


def test_raw_exports_become_conversations_with_accounts_times_and_roles(workspace):
    record, loaded = load(workspace)
    rows = record.read("conversations").set_index("conversation_key")
    assert list(rows.index) == ["calls:c-1", "desk:t1", "desk:t2", "desk:t4"]
    assert rows.loc["calls:c-1", ["kind", "cycle", "account_id", "role"]].tolist() == ["call", "2026-09", "a-2", "CFO"]
    assert rows.loc["desk:t1", "occurred_at"] == pd.Timestamp("2026-10-05T09:12:00Z")
    assert loaded.summary[["source", "n_files", "n_read", "n_new", "n_set_aside"]].to_numpy().tolist() == [
        ["desk", 1, 4, 3, 1],
        ["calls", 1, 1, 1, 0],
        ["crm", 0, 0, 0, 0],
    ]


def test_warnings_name_the_feed_and_the_account(workspace):
    _, loaded = load(workspace)
    assert loaded.warnings == [
        "source 'desk': 1 row is set aside as unreadable; `kit check` lists them with file and line",
        "source 'crm' finds no file at 'inbox/notes/*.md'; check the path, or that the export was delivered",
        "1 conversation is of an account unknown to accounts.csv (a-404); add what is missing there",
    ]


def test_passages_are_the_customers_words_and_exact_slices(workspace):
    record, _ = load(workspace)
    rows, passages = record.read("conversations").set_index("conversation_key"), record.read("passages")
    for passage in passages.to_dict("records"):
        assert rows.loc[passage["conversation_key"], "text"][passage["start"] : passage["end"]] == passage["text"]
        assert passage["passage_id"] == f"{passage['conversation_key']}#{passage['start']}"
    said = passages["text"].tolist()
    assert any(text.startswith("the export times out every Monday at [account-") for text in said)
    assert not [
        text for text in said if "own words" in text or "Looking" in text or "regards" in text or "how is the month" in text
    ]


def test_turns_tell_whose_words_stand_where(workspace):
    record, _ = load(workspace)
    row = of(record, "conversations", "calls:c-1").iloc[0]
    turns = json.loads(row["turns"])
    assert [turn["side"] for turn in turns] == ["team", "customer"]
    assert row["text"][turns[1]["start"] : turns[1]["end"]].startswith("We look at the board pack")


def test_nothing_of_a_person_is_stored_anywhere(workspace):
    load(workspace)
    told = held(workspace)
    assert not [raw for raw in RAW if raw in told]
    found = subprocess.run(
        ["grep", "-rlaE", "|".join(RAW), str(workspace / "record")], capture_output=True, text=True, check=False
    )
    assert found.stdout == ""


def test_a_row_that_cannot_be_read_is_set_aside_with_its_line(workspace):
    record, _ = load(workspace)
    row = record.read("set_aside").iloc[0]
    assert (row["source"], row["file"], row["line"], row["conversation_id"]) == ("desk", "inbox/tickets/2026-10.csv", 15, "t3")
    assert "occurred_at is '31.02.2026', which is no date" in row["reason"]
    assert "[email]" in row["raw"]


def test_a_mended_row_is_taken_in_and_leaves_the_set_aside(workspace):
    load(workspace)
    path = workspace / "inbox/tickets/2026-10.csv"
    path.write_text(TICKETS.replace("31.02.2026", "28.02.2026"))
    record, loaded = load(workspace)
    assert len(record.read("set_aside")) == 0
    assert loaded.summary.loc[0, ["n_new", "n_changed"]].tolist() == [1, 0]
    assert of(record, "conversations", "desk:t3")["cycle"].tolist() == ["2026-02"]


def test_a_row_mended_in_another_file_leaves_the_set_aside_too(workspace):
    load(workspace)
    (workspace / "inbox/tickets/2026-11.csv").write_text(
        f"{HEADER}\nt3,2026-10-08,u-9,Johanna Quist,RevOps Lead,a-1,There is such a day after all.,\n"
    )
    record, _ = load(workspace)
    assert len(record.read("set_aside")) == 0


def test_loading_twice_changes_nothing(workspace):
    record, _ = load(workspace)
    before, version = record.read("conversations"), record.version()
    _, loaded = load(workspace)
    assert loaded.summary[["n_read", "n_new", "n_changed"]].to_numpy().sum() == 0
    pd.testing.assert_frame_equal(before, record.read("conversations"))
    assert record.version() == version


def test_the_same_conversation_delivered_twice_counts_once_and_an_edited_one_replaces(workspace):
    record, _ = load(workspace)
    (workspace / "inbox/tickets/2026-11.csv").write_text(
        f"{HEADER}\nt2,2026-10-06,u-9,Johanna Quist,RevOps Lead,a-1,The filters reset and so do the columns.,\n"
    )
    record, loaded = load(workspace)
    row = of(record, "conversations", "desk:t2").iloc[0]
    assert row["text"] == "The filters reset and so do the columns."
    assert of(record, "passages", "desk:t2")["text"].tolist() == ["The filters reset and so do the columns."]
    assert loaded.summary.loc[0, "n_changed"] == 1
    (workspace / "inbox/tickets/2026-10.csv").write_text(TICKETS + "t9,2026-10-09,u-9,,,a-1,One more for the older file.,\n")
    record, _ = load(workspace)  # the older file, read again, does not bring the older text back
    assert of(record, "conversations", "desk:t2")["text"].tolist() == [row["text"]]


def test_files_in_any_order_of_arrival_give_the_same_record(workspace, tmp_path_factory):
    (workspace / "inbox/tickets/2026-11.csv").write_text(
        f"{HEADER}\nt2,2026-10-06,u-9,Johanna Quist,RevOps Lead,a-1,The newer text of the two.,\n"
    )
    at_once, _ = load(workspace)
    other = tmp_path_factory.mktemp("other")
    for path in sorted(path for path in workspace.rglob("*") if path.is_file() and "record" not in path.parts):
        (other / path.relative_to(workspace)).parent.mkdir(parents=True, exist_ok=True)
        (other / path.relative_to(workspace)).write_bytes(path.read_bytes())
    (other / "inbox/tickets/2026-10.csv").rename(other / "later.csv")
    load(other)
    (other / "later.csv").rename(other / "inbox/tickets/2026-10.csv")
    in_turn, _ = load(other)
    for table in ("conversations", "passages", "set_aside"):
        pd.testing.assert_frame_equal(at_once.read(table), in_turn.read(table))


def test_a_call_and_the_crm_note_of_it_count_once(workspace):
    note = (
        "---\naccount_id: a-2\ndate: 2026-09-15\nid: n-1\n---\n> We look at the board pack and nobody "
        "believes it. Ask Johanna Quist about the rest.\n"
    )
    (workspace / "inbox/notes/n.md").write_text(note)
    record, loaded = load(workspace)
    rows = record.read("conversations").set_index("conversation_key")
    assert rows.loc["crm:n-1", "duplicate_of"] == "calls:c-1"
    assert loaded.summary.set_index("source").loc["crm", "n_duplicates"] == 1


@pytest.mark.parametrize("new", ["helpdesk", "a-desk"])
def test_a_source_given_another_id_brings_nothing_twice_and_that_is_told(workspace, new):
    record, _ = load(workspace)
    before = record.read("conversations")
    settings = workspace / "kit.yaml"
    settings.write_text(settings.read_text().replace("id: desk", f"id: {new}"))
    for _ in range(2):
        record, loaded = load(workspace)
        rows = record.read("conversations")
        assert sorted(rows["conversation_key"][rows["duplicate_of"] == ""]) == sorted(before["conversation_key"])
        assert any(f"source {new!r} brings 3 conversations that the record has from 'desk'" in told for told in loaded.warnings)


def test_a_name_that_a_later_file_gives_is_masked_in_earlier_conversations_too(workspace):
    (workspace / "inbox/tickets/early.csv").write_text(
        f"{HEADER}\nt8,2026-10-01,u-7,,,a-2,The rights of Valter Nyberg are gone again.,\n", encoding="utf-8"
    )
    record, _ = load(workspace)
    assert "Valter Nyberg" in of(record, "conversations", "desk:t8")["text"].item()
    (workspace / "inbox/tickets/late.csv").write_text(f"{HEADER}\nt9,2026-10-20,u-8,Valter Nyberg,Admin,a-2,It works now.,\n")
    record, _ = load(workspace)
    assert "Nyberg" not in of(record, "conversations", "desk:t8")["text"].item()
    assert "Nyberg" not in "".join(of(record, "passages", "desk:t8")["text"])
    (workspace / "inbox/tickets/later.csv").write_text(f"{HEADER}\nt10,2026-10-21,u-7,,,a-2,Valter Nyberg is in again.,\n")
    record, _ = load(workspace)
    assert "Nyberg" not in of(record, "conversations", "desk:t10")["text"].item()


def test_what_comes_after_its_cycles_brief_is_late(workspace):
    record, _ = load(workspace, "2026-09")
    record.append("briefs", pd.DataFrame({"cycle": ["2026-09"], "persona_id": ["lead"], "facts": ["{}"]}))
    (workspace / "inbox/calls/two.txt").write_text(CALL.replace("c-1", "c-2").replace("board pack", "weekly deck"))
    record, _ = load(workspace, "2026-10")
    rows = record.read("conversations").set_index("conversation_key")
    assert rows["is_late"].to_dict() == {
        "calls:c-1": False,
        "calls:c-2": True,
        "desk:t1": False,
        "desk:t2": False,
        "desk:t4": False,
    }
    assert rows.loc["calls:c-2", ["cycle", "first_run_cycle"]].tolist() == ["2026-09", "2026-10"]


def test_what_comes_before_the_end_of_the_runs_own_cycle_is_not_late_though_a_partial_brief_is_out(workspace):
    record, _ = load(workspace, "2026-10")
    record.append("briefs", pd.DataFrame({"cycle": ["2026-10"], "persona_id": ["lead"], "facts": ["{}"]}))
    (workspace / "inbox/tickets/more.csv").write_text(f"{HEADER}\nt8,2026-10-20,u-4,,,a-2,The totals differ again.,\n")
    record, _ = load(workspace, "2026-10")
    assert not of(record, "conversations", "desk:t8")["is_late"].item()
    record, _ = load(workspace, "2026-11")
    assert not of(record, "conversations", "desk:t8")["is_late"].item()  # what it was when it came


def test_words_in_a_language_the_model_does_not_speak_are_kept_and_not_heard(workspace):
    german = (
        "Der Export bricht jeden Montag ab und wir müssen alles von Hand noch einmal machen, das kostet uns einen halben Tag."
    )
    (workspace / "inbox/tickets/de.csv").write_text(f'{HEADER}\nt7,2026-10-06,u-1,,,a-1,"{german}",\n', encoding="utf-8")
    record, _ = load(workspace)
    assert of(record, "conversations", "desk:t7")["language"].tolist() == ["de"]
    assert of(record, "passages", "desk:t7").empty


@pytest.mark.parametrize("whom", [{"contact": "Johanna Quist"}, {"contact": "u-9"}, {"account": "a-1"}])
def test_forgetting_leaves_nothing_in_the_record_and_nothing_comes_back(workspace, tmp_path, whom):
    record, _ = load(workspace)
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "lead.json").write_text(
        json.dumps({"quotes": [{"conversation_id": "t2", "text": "The filters reset whenever I reload."}]})
    )
    (reports / "other.json").write_text("{}")
    done = forget(workspace, read_settings(workspace), record, Published(reports), **whom)
    assert done.n_removed["conversations"] >= 2
    assert done.briefs == [reports / "lead.json"]
    assert done.inbox_files == ["inbox/tickets/2026-10.csv"]
    told = held(workspace)
    gone = [
        "desk:t1",
        "desk:t2",
        "filters reset",
        "times out",
        *([] if "account" in whom else ["u-9"]),
        *(["a-1,"] if "account" in whom else []),
    ]
    assert not [one for one in gone if one in told]
    (workspace / "inbox/tickets/2026-10.csv").write_text(
        TICKETS + "t9,2026-10-09,u-4,Emil Okafor,,a-2,One more for the same file.,\n"
    )
    record, _ = load(workspace)
    assert [key for key in record.read("conversations")["conversation_key"] if key.startswith("desk")] == ["desk:t4", "desk:t9"]
    assert record.read("set_aside").empty  # t3 could not be read, and is of the same contact and account


def test_forgetting_one_conversation_keeps_the_others(workspace, tmp_path):
    record, _ = load(workspace)
    done = forget(workspace, read_settings(workspace), record, Published(tmp_path / "none"), conversation="c-1")
    assert done.n_removed["conversations"] == 1
    assert record.read("conversations")["conversation_key"].tolist() == ["desk:t1", "desk:t2", "desk:t4"]


def test_a_row_set_aside_is_masked_with_the_names_and_numbers_in_it(workspace):
    row = "t5,no day,u-9,Johanna Quist,RevOps Lead,a-1,"
    words = "My name is Petra Huber, BSN 111222333, I live at 12 Baker Street and my key is sk_live_4eC39HqLyjWDarjtT1zdp7dc,"
    (workspace / "inbox/tickets/2026-12.csv").write_text(f"{HEADER}\n{row}{words.replace(',', ';')[:-1]},\n")
    record, _ = load(workspace)
    raw = record.read("set_aside").set_index("conversation_id").loc["t5", "raw"]
    assert not [told for told in ("Petra", "Huber", "111222333", "Baker", "sk_live", "Quist") if told in raw]

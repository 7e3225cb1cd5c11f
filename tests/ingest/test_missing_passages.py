"""Missing passages: what a damaged table lost is made again as it was, from the record alone; what is lost for good is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.config.settings import read_settings
from kit.ingest.erasure import forget
from kit.ingest.erasure_reports import Published
from kit.ingest.load import load_inbox
from kit.record.doctor import findings, repair
from kit.record.store import Record

KIT = """
company: Acme Tools
sources:
  - id: desk
    kind: ticket
    path: inbox/*.csv
    columns: {conversation_id: id, occurred_at: created, text: words, account_id: account}
"""
HEADER = "id,created,words,account\n"
SEPTEMBER = "t1,2026-09-05,The export times out every Monday. Nobody here can wait for it any longer.,a-1\n"
OCTOBER = "t2,2026-10-06,The filters reset whenever I reload the page.,a-2\nt3,2026-10-07,Who can see my drafts?,a-1\n"
TABLES = ("conversations", "passages", "deliveries", "set_aside")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "kit.yaml").write_text(KIT)
    (tmp_path / "accounts.csv").write_text("account_id,name,segment,tier,arr,renewal_on\na-1,One,smb,A,1,\na-2,Two,smb,A,1,\n")
    deliver(tmp_path, "2026-09.csv", SEPTEMBER)
    load(tmp_path)
    deliver(tmp_path, "2026-10.csv", OCTOBER)
    load(tmp_path)
    return tmp_path


def deliver(workspace: Path, name: str, rows: str) -> None:
    (workspace / "inbox" / name).write_text(HEADER + rows)


def record_of(workspace: Path) -> Record:
    return Record(workspace / "record")


def load(workspace: Path) -> list[str]:
    return load_inbox(workspace, read_settings(workspace), record_of(workspace), "2026-10").warnings


def rows_of(workspace: Path) -> dict[str, list[dict]]:
    return {name: record_of(workspace).read(name).to_dict("records") for name in TABLES}


def match(record: Record) -> None:
    """Give all conversations one persona."""
    columns = {"persona_id": "lead", "state": "attached"} | dict.fromkeys(
        ["runner_up", "reasons", "found_persona", "found_runner_up", "found_state"], ""
    )
    known = record.read("conversations", columns=["conversation_key", "cycle"])
    record.append("matches", known.assign(**columns, score=0.0, runner_up_score=0.0, margin=0.0))


def cut(workspace: Path, table: str, cycle: str) -> None:
    for path in (workspace / "record" / table / f"cycle={cycle}").glob("*.parquet"):
        path.write_bytes(b"cut")


@pytest.mark.parametrize("table", ["passages", "conversations"])
@pytest.mark.parametrize("cycle", ["2026-09", "2026-10"])
def test_a_damaged_table_is_after_the_next_load_what_it_was(workspace, table, cycle):
    before = rows_of(workspace)
    cut(workspace, table, cycle)
    repair(record_of(workspace))
    assert len(record_of(workspace).read(table)) < len(before[table])
    assert load(workspace) == []
    assert rows_of(workspace) == before
    assert findings(record_of(workspace)) == []


def test_passages_come_back_though_the_files_have_left_the_inbox(workspace):
    before = rows_of(workspace)
    cut(workspace, "passages", "2026-10")
    for path in (workspace / "inbox").glob("*.csv"):
        path.unlink()
    [sentence] = repair(record_of(workspace))
    assert sentence.endswith("was taken out; the next run cuts passages from the conversations again")
    load(workspace)
    assert rows_of(workspace) == before


def test_conversations_whose_file_has_left_the_inbox_are_named(workspace):
    record = record_of(workspace)
    match(record)
    cut(workspace, "conversations", "2026-10")
    repair(record)
    (workspace / "inbox" / "2026-10.csv").unlink()
    lost = [warning for warning in load(workspace) if "lost" in warning]
    assert lost == [
        "source 'desk': the record lost 2 conversations (desk:t2, desk:t3), which no file in the inbox holds any more; "
        "deliver again what held them"
    ]
    deliver(workspace, "2026-10.csv", OCTOBER)
    assert load(workspace) == []
    assert len(record.read("conversations")) == 3


def test_conversations_that_come_again_after_their_cycles_brief_are_not_late(workspace):
    record = record_of(workspace)
    before = rows_of(workspace)
    match(record)
    record.append("briefs", pd.DataFrame({"cycle": ["2026-09"], "persona_id": ["lead"], "facts": ["{}"]}))
    cut(workspace, "conversations", "2026-09")
    repair(record)
    deliver(workspace, "late.csv", "t9,2026-09-20,The totals differ from those in the invoice.,a-1\n")
    load(workspace)
    rows = record.read("conversations").set_index("conversation_key")
    assert rows["is_late"][rows["is_late"]].index.tolist() == ["desk:t9"]
    assert rows.drop("desk:t9").reset_index()[["conversation_key", "digest"]].to_dict("records") == [
        {name: row[name] for name in ("conversation_key", "digest")} for row in before["conversations"]
    ]


def test_a_conversation_whose_passages_are_there_gets_no_others(workspace):
    record = record_of(workspace)
    record.delete("passages", passage_id="desk:t2#0")
    classed = record.read("passages").assign(stance="question")
    record.replace("passages", classed)
    load(workspace)
    stances = record.read("passages").set_index("passage_id")["stance"]
    assert stances.pop("desk:t2#0") == ""
    assert set(stances) == {"question"}


def test_whoever_is_forgotten_between_the_repair_and_the_next_load_is_gone_everywhere(workspace, tmp_path):
    cut(workspace, "passages", "2026-10")
    record = record_of(workspace)
    repair(record)
    assert list(record.folder.glob(".doctor-*"))
    forget(workspace, read_settings(workspace), record, Published(tmp_path / "none"), account="a-2")
    load(workspace)
    keys = pd.concat([record.read(name)["conversation_key"] for name in ("conversations", "passages")])
    assert set(keys) == {"desk:t1", "desk:t3"}
    assert not list(record.folder.glob(".doctor-*"))  # the copies hold what the account's people wrote


def test_a_language_that_is_named_later_is_cut_then(workspace):
    german = "Der Export bricht jeden Montag ab und wir müssen alles von Hand noch einmal machen, das kostet einen halben Tag."
    deliver(workspace, "de.csv", f't4,2026-10-08,"{german}",a-2\n')
    load(workspace)
    record = record_of(workspace)
    assert "desk:t4" not in set(record.read("passages")["conversation_key"])
    with (workspace / "kit.yaml").open("a") as settings:
        settings.write("languages: [en, de]\n")
    load(workspace)
    assert "desk:t4" in set(record.read("passages")["conversation_key"])

"""The record: rows in, the same rows out, in the key's order."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pandas as pd
import pyarrow.compute as pc
import pytest
from deltalake import write_deltalake

from kit.errors import RecordError
from kit.record.store import Record, _frames
from kit.record.tables import TABLES


def briefs(*rows):
    return pd.DataFrame(rows, columns=["cycle", "persona_id", "facts"])


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path / "record")


@pytest.mark.parametrize("table", TABLES)
def test_a_table_nobody_wrote_is_empty_with_its_columns(record, table):
    found = record.read(table)
    assert list(found.columns) == list(TABLES[table].columns)
    assert len(found) == 0


def test_rows_come_back_by_key_whatever_order_they_were_written_in(record):
    record.append("briefs", briefs(("2026-10", "b", "2"), ("2026-09", "a", "1")))
    record.append("briefs", briefs(("2026-10", "a", "3")))
    assert record.read("briefs")["facts"].tolist() == ["1", "3", "2"]
    assert record.read("briefs", cycle="2026-10", persona_id=["a"])["facts"].tolist() == ["3"]
    assert record.read("briefs", cycle=[]).empty


def test_rows_can_be_left_out_before_they_are_sorted_and_cycles_are_known_without_reading(record):
    assert record.cycles("briefs") == []
    record.append("briefs", briefs(("2026-09", "a", "1"), ("2026-10", "b", "2"), ("2026-10", "a", "3")))
    assert record.read("briefs", keep=lambda rows: pc.equal(rows["persona_id"], "a"))["facts"].tolist() == ["1", "3"]
    assert record.arrow("briefs", ["facts"], persona_id="b")["facts"].to_pylist() == ["2"]
    assert record.cycles("briefs") == ["2026-10", "2026-09"]
    record.delete("briefs", cycle="2026-10")
    assert record.cycles("briefs") == ["2026-09"]


def test_what_was_read_before_is_taken_until_the_table_changes_and_nobody_changes_it_for_others(record, monkeypatch):
    record.append("briefs", briefs(("2026-09", "a", "1"), ("2026-10", "b", "2")))
    first = record.read("briefs", ["facts"], cycle="2026-10")
    first.loc[:, "facts"] = "mine alone"
    with monkeypatch.context() as patched:
        patched.setattr(Record, "arrow", None)
        assert record.read("briefs", ["facts"], cycle="2026-10")["facts"].tolist() == ["2"]
    Record(record.folder).replace("briefs", briefs(("2026-10", "b", "3")), cycle="2026-10")
    assert record.read("briefs", ["facts"], cycle="2026-10")["facts"].tolist() == ["3"]


def test_frames_that_are_held_are_few(record, monkeypatch):
    monkeypatch.setattr("kit.record.store.MOST_CELLS", 4)
    record.append("briefs", briefs(*((f"2026-{month:02d}", "a", "1") for month in range(1, 10))))
    for month in range(1, 10):
        record.read("briefs", cycle=f"2026-{month:02d}")
    assert record.read("briefs").shape == (9, 3)
    assert sum(frame.size for frame in _frames.values()) <= 4


def test_replace_touches_only_what_matches(record):
    record.append("briefs", briefs(("2026-09", "a", "old"), ("2026-10", "a", "old")))
    record.replace("briefs", briefs(("2026-10", "a", "new"), ("2026-10", "b", "new")), cycle="2026-10")
    assert record.read("briefs")["facts"].tolist() == ["old", "new", "new"]


def test_replace_by_nothing_empties_what_matches(record):
    record.append("briefs", briefs(("2026-09", "a", "1"), ("2026-10", "a", "2")))
    record.replace("briefs", briefs(), cycle="2026-10")
    assert record.read("briefs")["facts"].tolist() == ["1"]


def test_upsert_replaces_known_keys_and_adds_the_rest(record):
    record.upsert("briefs", briefs(("2026-09", "a", "1")))
    record.upsert("briefs", briefs(("2026-09", "a", "2"), ("2026-09", "b", "3")))
    assert record.read("briefs")["facts"].tolist() == ["2", "3"]


def test_after_an_upsert_any_column_can_be_asked_for(record):
    record.append("briefs", briefs(("2026-09", "a", "1"), ("2026-09", "b", "2")))
    record.upsert("briefs", briefs(("2026-09", "a", "3")))
    assert record.read("briefs", columns=["facts"], persona_id="a")["facts"].tolist() == ["3"]
    assert record.delete("briefs") == 2


def test_a_quote_in_a_value_is_data(record):
    record.append("briefs", briefs(("2026-09", "o'hara' OR '1'='1", "1"), ("2026-09", "b", "2")))
    assert record.delete("briefs", persona_id="o'hara' OR '1'='1") == 1
    assert record.read("briefs")["persona_id"].tolist() == ["b"]


def test_many_writers_at_once_lose_nothing(record):
    def write(number):
        Record(record.folder).replace("briefs", briefs((f"2026-{number:02d}", "a", str(number))), cycle=f"2026-{number:02d}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(1, 13)))
    assert sorted(record.read("briefs")["facts"], key=int) == [str(number) for number in range(1, 13)]


def test_what_was_deleted_is_gone_from_the_folder_after_vacuum(record):
    record.append("briefs", briefs(("2026-09", "a", "NEEDLE"), ("2026-09", "b", "hay")))
    record.delete("briefs", persona_id="a")
    record.vacuum()
    assert not any(b"NEEDLE" in path.read_bytes() for path in record.folder.rglob("*.parquet"))
    assert record.read("briefs")["facts"].tolist() == ["hay"]


def test_the_version_grows_with_every_change(record):
    before = record.version()
    record.append("briefs", briefs(("2026-09", "a", "1")))
    assert record.version() > before
    after = record.version()
    record.append("briefs", briefs())
    assert record.version() == after


def test_missing_columns_and_unknown_tables_are_told(record):
    with pytest.raises(RecordError, match=r"rows lack the columns \['facts'\]"):
        record.append("briefs", pd.DataFrame({"cycle": ["2026-09"], "persona_id": ["a"]}))
    with pytest.raises(RecordError, match="there is no table 'brief'"):
        record.append("brief", briefs(("2026-09", "a", "1")))


def _add(folder, who):
    found = Record(folder)
    return sum(found.add_new("briefs", briefs((f"c{at}", "same", who), (f"c{at}-{who}", who, who)), "cycle") for at in range(4))


def test_processes_that_add_the_same_rows_add_them_once_and_lose_none(record):
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        added = list(pool.map(_add, [record.folder] * 3, ["ann", "bob", "cem"]))
    found = record.read("briefs")
    assert sorted(found["cycle"]) == sorted([f"c{at}{name}" for at in range(4) for name in ("", "-ann", "-bob", "-cem")])
    assert sum(added) == len(found)


def test_rows_added_twice_are_there_once(record):
    assert record.add_new("briefs", briefs(("c0", "a", "1"), ("c0", "a", "2")), "cycle") == 1
    assert record.add_new("briefs", briefs(("c0", "a", "3"), ("c1", "a", "4")), "cycle") == 1
    assert record.add_new("briefs", briefs(), "cycle") == 0
    assert record.read("briefs")["facts"].tolist() == ["1", "4"]


@pytest.mark.parametrize("write", ["append", "upsert", "replace", "add_new"])
def test_a_record_of_an_older_version_is_read_and_gains_the_new_column(record, write):
    old = briefs(("2026-09", "a", "gone")).drop(columns="facts")
    write_deltalake(str(record.folder / "briefs"), old, partition_by=["cycle"])
    assert record.read("briefs")["facts"].tolist() == [""]
    more = {"replace": {"cycle": "2026-10"}, "add_new": {"by": "cycle"}}.get(write, {})
    getattr(record, write)("briefs", briefs(("2026-10", "a", "new")), **more)
    assert record.read("briefs")["facts"].tolist() == ["", "new"]


@pytest.mark.parametrize("asked", [{"columns": ["colour"]}, {"colour": "x"}])
def test_a_column_that_is_none_is_refused_with_those_there_are(tmp_path, asked):
    with pytest.raises(RecordError, match="table 'themes' has no column 'colour'; it has run_cycle, persona_id"):
        Record(tmp_path).read("themes", **asked)


#: Ends while a table of many files is still being read, as after an error or where a pipe closes.
ENDS_EARLY = """
import sys
from pathlib import Path
from kit.record.store import Record, _frames

def keep(rows):
    if len(rows):
        sys.exit(3)
    return rows["text"].is_valid()

Record(Path(sys.argv[1])).arrow("passages", ["passage_id", "text"], keep)
"""


def test_a_process_that_ends_while_it_reads_ends_as_it_says(tmp_path):
    cycles = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 9)]
    ids = [f"{cycle}:{number}" for cycle in cycles for number in range(2000)]
    rows = {"passage_id": ids, "conversation_key": ids, "cycle": [name.partition(":")[0] for name in ids], "text": ids}
    Record(tmp_path).append("passages", pd.DataFrame(rows).assign(stance="pain", start=0, end=9))
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", ENDS_EARLY, tmp_path], check=False, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (3, b"")

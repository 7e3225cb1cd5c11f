"""The doctor: finds what is wrong with a record, mends it, and keeps a copy; what people decided comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from deltalake import DeltaTable, write_deltalake

from kit.errors import RecordError
from kit.record.decided import DECIDED, decided_file, read_decided, write_decided
from kit.record.doctor import findings, repair, restore_decided
from kit.record.store import Record
from kit.record.tables import TABLES

FORGOTTEN = pd.DataFrame({"kind": ["account", "person"], "code": ["1f", "2e"]})
DELIVERIES = pd.DataFrame({"source": ["desk"], "file": ["a.csv"], "fingerprint": ["f"], "n_rows": [2]})


@pytest.fixture
def record(tmp_path):
    record = Record(tmp_path / "record")
    record.append("forgotten", FORGOTTEN)
    record.append("deliveries", DELIVERIES)
    return record


def damage(record, table, pattern):
    path = sorted((record.folder / table).rglob(pattern))[-1]
    path.write_bytes(b"no such thing")
    return path


def cut_newest(record, table):
    """Cut the files that only the newest version has."""
    newest = DeltaTable(str(record.folder / table))
    before = DeltaTable(str(record.folder / table), version=newest.version() - 1)
    for path in set(newest.file_uris()) - set(before.file_uris()):
        Path(path).write_bytes(b"cut")


def test_a_sound_record_has_no_findings_and_repair_does_nothing(record):
    assert findings(record) == []
    assert repair(record) == []
    assert not list(record.folder.glob(".doctor*"))


def test_rows_that_stand_twice_are_found_and_one_of_each_stays(record):
    write_deltalake(str(record.folder / "deliveries"), record._arrow("deliveries", DELIVERIES), mode="append")
    assert [str(finding) for finding in findings(record)] == ["deliveries: 1 rows stand twice; --repair keeps the first of each"]
    assert repair(record) == ["deliveries: mended (1 rows stand twice); 1 rows stand"]
    assert findings(record) == []
    assert len(list(record.folder.glob(".doctor-*/deliveries"))) == 1


@pytest.mark.parametrize("pattern", ["*.parquet", "*.json"])
def test_a_table_that_cannot_be_read_is_one_line_and_is_mended_from_what_can_be(record, pattern):
    damage(record, "deliveries", pattern)
    with pytest.raises(RecordError, match=r"table deliveries cannot be read .*`kit doctor --repair`"):
        record.read("deliveries")
    assert [finding.table for finding in findings(record)] == ["deliveries"]
    assert repair(record)[0].startswith("deliveries: could not be read at any version and was taken out; the next run reads")
    assert findings(record) == []
    assert len(record.read("deliveries")) == 0
    assert len(record.read("forgotten")) == 2


def test_a_table_whose_log_is_gone_is_not_taken_for_an_empty_one(record):
    shutil.rmtree(record.folder / "deliveries" / "_delta_log")
    with pytest.raises(RecordError, match=r"table deliveries cannot be read \(its log is gone\); `kit doctor`"):
        record.read("deliveries")
    assert [finding.table for finding in findings(record)] == ["deliveries"]
    assert "was taken out; the next run reads the inbox again" in repair(record)[0]
    assert findings(record) == []


def test_a_table_of_a_later_version_is_left_alone(record):
    path = record.folder / "deliveries" / "_delta_log" / f"{2:020d}.json"
    path.write_text('{"protocol": {"minReaderVersion": 99, "minWriterVersion": 99}}\n')
    with pytest.raises(RecordError, match=r"deliveries was written by a later version .*; bring the kit up to date"):
        record.read("deliveries")
    assert "--repair leaves it alone" in str(findings(record)[0])
    assert repair(record) == []
    path.unlink()
    assert len(record.read("deliveries")) == 1


def test_the_newest_version_that_can_be_read_is_taken(record):
    for cycle in ("2026-09", "2026-10"):
        record.append("classifiers", pd.DataFrame({"cycle": [cycle], "fingerprint": ["f"]}))
    cut_newest(record, "classifiers")
    assert "mended" in repair(record)[0]
    assert record.read("classifiers")["cycle"].tolist() == ["2026-09"]
    assert len(record.read("deliveries")) == 1


def test_where_an_older_version_is_taken_the_inbox_is_read_again(record):
    row = {"source": "desk", "file": "a.csv", "reason": "no day", "raw": "", "conversation_id": "", "line": 2}
    for line in (2, 3):
        record.append("set_aside", pd.DataFrame([row | {"line": line}]))
    cut_newest(record, "set_aside")
    assert repair(record)[0].endswith("1 rows stand; the next run reads the inbox again")
    assert record.read("set_aside")["line"].tolist() == [2]
    assert len(record.read("deliveries")) == 0


def test_the_inbox_is_read_again_though_the_table_of_deliveries_is_damaged_too(record):
    row = {"source": "desk", "file": "a.csv", "reason": "no day", "raw": "", "conversation_id": "", "line": 2}
    record.append("set_aside", pd.DataFrame([row]))
    cut_newest(record, "set_aside")
    record.append("deliveries", DELIVERIES.assign(file="b.csv"))
    cut_newest(record, "deliveries")
    repair(record)
    assert findings(record) == []
    assert len(record.read("deliveries")) == 0
    assert len(list(record.folder.glob(".doctor-*/*"))) == 2


def test_passages_go_with_conversations_that_lost_rows(record):
    """What was cut from words that are lost would stand for nobody, or for other words."""
    words = {"conversation_key": "desk:t1", "cycle": "2026-10", "text": "It broke.", "stance": "", "start": 0, "end": 9}
    record.append("passages", pd.DataFrame([words | {"passage_id": "desk:t1#0"}]))
    blank = dict.fromkeys(TABLES["conversations"].columns, "") | {"line": 2, "is_late": False, "turns": "[]"}
    for name in ("t0", "t1"):
        row = blank | {
            "conversation_key": f"desk:{name}",
            "cycle": "2026-10",
            "occurred_at": pd.Timestamp("2026-10-05", tz="UTC"),
        }
        record.append("conversations", pd.DataFrame([row]))
    cut_newest(record, "conversations")
    again = "the next run reads the inbox again; the next run cuts passages from the conversations again"
    assert repair(record)[0].endswith(f"1 rows stand; {again}")
    assert [len(record.read(name)) for name in ("conversations", "passages", "deliveries")] == [1, 0, 0]
    assert {path.name for path in record.folder.glob(".doctor-*/*")} == {"conversations", "passages", "deliveries"}


def test_what_people_decided_is_beside_the_record_and_comes_back_when_the_record_is_lost(record):
    path = decided_file(record.folder)
    assert path.stat().st_mode & 0o777 == 0o600
    shutil.rmtree(record.folder)
    assert [finding.table for finding in findings(record)] == ["forgotten"]
    assert repair(record) == [f"forgotten: 2 rows brought back from {path.name}"]
    assert record.read("forgotten").to_dict("records") == FORGOTTEN.to_dict("records")
    assert restore_decided(record, path) == dict.fromkeys(DECIDED, 0)


def test_times_come_back_as_they_were(record, tmp_path):
    row = dict.fromkeys(TABLES["theme_edits"].columns, "x") | {"edited_at": pd.Timestamp("2026-10-05T09:30:00.000001Z")}
    row |= {name: [0.5, 0.25] for name, kind in TABLES["theme_edits"].columns.items() if "list" in str(kind)}
    record.append("theme_edits", pd.DataFrame([row]))
    tables, _ = read_decided(write_decided(record.folder, {
        "decisions": record.read("decisions"), "theme_edits": record.read("theme_edits"), "forgotten": FORGOTTEN,
    }, tmp_path / "kept.json"))  # fmt: skip
    assert tables["theme_edits"]["edited_at"].tolist() == [row["edited_at"]]


@pytest.mark.parametrize("content", [None, "{", "[]", '{"decisions": []}'])
def test_another_file_is_refused_by_name(record, tmp_path, content):
    path = tmp_path / "other.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(RecordError, match=r"other\.json: .*name one that `kit backup` wrote"):
        restore_decided(record, path)

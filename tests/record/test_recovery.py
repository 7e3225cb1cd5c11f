"""Recovery: rows come back from a table's files where its log or a checkpoint is damaged, the newest of each."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from deltalake import DeltaTable

from kit.record.doctor import findings, repair
from kit.record.store import Record

CUT = b"no such thing"


def briefs(cycle: str, facts: str) -> pd.DataFrame:
    return pd.DataFrame({"cycle": [cycle], "persona_id": ["revops"], "facts": [facts]})


@pytest.fixture
def record(tmp_path):
    record = Record(tmp_path / "record")
    record.append("briefs", briefs("2026-08", "{}"))
    record.append("briefs", briefs("2026-09", '{"a": 1}'))
    return record


def log_of(record: Record, pattern: str) -> list:
    return sorted((record.folder / "briefs" / "_delta_log").glob(pattern))


def facts(record: Record) -> dict[str, str]:
    rows = record.read("briefs")
    return dict(zip(rows["cycle"], rows["facts"], strict=True))


def test_a_cut_checkpoint_costs_no_row(record):
    DeltaTable(str(record.folder / "briefs")).create_checkpoint()
    log_of(record, "*.checkpoint*.parquet")[-1].write_bytes(CUT)
    [sentence] = repair(record)
    assert sentence.startswith("briefs: mended (")
    assert sentence.endswith("; 2 rows stand")
    assert facts(record) == {"2026-08": "{}", "2026-09": '{"a": 1}'}
    assert findings(record) == []


def test_rows_that_the_newest_entry_of_a_log_named_come_back_when_it_is_cut(record):
    log_of(record, "*.json")[-1].write_bytes(CUT)
    assert repair(record)[0].endswith("; 2 rows stand")
    assert facts(record) == {"2026-08": "{}", "2026-09": '{"a": 1}'}


def test_where_the_log_is_gone_the_newest_row_of_each_key_stands(record):
    record.replace("briefs", briefs("2026-08", '{"b": 2}'), cycle="2026-08")
    shutil.rmtree(record.folder / "briefs" / "_delta_log")
    assert repair(record)[0].endswith("; 2 rows stand")
    assert facts(record) == {"2026-08": '{"b": 2}', "2026-09": '{"a": 1}'}


def test_a_file_that_no_lost_entry_can_have_named_does_not_come_back(record):
    """A row that was replaced while the log was whole stays replaced."""
    record.replace("briefs", briefs("2026-08", '{"b": 2}'), cycle="2026-08")
    record.append("briefs", briefs("2026-10", "{}"))
    log_of(record, "*.json")[-1].write_bytes(CUT)
    repair(record)
    assert facts(record) == {"2026-08": '{"b": 2}', "2026-09": '{"a": 1}', "2026-10": "{}"}


def test_a_cut_file_of_rows_still_goes_back_to_the_version_before(record):
    newest = max((record.folder / "briefs").rglob("*.parquet"), key=lambda path: path.stat().st_mtime)
    newest.write_bytes(CUT)
    assert repair(record)[0].endswith("; 1 rows stand")
    assert facts(record) == {"2026-08": "{}"}


def test_conversations_are_read_from_the_inbox_again_and_not_put_together_from_files(record):
    record.append("deliveries", pd.DataFrame({"source": ["desk"], "file": ["a.csv"], "fingerprint": ["f"], "n_rows": [2]}))
    shutil.rmtree(record.folder / "deliveries" / "_delta_log")
    assert "the next run reads the inbox again" in repair(record)[0]
    assert record.read("deliveries").empty

"""Assertions: each is true of a record as the steps leave it, and stops a run where it is not."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest

from kit.errors import RecordError
from kit.record.store import Record
from kit.record.tables import TABLES
from kit.run.assertions import check_conversations, check_facts, check_matches, check_themes

CYCLE = "2026-10"
TEXT = "The export broke. We lost a day."
#: A record of one conversation as reading, matching and theming leave it.
ROWS = {
    "conversations": {"conversation_key": "desk:1", "conversation_id": "1", "source": "desk", "cycle": CYCLE, "text": TEXT},
    "passages": {
        "passage_id": "desk:1#0", "conversation_key": "desk:1", "start": 0, "end": 17, "text": TEXT[:17], "cycle": CYCLE,
    },
    "matches": {"conversation_key": "desk:1", "cycle": CYCLE, "persona_id": "ops", "state": "attached"},
    "themes": {"run_cycle": CYCLE, "persona_id": "ops", "theme_id": "ops/t01"},
    "assignments": {
        "run_cycle": CYCLE, "persona_id": "ops", "passage_id": "desk:1#0", "theme_id": "ops/t01", "cycle": CYCLE,
    },
}  # fmt: skip


def blank_of(kind: pa.DataType) -> object:
    if pa.types.is_timestamp(kind):
        return pd.Timestamp("2026-10-05", tz="UTC")
    if pa.types.is_list(kind):
        return []
    return "" if pa.types.is_string(kind) else kind.to_pandas_dtype()(0)


def work_with(tmp_path, **changes):
    """A workspace whose record holds ROWS, some values changed."""
    record = Record(tmp_path / "record")
    for name, row in ROWS.items():
        blank = {column: blank_of(kind) for column, kind in TABLES[name].columns.items()}
        record.append(name, pd.DataFrame([blank | row | changes.get(name, {})]))
    personas = [SimpleNamespace(id="ops", status="active"), SimpleNamespace(id="old", status="retired")]
    return SimpleNamespace(record=record, personas=personas, window=lambda cycle: [cycle])


def brief(**change):
    quote = {"source": "desk", "conversation_id": "1", "start": 0, "end": 17, "text": TEXT[:17]} | change
    shift = SimpleNamespace(quotes=[SimpleNamespace(**quote)], other_voice=None)
    return SimpleNamespace(shifts=[shift], persona=SimpleNamespace(id="ops"))


def test_a_record_as_the_steps_leave_it_passes(tmp_path):
    work = work_with(tmp_path)
    assert check_conversations(work, CYCLE) == "2026-10: 1 conversations, 1 passages, each an exact span of its conversation"
    assert check_matches(work, CYCLE) == "2026-10: 1 conversations matched, 1 count for a persona"
    assert check_themes(work, CYCLE, "ops") == "ops: 1 themes, 1 passages, 100% of them in a theme"
    assert check_facts(work, brief()) == "ops: 1 quotes, each an exact span; 1 themes tested"


@pytest.mark.parametrize("change", [{"text": "The export works."}, {"conversation_key": "desk:2"}])
def test_a_passage_that_is_no_span_of_its_conversation_stops_the_run(tmp_path, change):
    with pytest.raises(RecordError, match=r"1 passages .*: desk:1#0"):
        check_conversations(work_with(tmp_path, passages=change), CYCLE)


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"conversation_key": "desk:2"}, "were not matched: desk:1"), ({"persona_id": "old"}, "name no persona, or a retired one")],
)
def test_a_conversation_without_a_match_or_with_a_retired_persona_stops_the_run(tmp_path, change, problem):
    with pytest.raises(RecordError, match=problem):
        check_matches(work_with(tmp_path, matches=change), CYCLE)


def test_an_assignment_to_a_theme_that_is_not_registered_stops_the_run(tmp_path):
    with pytest.raises(RecordError, match="assignments name no theme of the register: ops/t09"):
        check_themes(work_with(tmp_path, assignments={"theme_id": "ops/t09"}), CYCLE, "ops")


def test_the_same_words_inside_and_outside_a_theme_stop_the_run(tmp_path):
    work = work_with(tmp_path)
    passage = work.record.read("passages").assign(passage_id="desk:1#9")
    work.record.append("passages", passage)
    work.record.append("assignments", work.record.read("assignments").assign(passage_id="desk:1#9", theme_id=""))
    with pytest.raises(RecordError, match=r"sentences sit in more than one theme: The export broke\."):
        check_themes(work, CYCLE, "ops")


@pytest.mark.parametrize("change", [{"text": "The export breaks."}, {"start": 1}, {"conversation_id": "9"}])
def test_a_quote_that_nobody_said_stops_the_run(tmp_path, change):
    with pytest.raises(RecordError, match="1 quotes are not what the conversation says"):
        check_facts(work_with(tmp_path), brief(**change))


def test_a_window_in_which_nobody_was_heard_stops_the_run_at_once_and_says_what_each_source_gave(tmp_path):
    work = work_with(tmp_path)
    work.window, work.settings = (
        lambda cycle: ["2027-01", "2027-02"],
        SimpleNamespace(sources=[SimpleNamespace(id="desk", path="in/*.csv")]),
    )
    with pytest.raises(RecordError) as stopped:
        check_conversations(work, "2027-02")
    assert str(stopped.value) == (
        "no conversation from 2027-01 to 2027-02: desk (in/*.csv): 0\xa0rows; what was read is of 2026-10 to 2026-10; "
        "put exports of that time where `path` of kit.yaml looks, `kit check` shows how each file is read"
    )


def test_a_window_in_which_no_customers_words_are_known_stops_the_run_and_says_whom_to_name(tmp_path):
    work = work_with(tmp_path)
    work.record.replace("passages", work.record.read("passages").iloc[:0], cycle=CYCLE)
    with pytest.raises(RecordError, match=r"no words of customers in the 1\sconversation from 2026-10 to 2026-10: name your own"):
        check_conversations(work, CYCLE)

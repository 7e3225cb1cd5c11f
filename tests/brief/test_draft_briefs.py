"""Drafting: the error rates a brief carries are those of the decision that made it."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from kit.brief import draft_briefs
from kit.brief.sections import method, since_validation
from kit.config.settings import Settings
from kit.record.store import Record
from kit.shifts.bar import DECISION
from tests.briefs import brief, text_of

RATE = {
    "figure": draft_briefs.PRINTED_RATE, "case": "no change", "value": 0.01, "low": 0.006, "high": 0.014, "goal": "<= 2 %",
    "holds": True,
}  # fmt: skip


@pytest.mark.parametrize(("decision", "n"), [({"decision": DECISION}, 1), ({"decision": DECISION - 1}, 0), ({}, 0)])
def test_rates_of_another_decision_are_not_printed_as_this_ones(tmp_path, monkeypatch, decision, n):
    (tmp_path / "results.json").write_text(json.dumps([RATE | decision]))
    monkeypatch.setattr(draft_briefs, "resource", lambda _: tmp_path / "results.json")
    assert len(draft_briefs.error_rates()) == n


def test_shifts_surfaced_are_printed_as_those_missed(tmp_path, monkeypatch):
    seen = RATE | {"figure": draft_briefs.SURFACED_RATE, "value": 0.7, "low": 0.65, "high": 0.74, "decision": DECISION}
    (tmp_path / "results.json").write_text(json.dumps([seen, seen | {"goal": ""}]))
    monkeypatch.setattr(draft_briefs, "resource", lambda _: tmp_path / "results.json")
    (missed,) = draft_briefs.error_rates()
    assert (missed["figure"], missed["value"], missed["low"], missed["high"]) == (draft_briefs.MISSED_RATE, 0.3, 0.26, 0.35)
    assert "real shifts missed" in text_of(method.section(brief("steady", error_rates=[missed])))


def test_how_often_a_watch_list_has_an_entry_by_chance_is_printed(tmp_path, monkeypatch):
    rate = RATE | {"figure": since_validation.WATCH_RATE, "goal": "<= 1 entry a month", "value": 0.31, "decision": DECISION}
    (tmp_path / "results.json").write_text(json.dumps([rate]))
    monkeypatch.setattr(draft_briefs, "resource", lambda _: tmp_path / "results.json")
    made = brief("steady", error_rates=draft_briefs.error_rates())
    sentence = "Where nothing moves, a theme stands on a persona’s watch list in 31\u00a0% of cycles."
    assert since_validation.by_chance(made) == sentence


def test_a_page_without_rates_says_that_there_are_none_yet():
    assert "has not been measured in full yet" in text_of(method.section(brief("steady", error_rates=[])))


def test_rows_of_a_source_that_is_not_named_any_more_are_not_counted_as_unread(tmp_path):
    columns = {"file": "a.csv", "reason": "no date", "raw": "", "conversation_id": ""}
    record = Record(tmp_path / "record")
    record.replace(
        "set_aside", pd.DataFrame([{"source": name, "line": line, **columns} for line, name in enumerate(("desk", "old"))])
    )
    settings = Settings.model_validate({"company": "Any", "sources": [{"id": "desk", "kind": "ticket", "path": "x"}]})
    assert draft_briefs.n_set_aside(record, settings) == 1

"""Reviewing: what people decide of matches, one by one."""
# ruff: noqa: E501 - rows of tables read better in one line

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pandas as pd
import pytest

from kit.errors import ParameterError, WorkspaceError
from kit.record.store import Record
from kit.record.tables import TABLES
from kit.review.record_decisions import decide, decisions_on, user_name
from tests.match_sets import personas

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
PEOPLE = personas()


def rows(table: str, **columns) -> pd.DataFrame:
    n = max(len(value) for value in columns.values() if isinstance(value, list))
    empty = {name: ("" if str(kind) == "string" else 0 if "int" in str(kind) else False if str(kind) == "bool" else 0.0)
             for name, kind in TABLES[table].columns.items() if "timestamp" not in str(kind)}  # fmt: skip
    return pd.DataFrame({name: [value] * n for name, value in empty.items()} | columns)


@pytest.fixture
def record(tmp_path):
    found = Record(tmp_path / "record")
    keys = [f"desk:{at}" for at in range(8)]
    told = [f"note {at}\nthe ledger does not tie out" for at in range(8)]
    found.replace("conversations", rows(
        "conversations", conversation_key=keys, conversation_id=[key[5:] for key in keys], source="desk", cycle="2026-10", text=told,
        account_id=[f"a{at % 4}" for at in range(8)], role="=CFO", turns="[]", occurred_at=[pd.Timestamp("2026-10-05T10:00Z")] * 8,
    ))  # fmt: skip
    states = ["ambiguous"] * 4 + ["attached"] * 3 + ["unmatched"]
    found.replace("matches", rows(
        "matches", conversation_key=keys, cycle="2026-10", persona_id=["finance"] * 7 + [""], runner_up="data", state=states, score=[0.6] * 8, reasons="words",
    ))  # fmt: skip
    found.replace(
        "passages",
        rows(
            "passages", passage_id=[f"{key}#0" for key in keys], conversation_key=keys, cycle="2026-10", text=told, stance="pain"
        ),
    )
    return found


def test_a_decision_keeps_who_when_and_what_was_proposed(record):
    assert (
        decide(record, PEOPLE, decisions_on(["desk:0"], "reassign", persona_id="data", note="he is an engineer"), "ann", NOW) == 1
    )
    row = record.read("decisions").iloc[0]
    names = ["conversation_key", "persona_id", "verdict", "decided_by", "proposed", "proposed_runner_up", "proposed_state"]
    assert row[names].tolist() == ["desk:0", "data", "reassign", "ann", "finance", "data", "ambiguous"]
    assert row["decided_at"] == pd.Timestamp(NOW)


@pytest.mark.parametrize(
    ("key", "verdict", "persona", "told"),
    [
        ("desk:99", "approve", "", "no match to decide"),
        ("desk:0", "reassign", "nobody", "no persona 'nobody'"),
        ("desk:0", "approve", "data", "write `reassign` to give it to that one"),
        ("desk:7", "approve", "", "matched to nobody"),
    ],
)
def test_what_cannot_be_decided_is_refused(record, key, verdict, persona, told):
    with pytest.raises(WorkspaceError, match=told):
        decide(record, PEOPLE, decisions_on([key], verdict, persona_id=persona), "ann", NOW)
    assert record.read("decisions").empty


def test_a_retired_persona_takes_no_conversations_and_an_untracked_one_does(record):
    with pytest.raises(WorkspaceError, match="'data' is retired"):
        decide(record, personas(data={"status": "retired"}), decisions_on(["desk:0"], "reassign", persona_id="data"), "ann", NOW)
    assert (
        decide(record, personas(data={"tracking": "off"}), decisions_on(["desk:0"], "reassign", persona_id="data"), "ann", NOW)
        == 1
    )


@pytest.mark.parametrize("by", ["", "  "])
def test_a_decision_that_nobody_signs_is_refused(record, by):
    with pytest.raises(ParameterError, match="say who decides"):
        decide(record, PEOPLE, decisions_on(["desk:0"], "approve"), by, NOW)
    assert record.read("decisions").empty


def test_what_was_shown_and_has_changed_since_is_refused(record):
    with pytest.raises(WorkspaceError, match="'data', which was proposed then; now it is 'finance'"):
        decide(record, PEOPLE, decisions_on(["desk:0"], "approve", proposed="data"), "ann", NOW)
    assert decide(record, PEOPLE, decisions_on(["desk:0"], "approve", proposed="finance"), "ann", NOW) == 1


def test_what_the_matcher_found_is_kept_though_a_review_mode_or_another_decision_stands_over_it(record):
    record.replace("matches", record.read("matches").assign(
        persona_id="data", state="approved", found_persona="finance", found_runner_up="data", found_state="attached",
    ))  # fmt: skip
    decide(record, PEOPLE, decisions_on(["desk:0"], "approve"), "ann", NOW)
    row = record.read("decisions").iloc[0]
    assert row[["persona_id", "proposed", "proposed_state"]].tolist() == ["data", "finance", "attached"]


def test_a_conversation_named_twice_is_decided_once(record):
    assert decide(record, PEOPLE, decisions_on(["desk:0", "desk:0", "desk:1"], "approve"), "ann", NOW) == 2
    assert len(record.read("decisions")) == 2


def test_who_is_signed_in_has_a_name(monkeypatch):
    monkeypatch.setenv("LOGNAME", "ann")
    assert user_name() == "ann"
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("no such user")))
    assert user_name() == "unknown"


def test_an_unknown_verdict_is_refused(record):
    with pytest.raises(ParameterError, match="maybe"):
        decide(record, PEOPLE, decisions_on(["desk:0"], "maybe"), "ann", NOW)


def _work(folder, name: str) -> int:
    people, found = personas(), Record(folder)
    verdicts = {"ann": ("approve", ""), "bob": ("reject", ""), "cem": ("reassign", "data")}
    verdict, whom = verdicts[name]
    mine = ["ann", "bob", "cem"].index(name) + 3  # and one conversation that nobody else decides
    return sum(
        decide(found, people, decisions_on([f"desk:{at}"], verdict, persona_id=whom), name, NOW + timedelta(seconds=at))
        for at in (0, 1, 2, mine)
    )


def test_processes_that_decide_the_same_and_different_matches_at_once_lose_no_decision(record):
    names = ["ann", "bob", "cem"]
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_work, [record.folder] * 3, names)) == [4, 4, 4]
    found = record.read("decisions")
    assert found.groupby("decided_by").size().to_dict() == dict.fromkeys(names, 4)
    assert found["decision_id"].is_unique
    assert set(found.loc[found["conversation_key"] == "desk:1", "decided_by"]) == set(names)


def test_the_later_decision_stands_though_the_clock_was_set_back(record):
    decide(record, PEOPLE, decisions_on(["desk:0"], "approve"), "ann", NOW)
    decide(record, PEOPLE, decisions_on(["desk:0"], "reject"), "ann", NOW - timedelta(hours=1))
    assert record.read("decisions")["verdict"].tolist() == ["approve", "reject"]
    times = record.read("decisions")["decided_at"]
    assert times.is_monotonic_increasing
    assert times.is_unique

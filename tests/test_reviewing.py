"""Reviewing: list, decide, export and apply."""
# ruff: noqa: E501 - rows of tables read better in one line

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from kit.errors import ParameterError, WorkspaceError
from kit.record import Record
from kit.reviewing import apply_decisions_file, decide, export_queue, queue_of, shown
from kit.schema import TABLES
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


def test_the_queue_shows_what_was_said_and_what_is_proposed(record):
    queue = queue_of(record, PEOPLE, 1, ["2026-10"], limit=3)
    assert len(queue) == 3
    assert queue["proposed"].iloc[0] == "finance"
    assert "the ledger does not tie out" in queue["words"].iloc[0]
    with pytest.raises(WorkspaceError, match="no persona 'nobody'"):
        queue_of(record, PEOPLE, 1, ["2026-10"], persona_id="nobody")


def test_one_match_is_shown_whole(record):
    found = shown(record, "desk:0")
    assert found["match"]["persona_id"] == "finance"
    assert found["passages"] == [{"text": "note 0\nthe ledger does not tie out", "stance": "pain"}]
    with pytest.raises(WorkspaceError, match="no conversation 'desk:99'"):
        shown(record, "desk:99")


def test_a_decision_keeps_who_when_and_what_was_proposed(record):
    assert decide(record, PEOPLE, ["desk:0"], "reassign", "ann", NOW, persona_id="data", note="he is an engineer") == 1
    row = record.read("decisions").iloc[0]
    assert row[["conversation_key", "persona_id", "verdict", "decided_by", "proposed", "proposed_state"]].tolist() == [
        "desk:0", "data", "reassign", "ann", "finance", "ambiguous",
    ]  # fmt: skip
    assert row["decided_at"] == pd.Timestamp(NOW)


@pytest.mark.parametrize(
    ("key", "verdict", "persona", "told"),
    [
        ("desk:99", "approve", "", "no match to decide"),
        ("desk:0", "reassign", "nobody", "no persona 'nobody'"),
        ("desk:7", "approve", "", "matched to nobody"),
    ],
)
def test_what_cannot_be_decided_is_refused(record, key, verdict, persona, told):
    with pytest.raises(WorkspaceError, match=told):
        decide(record, PEOPLE, [key], verdict, "ann", NOW, persona_id=persona)
    assert record.read("decisions").empty


def test_an_unknown_verdict_is_refused(record):
    with pytest.raises(ParameterError, match="maybe"):
        decide(record, PEOPLE, ["desk:0"], "maybe", "ann", NOW)


def test_reviewing_from_two_places_at_once_loses_nothing(record):
    def work(name: str) -> None:
        for at in range(6):
            decide(Record(record.folder), PEOPLE, [f"desk:{at}"], "approve", name, NOW + timedelta(seconds=at))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("ann", "bob", "cem")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert record.read("decisions").groupby("decided_by").size().to_dict() == {"ann": 6, "bob": 6, "cem": 6}


def test_a_file_applied_twice_changes_nothing(record, tmp_path):
    path = export_queue(queue_of(record, PEOPLE, 1, ["2026-10"], limit=4), tmp_path / "queue.csv", NOW)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert set(table["role"]) == {"'=CFO"}
    table.loc[0, "verdict"], table.loc[1, ["verdict", "persona_id"]] = "approve", ["Reassign", "data"]
    table.to_csv(path, index=False)
    first = apply_decisions_file(record, PEOPLE, path, "ann", NOW)
    second = apply_decisions_file(record, PEOPLE, path, "ann", NOW + timedelta(days=1))
    assert (first.n_new, first.n_known, first.n_blank, first.refused) == (2, 0, 2, [])
    assert (second.n_new, second.n_known) == (0, 2)
    assert len(record.read("decisions")) == 2


def test_a_bad_line_is_refused_by_line_and_the_rest_stands(record, tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text(
        "conversation_key,verdict,persona_id\ndesk:0,approve,\ndesk:99,approve,\ndesk:1,perhaps,\ndesk:2,reassign,data\n"
    )
    applied = apply_decisions_file(record, PEOPLE, path, "ann", NOW)
    assert applied.n_new == 2
    assert [line.split(": ")[0] for line in applied.refused] == [f"{path}:3", f"{path}:4"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", ""])
def test_a_file_that_is_no_list_of_decisions_is_refused(record, tmp_path, text):
    path = tmp_path / "other.csv"
    path.write_text(text)
    with pytest.raises(WorkspaceError, match="lacks the columns"):
        apply_decisions_file(record, PEOPLE, path, "ann", NOW)


def test_a_missing_file_is_refused(record, tmp_path):
    with pytest.raises(WorkspaceError, match="cannot be read"):
        apply_decisions_file(record, PEOPLE, tmp_path / "none.csv", "ann", NOW)

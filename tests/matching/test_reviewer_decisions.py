"""Decisions, the queue they come from, and what they say about the matcher."""
# ruff: noqa: E501 - rows of tables read better in one line

from __future__ import annotations

import pandas as pd
import pytest

from kit.matching.reviewer_decisions import (
    apply_decisions,
    decided_personas,
    first_decisions,
    latest_decisions,
    lots,
    review_states,
    with_found,
)
from kit.review.queue import SAMPLE_EVERY, decision_worth, review_queue
from tests.match_sets import personas


def decisions(*rows: tuple) -> pd.DataFrame:
    """Rows of (conversation, verdict, persona, minute, proposed, proposed_state)."""
    table = [
        {
            "decision_id": f"d{at}", "conversation_key": key, "verdict": verdict, "persona_id": persona, "decided_by": "ann", "note": "",
            "decided_at": pd.Timestamp(f"2026-10-01T10:{minute:02d}:00Z"), "proposed": proposed, "proposed_state": state,
            "proposed_runner_up": "finance", "score": 0.8,
        }
        for at, (key, verdict, persona, minute, proposed, state) in enumerate(rows)
    ]  # fmt: skip
    columns = [
        "decision_id",
        "conversation_key",
        "verdict",
        "persona_id",
        "decided_by",
        "note",
        "decided_at",
        "proposed",
        "proposed_runner_up",
        "proposed_state",
        "score",
    ]
    return pd.DataFrame(table, columns=columns)


def matches(n: int = 6, state: str = "attached") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "conversation_key": [f"c{at}" for at in range(n)], "cycle": "2026-10", "persona_id": "data", "runner_up": "finance",
            "score": 0.8, "runner_up_score": 0.1, "margin": 0.7, "state": state, "reasons": "title",
        }
    )  # fmt: skip


def test_the_newest_decision_stands():
    told = decisions(("c1", "approve", "data", 5, "data", "attached"), ("c1", "reject", "data", 3, "data", "attached"))
    assert latest_decisions(told).loc["c1", "verdict"] == "approve"


def test_decided_personas_are_numbers_and_rejections_settle_nothing():
    told = decisions(
        ("c0", "approve", "data", 1, "data", "attached"), ("c1", "reassign", "", 2, "data", "attached"),
        ("c2", "reject", "data", 3, "data", "attached"),
    )  # fmt: skip
    assert decided_personas(pd.Series(["c0", "c1", "c2", "c3"]), told, ["data", "finance"]).tolist() == [0, 2, -1, -1]


def test_decisions_are_applied_and_said():
    told = decisions(
        ("c0", "approve", "data", 1, "data", "attached"), ("c1", "reassign", "finance", 2, "data", "attached"),
        ("c2", "reject", "data", 3, "data", "attached"), ("c3", "reassign", "", 4, "data", "attached"),
        ("c4", "reject", "finance", 5, "finance", "attached"),
    )  # fmt: skip
    found = apply_decisions(matches(), told, personas()).set_index("conversation_key")
    assert found["state"].to_dict() == {
        "c0": "approved",
        "c1": "approved",
        "c2": "rejected",
        "c3": "unmatched",
        "c4": "attached",
        "c5": "attached",
    }
    assert found.loc["c1", ["persona_id", "runner_up"]].tolist() == ["finance", "data"]
    assert found.loc["c0", "reasons"] == "title; decided by ann"
    assert found.loc[["c4", "c5"], "reasons"].tolist() == ["title", "title"]


def test_decisions_for_a_persona_that_takes_no_conversations_change_nothing():
    told = decisions(
        ("c0", "reassign", "finance", 1, "data", "attached"), ("c1", "reassign", "finance", 1, "data", "attached"),
        ("c9", "approve", "data", 1, "data", "attached"),
    )  # fmt: skip
    living = [persona for persona in personas() if persona.id != "finance"]
    found = apply_decisions(matches(), told, living)
    pd.testing.assert_frame_equal(found, matches())


def test_what_the_matcher_found_outlives_review_modes_and_decisions():
    people = personas(data={"review": "all"})
    told = decisions(("c0", "reassign", "finance", 1, "data", "attached"))
    found = apply_decisions(review_states(with_found(matches()), people), told, people).set_index("conversation_key")
    assert found.loc["c0", ["persona_id", "state", "found_persona", "found_runner_up", "found_state"]].tolist() == [
        "finance", "approved", "data", "finance", "attached",
    ]  # fmt: skip
    assert set(found.loc["c1":, "state"]) == {"awaiting review"}
    assert set(found["found_state"]) == {"attached"}


def test_rows_of_an_older_record_are_taken_for_what_was_found():
    old = matches().assign(found_persona="", found_runner_up="", found_state="")
    found = with_found(pd.concat([old.iloc[:3], with_found(matches()).assign(state="approved").iloc[3:]]))
    assert set(found["found_persona"]) == {"data"}
    assert set(found["found_state"]) == {"attached"}


def test_the_first_decision_tells_what_nobody_had_told():
    told = decisions(("c1", "approve", "data", 5, "finance", "approved"), ("c1", "reject", "data", 3, "data", "ambiguous"))
    assert first_decisions(told).loc["c1", ["proposed", "proposed_state"]].tolist() == ["data", "ambiguous"]


def test_applying_decisions_changes_no_input():
    before = matches()
    apply_decisions(before, decisions(("c0", "reject", "data", 1, "data", "attached")), personas())
    pd.testing.assert_frame_equal(before, matches())


@pytest.mark.parametrize(
    ("mode", "attached", "ambiguous"),
    [
        ("none", "attached", "ambiguous"),
        ("ambiguous", "attached", "awaiting review"),
        ("all", "awaiting review", "awaiting review"),
    ],
)
def test_review_modes_hold_back_what_they_say(mode, attached, ambiguous):
    people = personas(data={"review": mode})
    assert set(review_states(matches(), people)["state"]) == {attached}
    assert set(review_states(matches(state="ambiguous"), people)["state"]) == {ambiguous}


def test_a_quiet_accounts_conversation_is_worth_more_than_a_loud_ones():
    table = matches(4, "ambiguous")
    voters = pd.Series(["loud", "loud", "loud", "quiet"], index=table["conversation_key"].to_numpy())
    worth = decision_worth(table, voters)
    assert worth[3] > worth[0] > 0


def test_the_queue_leaves_out_what_is_decided_and_mixes_in_a_sample():
    table = matches(40)
    voters = pd.Series(table["conversation_key"].to_numpy(), index=table["conversation_key"].to_numpy())
    queue = review_queue(table, voters, decisions(("c7", "approve", "data", 1, "data", "attached")), 1, limit=12)
    assert len(queue) == 12
    assert "c7" not in set(queue["conversation_key"])
    assert (queue["drawn"] == "sample").sum() == 12 // SAMPLE_EVERY
    assert queue["conversation_key"].is_unique


def test_the_queue_ends_where_the_matches_end():
    table = matches(3)
    voters = pd.Series(["a", "b", "c"], index=table["conversation_key"].to_numpy())
    assert len(review_queue(table, voters, decisions(), 1)) == 3
    assert review_queue(table, voters, decisions(), 1, persona_id="revops").empty


def test_a_queue_without_end_holds_every_match_once():
    table = matches(41)
    voters = pd.Series(table["conversation_key"].to_numpy(), index=table["conversation_key"].to_numpy())
    queue = review_queue(table, voters, decisions(), 1, limit=None)
    assert sorted(queue["conversation_key"]) == sorted(table["conversation_key"])
    assert queue.head(12).equals(review_queue(table, voters, decisions(), 1, limit=12))


def test_lots_never_change():
    assert lots(pd.Series(["a", "b"]), 7).tolist() == lots(pd.Series(["a", "b"]), 7).tolist()
    assert lots(pd.Series(["a"]), 7)[0] != lots(pd.Series(["a"]), 8)[0]

"""How often matches are right: read from what chance drew, and from nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kit.brief.draft_briefs import _Cycle
from kit.matching.match_accuracy import ReviewedMatches, match_quality, reviewed_matches, wilson
from kit.matching.reviewer_decisions import apply_decisions, lots, review_states, with_found
from tests.match_sets import personas

SEED = 7


def world(n: int = 3000, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Matches of a matcher that errs, and who each conversation truly is."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(["data", "finance", ""], n, p=[0.3, 0.6, 0.1])
    errs = generator.random(n) < 0.1
    given = np.where(errs, generator.choice(["data", "finance"], n), truth)
    unsure = generator.random(n) < 0.2
    state = np.where(given == "", "unmatched", np.where(unsure, "ambiguous", "attached"))
    other = np.where(given == "data", "finance", "data")
    return pd.DataFrame(
        {"conversation_key": [f"c{at}" for at in range(n)], "persona_id": given, "runner_up": other, "state": state}
    ), truth


def decided(matches: pd.DataFrame, truth: np.ndarray, rows: np.ndarray) -> pd.DataFrame:
    """What a reviewer says who knows the truth, on some rows."""
    said = matches.iloc[rows]
    is_right = (said["persona_id"].to_numpy() == truth[rows]) & (truth[rows] != "")
    return pd.DataFrame(
        {
            "decision_id": [f"d{at}" for at in range(len(rows))], "conversation_key": said["conversation_key"].to_numpy(),
            "persona_id": truth[rows], "verdict": np.where(is_right, "approve", "reassign"), "decided_by": "ann", "note": "",
            "decided_at": pd.Timestamp("2026-10-01T10:00Z"), "proposed": said["persona_id"].to_numpy(),
            "proposed_runner_up": said["runner_up"].to_numpy(),
            "proposed_state": said["state"].to_numpy(), "score": 0.8,
        }
    )  # fmt: skip


def by_lot(matches: pd.DataFrame) -> np.ndarray:
    return np.argsort(lots(matches["conversation_key"], SEED), kind="stable")


def rates(matches: pd.DataFrame, truth: np.ndarray) -> tuple[float, float]:
    attached, own = ((matches["persona_id"] == "data") & (matches["state"] == "attached")).to_numpy(), truth == "data"
    return (attached & own).sum() / attached.sum(), (attached & own).sum() / own.sum()


def test_precision_and_recall_of_what_chance_drew_are_the_truth():
    matches, truth = world()
    found = match_quality(reviewed_matches(matches, decided(matches, truth, by_lot(matches)[:900]), "data", SEED))
    precision, recall = rates(matches, truth)
    assert found["precision_low"] <= precision <= found["precision_high"]
    assert found["recall_low"] <= recall <= found["recall_high"]
    assert found["precision"] == pytest.approx(precision, abs=0.05)
    assert found["recall"] == pytest.approx(recall, abs=0.06)
    assert found["n_drawn"] == 900


def test_mistakes_that_were_sought_out_are_not_taken_for_the_rate():
    matches, truth = world()
    wrong = np.flatnonzero((matches["persona_id"] != truth) & (matches["state"] == "attached"))[:120]
    drawn = by_lot(matches)[:400]
    both = np.unique(np.concatenate([drawn, wrong]))
    plain = match_quality(reviewed_matches(matches, decided(matches, truth, drawn), "data", SEED))
    found = match_quality(reviewed_matches(matches, decided(matches, truth, both), "data", SEED))
    assert found["precision"] == pytest.approx(plain["precision"], abs=0.01)


def test_after_a_gap_in_the_lots_nothing_more_is_a_random_sample():
    matches, truth = world()
    order = by_lot(matches)
    late = decided(matches, truth, np.concatenate([order[:100], order[2000:2100]]))
    assert len(reviewed_matches(matches, late, "data", SEED).reviewed) == 100


def test_a_persona_reviewed_by_itself_tells_nothing_of_those_far_from_it():
    matches, truth = world()
    near = ((matches["persona_id"] == "data") | (matches["runner_up"] == "data")).to_numpy()
    rows = np.array([row for row in by_lot(matches) if near[row]])[:200]
    checked = reviewed_matches(matches, decided(matches, truth, rows), "data", SEED)
    assert set(checked.level[checked.reviewed]) == {1, 2}


def test_a_rejection_of_another_persona_tells_nothing_of_this_one():
    matches, truth = world(40)
    told = decided(matches, truth, by_lot(matches)).assign(verdict="reject", persona_id="finance")
    assert len(reviewed_matches(matches, told, "data", SEED).reviewed) == 0
    assert reviewed_matches(matches, told, "finance", SEED).is_true.sum() == 0


def told_and_run(matches: pd.DataFrame, decisions: pd.DataFrame, review: str = "none") -> pd.DataFrame:
    """The matches as the next run leaves them in the record."""
    people = personas(data={"review": review})
    return apply_decisions(review_states(with_found(matches.assign(reasons="")), people), decisions, people)


@pytest.mark.parametrize("review", ["none", "ambiguous", "all"])
def test_neither_the_review_mode_nor_the_next_run_changes_what_the_matcher_is_worth(review):
    matches, truth = world()
    told = decided(matches, truth, by_lot(matches)[:600])
    before = match_quality(reviewed_matches(matches, told, "data", SEED))
    after = match_quality(reviewed_matches(told_and_run(matches, told, review), told, "data", SEED))
    assert before == after
    precision, recall = rates(matches, truth)
    assert after["precision_low"] <= precision <= after["precision_high"]
    assert after["recall_low"] <= recall <= after["recall_high"]


def test_where_people_approve_every_match_the_matcher_is_rated_and_no_share_is_corrected():
    matches, truth = world()
    told = decided(matches, truth, by_lot(matches)[:600])
    work = SimpleNamespace(settings=SimpleNamespace(seed=SEED))
    shared = SimpleNamespace(tables=SimpleNamespace(matches=told_and_run(matches, told, "all")), decisions=told, work=work)
    persona = next(one for one in personas(data={"review": "all"}) if one.id == "data")
    quality, corrected = _Cycle.matches_checked(shared, persona)
    precision, _ = rates(matches, truth)
    assert quality["precision_low"] <= precision <= quality["precision_high"]
    assert quality["approved_only"]
    assert corrected == {}


def test_a_conversation_decided_again_after_a_run_is_still_what_the_matcher_made_of_it_first():
    matches, truth = world()
    told = decided(matches, truth, by_lot(matches)[:300])
    later = told.assign(decision_id="e" + told["decision_id"], decided_at=told["decided_at"] + pd.Timedelta(days=40))
    again = pd.concat([told, later.assign(proposed=told["persona_id"], proposed_state="attached", proposed_runner_up="")])
    first, second = (reviewed_matches(matches, rows, "data", SEED) for rows in (told, again))
    assert first.level.tolist() == second.level.tolist()


def test_few_decisions_say_nothing_about_quality():
    matches, truth = world(60)
    assert match_quality(reviewed_matches(matches, decided(matches, truth, by_lot(matches)[:10]), "data", SEED)) is None


def test_without_decisions_nothing_is_reviewed():
    matches, truth = world(30)
    checked = reviewed_matches(matches, decided(matches, truth, np.zeros(0, dtype=int)), "data", SEED)
    assert isinstance(checked, ReviewedMatches)
    assert (len(checked.reviewed), match_quality(checked)) == (0, None)


def test_wilson_holds_the_rate():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert wilson(10, 10)[1] == 1

"""Shares freed of passages in the wrong theme."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.cycles import periods_of
from kit.matching.match_accuracy import strata_of
from kit.shifts.corrections.match_error_correction import Counted
from kit.shifts.corrections.reviewed_evidence import evidence_lots, reviewed_evidence
from kit.shifts.corrections.theme_error_correction import (
    checked_themes,
    counted_alone,
    theme_corrections,
    theme_quality,
    true_rates,
)

CYCLES = ["2026-08", "2026-09", "2026-10"]
PERIODS = periods_of("2026-10", CYCLES, CYCLES[:2])


def world(n: int = 1800, wrong: float = 0.25, seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Conversations of one passage each, a quarter of whose passages are put to the first theme wrongly; and the truth."""
    generator = np.random.default_rng(seed)
    cycle = generator.choice(CYCLES, n)
    share = np.where(cycle == "2026-10", 0.4, 0.2)
    about = np.where(generator.random(n) < share, "t1", generator.choice(["t2", ""], n))
    put = np.where(generator.random(n) < wrong, "t1", about)
    keys = [f"c{at:04d}" for at in range(n)]
    counted = pd.DataFrame({"conversation_key": keys, "cycle": cycle, "voter_id": [f"v{at}" for at in range(n)]})
    rows = pd.DataFrame({"passage_id": keys, "conversation_key": keys, "theme_id": put, "kind": "content"})
    return rows, counted, about


def read(rows: pd.DataFrame, counted: pd.DataFrame, about: np.ndarray, n: int) -> pd.DataFrame:
    """The word of somebody who knows, on the conversations of the lowest lots."""
    first = np.argsort(evidence_lots(counted["conversation_key"], 7))[:n]
    shown = rows["theme_id"].to_numpy()[first]
    return pd.DataFrame({
        "decision_id": rows["passage_id"].to_numpy()[first], "passage_id": rows["passage_id"].to_numpy()[first],
        "verdict": np.where(shown == about[first], "right", "wrong"),
        "theme_id": np.where(about[first] == "", "none", about[first]),
        "proposed": shown, "decided_at": pd.Timestamp("2026-11-01T10:00Z"),
    })  # fmt: skip


def truth_of(counted: pd.DataFrame, about: np.ndarray) -> tuple[float, float]:
    is_now, is_true = (counted["cycle"] == "2026-10").to_numpy(), about == "t1"
    return is_true[is_now].mean(), 100 * (is_true[is_now].mean() - is_true[~is_now].mean())


def test_corrected_shares_and_shifts_are_nearer_to_the_truth():
    rows, counted, about = world()
    quality, found = checked_themes(rows, counted, (read(rows, counted, about, 400), 7), PERIODS, {})
    share, shift = truth_of(counted, about)
    raw = (rows["theme_id"] == "t1")[counted["cycle"] == "2026-10"].mean()
    one = found["t1"]
    assert abs(one["share"] - share) < 0.05 < abs(raw - share)
    assert abs(one["shift_pp"] - shift) < one["shift_half_pp"]
    assert quality["n_read"] == 400
    assert quality["right_low"] <= (about == rows["theme_id"])[(rows["theme_id"] != "")].mean() <= quality["right_high"]
    assert quality["missed"] > 0


def test_the_interval_holds_the_truth():
    inside = []
    for seed in range(60):
        rows, counted, about = world(seed=seed)
        found = checked_themes(rows, counted, (read(rows, counted, about, 200), 7), PERIODS, {})[1]["t1"]
        inside.append(abs(found["share"] - truth_of(counted, about)[0]) <= found["share_half"])
    assert np.mean(inside) >= 0.9


def test_themes_that_are_right_stay_as_they_are():
    rows, counted, about = world(wrong=0.0)
    found = checked_themes(rows, counted, (read(rows, counted, about, 400), 7), PERIODS, {})[1]
    assert found["t1"]["share"] == pytest.approx(truth_of(counted, about)[0], abs=0.01)
    assert found["t1"]["right"] > 0.97


def test_nothing_is_corrected_before_enough_was_read():
    rows, counted, about = world()
    assert checked_themes(rows, counted, (read(rows, counted, about, 0), 7), PERIODS, {}) == (None, {})
    assert checked_themes(rows, counted, (read(rows, counted, about, 12), 7), PERIODS, {}) == (None, {})


def test_a_theme_of_which_next_to_nothing_was_read_is_left_out():
    rows, counted, about = world()
    rare = rows.assign(theme_id=np.where(np.arange(len(rows)) < 8, "t9", rows["theme_id"]))
    assert "t9" not in checked_themes(rare, counted, (read(rare, counted, about, 100), 7), PERIODS, {})[1]


def test_wrong_matches_and_wrong_themes_are_corrected_together():
    """Half of what was let in is another persona's, and all of that raises the theme."""
    rows, counted, about = world()
    is_now = (counted["cycle"] == "2026-10").to_numpy()
    evidence = reviewed_evidence(rows, counted["conversation_key"], read(rows, counted, about, 400), 7)
    raised, votes = evidence.raised["t1"].to_numpy(), (1.0 * is_now, 1.0 * ~is_now)
    is_ours = ~raised | (np.arange(len(raised)) % 2 == 0)
    strata = strata_of(raised, np.ones(len(raised)), np.full(len(raised), 2), np.arange(len(raised)), is_ours)
    alone = theme_corrections(evidence, {"t1": counted_alone(raised, *votes)}, votes)["t1"]
    both = theme_corrections(evidence, {"t1": Counted(strata, *votes)}, votes)["t1"]
    rates = true_rates(evidence, "t1", votes[0] + votes[1], is_now)
    n_raised, n_other = (raised & is_now & is_ours).sum(), (~raised & is_now).sum()
    expected = (n_raised * rates.part[1] + n_other * rates.part[0]) / (n_raised + n_other)
    assert both["share"] == pytest.approx(expected, abs=0.01)
    assert both["share"] < alone["share"]


def test_quality_is_of_the_run_of_lots_and_not_of_what_somebody_picked():
    rows, counted, about = world(600)
    picked = rows.index[rows["theme_id"] == "t1"][:60]
    words = read(rows, counted, about, 600)
    words = words[words["passage_id"].isin(rows.loc[picked, "passage_id"])]
    evidence = reviewed_evidence(rows, counted["conversation_key"], words, 7)
    assert theme_quality(evidence, (counted["cycle"] == "2026-10").to_numpy()) is None

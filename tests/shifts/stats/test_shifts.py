"""Shifts, wandering months and the p behind them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kit.cycles import Periods, periods_of
from kit.shifts.stats.cycle_variation import CycleVariation, cycle_variation_of
from kit.shifts.stats.shift_test import shifts_of
from kit.shifts.stats.votes import votes_of

MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")


def months(raising, n_accounts, each=2, cycles=MONTHS[-4:], themes=("t",)):
    """Accounts with ``each`` conversations a month; ``raising[cycle]`` of them raise the theme in all they say."""
    rows = [(f"account:{at:03d}", cycle, one) for cycle in cycles for at in range(n_accounts) for one in range(each)]
    frame = pd.DataFrame(rows, columns=["voter_id", "cycle", "one"]).assign(segment="s", kind="call")
    frame = frame.assign(conversation_key=[f"k{at:05d}" for at in range(len(frame))])
    number = frame["voter_id"].str[-3:].astype(int)
    said = frame[number < frame["cycle"].map(raising).fillna(0)]
    return votes_of(said[["conversation_key"]].assign(theme_id=themes[0]), frame, list(themes), list(cycles))


def shift(raising, n_accounts, **how):
    votes = months(raising, n_accounts, **how)
    periods = Periods(votes.cycles[-1], votes.cycles[-4:-1], votes.cycles[:-1])
    return shifts_of(votes, periods)[0].iloc[0]


def random_months(rng, share, n_accounts=60, wander=0.0, n_cycles=6, n_themes=8):
    logit = np.log(share / (1 - share)) + wander * rng.standard_normal((n_cycles, n_themes))
    level = 1 / (1 + np.exp(-logit))
    cycles = [f"c{at}" for at in range(n_cycles)]
    rows = [(f"account:{at:03d}", cycle) for cycle in cycles for at in range(n_accounts) for _ in range(2)]
    frame = pd.DataFrame(rows, columns=["voter_id", "cycle"]).assign(segment="s", kind="call")
    frame = frame.assign(conversation_key=[f"k{at:05d}" for at in range(len(frame))])
    raised = rng.random((len(frame), n_themes)) < np.repeat(level, 2 * n_accounts, axis=0)
    at, theme = np.nonzero(raised)
    said = pd.DataFrame({"conversation_key": frame["conversation_key"].to_numpy()[at], "theme_id": [f"t{one}" for one in theme]})
    return votes_of(said, frame, [f"t{one}" for one in range(n_themes)], cycles), cycles


def test_fourteen_of_fifty_two_accounts_after_none_are_clear():
    found = shift({MONTHS[-1]: 14}, 52)
    assert found["direction"] == "new"
    assert found["p"] < 0.001
    assert found["shift_pp"] == pytest.approx(100 * 14 / 52)
    assert found["low_pp"] > 5


def test_fourteen_of_fifty_two_accounts_after_two_are_a_rise():
    found = shift({MONTHS[-4]: 2, MONTHS[-1]: 14}, 52)
    assert found["direction"] == "rising"
    assert found["p"] < 0.001


@pytest.mark.parametrize(("now", "of"), [(1, 3), (2, 5), (1, 8), (2, 8)])
def test_a_few_voices_of_a_few_accounts_prove_nothing(now, of):
    assert shift({MONTHS[-1]: now}, of)["p"] > 0.05


def test_three_of_eight_after_none_are_no_one_in_a_thousand():
    """Were all months alike, all three would fall into the last of four with 1 in 64."""
    assert 0.001 < shift({MONTHS[-1]: 3}, 8)["p"] < 0.1


def test_one_account_heard_in_each_period_has_no_test():
    found = shift({MONTHS[-1]: 1}, 1)
    assert (found["p"], found["low_pp"], found["high_pp"]) == (1, -100, 100)
    assert not found["is_kept"]


def test_a_theme_nobody_raises_has_no_shift():
    found = shift({}, 20)
    assert (found["shift_pp"], found["p"]) == (0, 1)


@pytest.mark.parametrize(
    ("before", "now", "direction"), [(0, 5, "new"), (3, 9, "rising"), (9, 3, "fading"), (6, 0, "gone"), (4, 4, "rising")]
)
def test_directions_are_of_what_was_heard_when(before, now, direction):
    raising = dict.fromkeys(MONTHS[-4:-1], before) | {MONTHS[-1]: now}
    assert shift(raising, 20)["direction"] == direction


def test_the_shift_is_what_was_said_differently_and_who_spoke():
    rng = np.random.default_rng(1)
    votes, cycles = random_months(rng, 0.2)
    votes = votes.of_cells(rng.random(len(votes.cycle)) < 0.6)
    table = shifts_of(votes, Periods(cycles[-1], tuple(cycles[-4:-1]), tuple(cycles[:-1])))[0]
    np.testing.assert_allclose(table["shift_pp"], table["mix_adjusted_pp"] + table["from_mix_pp"])
    assert (table["low_pp"] <= table["shift_pp"]).all()
    assert (table["shift_pp"] <= table["high_pp"]).all()


def test_a_shift_that_rests_on_one_account_is_not_kept():
    assert not shift({MONTHS[-1]: 1}, 30)["is_kept"]
    assert shift({MONTHS[-1]: 8}, 30)["is_kept"]
    assert shift({MONTHS[-1]: 8}, 30)["p_without"] > shift({MONTHS[-1]: 8}, 30)["p"]


def test_ordinary_months_are_told_apart_from_wandering_ones():
    def mean_variance(wander: float) -> float:
        months = (random_months(np.random.default_rng(seed), 0.2, wander=wander) for seed in range(8))
        return float(np.mean([cycle_variation_of(*month).logit_variance for month in months]))

    still, wandering = mean_variance(0.0), mean_variance(0.5)
    assert still < 0.02
    assert 0.17 < wandering < 0.33  # 0.25 was put in


def test_with_one_past_cycle_history_is_short_and_nothing_is_added():
    votes, cycles = random_months(np.random.default_rng(2), 0.2, n_cycles=2)
    found = cycle_variation_of(votes, cycles[:1])
    assert found.is_short
    assert found.logit_variance == 0


def test_wandering_months_widen_intervals():
    rng = np.random.default_rng(3)
    votes, cycles = random_months(rng, 0.2, wander=0.6)
    periods = Periods(cycles[-1], tuple(cycles[-4:-1]), tuple(cycles[:-1]))
    wide = shifts_of(votes, periods)[0]
    narrow = shifts_of(votes, periods, cycle_variation_of(votes, []))[0]
    assert ((wide["high_pp"] - wide["low_pp"]) > (narrow["high_pp"] - narrow["low_pp"])).all()
    assert (wide["p"] >= narrow["p"]).all()


def test_ordinary_months_add_the_variance_they_show_to_the_accounts():
    """At the same degrees of freedom the squared half-width grows by t squared times what ordinary months vary by."""
    votes, cycles = random_months(np.random.default_rng(3), 0.2)
    periods = Periods(cycles[-1], tuple(cycles[-4:-1]), tuple(cycles[:-1]))
    many = 1e12

    def half_width(logit_variance: float) -> tuple[np.ndarray, np.ndarray]:
        table, contrast, variation = shifts_of(votes, periods, CycleVariation(logit_variance, many, is_short=False))
        level = (contrast.now + 2 * contrast.before) / 3
        return (table["high_pp"] - table["low_pp"]).to_numpy() / 200, variation.variance_of(level, contrast.cycle_weights)

    (narrow, none), (wide, ordinary) = half_width(0.0), half_width(0.2)
    assert (none == 0).all()
    t = stats.t.ppf(0.975, 59)  # 60 accounts; the part of ordinary months makes the degrees more, and t smaller
    assert (wide**2 > narrow**2 + 1.9**2 * ordinary).all()
    assert (wide**2 < narrow**2 + 1.1 * t**2 * ordinary).all()


def test_periods_keep_their_order_and_count_weeks():
    periods = periods_of("2026-10", list(MONTHS), ["2026-09", "2026-07", "2026-08"])
    assert periods.compared == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert periods.past == MONTHS[:-1]
    assert periods.concerned("new") == ["2026-10"]
    assert periods.concerned("gone") == ["2026-07", "2026-08", "2026-09"]
    assert periods.n_weeks(["2026-10"]) == 5
    assert periods.n_weeks(["2026-W41"]) == 1

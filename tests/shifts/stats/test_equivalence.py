"""Steady by what is excluded."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kit.shifts.stats.equivalence import excluded_pp, hidden_chance, is_excluded


def table(*rows: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["inner_low_pp", "inner_high_pp"])


@pytest.mark.parametrize(
    ("low", "high", "excluded"),
    [(-5, 5, True), (-14.9, 14.9, True), (-5, 15, False), (-15, 5, False), (8, 12, True), (16, 20, False)],
)
def test_a_size_is_excluded_where_the_whole_interval_is_within_it(low, high, excluded):
    assert is_excluded(table((low, high)), 15.0)[0] == excluded


def test_it_is_two_one_sided_tests_at_five_percent():
    rng = np.random.default_rng(1)
    error, size = 6.0, 15.0
    found = size + error * rng.standard_normal(20_000)  # the true shift is just as large
    half = stats.norm.isf(0.05) * error
    share = is_excluded(pd.DataFrame({"inner_low_pp": found - half, "inner_high_pp": found + half}), size).mean()
    assert share == pytest.approx(0.05, abs=0.006)


def hidden(error: float, share: float, rise: float, half: float | None = None) -> float:
    half = stats.norm.isf(0.05) * error if half is None else half
    row = {"share_before": share, "error_pp": error, "inner_low_pp": -half, "inner_high_pp": half}
    return hidden_chance(pd.DataFrame([row]), rise, 15.0)


def test_the_chance_of_hiding_a_rise_is_that_of_simulated_months():
    """A share of one half is as unsure after the rise as before it, so that a normal draw is the whole truth."""
    rng = np.random.default_rng(2)
    for error, rise in ((5.0, 15.0), (5.0, 12.0), (8.0, 5.0)):
        half = stats.norm.isf(0.05) * error
        drawn = rise + error * rng.standard_normal(40_000)
        assert hidden(error, 0.5, rise) == pytest.approx(np.mean(drawn + half < 15.0), abs=0.01)


def test_a_larger_rise_is_hidden_less_and_a_rarer_share_grows_less_sure():
    assert hidden(5.0, 0.2, 25.0) < hidden(5.0, 0.2, 15.0) < hidden(5.0, 0.2, 5.0)
    assert hidden(4.0, 0.05, 10.0) < stats.norm.cdf((15 - 10 - stats.norm.isf(0.05) * 4.0) / 4.0)


def test_without_themes_anything_may_hide():
    assert hidden_chance(pd.DataFrame(), 25.0, 15.0) == 1.0


def test_the_smallest_size_that_is_excluded_everywhere_is_the_farthest_end():
    assert excluded_pp(table((-9.0, 4.0), (-2.0, 11.5))) == 11.5
    assert excluded_pp(table((-12.0, 4.0), (-2.0, 11.5))) == 12.0
    assert excluded_pp(table()) == 0.0

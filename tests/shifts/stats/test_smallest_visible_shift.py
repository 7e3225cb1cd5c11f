"""Strength, and the smallest shift that could have been seen."""

import numpy as np
import pytest
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from kit.shifts.stats.smallest_visible_shift import Noise, VotesHeard, power_of, seed_of, smallest_visible, strength_of


def heard(n, each=2):
    return VotesHeard(np.full(n, each), np.full(3 * n, each))


@pytest.mark.parametrize(("n", "base"), [(60, 0.15), (120, 0.3), (200, 0.1)])
def test_the_smallest_visible_shift_is_near_that_of_two_independent_proportions(n, base):
    found = smallest_visible(base, heard(n), Noise(degrees=200), seed_of("x"))
    effect = abs(proportion_effectsize(base + found, base))
    reference = NormalIndPower().power(effect, nobs1=2 * n, ratio=3, alpha=0.05)
    assert 0.72 < reference < 0.88


def test_more_accounts_see_smaller_shifts():
    found = [smallest_visible(0.15, heard(n), Noise(), seed_of("x")) for n in (8, 15, 30, 60, 120)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.3
    assert found[-1] < 0.12


def test_wandering_months_and_many_looks_hide_more():
    plain = smallest_visible(0.15, heard(60), Noise(), 1)
    assert smallest_visible(0.15, heard(60), Noise(ordinary=0.12), 1) > plain
    assert smallest_visible(0.15, heard(60), Noise(level=0.05 / 60), 1) > plain


def test_one_account_sees_nothing():
    assert smallest_visible(0.1, heard(1), Noise(), 1) == 1


def test_without_a_shift_the_test_is_called_about_once_in_twenty():
    rates = [power_of(0.0, 0.2, heard(60), Noise(degrees=100), seed) for seed in range(20)]
    assert 0.035 < np.mean(rates) < 0.065


def test_seeds_come_from_names_alone():
    assert seed_of(1, "a", "b") == seed_of(1, "a", "b") != seed_of(1, "b", "a")
    assert seed_of("ab", "c") != seed_of("a", "bc")


def segment(shift_pp, p, accounts, visible, reach=5.0):
    """A segment whose interval reaches ``reach`` points to either side of its shift."""
    ends = {"low_pp": shift_pp - reach, "high_pp": shift_pp + reach}
    return {"shift_pp": shift_pp, "p": p, "accounts": accounts, "smallest_visible_shift_pp": visible} | ends


@pytest.mark.parametrize(
    ("of", "strength"),
    [
        (segment(30.0, 0.001, 9, 15.0), "strong"),
        (segment(10.0, 0.2, 4, 15.0), "moderate"),
        (segment(-10.0, 0.01, 4, 15.0), "moderate"),  # the other way
        (segment(30.0, 0.001, 3, 15.0), "strong"),  # three accounts are
        (segment(30.0, 0.001, 2, 15.0), "moderate"),  # two accounts are no segment
        (segment(30.0, 0.3, 2, 41.0), "thin"),
        (segment(60.0, 0.001, 5, 30.0), "strong"),  # what shows itself could be seen
        (segment(14.0, 0.04, 9, 15.0, reach=16.0), "moderate"),  # its interval crosses zero
        (segment(14.0, 0.12, 9, 15.0), "moderate"),
        (segment(14.0, 0.04, 9, 15.0) | {"low_pp": None}, "moderate"),
    ],
)
def test_strength_follows_its_rules(of, strength):
    assert strength_of(22.0, of) == strength

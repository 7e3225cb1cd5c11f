"""The smallest shift that could have been seen."""

import numpy as np
import pytest
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from kit.shifts.stats.smallest_visible_shift import Noise, VotesHeard, power_of, seed_of, smallest_visible


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


def test_the_bar_hides_what_the_test_alone_would_see():
    plain = smallest_visible(0.15, heard(120), Noise(), 1)
    assert smallest_visible(0.15, heard(120), Noise(least=0.10), 1) > max(plain, 0.10)
    assert smallest_visible(0.15, heard(8), Noise(least_accounts=7), 1) > smallest_visible(0.15, heard(8), Noise(), 1)


def test_unequal_accounts_hide_more():
    assert smallest_visible(0.15, heard(60), Noise(excess=2.0), 1) > smallest_visible(0.15, heard(60), Noise(), 1)


def test_a_chance_that_is_not_asked_for_is_told_from_one_that_is():
    for size in (0.02, 0.1, 0.2, 0.4):
        whole = power_of(size, 0.2, heard(40), Noise(), 3)
        short = power_of(size, 0.2, heard(40), Noise(), 3, least=0.8)
        assert (whole < 0.8) == (short < 0.8)
        assert short == whole or short < 0.8

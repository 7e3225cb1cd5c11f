"""How ordinary months vary where little of them is known."""

from dataclasses import replace

import numpy as np
import pytest

from kit.shifts.stats.cycle_variation import (
    CYCLES_IN_A_ROW,
    PRIOR_VARIANCE,
    cycle_variation_of,
    cycle_variations_of,
    month_spread,
)
from tests.shifts.stats.test_theme_shifts import random_months


@pytest.mark.parametrize("n_cycles", [2, 3])
def test_with_two_or_three_past_cycles_no_theme_is_believed_to_stand_still(n_cycles):
    rng = np.random.default_rng(1)
    told = [
        cycle_variation_of(*random_months(rng, 0.2, wander=0.3, n_cycles=n_cycles, n_themes=10)).logit_variance for _ in range(20)
    ]
    assert np.min(told) > PRIOR_VARIANCE / 20
    assert np.quantile(told, 0.1) > PRIOR_VARIANCE / 5
    assert np.mean(told) == pytest.approx(0.09, abs=0.04)


def test_themes_that_wander_alike_are_told_alike_variances():
    rng = np.random.default_rng(2)
    variance = cycle_variation_of(*random_months(rng, 0.2, wander=0.3, n_cycles=11, n_themes=10, n_accounts=120)).logit_variance
    assert variance.max() < 3 * variance.min()


def test_a_prior_is_worth_no_more_than_what_is_known_of_the_others():
    rng = np.random.default_rng(3)
    few = cycle_variation_of(*random_months(rng, 0.2, wander=0.3, n_cycles=3, n_themes=6))
    many = cycle_variation_of(*random_months(rng, 0.2, wander=0.3, n_cycles=11, n_themes=6))
    assert few.degrees.max() < 40
    assert few.degrees.mean() < many.degrees.mean()


def in_order(spread, order):
    names = ("between", "noise", "next_to", "is_usable")
    return replace(spread, **{name: getattr(spread, name)[order] for name in names})


@pytest.mark.parametrize("n_themes", [7, 12, 25, 43])
def test_the_order_of_themes_changes_no_variance_where_cycles_are_just_enough(n_themes):
    rng = np.random.default_rng(4)
    spread = month_spread(*random_months(rng, 0.2, wander=0.3, n_cycles=CYCLES_IN_A_ROW, n_themes=n_themes))
    ordered = cycle_variations_of([spread])[0]
    for _ in range(5):
        order = rng.permutation(n_themes)
        turned = cycle_variations_of([in_order(spread, order)])[0]
        assert turned.autocorrelation == pytest.approx(ordered.autocorrelation[order], abs=1e-9)
        assert turned.logit_variance == pytest.approx(ordered.logit_variance[order], rel=1e-9)

"""The tests of a library as one family."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from kit.shifts.stats.persona_tests import PersonaTests, can_reach, family_q, step_level, weighted_q


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_with_equal_weights_q_is_scipys_benjamini_hochberg(p):
    np.testing.assert_allclose(weighted_q(np.array(p), np.full(len(p), 2.0)), false_discovery_control(p), atol=1e-12)


def test_q_is_benjamini_and_hochbergs_worked_by_hand():
    np.testing.assert_allclose(weighted_q(np.array([0.01, 0.04, 0.03, 0.5]), np.ones(4)), [0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_a_missing_p_is_refused_and_does_not_spoil_the_others_in_silence():
    with pytest.raises(ValueError, match="between 0 and 1"):
        weighted_q(np.array([0.01, np.nan]), np.ones(2))


def persona(*p: float, importance: list[float] | None = None) -> SimpleNamespace:
    """Tests of one persona whose segments and lasting changes are not tested."""
    step = pd.DataFrame({"p": p, "pooled_share": 0.5})
    contrast = SimpleNamespace(n_months_now=60, n_months=240)
    times = np.ones(len(p)) if importance is None else np.array(importance)
    return SimpleNamespace(
        step=step, lasting=None, contrast=contrast, parts=lambda noun: ({}, {}), tested=lambda noun: [], times=lambda: times,
        weight=lambda: 3.0,
    )  # fmt: skip


def test_q_is_over_the_whole_library():
    first, second = family_q([persona(0.01, 0.2), persona(0.04, 0.9)], [10.0, 10.0])
    np.testing.assert_allclose(first["step"], [0.04, 0.8 / 3])
    np.testing.assert_allclose(second["step"], [0.08, 0.9])


def test_what_matters_more_is_called_sooner_and_what_matters_less_later():
    (q,) = family_q([persona(0.01, 0.01, importance=[1.0, 0.5])], [10.0])
    np.testing.assert_allclose(q["step"], [0.01 * 0.75 * 2, 0.02 * 0.75])  # by hand: mean weight .75, p over weight, 2 over rank
    equal, lighter = (step_level([persona(0.1, 0.1, importance=of)], 0.05) for of in ([1.0, 1.0], [1.0, 0.5]))
    assert lighter == pytest.approx(equal * 2 / 1.5)


def test_no_tests_have_no_q():
    assert len(weighted_q(np.zeros(0), np.zeros(0))) == 0


def test_a_test_outside_the_family_is_told_the_next_larger_q_and_costs_the_others_nothing():
    q = weighted_q(np.array([0.01, 1e-9, 0.5, 0.6]), np.ones(4), np.array([True, False, True, False]))
    np.testing.assert_allclose(q, [0.02, 0.02, 0.5, 1.0])


def test_a_heavier_test_is_called_sooner():
    q = weighted_q(np.array([0.02, 0.02]), np.array([1.5, 0.5]))
    np.testing.assert_allclose(q, [0.02 / 1.5 * 2, 0.04])  # by hand: p over weight, times 2, over its rank


@pytest.mark.parametrize(("pooled", "reaches"), [(0.024, False), (0.025, True), (0.2, True)])
def test_a_theme_too_rare_for_the_bar_is_not_looked_at(pooled, reaches):
    """Ten points from nothing in one of four equal months are 2.5 % of all."""
    assert can_reach(pd.DataFrame({"pooled_share": [pooled]}), 60, 180, 10.0)[0] == reaches


def with_tiers(**voters: int) -> PersonaTests:
    """Tests of one persona whose tiers have so many voters in the cycle and in its baseline."""
    contrasts = {name: SimpleNamespace(n_now=number, n_before=number) for name, number in voters.items()}
    nothing = {"lasting": None, "segments": {}, "segment_contrasts": {}, "contrast": None, "wander": None, "blocks": None}
    return PersonaTests(step=pd.DataFrame({"p": [0.1]}), around=None, tier_contrasts=contrasts, **nothing)


def test_tiers_weigh_in_the_family_only_where_there_are_any():
    assert with_tiers().weight() == pytest.approx(3.0)
    assert with_tiers(A=9).weight() == pytest.approx(3.0)  # everybody is of the one tier: that is the whole again
    assert with_tiers(A=9, B=4).tested("tier") == ["A"]
    assert with_tiers(A=9, B=9).weight() == pytest.approx(3.3)

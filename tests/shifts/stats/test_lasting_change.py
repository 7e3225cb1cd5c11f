"""Lasting changes: the last cycles together, and since when a theme has moved."""

import numpy as np
import pytest
import statsmodels.api as sm

from kit.shifts.stats.cycle_variation import CycleVariation, cycle_variations_of, month_effects, month_spread
from kit.shifts.stats.lasting_change import blocks_of, courses_of, lasting_shifts, spread_around
from kit.shifts.stats.normal_equations import OWN_LEVEL_VOTES
from kit.shifts.stats.votes import vote_table
from tests.shifts.stats.test_theme_shifts import random_months

NAMES = [f"c{at}" for at in range(12)]


def still(n_themes: int, variance: float = 0.0) -> CycleVariation:
    """Months that wander by one variance, known for sure."""
    return CycleVariation(np.full(n_themes, variance), np.zeros(n_themes), np.full(n_themes, 200.0), False)


def path(*shares: float, others: int = 3) -> np.ndarray:
    """Logits of one theme's shares, cycle by cycle, with others that stay at a fifth."""
    levels = np.column_stack([shares, *[np.full(len(shares), 0.2)] * others])
    return np.log(levels / (1 - levels))


def votes_along(seed: int, *shares: float, n_accounts: int = 120):
    return random_months(np.random.default_rng(seed), 0, n_accounts=n_accounts, path=path(*shares))


@pytest.mark.parametrize(
    ("n", "now", "before"),
    [(12, "c9 c10 c11", "c0 c1 c2 c3 c4 c5 c6 c7 c8"), (7, "c4 c5 c6", "c0 c1 c2 c3"), (6, "c3 c4 c5", "c0 c1 c2")],
)
def test_three_cycles_stand_against_at_most_nine(n, now, before):
    blocks = blocks_of(NAMES[:n])
    assert (" ".join(blocks.now), " ".join(blocks.before)) == (now, before)


@pytest.mark.parametrize("n", [12, 9, 7])
def test_months_vary_around_stretches_of_at_most_six(n):
    stretch = min(n - 3, 6)
    assert blocks_of(NAMES[:n]).levels == [0] * (n - 3 - stretch) + [1] * stretch + [2] * 3


def test_five_cycles_are_too_few_to_tell():
    assert blocks_of(NAMES[:5]) is None


def test_where_the_same_accounts_speak_the_lasting_shift_is_the_difference_of_means():
    votes, cycles = votes_along(1, *[0.2] * 6, *[0.3] * 3)
    blocks = blocks_of(cycles)
    table, _ = lasting_shifts(votes, blocks, still(4))
    fractions, _ = vote_table(votes)
    now, before = (
        fractions[:, [cycles.index(name) for name in side]].mean(axis=(0, 1)) for side in (blocks.now, blocks.before)
    )  # fmt: skip
    np.testing.assert_allclose(table["mix_adjusted_pp"], 100 * (now - before), atol=1e-9)
    np.testing.assert_allclose(table["shift_pp"], table["mix_adjusted_pp"], atol=1e-9)


@pytest.mark.parametrize(("shares", "lasts"), [([0.35] * 3, True), ([0.15, 0.6, 0.15], False), ([0.15, 0.15, 0.6], False)])
def test_one_month_that_stood_out_does_not_last(shares, lasts):
    votes, cycles = votes_along(2, *[0.15] * 6, *shares)
    table, _ = lasting_shifts(votes, blocks_of(cycles), still(4))
    assert table["is_lasting"][0] == lasts
    assert table["p"][0] < 0.01  # all of them moved the mean: only the rule on cycles tells them apart


@pytest.mark.parametrize(
    ("kind", "first", "shares"),
    [
        ("step", "c6", [*[0.15] * 6, *[0.40] * 4]),
        ("drift", "c4", [*[0.10] * 4, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70]),
        ("blip", "c8", [*[0.15] * 8, 0.55, 0.15]),
    ],
)
def test_courses_are_told_apart_and_dated(kind, first, shares):
    for seed in range(5):
        votes, cycles = votes_along(seed, *shares, n_accounts=150)
        course = courses_of(votes, cycles, still(4), np.array([0]))[0]
        assert course.kind == kind
        assert course.since_low <= first <= course.since_high
        assert course.gain > 20
    assert course.is_blip == (kind == "blip")


def test_the_interval_of_since_when_holds_the_truth_as_often_as_it_says():
    inside = []
    for seed in range(60):
        votes, cycles = votes_along(seed, *[0.2] * 5, *[0.32] * 4, n_accounts=60)
        course = courses_of(votes, cycles, still(4), np.array([0]))[0]
        inside += [course.since_low <= "c5" <= course.since_high] if course.kind == "step" else []
    assert len(inside) >= 30
    assert np.mean(inside) >= 0.85


def test_a_theme_that_wanders_as_much_stands_out_by_less():
    votes, cycles = votes_along(3, *[0.15] * 8, 0.4, 0.15)
    sure, unsure = (courses_of(votes, cycles, still(4, variance), np.array([0]))[0].gain for variance in (0.0, 0.5))
    assert unsure < sure / 3


def test_three_cycles_have_no_course():
    votes, cycles = votes_along(4, 0.2, 0.2, 0.4)
    assert courses_of(votes, cycles, still(4), np.array([0])) == {}


def test_month_effects_are_statsmodels_generalised_least_squares():
    rng = np.random.default_rng(5)
    votes, cycles = random_months(rng, 0.3, n_accounts=12, n_cycles=4, n_themes=2)
    votes = votes.of_cells(rng.random(len(votes.voter)) < 0.7)  # voters come and go
    fractions, count = vote_table(votes)
    voter, cycle = np.nonzero(count)
    months = np.eye(len(cycles))[cycle]
    alike = np.eye(len(voter)) + (voter[:, None] == voter[None, :]) / OWN_LEVEL_VOTES
    effects = month_effects(votes, cycles)
    for theme in range(2):
        fit = sm.GLS(fractions[voter, cycle, theme], months, sigma=alike).fit()
        np.testing.assert_allclose(effects.effects[:, theme], fit.params, atol=1e-9)
        np.testing.assert_allclose(
            effects.residual_variance[theme] * np.diag(effects.covariance), np.diag(fit.cov_params()), rtol=1e-6
        )


def test_a_lasting_change_does_not_hide_itself_in_the_spread_of_months():
    votes, cycles = votes_along(6, *[0.15] * 6, *[0.45] * 3, n_accounts=200)
    around, flat = spread_around(votes, blocks_of(cycles)), month_spread(votes, cycles)
    assert around.between[0] < 0.15 < flat.between[0]


def test_how_alike_months_are_is_surer_from_the_whole_window():
    rng, truth, told = np.random.default_rng(1), 0.6, []
    for _ in range(30):
        walk = 0.3 * rng.standard_normal((12, 10))
        for at in range(1, 12):
            walk[at] = truth * walk[at - 1] + np.sqrt(1 - truth**2) * walk[at]
        votes, cycles = random_months(rng, 0.12, path=walk)
        around = spread_around(votes, blocks_of(cycles))
        told.append([
            cycle_variations_of([around], beside)[0].autocorrelation.mean() for beside in (None, [month_spread(votes, cycles)])
        ])  # fmt: skip
    short, whole = np.sqrt(np.mean((np.array(told) - truth) ** 2, axis=0))
    assert whole < 0.9 * short
    assert np.mean(told, axis=0)[1] == pytest.approx(truth, abs=0.1)

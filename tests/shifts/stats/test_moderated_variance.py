"""Variances shrunk towards each other, and p where shares spread further to one side."""

import numpy as np
import pytest
from scipy import stats

from kit.shifts.stats.moderated_variance import UNLIKE, _log_density, binary_degrees, moderated
from kit.shifts.stats.uncertainty import two_sided_p


def test_a_variance_is_shrunk_towards_the_usual_the_more_the_fewer_degrees_are_behind_it():
    few, _ = moderated(np.array([0.2, 1.0, 3.0, 1.0]), np.full(4, 2.0), 500.0)
    many, _ = moderated(np.array([0.2, 1.0, 3.0, 1.0]), np.full(4, 200.0), 500.0)
    assert 1 < few[2] < many[2] < 3
    assert 0.2 < many[0] < few[0] < 1


def test_themes_that_only_luck_makes_unlike_have_nearly_the_usual_variance():
    rng = np.random.default_rng(4)
    shrunk, degrees = moderated(rng.chisquare(8, 40) / 8, np.full(40, 8.0), 300.0)
    assert np.abs(shrunk - 1).mean() < 0.25 * np.sqrt(2 / 8)
    assert (degrees > 30).all()


@pytest.mark.parametrize("level", [0.03, 0.15])
def test_the_spread_of_few_conversations_is_known_as_badly_as_its_kurtosis_says(level):
    rng = np.random.default_rng(2)
    n_months, n_conversations = 200, 2
    fractions = rng.binomial(n_conversations, level, (20_000, n_months)) / n_conversations
    spread = ((fractions - level) ** 2).mean(axis=1)
    by_simulation = 2 * spread.mean() ** 2 / spread.var()
    assert binary_degrees(np.array([level]), 1 / n_conversations, n_months)[0] == pytest.approx(by_simulation, rel=0.06)


def test_p_is_the_chance_of_a_count_so_far_from_its_mean():
    """Sixty conversations on a theme of 5 %: between two counts, where the chance is that of a smooth sum."""
    n, level = 60, 0.05
    error = np.sqrt(n * level * (1 - level))
    for count in (8, 9, 10):
        chance = stats.binom.sf(count - 1, n, level)  # no count lies so far below
        away = np.array((count - 0.5 - n * level) / error)
        assert chance <= float(two_sided_p(away, 1e9, (1 - 2 * level) / error)) <= 1.4 * chance
        assert float(two_sided_p(away, 1e9, 0.0)) < 0.8 * chance


def test_p_without_skewness_is_students_and_never_surer_with_it():
    t = np.linspace(0, 8, 33)
    plain = two_sided_p(t, 20.0, 0.0)
    np.testing.assert_allclose(plain, 2 * stats.t.sf(t, 20), rtol=1e-9)
    for skewness in (-0.5, 0.1, 1.0, 9.0):
        skewed = two_sided_p(t, 20.0, skewness)
        assert (skewed >= plain * (1 - 1e-9)).all()
        assert (np.diff(skewed) <= 1e-12).all()


def test_the_density_is_scipy_s_to_the_last_bit():
    rng = np.random.default_rng(5)
    ratio, degrees, below = rng.gamma(1, 1, (9, 40)) * 10 ** rng.uniform(-8, 1, (9, 40)), rng.uniform(1, 90, 40), 1 / UNLIKE[1:]
    below = np.append(1e4, below)[:, None]
    assert np.array_equal(_log_density(ratio, degrees, below), stats.f.logpdf(ratio, degrees, below))

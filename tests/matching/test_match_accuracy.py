"""Shares freed of the matcher's mistakes: the arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from kit.matching.match_accuracy import corrected_share, corrected_shift, shrunk_part, strata_of


def test_the_corrected_share_is_nearer_to_the_truth_than_the_raw_one():
    generator = np.random.default_rng(3)
    n = 2000
    is_true = generator.random(n) < 0.5
    raises = generator.random(n) < np.where(is_true, 0.3, 0.05)
    attached = (is_true & ~(raises & (generator.random(n) < 0.5))) | (~is_true & (generator.random(n) < 0.2))
    reviewed = generator.choice(n, 400, replace=False)
    truth = raises[is_true].mean()
    found = corrected_share(raises, np.ones(n), attached, reviewed, is_true[reviewed])
    assert abs(found["corrected"] - truth) < 0.03 < abs(found["raw"] - truth)
    assert found["low"] <= truth <= found["high"]


def test_a_perfect_matcher_needs_no_correction():
    generator = np.random.default_rng(4)
    is_true, raises = generator.random(500) < 0.5, generator.random(500) < 0.4
    found = corrected_share(raises, np.ones(500), is_true, np.arange(200), is_true[:200])
    assert found["corrected"] == pytest.approx(found["raw"], abs=1e-6)


def test_what_was_checked_whole_is_known_without_an_interval():
    generator = np.random.default_rng(5)
    is_true, raises, attached = (generator.random(300) < part for part in (0.5, 0.4, 0.6))
    found = corrected_share(raises, np.ones(300), attached, np.arange(300), is_true)
    assert found["corrected"] == found["low"] == found["high"] == pytest.approx(raises[is_true].mean(), abs=1e-4)


def test_where_nothing_was_checked_nothing_is_known():
    generator = np.random.default_rng(6)
    raises, attached = generator.random(300) < 0.4, generator.random(300) < 0.6
    found = corrected_share(raises, np.ones(300), attached, np.arange(0), np.zeros(0, dtype=bool))
    assert (found["corrected"], found["low"], found["high"]) == (found["raw"], 0.0, 1.0)


def test_a_mistake_that_both_periods_make_alike_leaves_no_shift():
    generator = np.random.default_rng(7)
    n = 4000
    is_now = np.arange(n) % 2 == 0
    is_true = generator.random(n) < 0.5
    raises = generator.random(n) < np.where(is_true, 0.3, 0.05)
    attached = is_true | (generator.random(n) < 0.3)
    reviewed = generator.choice(n, 500, replace=False)
    strata = strata_of(raises, np.ones(n), attached, reviewed, is_true[reviewed])
    shift, variance = corrected_shift(strata, 1.0 * is_now, 1.0 * ~is_now)
    truth = raises[is_true & is_now].mean() - raises[is_true & ~is_now].mean()
    assert shift == pytest.approx(truth, abs=0.02)
    assert corrected_shift(strata, 1.0 * ~is_now, 1.0 * is_now)[0] == pytest.approx(-shift)
    _, of_share = strata.share(1.0 * is_now)
    assert variance < (of_share**2 * strata.variance).sum()


def test_votes_weigh_and_not_rows():
    raises, is_true = np.array([True, False]), np.array([True, True])
    found = corrected_share(raises, np.array([0.25, 0.75]), np.array([True, True]), np.arange(2), is_true)
    assert found["corrected"] == 0.25


def test_a_rare_theme_that_few_decisions_speak_of_is_taken_for_what_its_level_is():
    misses, covered = [], []
    for draw in range(60):
        generator = np.random.default_rng([9, draw])
        n = 1500
        is_true = generator.random(n) < 0.5
        raises = generator.random(n) < np.where(is_true, 0.03, 0.01)
        attached = (is_true & (generator.random(n) < 0.9)) | (~is_true & (generator.random(n) < 0.2))
        reviewed = generator.choice(n, 30, replace=False)
        found = corrected_share(raises, np.ones(n), attached, reviewed, is_true[reviewed])
        truth = raises[is_true].mean()
        misses.append(found["corrected"] - truth)
        covered.append(found["low"] <= truth <= found["high"])
    assert np.sqrt(np.mean(np.square(misses))) < 0.015
    assert np.mean(covered) > 0.9


def test_a_stratum_that_nobody_looked_at_has_the_rate_of_those_like_it():
    is_true = np.array([True, True, True, False])
    nothing, of_the_level = np.zeros(4, dtype=bool), np.ones(4, dtype=bool)
    part, variance = shrunk_part(np.ones(4), is_true, nothing, of_the_level, 10)
    assert part == 0.75
    assert variance > 0.1
    assert shrunk_part(np.ones(4), is_true, nothing, nothing, 10) == (0.0, 0.25)


def test_two_votes_of_its_level_pull_the_rate_of_a_stratum():
    is_true = np.array([True, True, False, False])
    seen, of_the_level = np.array([True, True, False, False]), np.ones(4, dtype=bool)
    part, _ = shrunk_part(np.ones(4), is_true, seen, of_the_level, 10_000_000)
    assert part == pytest.approx((2 + 2 * 0.5) / 4, abs=1e-5)

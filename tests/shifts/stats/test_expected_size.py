"""What is left of a shift once the luck of being surfaced is taken off."""

import numpy as np
import pytest

from kit.shifts.stats.expected_size import expected_size


@pytest.mark.parametrize(("truth", "error"), [(15, 4.5), (15, 6.0), (20, 4.5), (20, 6.0), (25, 6.0)])
def test_what_passed_the_bar_is_told_near_its_true_size_on_average(truth, error):
    least = max(3.1 * error, 10)
    found = np.random.default_rng(1).normal(truth, error, 3000)
    seen = found[found > least]
    told = np.mean([expected_size(float(size), error, least) for size in seen])
    assert abs(told - truth) < 2.5
    assert abs(told - truth) <= abs(seen.mean() - truth) + 0.5


def test_a_shift_far_beyond_the_bar_is_left_as_it_was_found():
    assert expected_size(40.0, 3.0, 10.0) == pytest.approx(40.0, abs=0.01)


def test_one_that_just_passed_is_halved():
    assert expected_size(10.01, 4.0, 10.0) == pytest.approx(5.0, abs=0.1)


def test_what_did_not_pass_is_told_as_it_is():
    assert expected_size(8.0, 4.0, 10.0) == 8.0

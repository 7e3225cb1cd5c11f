"""The exact test of rare themes."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from kit.shifts.stats.theme_shifts import RARE, exact_p


@pytest.mark.parametrize(
    ("now", "before", "n_now", "n_before"), [(2, 0, 8, 24), (3, 0, 8, 24), (5, 4, 60, 170), (0, 6, 30, 90), (0, 0, 9, 9)]
)
def test_it_is_fishers(now, before, n_now, n_before):
    reference = fisher_exact([[now, n_now - now], [before, n_before - before]]).pvalue
    assert exact_p(np.array([now]), np.array([now + before]), n_now, n_now + n_before)[0] == pytest.approx(reference)


def test_a_theme_that_is_not_rare_is_left_to_the_approximation():
    assert exact_p(np.array([9]), np.array([RARE + 1]), 60, 240)[0] == 0

"""Rules others use, from their public descriptions, on the same months; they count conversations."""

from __future__ import annotations

import numpy as np
from scipy import stats

#: Volume below which the z-score rule says nothing.
LEAST_VOLUME = 10


def two_proportions(raising: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Two-tailed test of two proportions at 5 % over conversations, against the six periods before (as Thematic describes).

    Parameters
    ----------
    raising : int array of shape (n_months, n_themes), the last month is the one in question.
    n : int array of shape (n_months,), conversations of each month.

    Returns
    -------
    int array of shape (n_themes,): 1 called rising, -1 falling, 0 not called.
    """
    before, n_before = raising[-7:-1].sum(axis=0), n[-7:-1].sum()
    share, usual = raising[-1] / max(n[-1], 1), before / max(n_before, 1)
    pooled = (raising[-1] + before) / max(n[-1] + n_before, 1)
    error = np.sqrt(pooled * (1 - pooled) * (1 / max(n[-1], 1) + 1 / max(n_before, 1)))
    z = np.divide(share - usual, error, out=np.zeros_like(error), where=error > 0)
    return (np.sign(z) * (np.abs(z) > stats.norm.isf(0.025))).astype(int)


def z_score(raising: np.ndarray, n: np.ndarray) -> np.ndarray:
    """z-score over 3 of the month's volume against all months before, and a minimum volume (as SentiSum and Chattermill)."""
    del n  # volumes are compared, not shares
    past = raising[:-1]
    spread = past.std(axis=0, ddof=1)
    z = np.divide(raising[-1] - past.mean(axis=0), spread, out=np.zeros(len(spread)), where=spread > 0)
    return (np.sign(z) * ((np.abs(z) > 3) & (raising[-1] >= LEAST_VOLUME))).astype(int)


def chi_square(raising: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Chi-square test of drift at 5 % over all themes together, against the three months before (as drift reports do).

    It says that something drifted, not what: called, it calls every theme in the direction in which it moved.
    """
    now = np.append(raising[-1], max(n[-1] * len(raising[-1]) - raising[-1].sum(), 0))
    before = np.append(raising[-4:-1].sum(axis=0), max(n[-4:-1].sum() * raising.shape[1] - raising[-4:-1].sum(), 0))
    table = np.stack([now, before])
    table = table[:, table.sum(axis=0) > 0]
    is_drift = len(table[0]) > 1 and stats.chi2_contingency(table).pvalue < 0.05
    moved = np.sign(raising[-1] / max(n[-1], 1) - raising[-4:-1].sum(axis=0) / max(n[-4:-1].sum(), 1))
    return (moved * is_drift).astype(int)


RIVALS = {"two proportions 5 %": two_proportions, "z-score over 3": z_score, "chi-square drift": chi_square}

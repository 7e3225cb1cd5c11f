"""Rare themes: an exact test for the ones so few accounts raise that no approximation holds."""

from __future__ import annotations

import numpy as np
from scipy import stats

#: Account-months raising a theme up to which the exact test is asked as well. With 12 of them in 60 accounts the two agree to
#: a factor of two; with 2 of 8 accounts the approximation alone would say 0.02 where counting gives 0.06.
RARE = 12


def exact_p(raising_now: np.ndarray, raising: np.ndarray, n_now: int, n: int) -> np.ndarray:
    """Two-sided p of Fisher's exact test for rare themes, 0 for the others.

    Parameters
    ----------
    raising_now, raising : int arrays of shape (n_themes,)
        Account-months that raise the theme: of the cycle, and of the cycle and its baseline together.
    n_now, n : int
        Account-months heard.

    Returns
    -------
    float array of shape (n_themes,), 0-1

    Notes
    -----
    The chance that so many, or anything less probable, of the account-months that raise a theme fall into the cycle if all
    account-months are alike.
    """
    found = np.zeros(len(raising))
    rare = np.flatnonzero(raising <= RARE)
    chance = stats.hypergeom.pmf(np.arange(RARE + 1)[None, :], n, raising[rare][:, None], n_now)
    seen = np.take_along_axis(chance, raising_now[rare][:, None], axis=1)
    found[rare] = np.minimum(np.where(chance <= seen * (1 + 1e-7), chance, 0).sum(axis=1), 1)
    return found

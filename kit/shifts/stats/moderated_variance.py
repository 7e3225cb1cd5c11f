"""Moderated variance: a theme's own spread, shrunk towards what all themes together tell."""

from __future__ import annotations

import numpy as np
from scipy import special

#: How unlike the variances of themes may be: one over the degrees of freedom of their prior; 0 where all are the same.
UNLIKE = np.array([0, 1 / 40, 1 / 20, 1 / 12, 1 / 8, 1 / 5, 1 / 4, 1 / 3, 0.4])
LEAST_UNLIKE = 1e-4
#: How much likelier the same variances are beforehand than quite unlike ones: a factor of e for every eighth in UNLIKE.
MOSTLY_ALIKE = 8.0


def moderated(ratio: np.ndarray, degrees: np.ndarray, known: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Ratios of a theme's variance to the usual one, shrunk towards each other, and the degrees of freedom behind them.

    Parameters
    ----------
    ratio : measured over usual, by theme; shape (n_themes,), or (n_contrasts, n_themes) where each row is shrunk by itself.
    degrees : behind each ratio, of the same shape.
    known : behind the usual variance: the most that a prior can be worth; one number, a row, or a column of the same rows.

    Notes
    -----
    Were the variances' prior an inverse chi-square of v degrees around a centre, the ratios would be F of their own and v degrees
    (Smyth 2004). The moderated ratio is the mean over every v of :data:`UNLIKE`, weighed by how likely each makes the ratios and
    by how likely it is beforehand: with one or two past cycles a ratio near zero says nothing, and an estimate of v from the
    logarithms would believe it. The centre is such that the mean of the ratios is one.
    """
    ratio, degrees = ratio[..., None, :], degrees[..., None, :]
    known = np.asarray(known)[..., None, :] if np.ndim(known) else known
    worth = 1 / np.maximum(UNLIKE[:, None], 1 / known)
    centre = 1 - 2 * UNLIKE[:, None]
    shape = 1 / np.maximum(UNLIKE, LEAST_UNLIKE)[:, None]
    chance = (_log_density(ratio / centre, degrees, shape) - np.log(centre)).sum(axis=-1) - MOSTLY_ALIKE * UNLIKE
    chance = np.exp(chance - chance.max(axis=-1, keepdims=True))
    chance = (chance / chance.sum(axis=-1, keepdims=True))[..., None, :]
    shrunk = chance @ ((worth * centre + degrees * ratio) / (worth + degrees))
    return shrunk[..., 0, :], 1 / (chance @ (1 / (worth + degrees)))[..., 0, :]


def _log_density(ratio: np.ndarray, degrees: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Logarithm of F's density, of ratios above 0: SciPy's own sum, without what it does to check what it is given."""
    logs = below / 2 * np.log(below) + degrees / 2 * np.log(degrees) + special.xlogy(degrees / 2 - 1, ratio)
    return logs - (((degrees + below) / 2) * np.log(below + degrees * ratio) + special.betaln(degrees / 2, below / 2))


def binary_degrees(level: np.ndarray, one_in: float, degrees: float) -> np.ndarray:
    """Degrees of freedom behind the spread of fractions of some conversations each, one or more.

    Parameters
    ----------
    level : float array of shape (n_themes,), 0-1; chance that a conversation raises each theme.
    one_in : one over the conversations behind a fraction, of those that the spread is made of; 0-1.
    degrees : that the spread would have were the fractions normal.

    Notes
    -----
    The error of a variance grows with the kurtosis of what it is the variance of, and a fraction of few conversations about a
    rare theme has much of it: nearly all are 0, and a few decide. Two conversations at a share of 3 % leave an eighth of the
    degrees. Even shares would leave more than normal ones do, which is not taken.
    """
    spread = np.maximum(level * (1 - level), 1e-6)
    beyond_normal = np.maximum((1 - 6 * spread) / spread, 0) * one_in
    return np.maximum(degrees / (1 + beyond_normal / 2), 1.0)

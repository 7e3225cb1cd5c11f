"""Uncertainty: p and interval of a shift from one model, so that an interval leaves out zero exactly where p says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from kit.shifts.stats.account_regression import Contrast, DecidedContrast
from kit.shifts.stats.cycle_variation import CycleVariation

#: Level of the interval.
CONFIDENCE = 0.95
#: Smallest p that is printed: beyond it the tails of the approximation mean nothing.
SMALLEST_P = 1e-6
#: Skewness below which a spread is even, and above which its shape means nothing.
LEAST_SKEWNESS, MOST_SKEWNESS = 1e-3, 4.0
#: Degrees of freedom with which a theme's own months are believed to vary as all themes' do: little more than a year's. Few
#: months tell how alike themes' months are, or months in a row, and what they leave open is a false alarm where months wander.
MONTHS_BELIEVED = 15.0
#: What the cycles before count for at the least, against those now, in the level at which months are turned into points.
BEFORE_COUNTS = 2.0


def two_sided_p(t: np.ndarray, degrees: np.ndarray | float, skewness: np.ndarray | float) -> np.ndarray:
    """Chance of a t so far from 0, either way, where what it is made of spreads further to one side.

    Parameters
    ----------
    t, degrees : as of Student's t; the sign of t does not matter.
    skewness : of the shift had nothing changed, either sign.

    Notes
    -----
    Shares near zero spread further upwards: with 30 accounts a theme of 5 % is 3.5 errors above its mean five times as often as
    a normal deviate. The normal deviate that is as rare as t is looked up in a gamma distribution of that skewness (Pearson's
    type III), in both tails. It is never taken for surer than t alone.
    """
    plain = np.maximum(2 * special.stdtr(degrees, -np.abs(t)), 1e-30)
    away = -special.ndtri(plain / 2)
    skewness = np.clip(np.abs(skewness), LEAST_SKEWNESS, MOST_SKEWNESS)
    shape = 4 / skewness**2
    both = special.gammaincc(shape, shape + away * np.sqrt(shape))
    both += special.gammainc(shape, np.maximum(shape - away * np.sqrt(shape), 0))
    return np.where(skewness > LEAST_SKEWNESS, np.clip(both, plain, 1), plain)


@dataclass(frozen=True)
class Uncertainty:
    """Variance of a shift: of the accounts, were nothing changed and as it is, and of ordinary months.

    Attributes
    ----------
    null, as_is, ordinary : float arrays of shape (n_themes,); ``as_is`` is None where no interval is asked for.
    degrees, test_degrees : float arrays of shape (n_themes,)
        Degrees of freedom of the interval, and of p, which is the more cautious of the two.
    third : float array of shape (n_themes,)
        Third central moment had nothing changed.
    """

    null: np.ndarray
    as_is: np.ndarray | None
    ordinary: np.ndarray
    degrees: np.ndarray
    test_degrees: np.ndarray
    third: np.ndarray

    @property
    def null_error(self) -> np.ndarray:
        """Standard error had nothing changed."""
        return np.sqrt(self.null + self.ordinary)

    @property
    def error(self) -> np.ndarray:
        """Standard error as it is."""
        return np.sqrt(self.as_is + self.ordinary)

    def p_of(self, shift: np.ndarray) -> np.ndarray:
        """Two-sided p of a shift."""
        return np.clip(two_sided_p(self._t_of(shift), self.test_degrees, self._skewness), SMALLEST_P, 1)

    def _t_of(self, shift: np.ndarray) -> np.ndarray:
        error = self.null_error
        return np.divide(np.abs(shift), error, out=np.zeros(np.broadcast(shift, error).shape), where=error > 0)

    @property
    def _skewness(self) -> np.ndarray:
        cubed = self.null_error**3
        return np.divide(self.third, cubed, out=np.zeros_like(cubed), where=cubed > 0)

    def interval(self, shift: np.ndarray, p: np.ndarray, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
        """The shifts that are not at odds with what was heard.

        Parameters
        ----------
        shift : float array of shape (n_themes,), -1 to 1
        p : float array of shape (n_themes,), 0-1
            What is printed beside it, never below :meth:`p_of`.

        Notes
        -----
        The end towards zero is where a test at that shift would just not be called, its variance going in a straight line from
        that without a change to that of the shift found; so it is on the other side of zero where p is above the level. The
        end away from zero is drawn from the variance as it is.
        """
        t2 = special.stdtrit(self.degrees, (1 + confidence) / 2) ** 2
        size, own = np.abs(shift), np.clip(two_sided_p(self._t_of(shift), self.degrees, 0.0), SMALLEST_P, 1)
        as_is = t2 * (self.as_is + self.ordinary)
        null = t2 * (self.null + self.ordinary)
        raised = t2 * (size / np.maximum(-special.stdtrit(self.degrees, np.minimum(p, 1) / 2), 1e-9)) ** 2
        raised = np.minimum(raised, np.maximum(np.maximum(as_is, null), 1.0001 * size**2))
        null = np.where(p > own * (1 + 1e-9), np.maximum(raised, null), null)
        safe = np.where(size > 1e-9, size, 1.0)
        half_sum = safe + (as_is - null) / (2 * safe)
        near = half_sum - np.sqrt(np.maximum(half_sum**2 - size**2 + null, 0))
        both = np.sqrt(np.maximum(as_is, null))
        near, far = np.where(size > 1e-9, near, -both), size + np.where(size > 1e-9, np.sqrt(as_is), both)
        rises = shift >= 0
        return np.where(rises, near, -far), np.where(rises, far, -near)


def uncertainty_of(contrast: DecidedContrast, wander: CycleVariation) -> Uncertainty:
    """Uncertainty of a contrast in months that vary so; of several contrasts at once with as many rows of ``wander``.

    Notes
    -----
    Degrees of freedom are Satterthwaite's: how well the sum is known, given how well its parts are. The part of ordinary months
    is a difference of two, what months show less what accounts explain, so that its error is that of the sum. For p it has a
    second error, of a theme whose months are not as all themes' are (:data:`MONTHS_BELIEVED`), which counts by its part.
    """
    ordinary = wander.variance_of(_level_of(contrast), contrast.loadings)
    whole = contrast.null_variance + ordinary
    part = np.divide(contrast.null_variance, whole, out=np.ones_like(whole), where=whole > 0)
    from_months = np.where(wander.logit_variance > 0, 1 / np.maximum(wander.degrees, 1), 0.0)
    degrees = 1 / (part**2 / contrast.degrees + from_months)
    test_degrees = cautious_degrees(degrees, part)
    as_is = contrast.variance if isinstance(contrast, Contrast) else None
    return Uncertainty(contrast.null_variance, as_is, ordinary, degrees, test_degrees, contrast.null_third)


def cautious_degrees(degrees: np.ndarray | float, part: np.ndarray) -> np.ndarray:
    """Degrees of freedom of p, of those of the variance and of the part of it that is the accounts', 0-1."""
    return 1 / (1 / degrees + (1 - part) ** 2 / MONTHS_BELIEVED)


def _level_of(contrast: DecidedContrast) -> np.ndarray:
    """The share at which the logit scale of months is turned into points: of a lasting change, every cycle counts the same."""
    n_now, n_before = ((side.sum(axis=-1, keepdims=True)) for side in (contrast.loadings > 0, contrast.loadings < 0))
    before = np.where(n_now > 1, np.maximum(n_before / np.maximum(n_now, 1), BEFORE_COUNTS), BEFORE_COUNTS)
    return (contrast.now + before * contrast.before) / (1 + before)

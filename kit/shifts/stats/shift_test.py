"""Shift test: each theme's share now against the baseline, with interval and p, exact where few accounts raise it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from kit.cycles import Periods
from kit.shifts.stats.account_regression import Contrast, contrast_of
from kit.shifts.stats.cycle_variation import CycleVariation, cycle_variation_of
from kit.shifts.stats.votes import Votes

#: Level of the interval.
CONFIDENCE = 0.95
#: A theme counts as not heard in a period below this share: one voter in a hundred.
UNHEARD_SHARE = 0.01
#: Part of a shift that has to remain when any one account is left out.
KEPT_PART = 0.5
#: Smallest p that is printed: beyond it the tails of the approximation mean nothing.
SMALLEST_P = 1e-6


def shifts_of(
    votes: Votes, periods: Periods, wander: CycleVariation | None = None
) -> tuple[pd.DataFrame, Contrast, CycleVariation]:
    """Every theme's shift.

    Parameters
    ----------
    votes : one persona's votes, with every theme to be tested.
    periods : the cycle in question, the cycles it is compared with, and those that tell how ordinary months vary.
    wander : how ordinary months vary, where that is known from more votes than these; measured here without it.

    Returns
    -------
    DataFrame of shape (n_themes, 12)
        ``theme_id``, ``direction``, ``share_before``, ``share_now`` (0-1), ``shift_pp``, ``low_pp``, ``high_pp``,
        ``mix_adjusted_pp``, ``from_mix_pp`` (percentage points), ``p`` (0-1), ``p_without`` (the largest
        that leaving out one account makes) and ``is_kept`` (direction and half the size are there without any account).
    Contrast, CycleVariation
        What the table was made of.

    Notes
    -----
    ``shift_pp`` = ``mix_adjusted_pp`` + ``from_mix_pp``. The interval is the one of the part said differently, moved by
    the part that different speakers explain: who spoke is taken as given. ``p`` is of the part said differently.
    """
    contrast = contrast_of(votes, periods.now, list(periods.baseline))
    wander = wander or cycle_variation_of(votes, list(periods.past))
    ordinary = wander.variance_of((contrast.now + 2 * contrast.before) / 3, contrast.cycle_weights)
    is_heard = contrast.n_now >= 2 and contrast.n_before >= 2
    raw, shift = contrast.now - contrast.before, contrast.said_differently
    test = _Spread(contrast.null_variance, ordinary, contrast.degrees, wander)
    interval = _Spread(contrast.variance, ordinary, max(len(contrast.voters) - 1, 1), wander)
    half = interval.half_width() if is_heard else np.full_like(raw, 2)
    exact = exact_p(contrast.raising_now, contrast.raising, contrast.n_now, contrast.n_months)
    p = np.maximum(test.p_of(shift), exact) if is_heard else np.ones_like(raw)
    p_without, is_kept = _without_accounts(contrast, test, votes.is_account)
    columns = {
        "theme_id": pd.Series(votes.themes, dtype="str"),
        "direction": pd.Series(_directions(contrast), dtype="str"),
        "share_before": contrast.before,
        "share_now": contrast.now,
        "shift_pp": 100 * raw,
        "low_pp": 100 * np.maximum(raw - half, -1),
        "high_pp": 100 * np.minimum(raw + half, 1),
        "mix_adjusted_pp": 100 * shift,
        "from_mix_pp": 100 * (raw - shift),
        "p": p,
        "p_without": np.maximum(p_without, p),
        "is_kept": is_kept,
    }
    return pd.DataFrame(columns), contrast, wander


@dataclass(frozen=True)
class _Spread:
    """Variance of a shift: of the accounts, and of ordinary months."""

    accounts: np.ndarray
    ordinary: np.ndarray
    account_degrees: float
    wander: CycleVariation

    @property
    def variance(self) -> np.ndarray:
        return self.accounts + self.ordinary

    @property
    def degrees(self) -> np.ndarray:
        """Satterthwaite's: how well the sum is known, given how well its parts are.

        The part of ordinary months is a difference of two, what months show less what accounts explain, so that its error is
        that of the sum and not of itself.
        """
        part = np.divide(self.accounts, self.variance, out=np.ones_like(self.variance), where=self.variance > 0)
        return 1 / (part**2 / self.account_degrees + (1 / self.wander.degrees if self.wander.logit_variance else 0.0))

    def p_of(self, shift: np.ndarray) -> np.ndarray:
        error = np.sqrt(self.variance)
        t = np.divide(np.abs(shift), error, out=np.zeros(np.broadcast(shift, error).shape), where=error > 0)
        return np.clip(2 * stats.t.sf(t, self.degrees), SMALLEST_P, 1)

    def half_width(self) -> np.ndarray:
        return stats.t.ppf((1 + CONFIDENCE) / 2, self.degrees) * np.sqrt(self.variance)


def _without_accounts(contrast: Contrast, test: _Spread, is_account: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest p that leaving out one account makes, and whether direction and half the size are there without any."""
    without, whole = contrast.without[is_account[contrast.voters]], contrast.said_differently
    n = max(len(contrast.voters), 2)
    p = np.where(without * whole > 0, replace(test, accounts=test.accounts * n / (n - 1)).p_of(without), 1.0)
    is_kept = (without * whole > 0) & (np.abs(without) >= KEPT_PART * np.abs(whole))
    return p.max(axis=0, initial=0.0), is_kept.all(axis=0) & (contrast.n_now >= 2)


def _directions(contrast: Contrast) -> list[str]:
    """rising or fading by the part said differently; new where only this cycle has it, gone where only the baseline has."""
    rises = np.where(np.round(contrast.said_differently, 12) == 0, contrast.now - contrast.before, contrast.said_differently) >= 0
    was, is_ = contrast.before >= UNHEARD_SHARE, contrast.now >= UNHEARD_SHARE
    rising, fading = np.where(is_ & ~was, "new", "rising"), np.where(was & ~is_, "gone", "fading")
    return [str(name) for name in np.where(rises, rising, fading)]


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
    p = np.zeros(len(raising))
    rare = np.flatnonzero(raising <= RARE)
    chance = stats.hypergeom.pmf(np.arange(RARE + 1)[None, :], n, raising[rare][:, None], n_now)
    seen = np.take_along_axis(chance, raising_now[rare][:, None], axis=1)
    p[rare] = np.minimum(np.where(chance <= seen * (1 + 1e-7), chance, 0).sum(axis=1), 1)
    return p

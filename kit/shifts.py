"""Shifts: each theme's share now against the baseline, with its interval, its p and what it rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from kit.contrast import Contrast, contrast_of
from kit.periods import Periods
from kit.votes import Votes
from kit.wander import Wander, wander_of

#: Level of the interval.
CONFIDENCE = 0.95
#: A theme counts as not heard in a period below this share: one voter in a hundred.
UNHEARD_SHARE = 0.01
#: Part of a shift that has to remain, and the p that it has to keep, when any one account is left out.
KEPT_PART, CALLED_P = 0.5, 0.05
#: Smallest p that is printed: beyond it the tails of the approximation mean nothing.
SMALLEST_P = 1e-6


def shifts_of(votes: Votes, periods: Periods, wander: Wander | None = None) -> tuple[pd.DataFrame, Contrast, Wander]:
    """Every theme's shift.

    Parameters
    ----------
    votes : one persona's votes, with every theme to be tested.
    periods : the cycle in question, the cycles it is compared with, and those that tell how ordinary months vary.
    wander : how ordinary months vary, where that is known from more votes than these; measured here without it.

    Returns
    -------
    DataFrame of shape (n_themes, 11)
        ``theme_id``, ``direction``, ``share_before``, ``share_now`` (0-1), ``shift_pp``, ``low_pp``, ``high_pp``,
        ``mix_adjusted_pp``, ``from_mix_pp`` (percentage points), ``p`` (0-1), ``survives_dropping_any_account``.
    Contrast, Wander
        What the table was made of.

    Notes
    -----
    ``shift_pp`` = ``mix_adjusted_pp`` + ``from_mix_pp``. The interval is the one of the part said differently, moved by
    the part that different speakers explain: who spoke is taken as given. ``p`` is of the part said differently.
    """
    contrast = contrast_of(votes, periods.now, list(periods.baseline))
    wander = wander or wander_of(votes, list(periods.past))
    level = (contrast.now + contrast.before * 3) / 4
    ordinary = wander.variance_of(level, contrast.cycle_weights)
    is_heard = contrast.n_now >= 2 and contrast.n_before >= 2
    error = np.sqrt(contrast.variance + ordinary)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, max(len(contrast.heard) - 1, 1)) * error if is_heard else np.full_like(error, 2)
    raw = contrast.now - contrast.before
    p = (
        _p_values(contrast.said_differently, contrast.null_variance + ordinary, contrast.degrees)
        if is_heard
        else np.ones_like(error)
    )
    table = pd.DataFrame(
        {
            "theme_id": pd.Series(votes.themes, dtype="str"),
            "direction": pd.Series(_directions(contrast), dtype="str"),
            "share_before": contrast.before,
            "share_now": contrast.now,
            "shift_pp": 100 * raw,
            "low_pp": 100 * np.maximum(raw - half, -1),
            "high_pp": 100 * np.minimum(raw + half, 1),
            "mix_adjusted_pp": 100 * contrast.said_differently,
            "from_mix_pp": 100 * (raw - contrast.said_differently),
            "p": p,
            "survives_dropping_any_account": _survives(contrast, ordinary, p, votes.is_account),
        }
    )
    return table, contrast, wander


def _p_values(shift: np.ndarray, variance: np.ndarray, degrees: float) -> np.ndarray:
    error = np.sqrt(variance)
    t = np.divide(np.abs(shift), error, out=np.zeros(np.broadcast(shift, error).shape), where=error > 0)
    return np.clip(2 * stats.t.sf(t, degrees), SMALLEST_P, 1)


def _survives(contrast: Contrast, ordinary: np.ndarray, p: np.ndarray, is_account: np.ndarray) -> np.ndarray:
    """Whether the shift is still there without any one account: same direction, half its size, and called where it was."""
    without, whole = contrast.without[is_account[contrast.heard]], contrast.said_differently
    n = max(len(contrast.heard), 2)
    p_without = _p_values(without, contrast.null_variance * n / (n - 1) + ordinary, contrast.degrees)
    is_kept = (without * whole > 0) & (np.abs(without) >= KEPT_PART * np.abs(whole)) & ((p_without <= CALLED_P) | (p > CALLED_P))
    return is_kept.all(axis=0) & (contrast.n_now >= 2)


def _directions(contrast: Contrast) -> list[str]:
    """rising or fading by the part said differently; new where the baseline hardly had it, gone where it is not heard now."""
    rises = np.where(np.round(contrast.said_differently, 12) == 0, contrast.now - contrast.before, contrast.said_differently) >= 0
    return [
        ("new" if before < UNHEARD_SHARE else "rising") if rise else ("gone" if now < UNHEARD_SHARE else "fading")
        for rise, before, now in zip(rises, contrast.before, contrast.now, strict=True)
    ]

"""Theme shifts: each theme's share now against the baseline, with interval and p, exact where few accounts raise it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from kit.cycles import Periods
from kit.shifts.stats.account_regression import Contrast, DecidedContrast, contrast_of
from kit.shifts.stats.cycle_variation import CycleVariation, cycle_variation_of
from kit.shifts.stats.uncertainty import Uncertainty, uncertainty_of
from kit.shifts.stats.votes import Votes

#: A theme counts as not heard in a period below this share: one voter in a hundred.
UNHEARD_SHARE = 0.01
#: Part of a shift that has to remain when any one account is left out.
KEPT_PART = 0.5
#: Level of the interval that a theme is called steady by: 5 % to either side.
EQUIVALENCE = 0.90


def shifts_of(
    votes: Votes, periods: Periods, wander: CycleVariation | None = None
) -> tuple[pd.DataFrame, Contrast, CycleVariation]:
    """Every theme's shift in one cycle against its baseline.

    Parameters
    ----------
    votes : one persona's votes, with every theme to be tested.
    periods : the cycle in question, the cycles it is compared with, and those that tell how ordinary months vary.
    wander : how ordinary months vary, where that is known from more votes than these; measured here without it.

    Returns
    -------
    DataFrame
        The columns of :func:`table_of`.
    Contrast, CycleVariation
        What the table was made of.
    """
    contrast = contrast_of(votes, [periods.now], list(periods.baseline))
    wander = wander or cycle_variation_of(votes, list(periods.past))
    return table_of(votes, contrast, wander), contrast, wander


def table_of(votes: Votes, contrast: Contrast, wander: CycleVariation) -> pd.DataFrame:
    """Every theme's shift, with its p and its intervals.

    Returns
    -------
    DataFrame of shape (n_themes, 18)
        ``theme_id``, ``direction``, ``share_before``, ``share_now``, ``pooled_share`` (0-1; over both periods), ``shift_pp``,
        ``low_pp``, ``high_pp``, ``mix_adjusted_pp``, ``from_mix_pp`` (percentage points), ``p`` (0-1), ``adjusted_low_pp``,
        ``adjusted_high_pp`` (95 % interval of ``mix_adjusted_pp``), ``inner_low_pp``, ``inner_high_pp`` (the same at 90 %),
        ``error_pp`` and ``null_error_pp`` (standard errors of ``mix_adjusted_pp``, as it is and had nothing changed) and
        ``is_kept`` (direction and half the size are there without any account).

    Notes
    -----
    ``shift_pp`` = ``mix_adjusted_pp`` + ``from_mix_pp``. The interval is the one of the part said differently, moved by
    the part that different speakers explain: who spoke is taken as given. ``p`` is of the part said differently, and
    ``adjusted_low_pp`` to ``adjusted_high_pp`` leaves out zero exactly where it is at most 0.05.
    """
    uncertainty = uncertainty_of(contrast, wander)
    figures = decided_figures(contrast, uncertainty)
    raw, shift, p = contrast.now - contrast.before, contrast.said_differently, figures["p"]
    is_heard = _is_heard(contrast)
    low, high, inner_low, inner_high = (
        np.clip(end, -1, 1) if is_heard else np.full_like(raw, whole)
        for end, whole in zip(
            (*uncertainty.interval(shift, p), *uncertainty.interval(shift, p, EQUIVALENCE)), (-2, 2, -2, 2), strict=True
        )
    )
    columns = {
        "theme_id": pd.Series(votes.themes, dtype="str"),
        "direction": pd.Series(figures["direction"], dtype="str"),
        "share_before": contrast.before,
        "share_now": contrast.now,
        "pooled_share": figures["pooled_share"],
        "shift_pp": figures["shift_pp"],
        "low_pp": 100 * np.clip(raw - shift + low, -1, 1),
        "high_pp": 100 * np.clip(raw - shift + high, -1, 1),
        "mix_adjusted_pp": figures["mix_adjusted_pp"],
        "from_mix_pp": 100 * (raw - shift),
        "p": p,
        "adjusted_low_pp": 100 * low,
        "adjusted_high_pp": 100 * high,
        "inner_low_pp": 100 * inner_low,
        "inner_high_pp": 100 * inner_high,
        "error_pp": 100 * uncertainty.error,
        "null_error_pp": 100 * uncertainty.null_error,
        "is_kept": is_kept(votes, contrast),
    }
    return pd.DataFrame(columns)


def decided_figures(contrast: DecidedContrast, uncertainty: Uncertainty) -> dict[str, np.ndarray]:
    """The columns of :func:`table_of` that a decision is made of, without intervals and without ``is_kept``.

    Returns
    -------
    dict of ``direction``, ``pooled_share``, ``shift_pp``, ``mix_adjusted_pp`` and ``p``, each of shape (n_themes,), or
    (n_contrasts, n_themes) of several contrasts at once.
    """
    raw, shift = contrast.now - contrast.before, contrast.said_differently
    exact = exact_p(contrast.raising_now, contrast.raising, contrast.n_months_now, contrast.n_months)
    n_votes = np.stack([contrast.n_months_now, contrast.n_months - contrast.n_months_now], axis=-1).astype(float)
    pooled = n_votes @ np.stack([contrast.now, contrast.before], axis=-2)
    return {
        "direction": _directions(contrast),
        "pooled_share": pooled.reshape(raw.shape) / np.maximum(n_votes.sum(axis=-1), 1),
        "shift_pp": 100 * raw,
        "mix_adjusted_pp": 100 * shift,
        "p": np.where(_is_heard(contrast), np.maximum(uncertainty.p_of(shift), exact), 1.0),
    }


def _is_heard(contrast: DecidedContrast) -> bool | np.ndarray:
    """Whether two voters spoke in each period, without which nothing is told."""
    return (contrast.n_now >= 2) & (contrast.n_before >= 2)


def is_kept(votes: Votes, contrast: Contrast) -> np.ndarray:
    """Whether direction and half the size are there without any one account, for each theme."""
    without, whole = contrast.without[votes.is_account[contrast.voters]], contrast.said_differently
    stays = (without * whole > 0) & (np.abs(without) >= KEPT_PART * np.abs(whole))
    return stays.all(axis=0) & (contrast.n_now >= 2)


def _directions(contrast: DecidedContrast) -> np.ndarray:
    """rising or fading by the part said differently; new where only this cycle has it, gone where only the baseline has."""
    rises = np.where(np.round(contrast.said_differently, 12) == 0, contrast.now - contrast.before, contrast.said_differently) >= 0
    was, is_ = contrast.before >= UNHEARD_SHARE, contrast.now >= UNHEARD_SHARE
    rising, fading = np.where(is_ & ~was, "new", "rising"), np.where(was & ~is_, "gone", "fading")
    return np.where(rises, rising, fading)


#: Account-months raising a theme up to which the exact test is asked as well. With 12 of them in 60 accounts the two agree to
#: a factor of two; with 2 of 8 accounts the approximation alone would say 0.02 where counting gives 0.06.
RARE = 12


def exact_p(raising_now: np.ndarray, raising: np.ndarray, n_now: int | np.ndarray, n: int | np.ndarray) -> np.ndarray:
    """Two-sided p of Fisher's exact test for rare themes, 0 for the others.

    Parameters
    ----------
    raising_now, raising : int arrays of shape (n_themes,)
        Account-months that raise the theme: of the cycle, and of the cycle and its baseline together.
    n_now, n : int
        Account-months heard. Of several contrasts each has a row of themes, and these are columns.

    Returns
    -------
    float array of shape (n_themes,), or (n_contrasts, n_themes), 0-1

    Notes
    -----
    The chance that so many, or anything less probable, of the account-months that raise a theme fall into the cycle if all
    account-months are alike.
    """
    p, rare = np.zeros(raising.shape), raising <= RARE
    if not rare.any():
        return p
    number, now, of_now, of_all = (
        np.broadcast_to(each, raising.shape)[rare][:, None] for each in (raising, raising_now, n_now, n)
    )  # fmt: skip
    ours = np.arange(RARE + 1)  # of a hypergeometric distribution, by the months now that raise the theme: few factors each
    chance = special.binom(of_now, ours) * special.binom(of_all - of_now, number - ours) / special.binom(of_all, number)
    seen = np.take_along_axis(chance, now, axis=1)
    p[rare] = np.minimum(np.where(chance <= seen * (1 + 1e-7), chance, 0).sum(axis=1), 1)
    return p

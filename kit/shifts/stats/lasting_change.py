"""Lasting change: the last cycles together against those before them, and since when a theme has moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from kit.shifts.stats.account_regression import Contrast, contrast_of
from kit.shifts.stats.cycle_variation import CycleVariation, MonthSpread, month_effects, month_spread
from kit.shifts.stats.theme_shifts import KEPT_PART, decided_figures, table_of
from kit.shifts.stats.uncertainty import uncertainty_of
from kit.shifts.stats.votes import Votes

#: Cycles that are taken together as now, and as many before them at the most and at the least. With six before instead of nine a
#: change of 15 points that stays in wandering months is surfaced in 8 of 100 fewer.
CYCLES_NOW, MOST_BEFORE, LEAST_BEFORE = 3, 9, 3
#: Cycles before those now that are one stretch, around whose level ordinary months vary; a drift hides less of itself in it.
STRETCH = 6
#: Likelihood ratio within which a cycle may be the one since when a theme has moved: chi-square's 95 % at one degree.
LIKELY = float(stats.chi2.ppf(0.95, 1))
#: The same from which a cycle surely stood out: one chance in ten thousand, for several themes and cycles are looked at.
SURE = float(stats.chi2.isf(1e-4, 1))


@dataclass(frozen=True)
class Blocks:
    """Cycles that are now, those they are compared with, and the stretch each cycle of the window is in."""

    now: tuple[str, ...]
    before: tuple[str, ...]
    window: tuple[str, ...]

    @property
    def levels(self) -> list[int]:
        """2 for cycles now, 1 for the stretch before them, 0 for older ones and those that are not compared."""
        stretch = self.before[-STRETCH:]
        return [2 if name in self.now else int(name in stretch) for name in self.window]


def blocks_of(window: list[str]) -> Blocks | None:
    """The last three cycles against the nine before them; None where too few were heard to tell."""
    now, before = window[-CYCLES_NOW:], window[:-CYCLES_NOW][-MOST_BEFORE:]
    return Blocks(tuple(now), tuple(before), tuple(window)) if len(before) >= LEAST_BEFORE else None


def spread_around(votes: Votes, blocks: Blocks) -> MonthSpread:
    """How cycles differ around the levels of their stretches, so that a lasting change does not hide itself."""
    return month_spread(votes, list(blocks.window), blocks.levels)


def lasting_shifts(votes: Votes, blocks: Blocks, wander: CycleVariation) -> tuple[pd.DataFrame, Contrast]:
    """Every theme's share in the cycles now, together, against those before.

    Returns
    -------
    DataFrame
        The columns of :func:`kit.shifts.stats.theme_shifts.table_of` and ``is_lasting``: direction and half the size are there
        without any one of the cycles now, so that a single month is none.
    """
    contrast = contrast_of(votes, list(blocks.now), list(blocks.before))
    return table_of(votes, contrast, wander).assign(is_lasting=_is_lasting(contrast)), contrast


def lasting_figures(votes: Votes, blocks: Blocks, wander: CycleVariation) -> dict[str, np.ndarray]:
    """The columns of :func:`lasting_shifts` that a decision is made of."""
    contrast = contrast_of(votes, list(blocks.now), list(blocks.before))
    return decided_figures(votes, contrast, uncertainty_of(contrast, wander)) | {"is_lasting": _is_lasting(contrast)}


def _is_lasting(contrast: Contrast) -> np.ndarray:
    """Whether direction and half the size are there without any one of the cycles now."""
    without, whole = contrast.without_cycle, contrast.said_differently
    return ((without * whole > 0) & (np.abs(without) >= KEPT_PART * np.abs(whole))).all(axis=0) & (len(without) > 1)


@dataclass(frozen=True)
class Course:
    """How a theme has moved over a window.

    Attributes
    ----------
    kind : "step", "drift" or "blip"
        A level that changed at one cycle; a level that goes on changing; one cycle that stood out and is over.
    since, since_low, since_high : str
        The first cycle of the new level, or of the drift, and the first and last cycle that it may be (95 %).
    gain : float
        How much better it fits than a level that never changed, as a chi-square of one degree.
    """

    kind: str
    since: str
    since_low: str
    since_high: str
    gain: float

    @property
    def is_blip(self) -> bool:
        """Whether one cycle surely stood out, and is over."""
        return self.kind == "blip" and self.gain >= SURE


def courses_of(votes: Votes, window: list[str], wander: CycleVariation, chosen: np.ndarray, after: str = "") -> dict[int, Course]:
    """The course of some themes over the window.

    Parameters
    ----------
    chosen : positions of themes.
    after : the last cycle before which none began, where what changed since is asked for; a blip is no such change.

    Notes
    -----
    Month effects are fitted by weighted least squares with a level that changes at one cycle, one that goes on changing from
    one cycle, and one cycle that stands out and is over, for every cycle that each could start at; the likeliest is taken, and
    as likely as makes no difference (:data:`LIKELY`) are told as the interval.
    """
    of = month_effects(votes, window)
    n = len(of.cycles)
    if n < LEAST_BEFORE + 1:
        return {}
    names = [window[place] for place in of.cycles]
    shapes = [shape for shape in _shapes(n) if not after or (shape[0] != "blip" and names[shape[1]] > after)]
    apart = np.abs(of.cycles[:, None] - of.cycles[None, :])
    courses = {}
    for theme in chosen:
        level = of.share[theme]
        wandering = wander.logit_variance[theme] * (level * (1 - level)) ** 2 * wander.autocorrelation[theme] ** apart
        weight = np.linalg.pinv(of.residual_variance[theme] * of.covariance + wandering + 1e-9 * np.eye(n))
        costs = np.array([_cost(of.effects[:, theme], shape, weight) for _, _, shape in shapes])
        flat = _cost(of.effects[:, theme], np.zeros(n), weight)
        best = int(np.argmin(costs))
        kind = shapes[best][0]
        likely = [
            place for (name, place, _), cost in zip(shapes, costs, strict=True) if name == kind and cost <= costs[best] + LIKELY
        ]
        courses[int(theme)] = Course(kind, names[shapes[best][1]], names[min(likely)], names[max(likely)], flat - costs[best])
    return courses


def _shapes(n: int) -> list[tuple[str, int, np.ndarray]]:
    """Every course that is tried: its kind, the cycle it starts at and what it adds to each cycle."""
    place = np.arange(n)
    steps = [("step", first, (place >= first).astype(float)) for first in range(1, n)]
    drifts = [("drift", first, np.maximum(place - first + 1, 0.0)) for first in range(1, n - 2)]
    blips = [("blip", first, (place == first).astype(float)) for first in range(max(n - CYCLES_NOW, 1), n - 1)]
    return [*steps, *drifts, *blips]


def _cost(effects: np.ndarray, shape: np.ndarray, weight: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(shape)), shape])
    fitted = np.linalg.pinv(design.T @ weight @ design) @ (design.T @ weight @ effects)
    rest = effects - design @ fitted
    return float(rest @ weight @ rest)

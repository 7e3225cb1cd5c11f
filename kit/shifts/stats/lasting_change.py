"""Lasting change: the last cycles together against those before them, and since when a theme has moved."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from kit.shifts.stats.account_regression import Contrast, contrast_of, decided_contrasts
from kit.shifts.stats.cycle_variation import CycleVariation, MonthEffects, MonthSpread, month_effects, month_spread
from kit.shifts.stats.theme_shifts import KEPT_PART, decided_figures, table_of
from kit.shifts.stats.uncertainty import uncertainty_of
from kit.shifts.stats.votes import Votes

#: Cycles that are taken together as now, and as many before them at the most and at the least. With six before instead of nine a
#: change of 15 points that stays in wandering months is surfaced in 8 of 100 fewer.
CYCLES_NOW, MOST_BEFORE, LEAST_BEFORE = 3, 9, 3
#: Cycles before those now that are one stretch, around whose level ordinary months vary; a drift hides less of itself in it.
STRETCH = 6
#: Cycles that a theme has to have been at a new level before a lasting change is held against these alone.
LEAST_SINCE = 3
#: Likelihood ratio within which a cycle may be the one since when a theme has moved: chi-square's 95 % at one degree.
LIKELY = float(2 * special.gammaincinv(0.5, 0.95))
#: The same from which a cycle surely stood out, or a level surely changed: one chance in ten thousand, for several themes and
#: cycles are looked at.
SURE = float(special.chdtri(1, 1e-4))
TINY = 1e-9


@dataclass(frozen=True)
class Blocks:
    """Cycles that are now, those they are compared with, and the stretch each cycle of the window is in."""

    now: tuple[str, ...]
    before: tuple[str, ...]
    window: tuple[str, ...]

    def since(self, n_before: int) -> Blocks:
        """The same held against no more than so many cycles, the last of those before."""
        return replace(self, before=self.before[-n_before:])

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
    return table_of(votes, contrast, wander).assign(is_lasting=is_lasting(contrast)), contrast


def settled_shifts(votes: Votes, blocks: Blocks, wander: CycleVariation) -> pd.DataFrame:
    """Every theme's share in the cycles now against those before, since its own last change.

    Returns
    -------
    DataFrame
        The columns of :func:`lasting_shifts` and ``n_before``: how many cycles before a theme is held against, the last ones.
    """
    settled = settled_cycles(votes, blocks, wander)
    table = lasting_shifts(votes, blocks, wander)[0]
    for n_before in np.unique(settled[settled < len(blocks.before)]):
        own, changed = lasting_shifts(votes, blocks.since(n_before), wander)[0], settled == n_before
        table.loc[changed] = own.loc[changed]
    return table.assign(n_before=settled)


def settled_figures(votes: list[Votes], blocks: Blocks, wanders: list[CycleVariation]) -> list[dict[str, np.ndarray]]:
    """The columns of :func:`settled_shifts` that a decision is made of, of several votes at once.

    Parameters
    ----------
    votes : all name the same themes and cycles.

    Returns
    -------
    A dict of each: what :func:`kit.shifts.stats.theme_shifts.decided_figures` returns, and ``n_before``.
    """
    settled = [settled_cycles(*each, wander) for each, wander in zip([(own, blocks) for own in votes], wanders, strict=True)]
    result = [{"n_before": own} for own in settled]
    for n_before in np.unique(settled)[::-1].tolist():
        chosen = [place for place, own in enumerate(settled) if (own == n_before).any()]
        held = blocks.since(n_before)
        contrasts = decided_contrasts([votes[place] for place in chosen], list(held.now), list(held.before))
        figures = decided_figures(
            contrasts, uncertainty_of(contrasts, CycleVariation.stacked([wanders[place] for place in chosen]))
        )
        for row, place in enumerate(chosen):
            is_held, own = settled[place] == n_before, result[place]
            result[place] = own | {
                name: np.where(is_held, values[row], own.get(name, values[row])) for name, values in figures.items()
            }
    return result


def settled_cycles(votes: Votes, blocks: Blocks, wander: CycleVariation) -> np.ndarray:
    """How many of the cycles before, from the last one back, each theme has been at the level that it had in the end.

    Returns
    -------
    int array of shape (n_themes,), :data:`LEAST_SINCE` to ``len(blocks.before)``: all of them but where a level surely changed.

    Notes
    -----
    A change that follows another one would be held against a mean of two levels. The cycles now have no part in it, so that a
    change chooses no baseline for itself. The likeliest first cycle of a new level is taken, by weighted least squares; what
    changed so lately that no level is known since is the change in question itself, and held against all.
    """
    of, n_before = month_effects(votes, list(blocks.before)), len(blocks.before)
    n, settled = len(of.cycles), np.full(len(of.share), n_before)
    if n <= LEAST_SINCE:
        return settled
    shapes = (np.arange(n) >= np.arange(1, n)[:, None]).astype(float)
    gains = _gains(of.effects.T, shapes, _weights(of, wander))
    first = 1 + gains.argmax(axis=1)
    is_settled = (gains.max(axis=1) >= SURE) & (n - first >= LEAST_SINCE)
    return np.where(is_settled, n_before - of.cycles[first], settled)


def _weights(of: MonthEffects, wander: CycleVariation) -> np.ndarray:
    """Inverse of the covariance of month effects, of accounts and of ordinary months; shape (n_themes, n_cycles, n_cycles)."""
    apart = np.abs(of.cycles[:, None] - of.cycles[None, :])
    wandering = wander.logit_variance * (of.share * (1 - of.share)) ** 2
    alike = wandering[:, None, None] * wander.autocorrelation[:, None, None] ** apart
    return np.linalg.inv(of.residual_variance[:, None, None] * of.covariance + alike + TINY * np.eye(len(apart)))


def _gains(effects: np.ndarray, shapes: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """How much better each shape fits than a level that never changed, as a chi-square; shape (n_themes, n_shapes).

    Parameters
    ----------
    effects : float array of shape (n_themes, n_cycles); shapes : (n_shapes, n_cycles); weight : (n_themes, n_cycles, n_cycles).
    """
    flat = weight.sum(axis=2)  # what every cycle weighs
    level = (flat * effects).sum(axis=1) / flat.sum(axis=1)
    weighed = shapes @ weight  # (n_themes, n_shapes, n_cycles)
    along = np.einsum("kmj,kj->km", weighed, effects - level[:, None])
    known = np.einsum("kmj,mj->km", weighed, shapes) - weighed.sum(axis=2) ** 2 / flat.sum(axis=1)[:, None]
    return along**2 / np.maximum(known, TINY)


def is_lasting(contrast: Contrast) -> np.ndarray:
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
        weight = np.linalg.pinv(of.residual_variance[theme] * of.covariance + wandering + TINY * np.eye(n))
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

"""Watch list: themes that moved one way for two or three cycles, and not far or surely enough to be a finding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.shifts.stats.cycle_variation import CycleVariation, month_effects
from kit.shifts.stats.lasting_change import LEAST_BEFORE, STRETCH, Blocks, lasting_shifts
from kit.shifts.stats.votes import Votes

#: Cycles in a row in which a theme has to have stood on one side of where it was before.
RUNS = (3, 2)
#: Themes of a persona that may stand on its list in a cycle where nothing moves, on average: what a reader looks at and finds
#: nothing in.
BY_CHANCE = 0.8
#: p above which nobody would say that a theme moved, however few themes there are.
LEAST_SURE = 0.2


@dataclass(frozen=True)
class WatchedTheme:
    """One theme of the list.

    Attributes
    ----------
    theme : its place among the votes' themes.
    n_cycles : cycles in a row, the last included, in which it stood on one side of where it was.
    before : str tuple, the cycles that say where it was.
    figures : share_before, share_now (0-1), shift_pp, low_pp, high_pp (points) and p, of those cycles together.
    """

    theme: int
    n_cycles: int
    before: tuple[str, ...]
    figures: dict[str, float]


def level_of(n_themes: int) -> float:
    """p up to which a theme is watched: so many themes, each with a test a run, have :data:`BY_CHANCE` below it by luck."""
    return min(BY_CHANCE / (len(RUNS) * max(n_themes, 1)), LEAST_SURE)


def watched(votes: Votes, window: list[str], wander: CycleVariation, chosen: np.ndarray) -> list[WatchedTheme]:
    """The themes on watch, the surest first.

    Parameters
    ----------
    window : cycles that were heard, in order of time; the last is the one in question.
    wander : how ordinary cycles vary around the levels of their stretches.
    chosen : positions of the themes that may stand on the list.
    """
    level, result = level_of(len(chosen)), {}
    for n_cycles in RUNS:
        before = window[:-n_cycles][-STRETCH:]
        if len(before) < LEAST_BEFORE:
            continue
        blocks = Blocks(tuple(window[-n_cycles:]), tuple(before), tuple(window))
        table, _ = lasting_shifts(votes, blocks, wander)
        is_watched = table["is_lasting"] & table["is_kept"] & (table["p"] <= level) & _on_one_side(votes, blocks)
        for place in chosen[is_watched.to_numpy()[chosen]]:
            if place not in result or table["p"].iloc[place] < result[place].figures["p"]:
                result[int(place)] = WatchedTheme(int(place), n_cycles, blocks.before, _figures(table.iloc[place]))
    return sorted(result.values(), key=lambda entry: (entry.figures["p"], entry.theme))


def _on_one_side(votes: Votes, blocks: Blocks) -> np.ndarray:
    """Whether each theme stood on one side of where it was in every one of the last cycles, voters' own levels held fixed."""
    of = month_effects(votes, [*blocks.before, *blocks.now])
    is_now = of.cycles >= len(blocks.before)
    if is_now.sum() < len(blocks.now) or is_now.all():
        return np.zeros(len(of.share), dtype=bool)
    above = of.effects[is_now] - of.effects[~is_now].mean(axis=0)
    return (above > 0).all(axis=0) | (above < 0).all(axis=0)


def _figures(row: pd.Series) -> dict[str, float]:
    return {name: float(row[name]) for name in ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p")}

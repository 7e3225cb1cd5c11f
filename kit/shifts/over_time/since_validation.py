"""Since validation: what customers say now against what they said before the persona file was last checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from kit.cycles import parse_cycle
from kit.shifts.stats.account_regression import Contrast
from kit.shifts.stats.cycle_variation import CycleVariation
from kit.shifts.stats.lasting_change import CYCLES_NOW, Blocks, lasting_shifts
from kit.shifts.stats.persona_tests import can_reach, weighted_q
from kit.shifts.stats.votes import Votes

#: Cycles before validation that are taken together, and as few as will do.
CYCLES_BEFORE = 3
#: How much a cycle is believed to resemble the one before it at the least: the two sides lie far apart, and a window is too
#: short to tell. With nothing believed 8 % of wandering years (0.3 logit, autocorrelation 0.3) had a false drift.
LEAST_ALIKE = 0.4
#: Part of the bar's size that a drift from the file needs: it lasts, and is worth knowing while it is small.
SIZE_PART = 0.5


@dataclass(frozen=True)
class Reference:
    """Which cycles are held against the last three.

    Attributes
    ----------
    state : str
        "validated": those just before the file was checked. "first": the first there are, because the file was checked before
        them. "recent": fewer than three cycles were heard since, so nothing is compared. "short": too few were heard at all.
        "never": the file says on no day that it was checked.
    before, now : tuple of str
        The cycles compared; empty where nothing is.
    """

    state: Literal["validated", "first", "recent", "short", "never"]
    before: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


def reference_of(validated_on: date | None, spoke: list[str], cycle: str) -> Reference:
    """The cycles that a persona's last three are held against.

    Parameters
    ----------
    validated_on : when the file was checked; None for never.
    spoke : cycles of the window in which the persona was heard, oldest first.
    cycle : the cycle in question.

    Notes
    -----
    All shares of one comparison come from one fit of the themes, which looks over the window: what was said before it is not
    comparable, and a file that was checked earlier is held against the window's first cycles instead.
    """
    if validated_on is None:
        return Reference("never")
    now = tuple(spoke[-CYCLES_NOW:])
    if cycle not in now or len(spoke) < CYCLES_BEFORE + CYCLES_NOW:
        return Reference("short")
    earlier = [name for name in spoke if parse_cycle(name).after <= validated_on]
    is_known = len(earlier) >= CYCLES_BEFORE
    before = tuple(earlier[-CYCLES_BEFORE:] if is_known else spoke[:CYCLES_BEFORE])
    if set(before) & set(now):
        return Reference("recent")
    return Reference("validated" if is_known else "first", before, now)


@dataclass(frozen=True)
class SinceTests:
    """One persona's themes now against before validation.

    Attributes
    ----------
    table : DataFrame or None
        What :func:`kit.shifts.stats.lasting_change.lasting_shifts` returns; None where nothing is compared.
    wander : CycleVariation
        How ordinary cycles vary, as it was believed.
    """

    reference: Reference
    table: pd.DataFrame | None = None
    contrast: Contrast | None = None
    wander: CycleVariation | None = None


def since_tests(votes: list[Votes], references: list[Reference], around: list[CycleVariation]) -> list[SinceTests]:
    """Every persona's last three cycles against those before validation.

    Parameters
    ----------
    around : how each persona's ordinary cycles vary around the levels of their stretches, pooled over the library.

    Notes
    -----
    The spread comes from the whole window, around the levels of its stretches, where a slow drift hides little of itself. From
    the few cycles before validation alone it is told so badly that 17 % of wandering years had a false drift, not 7.
    """
    result = []
    for of, reference, wander in zip(votes, references, around, strict=True):
        if not reference.now:
            result.append(SinceTests(reference))
            continue
        alike = replace(wander, autocorrelation=np.maximum(wander.autocorrelation, LEAST_ALIKE))
        blocks = Blocks(reference.now, reference.before, (*reference.before, *reference.now))
        table, contrast = lasting_shifts(of, blocks, alike)
        result.append(SinceTests(reference, table, contrast, alike))
    return result


def yearly_q(tests: list[SinceTests], least_pp: list[float], cycles_a_year: int) -> list[np.ndarray]:
    """q of every theme of each persona, over one family: the library's, and all the looks of a year.

    Parameters
    ----------
    tests : of every persona; cycles_a_year : how many times a year a library is looked at.
    least_pp : the smallest drift that each persona is told, in points.

    Returns
    -------
    A float array of shape (n_themes,), 0-1, a persona; empty where nothing is compared.
    """
    compared = [(of, least) for of, least in zip(tests, least_pp, strict=True) if of.table is not None]
    if not compared:
        return [np.zeros(0) for _ in tests]
    p = np.concatenate([of.table["p"].to_numpy() for of, _ in compared])
    is_in = [
        can_reach(of.table, of.contrast.n_months_now, of.contrast.n_months - of.contrast.n_months_now, least)
        for of, least in compared
    ]
    q = np.minimum(weighted_q(p, np.ones(len(p)), np.concatenate(is_in)) * cycles_a_year, 1.0)
    sizes = [0 if of.table is None else len(of.table) for of in tests]
    return np.split(q, np.cumsum(sizes)[:-1])

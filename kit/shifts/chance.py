"""Chance: what a bar would surface where nothing changed, from past cycles in a random order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kit.config.settings import Bar
from kit.cycles import Periods, parse_cycle
from kit.shifts.bar import size_pp
from kit.shifts.measure_persona import MeasuredPersona
from kit.shifts.stats.account_regression import contrast_of
from kit.shifts.stats.lasting_change import is_lasting
from kit.shifts.stats.persona_tests import PARTS, PersonaTests, Table, family_q
from kit.shifts.stats.random_orders import tests_of_orders
from kit.shifts.stats.smallest_visible_shift import seed_of
from kit.shifts.stats.theme_shifts import is_kept
from kit.shifts.stats.votes import Votes, vote_table

#: Random orders of the past that a run tries; 24 of a library of 72 tests leave an error of about half a shift a year.
ORDERS = 24
#: Past cycles below which their order says nothing.
LEAST_CYCLES = 2
#: Cycles in a year.
CYCLES_A_YEAR = {"month": 12, "quarter": 4, "week": 52}
#: Cells times themes of the orders that are tried together, 16 MB of figures: of a large library one order after the other.
ORDERS_TOGETHER = 2_000_000


@dataclass(frozen=True)
class PastVotes:
    """What chance is asked of: one persona's votes, and the cycles in question."""

    votes: Votes
    periods: Periods


def false_a_year(measured: list[MeasuredPersona] | list[PastVotes], bars: list[Bar], seed: int) -> float | None:
    """Shifts a year that a library would surface if nothing changed; None where too few past cycles are there to tell.

    Notes
    -----
    The cycles before the one in question change places as wholes, for all accounts and personas together: what ordinary months
    do, they still do, and only their order is gone. A change that really was in them counts as chance here, so that the figure
    is rather too high than too low.
    """
    periods = heard_periods(measured)
    if periods is None:
        return None
    rngs = [np.random.default_rng(seed_of(seed, periods.now, "order", place)) for place in range(ORDERS)]
    mean = float(np.mean(chance_surfaced(measured, bars, rngs)))
    return round(mean * CYCLES_A_YEAR[parse_cycle(periods.now).kind], 2)


def chance_surfaced(
    measured: list[MeasuredPersona] | list[PastVotes], bars: list[Bar], rngs: list[np.random.Generator]
) -> list[int]:
    """Shifts over a library that pass the rules on accounts, size, false discovery and one account, in each random order.

    Notes
    -----
    Few cycles have few orders: one that was drawn before is not tried again.
    """
    periods = heard_periods(measured)
    if periods is None:
        return [0 for _ in rngs]
    drawn = [tuple(rng.permutation(len(periods.past)).tolist()) for rng in rngs]
    different = list(dict.fromkeys(drawn))
    at_once = max(ORDERS_TOGETHER // max(sum(measures.votes.raised.size for measures in measured), 1), 1)
    surfaced: dict[tuple[int, ...], int] = {}
    for first in range(0, len(different), at_once):
        orders = different[first : first + at_once]
        surfaced |= zip(orders, _surfaced(measured, bars, periods, orders), strict=True)
    return [surfaced[order] for order in drawn]


def _surfaced(
    measured: list[MeasuredPersona] | list[PastVotes], bars: list[Bar], periods: Periods, orders: list[tuple[int, ...]]
) -> list[int]:
    """Shifts over a library with its past cycles in each of some other orders."""
    past, least = pseudo_periods(periods), [bar.min_shift_pp for bar in bars]
    moved = [[reordered(measures.votes, list(periods.past), np.array(order)) for measures in measured] for order in orders]
    return [
        sum(int(passing(*each, past).sum()) for each in zip(votes, tests, family_q(tests, least), bars, strict=True))
        for votes, tests in zip(moved, tests_of_orders(moved, past), strict=True)
    ]


def heard_periods(measured: list[MeasuredPersona] | list[PastVotes]) -> Periods | None:
    """The periods without the past cycles in which nobody spoke; None where too few are left to tell."""
    spoken = {measures.votes.cycles[code] for measures in measured for code in set(measures.votes.cycle)}
    past = tuple(name for measures in measured[:1] for name in measures.periods.past if name in spoken)
    return replace(measured[0].periods, past=past) if len(past) >= LEAST_CYCLES else None


def pseudo_periods(periods: Periods) -> Periods:
    """The last of the past cycles as if it were the one in question."""
    names = periods.past
    return Periods(names[-1], names[:-1][-len(periods.baseline) :], names[:-1])


def reordered(votes: Votes, cycles: list[str], order: np.ndarray) -> Votes:
    """Votes of some cycles, in another order, under the names that stood there before."""
    votes = votes.in_cycles(cycles)
    codes = np.array([votes.cycles.index(name) for name in cycles])
    new = np.zeros(len(votes.cycles), dtype=int)
    new[codes] = codes[order]
    moved = replace(votes, cycle=new[votes.cycle])
    return moved.of_cells(np.lexsort((moved.kind, moved.cycle, moved.voter)))


def passing(votes: Votes, tests: PersonaTests, q: pd.DataFrame, bar: Bar, periods: Periods) -> np.ndarray:
    """Whether each theme would be surfaced by any of its tests; the rules on words, weeks and top tiers are left out."""
    return np.logical_or.reduce(list(passing_by_test(votes, tests, q, bar, periods).values()))


def passing_by_test(votes: Votes, tests: PersonaTests, q: pd.DataFrame, bar: Bar, periods: Periods) -> dict[str, np.ndarray]:
    """The same for each test by itself: ``step``, ``lasting``, ``segments`` and ``tiers``."""
    called = dict(zip(q.columns, (q.to_numpy() <= bar.max_false_discovery).T, strict=True))
    step = ([periods.now], list(periods.baseline))
    passes = {"step": _worth(votes, tests.step, called["step"], bar, step)}
    passes |= {name: np.zeros(len(votes.themes), dtype=bool) for name in ("lasting", "segments", "tiers")}
    if tests.lasting is not None:
        passes["lasting"] |= _lasting_worth(votes, tests, called["lasting"], bar)
    for noun in PARTS:
        for name in tests.tested(noun):
            table, of_part = tests.parts(noun)[0][name], called[f"{noun} {name}"]
            if of_part.any():
                passes[f"{noun}s"] |= _worth(votes.of_part(noun, name), table, of_part, bar, step)
    return passes


def _lasting_worth(votes: Votes, tests: PersonaTests, called: np.ndarray, bar: Bar) -> np.ndarray:
    """The same as :func:`_worth` of a lasting change, each theme with the cycles that it is held against."""
    n_before, worth = np.asarray(tests.lasting["n_before"]), np.zeros(len(votes.themes), dtype=bool)
    for number in np.unique(n_before[called]).tolist():
        blocks = tests.blocks.since(number)
        worth |= _worth(votes, tests.lasting, called & (n_before == number), bar, (list(blocks.now), list(blocks.before)), True)
    return worth


def _worth(
    votes: Votes, table: Table, called: np.ndarray, bar: Bar, cycles: tuple[list[str], list[str]], lasts: bool = False
) -> np.ndarray:
    """Which of the themes that are called have the accounts and the size that the bar asks for, and rest on no single account.

    Parameters
    ----------
    called : bool array of shape (n_themes,); few are, so that the others are not looked at.
    cycles : those now, and those before.
    lasts : whether they may not rest on a single one of the cycles now either.
    """
    if not called.any():
        return called
    fractions = vote_table(votes)[0] * votes.is_account[:, None, None]
    raising = [
        (fractions[:, [votes.cycles.index(name) for name in side]] > 0).any(axis=1).sum(axis=0) for side in cycles
    ]  # fmt: skip
    direction, whole, part = (np.asarray(table[name]) for name in ("direction", "shift_pp", "mix_adjusted_pp"))
    n_accounts = np.where((direction == "rising") | (direction == "new"), *raising)
    sizes = np.array([size_pp({"shift_pp": each, "mix_adjusted_pp": own}) for each, own in zip(whole, part, strict=True)])
    worth = called & (n_accounts >= bar.min_accounts) & (sizes >= bar.min_shift_pp)
    if worth.any():
        contrast = contrast_of(votes, *cycles)
        worth &= is_kept(votes, contrast) & (is_lasting(contrast) if lasts else True)
    return worth

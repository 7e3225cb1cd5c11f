"""Placebo: the same months with time taken out of them, and what a bar surfaces from those."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kit.config.settings import Bar
from kit.periods import Periods
from kit.shifts.bar import q_values, size_pp, survivals
from kit.shifts.measure_persona import Measured
from kit.shifts.stats.shift_test import shifts_of
from kit.shifts.stats.votes import Votes, vote_table


def shuffled(votes: Votes, rng: np.random.Generator) -> Votes:
    """Votes whose voters' cycles have changed places, each voter's among the cycles in which it spoke."""
    n_cycles = len(votes.cycles)
    months, of_cell = np.unique(votes.voter * n_cycles + votes.cycle, return_inverse=True)
    voter = months // n_cycles
    order = np.lexsort((rng.random(len(months)), voter))  # a random order within each voter
    cycle = np.empty_like(months)
    cycle[order] = (months % n_cycles)[np.lexsort((months % n_cycles, voter))]
    moved = replace(votes, cycle=cycle[of_cell])
    return moved.of_cells(np.lexsort((moved.kind, moved.cycle, moved.voter)))


def chance_surfaced(measured: list[Measured], bars: list[Bar], rng: np.random.Generator) -> int:
    """Shifts over a library that pass the rules on accounts, size, false discovery and one account, in shuffled months."""
    moved = [shuffled(one.votes.in_cycles(one.periods.compared), rng) for one in measured]
    tables = [shifts_of(votes, one.periods, one.wander)[0] for votes, one in zip(moved, measured, strict=True)]
    if not tables:
        return 0
    q = np.split(q_values(np.concatenate([table["p"] for table in tables])), np.cumsum([len(table) for table in tables])[:-1])
    n_surfaced = 0
    for votes, one, table, bar, of in zip(moved, measured, tables, bars, q, strict=True):
        level = np.full(len(table), bar.max_false_discovery)
        survives = survivals(*(table[name].to_numpy() for name in ("p", "p_without", "is_kept")), level)
        n_surfaced += int(((of <= level) & survives & _passes(votes, one.periods, table, bar)).sum())
    return n_surfaced


def _passes(votes: Votes, periods: Periods, table: pd.DataFrame, bar: Bar) -> np.ndarray:
    """Whether each theme has the accounts and the size the bar asks for."""
    fractions, _ = vote_table(votes)
    passes = []
    for at, row in enumerate(table.to_dict("records")):
        cycles = [votes.cycles.index(name) for name in periods.concerned(row["direction"])]
        n_accounts = int(((fractions[:, cycles, at] > 0).any(axis=1) & votes.is_account).sum())
        passes.append(n_accounts >= bar.min_accounts and size_pp(row) >= bar.min_shift_pp)
    return np.array(passes, dtype=bool)

"""Placebo: the same months with time taken out of them, and what a bar surfaces from those."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kit.bar import q_values, size_pp
from kit.measured import Measured
from kit.settings import Bar
from kit.shifts import shifts_of
from kit.votes import Votes, vote_table


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
    return sum(
        int((_passes(votes, one, bar) & (of <= bar.max_false_discovery)).sum())
        for votes, one, bar, of in zip(moved, zip(measured, tables, strict=True), bars, q, strict=True)
    )


def _passes(votes: Votes, one: tuple, bar: Bar) -> np.ndarray:
    measured, table = one
    fractions, _ = vote_table(votes)
    rows = table.to_dict("records")
    raising = []
    for at, row in enumerate(rows):
        cycles = [votes.cycles.index(name) for name in measured.periods.concerned(row["direction"])]
        raising.append(int(((fractions[:, cycles, at] > 0).any(axis=1) & votes.is_account).sum()))
    size = np.array([size_pp(row) for row in rows])
    return (
        (np.array(raising) >= bar.min_accounts) & (size >= bar.min_shift_pp) & table["survives_dropping_any_account"].to_numpy()
    )

"""Replay: what a bar would have surfaced in past cycles, and what it would have surfaced by chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from kit.config.personas import Persona
from kit.config.settings import Bar, BarChange, Settings
from kit.cycles import Periods, cycles_before, parse_cycle, periods_of
from kit.errors import ParameterError, WorkspaceError
from kit.record.store import Record
from kit.record.vectors import Vectors
from kit.shifts.bar import STABILITY, missed_rules, q_values, size_pp, survivals
from kit.shifts.compare_cycles import compared, read_tables
from kit.shifts.measure_persona import MeasuredPersona, Tables, measure_persona
from kit.shifts.stats.shift_test import shifts_of
from kit.shifts.stats.smallest_visible_shift import seed_of
from kit.shifts.stats.votes import Votes, vote_table

#: Shuffles of a placebo; 50 tell a mean of 0.5 surfaced by chance to about a fifth of itself, in seconds.
SHUFFLES = 50


def bar_change(changes: dict[str, Any]) -> BarChange:
    """A change of the bar as given on a command line; refused by name where it is none."""
    try:
        return BarChange(**changes)
    except ValidationError as error:
        fault = error.errors()[0]
        raise ParameterError(
            f"--bar: {fault['loc'][0]!r} is {fault['input']!r}: {fault['msg']}; rules are {', '.join(BarChange.model_fields)}"
        ) from None


def replay(
    record: Record,
    settings: Settings,
    personas: list[Persona],
    accounts: pd.DataFrame,
    vectors: Vectors,
    cycles: list[str],
    bar_changes: dict[str, Any],
) -> pd.DataFrame:
    """Every theme of every persona in past cycles, held against the bar in force and against a changed one.

    Parameters
    ----------
    cycles : the cycles to look back at; each is compared with the cycles before it, as its own run would.
    bar_changes : rules and their values, e.g. ``{"min_accounts": 8}``; laid over the bar of every persona.

    Returns
    -------
    DataFrame
        ``persona_id``, ``cycle``, ``theme_id``, ``label``, ``direction``, ``shift_pp``, ``mix_adjusted_pp``, ``p``, ``q``,
        ``n_accounts``, ``top_tier_accounts``, ``consistency``, ``weeks``, ``surfaced``, ``below_bar`` (names joined by blanks)
        and the same two of the changed bar, ``would_surface`` and ``would_miss``.

    Notes
    -----
    Themes and assignments are those of the newest fit, so that one meaning of each theme is held against all cycles.
    """
    changed, rows = bar_change(bar_changes), []
    tables, window = _newest(record, cycles)
    named = pd.concat([table[["theme_id", "label"]] for table in (tables.theme_nodes, tables.themes)])
    labels = dict(zip(named["theme_id"], named["label"], strict=True))
    tracked = [persona for persona in personas if persona.is_tracked]
    for cycle in sorted(cycles):
        periods = _periods(settings, window, cycle)
        measured = [measure_persona(tables, settings, persona, accounts, periods) for persona in tracked]
        shifts = compared(measured, settings, accounts, vectors)
        for measures in measured:
            bar = changed.over(measures.persona.bar_over(settings.bar))
            for shift in shifts[measures.persona.id]:
                n_weeks = periods.n_weeks(shift["concerned_cycles"])
                missed = missed_rules(shift, bar, n_weeks, STABILITY not in shift["below_bar"])
                rows.append(_row(measures, shift, labels, missed))
    return pd.DataFrame(rows, columns=list(COLUMNS))


COLUMNS = (
    "persona_id", "cycle", "theme_id", "label", "direction", "shift_pp", "mix_adjusted_pp", "p", "q", "n_accounts",
    "top_tier_accounts", "consistency", "weeks", "surfaced", "below_bar", "would_surface", "would_miss",
)  # fmt: skip


def _row(measures: MeasuredPersona, shift: dict[str, Any], labels: dict[str, str], missed: list[str]) -> dict[str, Any]:
    kept = ("direction", "shift_pp", "mix_adjusted_pp", "p", "q", "top_tier_accounts", "consistency", "weeks", "surfaced")
    return {
        "persona_id": measures.persona.id, "cycle": measures.periods.now,
        "theme_id": shift["theme"], "label": labels[shift["theme"]],
        "n_accounts": len(shift["accounts"]), **{name: shift[name] for name in kept}, "below_bar": " ".join(shift["below_bar"]),
        "would_surface": not missed, "would_miss": " ".join(missed),
    }  # fmt: skip


def _newest(record: Record, cycles: list[str]) -> tuple[Tables, list[str]]:
    """The tables with the newest fit of the themes, and the cycles it looked over."""
    runs = sorted(set(record.read("themes", columns=["run_cycle"])["run_cycle"]))
    if not runs or not cycles:
        raise WorkspaceError(f"{record.folder}: holds no themes to replay; run `kit run` for the newest cycle first")
    window = sorted(set(record.read("assignments", columns=["cycle"], run_cycle=runs[-1])["cycle"]))
    if unseen := sorted(set(cycles) - set(window)):
        raise WorkspaceError(f"{record.folder}: the newest fit ({runs[-1]}) did not look at {unseen}; it looked at {window}")
    return read_tables(record, runs[-1], window), window


def _periods(settings: Settings, window: list[str], cycle: str) -> Periods:
    baseline = [earlier.id for earlier in cycles_before(parse_cycle(cycle), settings.baseline_cycles)]
    return periods_of(cycle, [name for name in window if name <= cycle], baseline)


def removed_by_rule(table: pd.DataFrame, missed: str = "would_miss") -> pd.DataFrame:
    """What each rule alone removed: shifts that missed it and nothing else.

    Parameters
    ----------
    table : what :func:`replay` returns.
    missed : ``below_bar`` for the bar in force, ``would_miss`` for the changed one.

    Returns
    -------
    DataFrame with ``rule``, ``missed`` (shifts that missed it, whatever else) and ``alone``.
    """
    names = table[missed].str.split()
    rules = sorted({name for rules in names for name in rules})
    return pd.DataFrame(
        {
            "rule": pd.Series(rules, dtype="str"),
            "missed": [sum(rule in of for of in names) for rule in rules],
            "alone": [sum(of == [rule] for of in names) for rule in rules],
        }
    )


def placebo(
    record: Record,
    settings: Settings,
    personas: list[Persona],
    accounts: pd.DataFrame,
    cycles: list[str],
    bar_changes: dict[str, Any],
    shuffles: int = SHUFFLES,
) -> pd.DataFrame:
    """How many shifts a bar would have surfaced by chance: the same months, with cycles shuffled within accounts.

    Returns
    -------
    DataFrame with ``cycle``, ``shuffle`` and ``surfaced``, the number over the whole library.

    Notes
    -----
    Each account's months change places as wholes, so that what it says, how much and through which channels stays as it
    was, and only the time is gone. The themes alone are tested: nodes overlap, and one chance would count more than once.
    The rules on words, weeks and tiers are left out: a little more surfaces here than would.
    """
    changed, rows = bar_change(bar_changes), []
    tables, window = _newest(record, cycles)
    tables = replace(tables, theme_nodes=tables.theme_nodes[:0])
    tracked = [persona for persona in personas if persona.is_tracked]
    for cycle in sorted(cycles):
        measured = [
            measure_persona(tables, settings, persona, accounts, _periods(settings, window, cycle)) for persona in tracked
        ]
        bars = [changed.over(measures.persona.bar_over(settings.bar)) for measures in measured]
        for shuffle in range(shuffles):
            rng = np.random.default_rng(seed_of(settings.seed, cycle, "placebo", shuffle))
            rows.append({"cycle": cycle, "shuffle": shuffle, "surfaced": chance_surfaced(measured, bars, rng)})
    return pd.DataFrame(rows, columns=["cycle", "shuffle", "surfaced"])


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


def chance_surfaced(measured: list[MeasuredPersona], bars: list[Bar], rng: np.random.Generator) -> int:
    """Shifts over a library that pass the rules on accounts, size, false discovery and one account, in shuffled months."""
    moved = [shuffled(measures.votes.in_cycles(measures.periods.compared), rng) for measures in measured]
    tables = [shifts_of(votes, measures.periods, measures.wander)[0] for votes, measures in zip(moved, measured, strict=True)]
    if not tables:
        return 0
    q = np.split(q_values(np.concatenate([table["p"] for table in tables])), np.cumsum([len(table) for table in tables])[:-1])
    n_surfaced = 0
    for votes, measures, table, bar, of in zip(moved, measured, tables, bars, q, strict=True):
        level = np.full(len(table), bar.max_false_discovery)
        survives = survivals(*(table[name].to_numpy() for name in ("p", "p_without", "is_kept")), level)
        n_surfaced += int(((of <= level) & survives & _passes(votes, measures.periods, table, bar)).sum())
    return n_surfaced


def _passes(votes: Votes, periods: Periods, table: pd.DataFrame, bar: Bar) -> np.ndarray:
    """Whether each theme has the accounts and the size the bar asks for."""
    fractions, _ = vote_table(votes)
    passes = []
    for place, row in enumerate(table.to_dict("records")):
        cycles = [votes.cycles.index(name) for name in periods.concerned(row["direction"])]
        n_accounts = int(((fractions[:, cycles, place] > 0).any(axis=1) & votes.is_account).sum())
        passes.append(n_accounts >= bar.min_accounts and size_pp(row) >= bar.min_shift_pp)
    return np.array(passes, dtype=bool)

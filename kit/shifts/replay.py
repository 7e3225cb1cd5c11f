"""Replay: what a bar would have surfaced in past cycles, and what it would have surfaced by chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from kit.config.personas import Persona
from kit.config.settings import BarChange, Settings
from kit.cycles import Periods, cycles_before, parse_cycle, periods_of
from kit.errors import ParameterError, WorkspaceError
from kit.record.store import Record
from kit.record.vectors import Vectors
from kit.shifts.bar import STABILITY, missed_rules
from kit.shifts.chance import PastVotes, chance_surfaced, heard_periods
from kit.shifts.compare_cycles import compared, read_tables
from kit.shifts.measure_persona import KnownTables, MeasuredPersona, Tables, measured_library, spoken_of
from kit.shifts.stats.smallest_visible_shift import seed_of
from kit.shifts.watched.mentions import with_mentions

#: Random orders of a placebo; 30 tell a mean of 0.5 surfaced by chance to about a quarter of itself.
SHUFFLES = 30


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
    personas : with what is watched (:func:`kit.config.watches.watched_of`) its subjects are tested beside the themes.
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
    known: KnownTables = {}
    tables, window = _newest(record, cycles)
    tracked = [persona for persona in personas if persona.is_tracked]
    tables = with_mentions(tables, tracked, vectors.of)
    for cycle in sorted(cycles):
        periods = _periods(settings, window, cycle)
        measured = measured_library(tables, settings, tracked, accounts, periods, known)
        result = compared(measured, settings, accounts, vectors)
        for measures in measured:
            bar = changed.over(measures.persona.bar_over(settings.bar))
            labels = dict(zip(measures.themes["theme_id"], measures.themes["label"], strict=True))
            for shift in result[measures.persona.id]:
                n_weeks = periods.n_weeks(shift["concerned_cycles"])
                missed = missed_rules(shift, bar, n_weeks, STABILITY not in shift["below_bar"])
                rows.append(_row(measures, shift, missed) | {"label": labels[shift["theme"]]})
    return pd.DataFrame(rows, columns=list(COLUMNS))


COLUMNS = (
    "persona_id", "cycle", "theme_id", "label", "direction", "shift_pp", "mix_adjusted_pp", "p", "q", "n_accounts",
    "top_tier_accounts", "consistency", "weeks", "surfaced", "below_bar", "would_surface", "would_miss",
)  # fmt: skip


def _row(measures: MeasuredPersona, shift: dict[str, Any], missed: list[str]) -> dict[str, Any]:
    kept = ("direction", "shift_pp", "mix_adjusted_pp", "p", "q", "top_tier_accounts", "consistency", "weeks", "surfaced")
    return {
        "persona_id": measures.persona.id, "cycle": measures.periods.now, "theme_id": shift["theme"],
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
    by_shift = table[missed].str.split()
    rules = sorted({rule for own in by_shift for rule in own})
    return pd.DataFrame(
        {
            "rule": pd.Series(rules, dtype="str"),
            "missed": [sum(rule in own for own in by_shift) for rule in rules],
            "alone": [sum(own == [rule] for own in by_shift) for rule in rules],
        }
    )


def placebo(  # noqa: PLR0913  # what a replay takes, and how often
    record: Record,
    settings: Settings,
    personas: list[Persona],
    accounts: pd.DataFrame,
    cycles: list[str],
    bar_changes: dict[str, Any],
    *,
    shuffles: int = SHUFFLES,
    vectors: Vectors | None = None,
) -> pd.DataFrame:
    """How many shifts a bar would have surfaced by chance: the cycles before each, in a random order.

    Parameters
    ----------
    vectors : finds mentions of watched subjects by meaning; without it they are found by words and phrases alone.

    Returns
    -------
    DataFrame with ``cycle``, ``shuffle`` and ``surfaced``, the number over the whole library.

    Notes
    -----
    See :func:`kit.shifts.chance.false_a_year`. The themes alone are tested: nodes overlap, and one chance would count more than
    once. The rules on words, weeks and top tiers are left out: a little more surfaces here
    than would. A cycle with fewer than two before it is left out.
    """
    changed, rows = bar_change(bar_changes), []
    known: KnownTables = {}
    tables, window = _newest(record, cycles)
    tracked = [persona for persona in personas if persona.is_tracked]
    tables = with_mentions(replace(tables, theme_nodes=tables.theme_nodes[:0]), tracked, vectors.of if vectors else None)
    for cycle in sorted(cycles):
        periods = _periods(settings, window, cycle)
        spoken = [spoken_of(tables, settings, persona, accounts, periods, known) for persona in tracked]
        past = [PastVotes(own.votes, periods) for own in spoken]
        if heard_periods(past) is None:
            continue
        bars = [changed.over(persona.bar_over(settings.bar)) for persona in tracked]
        seeds = [seed_of(settings.seed, cycle, "placebo", shuffle) for shuffle in range(shuffles)]
        surfaced = chance_surfaced(past, bars, [np.random.default_rng(seed) for seed in seeds])
        rows += [{"cycle": cycle, "shuffle": shuffle, "surfaced": n} for shuffle, n in enumerate(surfaced)]
    return pd.DataFrame(rows, columns=["cycle", "shuffle", "surfaced"])

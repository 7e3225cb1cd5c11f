"""Comparing: a cycle with the ones before it, for every persona of the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import LEDGER, Persona
from kit.config.settings import Settings
from kit.config.watches import WATCHED
from kit.cycles import Periods, parse_cycle
from kit.record.store import Record
from kit.record.vectors import Vectors
from kit.shifts.judge_shifts import judged_shifts, sampled_evidence, shown_themes
from kit.shifts.measure_persona import MeasuredPersona, Tables, coverage_of_persona, measured_library
from kit.shifts.naming_quotes import nearness_to_name
from kit.shifts.over_time.over_time_facts import over_time_facts
from kit.shifts.over_time.years import earlier_batches, expected_false_a_year, under_level, watch_of
from kit.shifts.quotes import COLUMNS
from kit.shifts.source_coverage import coverage_of
from kit.shifts.stats.persona_tests import family_q, step_level
from kit.shifts.stats.shares import shares_of
from kit.shifts.surest_nodes import node_ids, surest
from kit.shifts.understanding import alike_in_one_theme, held_part, understanding_of, with_understanding
from kit.shifts.verdict import verdict_of
from kit.shifts.watched.mentions import with_mentions


@dataclass(frozen=True)
class Comparison:
    """What a cycle's comparison found.

    Attributes
    ----------
    shares : DataFrame
        ``persona_id`` and the columns of :func:`kit.shifts.stats.shares.share_by_theme`, for every cycle of the window.
    shifts : dict of persona id to list of dict
        Every tested theme in the contract's form, surfaced ones first.
    verdicts : dict of persona id to dict
        ``verdict``, ``reasons``, and how much was heard: what :func:`kit.shifts.measure_persona.coverage_of_persona` returns.
    coverage : dict of persona id to dict
        What :func:`kit.shifts.source_coverage.coverage_of` returns.
    evidence : DataFrame
        The columns of :data:`kit.shifts.quotes.COLUMNS`, of the cycle and its baseline.
    over_time : dict of persona id to dict
        What :func:`kit.shifts.over_time.over_time_facts.over_time_facts` returns.
    library : dict
        ``false_a_year`` of the bars in force, and ``watch`` where kit.yaml keeps a level over all cycles.
    """

    shares: pd.DataFrame
    shifts: dict[str, list[dict[str, Any]]]
    verdicts: dict[str, dict[str, Any]]
    coverage: dict[str, dict[str, Any]]
    evidence: pd.DataFrame
    over_time: dict[str, dict[str, Any]]
    library: dict[str, Any]


def read_tables(record: Record, cycle: str, cycles: list[str]) -> Tables:
    """The record's rows of the window, and the themes as the run of ``cycle`` left them."""
    return Tables(
        conversations=record.read("conversations", cycle=cycles),
        matches=record.read("matches", cycle=cycles),
        passages=record.read("passages", cycle=cycles),
        themes=record.read("themes", run_cycle=cycle),
        assignments=record.read("assignments", run_cycle=cycle),
        theme_nodes=record.read("theme_nodes", run_cycle=cycle),
    )


def compare_cycle(
    record: Record,
    settings: Settings,
    personas: list[Persona],
    accounts: pd.DataFrame,
    vectors: Vectors,
    periods: Periods,
    now_end: datetime | None = None,
) -> Comparison:
    """Shares, shifts and evidence of one cycle.

    Parameters
    ----------
    accounts : ``account_id``, ``segment``, ``tier``, ``arr``.
    periods : the cycle, the cycles it is compared with and the window.
    now_end : until when was heard, where the cycle is not over; its end otherwise.
    """
    tracked = [persona for persona in personas if persona.is_tracked]
    tables = with_mentions(read_tables(record, periods.now, periods.window), tracked, vectors.of)
    measured = measured_library(tables, settings, tracked, accounts, periods)
    watch = watch_of(measured, settings, earlier_batches(record.read("briefs"), periods.now) if settings.watch else [])
    measured = under_level(measured, settings, watch)
    shifts = compared(measured, settings, accounts, vectors)
    end = now_end or parse_cycle(periods.now).after
    of_personas = [measures for measures in measured if measures.persona.id != WATCHED]
    coverage = {
        measures.persona.id: coverage_of(tables.conversations, measures.counted, settings, measures.persona, periods.window, end)
        for measures in of_personas
    }
    waiting = _awaiting(tables.matches, periods.now)
    understood = {measures.persona.id: _understood(measures, tables.assignments, vectors) for measures in of_personas}
    verdicts = {
        measures.persona.id: _verdict(measures, measured, (shifts, coverage, waiting, understood), settings)
        for measures in of_personas
    }
    library = {"false_a_year": expected_false_a_year(measured, settings), "watch": watch}
    over_time = over_time_facts(measured, shifts, settings)
    return Comparison(_shares(measured, shifts), shifts, verdicts, coverage, _evidence(measured, shifts), over_time, library)


def compared(
    measured: list[MeasuredPersona], settings: Settings, accounts: pd.DataFrame, vectors: Vectors
) -> dict[str, list[dict[str, Any]]]:
    """Every persona's shifts, held against the bar together: they are one family of tests."""
    samples = [sampled_evidence(measures) for measures in measured]
    embedded = vectors.of([quote for sample in samples for quote in sample["quote"]])
    embedded = np.split(embedded, np.cumsum([len(sample) for sample in samples])[:-1])
    q_of_each = library_q(measured, settings)
    names = [_names_shown(*each, settings) for each in zip(measured, q_of_each, strict=True)]
    vectors.of([name for of_persona in names for of_theme in of_persona.values() for name in of_theme])  # stored in one go
    samples = [_with_nearness(*each, vectors) for each in zip(names, samples, embedded, strict=True)]
    levels = [
        step_level([measures.tests for measures in measured], measures.persona.bar_over(settings.bar).max_false_discovery)
        for measures in measured
    ]
    return {
        measures.persona.id: surest(
            judged_shifts(measures, q, level, sampled, settings, accounts), measures.themes, measures.compared(measures.evidence)
        )
        for measures, q, level, sampled in zip(measured, q_of_each, levels, zip(samples, embedded, strict=True), strict=True)
    }


def _names_shown(measures: MeasuredPersona, q: pd.DataFrame, settings: Settings) -> dict[str, list[str]]:
    """What each theme that a brief may show is called: its claim's ways of saying it, or its label."""
    claims = {name: claim for section in LEDGER for name, claim in measures.persona.claims(section).items()}
    shown, themes = set(shown_themes(measures, q, settings)), measures.themes
    names = {}
    for theme, label, name in zip(themes["theme_id"], themes["label"], themes["claim"], strict=True):
        claim = claims.get(name)
        of_theme = [claim.statement, *claim.language] if claim else [label]
        if theme in shown and of_theme[0]:
            names[theme] = of_theme
    return names


def _with_nearness(names: dict[str, list[str]], sample: pd.DataFrame, embedded: np.ndarray, vectors: Vectors) -> pd.DataFrame:
    """Passages with ``to_name``: how well each says the name of its theme, 0 where no brief may show the theme."""
    to_name = np.zeros(len(sample))
    rows_of = sample.groupby("theme_id", sort=False).indices
    for theme, of_theme in names.items():
        if len(rows := rows_of.get(theme, ())):
            to_name[rows] = nearness_to_name(sample["quote"].iloc[rows].tolist(), embedded[rows], of_theme, vectors.of(of_theme))
    return sample.assign(to_name=to_name)


def _understood(measures: MeasuredPersona, assignments: pd.DataFrame, vectors: Vectors) -> dict[str, Any]:
    ours = assignments[assignments["persona_id"] == measures.persona.id]
    themed = measures.evidence[~measures.evidence["theme_id"].isin(node_ids(measures.themes))]
    known = understanding_of(ours, measures.counted, measures.periods)
    return known | {"alike_part": alike_in_one_theme(themed, vectors.of)}


def _awaiting(matches: pd.DataFrame, cycle: str) -> dict[str, int]:
    """Conversations of a cycle that a person has to approve before they count, by persona."""
    waiting = matches[(matches["cycle"] == cycle) & (matches["state"] == "awaiting review")]
    return waiting["persona_id"].value_counts().to_dict()


def _verdict(
    measures: MeasuredPersona, library: list[MeasuredPersona], result: tuple[Any, Any, dict[str, int], Any], settings: Settings
) -> dict[str, Any]:
    shifts, coverage, waiting, of_personas = result
    name = measures.persona.id
    understood = of_personas[name]
    known = coverage_of_persona(measures, library, settings, held_part(understood))
    known |= {"awaiting_review": int(waiting.get(name, 0))}
    verdict = verdict_of(measures.persona, measures.persona.bar_over(settings.bar), shifts[name], known, coverage[name])
    return with_understanding(verdict | known, understood)


def library_q(measured: list[MeasuredPersona], settings: Settings) -> list[pd.DataFrame]:
    """q of every test of each persona, over one family: the whole library's."""
    least = [measures.persona.bar_over(settings.bar).min_shift_pp for measures in measured]
    return family_q([measures.tests for measures in measured], least)


def _shares(measured: list[MeasuredPersona], shifts: dict[str, list[dict[str, Any]]]) -> pd.DataFrame:
    """Shares of the themes and of the nodes that are shown; ranks are among the themes."""
    parts = []
    for measures in measured:
        nodes, shown = node_ids(measures.themes), {shift["theme"] for shift in shifts[measures.persona.id]}
        table = shares_of(measures.votes.of_themes([name for name in measures.votes.themes if name not in nodes]))
        also = shares_of(measures.votes.of_themes([name for name in measures.votes.themes if name in nodes & shown]))
        higher = [int(((table["cycle"] == row.cycle) & (table["share"] > row.share)).sum()) for row in also.itertuples()]
        whole = pd.concat([table, also.assign(rank=1 + np.array(higher, dtype=int))], ignore_index=True) if len(also) else table
        parts.append(whole.assign(persona_id=measures.persona.id).astype({"persona_id": "str"}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _evidence(measured: list[MeasuredPersona], shifts: dict[str, list[dict[str, Any]]]) -> pd.DataFrame:
    """Evidence of the cycle and its baseline, of the themes and the nodes that are shown."""
    parts = []
    for measures in measured:
        hidden = node_ids(measures.themes) - {shift["theme"] for shift in shifts[measures.persona.id]}
        parts.append(measures.compared(measures.evidence[~measures.evidence["theme_id"].isin(hidden)]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))

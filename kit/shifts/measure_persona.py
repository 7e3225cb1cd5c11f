"""Measured: one persona's cycle in figures, before the bar is held against them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.cycles import Periods
from kit.shifts.counted_conversations import counted_of
from kit.shifts.quotes import evidence_of
from kit.shifts.stats.account_regression import Contrast
from kit.shifts.stats.cycle_variation import CycleVariation
from kit.shifts.stats.shift_test import shifts_of
from kit.shifts.stats.smallest_visible_shift import LEVEL, Noise, seed_of, visible_pp
from kit.shifts.stats.votes import Votes, votes_of
from kit.shifts.surest_nodes import node_ids, with_nodes

#: Least excess of variance that is believed: accounts' own levels take some of it away, luck can take more.
LEAST_EXCESS = 0.7


@dataclass(frozen=True)
class Tables:
    """What the record holds on the cycles in question: rows of its tables of the same names."""

    conversations: pd.DataFrame
    matches: pd.DataFrame
    passages: pd.DataFrame
    themes: pd.DataFrame
    assignments: pd.DataFrame
    theme_nodes: pd.DataFrame


@dataclass(frozen=True)
class MeasuredPersona:
    """One persona's cycle.

    Attributes
    ----------
    themes : rows of the record's themes that are tested, and of its nodes (``origin`` "node").
    counted : the persona's counted conversations of the window.
    evidence : the columns of :data:`kit.shifts.quotes.COLUMNS`.
    table : what :func:`kit.shifts.stats.shift_test.shifts_of` returns.
    segments : the same table for each segment that spoke in the compared cycles, with
        ``smallest_visible_shift_pp``.
    """

    persona: Persona
    periods: Periods
    themes: pd.DataFrame
    counted: pd.DataFrame
    evidence: pd.DataFrame
    votes: Votes
    table: pd.DataFrame
    contrast: Contrast
    wander: CycleVariation
    segments: dict[str, pd.DataFrame]

    def compared(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of the cycle and its baseline."""
        return frame[frame["cycle"].isin(self.periods.compared)]


def tested_themes(themes: pd.DataFrame, raised: set[str]) -> pd.DataFrame:
    """Themes that are tested: every live one, and dead ones that the compared cycles still hold."""
    is_tested = (themes["state"] == "live") | ((themes["state"] == "dead") & themes["theme_id"].isin(raised))
    return themes[is_tested].sort_values("theme_id", ignore_index=True)


def measure_persona(
    tables: Tables, settings: Settings, persona: Persona, accounts: pd.DataFrame, periods: Periods
) -> MeasuredPersona:
    """One persona's shares and shifts, whole and by segment.

    Parameters
    ----------
    accounts : ``account_id``, ``segment``.
    """
    counted = counted_of(tables.conversations, tables.matches, accounts, persona.id, settings.zone)
    ours = tables.assignments[tables.assignments["persona_id"] == persona.id]
    ours = ours[ours["conversation_key"].isin(counted["conversation_key"])]
    recent = set(ours.loc[ours["cycle"].isin(periods.compared), "theme_id"])
    themes = tested_themes(tables.themes[tables.themes["persona_id"] == persona.id], recent)
    nodes = tables.theme_nodes[tables.theme_nodes["persona_id"] == persona.id]
    themes, ours = with_nodes(themes, ours, nodes)
    evidence = evidence_of(ours, tables.passages, tables.conversations, counted)
    evidence = evidence[evidence["theme_id"].isin(themes["theme_id"])].reset_index(drop=True)
    votes = votes_of(evidence, counted, list(themes["theme_id"]), periods.window)
    table, contrast, wander = shifts_of(votes, periods)
    segments = _segments(votes, periods, wander, (settings.seed, persona.id))
    return MeasuredPersona(persona, periods, themes, counted, evidence, votes, table, contrast, wander, segments)


def noise_of(contrast: Contrast, wander: CycleVariation, level: float = LEVEL) -> Noise:
    """What a shift of these voters has to get past."""
    return Noise(max(contrast.excess, LEAST_EXCESS), wander.logit_variance_of(contrast.cycle_weights), contrast.degrees, level)


def coverage_of_persona(measures: MeasuredPersona, settings: Settings, n_tests: int) -> dict[str, Any]:
    """How much of the persona was heard, and what that much could have shown.

    Parameters
    ----------
    n_tests : themes tested over the whole library.

    Returns
    -------
    dict with ``accounts_now``, ``accounts_before``, ``conversations_now``, ``voters_now``, ``n_themes``,
    ``n_baseline_cycles``, ``history``,
    ``smallest_visible_shift_pp`` (in any theme, as the only one of the library called at the bar's false discovery rate)
    and ``smallest_visible_alone_pp`` (at p 0.05, one theme looked at).
    """
    spoke = measures.compared(measures.counted)
    now = spoke["cycle"] == measures.periods.now
    shares = measures.table["share_before"].to_numpy(dtype=float)
    widest = float(shares[np.argmin(np.abs(shares - 0.5))]) if len(shares) else 0.5
    level = measures.persona.bar_over(settings.bar).max_false_discovery / max(n_tests, 1)
    seed = seed_of(settings.seed, measures.persona.id, "whole")
    alone, among = (noise_of(measures.contrast, measures.wander, one_level) for one_level in (LEVEL, min(level, LEVEL)))
    return {
        "accounts_now": len(set(spoke.loc[now, "account_id"]) - {""}),
        "accounts_before": len(set(spoke.loc[~now, "account_id"]) - {""}),
        "conversations_now": int(now.sum()),
        "voters_now": measures.contrast.n_now,
        "n_themes": len(measures.themes) - len(node_ids(measures.themes)),
        "n_baseline_cycles": len(measures.contrast.cycle_weights),
        "history": "short" if measures.wander.is_short else "used",
        "smallest_visible_shift_pp": visible_pp(widest, measures.votes, measures.periods, among, seed),
        "smallest_visible_alone_pp": visible_pp(widest, measures.votes, measures.periods, alone, seed),
    }


def _segments(votes: Votes, periods: Periods, wander: CycleVariation, seed: tuple[int, str]) -> dict[str, pd.DataFrame]:
    recent = votes.in_cycles(periods.compared)
    spoke = [name for code, name in enumerate(votes.segments) if (votes.segment[recent.voter] == code).any()]
    tables = {}
    for name in spoke:
        ours = votes.in_segment(name)
        table, contrast, _ = shifts_of(ours, periods, wander)
        noise = noise_of(contrast, wander)
        percent = (100 * table["share_before"]).round().astype(int)
        visible = {
            base: visible_pp(base / 100, ours, periods, noise, seed_of(*seed, name, base)) for base in sorted(set(percent))
        }
        tables[name] = table.assign(smallest_visible_shift_pp=percent.map(visible).astype(float))
    return tables

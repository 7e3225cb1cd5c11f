"""Measured persona: one persona's cycle in figures, before the bar is held against them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.config.watches import WatchedSubjects
from kit.cycles import Periods
from kit.record.kept import Arrays, kept
from kit.shifts.counted_conversations import counted_of
from kit.shifts.quotes import evidence_of
from kit.shifts.stats.account_regression import LEAST_EXCESS, Contrast
from kit.shifts.stats.cycle_variation import CycleVariation
from kit.shifts.stats.equivalence import excluded_pp, hidden_chance, is_excluded
from kit.shifts.stats.persona_tests import PersonaTests, library_tests, step_level
from kit.shifts.stats.smallest_visible_shift import LEVEL, Noise, VotesHeard, seed_of, visible_pp, votes_heard
from kit.shifts.stats.votes import Votes, votes_of
from kit.shifts.surest_nodes import importance_of, node_ids, themes_and_nodes, with_nodes
from kit.shifts.watched.mentions import tables_of

#: A persona is called steady where a shift of the bar's size, so many times over, is excluded in every theme. At once the bar's
#: own size it could hardly ever be: of 60 accounts that did not change the largest theme alone has an interval of 9 points.
STEADY_PART = 1.5
#: Sizes of a real rise of which a brief tells how often the verdict would hide it, in points.
HIDDEN_PP = (15, 25)


@dataclass(frozen=True)
class Tables:
    """What the record holds on the cycles in question: rows of its tables of the same names."""

    conversations: pd.DataFrame
    matches: pd.DataFrame
    passages: pd.DataFrame
    themes: pd.DataFrame
    assignments: pd.DataFrame
    theme_nodes: pd.DataFrame
    mentions: pd.DataFrame | None = None


@dataclass(frozen=True)
class PersonaTables:
    """What was said of one persona, whichever cycle is looked at: its counted conversations, what they raise, its nodes."""

    counted: pd.DataFrame
    assignments: pd.DataFrame
    nodes: pd.DataFrame
    evidence: pd.DataFrame


#: What was said of each persona, by its id.
KnownTables = dict[str, PersonaTables]


@dataclass(frozen=True)
class MeasuredPersona:
    """One persona's cycle.

    Attributes
    ----------
    themes : rows of the record's themes that are tested, and of its nodes (``origin`` "node").
    counted : the persona's counted conversations of the window.
    evidence : the columns of :data:`kit.shifts.quotes.COLUMNS`.
    tests : every test of the persona.
    seed : of the months that are simulated for what a segment could have shown; None where no brief is made of it.
    """

    persona: Persona
    periods: Periods
    themes: pd.DataFrame
    counted: pd.DataFrame
    evidence: pd.DataFrame
    votes: Votes
    tests: PersonaTests
    seed: int | None = None

    @property
    def table(self) -> pd.DataFrame:
        """The cycle against its baseline: what :func:`kit.shifts.stats.theme_shifts.table_of` returns."""
        return self.tests.step

    @property
    def contrast(self) -> Contrast:
        return self.tests.contrast

    @property
    def wander(self) -> CycleVariation:
        return self.tests.wander

    def compared(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of the cycle and its baseline."""
        return frame[frame["cycle"].isin(self.periods.compared)]


def tested_themes(themes: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Themes that are tested: every live one, and dead ones that the compared cycles still hold."""
    is_tested = (themes["state"] == "live") | ((themes["state"] == "dead") & themes["theme_id"].isin(known))
    return themes[is_tested].sort_values("theme_id", ignore_index=True)


@dataclass(frozen=True)
class Spoken:
    """What was said of one persona over the window, as votes."""

    persona: Persona
    themes: pd.DataFrame
    counted: pd.DataFrame
    evidence: pd.DataFrame
    votes: Votes


def spoken_of(
    tables: Tables,
    settings: Settings,
    persona: Persona,
    accounts: pd.DataFrame,
    periods: Periods,
    known: KnownTables | None = None,
) -> Spoken:
    """One persona's conversations of the window, what they raise, and the votes they make.

    Parameters
    ----------
    known : what was said of each persona, by its id; filled here, for who looks at the same tables once a cycle.
    """
    known = {} if known is None else known
    if isinstance(persona, WatchedSubjects):
        tables = tables_of(tables, persona)
    if persona.id not in known:
        known[persona.id] = _persona_tables(tables, settings, persona, accounts)
    own = known[persona.id]
    recent = set(own.assignments.loc[own.assignments["cycle"].isin(periods.compared), "theme_id"])
    themes = tested_themes(tables.themes[tables.themes["persona_id"] == persona.id], recent)
    themes = themes_and_nodes(themes, own.nodes)
    evidence = own.evidence[own.evidence["theme_id"].isin(themes["theme_id"])].reset_index(drop=True)
    votes = votes_of(evidence, own.counted, list(themes["theme_id"]), periods.window)
    return Spoken(persona, themes, own.counted, evidence, votes)


def _persona_tables(tables: Tables, settings: Settings, persona: Persona, accounts: pd.DataFrame) -> PersonaTables:
    """What was said of one persona, whichever cycle is looked at."""
    counted = counted_of(tables.conversations, tables.matches, accounts, persona.id, settings.zone)
    ours = tables.assignments[tables.assignments["persona_id"] == persona.id]
    ours = ours[ours["conversation_key"].isin(counted["conversation_key"])]
    nodes = tables.theme_nodes[tables.theme_nodes["persona_id"] == persona.id]
    _, with_own = with_nodes(tables.themes[:0], ours, nodes)
    return PersonaTables(counted, ours, nodes, evidence_of(with_own, tables.passages, tables.conversations, counted))


def measured_library(
    tables: Tables, settings: Settings, personas: list[Persona], accounts: pd.DataFrame, periods: Periods,
    known: KnownTables | None = None,
) -> list[MeasuredPersona]:  # fmt: skip
    """Shares and shifts of every persona, whole and by segment; how ordinary months vary is pooled over all of them.

    Parameters
    ----------
    accounts : ``account_id``, ``segment``.
    known : where one is given no brief is made of it: it is judged without quotes, segments and courses. See :func:`spoken_of`.
    """
    is_told = known is None
    spoken = [spoken_of(tables, settings, persona, accounts, periods, known) for persona in personas]
    tests = library_tests([own.votes for own in spoken], periods)
    tests = [replace(of, importance=importance_of(own.themes)) for of, own in zip(tests, spoken, strict=True)]
    return [
        MeasuredPersona(
            own.persona, periods, own.themes, own.counted, own.evidence, own.votes, tested, settings.seed if is_told else None
        )
        for own, tested in zip(spoken, tests, strict=True)
    ]


def noise_of(contrast: Contrast, ordinary: float, level: float = LEVEL) -> Noise:
    """What a shift of these voters has to get past; ``ordinary`` is what months add, on the logit scale."""
    return Noise(max(contrast.excess, LEAST_EXCESS), ordinary, contrast.degrees, level)


def coverage_of_persona(
    measures: MeasuredPersona, library: list[MeasuredPersona], settings: Settings, held: float = 1.0
) -> dict[str, Any]:
    """How much of the persona was heard, and what that much could have shown.

    Parameters
    ----------
    held : part of a subject that its theme is likely to hold, 0 to 1: so much of the subject's change shows in the theme.

    Returns
    -------
    dict with ``accounts_now``, ``accounts_before``, ``conversations_now``, ``voters_now``, ``n_themes``,
    ``n_baseline_cycles``, ``history``,
    ``smallest_visible_shift_pp`` (in the theme nearest to one half, surfaced by the bar in 80 of 100 months as the only one of
    the library),
    ``smallest_visible_alone_pp`` (at p 0.05, one theme looked at), ``steady_within_pp`` (the size that has to be excluded before
    the persona is called steady), ``not_excluded`` (themes in which it is not, with their 90 % intervals in points),
    ``excluded_pp`` (the smallest size that is excluded in all of them) and
    ``hides_15``, ``hides_25`` (0-1: chance that the persona would be called steady although a subject rose by so many points).
    """
    spoke = measures.compared(measures.counted)
    now = spoke["cycle"] == measures.periods.now
    bar = measures.persona.bar_over(settings.bar)
    among, alone = _visible(measures, library, settings)
    within = STEADY_PART * bar.min_shift_pp
    nodes = node_ids(measures.themes)
    table = measures.table[~measures.table["theme_id"].isin(nodes)]
    missed = table[~is_excluded(table, within)]
    return {
        "accounts_now": len(set(spoke.loc[now, "account_id"]) - {""}),
        "accounts_before": len(set(spoke.loc[~now, "account_id"]) - {""}),
        "conversations_now": int(now.sum()),
        "voters_now": measures.contrast.n_now,
        "n_themes": len(measures.themes) - len(nodes),
        "n_baseline_cycles": measures.contrast.n_baseline_cycles,
        "history": "short" if measures.wander.is_short else "used",
        "smallest_visible_shift_pp": among,
        "smallest_visible_alone_pp": alone,
        "steady_within_pp": within,
        "not_excluded": [
            {"theme": row["theme_id"], "low_pp": round(row["inner_low_pp"], 1), "high_pp": round(row["inner_high_pp"], 1)}
            for row in missed.to_dict("records")
        ],
        "excluded_pp": round(excluded_pp(table), 1),
        **{f"hides_{size}": round(hidden_chance(table, held * size, held * within), 4) for size in HIDDEN_PP},
    }


def _visible(measures: MeasuredPersona, library: list[MeasuredPersona], settings: Settings) -> tuple[float, float]:
    """The smallest shift that the bar would have surfaced, and the smallest one that a look at one theme would have called."""
    shares = measures.table["share_before"].to_numpy(dtype=float)
    widest = int(np.argmin(np.abs(shares - 0.5))) if len(shares) else -1
    base = float(shares[widest]) if len(shares) else 0.5
    ordinary = float(measures.wander.logit_variance_of(measures.contrast.loadings)[widest]) if len(shares) else 0.0
    bar, seed = measures.persona.bar_over(settings.bar), seed_of(settings.seed, measures.persona.id, "whole")
    level = step_level([other.tests for other in library], bar.max_false_discovery)
    plain = noise_of(measures.contrast, ordinary)
    whole = replace(plain, level=min(level, LEVEL), least=bar.min_shift_pp / 100, least_accounts=bar.min_accounts)
    known = votes_heard(measures.votes, [measures.periods.now], list(measures.periods.baseline))
    return visible_pp(base, known, whole, seed), visible_pp(base, known, plain, seed)


def with_visible(
    measures: MeasuredPersona, noun: str, tables: dict[str, pd.DataFrame], cycles: tuple[list[str], list[str]],
    seed: tuple[int, str],
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Tables of segments or tiers with the smallest shift that each could have shown.

    Parameters
    ----------
    noun : "segment" or "tier".
    cycles : those now, and those before.
    """
    result, tests, votes = {}, measures.tests, measures.votes
    for name, table in tables.items():
        contrast, known = tests.parts(noun)[1][name], votes_heard(votes.of_part(noun, name), *cycles)
        ordinary = float(np.median(tests.wander.logit_variance_of(contrast.loadings))) if len(table) else 0.0
        noise = noise_of(contrast, ordinary)
        percent = (100 * table["share_before"]).round().astype(int)
        visible = _visible_by_base(sorted(set(percent)), known, noise, (*seed, name))
        result[name] = table.assign(smallest_visible_shift_pp=percent.map(visible).astype(float))
    return result


def _visible_by_base(bases: list[int], known: VotesHeard, noise: Noise, seed: tuple[int, str, str]) -> dict[int, float]:
    """The smallest visible shift at each share before, in percent."""

    def simulated() -> Arrays:
        return {"pp": np.array([visible_pp(base / 100, known, noise, seed_of(*seed, base)) for base in bases], dtype=float)}

    visible = kept("visible", (bases, known.now, known.before, repr(noise), seed), simulated)["pp"]
    return dict(zip(bases, visible.tolist(), strict=True))

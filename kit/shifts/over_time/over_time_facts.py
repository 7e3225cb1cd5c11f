"""Over time, in the contract's form: what drifted since the persona file was checked, and what to watch."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

import numpy as np

from kit.config.settings import Bar, Settings
from kit.cycles import parse_cycle
from kit.shifts.bar import size_pp
from kit.shifts.chance import CYCLES_A_YEAR
from kit.shifts.judge_shifts import UNSETTLED_BELOW, rounded
from kit.shifts.measure_persona import MeasuredPersona
from kit.shifts.over_time.since_validation import SIZE_PART, SinceTests, reference_of, since_tests, yearly_q
from kit.shifts.over_time.watch_list import level_of, watched
from kit.shifts.stats.cycle_variation import CycleVariation
from kit.shifts.stats.lasting_change import courses_of
from kit.shifts.surest_nodes import node_ids

Facts = dict[str, Any]
FIGURES = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "mix_adjusted_pp", "p")


def over_time_facts(measured: list[MeasuredPersona], shifts: dict[str, list[Facts]], settings: Settings) -> dict[str, Facts]:
    """``since_validation`` and ``on_watch`` of every persona of a library.

    Parameters
    ----------
    shifts : every persona's judged shifts: a surfaced theme is on no watch list.

    Notes
    -----
    Themes alone are looked at: a node holds what its themes hold.
    """
    since = _since_facts([_ThemesOnly(measures) for measures in measured], settings)
    return {
        of.persona.id: {"since_validation": facts, "on_watch": _watch_facts(_ThemesOnly(of), shifts[of.persona.id], facts)}
        for of, facts in zip(measured, since, strict=True)
    }


class _ThemesOnly:
    """A persona's figures without its nodes."""

    def __init__(self, measures: MeasuredPersona) -> None:
        nodes = node_ids(measures.themes)
        self.measures, self.cycle = measures, measures.periods.now
        self.votes = measures.votes.of_themes([name for name in measures.votes.themes if name not in nodes])
        spoke = {measures.votes.cycles[code] for code in set(measures.votes.cycle)}
        self.spoke = [name for name in measures.periods.window if name in spoke]
        settled = measures.themes.set_index("theme_id")["stability"] >= UNSETTLED_BELOW
        self.is_settled = np.array([bool(settled[name]) for name in self.votes.themes])

    def around(self) -> CycleVariation:
        """How ordinary cycles vary around a lasting change, of the themes alone."""
        places = [self.measures.votes.themes.index(name) for name in self.votes.themes]
        return self.measures.tests.around.of_themes(places)

    def raising(self, theme: str, cycles: tuple[str, ...]) -> dict[str, int]:
        """Accounts that raise a theme in some cycles, of those that spoke."""
        ours = (self._raising.get((theme, name), set()) for name in cycles)
        spoke = (self._spoke.get(name, set()) for name in cycles)
        return {"n": len(set().union(*ours)), "of": len(set().union(*spoke))}

    @cached_property
    def _raising(self) -> dict[tuple[str, str], set[str]]:
        """Accounts that raise each theme in each cycle."""
        raised: dict[tuple[str, str], set[str]] = defaultdict(set)
        columns = (self.measures.evidence[name].to_numpy(dtype=object) for name in ("theme_id", "cycle", "account_id"))
        for theme, cycle, account in zip(*columns, strict=True):
            raised[theme, cycle].add(account)
        return {place: accounts - {""} for place, accounts in raised.items()}

    @cached_property
    def _spoke(self) -> dict[str, set[str]]:
        """Accounts that spoke in each cycle."""
        return {cycle: set(accounts) - {""} for cycle, accounts in self.measures.counted.groupby("cycle")["account_id"]}


def _since_facts(library: list[_ThemesOnly], settings: Settings) -> list[Facts]:
    """What drifted since each persona file was checked."""
    if not library:
        return []
    references = [reference_of(of.measures.persona.validated_on, of.spoke, of.cycle) for of in library]
    tests = since_tests([of.votes for of in library], references, [of.around() for of in library])
    bars = [of.measures.persona.bar_over(settings.bar) for of in library]
    a_year = CYCLES_A_YEAR[parse_cycle(library[0].cycle).kind]
    q = yearly_q(tests, [SIZE_PART * bar.min_shift_pp for bar in bars], a_year)
    return [_persona_facts(*each) for each in zip(library, tests, q, bars, strict=True)]


def _persona_facts(of: _ThemesOnly, tests: SinceTests, q: np.ndarray, bar: Bar) -> Facts:
    reference, themes = tests.reference, []
    if tests.table is not None:
        rows = tests.table.assign(q=q, is_settled=of.is_settled).to_dict("records")
        themes = [_theme_facts(of, row, tests, bar) for row in rows]
        called = np.flatnonzero([theme["called"] for theme in themes])
        courses = courses_of(of.votes, [name for name in of.spoke if name >= reference.before[0]], tests.wander, called,
                             reference.before[-1])  # fmt: skip
        for place, course in courses.items():
            onset = ("kind", "since", "since_low", "since_high")
            themes[place] |= {name: getattr(course, name) for name in onset}
    return {
        "state": reference.state, "before_cycles": list(reference.before), "now_cycles": list(reference.now),
        "themes": sorted(themes, key=lambda theme: (not theme["called"], theme["p"], theme["theme"])),
    }  # fmt: skip


def _theme_facts(of: _ThemesOnly, row: Facts, tests: SinceTests, bar: Bar) -> Facts:
    """One theme: its shares, how many accounts, and whether it is called."""
    reference = tests.reference
    now, before = (of.raising(row["theme_id"], cycles) for cycles in (reference.now, reference.before))
    rises = row["direction"] in ("rising", "new")
    is_called = (
        row["q"] <= bar.max_false_discovery and row["is_lasting"] and row["is_kept"] and row["is_settled"]
        and size_pp(row) >= SIZE_PART * bar.min_shift_pp and (now if rises else before)["n"] >= bar.min_accounts
    )  # fmt: skip
    figures = rounded({name: float(row[name]) for name in (*FIGURES, "q")})
    return {"theme": row["theme_id"], "direction": row["direction"], **figures, "accounts_now": now, "accounts_before": before,
            "called": bool(is_called)}  # fmt: skip


def _watch_facts(of: _ThemesOnly, shifts: list[Facts], since: Facts) -> Facts:
    """The persona's watch list; what is a finding already does not stand on it."""
    findings = {shift["theme"] for shift in shifts if shift["surfaced"]}
    findings |= {theme["theme"] for theme in since["themes"] if theme["called"]}
    chosen = np.array([place for place, name in enumerate(of.votes.themes) if name not in findings], dtype=int)
    is_told = of.measures.tests.blocks is not None and of.cycle in of.spoke
    entries = watched(of.votes, of.spoke, of.around(), chosen) if is_told else []
    return {
        "looked_at": len(chosen) if is_told else 0, "level": round(level_of(len(chosen)), 4),
        "themes": [
            {"theme": of.votes.themes[entry.theme], "now_cycles": of.spoke[-entry.n_cycles :]}
            | {"before_cycles": list(entry.before)} | rounded(entry.figures)
            for entry in entries
        ],
    }  # fmt: skip

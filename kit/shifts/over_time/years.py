"""Years: a library is looked at every cycle, so its errors add up; what to expect of them, and a level that holds over all."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd

from kit.config.settings import Bar, BarChange, Settings
from kit.errors import SettingsError
from kit.record.kept import Arrays, kept
from kit.shifts.chance import false_a_year
from kit.shifts.measure_persona import MeasuredPersona
from kit.shifts.stats.persona_tests import family_p
from kit.shifts.surest_nodes import node_ids

Facts = dict[str, Any]

#: The rules that ``watch`` of kit.yaml knows.
BATCH_PRDS, LORD = "batch-prds", "lord"
#: Part of the rate that LORD spends before anything was called; cycles over which it spends most of that, and of what is earned.
FIRST_PART, FIRST_CYCLES, EARNED_CYCLES = 0.5, 36, 6


def expected_false_a_year(measured: list[MeasuredPersona], settings: Settings) -> float | None:
    """False shifts that the bars in force let through in a year of this library; None where its past is too short to tell.

    Notes
    -----
    Themes alone are tested: nodes hold what themes hold, and one chance would count more than once.
    """
    bars = [measures.persona.bar_over(settings.bar) for measures in measured]
    themes = [_themes_only(measures) for measures in measured]
    votes = [[getattr(own.votes, part.name) for part in fields(own.votes)] for own in themes]
    asked = (votes, [bar.model_dump_json() for bar in bars], [repr(own.periods) for own in themes], settings.seed)

    def counted() -> Arrays:
        a_year = false_a_year(themes, bars, settings.seed)
        return {"a_year": np.array(np.nan if a_year is None else a_year)}

    a_year = float(kept("false-a-year", asked, counted)["a_year"])
    return None if np.isnan(a_year) else a_year


def _themes_only(measures: MeasuredPersona) -> MeasuredPersona:
    nodes = node_ids(measures.themes)
    return replace(measures, votes=measures.votes.of_themes([name for name in measures.votes.themes if name not in nodes]))


def batch_level(p: list[float], earlier: list[Facts], false_discovery: float) -> tuple[float, int]:
    """The level of false discovery of one cycle at which that of all cycles together stays where it is asked for.

    Parameters
    ----------
    p : of every test of the cycle's family, divided by its weight.
    earlier : of each cycle looked at before, oldest first, how many ``tests`` there were and how many were ``called``.
    false_discovery : asked for over all cycles, 0-1.

    Returns
    -------
    The level, 0-1, and how many of the tests are called at it.

    Raises
    ------
    SettingsError
        The package that the rule comes from is not installed.

    Notes
    -----
    BatchPRDS (Zrnic, Jiang, Ramdas and Jordan 2020) for tests that depend on each other positively, as those of cycles with
    baselines in common do; BatchBH asks for independent ones. An earlier cycle comes to it as what was called and what was not:
    no more of it bears on the level.
    """
    try:
        from online_fdr.p_values import BatchPRDS
    except ImportError as error:
        raise SettingsError(
            "kit.yaml: watch: batch-prds needs the package online-fdr; install persona-shift-kit[watch], or take the line out"
        ) from error
    rule = BatchPRDS(alpha=false_discovery)
    for batch in earlier:
        rule.test_batch([0.0] * batch["called"] + [1.0] * (batch["tests"] - batch["called"]))
    if not p:
        return false_discovery, 0
    decision = rule.test_batch_detail(p)
    return float(decision.test_level), sum(decision.rejected)


def lord_level(p: list[float], earlier: list[Facts], false_discovery: float, apart: int) -> tuple[float, int]:
    """The same by what was called before: every call earns the rate anew, to be spent over the cycles that follow.

    Parameters
    ----------
    p, earlier, false_discovery : as of :func:`batch_level`.
    apart : cycles from which two tests of one cycle have none in common: what was called later than that earns nothing yet.

    Returns
    -------
    The level, at most ``false_discovery``, and how many of the tests are called at it.

    Notes
    -----
    LORD (Javanmard and Montanari 2018; Ramdas and others 2017) for tests that depend on those shortly before them (Zrnic and
    others 2021): the levels given out never add up to more than the rate times what was called. A level is spent by a part of
    what is left each cycle, so that no number of cycles has to be known. Tests of a lasting change share cycles for longer.
    """
    first, now = FIRST_PART * false_discovery, len(earlier) + 1
    level, is_first = first * _spent(now, FIRST_CYCLES), True
    for place, batch in enumerate(earlier, 1):
        earned = batch["called"] * false_discovery - first * (is_first and batch["called"] > 0)
        level += earned * _spent(now - place - apart + 1, EARNED_CYCLES)
        is_first = is_first and not batch["called"]
    level = min(level, false_discovery)
    called = np.flatnonzero(np.sort(p) <= level * np.arange(1, len(p) + 1) / max(len(p), 1))
    return level, int(called[-1]) + 1 if len(called) else 0


def _spent(place: int, cycles: int) -> float:
    """The part of a level that is spent in the first, second, ... cycle; adds up to 1."""
    return (1 - 1 / cycles) ** (place - 1) / cycles if place >= 1 else 0.0


def watch_of(measured: list[MeasuredPersona], settings: Settings, earlier: list[Facts]) -> Facts | None:
    """The level of this cycle and what it was made of; None where kit.yaml does not ask for it."""
    if not settings.watch:
        return None
    tests = [measures.tests for measures in measured]
    least = [measures.persona.bar_over(settings.bar).min_shift_pp for measures in measured]
    p = family_p(tests, least)
    asked = (p.tolist(), earlier, settings.bar.max_false_discovery)
    level, n_called = lord_level(*asked, settings.baseline_cycles + 1) if settings.watch == LORD else batch_level(*asked)
    return {"rule": settings.watch, "batch": len(earlier) + 1, "level": level, "tests": len(p), "called": n_called}


def under_level(measured: list[MeasuredPersona], settings: Settings, watch: Facts | None) -> list[MeasuredPersona]:
    """The personas with bars that allow no more false discovery than the cycle's level."""
    if watch is None:
        return measured
    bars = [bar_under(measures.persona.bar_over(settings.bar), watch) for measures in measured]
    changes = [{"bar": BarChange(**bar.model_dump())} for bar in bars]
    return [
        replace(measures, persona=measures.persona.model_copy(update=change))
        for measures, change in zip(measured, changes, strict=True)
    ]


def bar_under(bar: Bar, watch: Facts | None) -> Bar:
    """A bar with the smaller of its own level of false discovery and the cycle's."""
    if watch is None:
        return bar
    return bar.model_copy(update={"max_false_discovery": min(bar.max_false_discovery, watch["level"])})


def earlier_batches(printed: pd.DataFrame, cycle: str) -> list[Facts]:
    """What was tested and called in each cycle before that a level over all cycles was kept in, oldest first.

    Parameters
    ----------
    printed : ``cycle``, ``facts`` of every brief that was printed.
    """
    batches: dict[str, Facts] = {}
    for earlier, facts in zip(printed["cycle"], printed["facts"], strict=True):
        watch = (json.loads(facts).get("library") or {}).get("watch") if earlier < cycle else None
        if watch:
            batches[earlier] = {"tests": watch["tests"], "called": watch["called"]}
    return [batches[name] for name in sorted(batches)]

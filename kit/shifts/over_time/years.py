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

#: The one rule that ``watch`` of kit.yaml knows.
BATCH_PRDS = "batch-prds"


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


def watch_of(measured: list[MeasuredPersona], settings: Settings, earlier: list[Facts]) -> Facts | None:
    """The level of this cycle and what it was made of; None where kit.yaml does not ask for it."""
    if settings.watch != BATCH_PRDS:
        return None
    tests = [measures.tests for measures in measured]
    least = [measures.persona.bar_over(settings.bar).min_shift_pp for measures in measured]
    p = family_p(tests, least)
    level, n_called = batch_level(p.tolist(), earlier, settings.bar.max_false_discovery)
    return {"rule": BATCH_PRDS, "batch": len(earlier) + 1, "level": level, "tests": len(p), "called": n_called}


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

"""Where a planted change is lost: one run's planted passages, stage by stage, beside a theme that holds exactly them.

``python tests/benchmarks/words/trace.py --sets cfpb --runs 2``
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from months import NOW, Months
from one_run import composed, passages_of, run_steps, write_workspace
from sets import SETS, is_here
from threadpoolctl import threadpool_limits

from kit.cycles import periods_of
from kit.shifts.compare_cycles import library_q, read_tables
from kit.shifts.judge_shifts import judged_shifts, sampled_evidence
from kit.shifts.measure_persona import MeasuredPersona, Tables, measured_library
from kit.shifts.stats.persona_tests import step_level
from kit.workspace import Workspace, open_workspace

#: Name of the theme that is added to those of the kit: every planted passage and no other.
TRUTH = "true subject"
#: Groups told of each run, those that hold the planted passages best.
SHOWN = 4


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", default=",".join(SETS))
    options.add_argument("--case", default="plus25")
    options.add_argument("--accounts", type=int, default=60)
    options.add_argument("--runs", type=int, default=1)
    given = options.parse_args()
    for number in range(given.runs):
        for name in filter(is_here, given.sets.split(",")):
            with threadpool_limits(1):
                print(traced(name, given.case, given.accounts, number), flush=True)


def traced(name: str, case: str, n_accounts: int, number: int) -> str:
    """The stages of one run as text."""
    months, rng = composed(name, case, n_accounts, number)
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), months, n_accounts, rng)
        work = open_workspace(folder)
        facts = run_steps(work)
        passages = passages_of(work, months.said)
        groups = pd.DataFrame(_groups(work, passages, months))
    planted = passages[(passages["subject"] == months.subjects[0]) & ~passages["is_talk"]]
    now = planted[planted["cycle"] == NOW]
    kinds = planted["kind"].value_counts(normalize=True).round(2).to_dict()
    reasons = [reason["text"][:110] for reason in facts["verdict_reasons"]]
    stated = "stated" if months.subjects[0] in months.stated else "not stated"
    head = f"== {name} {case} {n_accounts} {number}: {months.subjects[0]!r} ({stated}): {facts['verdict']} {reasons}"
    said = f"said {len(planted)} passages, {len(now)} now; kinds {kinds}; themed {(planted['theme_id'] != '').mean():.2f}"
    best = groups.sort_values("f1", ascending=False).head(SHOWN)
    return "\n".join([head, said, best.to_string(index=False), _spread(planted)])


def _spread(planted: pd.DataFrame) -> str:
    """Over which themes the planted passages are spread."""
    parts = planted["theme_id"].replace("", "none").value_counts(normalize=True).round(2)
    return "spread: " + ", ".join(f"{theme} {part}" for theme, part in parts.head(6).items())


def _groups(work: Workspace, passages: pd.DataFrame, months: Months) -> list[dict[str, Any]]:
    """Every tested group with how well it holds the planted passages, and what its test gave."""
    cycles, baseline = work.window(NOW), work.baseline(NOW)
    planted = set(passages.loc[(passages["subject"] == months.subjects[0]) & ~passages["is_talk"], "passage_id"])
    tables = _with_truth(read_tables(work.record, NOW, cycles), planted)
    measured = measured_library(tables, work.settings, work.tracked, work.accounts, periods_of(NOW, cycles, baseline))
    return [_group(shift, measured[0], planted) for shift in _judged(work, measured)]


def _judged(work: Workspace, measured: list[MeasuredPersona]) -> list[dict[str, Any]]:
    ours = sampled_evidence(measured[0])
    sample = ours.assign(to_name=0.0), work.vectors.of(list(ours["quote"]))
    level = step_level([of.tests for of in measured], work.settings.bar.max_false_discovery)
    return judged_shifts(measured[0], library_q(measured, work.settings)[0], level, sample, work.settings, work.accounts)


def _with_truth(tables: Tables, planted: set[str]) -> Tables:
    """The record's rows with one theme more."""
    theme = tables.themes.head(1).assign(theme_id=TRUTH, state="live", claim="", stability=1.0)
    rows = tables.assignments[tables.assignments["passage_id"].isin(planted)].assign(theme_id=TRUTH, leaf="")
    themes, assignments = (pd.concat(pair, ignore_index=True) for pair in ((tables.themes, theme), (tables.assignments, rows)))
    return dataclasses.replace(tables, themes=themes, assignments=assignments)


def _group(shift: dict[str, Any], measured: MeasuredPersona, planted: set[str]) -> dict[str, Any]:
    held = set(measured.evidence.loc[measured.evidence["theme_id"] == shift["theme"], "passage_id"])
    origin = measured.themes.set_index("theme_id").loc[shift["theme"], ["origin", "claim", "stability"]]
    both = len(held & planted)
    figures = {"right": both / max(len(held), 1), "of it": both / max(len(planted), 1)}
    figures["f1"] = 2 * both / max(len(held) + len(planted), 1)
    told = {name: shift[name] for name in ("share_before", "share_now", "shift_pp", "p", "q", "consistency")}
    name = f"{shift['theme'].split('-')[-1]} {'claim' if origin['claim'] else origin['origin']}"
    numbers = {key: np.round(value, 4) if value is not None else None for key, value in (figures | told).items()}
    return {"group": name, "n": len(held)} | numbers | {"stable": origin["stability"], "below": " ".join(shift["below_bar"])}


if __name__ == "__main__":
    main()

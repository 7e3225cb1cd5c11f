"""The monthly run as a step: everything from the inbox to the pages, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kit.brief.months.drafts import read_drafts
from kit.formats import counted
from kit.run.monthly import plan_run, run_plan
from kit.steps.result import StepResult
from kit.workspace import Workspace


@dataclass(frozen=True, repr=False)
class MonthRun(StepResult):
    """A month that was run.

    Attributes
    ----------
    table : DataFrame of shape (n_personas, 3), ``persona`` (its id), ``verdict`` and ``headline``.
    index : Path of the cycle's index page.
    """

    index: Path


def run_month(
    work: Workspace, cycle: str = "", reports: Path | None = None, jobs: int = 1, done: Callable[[str], None] | None = None
) -> MonthRun:
    """Run a cycle to its briefs: what ``kit run`` does. Until everything has succeeded the previous briefs stand.

    Parameters
    ----------
    work : the workspace.
    cycle : which cycle, over already; "" for the last complete one.
    reports : where the pages go; ``reports/<workspace's name>`` by default.
    jobs : personas worked on side by side.
    done : called with the name of each step as it is done.

    Returns
    -------
    MonthRun; its table has one row a persona.

    Examples
    --------
    >>> kit.run_month(work, "2026-10")  # doctest: +SKIP
    2026-10: 1 brief in reports/my-company/2026-10/index.html
    """
    plan = plan_run(work.folder, cycle or None, reports, jobs)
    index = run_plan(plan, done) if done else run_plan(plan)
    briefs = read_drafts(work.record, plan.cycle)
    rows = [(name, brief.verdict, brief.headline) for name, brief in briefs.items()]
    table = pd.DataFrame(rows, columns=["persona", "verdict", "headline"])
    return MonthRun(f"{plan.cycle}: {counted(len(rows), 'brief')} in {index}", table, index)

"""Step 4b: the comparison put into facts and sentences, one brief a persona."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kit.brief.draft_briefs import draft_cycle
from kit.brief.model import Brief
from kit.formats import counted, listed
from kit.steps.result import StepResult
from kit.workspace import Workspace

#: A shift of a brief as a row of the table.
COLUMNS = ["theme", "label", "direction", "shift_pp", "low_pp", "high_pp", "q", "surfaced", "below_bar"]


@dataclass(frozen=True, repr=False)
class DraftedBriefs(StepResult):
    """The briefs of a cycle, as facts.

    Attributes
    ----------
    table : DataFrame of shape (n_personas, 3), ``persona`` (its name), ``verdict`` and ``headline``.
    briefs : list of Brief, one a tracked persona; its JSON is their serialisation.
    """

    briefs: list[Brief]

    @property
    def shifts(self) -> pd.DataFrame:
        """Every tested theme of the library with its shift in percentage points; shape (n_themes, 9)."""
        rows = [{name: getattr(shift, name) for name in COLUMNS} for brief in self.briefs for shift in brief.shifts]
        return pd.DataFrame(rows, columns=COLUMNS)


def draft_briefs(work: Workspace, cycle: str, partial: bool = False) -> DraftedBriefs:
    """Compare the cycle and draft every tracked persona's brief; the drafts are kept in the record for the pages.

    Parameters
    ----------
    work : the workspace, its themes found for this cycle.
    cycle : the cycle that is "now".
    partial : whether the cycle is still running.

    Returns
    -------
    DraftedBriefs; its table has one row a persona.

    Raises
    ------
    RecordError
        The record holds no conversation of the whole window.

    Examples
    --------
    >>> drafted = kit.draft_briefs(work, "2026-10")
    >>> drafted
    2026-10: 1 brief drafted (1 thin)
    >>> drafted.briefs[0].coverage.conversations
    2
    """
    briefs = draft_cycle(work, work.checked_cycle(cycle).id, partial)
    rows = [(brief.persona.name, brief.verdict, brief.headline) for brief in briefs]
    table = pd.DataFrame(rows, columns=["persona", "verdict", "headline"])
    verdicts = listed(f"{number} {verdict}" for verdict, number in table["verdict"].value_counts().items())
    return DraftedBriefs(f"{cycle}: {counted(len(briefs), 'brief')} drafted ({verdicts})", table, briefs)

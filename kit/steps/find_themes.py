"""Step 3: what one persona's customers talk about, with ids that last."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kit.formats import counted
from kit.steps.result import StepResult
from kit.themes.find_themes import theme_persona
from kit.workspace import Workspace


@dataclass(frozen=True, repr=False)
class FoundThemes(StepResult):
    """The themes of one persona after a run.

    Attributes
    ----------
    table : DataFrame of shape (n_themes, n_columns)
        ``theme_id``, ``label``, ``claim`` ("" where the persona file does not state it), ``born``, ``state``,
        ``stability`` (0 to 1), ``n_passages``, the largest first.
    events : DataFrame of shape (n_events, 6), births, merges, splits, deaths and returns over all runs.
    """

    events: pd.DataFrame


def find_themes(work: Workspace, cycle: str, persona_id: str) -> FoundThemes:
    """Fit a persona's topics over the window that ends with the cycle, and carry its themes on.

    Parameters
    ----------
    work : the workspace.
    cycle : the last cycle of the window.
    persona_id : a tracked persona.

    Returns
    -------
    FoundThemes; its table has one row a theme. They are stored as the run of this cycle left them.

    Examples
    --------
    Two tickets are too few to find anything new in; the persona's claims are looked for from the start:

    >>> themes = kit.find_themes(work, "2026-10", "hands-on-lead")
    >>> themes
    hands-on-lead in 2026-10: 4 themes, 4 of them stated in the persona file; ... of 2 passages in a theme
    >>> sorted(themes.table["claim"])[-1]
    'hands-on-lead/pains/manual-reporting'
    """
    persona = work.persona(persona_id)
    theme_persona(work.record, work.settings, persona, work.vectors, cycle, work.window(work.checked_cycle(cycle).id))
    themes = work.record.read("themes", run_cycle=cycle, persona_id=persona_id)
    themes = themes.sort_values("n_passages", ascending=False, kind="stable", ignore_index=True)
    theme_ids = work.record.read("assignments", ["theme_id"], run_cycle=cycle, persona_id=persona_id)["theme_id"]
    sentence = (
        f"{persona_id} in {cycle}: {counted(len(themes), 'theme')}, {int((themes['claim'] != '').sum())} of them stated in the "
        f"persona file; {int((theme_ids != '').sum()):,} of {counted(len(theme_ids), 'passage')} in a theme"
    )
    return FoundThemes(sentence, themes, work.record.read("theme_events", persona_id=persona_id))

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
    tree : DataFrame of shape (n_groups, 6): what :func:`theme_tree` makes of the themes and of the finer and wider groups that
        are tested beside them.
    """

    events: pd.DataFrame
    tree: pd.DataFrame


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
    window = work.window(work.checked_cycle(cycle).id)
    theme_persona(work.record, work.settings, persona, work.vectors, cycle, window, work.names_of_accounts())
    themes = work.record.read("themes", run_cycle=cycle, persona_id=persona_id)
    themes = themes.sort_values("n_passages", ascending=False, kind="stable", ignore_index=True)
    theme_ids = work.record.read("assignments", ["theme_id"], run_cycle=cycle, persona_id=persona_id)["theme_id"]
    sentence = (
        f"{persona_id} in {cycle}: {counted(len(themes), 'theme')}, {int((themes['claim'] != '').sum())} of them stated in the "
        f"persona file; {int((theme_ids != '').sum()):,} of {counted(len(theme_ids), 'passage')} in a theme"
    )
    nodes = work.record.read("theme_nodes", run_cycle=cycle, persona_id=persona_id)
    return FoundThemes(sentence, themes, work.record.read("theme_events", persona_id=persona_id), theme_tree(themes, nodes))


def theme_tree(themes: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Themes and groups, each under the smallest wider one that it lies in, the largest first.

    Parameters
    ----------
    themes, nodes : ``theme_id, label, parent, stability, n_passages`` of the themes that are raised, and of the groups.

    Returns
    -------
    DataFrame ``depth, theme_id, label, is_theme, stability, n_passages``; depth 0 lies in no other.
    """
    both = pd.concat([themes[themes["n_passages"] > 0].assign(is_theme=True), nodes.assign(is_theme=False)], ignore_index=True)
    ranked = both.sort_values(["n_passages", "theme_id"], ascending=[False, True], kind="stable")
    known, under = set(ranked["theme_id"]), {}
    for row in ranked.itertuples():
        under.setdefault(row.parent if row.parent in known else "", []).append(row)
    rows, waiting = [], [(0, row) for row in reversed(under.get("", []))]
    while waiting:
        depth, row = waiting.pop()
        rows.append((depth, row.theme_id, row.label, row.is_theme, row.stability, row.n_passages))
        waiting += [(depth + 1, child) for child in reversed(under.get(row.theme_id, []))]
    return pd.DataFrame(rows, columns=["depth", "theme_id", "label", "is_theme", "stability", "n_passages"])

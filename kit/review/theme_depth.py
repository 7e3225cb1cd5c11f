"""Depth of themes: the tree of a persona's themes and groups, and a person's word on single ones: finer, or wider."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from kit.errors import WorkspaceError
from kit.formats import counted
from kit.review.record_decisions import check_reviewer
from kit.themes.depth.decide import Spoken, make_finer, make_wider, spoken_of, take_back, without_part
from kit.themes.depth.groups import groups_of
from kit.themes.edits import current_themes
from kit.workspace import Workspace

#: What a person can ask for, and what takes it back.
DEPTHS = ("finer", "wider")


def theme_groups(work: Workspace, persona_id: str) -> pd.DataFrame:
    """The themes of a persona's newest run and the finer and wider groups beside them, as a tree.

    Returns
    -------
    DataFrame ``depth, theme_id, label, is_theme, n_passages, stability`` (0 to 1), ``claim, decisions``
        Each stands under the smallest larger one that it mostly lies in, the largest first; depth 0 lies in none.

    Raises
    ------
    WorkspaceError
        There is no such persona, or no run has found themes of it yet.
    """
    tree = groups_of(work.record, work.persona(persona_id).id).tree()
    if tree.empty:
        raise WorkspaceError(f"{work.folder}: no themes of {persona_id} yet; `kit run {work.folder}` finds them")
    current = current_themes(work.record, persona_id).set_index("theme_id")["decisions"]
    return tree.assign(decisions=tree["theme_id"].map(current).fillna("").astype("str"))


def change_depth(work: Workspace, theme: str, action: str, by: str) -> str:
    """Show a theme by its finer groups, or make a wider group a theme, from the next run on; what was decided, in words.

    Parameters
    ----------
    theme : id of a theme (*finer*) or of a group (*wider*) of the newest run, as :func:`theme_groups` shows it.
    action : finer or wider.
    by : who decides.

    Raises
    ------
    WorkspaceError
        It cannot be done; the message says why.
    """
    check_reviewer(by)
    spoken = _spoken(work, theme)
    if action == "finer":
        parts = make_finer(work.record, theme, spoken, by, datetime.now(UTC))
        return (
            f"{theme}: from the next run on {counted(len(parts), 'finer group')} ({', '.join(parts)}) "
            + ("is a theme of its own" if len(parts) == 1 else "are themes of their own")
            + "; the rest stays in it"
        )
    within = make_wider(work.record, theme, spoken, by, datetime.now(UTC))
    return f"{theme}: from the next run on it is a theme, and {', '.join(within)} lie within it"


def _spoken(work: Workspace, theme: str) -> Spoken:
    """What the customers of a theme's persona said up to its newest run."""
    persona = work.persona(theme.rpartition("/")[0])
    run = groups_of(work.record, persona.id).run
    if not run:
        raise WorkspaceError(f"{work.folder}: no themes of {persona.id} yet; `kit run {work.folder}` finds them")
    return spoken_of(work.record, persona, work.vectors, work.window(run))


def pin_group(work: Workspace, group: str, by: str) -> str:
    """Make a group that lies in a theme a theme of its own, before it is pinned; what was decided, in words.

    Returns
    -------
    "" where it is a theme already, or lies in no one theme: it is looked for by what it is then.

    Raises
    ------
    WorkspaceError
        The group is a theme in other words, or says the claim that its theme states.
    """
    groups = groups_of(work.record, group.rpartition("/")[0])
    if group not in groups.table.index or groups.table.at[group, "is_theme"] or not (home := groups.home(group)):
        return ""
    if groups.is_same(group, home):
        raise WorkspaceError(f"pin {group}: it is the theme {home} in other words; pin that")
    check_reviewer(by)
    make_finer(work.record, home, _spoken(work, group), by, datetime.now(UTC), group)
    return f"{group}: pin; from the next run on it is a theme of its own, and the rest stays in {home}"


def unpin_group(work: Workspace, group: str, by: str) -> str:
    """Leave a group that was pinned out of a theme in that theme again; "" where it was not."""
    check_reviewer(by)
    home = without_part(work.record, group, by, datetime.now(UTC))
    return f"{group}: unpin; from the next run on it is part of {home} again" if home else ""


def undo_depth(work: Workspace, theme: str, by: str) -> str:
    """Take back what makes a theme finer or a group wider; what holds from the next run on, in words."""
    check_reviewer(by)
    action = take_back(work.record, theme, by, datetime.now(UTC))
    what = "its finer groups are part of it again" if action == "finer" else "the themes in it are themes of their own again"
    return f"{theme}: {what} from the next run on"

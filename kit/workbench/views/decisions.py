"""Decisions: rename, merge, hide, pin, finer, wider and undo, written as the command line writes them."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

from kit.config.personas import SECTIONS
from kit.errors import WorkspaceError
from kit.review.record_decisions import check_reviewer
from kit.review.theme_depth import DEPTHS, change_depth, pin_group, undo_depth, unpin_group
from kit.themes.edits import edit_theme
from kit.workspace import Workspace

#: What takes each decision back.
OPPOSITE = {"hide": "show", "show": "hide", "pin": "unpin", "unpin": "pin"}


def signed(by: str) -> str:
    """Who decides: the name given, else who is signed in."""
    return by.strip() or getpass.getuser()


def decide_theme(work: Workspace, theme: str, action: str, value: str = "", by: str = "") -> str:
    """Write down a decision about a theme; what holds from the next run on, in words.

    Parameters
    ----------
    action : rename, merge, unmerge, hide, show, pin, unpin, finer or wider.
    value : a name, or the theme to merge into; "" for the others.

    Raises
    ------
    WorkspaceError
        It cannot be done: no such theme, one that states a claim, or one without finer groups.
    """
    if action in DEPTHS:
        return change_depth(work, theme, action, signed(by))
    check_reviewer(signed(by))
    statements = {
        name: claim.statement for persona in work.personas for part in SECTIONS for name, claim in persona.claims(part).items()
    }
    regroup = {"pin": pin_group, "unpin": unpin_group}.get(action)
    line = regroup(work, theme, signed(by)) if regroup else ""
    edit_theme(work.record, theme, action, value, signed(by), datetime.now(UTC), statements)
    return line or f"{theme}: {action} {value}".rstrip() + "; it holds from the next run on"


def undo_theme(work: Workspace, theme: str, by: str = "") -> str:
    """Take back the last decision about a theme; what was decided before it holds again.

    Raises
    ------
    WorkspaceError
        Nothing is decided about the theme.
    """
    rows = work.record.read("theme_edits", ["theme_id", "action", "value"])
    rows = rows[rows["theme_id"] == theme]
    if len(rows) and rows["action"].iloc[-1] in DEPTHS:
        return undo_depth(work, theme, signed(by))
    if part_of := set(rows.loc[rows["action"] == "part", "value"]) - {theme}:
        rows = rows[rows["action"] != "part"]
    if rows.empty and part_of:
        raise WorkspaceError(
            f"{theme}: nothing is decided about it by itself; it goes with {', '.join(sorted(part_of))}: undo that"
        )
    rows = rows[rows["action"] != "part"]
    if rows.empty:
        raise WorkspaceError(f"{theme}: nothing is decided about it, so nothing can be taken back")
    action = rows["action"].iloc[-1]
    if action in OPPOSITE:
        return decide_theme(work, theme, OPPOSITE[action], by=by)
    before = rows.loc[rows["action"] == action, "value"].iloc[:-1]
    value = before.iloc[-1] if len(before) else ""
    return decide_theme(work, theme, "unmerge" if action == "merge" and not value else action, value, by)

"""Section "Subjects you watch" of a cycle's index: how many accounts mention each, whether that moved, who they are."""

from __future__ import annotations

from kit import formats
from kit.brief.html import Section, render
from kit.brief.watched.figures import MOST_NAMED, Watched, watched_in
from kit.workspace import Workspace

TITLE = "Subjects you watch"
COLUMNS = ("Subject", "Accounts", "Before to now", "Change", "Conversations")
NO_PERSONA = "no persona"


def sections(work: Workspace, cycle: str) -> list[Section]:
    """The section of a cycle; none where the workspace watches nothing."""
    names = {persona.id: persona.name for persona in work.personas}
    rows = watched_in(work.record, work.watches, names, work.accounts, cycle, work.vectors.of)
    return [section(rows)] if rows else []


def section(rows: list[Watched]) -> Section:
    """Subjects as a table, then each with the accounts and personas that mention it."""
    table = [_row(row) for row in rows]
    named = [(row.name, _named(row.accounts), _named(row.personas)) for row in rows if row.n_conversations]
    html = render("watched.html", finding=finding(rows), columns=COLUMNS, rows=table, named=named)
    return Section("watched", TITLE, html)


def finding(rows: list[Watched]) -> str:
    """The section in one sentence."""
    moved = [row.name for row in rows if row.shift.get("surfaced")]
    if moved:
        return f"What is said of {formats.listed(map(formats.quoted, moved))} moved"
    mentioned = sum(bool(row.n_conversations) for row in rows)
    are = "is" if mentioned == 1 else "are"
    return f"{mentioned} of {formats.counted(len(rows), 'subject')} {are} mentioned; none moved enough to tell"


def _row(row: Watched) -> list[str]:
    shift = row.shift
    if shift and not shift["share_before"] and not shift["share_now"]:
        return [row.name, f"0 of {shift['n_accounts_active']}", "–", "nobody mentions it", formats.count(row.n_conversations)]
    if not shift:
        return [row.name, "–", "–", "not measured yet", formats.count(row.n_conversations)]
    reach = f"{len(row.accounts)} of {shift['n_accounts_active']}"
    change = formats.shift(shift["shift_pp"], shift["low_pp"], shift["high_pp"])
    return [
        row.name, reach, formats.from_to(shift["share_before"], shift["share_now"]),
        change if shift["surfaced"] else f"{change}; may be chance or too small", formats.count(row.n_conversations),
    ]  # fmt: skip


def _named(counts: list[tuple[str, int]]) -> str:
    shown = [f"{name or NO_PERSONA} ({number})" for name, number in counts[:MOST_NAMED]]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")

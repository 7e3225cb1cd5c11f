"""Section "Subjects you watch" of a cycle's index: how many accounts mention each, whether that moved, who they are."""

from __future__ import annotations

from kit import formats
from kit.brief.html import Section, render
from kit.brief.watched.figures import MOST_NAMED, Watched, watched_in
from kit.language import gettext, in_language, marked, ngettext
from kit.workspace import Workspace

TITLE = marked("Subjects you watch")


def sections(work: Workspace, cycle: str) -> list[Section]:
    """The section of a cycle; none where the workspace watches nothing."""
    names = {persona.id: persona.name for persona in work.personas}
    rows = watched_in(work.record, work.watches, names, work.accounts, cycle, work.vectors.of)
    with in_language(work.settings.language):
        return [section(rows)] if rows else []


def section(rows: list[Watched]) -> Section:
    """Subjects as a table, then each with the accounts and personas that mention it."""
    table = [_row(row) for row in rows]
    named = [(row.name, _named(row.accounts), _named(row.personas)) for row in rows if row.n_conversations]
    columns = (
        gettext("Subject"), gettext("Accounts"), gettext("Before to now"), gettext("Change"), gettext("Conversations"),
    )  # fmt: skip
    html = render("watched.html", finding=finding(rows), columns=columns, rows=table, named=named)
    return Section("watched", gettext(TITLE), html)


def finding(rows: list[Watched]) -> str:
    """The section in one sentence."""
    moved = [row.name for row in rows if row.shift.get("surfaced")]
    if moved:
        return gettext("What is said of {names} moved", names=formats.listed(map(formats.quoted, moved)))
    mentioned = sum(bool(row.n_conversations) for row in rows)
    return ngettext(
        "{number} of {subjects} is mentioned; none moved enough to tell",
        "{number} of {subjects} are mentioned; none moved enough to tell", mentioned, number=mentioned,
        subjects=formats.counted(len(rows), "subject"),
    )  # fmt: skip


def _row(row: Watched) -> list[str]:
    shift = row.shift
    if shift and not shift["share_before"] and not shift["share_now"]:
        nobody = _of(0, shift["n_accounts_active"])
        return [row.name, nobody, "–", gettext("nobody mentions it"), formats.count(row.n_conversations)]
    if not shift:
        return [row.name, "–", "–", gettext("not measured yet"), formats.count(row.n_conversations)]
    reach = _of(len(row.accounts), shift["n_accounts_active"])
    figures = formats.change(*(shift[name] for name in ("share_before", "share_now", "shift_pp", "low_pp", "high_pp")))
    change = figures["size"]
    return [
        row.name,
        reach,
        figures["shares"],
        change if shift["surfaced"] else gettext("{change}; may be chance or too small", change=change),
        formats.count(row.n_conversations),
    ]


def _of(number: int, whole: int) -> str:
    return gettext("{number} of {whole}", number=number, whole=whole)


def _named(counts: list[tuple[str, int]]) -> str:
    nobody = gettext("no persona")
    shown = [f"{name or nobody} ({number})" for name, number in counts[:MOST_NAMED]]
    more = len(counts) - len(shown)
    names = ", ".join(shown)
    return ngettext("{names} and {n} more", "{names} and {n} more", more, names=names, n=more) if more else names

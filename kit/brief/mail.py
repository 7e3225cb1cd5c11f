"""Mail edition: page one of every brief as HTML that mail programs take: no script, no picture file, styles where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from kit import formats
from kit.brief import figures, summary, wording
from kit.brief.html import render
from kit.brief.model import Brief
from kit.brief.page_one import ROOMS, page_one
from kit.brief.sections import library
from kit.language import gettext, in_own_language, ngettext

#: A mail larger than this is clipped by the common programs.
MOST_BYTES = 100 * 1024
#: How much of each brief a mail has room for.
ROOM = ROOMS[4]


@in_own_language
def subject(briefs: Sequence[Brief]) -> str:
    """What happened, in a line: the first shift with its theme, accounts and revenue; without one how many personas stand how."""
    first = briefs[0]
    moved = [brief for brief in library.in_order(briefs) if summary.lead(brief)]
    if not moved:
        return f"{first.company}, {formats.cycle_name(first.cycle)}: {library.finding(briefs)}"
    brief, rest = moved[0], len(moved) - 1
    lead = summary.lead(brief)
    worth = f", {formats.money(lead.arr.amount, lead.arr.currency)}" if lead.arr.amount else ""
    theme = f"{wording.short(summary.label(brief, lead.theme))}, {formats.counted(len(lead.accounts), 'account')}{worth}"
    says = gettext("{persona} shifted: {theme}", persona=brief.persona.name, theme=theme)
    return says + (ngettext("; {number} more shifted", "; {number} more shifted", rest, number=rest) if rest else "")


@in_own_language
def mail_html(briefs: Sequence[Brief], link: str = "") -> str:
    """Every brief's page one, what moved first.

    Parameters
    ----------
    briefs : of one cycle.
    link : where the cycle's pages lie on the web; "" where they do not.
    """
    rows = [
        {"brief": brief, "part": page_one(brief, ROOM), "href": f"{link}/{brief.persona.id}.html" if link else ""}
        for brief in library.in_order(briefs)
    ]
    first = briefs[0]
    key = figures.key_of_all(briefs)
    return render(
        "mail.html", rows=rows, company=first.company, cycle=first.cycle, finding=library.finding(briefs), link=link, key=key
    )

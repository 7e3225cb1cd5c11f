"""Then and now: every theme's share before and in the cycle, as a picture and as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kit import formats
from kit.brief import figures, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.summary import ThenNow
from kit.brief.tables import Row
from kit.plots.slope import plot_slope


def section(brief: Brief) -> Section:
    """All themes then and now; the picture of page one holds only some of them."""
    is_waiting = wording.is_waiting(brief)
    picture = None if is_waiting else slope(brief)
    nothing = wording.awaiting(brief) if is_waiting else "There were too few passages for a theme to form."
    heading = finding(brief) if picture else wording.WAITING if is_waiting else "No theme has formed yet"
    html = render("then_and_now.html", finding=heading, chart=picture, nothing=nothing)
    return Section("then-and-now", "Then and now", html, (picture["wide"],) if picture else ())


def slope(brief: Brief) -> dict[str, Any] | None:
    """The picture of the pains then and now; None where no theme has formed."""
    rows = summary.then_and_now(brief)
    if not rows:
        return None
    before, now = formats.cycles_named(brief.baseline), formats.cycle_name(brief.cycle)
    numbers = share_rows(rows)
    alt = "; ".join(f"{name}: {then} before, {share} now" for name, then, share, _ in numbers)
    drawn = [asdict(row) for row in rows], short_cycles(brief.baseline), formats.cycle_mark(brief.cycle)
    return {
        "finding": finding(brief), "alt": f"{finding(brief)}. Lines from {before} to {now}: {alt}.", "rows": numbers,
        "note": f"Share of what accounts raise, {before} and {now}; {now} over {figures.voters(brief)}, each one vote",
        "columns": ["Theme", before, now, "Change in points"],
        "wide": plot_slope(*drawn), "narrow": plot_slope(*drawn, is_narrow=True),
    }  # fmt: skip


def finding(brief: Brief) -> str:
    """Heading of the picture of the pains then and now."""
    if lead := summary.lead(brief):
        name, is_rising = formats.quoted(summary.label(brief, lead.theme)), lead.direction in summary.RISING
        is_first = is_rising and summary.then_and_now(brief)[0].theme == lead.theme
        verb = "overtook the rest" if is_first else "rose" if is_rising else "fell"
        return f"{name} {verb}: {formats.percent(lead.share_before)} before, {formats.percent(lead.share_now)} now"
    if not summary.has_baseline(brief):
        return "What customers raise; there is nothing earlier to set beside it"
    if brief.verdict in wording.TOO_LITTLE:
        return "Too few spoke to read a change into these lines"
    return "Nothing moved enough to report"


def share_rows(rows: Sequence[ThenNow]) -> list[Row]:
    """Theme, share before, share now, change in points: the shift as tested, as in every other table."""
    return [[row.label, formats.percent(row.before), formats.percent(row.now), formats.signed(row.shift_pp)] for row in rows]


def short_cycles(cycles: Sequence[str]) -> str:
    """Cycles at the head of a column: "Jul–Sep"."""
    return "–".join(dict.fromkeys([formats.cycle_mark(cycles[0]), formats.cycle_mark(cycles[-1])])) if cycles else "before"

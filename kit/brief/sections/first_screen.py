"""First screen: persona, verdict, headline, three figures, strength by segment and the picture of then and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kit import formats
from kit.brief import figures, headline, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Segment
from kit.brief.summary import ThenNow
from kit.brief.tables import Row
from kit.plots.slope import plot_slope

#: Segments named on the first screen.
MOST_SEGMENTS = 4
PIPS = {"strong": "●●●", "moderate": "●●○", "thin": "●○○", "absent": "○○○", "opposite": "▼▼▼"}


def section(brief: Brief) -> Section:
    """The bottom line, whole on one screen."""
    word, gloss = headline.verdict_words(brief)
    is_waiting = wording.is_waiting(brief)
    picture = None if is_waiting else slope(brief)
    html = render(
        "first_screen.html", verdict=brief.verdict, word=word, gloss=gloss, headline=headline.headline(brief),
        company=brief.company, cycle=brief.cycle, persona=brief.persona.name, notes=headline.notes(brief),
        figures=[] if is_waiting else figures.three_figures(brief), strip=_strip(brief), slope=picture,
    )  # fmt: skip
    return Section("first-screen", "The bottom line", html, (picture["wide"],) if picture else ())


def _strip(brief: Brief) -> list[dict[str, str]]:
    """How strong the lead shift is in each segment, the strong first; the figure of the strength section has them all."""
    return [
        {"segment": part.segment, "strength": part.strength, "pips": PIPS[part.strength], "note": needed(part)}
        for part in summary.segments(summary.lead(brief))[:MOST_SEGMENTS]
    ]


def needed(segment: Segment) -> str:
    """What a thin segment would have needed to show a shift; "" where it could show one."""
    if segment.strength != "thin":
        return ""
    if segment.smallest_visible_shift_pp >= 100:
        return "looked at alone, no shift of any size could have shown"
    size = formats.size_in_points(segment.smallest_visible_shift_pp).split(formats.NBSP)[0]
    return f"looked at alone, would have needed a {size}-point shift to show"


def slope(brief: Brief) -> dict[str, Any] | None:
    """The picture of the pains then and now; None where no theme has formed."""
    rows = summary.then_and_now(brief)
    if not rows:
        return None
    before, now = formats.cycles_named(brief.baseline), formats.cycle_name(brief.cycle)
    numbers = share_rows(rows)
    alt = "; ".join(f"{name}: {then} before, {share} now" for name, then, share, _ in numbers)
    drawn = [asdict(row) for row in rows], _short(brief.baseline), formats.cycle_mark(brief.cycle)
    return {
        "finding": finding(brief), "alt": f"Lines from {before} to {now}. {alt}.", "rows": numbers,
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
        return "What was raised this cycle; there is nothing earlier to set beside it"
    if brief.verdict in wording.TOO_LITTLE:
        return "Too little was heard to read a change into these lines"
    return "No change met the bar"


def share_rows(rows: Sequence[ThenNow]) -> list[Row]:
    """Theme, share before, share now, change in points: the shift as tested, as in every other table."""
    return [[row.label, formats.percent(row.before), formats.percent(row.now), formats.signed(row.shift_pp)] for row in rows]


def _short(cycles: Sequence[str]) -> str:
    return "–".join(dict.fromkeys([formats.cycle_mark(cycles[0]), formats.cycle_mark(cycles[-1])])) if cycles else "before"

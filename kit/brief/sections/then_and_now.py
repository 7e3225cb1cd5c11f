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
from kit.language import gettext, in_own_language
from kit.plots.slope import plot_slope


@in_own_language
def section(brief: Brief) -> Section:
    """All themes then and now; the picture of page one holds only some of them."""
    is_waiting = wording.is_waiting(brief)
    picture = None if is_waiting else slope(brief)
    nothing = wording.awaiting(brief) if is_waiting else gettext("There were too few passages for a theme to form.")
    empty = wording.waiting() if is_waiting else gettext("No theme has formed yet")
    html = render("then_and_now.html", finding=finding(brief) if picture else empty, chart=picture, nothing=nothing)
    return Section("then-and-now", gettext("Then and now"), html, (picture["wide"],) if picture else ())


def slope(brief: Brief) -> dict[str, Any] | None:
    """The picture of the pains then and now; None where no theme has formed."""
    rows = summary.then_and_now(brief)
    if not rows:
        return None
    cycles = {"before": formats.cycles_named(brief.baseline), "now": formats.cycle_name(brief.cycle)}
    numbers, heading = share_rows(rows), finding(brief)
    changes = formats.clauses(before_now(name, then, share) for name, then, share, _ in numbers)
    drawn = [asdict(row) for row in rows], short_cycles(brief.baseline), formats.cycle_mark(brief.cycle)
    return {
        "finding": heading, "rows": numbers,
        "alt": gettext("{finding}. Lines from {before} to {now}: {changes}.", finding=heading, changes=changes, **cycles),
        "note": gettext(
            "Part of the conversations, averaged over accounts, {before} and {now}; {now} over {voters}, each one vote",
            voters=figures.voters(brief), **cycles,
        ),
        "columns": [gettext("Theme"), cycles["before"], cycles["now"], gettext("Change in points")],
        "wide": plot_slope(*drawn), "narrow": plot_slope(*drawn, is_narrow=True),
    }  # fmt: skip


def finding(brief: Brief) -> str:
    """Heading of the picture of the pains then and now."""
    if lead := summary.lead(brief):
        figures_of = {
            "name": formats.quoted(summary.label(brief, lead.theme)), "before": formats.percent(lead.share_before),
            "now": formats.percent(lead.share_now),
        }  # fmt: skip
        is_rising = lead.direction in summary.RISING
        if is_rising and summary.then_and_now(brief)[0].theme == lead.theme:
            return gettext("{name} overtook the rest: {before} before, {now} now", **figures_of)
        if is_rising:
            return gettext("{name} rose: {before} before, {now} now", **figures_of)
        return gettext("{name} fell: {before} before, {now} now", **figures_of)
    if not summary.has_baseline(brief):
        return gettext("What customers raise; there is nothing earlier to set beside it")
    if brief.verdict in wording.TOO_LITTLE:
        return gettext("Too few spoke to read a change into these lines")
    return gettext("Nothing moved enough to report")


def share_rows(rows: Sequence[ThenNow]) -> list[Row]:
    """Theme, share before, share now, change in points: the shift as tested, as in every other table."""
    return [[row.label, *_that_add_up(row)] for row in rows]


def _that_add_up(row: ThenNow) -> list[str]:
    """Share before, share now and the points between, with a digit where whole figures would not add up."""
    if not formats.digits_of(row.before, row.now, row.shift_pp):
        return [formats.percent(row.before), formats.percent(row.now), formats.signed(row.shift_pp)]
    between = round(round(100 * row.now, 1) - round(100 * row.before, 1), 1)
    return [
        formats.percent(row.before, 1),
        formats.percent(row.now, 1),
        formats.as_written(f"{between:+.1f}").replace("-", formats.MINUS),
    ]


def short_cycles(cycles: Sequence[str]) -> str:
    """Cycles at the head of a column: "Jul–Sep"."""
    ends = dict.fromkeys([formats.cycle_mark(cycles[0]), formats.cycle_mark(cycles[-1])]) if cycles else ()
    return "–".join(ends) or gettext("before")


def before_now(name: str, before: str, now: str) -> str:
    """A theme with its shares, as whoever does not see the picture hears it."""
    return gettext("{name}: {before} before, {now} now", name=name, before=before, now=now)

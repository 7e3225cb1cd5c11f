"""What nearly was: changes below the bar, each with the rules that kept it there."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Shift
from kit.brief.quotes import as_shown
from kit.brief.reasons import below_bar
from kit.brief.tables import Row
from kit.language import gettext, in_own_language, ngettext


@in_own_language
def section(brief: Brief) -> Section:
    """The changes that come nearest, then every tested one in a table that folds."""
    is_waiting = wording.is_waiting(brief)
    near = [] if is_waiting else [_change(brief, shift) for shift in summary.nearly(brief)]
    rest = [] if is_waiting else tested_rows(brief)
    html = render("nearly.html", finding=finding(brief), near=near, rest=rest, nothing=_nothing(brief))
    return Section("nearly", gettext("What nearly was"), html)


def finding(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.waiting()
    near = summary.nearly(brief)
    if not near:
        is_thin = brief.verdict == "thin"
        return gettext("Too few spoke for a change to come near") if is_thin else gettext("Nothing else came near")
    return ngettext(
        "{n} change came near, and why it is not reported", "{n} changes came near, and why they are not reported", len(near)
    )


def _nothing(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.awaiting(brief)
    if brief.verdict == "thin":
        return gettext("With so few accounts any change may be theirs alone; the figures are in the table, and mean little.")
    return gettext("No other change reached half of what you asked to be told of.")


def _change(brief: Brief, shift: Shift) -> dict[str, Any]:
    return {
        "name": formats.quoted(summary.label(brief, shift.theme)), "size": wording.moved(brief, shift),
        "reasons": below_bar(brief, shift),
        "quote": as_shown(brief, shift.quotes[0]) if shift.quotes else None,
    }  # fmt: skip


def tested_rows(brief: Brief) -> list[Row]:
    """Every tested change below the bar: shares, shift, and what it missed."""
    return [
        [summary.label(brief, shift.theme), *_figures(shift), formats.clauses(below_bar(brief, shift))]
        for shift in summary.below_bar(brief)
    ]


def _figures(shift: Shift) -> list[str]:
    figures = formats.change(shift.share_before, shift.share_now, shift.shift_pp, shift.low_pp, shift.high_pp)
    return [figures["before"], figures["now"], figures["size"]]

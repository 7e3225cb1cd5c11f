"""Trend page: the whole library over the cycles: verdicts, who spoke, what was exposed, and each persona's first pain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit import formats
from kit.brief import headline, summary
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.made_with import PastBrief
from kit.brief.model.themes import Theme
from kit.brief.months.grid import LINK, MOST_CYCLES_OF_ALL, History, grid
from kit.brief.months.past_briefs import top_pain
from kit.brief.tables import Row
from kit.language import gettext, marked, ngettext
from kit.plots.multiples import MOST_PANELS, plot_multiples

TITLE = marked("The library over time")
#: Heading of the picture.
FOUND = marked("What changed for each persona, or else what it raises most")
#: Verdicts in the order of the table's columns.
VERDICTS = ("shifted", "unclear", "thin", "stale", "steady")


def section(histories: Sequence[History], newest: Sequence[Brief]) -> Section:
    """The grid of all cycles, a picture of each persona's first pain, and the cycles in numbers.

    Parameters
    ----------
    histories : every persona's briefs, in the order of the rows.
    newest : the newest brief of each persona that can be read as one: whose shares the picture is of.
    """
    html = render(
        "trend.html", finding=finding(histories), months=grid(histories, MOST_CYCLES_OF_ALL, LINK), chart=picture(newest),
        columns=_columns(), rows=rows(histories),
    )  # fmt: skip
    return Section("trend", gettext(TITLE), html)


def finding(histories: Sequence[History]) -> str:
    """How many of the briefs so far reported a change, and of how many personas."""
    briefs = [past for history in histories for past in history.briefs]
    shifted = sum(past.verdict == "shifted" for past in briefs)
    moved = sum(any(past.verdict == "shifted" for past in history.briefs) for history in histories)
    if not briefs:
        return gettext("No brief has been made yet")
    of = formats.counted(len(briefs), "brief")
    if not shifted:
        return gettext("None of {briefs} reported a change", briefs=of)
    return ngettext(
        "{number} of {briefs} reported a change, for {personas}", "{number} of {briefs} reported a change, for {personas}",
        shifted, number=shifted, briefs=of, personas=formats.counted(moved, "persona"),
    )  # fmt: skip


def rows(histories: Sequence[History]) -> list[Row]:
    """Each cycle in numbers, the newest first: personas, verdicts, accounts behind each shift and what they are worth."""
    cycles = sorted({past.cycle for history in histories for past in history.briefs}, reverse=True)
    return [_row(cycle, [past for history in histories for past in history.briefs if past.cycle == cycle]) for cycle in cycles]


def _row(cycle: str, briefs: list[PastBrief]) -> Row:
    number = [str(sum(past.verdict == verdict for past in briefs)) for verdict in VERDICTS]
    behind = formats.listed(_exposed(past) for past in briefs if past.verdict == "shifted")
    return [formats.cycle_name(cycle), str(len(briefs)), *number, behind or "–"]


def _exposed(past: PastBrief) -> str:
    worth = f", {formats.money(past.amount, past.currency)}" if past.amount else ""
    return f"{formats.counted(past.accounts, 'account')}{worth}"


def picture(newest: Sequence[Brief]) -> dict[str, Any] | None:
    """Each persona's lead shift or first pain over the cycles of its newest brief; None where no theme has formed."""
    known = [(brief, theme) for brief in newest if (theme := _theme(brief))]
    if not known:
        return None
    cycles = sorted({cycle for brief, _ in known for cycle in brief.cycles})
    panels, heading = [_panel(brief, theme) for brief, theme in known], gettext(FOUND)
    spoken = formats.clauses(f"{panel['label']}: {', '.join(_shares(panel['share'], cycles))}" for panel in panels[:MOST_PANELS])
    return {
        "finding": heading,
        "alt": gettext(
            "{finding}. One panel a persona, {cycles}. {panels}.", finding=heading, cycles=formats.cycles_named(cycles),
            panels=spoken,
        ),
        "note": _note(len(known)),
        "columns": [gettext("Persona and theme"), *map(formats.cycle_mark, cycles)], "numeric": list(range(1, len(cycles) + 1)),
        "rows": [[panel["label"], *_shares(panel["share"], cycles)] for panel in panels],
        "wide": plot_multiples(panels, cycles), "narrow": plot_multiples(panels, cycles, is_narrow=True),
    }  # fmt: skip


def _theme(brief: Brief) -> Theme | None:
    lead = summary.lead(brief)
    return summary.theme_of(brief, lead.theme if lead else top_pain(brief))


def _panel(brief: Brief, theme: Theme) -> dict[str, Any]:
    lead = summary.lead(brief)
    return {
        "label": f"{brief.persona.name}: {summary.label(brief, theme.id)}", "share": dict(theme.share), "low": dict(theme.low),
        "high": dict(theme.high), "born": "", "new_in": "", "direction": lead.direction if lead else "",
    }  # fmt: skip


def _shares(share: dict[str, float | None], cycles: list[str]) -> list[str]:
    """A share in each cycle; a dash where nobody spoke."""
    return [formats.percent(share[cycle]) if formats.is_known(share.get(cycle)) else "–" for cycle in cycles]


def _columns() -> list[str]:
    words = (
        gettext("When"), gettext("Personas"), *(gettext(headline.VERDICTS[name][0]) for name in ("shifted", "unclear")),
        gettext("Too thin"), *(gettext(headline.VERDICTS[name][0]) for name in ("stale", "steady")),
        gettext("Accounts behind the shifts"),
    )  # fmt: skip
    return list(words)


def _note(n_panels: int) -> str:
    """How the picture is read."""
    note = gettext("Part of the conversations, averaged over accounts, as the newest brief counts it; shaded is how exact it is")
    if n_panels <= MOST_PANELS:
        return note
    drawn = gettext("{number} of {themes} are drawn", number=MOST_PANELS, themes=formats.counted(n_panels, "persona"))
    return formats.clauses([note, drawn])

"""How the themes moved: small multiples of every theme over the cycles, and what became of them."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import figures, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Theme, ThemeEvent
from kit.brief.tables import Row
from kit.language import gettext, in_own_language, ngettext
from kit.plots.multiples import MOST_PANELS, plot_multiples


@in_own_language
def section(brief: Brief) -> Section:
    """All themes on one scale, their births and ends."""
    is_waiting = wording.is_waiting(brief)
    chart = None if is_waiting else multiples(brief)
    nothing = wording.awaiting(brief) if is_waiting else gettext("There were too few passages for a theme to form.")
    html = render("themes_moved.html", finding=finding(brief), chart=chart, nothing=nothing,
                  events=[] if is_waiting else theme_events(brief))  # fmt: skip
    return Section("themes-moved", gettext("How the themes moved"), html, (chart["wide"],) if chart else ())


def finding(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.waiting()
    rows = summary.then_and_now(brief)
    if not rows:
        return gettext("No theme has formed yet")
    moved = sum(bool(row.direction) for row in rows)
    places = {"themes": formats.counted(len(rows), "theme"), "cycles": _over(brief)}
    if not moved:
        return gettext("None of {themes} moved enough to report, {cycles}", **places)
    return gettext("{number} of {themes} moved enough to report, {cycles}", number=moved, **places)


def multiples(brief: Brief) -> dict[str, Any] | None:
    """Every theme over the cycles; None where no theme has formed."""
    rows, cycles = summary.then_and_now(brief), list(brief.cycles)
    if not rows:
        return None
    themes = [summary.theme_of(brief, row.theme).model_dump() | {"label": row.label, "direction": row.direction} for row in rows]
    numbers = cycle_rows(brief, [row.theme for row in rows])
    panels = formats.clauses(f"{row[0]}: {', '.join(row[1:-2])}" for row in numbers[:MOST_PANELS])
    span, heading = formats.cycles_named(cycles), _highest(brief)
    return {
        "finding": heading, "rows": numbers, "numeric": list(range(1, len(cycles) + 1)),
        "note": _note(brief, any(theme["low"] for theme in themes), len(rows)),
        "alt": gettext("{finding}. One panel a theme, {cycles}. {panels}.", finding=heading, cycles=span, panels=panels),
        "columns": [gettext("Theme"), *map(formats.cycle_mark, cycles), gettext("What it is"), gettext("Settled")],
        "wide": plot_multiples(themes, cycles), "narrow": plot_multiples(themes, cycles, is_narrow=True),
    }  # fmt: skip


def _highest(brief: Brief) -> str:
    """Heading of the small multiples: which theme stands highest, and what is new."""
    top = summary.then_and_now(brief)[0]
    born = [theme for theme in brief.themes if theme.new_in in brief.cycles[1:]]
    places = {"name": formats.quoted(top.label), "share": formats.percent(top.now)}
    if not born:
        return gettext("{name} stands highest, at {share}", **places)
    return ngettext(
        "{name} stands highest, at {share}; {n} theme is new in this window",
        "{name} stands highest, at {share}; {n} themes are new in this window", len(born), **places,
    )  # fmt: skip


def cycle_rows(brief: Brief, theme_ids: list[str]) -> list[Row]:
    """Theme, then for each cycle its share and the accounts raising it, then what it voices and its stability."""
    themes = [summary.theme_of(brief, name) for name in theme_ids]
    return [
        [
            summary.label(brief, theme.id),
            *(_cell(theme, cycle) for cycle in brief.cycles),
            wording.mix_phrase(theme),
            _settled(theme),
        ]
        for theme in themes
    ]


def _cell(theme: Theme, cycle: str) -> str:
    share = theme.share.get(cycle)
    return "–" if share is None else f"{formats.percent(share)} ({theme.accounts[cycle]})"


def _settled(theme: Theme) -> str:
    return gettext("not yet") if theme.unsettled else gettext("yes")


def theme_events(brief: Brief) -> list[str]:
    """Births, merges, splits and ends of themes within the window, oldest first.

    Notes
    -----
    A birth is the first cycle in which two conversations raised a theme; the run that first found it may be a later one.
    A claim is the persona file's and was never born, and in the first cycle that was heard all is new: neither is named.
    """
    cycles, lines = _after_the_first(brief), []
    for theme in brief.themes:
        others = [event for event in theme.events if event.event != "born"]
        split_in = {event.cycle for event in others if event.event == "split"}
        is_found = not theme.claim and theme.born not in split_in
        births = [ThemeEvent(cycle=theme.born, event="born", other="")] if is_found else []
        for event in [*births, *others]:
            if event.cycle in cycles:
                lines.append((event.cycle, theme.id, _event(brief, theme, event)))
    return [sentence for _, _, sentence in sorted(lines)]


def _after_the_first(brief: Brief) -> list[str]:
    """The window's cycles after the first in which the persona was heard."""
    spoke = {cycle for source in brief.coverage.sources for cycle, number in source.by_cycle.items() if number}
    first = min(spoke, default=brief.cycles[0])
    return [cycle for cycle in brief.cycles[1:] if cycle > first]


def _event(brief: Brief, theme: Theme, event: ThemeEvent) -> str:
    name = formats.quoted(summary.label(brief, theme.id))
    is_named = bool(event.other) and summary.theme_of(brief, event.other) is not None  # one that nothing is left of has no name
    other = formats.quoted(summary.label(brief, event.other)) if is_named else gettext("another theme")
    is_once_before = any(number for cycle, number in theme.n_conversations.items() if cycle < event.cycle)
    first = gettext("{name} first came up.", name=name)
    clause = {
        "born": gettext("{name} first came up in two conversations.", name=name) if is_once_before else first,
        "merged": gettext("{name} was merged into {other}.", name=name, other=other),
        "split": gettext("{name} was split from {other}, as a person decided.", name=name, other=other)
        if event.by
        else gettext("{name} split from {other}.", name=name, other=other),
        "cut": gettext("{name} is now shown by its finer groups, as a person decided.", name=name),
        "joined": gettext("{name} now holds several themes, as a person decided.", name=name),
        "whole": gettext("{name} is shown whole again, as a person decided.", name=name),
        "returned": gettext("{name} came back.", name=name),
        "died": gettext("{name} was raised by nobody any more.", name=name),
        "unmatched": gettext(
            "what was decided about {name} was not carried out, because it holds something else since; decide again.", name=name
        ),
    }.get(event.event, f"{name}: {event.event}.")
    return gettext("{cycle}: {event}", cycle=wording.capital(formats.cycle_name(event.cycle)), event=clause)


def _over(brief: Brief) -> str:
    """How long a window is looked over: "over 6 months"."""
    number = len(brief.cycles)
    return {
        "month": ngettext("over {n} month", "over {n} months", number),
        "quarter": ngettext("over {n} quarter", "over {n} quarters", number),
        "week": ngettext("over {n} week", "over {n} weeks", number),
    }[formats.period(brief.cycle)]


def _note(brief: Brief, is_shaded: bool, n_themes: int) -> str:
    """How the picture is read."""
    parts = [
        gettext("Part of the conversations, averaged over accounts, {cycles}", cycles=formats.cycles_named(brief.cycles)),
        gettext("shaded is how exact it is, all panels share one scale") if is_shaded else gettext("all panels share one scale"),
        gettext("{cycle} over {voters}, each one vote", cycle=formats.cycle_name(brief.cycle), voters=figures.voters(brief)),
    ]
    if n_themes > MOST_PANELS:
        themes = formats.counted(n_themes, "theme")
        parts.append(gettext("the {number} raised most of {themes} are drawn", number=MOST_PANELS, themes=themes))
    return formats.clauses(parts)

"""How the themes moved: small multiples of every theme over the cycles, and what became of them."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import figures, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Theme, ThemeEvent
from kit.brief.tables import Row
from kit.plots.multiples import MOST_PANELS, plot_multiples


def section(brief: Brief) -> Section:
    """All themes on one scale, their births and ends."""
    is_waiting = wording.is_waiting(brief)
    chart = None if is_waiting else multiples(brief)
    nothing = wording.awaiting(brief) if is_waiting else "There were too few passages for a theme to form."
    html = render("themes_moved.html", finding=finding(brief), chart=chart, nothing=nothing,
                  events=[] if is_waiting else theme_events(brief))  # fmt: skip
    return Section("themes-moved", "How the themes moved", html, (chart["wide"],) if chart else ())


def finding(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.WAITING
    rows = summary.then_and_now(brief)
    if not rows:
        return "No theme has formed yet"
    moved = sum(bool(row.direction) for row in rows)
    number, over = formats.counted(len(rows), "theme"), formats.counted(len(brief.cycles), formats.period(brief.cycle))
    return f"{moved or 'None'} of {number} moved enough to report, over {over}"


def multiples(brief: Brief) -> dict[str, Any] | None:
    """Every theme over the cycles; None where no theme has formed."""
    rows, cycles = summary.then_and_now(brief), list(brief.cycles)
    if not rows:
        return None
    themes = [summary.theme_of(brief, row.theme).model_dump() | {"label": row.label, "direction": row.direction} for row in rows]
    numbers = cycle_rows(brief, [row.theme for row in rows])
    alt = "; ".join(f"{row[0]}: {', '.join(row[1:-2])}" for row in numbers[:MOST_PANELS])
    span = formats.cycles_named(cycles)
    left_out = f"; {MOST_PANELS} of {formats.counted(len(rows), 'theme')} drawn" if len(rows) > MOST_PANELS else ""
    ribbons = "shaded is how exact it is, " if any(theme["low"] for theme in themes) else ""
    return {
        "finding": _highest(brief), "rows": numbers, "numeric": list(range(1, len(cycles) + 1)),
        "note": f"Share of what accounts raise, {span}; {ribbons}all panels share one scale; "
        f"{formats.cycle_name(brief.cycle)} over {figures.voters(brief)}, each one vote{left_out}",
        "alt": f"{_highest(brief)}. One panel a theme, {span}. {alt}.",
        "columns": ["Theme", *map(formats.cycle_mark, cycles), "What it is", "Settled"],
        "wide": plot_multiples(themes, cycles), "narrow": plot_multiples(themes, cycles, is_narrow=True),
    }  # fmt: skip


def _highest(brief: Brief) -> str:
    """Heading of the small multiples: which theme stands highest, and what is new."""
    top = summary.then_and_now(brief)[0]
    born = [theme for theme in brief.themes if theme.new_in in brief.cycles[1:]]
    first = f"{formats.quoted(top.label)} stands highest, at {formats.percent(top.now)}"
    return f"{first}; {formats.counted(len(born), 'theme is', 'themes are')} new in this window" if born else first


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
    return "not yet" if theme.unsettled else "yes"


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
    name, when = formats.quoted(summary.label(brief, theme.id)), formats.cycle_name(event.cycle)
    other = formats.quoted(summary.label(brief, event.other)) if event.other else "another theme"
    is_once_before = any(number for cycle, number in theme.n_conversations.items() if cycle < event.cycle)
    clause = {
        "born": f"{name} first came up{' in two conversations' if is_once_before else ''}.",
        "merged": f"{name} was merged into {other}.",
        "split": f"{name} split from {other}.",
        "returned": f"{name} came back.",
        "died": f"{name} was raised by nobody any more.",
        "unmatched": f"what was decided about {name} was not carried out, because it holds something else since; decide again.",
    }.get(event.event, f"{name}: {event.event}.")
    return f"{wording.capital(when)}: {clause}"

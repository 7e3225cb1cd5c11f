"""Since validation: what has drifted from the persona file, what may be starting to move, and the same for the whole library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.over_time import Drifted, Watched
from kit.brief.model.themes import Reach
from kit.brief.quotes import as_shown
from kit.brief.tables import Row

#: The figure of the bench that says how often a watch list has an entry where nothing moves.
WATCH_RATE = "a theme stands on the watch list, nothing moves"
NUMBERS = ("two", "three")


def section(brief: Brief) -> Section:
    """What drifted, with who says so now; then the themes on watch, which are no findings."""
    html = render(
        "since_validation.html", finding=finding(brief), drifted=[_drifted(brief, theme) for theme in called(brief)],
        compared=compared(brief), rest=tested_rows(brief), watched=watch_sentences(brief), by_chance=by_chance(brief),
        is_told=brief.on_watch is not None and bool(brief.on_watch.looked_at),
    )  # fmt: skip
    return Section("since-validation", "Since it was validated", html)


def called(brief: Brief) -> list[Drifted]:
    """The themes that drifted, the largest first."""
    themes = brief.since_validation.themes if brief.since_validation else ()
    return sorted((theme for theme in themes if theme.called), key=lambda theme: (-abs(theme.shift_pp), theme.theme))


def finding(brief: Brief) -> str:
    """What has drifted, in one line."""
    since, checked = brief.since_validation, formats.day(brief.persona.validated_on)
    if since is None or not since.now_cycles:
        return _not_compared(brief)
    start = f"{checked}" if since.state == "validated" else formats.cycle_name(since.before_cycles[0])
    if drifted := called(brief):
        return f"{formats.counted(len(drifted), 'theme has', 'themes have')} drifted since {start}"
    return f"No drift since {start} is more than chance"


def _not_compared(brief: Brief) -> str:
    state = brief.since_validation.state if brief.since_validation else "short"
    return {
        "never": "The persona file was never validated, so nothing can be held against that day",
        "recent": f"Validated on {formats.day(brief.persona.validated_on)}, too lately for a drift to be told",
    }.get(state, "Too few cycles to tell a drift")


def compared(brief: Brief) -> str:
    """Which cycles were held against which, and why those; what is missing where nothing was."""
    since = brief.since_validation
    if since is None or since.state == "short":
        return "Six cycles with conversations are needed: three now, and three before them."
    if since.state == "never":
        return "Give the file a validated_on date; the cycles before that day are then what the last three are held against."
    if since.state == "recent":
        return "Three cycles have to follow those before that day."
    before, now = formats.cycles_named(since.before_cycles), formats.cycles_named(since.now_cycles)
    checked = formats.day(brief.persona.validated_on)
    if since.state == "validated":
        return f"{wording.capital(before)}, just before the file was validated on {checked}, against {now}."
    return (
        f"The file was validated on {checked}, before the cycles that themes are made of begin, so what customers said then "
        f"cannot be compared. Held against {now} are the first cycles there are, {before}: an older drift does not show."
    )


def _drifted(brief: Brief, theme: Drifted) -> dict[str, Any]:
    shift = next((shift for shift in brief.shifts if shift.theme == theme.theme), None)
    is_now = theme.direction in summary.RISING
    quotes = shift.quotes if shift and is_now and shift.direction in summary.RISING else ()
    return {"sentence": sentence(brief, theme), "quote": as_shown(brief, quotes[0]) if quotes else None}


def sentence(brief: Brief, theme: Drifted) -> str:
    """What the file claims or leaves out, what customers say now, since when, how far and how many accounts."""
    known, name = summary.theme_of(brief, theme.theme), formats.quoted(summary.label(brief, theme.theme))
    is_up = theme.direction in summary.RISING
    if known and known.claim:
        opening = f"The file says {name}. {'More' if is_up else 'Fewer'} customers do{_since(theme)}"
    else:
        opening = f"The file does not say {name}. {'More' if is_up else 'Fewer'} customers do{_since(theme)}"
    before, now = formats.percent(theme.share_before), formats.percent(theme.share_now)
    size = formats.shift(theme.shift_pp, theme.low_pp, theme.high_pp)
    who = f"{_of(theme.accounts_now)} raised it over the last three cycles, {_of(theme.accounts_before)} in the three before"
    return f"{opening}: from {before} to {now} ({size}). {who}."


def _since(theme: Drifted) -> str:
    return f" {wording.since(theme)}" if theme.since else ""


def _of(reach: Reach) -> str:
    return f"{reach.n:,} of {formats.counted(reach.of, 'account')}"


def tested_rows(brief: Brief) -> list[Row]:
    """Every tested theme: its shares, the drift, accounts over the last cycles."""
    themes = brief.since_validation.themes if brief.since_validation else ()
    return [
        [
            summary.label(brief, theme.theme),
            f"from {formats.percent(theme.share_before)} to {formats.percent(theme.share_now)}",
            formats.shift(theme.shift_pp, theme.low_pp, theme.high_pp), f"{theme.accounts_now.n} of {theme.accounts_now.of}",
        ]
        for theme in themes
    ]  # fmt: skip


def watch_sentences(brief: Brief) -> list[str]:
    """Each theme on watch: on which side of where it was, for how long, and how far."""
    return [watch_sentence(brief, entry) for entry in watch_entries(brief)]


def watch_entries(brief: Brief) -> Sequence[Watched]:
    return brief.on_watch.themes if brief.on_watch else ()


def watch_sentence(brief: Brief, entry: Watched) -> str:
    """One theme on watch: “merged numbers” has stood above where it was for three cycles: 12 % before, 18 % now."""
    side, number = "above" if entry.shift_pp > 0 else "below", NUMBERS[len(entry.now_cycles) - 2]
    before, now = formats.percent(entry.share_before), formats.percent(entry.share_now)
    size = formats.shift(entry.shift_pp, entry.low_pp, entry.high_pp)
    name = formats.quoted(summary.label(brief, entry.theme))
    return f"{name} has stood {side} where it was for {number} cycles: {before} before, {now} over them ({size})."


def by_chance(brief: Brief) -> str:
    """How often something stands on a watch list although nothing moves; "" where that was not measured."""
    for rate in brief.error_rates:
        if rate.figure == WATCH_RATE:
            return f"Where nothing moves, a persona’s list has an entry in {formats.percent(rate.value)} of cycles."
    return ""


def library_section(briefs: Sequence[Brief]) -> Section:
    """Every persona with a drift or a theme on watch, then what to expect by chance and what became of earlier shifts."""
    html = render(
        "over_time.html", finding=library_finding(briefs), personas=[row for brief in briefs if (row := _persona(brief))],
        expected=expected(briefs), record=record(briefs), level=level(briefs),
        by_chance=next((line for brief in briefs if (line := by_chance(brief))), ""),
    )  # fmt: skip
    return Section("over-time", "Over time", html)


def library_finding(briefs: Sequence[Brief]) -> str:
    """How many personas have drifted from their files."""
    drifted = [brief for brief in briefs if called(brief)]
    compared = [brief for brief in briefs if brief.since_validation and brief.since_validation.now_cycles]
    if not compared:
        return "No persona file could be held against what was said before it was validated"
    number = f"{len(drifted)}" if drifted else "none"
    return f"Customers have drifted from {number} of {formats.counted(len(compared), 'persona file')} since validation"


def _persona(brief: Brief) -> dict[str, Any]:
    drifted, watched = [sentence(brief, theme) for theme in called(brief)], watch_sentences(brief)
    known = {"id": brief.persona.id, "name": brief.persona.name, "drifted": drifted, "watched": watched}
    return known if drifted or watched else {}


def expected(briefs: Sequence[Brief]) -> str:
    """False shifts to expect in a year at the bars in force; "" in briefs that do not say."""
    library = next((brief.library for brief in briefs if brief.library), None)
    if library is None:
        return ""
    if library.false_a_year is None:
        return "There are too few past cycles to say how many false shifts to expect in a year."
    number = library.false_a_year
    size = f"{number:.1f}" if number >= 0.05 else "fewer than 0.1"
    return f"At this bar expect {size} false shifts a year in this library."


def record(briefs: Sequence[Brief]) -> str:
    """What became of the shifts that the library surfaced so far."""
    judged, held = (sum(getattr(brief.durability, name) for brief in briefs) for name in ("surfaced", "held"))
    untold = sum(brief.durability.untold for brief in briefs)
    if not judged + untold:
        return "Its own record is empty: no reported shift has been followed by another cycle."
    also = f"; {formats.counted(untold, 'more cannot', 'more cannot')} be told" if untold else ""
    number = formats.counted(judged, "reported shift")
    return f"Its own record: of {number} that another cycle followed, {held:,} held and {judged - held:,} did not{also}."


def level(briefs: Sequence[Brief]) -> str:
    """The level of this cycle where the false discovery rate is kept over all cycles together; "" elsewhere."""
    watch = next((brief.library.watch for brief in briefs if brief.library and brief.library.watch), None)
    if watch is None:
        return ""
    return (
        f"The false discovery rate is kept over all cycles together (batch-prds): in this one, number {watch.batch}, q had to be "
        f"at most {watch.level:.4f}; {watch.called:,} of {formats.counted(watch.tests, 'test')} passed."
    )

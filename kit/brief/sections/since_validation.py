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
from kit.cycles import parse_cycle
from kit.language import gettext, in_own_language, marked, ngettext, pgettext

#: The figure of the bench that says how often a watch list has an entry where nothing moves.
WATCH_RATE = "a theme stands on the watch list, nothing moves"
NUMBERS = (marked("two"), marked("three"))


@in_own_language
def section(brief: Brief) -> Section:
    """What drifted, with who says so now; then the themes on watch, which are no findings."""
    html = render(
        "since_validation.html", finding=finding(brief), drifted=[_drifted(brief, theme) for theme in called(brief)],
        compared=compared(brief), rest=tested_rows(brief), watched=watch_sentences(brief), by_chance=by_chance(brief),
        is_told=brief.on_watch is not None and bool(brief.on_watch.looked_at),
    )  # fmt: skip
    return Section("since-validation", gettext("Since it was validated"), html)


def called(brief: Brief) -> list[Drifted]:
    """The themes that drifted, the largest first."""
    themes = brief.since_validation.themes if brief.since_validation else ()
    return sorted((theme for theme in themes if theme.called), key=lambda theme: (-abs(theme.shift_pp), theme.theme))


def finding(brief: Brief) -> str:
    """What has drifted, in one line."""
    since = brief.since_validation
    if since is None or not since.now_cycles:
        return _not_compared(brief)
    if since.state == "validated":
        start = gettext("since {day}", day=formats.day(brief.persona.validated_on))
    else:
        start = gettext("since {when}", when=formats.cycle_name(since.before_cycles[0]))
    if drifted := called(brief):
        return ngettext("{n} theme has drifted {since}", "{n} themes have drifted {since}", len(drifted), since=start)
    return gettext("No drift {since} is more than chance", since=start)


def _not_compared(brief: Brief) -> str:
    state = brief.since_validation.state if brief.since_validation else "short"
    day = formats.day(brief.persona.validated_on)
    return {
        "never": gettext("The persona file was never validated, so nothing can be held against that day"),
        "recent": gettext("Validated on {day}, too lately for a drift to be told", day=day),
    }.get(state, gettext("Too few cycles to tell a drift"))


def compared(brief: Brief) -> str:
    """Which cycles were held against which, and why those; what is missing where nothing was."""
    since = brief.since_validation
    state = since.state if since else "short"
    missing = {
        "short": gettext("Six cycles with conversations are needed: three now, and three before them."),
        "never": gettext(
            "Give the file a validated_on date: the last three cycles are then held against the three before that day."
        ),
        "recent": gettext("Three cycles have to follow those before that day."),
    }
    if since is None or state in missing:
        return missing[state]
    figures = {
        "before": formats.cycles_named(since.before_cycles), "now": formats.cycles_named(since.now_cycles),
        "day": formats.day(brief.persona.validated_on),
    }  # fmt: skip
    if state == "validated":
        figures["before"] = wording.capital(figures["before"])
        return gettext("{before}, just before the file was validated on {day}, against {now}.", **figures)
    known = [name for name in since.before_cycles if parse_cycle(name).after.isoformat() <= str(brief.persona.validated_on)]
    if known:
        return ngettext(
            "Only {n} cycle ended before the file was validated on {day}; three are needed. So {now} are held against the first "
            "cycles there are, {before}.",
            "Only {n} cycles ended before the file was validated on {day}; three are needed. So {now} are held against the first "
            "cycles there are, {before}.", len(known), **figures,
        )  # fmt: skip
    return gettext(
        "No cycle of which themes are made ended before the file was validated on {day}. So {now} are held against the first "
        "cycles there are, {before}; an older drift does not show.", **figures,
    )  # fmt: skip


def _drifted(brief: Brief, theme: Drifted) -> dict[str, Any]:
    shift = next((shift for shift in brief.shifts if shift.theme == theme.theme), None)
    is_now = theme.direction in summary.RISING
    quotes = shift.quotes if shift and is_now and shift.direction in summary.RISING else ()
    return {"sentence": sentence(brief, theme), "quote": as_shown(brief, quotes[0]) if quotes else None}


def sentence(brief: Brief, theme: Drifted) -> str:
    """What the file claims or leaves out, what customers say now, since when, how far and how many accounts."""
    known = summary.theme_of(brief, theme.theme)
    figures = {
        "name": formats.quoted(summary.label(brief, theme.theme)), "since": f" {wording.since(theme)}" if theme.since else "",
        **formats.change(theme.share_before, theme.share_now, theme.shift_pp, theme.low_pp, theme.high_pp),
    }  # fmt: skip
    who = gettext(
        "{now} raised it over the last three cycles, {before} in the three before.", now=_of(theme.accounts_now),
        before=_of(theme.accounts_before),
    )  # fmt: skip
    return f"{_against_file(bool(known and known.claim), theme.direction in summary.RISING, figures)} {who}"


def _of(reach: Reach) -> str:
    whole = formats.counted(reach.of, "account")
    return pgettext("counted things", "{number} of {whole}", number=formats.count(reach.n), whole=whole)


def tested_rows(brief: Brief) -> list[Row]:
    """Every tested theme: its shares, the drift, accounts over the last cycles."""
    themes = brief.since_validation.themes if brief.since_validation else ()
    return [_tested_row(brief, theme) for theme in themes]


def _tested_row(brief: Brief, theme: Drifted) -> Row:
    figures = formats.change(theme.share_before, theme.share_now, theme.shift_pp, theme.low_pp, theme.high_pp)
    return [
        summary.label(brief, theme.theme),
        gettext("from {before} to {now}", before=figures["before"], now=figures["now"]),
        figures["size"],
        gettext("{number} of {whole}", number=theme.accounts_now.n, whole=theme.accounts_now.of),
    ]


def watch_sentences(brief: Brief) -> list[str]:
    """Each theme on watch: on which side of where it was, for how long, and how far."""
    return [watch_sentence(brief, entry) for entry in watch_entries(brief)]


def watch_entries(brief: Brief) -> Sequence[Watched]:
    return brief.on_watch.themes if brief.on_watch else ()


def watch_sentence(brief: Brief, entry: Watched) -> str:
    """One theme on watch: “merged numbers” has stood above where it was for three cycles: 12 % before, 18 % now."""
    figures = {
        **formats.change(entry.share_before, entry.share_now, entry.shift_pp, entry.low_pp, entry.high_pp),
        "name": formats.quoted(summary.label(brief, entry.theme)),
        "number": gettext(NUMBERS[len(entry.now_cycles) - 2]),
    }  # fmt: skip
    if entry.shift_pp > 0:
        return gettext(
            "{name} has stood above where it was for {number} cycles: {before} before, {now} over them ({size}).", **figures
        )
    return gettext(
        "{name} has stood below where it was for {number} cycles: {before} before, {now} over them ({size}).", **figures
    )


def by_chance(brief: Brief) -> str:
    """How often something stands on a watch list although nothing moves, in the worst case; "" where that was not measured."""
    rates = [rate.value for rate in brief.error_rates if rate.figure == WATCH_RATE]
    if not rates:
        return ""
    share = formats.percent(max(rates))
    return gettext("Where nothing moves, a theme stands on a persona’s watch list in {share} of cycles.", share=share)


@in_own_language
def library_section(briefs: Sequence[Brief]) -> Section:
    """Every persona with a drift or a theme on watch, then what to expect by chance and what became of earlier shifts."""
    html = render(
        "over_time.html", finding=library_finding(briefs), personas=[row for brief in briefs if (row := _persona(brief))],
        expected=expected(briefs), record=record(briefs), level=level(briefs),
        by_chance=next((line for brief in briefs if (line := by_chance(brief))), ""),
    )  # fmt: skip
    return Section("over-time", gettext("Over time"), html)


def library_finding(briefs: Sequence[Brief]) -> str:
    """How many personas have drifted from their files."""
    drifted = [brief for brief in briefs if called(brief)]
    compared = [brief for brief in briefs if brief.since_validation and brief.since_validation.now_cycles]
    if not compared:
        return gettext("No persona file could be held against what was said before it was validated")
    files, late = formats.counted(len(compared), "persona file"), sum(not _is_before(brief) for brief in compared)
    if late == len(compared) and not drifted:
        return gettext(
            "No drift in {files} since the first cycles there are; what was said before validation is not known", files=files
        )
    if not drifted:
        return gettext("Customers have drifted from none of {files} since validation", files=files)
    return gettext("Customers have drifted from {number} of {files} since validation", number=len(drifted), files=files)


def _is_before(brief: Brief) -> bool:
    """Whether a persona is held against the cycles before its validation, and not against the first ones there are."""
    return bool(brief.since_validation) and brief.since_validation.state == "validated"


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
        return gettext("There are too few past cycles to say how many false shifts to expect in a year.")
    number = library.false_a_year
    past = formats.counted(max(len(brief.cycles) for brief in briefs) - 1, "cycle")
    size = formats.limit(0.1) if number < 0.05 else formats.limit_of(f"{number:.1f}")
    if number < 0.05:
        return gettext(
            "At this bar expect fewer than {size} false shifts a year in this library, by the last {cycles} in other orders.",
            size=size, cycles=past,
        )  # fmt: skip
    return gettext(
        "At this bar expect {size} false shifts a year in this library, by the last {cycles} in other orders.",
        size=size, cycles=past,
    )  # fmt: skip


def record(briefs: Sequence[Brief]) -> str:
    """What became of the shifts that the library surfaced so far."""
    judged, held = (sum(getattr(brief.durability, name) for brief in briefs) for name in ("surfaced", "held"))
    untold = sum(brief.durability.untold for brief in briefs)
    if not judged + untold:
        return gettext("Its own record is empty: no reported shift has been followed by another cycle.")
    also = ngettext("; {n} more cannot be told", "; {n} more cannot be told", untold) if untold else ""
    return ngettext(
        "Its own record: of {n} reported shift that another cycle followed, {held} held and {lost} did not{also}.",
        "Its own record: of {n} reported shifts that another cycle followed, {held} held and {lost} did not{also}.",
        judged, held=formats.count(held), lost=formats.count(judged - held), also=also,
    )  # fmt: skip


def level(briefs: Sequence[Brief]) -> str:
    """The level of this cycle where the false discovery rate is kept over all cycles together; "" elsewhere."""
    watch = next((brief.library.watch for brief in briefs if brief.library and brief.library.watch), None)
    if watch is None:
        return ""
    return gettext(
        "The false discovery rate is kept over all cycles together ({rule}): in this one, number {batch}, q had to be at "
        "most {level}; {called} of {tests} passed.", rule=watch.rule, batch=watch.batch, called=formats.count(watch.called),
        level=formats.limit_of(f"{watch.level:.4f}"), tests=formats.counted(watch.tests, "test"),
    )  # fmt: skip


def _against_file(is_claim: bool, is_up: bool, figures: dict[str, str]) -> str:
    """Whether the file says it, and whether more or fewer customers do."""
    if is_claim and is_up:
        return gettext("The file says {name}. More customers do{since}: from {before} to {now} ({size}).", **figures)
    if is_claim:
        return gettext("The file says {name}. Fewer customers do{since}: from {before} to {now} ({size}).", **figures)
    if is_up:
        return gettext("The file does not say {name}. More customers do{since}: from {before} to {now} ({size}).", **figures)
    return gettext("The file does not say {name}. Fewer customers do{since}: from {before} to {now} ({size}).", **figures)

"""Since last month: what became of what the last brief reported, which earlier figures changed and why, the verdicts so far."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import headline, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.made_with import PastBrief, PreviousShift
from kit.brief.months.past_briefs import glance
from kit.language import gettext, in_own_language, marked, marked_plural, ngettext

#: Cycles in a line of verdicts, and restated figures that are listed; the others are counted.
MOST_MARKS, MOST_RESTATED = 6, 8
FATES = {True: marked("held"), False: marked("did not hold"), None: marked("cannot be told yet")}
N_FATES = {
    True: marked_plural("{number} held", "{number} held"),
    False: marked_plural("{number} did not hold", "{number} did not hold"),
    None: marked_plural("{number} cannot be told yet", "{number} cannot be told yet"),
}
VERBS = {"rising": marked("risen"), "new": marked("new"), "fading": marked("fading"), "gone": marked("gone")}


@in_own_language
def section(brief: Brief) -> Section:
    """What held, what did not, what was restated and why, and every brief of the persona so far as a table."""
    html = render(
        "since_last_month.html", finding=finding(brief), kicker=kicker(brief), held=held(brief), score=score(brief),
        restated=restated(brief), line=line(brief), spoken=spoken(brief), rows=rows(brief),
    )  # fmt: skip
    return Section("since-last-month", kicker(brief), html)


def so_far(brief: Brief) -> list[PastBrief]:
    """The persona's briefs so far, this one last."""
    return [*(brief.past_briefs or ()), glance(brief)]


def kicker(brief: Brief) -> str:
    last = next(iter(reversed(brief.past_briefs or ())), None)
    return gettext("Since {cycle}", cycle=formats.cycle_name(last.cycle)) if last else gettext("Since the last brief")


def finding(brief: Brief) -> str:
    """What became of the last brief, in one line."""
    if not brief.past_briefs:
        return gettext("This is the first brief of this persona")
    parts = [_fates(brief)] if brief.previous_shifts else [gettext("It reported no change that could hold")]
    if brief.restated:
        parts.append(ngettext("{n} earlier figure changed", "{n} earlier figures changed", len(brief.restated)))
    return formats.clauses(parts)


def _fates(brief: Brief) -> str:
    kept = {fate: sum(shift.held is fate for shift in brief.previous_shifts) for fate in FATES}
    fates = formats.listed(ngettext(*N_FATES[fate], number, number=number) for fate, number in kept.items() if number)
    return ngettext(
        "Of {n} reported change, {fates}", "Of {n} reported changes, {fates}", len(brief.previous_shifts), fates=fates
    )


def held(brief: Brief) -> list[str]:
    """Each change that the last brief reported: from what to what, where it stands now, and whether it held."""
    return [_held(shift) for shift in brief.previous_shifts]


def _held(shift: PreviousShift) -> str:
    figures = {
        "name": formats.quoted(shift.label), "change": gettext(VERBS[shift.direction]),
        "shares": formats.from_to(shift.share_before, shift.share_then), "fate": gettext(FATES[shift.held]),
    }  # fmt: skip
    if shift.share_now is None:
        return gettext("{name} ({change}, {shares}) {fate}.", **figures)
    now = formats.percent(shift.share_now)
    return gettext("{name} ({change}, {shares}) {fate}; it stands at {now} now.", now=now, **figures)


def score(brief: Brief) -> str:
    """How many of the changes reported so far held; "" where none could be judged."""
    judged = brief.durability.surfaced
    if not judged:
        return ""
    return ngettext(
        "Of {n} change reported for this persona so far, {held} held in the next brief.",
        "Of {n} changes reported for this persona so far, {held} held in the next brief.", judged, held=brief.durability.held,
    )  # fmt: skip


def restated(brief: Brief) -> list[str]:
    """Figures of earlier briefs that came out otherwise this time, the largest first, each with what changed it."""
    lines = [
        gettext(
            "{what}, {cycle}: {before} was printed, it is {now} now ({why}).", what=wording.capital(row.what),
            cycle=formats.cycle_name(row.cycle), before=row.from_, now=row.to, why=row.why,
        )
        for row in brief.restated[:MOST_RESTATED]
    ]  # fmt: skip
    rest = len(brief.restated) - MOST_RESTATED
    if rest <= 0:
        return lines
    return [*lines, ngettext("{n} smaller one in the facts file.", "{n} smaller ones in the facts file.", rest)]


def line(brief: Brief) -> list[tuple[str, str]]:
    """The last verdicts, oldest first: a short name of the cycle, and the verdict."""
    return [(formats.cycle_mark(past.cycle), past.verdict) for past in so_far(brief)[-MOST_MARKS:]]


def spoken(brief: Brief) -> str:
    """The same in words."""
    marks = [f"{formats.cycle_name(past.cycle)} {_word(past).lower()}" for past in so_far(brief)[-MOST_MARKS:]]
    return gettext("Verdicts so far: {verdicts}", verdicts=", ".join(marks))


def rows(brief: Brief) -> list[dict[str, Any]]:
    """Every brief so far, the newest first: cycle, verdict and its word, what it said."""
    return [
        {"cycle": formats.cycle_name(past.cycle), "verdict": past.verdict, "word": _word(past), "says": past.headline}
        for past in reversed(so_far(brief))
    ]


def _word(past: PastBrief) -> str:
    return headline.verdict_word(past.verdict, past.partial)

"""Since last month: what became of what the last brief reported, which earlier figures changed and why, the verdicts so far."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import headline, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.made_with import PastBrief, PreviousShift
from kit.brief.months.past_briefs import glance

#: Cycles in a line of verdicts, and restated figures that are listed; the others are counted.
MOST_MARKS, MOST_RESTATED = 6, 8
FATES = {True: "held", False: "did not hold", None: "cannot be told yet"}
VERBS = {"rising": "risen", "new": "new", "fading": "fading", "gone": "gone"}


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
    return f"Since {formats.cycle_name(last.cycle)}" if last else "Since the last brief"


def finding(brief: Brief) -> str:
    """What became of the last brief, in one line."""
    if not brief.past_briefs:
        return "This is the first brief of this persona"
    parts = [_fates(brief)] if brief.previous_shifts else ["It reported no change that could hold"]
    if brief.restated:
        parts.append(f"{formats.counted(len(brief.restated), 'earlier figure')} changed")
    return "; ".join(parts)


def _fates(brief: Brief) -> str:
    kept = {fate: sum(shift.held is fate for shift in brief.previous_shifts) for fate in FATES}
    fates = [f"{number} {FATES[fate]}" for fate, number in kept.items() if number]
    return f"Of {formats.counted(len(brief.previous_shifts), 'reported change')}, {formats.listed(fates)}"


def held(brief: Brief) -> list[str]:
    """Each change that the last brief reported: from what to what, where it stands now, and whether it held."""
    return [_held(shift) for shift in brief.previous_shifts]


def _held(shift: PreviousShift) -> str:
    went = formats.from_to(shift.share_before, shift.share_then)
    now = f"; it stands at {formats.percent(shift.share_now)} now" if shift.share_now is not None else ""
    return f"{formats.quoted(shift.label)} ({VERBS[shift.direction]}, {went}) {FATES[shift.held]}{now}."


def score(brief: Brief) -> str:
    """How many of the changes reported so far held; "" where none could be judged."""
    judged = brief.durability.surfaced
    if not judged:
        return ""
    number = formats.counted(judged, "change")
    return f"Of {number} reported for this persona so far, {brief.durability.held} held in the next brief."


def restated(brief: Brief) -> list[str]:
    """Figures of earlier briefs that came out otherwise this time, the largest first, each with what changed it."""
    lines = [
        f"{wording.capital(row.what)}, {formats.cycle_name(row.cycle)}: {row.from_} was printed, it is {row.to} now ({row.why})."
        for row in brief.restated[:MOST_RESTATED]
    ]
    rest = len(brief.restated) - MOST_RESTATED
    return [*lines, f"{formats.counted(rest, 'smaller one')} in the facts file."] if rest > 0 else lines


def line(brief: Brief) -> list[tuple[str, str]]:
    """The last verdicts, oldest first: a short name of the cycle, and the verdict."""
    return [(formats.cycle_mark(past.cycle), past.verdict) for past in so_far(brief)[-MOST_MARKS:]]


def spoken(brief: Brief) -> str:
    """The same in words."""
    marks = [f"{formats.cycle_name(past.cycle)} {_word(past).lower()}" for past in so_far(brief)[-MOST_MARKS:]]
    return f"Verdicts so far: {', '.join(marks)}"


def rows(brief: Brief) -> list[dict[str, Any]]:
    """Every brief so far, the newest first: cycle, verdict and its word, what it said."""
    return [
        {"cycle": formats.cycle_name(past.cycle), "verdict": past.verdict, "word": _word(past), "says": past.headline}
        for past in reversed(so_far(brief))
    ]


def _word(past: PastBrief) -> str:
    return f"{headline.VERDICTS[past.verdict][0]}{', partial' if past.partial else ''}"

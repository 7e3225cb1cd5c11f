"""How strong, and where: what a shift rests on, and each segment a dot over the band that could not have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Segment, Shift
from kit.brief.tables import Row
from kit.plots.segments import plot_segments

#: Why the segments' smallest visible shifts are not the persona's.
ALONE = (
    "What would show in a segment is for that segment by itself. For the whole persona, with every theme tested, a change has to "
    "be larger to be sure of."
)
COLUMNS = ["Share before", "Share now", "Change, interval", "Smallest that would show", "Strength"]


def section(brief: Brief) -> Section:
    """Each shift in each segment; in a quiet cycle the largest change that stayed below the bar."""
    shifts = summary.surfaced(brief)[: summary.MOST_SHIFTS]
    if not shifts and brief.verdict != "thin" and (largest := summary.largest(brief)):
        shifts = [largest]
    pictures = [picture(brief, shift, number) for number, shift in enumerate(shifts) if summary.segments(shift)]
    paragraphs = [wording.awaiting(brief)] if wording.is_waiting(brief) else [rests_on(brief)]
    html = render(
        "strength.html", finding=finding(brief), charts=pictures, paragraphs=paragraphs, note=_note(shifts) if pictures else ""
    )
    return Section("how-strong", "How strong, and where", html, tuple(picture["wide"] for picture in pictures))


def _note(shifts: Sequence[Shift]) -> str:
    """Why a segment's smallest visible change is not the persona's, and whom no segment holds."""
    spoke = max((summary.without_segment(shift)[1] for shift in shifts), default=0)
    number = formats.counted(spoke, "account")
    whom = f" {number} of no known segment {'is' if spoke == 1 else 'are'} in the whole and in no segment." if spoke else ""
    return f"{ALONE}{whom}"


def finding(brief: Brief) -> str:
    """Where a shift is strong, or what it would have taken to show one."""
    if wording.is_waiting(brief):
        return wording.WAITING
    segments = summary.segments(summary.largest(brief))
    if not segments:
        return "Too few spoke in any segment to compare them"
    if not summary.lead(brief):
        return _needed(segments)
    clauses = []
    for word in summary.STRENGTHS:
        names = [segment.segment for segment in segments if segment.strength == word]
        if names:
            clauses.append(f"{word} in {formats.listed_short(names)}")
    return f"The change is {', '.join(clauses)}"


def _needed(segments: Sequence[Segment]) -> str:
    seeing = sorted((part.smallest_visible_shift_pp, part.segment) for part in segments if part.smallest_visible_shift_pp < 100)
    if not seeing:
        return "In no segment would a change of any size have shown by itself"
    needed = [f"{formats.size_in_points(pp)} in {name}" for pp, name in seeing]
    return f"To show by itself, a change would have needed {formats.listed_short(needed)}"


def rests_on(brief: Brief) -> str:
    """What a shift rests on: its size, what is mix, the largest account; or what a quiet cycle would have shown."""
    lead = summary.lead(brief)
    if not lead:
        return wording.seeable(brief) if brief.coverage.conversations else "Nobody spoke, so nothing could have shown."
    is_held = lead.survives_dropping_any_account
    holds = "it holds whichever account is left out" if is_held else "it would not hold without one of its accounts"
    part = f"its largest account has {formats.percent(lead.largest_account_part)} of the conversations"
    lines = [
        f"{wording.capital(wording.change(brief, lead))}.",
        f"Of this, {_parts(lead)}.",
        corrected(lead),
        f"{wording.capital(holds)}; {part}. It came up in {formats.counted(lead.weeks, 'week')}.",
    ]
    if lead.history == "short":
        lines.append("Too little came before to know how much an ordinary month varies, so the interval may be too narrow.")
    return " ".join(filter(None, lines))


def _parts(shift: Shift) -> str:
    """A shift's two parts in whole points; the second is what the first leaves, so that both make the shift as printed."""
    whole, own = (int(formats.signed(pp).replace(formats.MINUS, "-")) for pp in (shift.shift_pp, shift.mix_adjusted_pp))
    return f"{formats.points(own)} are what the same kind of accounts say now, {formats.points(whole - own)} come of who spoke"


def corrected(shift: Shift) -> str:
    """A shift's size corrected for what people found wrong, as a sentence; "" where that is not known."""
    size = shift.checked or shift.corrected
    if not size:
        return ""
    what = wording.found_wrong(shift)
    return f"Corrected for {what} it is {formats.shift(size.shift_pp, size.low_pp, size.high_pp)}."


def picture(brief: Brief, shift: Shift, number: int) -> dict[str, Any]:
    """One shift in each segment; ``number`` sets several on one page apart. Only a surfaced one has strengths to show."""
    rows = [_drawn(segment, shift) for segment in summary.segments(shift)]
    direction = shift.direction if shift.surfaced else ""
    columns = ["Segment", "Accounts that raised it before" if summary.is_past(shift) else "Accounts raising it", *COLUMNS]
    columns = columns if shift.surfaced else columns[:-1]
    numbers = [row[: len(columns)] for row in segment_rows(summary.shown_segments(shift))]
    alt = "; ".join(f"{', '.join([f'{row[0]}: {row[4]}', *row[6:]])}, nothing under {row[5]} would show in it" for row in numbers)
    change = wording.change(brief, shift)
    return {
        "id": f"segments-{number}", "alt": f"{change}. {alt}.", "rows": numbers, "columns": columns,
        "finding": change if shift.surfaced else f"The largest change, too small to report: {change}",
        "note": "A dot is a segment’s change, its line how exact that is. Shaded: too small to show with so few accounts.",
        "wide": plot_segments(rows, direction), "narrow": plot_segments(rows, direction, is_narrow=True),
    }  # fmt: skip


def _drawn(segment: Segment, shift: Shift) -> dict[str, Any]:
    strength = f" · {segment.strength}" if shift.surfaced else ""
    return segment.model_dump() | {"note": f"{reach(segment)}{' before' if summary.is_past(shift) else ''}{strength}"}


def segment_rows(segments: Sequence[Segment]) -> list[Row]:
    """Segment, accounts, share before and now, shift with interval, what could have been seen, strength."""
    return [
        [
            segment.segment or "not known",
            reach(segment),
            formats.percent(segment.share_before),
            formats.percent(segment.share_now),
            formats.shift(segment.shift_pp, segment.low_pp, segment.high_pp),
            formats.size_in_points(segment.smallest_visible_shift_pp),
            segment.strength,
        ]
        for segment in segments
    ]


def reach(segment: Segment) -> str:
    """Accounts raising a theme in a segment over those that spoke there in the same cycles: "6 of 17"."""
    return f"{segment.accounts} of {segment.accounts_active}" if segment.accounts_active else str(segment.accounts)

"""How strong, and where: what a shift rests on, and each segment a dot over the band that could not have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import InPart, Shift
from kit.brief.reasons import why_not
from kit.brief.tables import Row
from kit.language import gettext, in_own_language, marked, ngettext
from kit.plots.segments import plot_segments

#: How strong a change is in a segment, beside its figures.
STRENGTHS = {
    "strong": marked("strong"), "moderate": marked("moderate"), "thin": marked("thin"), "absent": marked("absent"),
    "opposite": marked("opposite"),
}  # fmt: skip
#: The same as a clause of the heading.
STRONG_IN = {
    "strong": marked("strong in {segments}"), "moderate": marked("moderate in {segments}"), "thin": marked("thin in {segments}"),
    "absent": marked("absent in {segments}"), "opposite": marked("opposite in {segments}"),
}  # fmt: skip


@in_own_language
def section(brief: Brief) -> Section:
    """Each shift in each segment; in a quiet cycle the largest change that stayed below the bar."""
    shifts = summary.surfaced(brief)[: summary.MOST_SHIFTS]
    if not shifts and brief.verdict != "thin" and (largest := summary.largest(brief)):
        shifts = [largest]
    pictures = [picture(brief, shift, number) for number, shift in enumerate(shifts) if summary.segments(shift)]
    paragraphs = [wording.awaiting(brief)] if wording.is_waiting(brief) else [rests_on(brief)]
    html = render(
        "strength.html", finding=finding(brief), charts=pictures, paragraphs=paragraphs, note=_note(shifts) if pictures else "",
        ranges=ranges(brief), size=formats.size_in_points(brief.volume.steady_within_pp),
    )  # fmt: skip
    return Section("how-strong", gettext("How strong, and where"), html, tuple(picture["wide"] for picture in pictures))


def _note(shifts: Sequence[Shift]) -> str:
    """Why a segment's smallest visible change is not the persona's, and whom no segment holds."""
    spoke = max((summary.without_segment(shift)[1] for shift in shifts if not summary.is_of_tier(shift)), default=0)
    alone = gettext(
        "What would show in a segment or tier is for that one by itself. For the whole persona, with every theme tested, a "
        "change has to be larger to be sure of."
    )
    if not spoke:
        return alone
    whom = ngettext(
        "{n} account of no known segment is in the whole and in no segment.",
        "{n} accounts of no known segment are in the whole and in no segment.", spoke,
    )  # fmt: skip
    return f"{alone} {whom}"


def ranges(brief: Brief) -> list[Row]:
    """Themes in which a large move is not ruled out where that is why nothing is called steady: name and 90 % interval."""
    if brief.verdict != "unclear":
        return []
    return [[name, formats.interval(low, high)] for name, low, high in wording.not_excluded(brief)]


def finding(brief: Brief) -> str:
    """Where a shift is strong, or what it would have taken to show one."""
    if wording.is_waiting(brief):
        return wording.waiting()
    segments = summary.segments(summary.largest(brief))
    if not segments:
        return gettext("Too few spoke in any segment to compare them")
    if not summary.lead(brief):
        return gettext("Too few spoke to compare segments") if brief.verdict == "thin" else _needed(segments)
    clauses = []
    for word in summary.STRENGTHS:
        names = [wording.part_name(segment) for segment in segments if segment.strength == word]
        if names:
            clauses.append(gettext(STRONG_IN[word], segments=formats.listed_short(names)))
    return gettext("The change is {clauses}", clauses=", ".join(clauses))


def _needed(segments: Sequence[InPart]) -> str:
    seeing = sorted(
        (part.smallest_visible_shift_pp, wording.part_name(part)) for part in segments if part.smallest_visible_shift_pp < 100
    )
    if not seeing:
        return gettext("In no segment would a change of any size have shown by itself")
    needed = [gettext("{size} in {segment}", size=formats.size_in_points(pp), segment=name) for pp, name in seeing]
    return gettext("To show by itself, a change would have needed {sizes}", sizes=formats.listed_short(needed))


def rests_on(brief: Brief) -> str:
    """What a shift rests on: its size, what is mix, the largest account; or what a quiet cycle would have shown."""
    lead = summary.lead(brief)
    if not lead:
        nothing = gettext("Nobody spoke, so nothing could have shown.")
        return wording.seeable(brief) if brief.coverage.conversations else nothing
    part = formats.percent(lead.largest_account_part)
    if lead.survives_dropping_any_account:
        holds = gettext("It holds whichever account is left out; its largest account has {part} of the conversations.", part=part)
    else:
        holds = gettext(
            "It would not hold without one of its accounts; its largest account has {part} of the conversations.", part=part
        )
    weeks = ngettext("It came up in {n} week.", "It came up in {n} weeks.", lead.weeks)
    lines = [f"{wording.capital(wording.change(brief, lead))}.", _parts(lead), corrected(lead), holds, weeks]
    if lead.history == "short":
        lines.append(
            gettext("Too little came before to know how much an ordinary month varies, so the interval may be too narrow.")
        )
    return " ".join(filter(None, lines))


def _parts(shift: Shift) -> str:
    """A shift's two parts; the second is what the first leaves, so that both make the shift as printed."""
    digits = formats.digits_of(shift.share_before, shift.share_now, shift.shift_pp)
    whole, own = shift.shift_pp, round(shift.mix_adjusted_pp, 1)
    if digits:
        whole = round(100 * shift.share_now, 1) - round(100 * shift.share_before, 1)
    else:
        whole, own = (int(formats.signed(pp).replace(formats.MINUS, "-")) for pp in (shift.shift_pp, shift.mix_adjusted_pp))
    return gettext(
        "What the same kind of accounts say now makes {own} of this, who spoke makes {rest}.",
        own=formats.points(own, digits), rest=formats.points(round(whole - own, digits), digits),
    )  # fmt: skip


def corrected(shift: Shift) -> str:
    """A shift's size corrected for what people found wrong, as a sentence; "" where that is not known."""
    size = shift.checked or shift.corrected
    if not size:
        return ""
    moved = formats.shift(size.shift_pp, size.low_pp, size.high_pp)
    return gettext("Corrected for {what} it is {size}.", what=wording.found_wrong(shift), size=moved)


def picture(brief: Brief, shift: Shift, number: int) -> dict[str, Any]:
    """One shift in each segment; ``number`` sets several on one page apart. Only a surfaced one has strengths to show."""
    rows = [_drawn(segment, shift) for segment in summary.segments(shift)]
    direction = shift.direction if shift.surfaced else ""
    columns = _columns(shift)
    numbers = [row[: len(columns)] for row in segment_rows(summary.shown_segments(shift))]
    alt, heading = formats.clauses(map(_in_words, numbers)), wording.change(brief, shift)
    if not shift.surfaced:
        heading = gettext("The largest change, which {why_not}: {change}", why_not=why_not(brief, shift), change=heading)
    note, caption = _about_tiers() if summary.is_of_tier(shift) else _about_segments()
    return {
        "id": f"segments-{number}", "alt": f"{heading}. {alt}.", "rows": numbers, "columns": columns, "finding": heading,
        "note": note, "caption": caption,
        "wide": plot_segments(rows, direction), "narrow": plot_segments(rows, direction, is_narrow=True),
    }  # fmt: skip


def _about_segments() -> tuple[str, str]:
    """What a picture of segments shows, and the caption of its table."""
    return (
        gettext("A dot is a segment’s change, its line how exact that is. Shaded: too small to show with so few accounts."),
        gettext("Change in each segment, in percentage points"),
    )


def _about_tiers() -> tuple[str, str]:
    """What a picture of tiers shows, and the caption of its table."""
    return (
        gettext("A dot is a tier’s change, its line how exact that is. Shaded: too small to show with so few accounts."),
        gettext("Change in each tier, in percentage points"),
    )


def _drawn(segment: InPart, shift: Shift) -> dict[str, Any]:
    strength = f" · {gettext(STRENGTHS[segment.strength])}" if shift.surfaced else ""
    number = gettext("{number} before", number=reach(segment)) if summary.is_past(shift) else reach(segment)
    return segment.model_dump() | {"segment": wording.part_name(segment), "note": f"{number}{strength}"}


def segment_rows(segments: Sequence[InPart]) -> list[Row]:
    """Segment, accounts, share before and now, shift with interval, what could have been seen, strength."""
    return [
        [
            wording.part_name(segment) or gettext("not known"),
            reach(segment),
            *_figures(segment),
            _smallest(segment),
            gettext(STRENGTHS[segment.strength]),
        ]
        for segment in segments
    ]


def _smallest(segment: InPart) -> str:
    """What would have shown in a part; rounded up, but where that would print it larger than what did show there."""
    least, own = segment.smallest_visible_shift_pp, abs(segment.shift_pp or 0.0)
    return formats.size_in_points(float(round(least)) if least <= own else least)


def _figures(segment: InPart) -> list[str]:
    figures = formats.change(segment.share_before, segment.share_now, segment.shift_pp, segment.low_pp, segment.high_pp)
    return [figures["before"], figures["now"], figures["size"]]


def reach(segment: InPart) -> str:
    """Accounts raising a theme in a segment over those that spoke there in the same cycles: "6 of 17"."""
    if not segment.accounts_active:
        return str(segment.accounts)
    return gettext("{number} of {whole}", number=segment.accounts, whole=segment.accounts_active)


def _columns(shift: Shift) -> list[str]:
    """The columns of a shift's table; only a surfaced one has strengths to show."""
    raising = gettext("Accounts that raised it before") if summary.is_past(shift) else gettext("Accounts raising it")
    columns = [
        gettext("Tier") if summary.is_of_tier(shift) else gettext("Segment"), raising,
        gettext("Share before"), gettext("Share now"), gettext("Change, interval"),
        gettext("Smallest that would show"), gettext("Strength"),
    ]  # fmt: skip
    return columns if shift.surfaced else columns[:-1]


def _in_words(row: Row) -> str:
    """A segment's row as whoever does not see the picture hears it."""
    change = ", ".join([f"{row[0]}: {row[4]}", *row[6:]])
    return gettext("{change}, nothing under {size} would show in it", change=change, size=row[5])

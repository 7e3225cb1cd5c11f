"""Wording: clauses that several sentences share: a change, a silence, a rule that was missed."""

from __future__ import annotations

import re

from kit import formats
from kit.brief import summary
from kit.brief.model import Brief
from kit.brief.model.coverage import Overlap, SourceCoverage
from kit.brief.model.themes import InPart, Shift, Theme, Tier
from kit.language import gettext, marked, ngettext

#: Two definitions are the problem from this part of the persona's conversations on that fit both.
OVERLAP_WORTH = 0.1
#: Fewer conversations than this between two personas are no pattern.
OVERLAP_FEWEST = 5
#: Likeness from which two definitions describe nearly the same customer; unlike ones share conversations that say too little.
OVERLAP_ALIKE = 0.3
#: What a part of a mix is called, from what part on a theme mostly is that, and from what part on it is worth naming.
PART_NOUNS = {
    "pain": marked("pain"), "objection": marked("objection"), "criterion": marked("decision criterion"), "goal": marked("goal"),
    "question": marked("question"), "praise": marked("praise"),
}  # fmt: skip
MOSTLY, WORTH_NAMING = 0.5, 0.2
SECTION_NOUNS = {"pains": "pain", "objections": "objection", "decision_criteria": "decision criterion", "goals": "goal"}
#: Sections of a persona file that state what customers do not like.
TROUBLES = ("pains", "objections")
#: Words of a theme's name on page one, how many more are not worth a cut, and letters of a word that none ends with; the
#: headline has it whole.
NAME_WORDS, FEW_MORE, SMALL_WORD = 8, 2, 3
#: Verdicts of a brief under which nothing is said of the order of pains, of words and of what messages reach.
TOO_LITTLE = ("thin", "stale")


def noun_of(brief: Brief, theme_id: str) -> str:
    """What kind of thing a theme is: its claim's section, else what it mostly voices, else "pain"."""
    theme = summary.theme_of(brief, theme_id)
    if theme and (not theme.claim or praised(theme)) and (part := voiced(theme)):
        return PART_NOUNS[part]
    section = theme.claim.split("/")[1] if theme and theme.claim else "pains"
    return SECTION_NOUNS.get(section, "theme")


def voiced(theme: Theme) -> str:
    """The part of its mix that a theme mostly is; "" where it is none of them or nobody can tell."""
    parts = {name: value for name, value in (theme.mix or {}).items() if name in PART_NOUNS}
    best = max(parts, key=lambda name: parts[name], default="")
    return best if best and parts[best] > MOSTLY else ""


def mix_phrase(theme: Theme) -> str:
    """What a theme voices, in a few words: "mostly praise (71 %)", "pain 40 %, question 32 %", "not sure"."""
    if part := voiced(theme):
        share = formats.percent(theme.mix[part])
        return {
            "pain": gettext("mostly pains ({share})", share=share),
            "objection": gettext("mostly objections ({share})", share=share),
            "criterion": gettext("mostly decision criteria ({share})", share=share),
            "goal": gettext("mostly goals ({share})", share=share),
            "question": gettext("mostly questions ({share})", share=share),
            "praise": gettext("mostly praise ({share})", share=share),
        }[part]
    parts = sorted((theme.mix or {}).items(), key=lambda item: (-item[1], item[0]))
    worth = [(name, value) for name, value in parts if name in PART_NOUNS and value >= WORTH_NAMING]
    return ", ".join(f"{gettext(PART_NOUNS[name])} {formats.percent(value)}" for name, value in worth[:2]) or gettext("not sure")


def is_pain(brief: Brief, theme_id: str) -> bool:
    """Whether a theme is a pain: the persona file states it as one, or most of what is said in it is."""
    theme = summary.theme_of(brief, theme_id)
    if theme is None:
        return False
    return theme.claim.split("/")[1] == "pains" and not praised(theme) if theme.claim else voiced(theme) == "pain"


def praised(theme: Theme | None) -> str:
    """That what the persona file states as a trouble is spoken of with praise: "mostly praise (56 %)"; "" where it is not.

    A claim is found by what it is about: "support answers too slowly" is near to what those say who praise the support.
    """
    is_trouble = theme is not None and bool(theme.claim) and theme.claim.split("/")[1] in TROUBLES
    return mix_phrase(theme) if is_trouble and voiced(theme) == "praise" else ""


def praised_in(brief: Brief, theme_id: str) -> str:
    """:func:`praised` of a theme by id."""
    return praised(summary.theme_of(brief, theme_id))


def then_now(brief: Brief, theme_id: str, digits: int = 0) -> str:
    """A theme with its shares before and now: "“The forecast is guesswork” (18 to 21 %)"; its own cycles are named."""
    row = next(row for row in summary.then_and_now(brief) if row.theme == theme_id)
    shift = next(shift for shift in brief.shifts if shift.theme == theme_id)
    shares = formats.from_to(row.before, row.now, digits)
    if summary.has_own_cycles(brief, shift):
        cycles = {"before": formats.cycles_named(shift.before_cycles), "now": formats.cycles_named(shift.now_cycles)}
        shares = gettext("{shares}, {before} to {now}", shares=shares, **cycles)
    return f"{formats.quoted(short(row.label))} ({shares})"


def short(label: str, most: int = NAME_WORDS) -> str:
    """A theme's name as page one has room for it: whole where few words would go, else cut, and not behind a small word."""
    if len(label.split()) <= most + FEW_MORE:
        return label
    shown = cut(label, most)
    words = shown.removesuffix(" …").split(" ")
    while len(words) > most // 2 and len(words[-1]) <= SMALL_WORD:
        words.pop()
    return f"{' '.join(words).rstrip(',;:.–- ')} …"


def cut(text: str, words: int) -> str:
    """Text of at most so many words, an ellipsis where it was longer; customers' words are never changed, only cut."""
    parts = text.split(" ")
    counted = text.split()
    if len(counted) <= words or len(parts) <= 1:
        return text
    while len(" ".join(parts).split()) > words:
        parts.pop()
    return f"{' '.join(parts).rstrip(',;:.–- ')} …"


def silence(source: SourceCoverage) -> str:
    """Since when a source has been quiet, as part of a sentence."""
    is_its_kind = source.kind in source.title.lower()
    if is_its_kind:
        name = gettext("the {title} source", title=source.title)
    else:
        name = gettext("the {kind} source {title}", kind=kind_of(source), title=source.title)
    return f"{name} {quiet(source)}"


def quiet(source: SourceCoverage) -> str:
    """Since when a source has been quiet, as what is said of it: "has been silent since 2 September 2026"."""
    since = formats.day(source.last_at)
    if not since:
        return gettext("has delivered nothing yet")
    if source.state == "silent":
        return gettext("has been silent since {day}", day=since)
    if source.is_low:
        return ngettext(
            "brought {n} conversation where {expected} are usual", "brought {n} conversations where {expected} are usual",
            source.conversations, expected=formats.whole(source.expected),
        )  # fmt: skip
    return gettext("last brought something on {day}", day=since)


def capital(sentence: str) -> str:
    """A sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def ended(sentence: str) -> str:
    """A sentence with its full stop; none after a quoted question or call."""
    is_ended = re.search(r"[.!?](?:[”“]|\s?»)?$", sentence)
    return sentence if is_ended else f"{sentence}."


def is_waiting(brief: Brief) -> bool:
    """Whether nothing counts because all that was heard waits for a person."""
    return not brief.coverage.conversations and bool(brief.matching.awaiting_review)


def bar_missed(brief: Brief) -> float | None:
    """The shift the bar asks for where one of that size might have been missed; None where it would have been seen."""
    asked = brief.bar.min_shift_pp
    return asked if brief.smallest_visible_shift_pp > asked else None


def seeable(brief: Brief) -> str:
    """How large a shift the cycle would have shown in 80 of 100 such cycles; no sentence says that it surely would have."""
    if lost := summary.not_understood(brief):
        return f"{capital(lost)}."
    visible = brief.smallest_visible_shift_pp
    alone = brief.volume.smallest_visible_alone_pp
    if visible >= 100 and alone < 100:
        return gettext(
            "A theme by itself would have had to move by {size} to show; with all themes tested, no change was sure to.",
            size=formats.size_in_points(alone),
        )  # fmt: skip
    if visible >= 100:
        return gettext("No change of any size would have shown.")
    size, asked = formats.size_in_points(visible), bar_missed(brief)
    if asked is None:
        return gettext("A change of {size} would most likely have been seen.", size=size)
    return gettext(
        "A change of {size} would most likely have been seen; one of {asked}, the least you asked for, might have been missed.",
        size=size,
        asked=formats.limit(asked),
    )


def ruled_out(brief: Brief) -> float | None:
    """The size in points that is ruled out in every theme; None where there is none."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "nothing_surfaced"), None)
    return given.within_pp if given else None


def not_ruled_out(brief: Brief) -> str:
    """What could have gone unseen where nothing is called steady, as a clause; "" in a brief that does not say."""
    figures = unseen(brief)
    if not figures:
        return ""
    return gettext("a rise or fall of {size} cannot be ruled out in {number} of {themes}", **figures)


def size_in_words(pp: float) -> str:
    """A shift's size as people say it: "small", "large", "very large"."""
    sizes = ((10, marked("small")), (20, marked("fairly large")), (30, marked("large")))
    return next((word for limit, word in sizes if pp < limit), marked("very large"))


def gap(brief: Brief) -> str:
    """What a cycle without a change cannot tell, beyond its headline, as a sentence; "" where there is nothing to add."""
    for reason in brief.verdict_reasons:
        if reason.code == "not_excluded" and reason.themes:
            ranges = uncertain(brief)
            if not ranges:
                continue
            (name, low, high), rest = ranges[0], len(ranges) - 1
            says = gettext("{name} moved by {low} to {high} points, with 95 % certainty", name=name, low=low, high=high)
            more = ngettext("; {n} more theme is as uncertain", "; {n} more themes are as uncertain", rest) if rest else ""
            return f"{says}{more}."
        if reason.code == "nothing_surfaced" and reason.hides_15 is not None:
            size, chance = formats.size_in_points(15), formats.percent(reason.hides_15)
            return gettext("A real rise of {size} would have been missed with a chance of {chance}.", size=size, chance=chance)
    return ""


def change(brief: Brief, shift: Shift) -> str:
    """A shift as a clause with its name: "“merged numbers” rose from 9 % to 31 % (+22 points, 11 to 33)"."""
    return f"{formats.quoted(summary.label(brief, shift.theme))} {moved(brief, shift)}"


def moved(brief: Brief, shift: Shift) -> str:
    """How a shift moved and its size with interval: "rose from 9 % to 31 % (+22 points, 11 to 33)"."""
    figures = formats.change(shift.share_before, shift.share_now, shift.shift_pp, shift.low_pp, shift.high_pp)
    before, now, size = figures["before"], figures["now"], figures["size"]
    if not shift.surfaced and summary.hardly_moved(brief, shift):
        return gettext("hardly moved: {before} before, {now} now ({size})", before=before, now=now, size=size)
    if shift.only_in or shift.only_in_tier:
        return _in_one_part(shift)
    if shift.surfaced_by == "lasting":
        return f"{_lasted(shift, before, now)} ({size}){_alone(shift)}"
    verb = {
        "rising": gettext("rose from {before} to {now}", before=before, now=now),
        "new": gettext("is new, at {now}", now=now),
        "fading": gettext("fell from {before} to {now}", before=before, now=now),
        "gone": gettext("is raised by nobody any more, from {before} before", before=before),
    }[shift.direction]
    return f"{verb} ({size}){_alone(shift)}"


def _alone(shift: Shift) -> str:
    """That one segment or tier alone makes the change, with its figures, as the end of a clause; "" where that is not so."""
    own = summary.own_part(shift)
    if own is None:
        return ""
    figures = {"segment": part_name(own), "before": formats.percent(own.share_before), "now": formats.percent(own.share_now)}
    return gettext(", only in {segment}: from {before} to {now} there", **figures) + _against(shift)


def _lasted(shift: Shift, before: str, now: str) -> str:
    """How a theme moved over several cycles together, and since when."""
    figures = {
        "before": before, "now": now, "n": str(len(shift.now_cycles)),
        "since": f" {since(shift)}" if shift.since else "",
    }  # fmt: skip
    is_up = shift.direction in summary.RISING
    if shift.kind == "drift":
        rising = gettext("has been rising{since}, from {before} to {now} over the last {n} cycles", **figures)
        return rising if is_up else gettext("has been fading{since}, from {before} to {now} over the last {n} cycles", **figures)
    if is_up:
        return gettext("rose{since}, from {before} to {now} over the last {n} cycles and has stayed there", **figures)
    return gettext("fell{since}, from {before} to {now} over the last {n} cycles and has stayed there", **figures)


def since(shift: Shift) -> str:
    """Since when a theme has moved, and how surely that is known: "since about June 2026 (May 2026 to July 2026)"."""
    when, first, last = (formats.cycle_name(cycle) for cycle in (shift.since, shift.since_low, shift.since_high))
    if first == last:
        return gettext("since {when}", when=when)
    return gettext("since about {when} ({first} to {last})", when=when, first=first, last=last)


def part_name(part: InPart) -> str:
    """A segment's name, or "tier A" of a tier called A."""
    is_tier = isinstance(part, Tier) and not part.name.lower().startswith("tier")
    return gettext("tier {tier}", tier=part.name) if is_tier else part.name


def _in_one_part(shift: Shift) -> str:
    """A change that one segment or tier showed, with that segment's figures, and which segments went the other way.

    Only there, where each of the others rules it out; else elsewhere may have it too.
    """
    own = summary.own_part(shift)
    figures = formats.change(own.share_before, own.share_now, own.shift_pp, own.low_pp, own.high_pp)
    figures |= {"segment": part_name(own)}
    is_up = own.share_now >= own.share_before
    if own.name == (shift.alone_in_tier if summary.is_of_tier(shift) else shift.alone_in):
        rose = gettext("rose only in {segment}, from {before} to {now} ({size})", **figures)
        return (rose if is_up else gettext("fell only in {segment}, from {before} to {now} ({size})", **figures)) + _against(
            shift
        )
    rose = gettext("rose in {segment}, from {before} to {now} ({size}), elsewhere it is not sure", **figures)
    fell = gettext("fell in {segment}, from {before} to {now} ({size}), elsewhere it is not sure", **figures)
    return (rose if is_up else fell) + _against(shift)


def _against(shift: Shift) -> str:
    """Which segments, or tiers, went the other way, as the end of a sentence; "" where none did."""
    against = [part_name(part) for part in summary.parts(shift) if part.strength == "opposite" and part.name]
    return gettext("; {segments} went the other way", segments=formats.listed(against)) if against else ""


def is_overlap_large(brief: Brief, overlap: Overlap) -> bool:
    """Whether two definitions are the problem: much alike, and many conversations lie between the personas."""
    least = max(OVERLAP_FEWEST, OVERLAP_WORTH * brief.coverage.conversations)
    return overlap.similarity >= OVERLAP_ALIKE and overlap.conversations >= least


def overlap_notes(brief: Brief, is_large: bool = False) -> list[str]:
    """One sentence for each persona whose definition takes in the same conversations; or only where they are many."""
    notes = []
    for overlap in brief.matching.overlaps:
        is_problem = is_overlap_large(brief, overlap)
        if overlap.conversations and (is_problem or not is_large):
            fits = ngettext(
                "{n} conversation fits {name} as well as this persona", "{n} conversations fit {name} as well as this persona",
                overlap.conversations, name=formats.quoted(overlap.name),
            )  # fmt: skip
            end = gettext(": the definitions are the problem, and these count for neither") if is_problem else ""
            notes.append(f"{fits}{end}.")
    return notes


def awaiting(brief: Brief) -> str:
    """That more of the cycle waits for a person than counts, as a sentence; "" where that is not so."""
    if not any(reason.code == "awaiting_review" for reason in brief.verdict_reasons):
        return ""
    waits = ngettext(
        "{n} conversation waits for a person’s approval", "{n} conversations wait for a person’s approval",
        brief.matching.awaiting_review,
    )  # fmt: skip
    counted = brief.coverage.conversations
    if not counted:
        return gettext("{waits}; until then nothing counts.", waits=waits)
    so_far = ngettext("only {n} conversation counts so far", "only {n} conversations count so far", counted)
    return f"{formats.clauses([waits, so_far])}."


def found_wrong(shift: Shift) -> str:
    """What a corrected shift is free of: passages in the wrong theme, wrong and missed matches, or both."""
    if not shift.checked:
        return gettext("wrong and missed matches")
    return gettext("passages in the wrong theme and wrong matches") if shift.corrected else gettext("passages in the wrong theme")


def waiting() -> str:
    """What a section says where all that was heard waits for a person: no figure, no history, no order."""
    return gettext("Nothing counts until a person has approved it")


def kind_of(source: SourceCoverage) -> str:
    """What kind of source it is, in the readers' language."""
    return gettext(source.kind)


def not_excluded(brief: Brief) -> list[tuple[str, str, str]]:
    """Themes in which a large move is not ruled out: name and the ends of the 90 % interval in points, the widest first."""
    rows = sorted(brief.volume.not_excluded or (), key=lambda row: (-max(abs(row.low_pp), abs(row.high_pp)), row.theme))
    return [
        (formats.quoted(short(summary.label(brief, row.theme))), formats.end(row.low_pp), formats.end(row.high_pp))
        for row in rows
    ]


def uncertain(brief: Brief) -> list[tuple[str, str, str]]:
    """The same themes with the ends of their 95 % interval, the level of every interval on page one, the widest first."""
    open_themes = {row.theme for row in brief.volume.not_excluded or ()}
    rows = [shift for shift in brief.shifts if shift.theme in open_themes]
    rows.sort(key=lambda row: (-max(abs(row.low_pp), abs(row.high_pp)), row.theme))
    return [
        (formats.quoted(short(summary.label(brief, row.theme))), formats.end(row.low_pp), formats.end(row.high_pp))
        for row in rows
    ]


def unseen(brief: Brief) -> dict[str, str]:
    """What could have gone unseen where nothing is called steady: size, in how many themes, of how many; {} where none could."""
    given = next((reason for reason in brief.verdict_reasons if reason.code == "not_excluded"), None)
    if given is None or given.within_pp is None:
        return {}
    size, of = formats.size_in_points(given.within_pp), formats.counted(given.of, "theme")
    return {"size": size, "number": str(len(given.themes)), "themes": of}

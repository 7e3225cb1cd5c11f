"""Page one: what a busy reader takes away of a brief, in at most 300 words; every figure from the brief's facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kit import formats
from kit.brief import figures, headline, loud, reasons, summary, wording
from kit.brief.advice import suggestions
from kit.brief.model import Brief
from kit.brief.model.themes import InPart, Quote, Shift
from kit.brief.quotes import excerpt, most_on_theme, on_theme, shortened, source_name, words_of_theme
from kit.language import gettext, in_own_language, language, marked, ngettext
from kit.language.numbers import colon

#: Words of page one, its picture's and its quotes' among them.
MOST_WORDS = 300
#: Words that a language takes for what English says in one; the same side of paper holds them, since they are shorter.
WORDS_FOR_ONE = {"fr": 1.15}
#: How strong a shift is in a segment, as page one says it.
STRENGTH_WORDS = {
    "strong": marked("strong in {segments}"), "moderate": marked("moderate in {segments}"),
    "thin": marked("too few spoke to tell in {segments}"), "absent": marked("not in {segments}"),
    "opposite": marked("the opposite in {segments}"),
}  # fmt: skip
#: The same where as many spoke as in a segment that shows it: it is not their number that hides it.
TOO_VARIED = marked("too varied to tell in {segments}")
#: Words that there is room for at least in a quote which is the only one of its kind: the other voice, the loud account's.
ONE_QUOTE = 26
#: What a text that was cut ends with.
CUT = " …"
#: A theme that fewer raise is not among what is still said.
LEAST_SHARE = 0.05
#: Conversations that count for no persona are told on page one from this part of those that count on, and from so many on.
LEFT_OUT_PART, LEFT_OUT_FEWEST = 0.2, 5


@dataclass(frozen=True)
class Room:
    """How much of each part page one has room for.

    Attributes
    ----------
    quote, quotes : words of a quote, which is whole sentences, and how many quotes beside the one that says otherwise.
    says : words of one thing that the figures suggest.
    still, suggested, cautions : how many themes still said, suggestions and cautions.
    drawn : lines of the picture; the evidence draws every theme.
    """

    quote: int
    quotes: int
    says: int
    still: int
    suggested: int
    cautions: int
    drawn: int


#: From the most to the least: the first in which a brief has at most MOST_WORDS is taken.
ROOMS = (
    Room(36, 3, 40, 3, 3, 2, 4), Room(30, 3, 40, 3, 3, 2, 4), Room(30, 3, 36, 2, 2, 2, 3), Room(30, 3, 36, 1, 2, 2, 3),
    Room(26, 3, 36, 1, 2, 2, 3), Room(30, 2, 36, 1, 2, 2, 3), Room(26, 3, 36, 1, 2, 1, 2), Room(30, 2, 36, 1, 2, 1, 2),
    Room(22, 3, 36, 1, 2, 2, 3), Room(22, 3, 36, 1, 2, 1, 2), Room(26, 2, 36, 1, 2, 2, 3), Room(30, 1, 36, 1, 2, 2, 3),
    Room(22, 2, 36, 1, 2, 1, 2), Room(22, 1, 36, 1, 2, 2, 3), Room(22, 1, 32, 1, 2, 1, 2), Room(18, 1, 32, 1, 2, 1, 2),
    Room(18, 1, 26, 1, 1, 1, 2), Room(12, 1, 20, 1, 1, 1, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A theme on page one with what is said of it: in a month without a change."""

    name: str
    figure: str
    quote: dict[str, Any] | None


@dataclass(frozen=True)
class PageOne:
    """The parts of page one, each a finished text; empty where a brief has none."""

    word: str
    gloss: str
    headline: str
    key: str
    cautions: tuple[str, ...]
    figures: tuple[figures.Figure, ...]
    lines: tuple[tuple[str, str], ...]
    pains: tuple[Said, ...]
    pains_title: str
    quotes: tuple[dict[str, Any], ...]
    quotes_title: str
    other: dict[str, Any] | None
    loud: dict[str, Any] | None
    suggests: tuple[str, ...]


def most_words() -> int:
    """Words that page one has room for in the language in force."""
    return int(MOST_WORDS * WORDS_FOR_ONE.get(language(), 1))


@in_own_language
def page_one(brief: Brief, room: Room = ROOMS[0]) -> PageOne:
    """What page one says, cut to the room there is."""
    word, gloss = headline.verdict_words(brief)
    lead, is_waiting = summary.lead(brief), wording.is_waiting(brief)
    pains = () if lead or is_waiting else top_pains(brief, room)
    quotes, other = _quotes(brief, lead, room), _other(brief, lead, room)
    shown = [quote for quote in (*quotes, *(pain.quote for pain in pains), other) if quote]
    return PageOne(
        word=word, gloss=gloss, headline=headline.headline(brief), key="" if is_waiting else figures.key(brief),
        cautions=tuple(wording.cut(line, room.says) for line in headline.cautions(brief)[: room.cautions]),
        figures=() if is_waiting else tuple(figures.of_page_one(brief)),
        lines=tuple(lines(brief, room)), pains=pains, pains_title=_pains_title(brief),
        quotes=quotes, quotes_title=_quotes_title(lead), other=other, loud=_loud(brief, shown, room),
        suggests=_suggests(brief, room),
    )  # fmt: skip


def lines(brief: Brief, room: Room) -> list[tuple[str, str]]:
    """The lines of page one with their headings: what else changed, what is still said, where, what could not be told."""
    if wording.is_waiting(brief) or not brief.coverage.conversations:
        return []
    lead = summary.lead(brief)
    if lead:
        given = [
            (gettext("Also changed"), also(brief)), (gettext("Still said"), still(brief, room)),
            (gettext("Where"), where(brief, lead)), (gettext("How sure"), " ".join([sure(lead), *_sure_of_former(brief, lead)])),
        ]  # fmt: skip
    else:
        given = [(gettext("What did not change"), unchanged(brief)), (gettext("How sure"), untold(brief))]
    return [(title, text) for title, text in [*given, (gettext("Not counted"), left_out(brief))] if text]


def sure(lead: Shift) -> str:
    """How large the lead shift is, how exact that is, and whether it rests on one account."""
    own = summary.own_part(lead) if lead.only_in or lead.only_in_tier else lead
    between = formats.interval(formats.bare(own.low_pp), formats.bare(own.high_pp))
    places = {"size": formats.points(formats.whole_points(own.share_before, own.share_now)), "range": between}
    if own is not lead:
        return gettext("{size} in {segment} (95 % sure: {range}).", segment=wording.part_name(own), **places)
    if lead.survives_dropping_any_account:
        return gettext("{size} (95 % sure: {range}); it holds whichever account is left out.", **places)
    return gettext("{size} (95 % sure: {range}); without one of its accounts it would not hold.", **places)


def _sure_of_former(brief: Brief, lead: Shift) -> list[str]:
    """The same of the other theme that the headline names, where it surfaced too: what to do next may rest on it."""
    former = headline.overtaken(brief, lead)
    shift = former and next((shift for shift in summary.surfaced(brief) if shift.theme == former.theme), None)
    if not shift or shift.direction in summary.RISING or shift.surfaced_by in ("lasting", "segment", "tier"):
        return []
    size = formats.points(formats.whole_points(shift.share_before, shift.share_now))
    between = formats.interval(formats.bare(shift.low_pp), formats.bare(shift.high_pp))
    return [gettext("The fall: {size} ({range}).", size=size, range=between)]


def left_out(brief: Brief) -> str:
    """Conversations that lie between personas and count for none, where they are a part that a reader has to know of."""
    number, counted = brief.matching.ambiguous, brief.coverage.conversations
    if number < max(LEFT_OUT_FEWEST, LEFT_OUT_PART * counted):
        return ""
    nearest = max(brief.matching.overlaps, key=lambda overlap: overlap.conversations, default=None)
    between = ngettext(
        "{n} conversation fits another persona as well and counts for neither",
        "{n} conversations fit another persona as well and count for neither", number,
    )  # fmt: skip
    if nearest and 2 * nearest.conversations > number:
        between += f" ({nearest.conversations}{colon()} {formats.quoted(nearest.name)})"
    return ngettext("{between}; {n} counts.", "{between}; {n} count.", counted, between=between)


def also(brief: Brief) -> str:
    """The surfaced changes that the headline does not tell."""
    named = set(headline.of_headline(brief))
    others = [shift for shift in summary.surfaced(brief) if shift.theme not in named]
    return wording.ended(formats.listed_short([wording.then_now(brief, shift.theme) for shift in others], 2)) if others else ""


def still(brief: Brief, room: Room) -> str:
    """What customers raise most that did not move."""
    moved = [shift.theme for shift in summary.surfaced(brief)]
    rows = [
        row
        for row in summary.raised_most(brief, len(brief.shifts))
        if row.now >= LEAST_SHARE and not any(summary.is_same_matter(brief, row.theme, theme) for theme in moved)
    ][: room.still]
    return wording.ended(formats.listed(wording.then_now(brief, row.theme) for row in rows)) if rows else ""


def where(brief: Brief, lead: Shift) -> str:
    """How strong the lead shift is in each segment, as one sentence with the accounts that spoke there."""
    shown = [segment for segment in summary.segments(lead) if segment.strength in ("strong", "moderate", "absent", "opposite")]
    enough = min((segment.accounts_active for segment in shown), default=None)
    named: dict[str, list[InPart]] = {}
    for segment in summary.segments(lead):
        is_varied = segment.strength == "thin" and enough is not None and segment.accounts_active >= enough
        named.setdefault(TOO_VARIED if is_varied else STRENGTH_WORDS[segment.strength], []).append(segment)
    first = next(iter(summary.segments(lead)), None)
    clauses = [
        gettext(words, segments=formats.listed_short([_spoke(segment, segment is first) for segment in segments], 2))
        for words, segments in named.items()
    ]
    if clauses and (rest := _no_segment(lead)):
        clauses.append(rest)
    return wording.capital(f"{formats.clauses(clauses)}.") if clauses else ""


def _no_segment(lead: Shift) -> str:
    """How many accounts of no known segment spoke and raise the theme: these and the segments make the whole; "" without any."""
    raising, spoke = summary.without_segment(lead)
    if not raising or summary.is_of_tier(lead):
        return ngettext("{n} unknown", "{n} unknown", spoke) if spoke else ""
    places = {"number": raising, "whole": spoke}
    if summary.is_past(lead):
        return ngettext(
            "of {n} account of no known segment {number} raised it", "of {n} accounts of no known segment {number} raised it",
            spoke, **places,
        )  # fmt: skip
    return ngettext(
        "the {n} account of no known segment raises it", "{number} of the {n} accounts of no known segment raise it", spoke,
        **places,
    )  # fmt: skip


def top_pains(brief: Brief, room: Room) -> tuple[Said, ...]:
    """The three themes raised most in the cycle, pains or not, with quotes of whole sentences; a cut one only where all are."""
    ranked, taken = summary.raised_most(brief, figures.MOST_PAINS), set()
    quotes = [_quote_of(brief, row.theme, taken, room) for row in ranked]
    shown = [_shown(brief, quote, room.quote, row.theme) for row, quote in zip(ranked, quotes, strict=True)]
    whole = [place for place, quote in enumerate(shown) if quote and not is_cut(quote)][: room.quotes]
    kept = whole or [place for place, quote in enumerate(shown) if quote][:1]
    lines = [formats.clauses(filter(None, [_share(brief, row), wording.praised_in(brief, row.theme)])) for row in ranked]
    return tuple(
        Said(wording.short(row.label), lines[place], shown[place] if place in kept else None) for place, row in enumerate(ranked)
    )


def _pains_title(brief: Brief) -> str:
    are_pains = all(wording.is_pain(brief, row.theme) for row in summary.raised_most(brief, figures.MOST_PAINS))
    if brief.verdict == "thin":  # of so few accounts nothing is raised by many
        return gettext("What customers raise")
    return gettext("The pains raised most") if are_pains else gettext("What customers raise most")


def _share(brief: Brief, row: summary.ThenNow) -> str:
    """A theme's part of the conversations, by which the list is ranked; apart from it its accounts and what they are worth."""
    accounts = figures.accounts_with_worth(brief, row.theme)
    places = {"now": formats.percent(row.now), "before": formats.percent(row.before), "accounts": accounts}
    if not formats.is_known(row.before):
        return gettext("{now} of conversations; {accounts}", **places)
    if places["before"] == places["now"]:
        return gettext("{now} of conversations, as before; {accounts}", **places)
    return gettext("{now} of conversations ({before} before); {accounts}", **places)


def _quote_of(brief: Brief, theme_id: str, taken: set[str], room: Room) -> Quote | None:
    """A quote that says a theme's name, of an account that was not quoted before where there is one; None where none does."""
    ours = most_on_theme(brief, _said_of(brief, theme_id), theme_id, room.quote)
    kept = next((quote for quote in ours if quote.account_id not in taken), None) or next(iter(ours), None)
    if kept:
        taken.add(kept.account_id)
    return kept


def _said_of(brief: Brief, theme_id: str) -> Sequence[Quote]:
    """Quotes of a theme; briefs printed before themes had their own have those of its claim and its shift, this cycle's first."""
    theme = summary.theme_of(brief, theme_id)
    if theme and theme.quotes is not None:
        return theme.quotes
    given = [*(claim.quote for claim in brief.claims if claim.theme == theme_id), theme.example if theme else None]
    given += [quote for shift in brief.shifts if shift.theme == theme_id for quote in shift.quotes]
    known = [quote for quote in given if quote]
    return [quote for quote in known if summary.is_of_cycle(brief, quote)] or known


def unchanged(brief: Brief) -> str:
    """What did not change, in a month without a change: how many themes, and the largest move among them."""
    number = len(brief.shifts)
    is_told = brief.verdict in wording.TOO_LITTLE or bool(_largest_of_unclear(brief))
    if is_told or not number or not summary.has_baseline(brief):
        return ""
    themes, largest = formats.counted(number, "theme"), summary.largest(brief)
    if not largest or summary.hardly_moved(brief, largest):
        return gettext("None of {themes} moved enough to report.", themes=themes)
    return gettext("Among {themes} the largest move, {theme}, {why_not}.", themes=themes, **_move(brief, largest))


def untold(brief: Brief) -> str:
    """How sure a month without a change is: what could have gone unseen; "" where the headline has said that nothing can be told.

    A feed that went quiet is named with what to do next.
    """
    if brief.verdict in wording.TOO_LITTLE:
        return " ".join(headline.why(brief)[:1]) if brief.verdict == "stale" else ""
    return _largest_of_unclear(brief) or wording.gap(brief)


def _largest_of_unclear(brief: Brief) -> str:
    """The largest move where it is not ruled out that it was a large one, with why it is not reported and its range; else ""."""
    largest = summary.largest(brief)
    open_themes = {row.theme for row in brief.volume.not_excluded or ()} if brief.verdict == "unclear" else set()
    if not largest or largest.theme not in open_themes:
        return ""
    return gettext(
        "The largest of {number} moves, {theme}, {why_not} (95 % sure: {low} to {high} points).",
        number=len(brief.shifts), low=formats.end(largest.low_pp), high=formats.end(largest.high_pp), **_move(brief, largest),
    )  # fmt: skip


def _move(brief: Brief, shift: Shift) -> dict[str, str]:
    """A move that is not reported: its theme with both shares, and why not; the shares and the size that it names add up."""
    theme = wording.then_now(brief, shift.theme, reasons.share_digits(brief, shift))
    return {"theme": theme, "why_not": reasons.why_not(brief, shift)}


def _quotes(brief: Brief, lead: Shift | None, room: Room) -> tuple[dict[str, Any], ...]:
    if not lead:
        return ()
    known = lead.quotes if summary.is_past(lead) else [*_said_of(brief, lead.theme), *lead.quotes]
    chosen = most_on_theme(brief, _different(known), lead.theme, room.quote)[: min(2, room.quotes)]
    shown = [_shown(brief, quote, room.quote, lead.theme) for quote in chosen]
    return tuple([quote for quote in shown if not is_cut(quote)] or shown[:1])


def is_cut(quote: dict[str, Any]) -> bool:
    """Whether a quote as it is shown ends before its sentence does."""
    return quote["text"].endswith(CUT)


def _other(brief: Brief, lead: Shift | None, room: Room) -> dict[str, Any] | None:
    """A voice on what those who do not raise the lead raise most: one with a whole sentence for which there is room, if any."""
    voice = lead and lead.other_voice
    if not voice:
        return None
    theme = summary.theme_of(brief, voice.theme)
    others = [quote for quote in (theme and theme.quotes) or () if quote.account_id not in lead.accounts]
    shown = [_shown(brief, quote, max(room.quote, ONE_QUOTE), voice.theme) for quote in (voice, *others)]
    return next((quote for quote in shown if not is_cut(quote)), shown[0])


def _loud(brief: Brief, shown: list[dict[str, Any]], room: Room) -> dict[str, Any] | None:
    """The loud account with a quote of its own that page one does not show already, of whole sentences where it has one."""
    if not (voice := loud.loud_account(brief)):
        return None
    texts = [quote["text"] for quote in shown]
    own = [(theme, _shown(brief, quote, max(room.quote, ONE_QUOTE), theme)) for theme, quote in voice.quotes]
    own = [(theme, quote) for theme, quote in own if not any(quote["text"] in text or text in quote["text"] for text in texts)]
    whole = [quote for theme, quote in own if on_theme(quote["text"], words_of_theme(brief, theme)) and not is_cut(quote)]
    return {"says": voice.says, "quote": next(iter(whole), None) or next((quote for _, quote in own), None)}


def _different(quotes: Iterable[Quote]) -> list[Quote]:
    kept: dict[str, Quote] = {}
    for quote in quotes:
        kept.setdefault(quote.account_id or quote.conversation_id, quote)
    return list(kept.values())


def _quotes_title(lead: Shift | None) -> str:
    return gettext("What they said before") if lead and summary.is_past(lead) else gettext("What they say")


def _shown(brief: Brief, quote: Quote | None, words: int, theme_id: str | None) -> dict[str, Any] | None:
    """The whole sentences of a quote for which there is room, with who said it; cut only where the first is too long for that."""
    if quote is None:
        return None
    by = [name for name in (summary.account_name(brief, quote.account_id), quote.role) if name]
    source = source_name(brief, quote.source)
    by = by or [gettext("account not known")]
    by += [] if summary.is_of_cycle(brief, quote) else [gettext("earlier, on {day}", day=formats.day(quote.occurred_at))]
    text = excerpt(quote.text, words, words_of_theme(brief, theme_id)) or shortened(quote.text, words)
    return {"text": text, "by": by, "url": "", "source": source, "lang": quote.language or ""}


def _suggests(brief: Brief, room: Room) -> tuple[str, ...]:
    """The first things to decide or to check that there is room for whole; the first one cut where none is short enough."""
    every = suggestions(brief)
    whole = [line for line in every if len(line.split()) <= room.says]
    return tuple(whole[: room.suggested]) or tuple(wording.cut(line, room.says) for line in every[:1])


def _spoke(segment: InPart, is_first: bool) -> str:
    """A segment or tier with the accounts that spoke there; the first one names the unit."""
    if is_first:
        return ngettext(
            "{segment} ({n} account spoke)",
            "{segment} ({n} accounts spoke)",
            segment.accounts_active,
            segment=wording.part_name(segment),
        )
    return f"{wording.part_name(segment)} ({segment.accounts_active})"

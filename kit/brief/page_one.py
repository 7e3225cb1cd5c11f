"""Page one: what a busy reader takes away of a brief, in at most 300 words; every figure from the brief's facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kit import formats
from kit.brief import figures, headline, loud, reasons, summary, wording
from kit.brief.advice import suggestions
from kit.brief.model import Brief
from kit.brief.model.themes import Quote, Segment, Shift
from kit.brief.quotes import excerpt, most_on_theme, shortened, source_name, words_of_theme
from kit.language import gettext, in_own_language, language, marked, ngettext, pgettext
from kit.language.numbers import colon

#: Words of page one, its picture's and its quotes' among them.
MOST_WORDS = 300
#: Words that a language takes for what English says in one; the same side of paper holds them, since they are shorter.
WORDS_FOR_ONE = {"fr": 1.15}
#: How strong a shift is in a segment, as page one says it.
STRENGTH_WORDS = {
    "strong": marked("strong in {segments}"), "moderate": marked("moderate in {segments}"),
    "thin": marked("too few to tell in {segments}"), "absent": marked("not in {segments}"),
    "opposite": marked("the opposite in {segments}"),
}  # fmt: skip
#: What a text that was cut ends with.
CUT = " …"
#: Pains told of in a month without a change.
MOST_PAINS = 3
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
    voice = loud.loud_account(brief)
    return PageOne(
        word=word, gloss=gloss, headline=headline.headline(brief), key="" if is_waiting else figures.key(brief),
        cautions=tuple(wording.cut(line, room.says) for line in headline.cautions(brief)[: room.cautions]),
        figures=() if is_waiting else tuple(figures.of_page_one(brief)),
        lines=tuple(lines(brief, room)), pains=pains, pains_title=_pains_title(brief),
        quotes=_quotes(brief, lead, room), quotes_title=_quotes_title(lead),
        other=_shown(brief, lead.other_voice, room.quote, lead.other_voice and lead.other_voice.theme) if lead else None,
        loud=voice and {"says": voice.says, "quote": _shown(brief, voice.quote, room.quote, None)},
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
            (gettext("Where"), where(brief, lead)), (gettext("How sure"), sure(lead)),
        ]  # fmt: skip
    else:
        given = [(gettext("What did not change"), unchanged(brief)), (gettext("How sure"), untold(brief))]
    return [(title, text) for title, text in [*given, (gettext("Not counted"), left_out(brief))] if text]


def sure(lead: Shift) -> str:
    """How large the lead shift is, how exact that is, and whether it rests on one account."""
    own = next((part for part in lead.segments if lead.only_in and part.segment == lead.only_in), lead)
    between = formats.interval(formats.bare(own.low_pp), formats.bare(own.high_pp))
    places = {"size": formats.points(own.shift_pp), "range": between}
    if own is not lead:
        return gettext("{size} in {segment}, {range} with 95 % certainty.", segment=lead.only_in, **places)
    if lead.survives_dropping_any_account:
        return gettext("{size}, {range} with 95 % certainty; it holds whichever account is left out.", **places)
    return gettext("{size}, {range} with 95 % certainty; without one of its accounts it would not hold.", **places)


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
    """How strong the lead shift is in each segment, as one sentence with the accounts behind it."""
    is_first, clauses, is_past = True, [], summary.is_past(lead)
    for strength in summary.STRENGTHS:
        named = []
        for segment in [segment for segment in summary.segments(lead) if segment.strength == strength]:
            named.append(_reach(segment, is_first, is_past))
            is_first = False
        if named:
            clauses.append(gettext(STRENGTH_WORDS[strength], segments=formats.listed_short(named, 2)))
    if clauses and (rest := _no_segment(lead)):
        clauses.append(rest)
    return wording.capital(f"{formats.clauses(clauses)}.") if clauses else ""


def _no_segment(lead: Shift) -> str:
    """How many accounts of no known segment raise the theme, so that the segments and these make the whole; "" without any."""
    raising, spoke = summary.without_segment(lead)
    if not spoke:
        return ""
    places = {"number": raising, "whole": spoke}
    if summary.is_past(lead):
        return ngettext(
            "of {n} account of no known segment {number} raised it", "of {n} accounts of no known segment {number} raised it",
            spoke, **places,
        )  # fmt: skip
    if not raising:
        return ngettext(
            "the {n} account of no known segment does not raise it", "the {n} accounts of no known segment do not raise it", spoke
        )
    return ngettext(
        "the {n} account of no known segment raises it", "{number} of the {n} accounts of no known segment raise it", spoke,
        **places,
    )  # fmt: skip


def top_pains(brief: Brief, room: Room) -> tuple[Said, ...]:
    """The three themes raised most in the cycle, pains or not, with quotes of whole sentences; a cut one only where all are."""
    ranked, taken = summary.raised_most(brief, MOST_PAINS), set()
    quotes = [_quote_of(brief, row.theme, taken, room) for row in ranked]
    shown = [_shown(brief, quote, room.quote, row.theme) for row, quote in zip(ranked, quotes, strict=True)]
    whole = [place for place, quote in enumerate(shown) if quote and not quote["text"].endswith(CUT)][: room.quotes]
    kept = whole or [place for place, quote in enumerate(shown) if quote][:1]
    return tuple(
        Said(wording.short(row.label), _share(brief, row), shown[place] if place in kept else None)
        for place, row in enumerate(ranked)
    )


def _pains_title(brief: Brief) -> str:
    are_pains = all(wording.is_pain(brief, row.theme) for row in summary.raised_most(brief, MOST_PAINS))
    if brief.verdict == "thin":  # of so few accounts nothing is raised by many
        return gettext("What customers raise")
    return gettext("The pains raised most") if are_pains else gettext("What customers raise most")


def _share(brief: Brief, row: summary.ThenNow) -> str:
    """Accounts that raise a theme, of those that spoke, and apart from them its part of the conversations."""
    theme = summary.theme_of(brief, row.theme)
    accounts = number_of(theme.accounts[brief.cycle], formats.counted(brief.coverage.accounts, "account"))
    shares = formats.from_to(row.before, row.now)
    if formats.is_known(row.before) and formats.percent(row.before) == formats.percent(row.now):
        return gettext("{accounts}; {share} of conversations, as before", accounts=accounts, share=formats.percent(row.now))
    return gettext("{accounts}; {shares} of conversations", accounts=accounts, shares=shares)


def _quote_of(brief: Brief, theme_id: str, taken: set[str], room: Room) -> Quote | None:
    """A quote on a theme, of an account that was not quoted before where there is one; of an earlier cycle at the worst."""
    theme = summary.theme_of(brief, theme_id)
    given = [*(claim.quote for claim in brief.claims if claim.theme == theme_id), theme.example if theme else None]
    given += [quote for shift in brief.shifts if shift.theme == theme_id for quote in shift.quotes]
    known = most_on_theme(brief, [quote for quote in given if quote], theme_id, room.quote)
    ours = [quote for quote in known if summary.is_of_cycle(brief, quote)] or known
    kept = next((quote for quote in ours if quote.account_id not in taken), None) or next(iter(ours), None)
    if kept:
        taken.add(kept.account_id)
    return kept


def unchanged(brief: Brief) -> str:
    """What did not change, in a month without a change: how many themes, and the largest move among them."""
    number = len(brief.shifts)
    is_told = brief.verdict in wording.TOO_LITTLE or bool(_largest_of_unclear(brief))
    if is_told or not number or not summary.has_baseline(brief):
        return ""
    themes, largest = formats.counted(number, "theme"), summary.largest(brief)
    if not largest or summary.hardly_moved(brief, largest):
        return gettext("None of {themes} moved enough to report.", themes=themes)
    theme, why_not = wording.then_now(brief, largest.theme), reasons.why_not(brief, largest)
    return gettext("Among {themes} the largest move, {theme}, {why_not}.", themes=themes, theme=theme, why_not=why_not)


def untold(brief: Brief) -> str:
    """How sure a month without a change is: what could have gone unseen, or that nothing can be told."""
    nothing = gettext("No change here can be told from chance.")
    gap = _largest_of_unclear(brief) or wording.gap(brief)
    parts = [gap] if brief.verdict not in wording.TOO_LITTLE else [nothing, *headline.why(brief)[:2]]
    silent = [source for source in summary.troubled_sources(brief) if source not in summary.sources_that_matter(brief)]
    parts += [f"{wording.capital(wording.silence(source))}." for source in silent[:1]]
    return " ".join(filter(None, parts))


def _largest_of_unclear(brief: Brief) -> str:
    """The largest move where it is not ruled out that it was a large one, with why it is not reported and its range; else ""."""
    largest = summary.largest(brief)
    open_themes = {row.theme: row for row in brief.volume.not_excluded or ()} if brief.verdict == "unclear" else {}
    if not largest or largest.theme not in open_themes:
        return ""
    row = open_themes[largest.theme]
    why_not = reasons.why_not(brief, largest, (row.low_pp, row.high_pp))
    return gettext(
        "The largest of {number} moves, {theme}, {why_not}; with 90 % certainty it lies between {low} and {high} points.",
        number=len(brief.shifts), theme=wording.then_now(brief, largest.theme), why_not=why_not,
        low=formats.signed(row.low_pp), high=formats.signed(row.high_pp),
    )  # fmt: skip


def _quotes(brief: Brief, lead: Shift | None, room: Room) -> tuple[dict[str, Any], ...]:
    if not lead:
        return ()
    chosen = most_on_theme(brief, _different(lead.quotes), lead.theme, room.quote)[: min(2, room.quotes)]
    return tuple(_shown(brief, quote, room.quote, lead.theme) for quote in chosen)


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
    month = "" if summary.is_of_cycle(brief, quote) else formats.day(quote.occurred_at)
    by = [name for name in (summary.account_name(brief, quote.account_id), quote.role, month) if name]
    source = source_name(brief, quote.source)
    by = by or [gettext("account not known")]
    text = excerpt(quote.text, words, words_of_theme(brief, theme_id)) or shortened(quote.text, words)
    return {"text": text, "by": by, "url": "", "source": source, "lang": quote.language or ""}


def _suggests(brief: Brief, room: Room) -> tuple[str, ...]:
    """The first things to decide or to check that there is room for whole; the first one cut where none is short enough."""
    every = suggestions(brief)
    whole = [line for line in every if len(line.split()) <= room.says]
    return tuple(whole[: room.suggested]) or tuple(wording.cut(line, room.says) for line in every[:1])


def _reach(segment: Segment, is_first: bool, is_past: bool) -> str:
    """A segment with its accounts; the first one names the unit and what they do."""
    figures = {"segment": segment.segment, "number": segment.accounts, "whole": segment.accounts_active}
    if is_first and is_past:
        return gettext("{segment} ({number} of its {whole} accounts raised it)", **figures)
    if is_first:
        return gettext("{segment} ({number} of its {whole} accounts raise it)", **figures)
    return gettext("{segment} ({number} of {whole})", **figures)


def number_of(number: int, whole: str) -> str:
    """A number with its whole: "14 of 52 accounts"."""
    return pgettext("counted things", "{number} of {whole}", number=number, whole=whole)

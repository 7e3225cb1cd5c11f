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
from kit.brief.quotes import source_name
from kit.language import gettext, in_own_language, language, marked, pgettext

#: Words of page one, its picture's and its quotes' among them.
MOST_WORDS = 300
#: Words that a language takes for what English says in one; the same side of paper holds them, since they are shorter.
WORDS_FOR_ONE = {"fr": 1.15}
#: How strong a shift is in a segment, as page one says it.
STRENGTH_WORDS = {
    "strong": marked("strong in {segments}"), "moderate": marked("moderate in {segments}"),
    "thin": marked("not sure in {segments}"), "absent": marked("not in {segments}"),
    "opposite": marked("the opposite in {segments}"),
}  # fmt: skip
#: Pains told of in a month without a change.
MOST_PAINS = 3
#: A theme that fewer raise is not among what is still said.
LEAST_SHARE = 0.05


@dataclass(frozen=True)
class Room:
    """How much of each part page one has room for.

    Attributes
    ----------
    quote, says : words of a quote, and of one thing that the figures suggest.
    still, suggested, cautions : how many themes still said, suggestions and cautions.
    drawn : lines of the picture; the evidence draws every theme.
    """

    quote: int
    says: int
    still: int
    suggested: int
    cautions: int
    drawn: int


#: From the most to the least: the first in which a brief has at most MOST_WORDS is taken.
ROOMS = (
    Room(30, 40, 3, 3, 2, 4), Room(28, 36, 3, 2, 2, 4), Room(25, 32, 2, 2, 2, 4), Room(25, 32, 2, 2, 2, 3),
    Room(21, 28, 2, 2, 2, 3), Room(18, 26, 2, 2, 2, 3), Room(15, 26, 2, 2, 2, 3), Room(15, 26, 2, 1, 2, 2),
    Room(12, 22, 1, 1, 1, 2), Room(9, 18, 1, 1, 1, 2),
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
        word=word, gloss=gloss, headline=headline.headline(brief),
        cautions=tuple(wording.cut(line, room.says) for line in headline.cautions(brief)[: room.cautions]),
        figures=() if is_waiting else tuple(figures.of_page_one(brief)),
        lines=tuple(lines(brief, room)), pains=pains, pains_title=_pains_title(brief),
        quotes=_quotes(brief, lead, room), quotes_title=_quotes_title(lead),
        other=_shown(brief, lead.other_voice, room.quote) if lead else None,
        loud=voice and {"says": voice.says, "quote": _shown(brief, voice.quote, room.quote)},
        suggests=_suggests(brief, room),
    )  # fmt: skip


def lines(brief: Brief, room: Room) -> list[tuple[str, str]]:
    """The lines of page one with their headings: what else changed, what is still said, where, what could not be told."""
    if wording.is_waiting(brief) or not brief.coverage.conversations:
        return []
    lead = summary.lead(brief)
    if not lead:
        return [(title, text) for title, text in (unchanged(brief), untold(brief)) if text]
    given = (
        (gettext("Also changed"), also(brief)), (gettext("Still said"), still(brief, room)),
        (gettext("Where"), where(brief, lead)),
    )  # fmt: skip
    return [(title, text) for title, text in given if text]


def also(brief: Brief) -> str:
    """The surfaced changes that the headline does not tell."""
    named = set(headline.of_headline(brief))
    others = [shift for shift in summary.surfaced(brief) if shift.theme not in named]
    return wording.ended(formats.listed_short([wording.then_now(brief, shift.theme) for shift in others], 2)) if others else ""


def still(brief: Brief, room: Room) -> str:
    """What customers raise most that did not move."""
    apart = [row for row in summary.then_and_now(brief) if row.theme not in summary.held_by_surer(brief)]
    rows = [row for row in apart if not row.direction and row.now >= LEAST_SHARE]
    ranked = sorted(rows, key=lambda row: (not wording.is_pain(brief, row.theme), -row.now))[: room.still]
    return wording.ended(formats.listed(wording.then_now(brief, row.theme) for row in ranked)) if ranked else ""


def where(brief: Brief, lead: Shift) -> str:
    """How strong the lead shift is in each segment, as one sentence with the accounts behind it."""
    is_first, clauses = True, []
    for strength in summary.STRENGTHS:
        named = []
        for segment in [segment for segment in summary.segments(lead) if segment.strength == strength]:
            named.append(_reach(segment, is_first))
            is_first = False
        if named:
            clauses.append(gettext(STRENGTH_WORDS[strength], segments=formats.listed_short(named, 2)))
    raising, spoke = summary.without_segment(lead)
    if clauses and spoke:
        if raising:
            clauses.append(gettext("{number} of {whole} whose segment is not known", number=raising, whole=spoke))
        else:
            clauses.append(gettext("none of {whole} whose segment is not known", whole=spoke))
    return wording.capital(f"{formats.clauses(clauses)}.") if clauses else ""


def top_pains(brief: Brief, room: Room) -> tuple[Said, ...]:
    """The three pains raised most in the cycle, each with a quote; other themes where fewer pains are known."""
    ranked, taken = _raised_most(brief), set()
    quotes = [_quote_of(brief, row.theme, taken) for row in ranked]
    return tuple(
        Said(wording.short(row.label), _share(brief, row), _shown(brief, quote, room.quote))
        for row, quote in zip(ranked, quotes, strict=True)
    )


def _raised_most(brief: Brief) -> list[summary.ThenNow]:
    rows = [row for row in summary.then_and_now(brief) if row.now and row.theme not in summary.held_by_surer(brief)]

    def order(row: summary.ThenNow) -> tuple:
        is_pain, has_quote = wording.is_pain(brief, row.theme), _quote_of(brief, row.theme, set()) is not None
        return (not is_pain, not has_quote, -row.now)

    return sorted(rows, key=order)[:MOST_PAINS]


def _pains_title(brief: Brief) -> str:
    are_pains = all(wording.is_pain(brief, row.theme) for row in _raised_most(brief))
    return gettext("The pains raised most") if are_pains else gettext("What customers raise most")


def _share(brief: Brief, row: summary.ThenNow) -> str:
    theme = summary.theme_of(brief, row.theme)
    accounts = number_of(theme.accounts[brief.cycle], formats.counted(brief.coverage.accounts, "account"))
    return f"{formats.from_to(row.before, row.now)} · {accounts}"


def _quote_of(brief: Brief, theme_id: str, taken: set[str]) -> Quote | None:
    """A quote on a theme, of an account that was not quoted before where there is one; of an earlier cycle at the worst."""
    theme = summary.theme_of(brief, theme_id)
    given = [theme.example if theme else None, *(claim.quote for claim in brief.claims if claim.theme == theme_id)]
    given += [quote for shift in brief.shifts if shift.theme == theme_id for quote in shift.quotes]
    known = [quote for quote in given if quote]
    ours = [quote for quote in known if summary.is_of_cycle(brief, quote)] or known
    kept = next((quote for quote in ours if quote.account_id not in taken), None) or next(iter(ours), None)
    if kept:
        taken.add(kept.account_id)
    return kept


def unchanged(brief: Brief) -> tuple[str, str]:
    """What did not change, in a month without a change: how many themes, and the largest move among them."""
    number = len(brief.shifts)
    if brief.verdict in wording.TOO_LITTLE or not number or not summary.has_baseline(brief):
        return "", ""
    title, themes = gettext("What did not change"), formats.counted(number, "theme")
    largest = summary.largest(brief)
    if not largest or summary.hardly_moved(brief, largest):
        return title, gettext("None of {themes} moved enough to report.", themes=themes)
    return title, gettext(
        "None of {themes} moved enough to report; the largest move, {theme}, {why_not}.", themes=themes,
        theme=wording.then_now(brief, largest.theme), why_not=reasons.why_not(largest),
    )  # fmt: skip


def untold(brief: Brief) -> tuple[str, str]:
    """What could not be told, in a month without a change."""
    parts = [wording.gap(brief)] if brief.verdict not in wording.TOO_LITTLE else headline.why(brief)[:2]
    silent = [source for source in summary.troubled_sources(brief) if source not in summary.sources_that_matter(brief)]
    parts += [f"{wording.capital(wording.silence(source))}." for source in silent[:1]]
    return gettext("What could not be told"), " ".join(filter(None, parts))


def _quotes(brief: Brief, lead: Shift | None, room: Room) -> tuple[dict[str, Any], ...]:
    if not lead:
        return ()
    return tuple(_shown(brief, quote, room.quote) for quote in _different(lead.quotes)[:2])


def _different(quotes: Iterable[Quote]) -> list[Quote]:
    kept: dict[str, Quote] = {}
    for quote in quotes:
        kept.setdefault(quote.account_id or quote.conversation_id, quote)
    return list(kept.values())


def _quotes_title(lead: Shift | None) -> str:
    return gettext("What they said before") if lead and summary.is_past(lead) else gettext("What they say")


def _shown(brief: Brief, quote: Quote | None, words: int) -> dict[str, Any] | None:
    """A quote cut to the room there is, with who said it; the whole stands in the evidence."""
    if quote is None:
        return None
    month = "" if summary.is_of_cycle(brief, quote) else formats.day(quote.occurred_at)
    by = [name for name in (summary.account_name(brief, quote.account_id), quote.role, month) if name]
    source = source_name(brief, quote.source)
    by = by or [gettext("account not known")]
    return {"text": wording.cut(quote.text, words), "by": by, "url": "", "source": source, "lang": quote.language or ""}


def _suggests(brief: Brief, room: Room) -> tuple[str, ...]:
    """The first things to decide or to check that there is room for whole; the first one cut where none is short enough."""
    every = suggestions(brief)
    whole = [line for line in every if len(line.split()) <= room.says]
    return tuple(whole[: room.suggested]) or tuple(wording.cut(line, room.says) for line in every[:1])


def _reach(segment: Segment, is_first: bool) -> str:
    """A segment with its accounts; the first one names the unit."""
    figures = {"segment": segment.segment, "number": segment.accounts, "whole": segment.accounts_active}
    if is_first:
        return gettext("{segment} ({number} of {whole} accounts)", **figures)
    return gettext("{segment} ({number} of {whole})", **figures)


def number_of(number: int, whole: str) -> str:
    """A number with its whole: "14 of 52 accounts"."""
    return pgettext("counted things", "{number} of {whole}", number=number, whole=whole)

"""Quotes as a page shows them: the customer's words, and who said them, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kit import formats
from kit.brief import summary
from kit.brief.model import Brief, People
from kit.brief.model.themes import Quote
from kit.brief.wording import cut
from kit.ingest.passage_splitter import sentences
from kit.language import gettext
from kit.links import web_address
from kit.shifts.naming_quotes import is_no_more
from kit.shifts.quotes import theme_words
from kit.words import content_words, stem

#: At most so many quotes of a shift, no two from one account.
MOST_QUOTES = 3
#: A sentence of fewer words is not quoted alone.
FEWEST_WORDS = 4
#: The end of a passage whose sentence goes on in the next one.
GOES_ON = re.compile(r"\s*[,;:–-]+\s*$")
#: Marks that the sentence before left at the head of one.
LEFT_OVER = re.compile(r"^(?:[\"'”’)\],;:.–-]+\s+)+")


def as_shown(brief: Brief | People, quote: Quote) -> dict[str, Any]:
    """A quote with who said it, when and where."""
    known, url, source = brief.accounts.get(quote.account_id), web_address(quote.url), source_name(brief, quote.source)
    name = known.name if known else quote.account_id or gettext("account not known")
    by = [name, quote.role, formats.day(quote.occurred_at), "" if url else source]
    return {"text": quote.text, "by": [part for part in by if part], "url": url, "source": source, "lang": quote.language or ""}


def source_name(brief: Brief | People, source: str) -> str:
    """What pages call a source: its name where the brief knows it, else its id as words."""
    sources = brief.coverage.sources if isinstance(brief, Brief) else ()
    return next((known.title for known in sources if known.source == source), source.replace("-", " "))


def of_different_accounts(quotes: Iterable[Quote]) -> list[Quote]:
    """At most three quotes, no two from one account."""
    kept: list[Quote] = []
    for quote in quotes:
        if not quote.account_id or quote.account_id not in {other.account_id for other in kept}:
            kept.append(quote)
    return kept[:MOST_QUOTES]


def words_of_theme(brief: Brief, theme_id: str | None) -> set[str]:
    """Stems of a theme's own words: of its name, of the claim that states it and of its terms."""
    theme = summary.theme_of(brief, theme_id)
    return theme_words(f"{theme.label} {theme.statement or ''}", theme.terms) if theme else set()


def on_theme(text: str, words: set[str]) -> int:
    """How many of a theme's words (:func:`words_of_theme`) a text has."""
    return len(words & {stem(word) for word in content_words(text)})


def excerpt(text: str, most: int, words: set[str]) -> str:
    """Whole sentences of a passage, in a row, those most on a theme; "" where none of them has at most so many words.

    Parameters
    ----------
    most : words that there is room for.
    words : what :func:`words_of_theme` returns.
    """
    if len(text.split()) <= most:
        return "" if GOES_ON.search(text) else LEFT_OVER.sub("", text)
    spans = [(start, end) for start, end, _ in sentences(text, 0, len(text))]
    whole = [text[first[0] : last[1]].strip() for place, first in enumerate(spans) for last in spans[place:]]
    runs = [LEFT_OVER.sub("", run) for run in whole]
    short = [run for run in runs if FEWEST_WORDS <= len(run.split()) <= most]
    return max(short, key=lambda run: (on_theme(run, words), len(run.split())), default="")


def most_on_theme(brief: Brief, given: Iterable[Quote], theme_id: str | None, most: int) -> list[Quote]:
    """Quotes as they are given, the best first; those without a whole sentence for which there is room come after the others.

    One that is no more than the theme's name comes last: it says nothing that does not stand above it.
    """
    words, name = words_of_theme(brief, theme_id), summary.label(brief, theme_id)

    def order(quote: Quote) -> tuple:
        shown = excerpt(quote.text, most, words)
        return (is_no_more(shown, name), not shown)

    return sorted(given, key=order)


def shortened(text: str, most: int) -> str:
    """A passage's first words where it has no sentence short enough: up to the end of a clause where there is one, and "…"."""
    shown = cut(text, most)
    if GOES_ON.search(shown):
        return GOES_ON.sub(" …", shown)
    clause = shown.rpartition(", ")[0]
    return f"{clause} …" if shown != text and 2 * len(clause.split()) > most else shown

"""Quotes as a page shows them: the customer's words, and who said them, when and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kit import formats
from kit.brief.model import Brief, People
from kit.brief.model.themes import Quote
from kit.language import gettext
from kit.links import web_address

#: At most so many quotes of a shift, no two from one account.
MOST_QUOTES = 3


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

"""Quotes as a page shows them: the customer's words, and who said them, when and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kit import formats
from kit.brief.model import Brief, People
from kit.brief.model.themes import Quote
from kit.links import web_address

#: At most so many quotes of a shift, no two from one account.
MOST_QUOTES = 3


def as_shown(brief: Brief | People, quote: Quote) -> dict[str, Any]:
    """A quote with who said it, when and where."""
    known, url = brief.accounts.get(quote.account_id), web_address(quote.url)
    name = known.name if known else quote.account_id or "account not known"
    by = [name, quote.role, formats.day(quote.occurred_at), "" if url else quote.source]
    return {"text": quote.text, "by": [part for part in by if part], "url": url, "source": quote.source}


def of_different_accounts(quotes: Iterable[Quote]) -> list[Quote]:
    """At most three quotes, no two from one account."""
    kept: list[Quote] = []
    for quote in quotes:
        if not quote.account_id or quote.account_id not in {other.account_id for other in kept}:
            kept.append(quote)
    return kept[:MOST_QUOTES]

"""Verified: quotes held against the stored conversations once more before they go out; what is not there is left out."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kit.record.store import Record


def verified(record: Record, quotes: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The quotes that the stored text holds at their very place, and how many it does not.

    Parameters
    ----------
    quotes : what :func:`kit.ask.quotes.find_quotes` returns, or the quotes of a brief's facts.

    Returns
    -------
    The quotes whose ``text`` is the stored, masked text of their conversation from ``start`` to ``end``; and the number left out.
    """
    keys = pa.array(sorted({key_of(quote) for quote in quotes}), pa.string())
    where = {"cycle": sorted({quote["cycle"] for quote in quotes})} if all("cycle" in quote for quote in quotes) else {}
    columns = ["conversation_key", "text"]
    rows = record.arrow("conversations", columns, lambda rows: pc.is_in(rows["conversation_key"], value_set=keys), **where)
    stored = dict(zip(rows["conversation_key"].to_pylist(), rows["text"].to_pylist(), strict=True))
    sound = [quote for quote in quotes if is_at_its_place(quote, stored.get(key_of(quote), ""))]
    return sound, len(quotes) - len(sound)


def key_of(quote: dict[str, Any]) -> str:
    """The key of a quote's conversation in the record."""
    return quote["passage_id"].rpartition("#")[0] if "passage_id" in quote else f"{quote['source']}:{quote['conversation_id']}"


def is_at_its_place(quote: dict[str, Any], text: str) -> bool:
    """Whether a text holds a quote from its ``start`` to its ``end``."""
    return bool(quote["text"]) and text[quote["start"] : quote["end"]] == quote["text"]

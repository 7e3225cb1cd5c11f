"""Quotes: whether what is printed was said, where, by whom and when, and whether it is of the theme it stands under."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.tracing.printed import Quoted
from tests.benchmarks.tracing.rows import Rows

Due = tuple[object, object, str]
MONTHS = list(calendar.month_name)[1:]


def quote_checks(rows: Rows, facts: dict[str, Any], quote: Quoted) -> Iterator[Due]:
    """(printed, due, rows) of a quote: its words in a stored conversation, its offsets, its account, role and day, its theme."""
    words = quote.text.removesuffix(" …")
    said = rows.counted[rows.counted["text"].map(lambda text: words in text)]
    said = said[said["account_id"].map(rows.work.name_of) == quote.by[0]] if quote.by[0] != "account not known" else said
    if said.empty:
        yield quote.text, "in no counted conversation of this account", ""
        return
    yield quote.text, quote.text, f"conversation {', '.join(said['conversation_key'][:2])}"
    yield "its offsets", _offsets(rows, facts, words), "text[start:end] of the stored conversation"
    given = [part for part in quote.by[1:] if not part.startswith("earlier, on")]
    roles = set(said["role"])
    yield given[0] if given else "", given[0] if given and given[0] in roles else next(iter(roles)) if given else "", "role"
    yield from _day(rows, said, quote)
    theme = next(iter(rows.themes_called(quote.under)), None)
    if theme:
        yield "of its theme", _of_theme(rows, theme, set(said["conversation_key"])), f"passages of {theme}"


def _offsets(rows: Rows, facts: dict[str, Any], words: str) -> str:
    """Whether the quote of the brief's JSON that has these words is its stored conversation from start to end."""
    given = [quote for quote in _quotes_in(facts) if words in quote["text"]]
    if not given:
        return "no quote of the JSON has these words"
    stored = rows.work.conversations.set_index(["source", "conversation_id"])["text"]
    cut = [stored[quote["source"], quote["conversation_id"]][quote["start"] : quote["end"]] for quote in given]
    return "its offsets" if all(text == quote["text"] for text, quote in zip(cut, given, strict=True)) else f"they cut {cut}"


def _quotes_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every quote in a brief's JSON, wherever it stands."""
    if isinstance(node, dict):
        if {"text", "start", "end", "conversation_id"} <= node.keys():
            yield node
        for part in node.values():
            yield from _quotes_in(part)
    elif isinstance(node, list):
        for part in node:
            yield from _quotes_in(part)


def _day(rows: Rows, said: Any, quote: Quoted) -> Iterator[Due]:
    """A quote of an earlier month says its day; one that says none is of the month."""
    days = [f"{at.day} {MONTHS[at.month - 1]} {at.year}" for at in said["occurred_at"]]
    told = next((part.removeprefix("earlier, on ") for part in quote.by if part.startswith("earlier, on")), "")
    if told:
        yield told, told if told in days else days[0], "occurred_at"
    else:
        yield rows.month, rows.month if rows.month in set(said["cycle"]) else said["cycle"].iloc[0], "the month it was said in"


def _of_theme(rows: Rows, theme: str, keys: set[str]) -> str:
    return "of its theme" if keys & rows.keys(theme) else "its conversation does not raise the theme"

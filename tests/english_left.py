"""English that is left on a page of another language: found by pieces of the catalogue's own sentences."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from tests import catalogue

#: Letters in a row, blanks among them, from which a piece of an English sentence is known again.
TELLING = 9


def words_of(markup: str) -> str:
    """What a reader sees or hears of a page, quotes left out."""
    heard = " ".join(re.findall(r'(?:aria-label|content|title)="([^"]*)"', markup))
    shown = re.sub(r"<style>.*?</style>|<blockquote>.*?</footer>|<[^>]+>", " ", markup, flags=re.S)
    return re.sub(r" (?=%)", "\u00a0", html.unescape(f"{shown} {heard}"))


def english_pieces(tag: str) -> Iterator[str]:
    """The longest piece without a place of every sentence that the language says otherwise."""
    for message in catalogue.read(tag):
        if not message.id:
            continue
        for english, own in zip(*map(forms, (message.id, message.string)), strict=True):
            piece = max(re.split(r"\{\w+\}", english), key=len).strip(" .,;:()")
            if len(piece) >= TELLING and " " in piece and piece.lower() not in own.lower():
                yield piece


def forms(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def english_left(text: str, tag: str) -> list[str]:
    """Pieces of English sentences that stand in a text of another language."""
    return [piece for piece in english_pieces(tag) if piece in text]

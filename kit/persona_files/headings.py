"""Headings: which key of a persona file a heading, question or key of another document means."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

#: Where what a persona file has no place for goes: it is kept as a comment.
KEPT = "kept"
#: Headings of more words are sentences, in which any word may stand.
MOST_WORDS = 10
#: Words that only tell one part of a section from another: what stands under them belongs where their section does.
PARTS = frozenset(
    {"primary", "secondary", "main", "first", "second", "third", "other", "others", "top", "key", "short", "long", "term"}
    | {"personal", "professional", "functional", "emotional", "social", "weitere", "principaux", "principales", "autres"}
)
_TABLE = Path(__file__).with_name("headings.yaml")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = re.compile(r"\s*(?:[/,&+]|\band\b|\bor\b|\bund\b|\bet\b)\s*")


@cache
def _places() -> dict[str, str]:
    """Places by phrase."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {phrase: place for place, phrases in table.items() for phrase in phrases}


def words_of(label: str) -> str:
    """A label as the table has it: lower case, its words apart, without pictures and marks."""
    text = unicodedata.normalize("NFKC", _CAMEL.sub(" ", label)).lower().replace("_", " ").replace("-", " ")
    kept = "".join(letter for letter in text if letter.isalnum() or letter in " /,&+")
    return " ".join(kept.split())


def _longest(words: str) -> str:
    """The place of the longest phrase that stands in some words; "" where none does, or two of one length differ."""
    padded, matched = f" {words} ", {}
    for phrase, place in _places().items():
        if f" {phrase} " in padded:
            matched.setdefault(len(phrase), set()).add(place)
    places = matched[max(matched)] if matched else set()
    return places.pop() if len(places) == 1 else ""


def place_of(label: str, parent: str = "") -> str:
    """The key of a persona file that a label means.

    Parameters
    ----------
    label : a heading, a question, a key or a column's name.
    parent : the label it stands under; it decides where the label only names a part, as "Primary" does.

    Returns
    -------
    str
        A key such as ``pains`` or ``who.roles``; ``kept`` for what a persona file has no place for; "" where that is not known,
        also where a heading names two places at once ("Goals and challenges").
    """
    words = words_of(label)
    if not words or len(words.split()) > MOST_WORDS:
        return ""
    if set(words.split()) <= PARTS:
        return place_of(parent) if parent else ""
    if words in _places():
        return _places()[words]
    parts = {place for part in _APART.split(words) if (place := _longest(part))}
    return parts.pop() if len(parts) == 1 else ""

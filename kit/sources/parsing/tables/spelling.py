"""Spelling: a column's name as all spellings of it, in any case, with or without accents, joined however."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_NAME = re.compile(r"[^\w#]+|_+")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l"})


def _folded(text: str) -> str:
    """Text without accents; German umlauts as two letters."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_GERMAN)
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f"))


@lru_cache(maxsize=50_000)
def normal(name: str) -> str:
    """A column's name as all spellings of it: ``reviewText``, ``Review Text`` and ``review_text`` are one."""
    return _NOT_NAME.sub(" ", _folded(_CAMEL.sub(" ", name[:120].strip().strip("\"'")))).strip()

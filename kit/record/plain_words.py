"""Plain words: a text as it is embedded and named, without what is no word of its subject; quotes and offsets keep all of it."""

from __future__ import annotations

import re
from functools import lru_cache

from kit.words import MASK, STOP_WORDS

#: A company's first word is taken for its name from so many letters on, if it is no word that holds sentences together.
NAME_LETTERS = 4
#: Texts that are kept as they were made plain: a question by meaning looks at 20,000 of them, twice, and the next one again.
KEPT_TEXTS = 2**15

#: Masks of redaction and of whoever delivered the text, addresses, handles, hashtags, dates, times, amounts and numbers. A number
#: inside a word ("q3", "s3") belongs to it.
_NO_WORDS = re.compile(
    r"\{\w+\}|\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)[@#][\w-]+"
    r"|\b[X\d]{1,4}[/.-][X\d]{1,4}[/.-][X\d]{2,4}\b|"
    + MASK.pattern
    + r"|(?<![\w])[$€£¥#]?\s?\d[\d.,:/]*(?:\s?%|\s?(?:am|pm|st|nd|rd|th)\b|[€$£])?(?![\w])"
)
#: What a text has at the least that has any of these.
_MAY_HAVE_NO_WORDS = re.compile(r"[{@#\[<X\d]|://|www\.")


@lru_cache(maxsize=8)
def _company(name: str) -> re.Pattern[str] | None:
    words = name.split()
    if not words:
        return None
    names = [name]
    if len(words) > 1 and len(words[0]) >= NAME_LETTERS and words[0].lower() not in STOP_WORDS:
        names.append(words[0])
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?:['’]s)?(?!\w)", re.I)


def own_name(text: str, company: str) -> re.Match[str] | None:
    """Where a text first names the company whose customers it is of, by its name or by the first word of it.

    Examples
    --------
    >>> own_name("Acme's export is slow", "Acme Ltd").end()
    6
    """
    pattern = _company(company)
    return pattern.search(text) if pattern else None


@lru_cache(maxsize=KEPT_TEXTS)
def plain_words(text: str, company: str = "") -> str:
    """A text without masks, numbers, dates, addresses, handles, hashtags and the company's own name.

    Parameters
    ----------
    company : the name in kit.yaml; with its first word alone it is known too.

    Returns
    -------
    The words that are left, with single spaces; the text itself where none is.

    Examples
    --------
    >>> plain_words("@acme my [card] was charged $30.50 on 03/12/2019 #fail", "Acme Ltd")
    'my was charged on'
    """
    bare = _NO_WORDS.sub(" ", text) if _MAY_HAVE_NO_WORDS.search(text) else text
    if pattern := _company(company):
        bare = pattern.sub(" ", bare)
    bare = " ".join(bare.split())
    return bare if any(map(str.isalpha, bare)) else text

"""Names of people and companies: many of them looked for at once, and told from the ordinary words that some of them are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from kit.ingest.redact.candidates import lowered

#: Words that are first or family names and ordinary words too: alone they are masked only where the person can be meant.
ORDINARY = frozenset((Path(__file__).parent / "ordinary.txt").read_text(encoding="utf-8").split())

_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|miss|mx|sir|herr|frau|mme|m)\.? )+", re.I)
_LEGAL = re.compile(
    r"[,\s]+(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|se|sa|sas|sarl|srl|spa|bv|nv|ab"
    r"|as|oy|pty"
    r"|pvt|holdings?|group)\.?$",
    re.I,
)

_ADDRESSED = re.compile(
    r"(?:\b(?:hi|hello|hey|dear|thanks|thank you|cheers|regards|best|with|ask|asked|tell|told|call|called|cc|from|by|for|to"
    r"|and|or|is|am"
    r"|mr|mrs|ms|dr|via|merci|danke|hallo|liebe|lieber)[.,]? |@)$",
    re.I,
)
_ACTS = re.compile(
    r"(?:,? (?:said|says|told|asked|asks|mentioned|wrote|thinks|wants|wanted|built|sent|from|and I|here)\b|['’]s\b|:| [\[(])"
)
_DETERMINED = re.compile(
    r"\b(?:a|an|the|this|that|these|those|each|every|any|no|my|our|your|his|her|their|its|in|which|what)(?: [\w-]+)? $", re.I
)


def usable_name(name: str) -> str:
    """A name as it is looked for; "" for what is none (an address, a number, a placeholder)."""
    name = " ".join(name.split())
    is_name = 2 <= len(name) <= 80 and "@" not in name and sum(map(str.isalpha, name)) >= 2
    return name if is_name and not any(map(str.isdigit, name)) else ""


def person_names(names: Iterable[str]) -> set[str]:
    """Full names in lower case, each with and without "Dr." and the like."""
    usable = {usable_name(name) for name in names}
    full = {form for name in usable for form in (name, _TITLE.sub("", name))}
    return {lowered(name) for name in full if " " in name}


def company_names(names: Iterable[str]) -> tuple[set[str], set[str]]:
    """Companies of several words, in lower case, and of one word as written, each with and without its legal form.

    Those of one word are looked for only as written or in capitals, since many are ordinary words.
    """
    named = {form for name in names if (bare := " ".join(name.split())) for form in (bare, without_legal_form(bare))}
    named = {name for name in named if len(name) >= 3 and any(map(str.isalpha, name))}
    single = {name for name in named if " " not in name}
    return {lowered(name) for name in named - single}, single | {name.upper() for name in single if len(name) > 3}


def without_legal_form(name: str) -> str:
    """A company's name without "Inc", "GmbH" and the like."""
    return _LEGAL.sub("", name)


def _trie(names: Iterable[str]) -> str:
    """A regular expression for many literal names, shared beginnings written once."""
    root: dict = {}
    for name in names:
        node = root
        for letter in name:
            node = node.setdefault(letter, {})
        node[""] = {}

    def branches(node: dict) -> str:
        if set(node) == {""}:
            return ""
        parts = [(r"\s+" if letter == " " else re.escape(letter)) + branches(node[letter]) for letter in sorted(node) if letter]
        joined = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
        return joined + ("?" if "" in node else "")

    return branches(root)


def pattern_of(names: Iterable[str]) -> re.Pattern | None:
    """A pattern for whole names, case and all; None for no names."""
    names = sorted(set(names))
    return re.compile(rf"(?<!\w){_trie(names)}(?:(?=['’]s\b)|(?!\w))") if names else None


_WORD = re.compile(r"\w+")


class Named:
    """Names that are looked for together, passed over where a text has not the first two words of any.

    Parameters
    ----------
    names : in small letters, or as written where ``is_exact``.
    """

    def __init__(self, names: Iterable[str], is_exact: bool = False) -> None:
        names = set(names)
        self._pattern = pattern_of(names)
        self._is_exact = is_exact
        self._seconds: dict[str, set[str]] = {}
        for name in names:
            first, *rest = _WORD.findall(lowered(name)) or [""]
            self._seconds.setdefault(first, set()).add(rest[0] if rest else first)
        self.firsts = frozenset(self._seconds)

    def masked(self, text: str, words: frozenset[str], placeholder: Callable[[str], str]) -> str:
        """A text with the names replaced; ``words`` are those of it, or of a longer one, in small letters."""
        if self._pattern is None or not self._can_stand(words):
            return text
        parts, place = [], 0
        for match in self._pattern.finditer(text if self._is_exact else lowered(text)):
            parts += [text[place : match.start()], placeholder(match[0])]
            place = match.end()
        return "".join([*parts, text[place:]]) if parts else text

    def _can_stand(self, words: frozenset[str]) -> bool:
        return any(not self._seconds[first].isdisjoint(words) for first in words & self.firsts)


@lru_cache(maxsize=20_000)
def single_names(people: tuple[str, ...]) -> tuple[str, ...]:
    """First and family names of one conversation's people, as written and, unless they are ordinary words, in capitals."""
    given = {part.strip(".,'’-()") for name in people for part in name.split()}
    parts = {part for part in given if len(part) >= 2 and part[0].isupper()}
    return tuple(sorted(parts | {part.upper() for part in parts if len(part) > 3 and part.lower() not in ORDINARY}))


@lru_cache(maxsize=20_000)
def single_pattern(names: tuple[str, ...]) -> re.Pattern:
    """Pattern for single names that stand in a text."""
    return re.compile(rf"(?<!\w){_trie(names)}(?!\w)")


def is_meant(match: re.Match, text: str) -> bool:
    """Whether a single name stands for the person.

    One that is an ordinary word too does where it is addressed, signs, acts, or is written large in mid-sentence.
    """
    if len(match[0]) > 2 and match[0].lower() not in ORDINARY:
        return True
    line, after = text[max(0, match.start() - 40) : match.start()].rpartition("\n")[2], text[match.end() : match.end() + 24]
    if not line.strip() and re.match(r"[ \t]*[,.!]?[ \t]*(?:\n|$)", after):
        return True
    is_addressed = _ADDRESSED.search(line) and not re.match(r"\s[A-Za-z]+(?:ed|ing)\b", after)
    is_mid_sentence = re.search(r"[\w,;)] $", line) and not _DETERMINED.search(line)
    return bool(is_addressed or _ACTS.match(after) or is_mid_sentence)

"""Candidates: the stretches of a text in which a slow pattern can find anything at all, told by a fast one.

A pattern that begins with a look behind is tried at every letter. Nearly every letter is too far from a digit, an ``@`` or a
marking word for a match to begin there, so the pattern is run around those alone. What it finds is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

Window = tuple[int, int]

_LISTED = (Path(__file__).parent / "marks.txt").read_text(encoding="utf-8").splitlines()[1:]
#: Words by the pattern that finds something only where one of them stands.
MARKS = {name: frozenset(words.split()) for name, _, words in (line.partition(": ") for line in _LISTED)}


_WORD = re.compile(r"\w+")
#: Every sign of ASCII that stands in no word, as a blank.
_SIGNS = bytes(code if code > 127 or _WORD.fullmatch(chr(code)) else 32 for code in range(256))


def words_in(text: str) -> frozenset[str]:
    """The words of a text, in small letters."""
    low = lowered(text)
    if not low.isascii():
        return frozenset(_WORD.findall(low))
    return frozenset(low.encode().translate(_SIGNS).decode().split())  # bytes are looked up ten times faster than letters


def lowered(text: str) -> str:
    """A text in small letters whose every letter stands where it stood: the dotted capital I is the one that grows."""
    return text.replace("İ", "i").lower()


def around(finder: re.Pattern, text: str, before: int, after: int) -> list[Window]:
    """Stretches around what a finder finds, with so many characters before and after."""
    windows = [(match.start() - before, match.end() + after) for match in finder.finditer(text)]
    return merged(windows) if windows else windows


def merged(windows: Iterable[Window]) -> list[Window]:
    """Stretches in order, those that touch joined."""
    joined: list[Window] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((max(start, 0), end))
    return joined


def replaced_within(pattern: re.Pattern, replacement: Callable[[re.Match], str], text: str, windows: Iterable[Window]) -> str:
    """A text with matches replaced that lie in one of the stretches; what stands before a stretch is seen by a look behind."""
    if not windows:
        return text
    return _spliced(text, replacement, (match for start, end in windows for match in pattern.finditer(text, start, end)))


def replaced_first(pattern: re.Pattern, replacement: Callable[[re.Match], str], text: str, windows: Iterable[Window]) -> str:
    """A text with the first match in each of the stretches replaced; they may overlap, matches do not."""
    matches: list[re.Match] = []
    for start, end in windows:
        free = max(0, start, matches[-1].end() if matches else 0)
        if match := pattern.search(text, free, end):
            matches.append(match)
    return _spliced(text, replacement, matches)


def replaced_at(pattern: re.Pattern, replacement: Callable[[re.Match], str], text: str, places: Iterable[int]) -> str:
    """A text with matches replaced that begin at one of the places, in order; of those that overlap the first."""
    return _spliced(text, replacement, (match for place in places if (match := pattern.match(text, place))))


def _spliced(text: str, replacement: Callable[[re.Match], str], matches: Iterable[re.Match]) -> str:
    parts, place = [], 0
    for match in matches:
        if match.start() >= place:
            parts += [text[place : match.start()], replacement(match)]
            place = match.end()
    return "".join([*parts, text[place:]]) if parts else text

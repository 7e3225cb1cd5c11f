"""Column words: what a column holds by the words its name is made of, where no export that is known spells it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kit.resources import own_yaml
from kit.sources.parsing.tables.spelling import normal

#: Fewest letters of a compound's first part, and most words of a name: a longer one is a question.
SHORTEST_PART, MOST_WORDS = 3, 6


@dataclass(frozen=True)
class _Words:
    """What the names of one of our columns are made of, in the form of :func:`normal`."""

    sure: frozenset[str]
    named: frozenset[str]
    kinds: frozenset[str]
    numbered: frozenset[str]
    numbers: frozenset[str]
    beside: frozenset[str]

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word that a name of this column may have."""
        return self.sure | self.named | self.kinds | self.numbered | self.numbers | self.beside

    def means(self, words: list[str]) -> bool:
        """Whether a name of these words is one of this column."""
        held = set(words)
        if not held <= self.known:
            return False
        if held & self.sure or (held & self.numbered and held & self.numbers):
            return True
        return any(held & self.named - {kind} for kind in held & self.kinds)


def _forms(words: Iterable[object]) -> frozenset[str]:
    return frozenset(normal(str(word)) for word in words)


_LISTED = own_yaml(Path(__file__).parent / "column_words.yaml")
_BESIDE = _forms(_LISTED.pop("beside"))
_PARTS = tuple(sorted(_forms(_LISTED.pop("parts")), key=len, reverse=True))
_KEYS = ("sure", "named", "kinds", "numbered", "numbers")
_WORDS = {
    ours: _Words(*(_forms(listed.get(name, ())) for name in _KEYS), _BESIDE | _forms(listed.get("beside", ())))
    for ours, listed in _LISTED.items()
}


#: What joins the parts of a compound: "Bewertungstext", "Firmenname".
_LINKS = ("s", "en", "n")


@lru_cache(maxsize=50_000)
def meant(name: str) -> frozenset[str]:
    """Which of our columns a name can mean, told by its words.

    Parameters
    ----------
    name : a column's name in the form of :func:`normal`.
    """
    words = [part for word in name.split() for part in _parted(word)]
    if not 0 < len(words) <= MOST_WORDS:
        return frozenset()
    return frozenset(ours for ours, listed in _WORDS.items() if listed.means(words))


def _parted(word: str) -> Iterator[str]:
    """A compound as its two parts, any other word as it is."""
    ending = next((part for part in _PARTS if word.endswith(part) and len(word) - len(part) >= SHORTEST_PART), "")
    stem = word.removesuffix(ending)
    firsts = (stem, *(stem.removesuffix(link) for link in _LINKS if stem.endswith(link)))
    first = next((first for first in firsts if any(first in listed.known for listed in _WORDS.values())), "")
    yield from (first, ending) if ending and first else (word,)

"""Stance examples: sentences written for this kit, from which it learns what voices a stance."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

#: What a passage can voice; "other" is none of the four.
STANCES = ("pain", "objection", "decision-criterion", "goal", "other")


def _lines(name: str) -> list[str]:
    text = files("kit").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def stance_examples() -> tuple[tuple[str, str], ...]:
    """The (stance, sentence) pairs that ship with the kit, in the files' order; small talk is "other"."""
    pairs = [tuple(line.split("\t", 1)) for line in _lines("stance_examples.tsv")]
    return (*pairs, *(("other", text) for text in small_talk()))


@cache
def small_talk() -> tuple[str, ...]:
    """What everybody says and what tells nobody apart: greetings, thanks, weather, when to meet."""
    return tuple(_lines("small_talk.txt"))

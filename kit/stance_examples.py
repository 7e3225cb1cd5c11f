"""Stance examples: sentences written for this kit, from which the stance of a passage is learned."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def stance_examples() -> tuple[tuple[str, str], ...]:
    """The (stance, sentence) pairs that ship with the kit, in the file's order."""
    lines = files("kit").joinpath("stance_examples.tsv").read_text(encoding="utf-8").splitlines()
    return tuple((stance, text) for stance, text in (line.split("\t", 1) for line in lines if line and not line.startswith("#")))

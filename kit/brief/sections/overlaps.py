"""Overlaps: between which personas conversations fall, how alike their files are, and what causes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from kit import formats
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.language import gettext, in_own_language, marked, ngettext
from kit.matching.persona_overlap import NEAR_SAME
from kit.plots.overlap import plot_overlaps

TITLE = marked("Personas that describe the same customers")
#: Shades of the map, from "none" to "the most".
SHADES = 5
#: Conversations between two personas from which the pair is told in words; the others stand in the map.
WORTH_TELLING = 3


@dataclass(frozen=True)
class Pair:
    """Two personas that a brief sets side by side.

    Attributes
    ----------
    conversations : of the cycle that fall between the two.
    similarity : of the definitions, 0 to 1.
    same : pairs of claims that say the same, by their full names.
    near : places in a persona file with the conversations near to each.
    """

    ids: tuple[str, str]
    names: tuple[str, str]
    conversations: int
    similarity: float
    same: tuple[tuple[str, str], ...]
    near: tuple[tuple[str, int], ...]


@in_own_language
def section(briefs: Sequence[Brief]) -> Section:
    """The map of all pairs, and the pairs that are alike or share conversations in words, the worst first.

    Parameters
    ----------
    briefs : every brief of the cycle, in the order in which the map lists the personas.
    """
    pairs = overlap_pairs(briefs)
    names, stated = [brief.persona.name for brief in briefs], statements(briefs)
    html = render(
        "overlaps.html", finding=finding(pairs), names=names, rows=_map_rows(briefs, pairs) if pairs else [],
        pairs=[_in_words(pair, stated) for pair in pairs if is_telling(pair)],
    )  # fmt: skip
    drawn = plot_overlaps(names, _drawn(briefs, pairs), finding(pairs)) if pairs else None
    return Section("overlaps", gettext(TITLE), html, (drawn,) if drawn else ())


def overlap_pairs(briefs: Sequence[Brief]) -> list[Pair]:
    """Each pair of personas that a brief names, once, those with most conversations between them first."""
    pairs: dict[tuple[str, ...], Pair] = {}
    for brief in briefs:
        for overlap in brief.matching.overlaps:
            ids, names = (brief.persona.id, overlap.persona), (brief.persona.name, overlap.name)
            pair = Pair(ids, names, overlap.conversations, overlap.similarity, overlap.same, overlap.near)
            pairs.setdefault(tuple(sorted(ids)), pair)
    return sorted(pairs.values(), key=lambda pair: (-pair.conversations, -pair.similarity, pair.ids))


def is_alike(pair: Pair) -> bool:
    """Whether two definitions are so alike that a reader should ask whether they are two personas."""
    return pair.similarity >= NEAR_SAME


def is_telling(pair: Pair) -> bool:
    """Whether a pair is described in words."""
    return is_alike(pair) or pair.conversations >= WORTH_TELLING


def finding(pairs: Sequence[Pair]) -> str:
    """The map in one sentence."""
    if not pairs:
        return gettext("No two personas compete for the same conversations")
    alike = [pair for pair in pairs if is_alike(pair)]
    worst = (alike or pairs)[0]
    names, number = formats.listed(worst.names), worst.conversations
    if not alike:
        return ngettext(
            "No two definitions are much alike; at most {n} conversation falls between two of them ({names})",
            "No two definitions are much alike; at most {n} conversations fall between two of them ({names})", number,
            names=names,
        )  # fmt: skip
    if not number:
        return gettext("{names} describe much the same customer", names=names)
    return ngettext(
        "{names} describe much the same customer; {n} conversation falls between them",
        "{names} describe much the same customer; {n} conversations fall between them", number, names=names,
    )  # fmt: skip


def _cells(briefs: Sequence[Brief], pairs: Sequence[Pair]) -> dict[tuple[int, int], Pair]:
    """Each pair by its row and column in the map, the column before the row."""
    place = {brief.persona.id: number for number, brief in enumerate(briefs)}
    known = {tuple(sorted(place[name] for name in pair.ids)): pair for pair in pairs if set(pair.ids) <= set(place)}
    return {(row, column): known[column, row] for column, row in combinations(range(len(briefs)), 2) if (column, row) in known}


def _drawn(briefs: Sequence[Brief], pairs: Sequence[Pair]) -> dict[tuple[int, int], dict[str, Any]]:
    """The cells as the plot takes them."""
    return {place: asdict(pair) for place, pair in _cells(briefs, pairs).items()}


def _map_rows(briefs: Sequence[Brief], pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """The lower half of the map: a row a persona, a cell for each persona above it."""
    cells = _cells(briefs, pairs)
    most = max((pair.conversations for pair in pairs), default=0) or 1
    return [
        {
            "name": brief.persona.name,
            "cells": [_cell(cells.get((row, column)), most) if column < row else None for column in range(len(briefs) - 1)],
        }
        for row, brief in enumerate(briefs)
    ]


def _cell(pair: Pair | None, most: int) -> dict[str, Any]:
    if not pair:
        return {"step": 0, "number": "0", "alike": "", "is_alike": False}
    step = -(-SHADES * pair.conversations // most)
    alike = formats.percent(pair.similarity)
    return {"step": step, "number": formats.count(pair.conversations), "is_alike": is_alike(pair), "alike": alike}


def statements(briefs: Sequence[Brief]) -> dict[str, str]:
    """The sentence of every claim and message in the briefs, by its full name."""
    stated = [claim for brief in briefs for claim in (*brief.claims, *brief.messaging)]
    return {claim.claim: claim.statement for claim in stated if claim.claim}


def _in_words(pair: Pair, stated: dict[str, str]) -> dict[str, Any]:
    """A pair in words: figures, the claims that say the same, what the conversations are near to."""
    fallen = ngettext("{n} conversation between them", "{n} conversations between them", pair.conversations)
    alike = gettext("definitions {share} alike", share=formats.percent(pair.similarity))
    return {
        "names": formats.listed(pair.names),
        "figures": f"{fallen} · {alike}",
        "same": [[formats.quoted(stated[name]) if name in stated else name for name in names] for names in pair.same],
        "near": formats.listed(f"{_place(pair, place, stated)} ({number})" for place, number in pair.near),
    }


def _place(pair: Pair, place: str, stated: dict[str, str]) -> str:
    """A place in a persona file as a reader knows it: the sentence that stands there, or what is listed there and whose."""
    if place in stated:
        return formats.quoted(stated[place])
    persona, _, part = place.partition("/")
    name = dict(zip(pair.ids, pair.names, strict=True)).get(persona, persona)
    kinds = {
        "roles": gettext("the roles of {name}", name=name),
        "tools": gettext("the tools of {name}", name=name),
        "metrics": gettext("the metrics of {name}", name=name),
    }
    return kinds.get(part, gettext("the persona file of {name}", name=name))

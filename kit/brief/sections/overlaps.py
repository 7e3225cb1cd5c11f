"""The index's map of overlaps: between which personas conversations fall, how alike their files are, and what causes it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from kit import formats
from kit.brief.html import Section, render
from kit.brief.summary import Facts
from kit.matching.persona_overlap import NEAR_SAME
from kit.plots.overlap import plot_overlaps

TITLE = "Personas that describe the same customers"
#: Shades of the map, from "none" to "the most".
SHADES = 5
#: Conversations between two personas from which the pair is told in words; the others stand in the map.
WORTH_TELLING = 3


def overlap_map(facts_of: list[Facts]) -> Section:
    """The map of all pairs, and the pairs that are alike or share conversations in words, the worst first.

    Parameters
    ----------
    facts_of : the facts of every brief of the cycle, in the order in which the map lists the personas.
    """
    pairs = overlap_pairs(facts_of)
    names = [facts["persona"]["name"] for facts in facts_of]
    worst = [pair for pair in pairs if is_telling(pair)]
    html = render(
        "sections/overlap_map.html", finding=finding(pairs), names=names, rows=_map_rows(facts_of, pairs) if pairs else [],
        pairs=[_told(pair, statements(facts_of)) for pair in worst],
    )  # fmt: skip
    return Section("overlaps", TITLE, html, (plot_overlaps(names, _cells(facts_of, pairs), finding(pairs)),) if pairs else ())


def overlap_pairs(facts_of: list[Facts]) -> list[Facts]:
    """Each pair of personas that a brief tells of, once, those with most conversations between them first.

    Returns
    -------
    list of {"ids", "names", "conversations", "similarity" (0 to 1), "same" (pairs of claims), "near" ([place, conversations])}.
    """
    found: dict[tuple[str, str], Facts] = {}
    for facts in facts_of:
        for overlap in facts["matching"].get("overlaps") or []:
            ids = (facts["persona"]["id"], overlap["persona"])
            if (min(ids), max(ids)) not in found:
                found[min(ids), max(ids)] = {
                    "ids": ids, "names": (facts["persona"]["name"], overlap.get("name") or overlap["persona"]),
                    "conversations": overlap["conversations"], "similarity": overlap.get("similarity"),
                    "same": overlap.get("same") or [], "near": overlap.get("near") or [],
                }  # fmt: skip
    return sorted(found.values(), key=lambda pair: (-pair["conversations"], -(pair["similarity"] or 0), pair["ids"]))


def is_alike(pair: Facts) -> bool:
    """Whether two definitions are so alike that a reader should ask whether they are two personas."""
    return formats.is_known(pair["similarity"]) and pair["similarity"] >= NEAR_SAME


def is_telling(pair: Facts) -> bool:
    """Whether a pair is told in words."""
    return is_alike(pair) or pair["conversations"] >= WORTH_TELLING


def finding(pairs: list[Facts]) -> str:
    """The map in one sentence."""
    if not pairs:
        return "No two personas compete for the same conversations"
    alike = [pair for pair in pairs if is_alike(pair)]
    worst = (alike or pairs)[0]
    names = formats.listed(worst["names"])
    fallen = formats.counted(worst["conversations"], "conversation")
    falls = "falls" if worst["conversations"] == 1 else "fall"
    if alike:
        said = f"{names} describe much the same customer"
        return f"{said}; {fallen} {falls} between them" if worst["conversations"] else said
    return f"No two definitions are much alike; at most {fallen} {falls} between two of them ({names})"


def _cells(facts_of: list[Facts], pairs: list[Facts]) -> dict[tuple[int, int], Facts]:
    """Each pair by its row and column in the map, the column before the row."""
    at = {facts["persona"]["id"]: number for number, facts in enumerate(facts_of)}
    known = {tuple(sorted(at[name] for name in pair["ids"])): pair for pair in pairs if set(pair["ids"]) <= set(at)}
    return {(row, column): known[column, row] for column, row in combinations(range(len(facts_of)), 2) if (column, row) in known}


def _map_rows(facts_of: list[Facts], pairs: list[Facts]) -> list[dict[str, Any]]:
    """The lower half of the map: a row a persona, a cell for each persona above it."""
    cells = _cells(facts_of, pairs)
    most = max((pair["conversations"] for pair in pairs), default=0) or 1
    return [
        {
            "name": facts["persona"]["name"],
            "cells": [_cell(cells.get((row, column)), most) if column < row else None for column in range(len(facts_of) - 1)],
        }
        for row, facts in enumerate(facts_of)
    ]


def _cell(pair: Facts | None, most: int) -> dict[str, Any]:
    if not pair:
        return {"step": 0, "number": "0", "alike": "", "is_alike": False}
    step = -(-SHADES * pair["conversations"] // most)
    return {
        "step": step, "number": formats.count(pair["conversations"]), "is_alike": is_alike(pair),
        "alike": formats.percent(pair["similarity"]) if formats.is_known(pair["similarity"]) else "",
    }  # fmt: skip


def statements(facts_of: list[Facts]) -> dict[str, str]:
    """The sentence of every claim that the facts tell of, by its full name."""
    told_of = [claim for facts in facts_of for claim in [*(facts.get("claims") or []), *(facts.get("messaging") or [])]]
    return {claim["claim"]: claim["statement"] for claim in told_of if claim.get("statement")}


def _told(pair: Facts, stated: dict[str, str]) -> dict[str, Any]:
    """A pair in words: figures, the claims that say the same, what the conversations are near to."""
    alike = f"definitions {formats.percent(pair['similarity'])} alike" if formats.is_known(pair["similarity"]) else ""
    fallen = f"{formats.counted(pair['conversations'], 'conversation')} between them"
    return {
        "names": formats.listed(pair["names"]),
        "figures": " · ".join(part for part in (fallen, alike) if part),
        "same": [[formats.quoted(stated[name]) if name in stated else name for name in one] for one in pair["same"]],
        "near": formats.listed(f"{place} ({number})" for place, number in pair["near"]),
    }

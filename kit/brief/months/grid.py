"""Grid: personas by cycles, each cell a verdict by shape and word, what it is about and what is exposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kit import formats
from kit.brief import headline, wording
from kit.brief.model.made_with import PastBrief
from kit.language import gettext, pgettext

#: Cycles of a grid on a cycle's own page; the page of all briefs has more.
MOST_CYCLES, MOST_CYCLES_OF_ALL = 6, 12
#: Where a brief lies, seen from the page of all briefs.
LINK = "{cycle}/{id}.html"
#: Cycles that a phone has room for.
ON_PHONES = 2


@dataclass(frozen=True)
class History:
    """One persona's briefs, oldest first."""

    id: str
    name: str
    briefs: tuple[PastBrief, ...]


def grid(histories: Sequence[History], most: int = MOST_CYCLES, link: str = "") -> dict[str, Any]:
    """What the grid's template shows.

    Parameters
    ----------
    histories : in the order of the rows.
    most : cycles, the newest of those there are.
    link : address of a cell's brief with ``{cycle}`` and ``{id}`` in it; "" where past briefs may lie elsewhere.

    Returns
    -------
    dict with ``columns``, one a cycle, oldest first, ``rows``, each with a cell a column, None where there is no brief, and
    ``title``, what it shows by what.
    """
    cycles = sorted({past.cycle for history in histories for past in history.briefs})[-most:]
    columns = [
        {"mark": formats.cycle_name(cycle), "is_older": place < len(cycles) - ON_PHONES} for place, cycle in enumerate(cycles)
    ]
    rows = []
    for history in histories:
        by_cycle = {past.cycle: past for past in history.briefs}
        cells = [by_cycle.get(cycle) and _cell(by_cycle[cycle], link.format(cycle=cycle, id=history.id)) for cycle in cycles]
        rows.append({"name": history.name, "id": history.id, "cells": cells})
    return {"columns": columns, "rows": rows, "title": _title(cycles)}


def _title(cycles: Sequence[str]) -> str:
    by = {
        "month": gettext("Personas by month"), "quarter": gettext("Personas by quarter"), "week": gettext("Personas by week"),
    }  # fmt: skip
    return by[formats.period(cycles[-1])] if cycles else gettext("Personas by cycle")


def _cell(past: PastBrief, href: str) -> dict[str, str]:
    return {
        "verdict": past.verdict, "word": headline.verdict_word(past.verdict, past.partial), "href": href,
        "label": wording.short(past.label) if past.label else "", "exposure": exposure(past),
    }  # fmt: skip


def exposure(past: PastBrief) -> str:
    """Accounts behind a reported change and what they are worth; without one those that raise the pain, of those that spoke."""
    if past.amount:
        return f"{formats.counted(past.accounts, 'account')}, {formats.money(past.amount, past.currency)}"
    if not past.accounts_active:
        return gettext("nobody spoke") if past.verdict == "thin" else ""
    return pgettext(
        "counted things", "{number} of {whole}", number=past.accounts, whole=formats.counted(past.accounts_active, "account")
    )

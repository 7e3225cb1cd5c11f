"""Sides: what a comparison is between, some cycles, or some of those who spoke in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from kit.errors import ParameterError
from kit.workbench.filters import Wanted, check_known, values_of

#: One side of a comparison: a cycle, several, or filters by name ("cycle" may be one of them).
Side = str | Iterable[str] | Mapping[str, Wanted]
#: What a side may be picked by beside its cycles. Who spoke is picked by the first three.
WHO, WHERE = ("segment", "tier", "account"), ("source", "kind")
#: The column that each of them is in.
COLUMN = {"account": "account_id"}


@dataclass(frozen=True)
class PickedSide:
    """One side of a comparison, checked.

    Attributes
    ----------
    cycles : its cycles, oldest first.
    wanted : the other filters, by name, with their values.
    """

    cycles: list[str]
    wanted: dict[str, list[str]]

    def of(self, spoken: pd.DataFrame) -> pd.DataFrame:
        """The conversations of the side."""
        rows = spoken[spoken["cycle"].isin(self.cycles)]
        for name, values in self.wanted.items():
            rows = rows[rows[COLUMN.get(name, name)].isin(values)]
        return rows


def picked(name: str, side: Side, window: list[str], known: Mapping[str, Iterable[str]]) -> PickedSide:
    """A side as a user writes it, checked.

    Parameters
    ----------
    name : "now" or "before", for the message.
    window : the cycles that the themes look over; all of them where the side names none.
    known : by column, the values that there are.

    Raises
    ------
    ParameterError, WorkspaceError
        A filter or a value that is none.
    """
    filters = dict(side) if isinstance(side, Mapping) else {"cycle": side}
    if unknown := sorted(set(filters) - {"cycle", *WHO, *WHERE}):
        raise ParameterError(f"{name}: {unknown[0]!r} is no filter; use cycle, {', '.join((*WHO, *WHERE))}")
    cycles = values_of(filters.pop("cycle", window))
    if not cycles:
        raise ParameterError(f"{name} names no cycle; the themes look over {window[0]} to {window[-1]}")
    if outside := [cycle for cycle in cycles if cycle not in window]:
        raise ParameterError(f"{name}: the themes look over {window[0]} to {window[-1]}, not over {outside[0]!r}")
    wanted = {key: values_of(values) for key, values in filters.items() if values is not None}
    for key, values in wanted.items():
        check_known(key, values, known[COLUMN.get(key, key)])
    return PickedSide(sorted(set(cycles)), wanted)


def told_apart_by(now: PickedSide, before: PickedSide) -> set[str]:
    """The filters in which two sides differ, their cycles aside."""
    return {name for name in (*WHO, *WHERE) if now.wanted.get(name) != before.wanted.get(name)}

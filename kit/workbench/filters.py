"""Filters: rows picked by persona, cycle, segment, tier, source or account; a value that no row can have is refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kit.errors import WorkspaceError

#: What a filter may be: a value, several, or None for all.
Wanted = str | Iterable[str] | None

#: Values that a refusal names.
MOST_NAMED = 12


def values_of(wanted: Wanted) -> list[str]:
    """A filter's values as a list."""
    return [wanted] if isinstance(wanted, str) else list(wanted or [])


def check_known(name: str, wanted: Wanted, known: Iterable[str]) -> None:
    """Refuse a value that is none, naming those there are.

    Raises
    ------
    WorkspaceError
        Naming the filter, the value and what it could be.
    """
    there = sorted(set(known) - {""})
    for value in values_of(wanted):
        if value not in there:
            more = f" and {len(there) - MOST_NAMED} more" if len(there) > MOST_NAMED else ""
            raise WorkspaceError(f"{name} {value!r} is none; there are {', '.join(there[:MOST_NAMED]) or 'none yet'}{more}")


def filtered(rows: pd.DataFrame, known: Mapping[str, Iterable[str]], wanted: Mapping[str, Wanted]) -> pd.DataFrame:
    """Rows that have one of the wanted values in each named column.

    Parameters
    ----------
    known : by column, the values that can be asked for; where a column is not named, those of the rows.
    wanted : by column, a value, several, or None for all.
    """
    for column, values in wanted.items():
        if values is not None:
            check_known(column.removesuffix("_id"), values, known.get(column, rows[column]))
            rows = rows[rows[column].isin(values_of(values))]
    return rows.reset_index(drop=True)


def as_text(column: pd.Series) -> pd.Series:
    """A column of text, "" where nothing is known."""
    return column.astype("object").where(column.notna(), "").astype("str")

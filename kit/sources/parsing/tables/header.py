"""Header: which row of a table names its columns, after title rows and before totals; and columns of one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from kit.sources.parsing.tables.column_names import is_known, normal

#: Rows looked at to find the header; reports put a title, filters and dates above it.
LOOKED_AT = 25
#: Known names in a row from which it is a header, wherever it stands.
ENOUGH = 2

_TOTAL = re.compile(
    r"\W*(?:(?:(?:grand |sub)?totals?|(?:gesamt|zwischen)?summen?|gesamt|insgesamt|totale|totaal|total général|somme|suma|soma"
    r"|итого)"
    r"[\W\d]*(?:records?|rows?|tickets?|cases?|count)?[\W\d]*"
    r"|(?:confidential information|copyright \(c\)|(?:report )?(?:generated|exported) (?:by|on|at|from)\b).{0,200})",
    re.I,
)


def n_known(cells: Sequence[Any], wanted: Sequence[str]) -> int:
    """How many cells of a row are names of columns that a reader looks for, or that any export uses."""
    names = {normal(name) for name in wanted}
    return len({name for cell in cells if (name := normal(str(cell))) and (name in names or is_known(name))})


def header_at(rows: Sequence[Sequence[Any]], wanted: Sequence[str]) -> int:
    """Position of the row that names the columns.

    The first row, unless a later one holds more names that are known, or it is a title, one cell above a table, or the names
    of groups of columns.

    Parameters
    ----------
    rows : a file's first rows, empty cells as "".
    wanted : names a reader looks for.
    """
    known = [n_known(row, wanted) for row in rows[:LOOKED_AT]]
    filled = [sum(str(cell).strip() != "" for cell in row) for row in rows[:LOOKED_AT]]
    first = next((position for position, count in enumerate(filled) if count), 0)
    best = max(known, default=0)
    below = first + 1
    if below < len(known) and known[below] >= max(ENOUGH, known[first] + 1) and filled[below] > filled[first]:
        return below  # a row that groups the columns stands above their names
    if best >= ENOUGH and known[first] < ENOUGH:
        return known.index(best)
    if filled and filled[first] == 1 and known[first] == 0:
        widest = Counter(count for count in filled[first:] if count > 1).most_common(1)
        if widest and widest[0][1] >= 2 and filled[first + 1 :].count(widest[0][0]) >= 2:
            return filled.index(widest[0][0], first)
    return first


def is_total(cells: Sequence[Any], n_columns: int) -> bool:
    """Whether a row sums up those above it, or is a report's own last line."""
    filled = [text for cell in cells if (text := str(cell).strip())]
    return bool(filled) and n_columns >= 3 and len(filled) <= max(1, n_columns // 2) and bool(_TOTAL.fullmatch(filled[0]))


def named(cells: Sequence[Any]) -> list[str]:
    """Column names of a header row; a column without one is called by its position."""
    names = [re.sub(r"\s+", " ", str(cell)).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return [name or f"column {position}" for position, name in enumerate(names, start=1)]


def valued(columns: list[str], cells: Sequence[Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """A row's cells by column: of columns of one name the first that is not empty; and all cells of such columns."""
    values = dict(zip(columns, cells, strict=False))
    if len(set(columns)) == len(columns):
        return values, {}
    alike: dict[str, list[Any]] = {}
    for name, cell in zip(columns, cells, strict=False):
        alike.setdefault(name, []).append(cell)
    several = {name: [cell for cell in held if str(cell).strip()] for name, held in alike.items() if len(held) > 1}
    return values | {name: held[0] if held else "" for name, held in several.items()}, several

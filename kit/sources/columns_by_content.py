"""Columns by content: which column of a table holds its ids, its times or who wrote, told by what stands in it.

Asked only where no name tells: exports in languages and of tools that nobody listed have columns like these too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from kit.sources.messages import side_in
from kit.sources.parsing.cells import cell, date_order
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.rows import Rows
from kit.sources.parsing.tables.column_names import normal
from kit.sources.reader import Context

#: Rows looked at, and the fewest that tell anything.
LOOKED_AT, LEAST = 200, 2
#: Most letters of an id, and most different words that columns of sides hold.
LONGEST_ID, MOST_SIDES = 60, 12
#: Letters of a name with its address.
LONGEST_ADDRESS = 300
#: So much of a column is filled where it tells something.
FILLED = 0.8

_DATE = re.compile(r"\d{1,4}\D{1,3}\d{1,2}\D{1,3}\d{1,4}|\d{1,2}[. ]{1,2}[^\W\d_]{3,12}\.? ?\d{4}|\b1\d{9}(?:\d{3})?(?:\.\d+)?\b")
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$")
_RECEIVES = re.compile(r"(?:^|\b)(?:to|cc|bcc|recipients?|owner|assignee|agent|assigned|reply|an|para|vers)(?:\b|$)")


def _columns(rows: Rows, taken: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Columns that nothing is known of, each with its filled cells."""
    for name in rows.columns:
        cells = [cell(row.values.get(name)) for row in rows.rows[:LOOKED_AT]]
        filled = [text for text in cells if text]
        if name not in taken and len(filled) >= max(LEAST, FILLED * len(cells)):
            yield name, filled


def _first(rows: Rows, taken: Collection[str], fits: Callable[[str, list[str]], bool]) -> str:
    return next((name for name, cells in _columns(rows, taken) if fits(name, cells)), "")


def _is_address(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and bool(_ADDRESS.search(text))


def id_column(rows: Rows, taken: Collection[str]) -> str:
    """The first column that tells every row from all others in a short word; "" where there is none."""
    n_rows = len(rows.rows[:LOOKED_AT])

    def fits(name: str, cells: list[str]) -> bool:
        is_short = all(len(text) <= LONGEST_ID and not re.search(r"\s", text) for text in cells)
        return len(set(cells)) == n_rows and is_short and not all(_DATE.match(text) or _is_address(text) for text in cells)

    return _first(rows, taken, fits)


def time_column(rows: Rows, taken: Collection[str], context: Context) -> str:
    """The first column all of whose cells are dates; "" where there is none."""

    def fits(name: str, cells: list[str]) -> bool:
        if not all(len(text) <= LONGEST_ID and _DATE.search(text) for text in cells):
            return False
        order = date_order(rows, name, context)
        given = (row.values.get(name) for row in rows.rows[:LOOKED_AT])
        return all(time_of(value, context.zone, order or "dmy") for value in given if cell(value))

    return _first(rows, taken, fits)


def side_column(rows: Rows, taken: Collection[str]) -> str:
    """The first column whose words all tell a side, the customer's and the team's among them; "" where there is none."""

    def fits(name: str, cells: list[str]) -> bool:
        words = set(cells)
        sides = {side_in(word, name, {}) for word in words} if len(words) <= MOST_SIDES else {""}
        return "" not in sides and {"customer", "team"} <= sides

    return _first(rows, taken, fits)


def sender_column(rows: Rows, taken: Collection[str]) -> str:
    """The first column of mail addresses that are not the recipients'; "" where there is none."""

    def fits(name: str, cells: list[str]) -> bool:
        return not _RECEIVES.search(normal(name)) and all(map(_is_address, cells)) and len(set(cells)) > 1

    return _first(rows, taken, fits)

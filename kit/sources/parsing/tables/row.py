"""Row: one row of any table by column name, with the line it stands on; and all rows of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kit.sources.conversation import EmptyRow, UnreadableRow


@dataclass(slots=True)
class Row:
    """One row.

    Attributes
    ----------
    values : its cells by column name; of several columns of one name the first cell that is not empty.
    line : the physical line it starts on.
    repeated : all cells of columns whose name stands in the header several times.
    """

    values: dict[str, Any]
    line: int
    repeated: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """All rows of one file, and those that could not be told apart or hold a total."""

    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    unread: list[UnreadableRow | EmptyRow] = field(default_factory=list)

"""Workbooks: rows of Excel and OpenDocument sheets, with real dates, merged cells filled and title rows passed over."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from kit.sources.conversation import EmptyRow, UnreadableRow
from kit.sources.parsing.files import File
from kit.sources.parsing.tables.header import header_at, is_total, n_known, named, valued
from kit.sources.parsing.tables.row import Row, Rows

Cells = list[list[Any]]


def sheets_of(file: File) -> tuple[list[tuple[str, Cells, int]], list[UnreadableRow]]:
    """Every sheet that holds anything: its name, its cells and the number of its first row; or why the file cannot be read."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        sheets = [
            (name, _filled(sheet), 1 + (sheet.start or (0, 0))[0])
            for name in book.sheet_names
            if (sheet := book.get_sheet_by_name(name)).height
        ]
    except (calamine.CalamineError, OSError, ValueError, IndexError) as error:
        return [], [UnreadableRow(f"is a workbook that cannot be read ({error}); save it again, without a password", 1)]
    return sheets, []


def _filled(sheet: calamine.CalamineSheet) -> Cells:
    """A sheet's cells; a cell merged over several rows stands in each of them."""
    rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    top, left = sheet.start or (0, 0)
    for (first, column), (last, _) in sheet.merged_cell_ranges or []:
        for row in range(first + 1 - top, last + 1 - top):
            if 0 <= first - top < row < len(rows) and 0 <= column - left < len(rows[row]):
                rows[row][column - left] = rows[first - top][column - left]
    return rows


def _plain(value: Any) -> Any:
    """A cell as other tables have it: text, number or a point in time."""
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).replace(microsecond=0)  # a day's fraction is seldom a whole second
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return value


def chosen(sheets: list[tuple[str, Cells, int]], wanted: Sequence[str]) -> list[tuple[str, Cells, int, int]]:
    """Sheets that are the table looked for, each with its header's position: those that hold most of the wanted names.

    Notes
    -----
    A workbook of one sheet a month has the same header on each, and all are read; a sheet of notes or of look-ups has another.
    """
    headed = [(name, rows, first, header_at(rows, wanted)) for name, rows, first in sheets]
    headed = [
        (name, rows, first, header)
        for name, rows, first, header in headed
        if len(rows) > header + 1 and len(named(rows[header])) > 1
    ]
    scores = [n_known(rows[header], wanted) for _, rows, _, header in headed]
    best = max(scores, default=0)
    return [sheet for sheet, score in zip(headed, scores, strict=True) if score >= max(1, best - 1) or len(headed) == 1]


def table_rows(rows: Cells, header: int) -> tuple[list[str], list[tuple[int, dict[str, Any], dict[str, list[Any]]]], list[int]]:
    """Columns; position, values and cells of columns of one name for each row below the header; positions of totals."""
    columns = named(rows[header])
    body, totals = [], []
    for position in range(header + 1, len(rows)):
        cells = rows[position]
        if not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        if is_total(cells, len(columns)):
            totals.append(position)
        else:
            body.append((position, *valued(columns, cells)))
    return columns, body, totals


def workbook(file: File, wanted: Sequence[str]) -> Rows:
    """Rows of a workbook's sheets that hold the table looked for; the "line" is the row's number in its sheet."""
    sheets, unread = sheets_of(file)
    table, columns = Rows([], unread=list(unread)), {}
    for _, cells, first, header in chosen(sheets, wanted):
        names, body, totals = table_rows(cells, header)
        columns |= dict.fromkeys(names)
        table.rows += [Row(values, first + position, repeated) for position, values, repeated in body]
        table.unread += [EmptyRow(first + position) for position in totals]
    table.columns = list(columns)
    return table

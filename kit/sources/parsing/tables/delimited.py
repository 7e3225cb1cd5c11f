"""Delimited text: rows of CSV-like files; separator, quotes, encoding and the header's place are found out."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kit.sources.conversation import MAX_CHARACTERS, RAW_READ, EmptyRow, UnreadableRow
from kit.sources.parsing.files import SAMPLE, File, text_of
from kit.sources.parsing.tables.header import LOOKED_AT, header_at, is_total, n_known, named, valued
from kit.sources.parsing.tables.row import Row, Rows

SEPARATORS = ",;\t|"
#: Characters of one field that are still read; above it stands a quote that was never closed, or an export gone wrong.
MAX_FIELD = 10 * MAX_CHARACTERS

_TOLD_SEPARATOR = re.compile(r"sep=(.)", re.I)

csv.field_size_limit(MAX_FIELD)


def _first_records(lines: list[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """The first records of a file as one separator cuts them, and the line each starts on."""
    records, starts, position = [], [], 0
    reader = csv.reader(itertools.islice(lines, 8 * LOOKED_AT), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append(cells)
                starts.append(position)
            if len(records) == LOOKED_AT:
                break
            position = reader.line_num
    except csv.Error:
        pass  # a field beyond the limit: what stands before it tells the separator; reading itself sets the row aside
    return records, starts


def layout_of(lines: list[str], wanted: Sequence[str], separator: str = "") -> tuple[str, int, list[int]]:
    """The separator, the line the header starts on, and the lines above it that hold rows and no title.

    The separator is the one that finds most known names in a header, then the most columns.
    """
    best = ((-1, -1, 0), "", 0, [])
    for rank, candidate in enumerate(separator or SEPARATORS):
        records, starts = _first_records(lines, candidate)
        if records:
            header = header_at(records, wanted)
            columns = named(records[header])
            enough = max(2, len(columns) // 2)
            above = [starts[row] for row in range(header) if sum(cell.strip() != "" for cell in records[row]) > enough]
            best = max(
                best,
                ((n_known(records[header], wanted), len(columns), -rank), candidate, starts[header], above),
                key=lambda entry: entry[0],
            )
    return best[1:]


def _dialect(sample: str, separator: str) -> dict[str, Any]:
    header = sample.partition("\n")[0].strip()
    quote = "'" if header.startswith("'") and header.endswith("'") and len(header) > 1 else '"'
    is_escaped = f"{quote}{quote}" not in sample and bool(re.search(rf"\\{quote}(?![{re.escape(SEPARATORS)}\r\n]|$)", sample))
    return {"delimiter": separator, "quotechar": quote, "escapechar": "\\" if is_escaped else None}


def _lines(text: str) -> list[str]:
    """Physical lines with their ends; CR, LF and CRLF each end one."""
    return list(io.StringIO(text, newline=""))


def _is_open(raw: str, quote: str) -> bool:
    return raw.count(quote) % 2 == 1


def _fault(cells: list[str], raw: str, n_columns: int, dialect: dict[str, Any], is_last: bool) -> str:
    """What is wrong with a record as read, or "" where nothing is."""
    if is_last and not dialect["escapechar"] and _is_open(raw, dialect["quotechar"]):
        return "the file ends inside a quoted field; the row is cut, deliver it whole"
    if len(cells) > n_columns and any(cell.strip() for cell in cells[n_columns:]):
        return f"has {len(cells)} columns where the header has {n_columns}; quote the field that holds the separator"
    if len(cells) < n_columns and (len(cells) < (n_columns + 1) // 2 or (is_last and not raw.endswith(("\n", "\r")))):
        return f"has {len(cells)} of the header's {n_columns} columns; the row is cut or a quote is missing"
    return ""


@dataclass(slots=True)
class _Record:
    cells: list[str]
    start: int
    after: int
    fault: str = ""


def _run(lines: list[str], first: int, n_columns: int, dialect: dict[str, Any]) -> Iterator[_Record]:
    """Records from one line on, up to and with the first faulty one."""
    reader = csv.reader((lines[line] for line in range(first, len(lines))), **dialect)
    start = first
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Record([], start, start + 1, f"cannot be told apart into columns ({error})")
            return
        after = first + reader.line_num
        if cells:
            is_last = after == len(lines)
            raw = "".join(lines[start:after]) if is_last else ""
            fault = _fault(cells, raw, n_columns, dialect, is_last)
            yield _Record(cells, start, after, fault)
            if fault:
                return
        start = after


def _records(lines: list[str], first: int, n_columns: int, dialect: dict[str, Any]) -> Iterator[_Record]:
    """Records of a file. After a faulty one reading starts again on its second line.

    So a quote that was never closed costs its own row and not those it would swallow; the rest of a cut row's
    own text, which has no columns, is counted with it.
    """
    is_rest = False
    while first < len(lines):
        fault = None
        for record in _run(lines, first, n_columns, dialect):
            fault = record if record.fault else None
            if fault is None:
                is_rest = False
                yield record
        if fault is None:
            return
        if not (is_rest and len(fault.cells) < n_columns):
            yield fault
        is_rest = is_rest or fault.after > fault.start + 1
        first = fault.start + 1


def delimited(file: File, wanted: Sequence[str], encoding: str = "", separator: str = "") -> Rows:
    """Rows of a CSV-like file; separator, quotes and encoding are found out where they are not given.

    Parameters
    ----------
    wanted : column names that tell the right separator and the header.
    """
    lines = _lines(text_of(file.data, encoding))
    declared = _TOLD_SEPARATOR.fullmatch(lines[0].strip()) if lines else None
    if declared:
        lines[0], separator = "\n", separator or declared[1]
    if not any(line.strip() for line in lines):
        return Rows([])
    separator, first, above = layout_of(lines, wanted, separator)
    separator = separator or SEPARATORS[0]  # nothing but marks stands in the file
    dialect = _dialect("".join(lines[first : first + 200])[:SAMPLE], separator)
    header = next(_run(lines, first, 0, dialect | {"escapechar": None}), None)
    columns = named(header.cells) if header else []
    rows = Rows(columns)
    rows.unread += [
        UnreadableRow("stands above the header; the header has to come first", line + 1, lines[line][:RAW_READ]) for line in above
    ]
    for record in _records(lines, header.after if header else len(lines), len(columns), dialect):
        if is_total(record.cells, len(columns)):
            rows.unread.append(EmptyRow(record.start + 1))
        elif record.fault:
            rows.unread.append(UnreadableRow(record.fault, record.start + 1, lines[record.start][:RAW_READ]))
        elif any(cell.strip() for cell in record.cells):
            values, repeated = valued(columns, record.cells)
            rows.rows.append(Row(values, record.start + 1, repeated))
    return rows

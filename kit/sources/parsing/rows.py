"""Rows of delimited text, JSON and Parquet, each with the line it stands on in the file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kit.sources.conversation import MAX_CHARACTERS, RAW_READ, UnreadableRow
from kit.sources.parsing.files import SAMPLE, File, text_of

SEPARATORS = ",;\t|"
#: Characters of one field that are still read; above it stands a quote that was never closed, or an export gone wrong.
MAX_FIELD = 10 * MAX_CHARACTERS

csv.field_size_limit(MAX_FIELD)


@dataclass(slots=True)
class Row:
    """One row: its values by column name, and the physical line it starts on."""

    values: dict[str, Any]
    line: int


@dataclass(slots=True)
class Rows:
    """All rows of one file, and those that could not be told apart."""

    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    unread: list[UnreadableRow] = field(default_factory=list)


def separator_of(header: str, wanted: list[str]) -> str:
    """The separator that finds the most wanted columns in a header line, then the most columns."""

    def found(separator: str) -> tuple[int, int]:
        names = [name.strip().strip("\"'") for name in header.rstrip("\r\n").split(separator)]
        return sum(name in names for name in wanted), len(names)

    return max(SEPARATORS, key=lambda separator: (*found(separator), -SEPARATORS.index(separator)))


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


def _run(lines: list[str], at: int, n_columns: int, dialect: dict[str, Any]) -> Iterator[_Record]:
    """Records from one line on, up to and with the first faulty one."""
    reader = csv.reader((lines[line] for line in range(at, len(lines))), **dialect)
    start = at
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Record([], start, start + 1, f"cannot be told apart into columns ({error})")
            return
        after = at + reader.line_num
        if cells:
            is_last = after == len(lines)
            raw = "".join(lines[start:after]) if is_last else ""
            fault = _fault(cells, raw, n_columns, dialect, is_last)
            yield _Record(cells, start, after, fault)
            if fault:
                return
        start = after


def _records(lines: list[str], at: int, n_columns: int, dialect: dict[str, Any]) -> Iterator[_Record]:
    """Records of a file. After a faulty one reading starts again on its second line.

    So a quote that was never closed costs its own row and not those it would swallow; the rest of a cut row's
    own text, which has no columns, is counted with it.
    """
    is_rest = False
    while at < len(lines):
        fault = None
        for record in _run(lines, at, n_columns, dialect):
            fault = record if record.fault else None
            if fault is None:
                is_rest = False
                yield record
        if fault is None:
            return
        if not (is_rest and len(fault.cells) < n_columns):
            yield fault
        is_rest = is_rest or fault.after > fault.start + 1
        at = fault.start + 1


def delimited(file: File, wanted: list[str], encoding: str = "", separator: str = "") -> Rows:
    """Rows of a CSV-like file; separator, quotes and encoding are found out where they are not given.

    Parameters
    ----------
    wanted : column names that tell the right separator.
    """
    lines = _lines(text_of(file.data, encoding))
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return Rows([])
    dialect = _dialect("".join(lines[first : first + 200])[:SAMPLE], separator or separator_of(lines[first], wanted))
    header = next(_run(lines, first, 0, dialect | {"escapechar": None}), None)
    columns = [name.strip() for name in header.cells] if header else []
    found = Rows(columns)
    for record in _records(lines, header.after if header else len(lines), len(columns), dialect):
        if record.fault:
            found.unread.append(UnreadableRow(record.fault, record.start + 1, lines[record.start][:RAW_READ]))
        elif any(cell.strip() for cell in record.cells):
            found.rows.append(Row(dict(zip(columns, record.cells, strict=False)), record.start + 1))
    return found


def _json_value(text: str) -> tuple[Any, str]:
    try:
        return json.loads(text), ""
    except RecursionError:
        return None, "is nested too deeply to be read"
    except ValueError as error:
        return None, f"is no JSON ({error}); the line is cut or not one object a line"


def json_lines(file: File, encoding: str = "") -> Rows:
    """Rows of a file with one JSON object a line."""
    found, columns = Rows([]), {}
    for at, line in enumerate(text_of(file.data, encoding).split("\n"), start=1):
        if not line.strip():
            continue
        value, fault = _json_value(line)
        if fault or not isinstance(value, dict):
            found.unread.append(UnreadableRow(fault or "is JSON but no object with named fields", at, line[:RAW_READ]))
            continue
        columns |= dict.fromkeys(value)
        found.rows.append(Row(value, at))
    found.columns = list(columns)
    return found


def json_list(file: File, encoding: str = "") -> tuple[list[tuple[Any, int]], list[UnreadableRow]]:
    """Entries of a JSON document (a list, or one value) with the line each starts on; what follows a break is set aside."""
    text, decoder, entries = text_of(file.data, encoding), json.JSONDecoder(), []
    at = len(text) - len(text.lstrip())
    is_list = text[at : at + 1] == "["
    at, line, counted = at + is_list, 1, 0
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] == "]":
            return entries, [] if not is_list or text[at : at + 1] == "]" else [_cut(text, at, line)]
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            return entries, [
                UnreadableRow(f"is no JSON from here on ({error}); deliver the file whole", line, text[at : at + RAW_READ])
            ]
        entries.append((value, line))


def _cut(text: str, at: int, line: int) -> UnreadableRow:
    return UnreadableRow(
        "the file ends inside a JSON list; deliver it whole", line + text.count("\n"), text[max(0, at - 100) : at]
    )


def _parquet(file: File) -> Rows:
    """Rows of a Parquet file; its "line" is the row's number, 1 being the first."""
    try:
        table = pq.read_table(io.BytesIO(file.data))
        values = table.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        return Rows([], unread=[UnreadableRow(f"cannot be read as Parquet ({error}); deliver the file whole", 1)])
    return Rows(table.column_names, [Row(value, at) for at, value in enumerate(values, start=1)])


def _json_file(file: File, encoding: str) -> Rows:
    entries, unread = json_list(file, encoding)
    found, columns = Rows([], unread=unread), {}
    for value, line in entries:
        if isinstance(value, dict):
            columns |= dict.fromkeys(value)
            found.rows.append(Row(value, line))
        else:
            found.unread.append(UnreadableRow("is JSON but no object with named fields", line, json.dumps(value)[:RAW_READ]))
    found.columns = list(columns)
    return found


def rows_of(file: File, wanted: list[str], encoding: str = "", separator: str = "") -> Rows:
    """Rows of a CSV, TSV, JSONL, JSON or Parquet file, told by its ending and its first bytes."""
    head = file.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if file.suffix in {".parquet", ".pq"} or head.startswith(b"PAR1"):
        return _parquet(file)
    if file.suffix in {".jsonl", ".ndjson"}:
        return json_lines(file, encoding)
    if file.suffix == ".json":
        return json_lines(file, encoding) if head.startswith(b"{") and _is_by_line(file) else _json_file(file, encoding)
    return delimited(file, wanted, encoding, separator)


def _is_by_line(file: File) -> bool:
    first = file.data.lstrip().split(b"\n", 1)[0]
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True

"""Rows of any table: delimited text, JSON, Parquet or a workbook, told apart by what the file holds."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from kit.sources.conversation import UnreadableRow
from kit.sources.parsing.files import File, text_of
from kit.sources.parsing.kinds import kind_of
from kit.sources.parsing.tables.delimited import delimited, layout_of
from kit.sources.parsing.tables.json_rows import json_file, json_lines, json_list, json_value
from kit.sources.parsing.tables.row import Row, Rows
from kit.sources.parsing.tables.workbook import workbook

__all__ = ["Row", "Rows", "delimited", "json_lines", "json_list", "rows_of"]

#: Characters of a file's beginning that tell text from JSON.
HEAD = 4_000
_JSON_ENDINGS = frozenset({".json", ".jsonl", ".ndjson"})
#: Where a warehouse's raw tables hold the record itself.
RAW_RECORD = "_airbyte_data"
_PARTITION = re.compile(r"([^/=]+)=([^/]+)/")


def _parquet(file: File) -> Rows:
    """Rows of a Parquet file; its "line" is the row's number, 1 being the first. ``day=2026-10-01/`` in its path is a column."""
    try:
        table = pq.read_table(io.BytesIO(file.data))
        values = table.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        return Rows([], unread=[UnreadableRow(f"cannot be read as Parquet ({error}); deliver the file whole", 1)])
    partitions = dict(_PARTITION.findall(file.name))
    columns = [*table.column_names, *(name for name in partitions if name not in table.column_names)]
    return Rows(columns, [Row(partitions | value, number) for number, value in enumerate(values, start=1)])


def rows_of(file: File, wanted: Sequence[str], encoding: str = "", separator: str = "") -> Rows:
    """Rows of a file, told by its first bytes; its ending only decides where they do not.

    Parameters
    ----------
    wanted : names of columns that a reader looks for; they tell the header, the sheet and the list in an answer.
    """
    kind = kind_of(file)
    if kind == "parquet":
        return _parquet(file)
    if kind == "workbook":
        return workbook(file, wanted)
    rows = _of_text(file, wanted, encoding, separator)
    return _opened(rows) if RAW_RECORD in rows.columns else rows


def _of_text(file: File, wanted: Sequence[str], encoding: str, separator: str) -> Rows:
    head = text_of(file.data[:HEAD], encoding).lstrip()
    if file.suffix in _JSON_ENDINGS:
        if head[:1] not in {"{", "["} and _is_delimited(head, wanted, separator):
            return delimited(file, wanted, encoding, separator)
        is_by_line = file.suffix != ".json" or (head.startswith("{") and _is_by_line(file, encoding))
        return (
            json_lines(file, wanted, encoding) if is_by_line and not head.startswith("[") else json_file(file, wanted, encoding)
        )
    if head[:1] in {"{", "["} and not separator:
        if head.startswith("{") and _is_by_line(file, encoding):
            return json_lines(file, wanted, encoding)
        if json_list(file, encoding)[0]:
            return json_file(file, wanted, encoding)
    return delimited(file, wanted, encoding, separator)


def _is_by_line(file: File, encoding: str) -> bool:
    return not json_value(text_of(file.data, encoding).lstrip().split("\n", 1)[0])[1]


def _is_delimited(head: str, wanted: Sequence[str], separator: str) -> bool:
    lines = head.splitlines(keepends=True)
    separator, first, _ = layout_of(lines, wanted, separator)
    return bool(separator) and lines[first].count(separator) >= 2


def _opened(rows: Rows) -> Rows:
    """Rows of a raw table as the records in them."""
    columns: dict[str, None] = {}
    for row in rows.rows:
        held = row.values.get(RAW_RECORD)
        record = json.loads(held) if isinstance(held, str) and not json_value(held)[1] else held
        if isinstance(record, dict):
            row.values = record
        columns |= dict.fromkeys(row.values)
    return Rows(list(columns), rows.rows, rows.unread)

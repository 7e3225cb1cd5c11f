"""Tables of a warehouse sync and JSON answers of an API that belong together: told apart by what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kit.sources.conversation import UnreadableRow
from kit.sources.parsing.cells import cell
from kit.sources.parsing.files import File
from kit.sources.parsing.rows import Row, json_list, rows_of


@dataclass
class Joined:
    """Rows of every table found, with the file each comes from, and what could not be read."""

    rows: dict[str, list[tuple[Row, str]]] = field(default_factory=dict)
    unread: list[UnreadableRow] = field(default_factory=list)

    def of(self, table: str) -> list[tuple[Row, str]]:
        """Rows of one table; none where it was not delivered."""
        return self.rows.get(table, [])

    def by(self, table: str, column: str) -> dict[str, dict[str, Any]]:
        """Rows of one table by one column's value; of several versions the active one, else the last."""
        found: dict[str, dict[str, Any]] = {}
        for row, _ in sorted(self.of(table), key=lambda pair: version_of(pair[0].values)):
            found[cell(row.values.get(column))] = row.values
        return found


def version_of(values: dict[str, Any]) -> tuple[bool, str]:
    """What orders several versions of one row: active last, then by when it was updated."""
    told = cell(values.get("_fivetran_active")).lower()
    return told in {"", "true", "1"}, cell(values.get("updated_at")) or cell(values.get("_fivetran_start"))


def is_gone(values: dict[str, Any]) -> bool:
    """Whether a sync marks a row as deleted."""
    return cell(values.get("_fivetran_deleted")).lower() == "true"


def table_of(columns: set[str], shapes: dict[str, set[str]]) -> str:
    """The first table whose telling columns a file has; "" where it is none of them."""
    return next((name for name, telling in shapes.items() if telling <= columns), "")


def read_tables(files: list[File], shapes: dict[str, set[str]]) -> Joined:
    """Rows of delimited, JSONL and Parquet files by table; files of other tables are passed over."""
    joined = Joined()
    for file in files:
        found = rows_of(file, sorted(set().union(*shapes.values())))
        table = table_of(set(found.columns), shapes)
        for one in found.unread if table else ():
            one.file = file.name
            joined.unread.append(one)
        if table:
            joined.rows.setdefault(table, []).extend((row, file.name) for row in found.rows if not is_gone(row.values))
    return joined


def entries_of(files: list[File], keys: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any], int, str] | UnreadableRow]:
    """Objects in JSON files: those in an answer's lists under ``keys``, with that key, and lone objects with "".

    Yields
    ------
    (key, object, line, file name), or what could not be read.
    """
    for file in files:
        entries, unread = json_list(file)
        for one in unread:
            one.file = file.name
            yield one
        for value, line in entries:
            if not isinstance(value, dict):
                yield UnreadableRow("is JSON but no object with named fields", line, cell(value)[:200], file.name)
                continue
            listed = [] if "id" in value else [key for key in keys if isinstance(value.get(key), list)]
            for key in listed:
                yield from ((key, one, line, file.name) for one in value[key] if isinstance(one, dict))
            if not listed:
                yield "", value, line, file.name


def is_json(file: File) -> bool:
    """Whether a file holds JSON, by its ending or its first character."""
    return file.suffix in {".json", ".jsonl", ".ndjson"} or file.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")

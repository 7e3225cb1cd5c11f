"""Tables of a warehouse sync and JSON answers of an API that belong together: told apart by what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kit.sources.conversation import UnreadableRow
from kit.sources.parsing.cells import cell
from kit.sources.parsing.files import File, text_of
from kit.sources.parsing.kinds import kind_of
from kit.sources.parsing.rows import Row, Rows, json_list, rows_of
from kit.sources.parsing.tables.json_rows import NO_OBJECT

#: How the columns begin that a warehouse sync adds to every table.
SYNC_MARKS = ("_fivetran_", "_airbyte_", "_sdc_", "_dlt_", "_portable_")


@dataclass
class Joined:
    """Rows of every table found, with the file each comes from; what could not be read; and files that are none of the tables."""

    rows: dict[str, list[tuple[Row, str]]] = field(default_factory=dict)
    unread: list[UnreadableRow] = field(default_factory=list)
    others: list[tuple[File, Rows]] = field(default_factory=list)

    def of(self, table: str) -> list[tuple[Row, str]]:
        """Rows of one table; none where it was not delivered."""
        return self.rows.get(table, [])

    def by(self, table: str, column: str) -> dict[str, dict[str, Any]]:
        """Rows of one table by one column's value; of several versions the active one, else the last."""
        by_value: dict[str, dict[str, Any]] = {}
        for row, _ in sorted(self.of(table), key=lambda pair: version_of(pair[0].values)):
            by_value[cell(row.values.get(column))] = row.values
        return by_value


def version_of(values: dict[str, Any]) -> tuple[bool, str]:
    """What orders several versions of one row: active last, then by when it was updated."""
    active = cell(values.get("_fivetran_active")).lower()
    return active in {"", "true", "1"}, cell(values.get("updated_at")) or cell(values.get("_fivetran_start"))


def is_gone(values: dict[str, Any]) -> bool:
    """Whether a sync marks a row as deleted."""
    return cell(values.get("_fivetran_deleted")).lower() == "true"


def table_of(columns: set[str], shapes: dict[str, set[str]]) -> str:
    """The first table whose telling columns a file has; "" where it is none of them."""
    return next((name for name, telling in shapes.items() if telling <= columns), "")


def is_synced(columns: Iterable[str]) -> bool:
    """Whether a table was written by a warehouse sync; of those a folder holds many that no reader needs."""
    return any(name.startswith(SYNC_MARKS) for name in columns)


def read_tables(files: list[File], shapes: dict[str, set[str]]) -> Joined:
    """Rows of delimited, JSONL, Parquet and workbook files by table; files that are none of them are in ``others``."""
    joined = Joined()
    for file in files:
        rows = rows_of(file, sorted(set().union(*shapes.values())))
        table = table_of(set(rows.columns), shapes)
        for unread in rows.unread if table or not rows.rows else ():
            if isinstance(unread, UnreadableRow):
                unread.file = file.name
                joined.unread.append(unread)
        if table:
            joined.rows.setdefault(table, []).extend((row, file.name) for row in rows.rows if not is_gone(row.values))
        elif rows.rows and not is_synced(rows.columns):
            joined.others.append((file, rows))
    return joined


def as_rows(objects: dict[str, list[Row]]) -> list[tuple[File, Rows]]:
    """Objects of JSON files that are none of a product's kinds, by file, as rows; those of a warehouse sync are left out."""
    tables = []
    for name, rows in objects.items():
        columns = list(dict.fromkeys(str(key) for row in rows for key in row.values))
        if not is_synced(columns):
            tables.append((File(name, b""), Rows(columns, rows)))
    return tables


def is_none_of(known: Iterable[str], columns: Iterable[str], n_rows: int) -> str:
    """Why a file is set aside that is none of the tables its reader knows."""
    shown = ", ".join(str(name)[:40] for name in list(columns)[:20])
    return (
        f"is none of the tables this reader knows ({', '.join(known)}); its {n_rows} row{'s' * (n_rows != 1)} are not read; "
        f"it has the columns {shown}; use reader table and say `columns`"
    )


def entries_of(files: list[File], keys: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any], int, str] | UnreadableRow]:
    """Objects in JSON files: those in an answer's lists under ``keys``, with that key, and lone objects with "".

    Yields
    ------
    (key, object, line, file name), or what could not be read: items of a list that are no objects too.
    """
    for file in files:
        entries, unread = json_list(file)
        for row in unread:
            row.file = file.name
            yield row
        for value, line in entries:
            is_answer = isinstance(value, dict) and "id" not in value
            listed = [name for name in keys if isinstance(value.get(name), list)] if is_answer else []
            for key, item in [(name, entry) for name in listed for entry in value[name]] if listed else [("", value)]:
                if isinstance(item, dict):
                    yield key, item, line, file.name
                else:
                    yield UnreadableRow(NO_OBJECT, line, cell(item)[:200], file.name)


def is_json(file: File) -> bool:
    """Whether a file holds JSON: by its first character, else by its ending where it is no table."""
    head = text_of(file.data[:4_000]).lstrip()[:1]
    return head in {"{", "["} or (file.suffix in {".json", ".jsonl", ".ndjson"} and kind_of(file) not in {"workbook", "parquet"})

"""Recovery: the rows of a table whose log is damaged, as far as its files still hold them.

A Delta table is files of rows and a log that says which of them count. Where a checkpoint is damaged the log itself tells all.
Where entries of the log are lost, the files that they named still lie there: what no entry names was written by a lost one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kit.record.tables import Table, frame_of

#: What a damaged table makes its readers raise.
FAULTS = (OSError, ValueError, pa.ArrowException)
#: Seconds by which files' times may be wrong beside one another.
SLACK = 2.0


def by_log_alone(folder: Path, shape: Table) -> pd.DataFrame | None:
    """All rows of a table by its log without checkpoints; None where the log does not reach back to the first version."""
    log = _replayed(folder / "_delta_log")
    parts = [_rows(folder / name, name, shape) for name in sorted(log.live)] if log.is_whole else []
    if not parts or any(part is None for part in parts):
        return None
    return frame_of(pa.concat_tables(parts))


def by_files(folder: Path, shape: Table) -> pd.DataFrame | None:
    """Rows of a table whose log is lost or cut at its end: of files that count, and of those that a lost entry named.

    Of several rows of one key the one in the newest file stands. None where the log is whole, or no file can be read.
    """
    log = _replayed(folder / "_delta_log")
    if log.is_whole or log.is_headless:
        return None
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.parquet") if "_delta_log" not in path.parts}
    lost = [name for name in there if name not in log.named and there[name].stat().st_mtime >= log.newest - SLACK]
    names = sorted([*(name for name in there if name in log.live), *lost], key=lambda name: (name in lost, _time(there[name])))
    parts = [rows for name in names if (rows := _rows(there[name], name, shape)) is not None]
    if not parts:
        return None
    rows = frame_of(pa.concat_tables(parts))
    return rows.drop_duplicates(list(shape.key), keep="last").reset_index(drop=True)


@dataclass
class _Log:
    """What the entries that can be read say: files that count, files named at all, when the newest was written.

    ``is_headless`` is a log whose first entries were cleared away, since a checkpoint stands for them.
    """

    live: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    newest: float = 0.0
    is_whole: bool = False
    is_headless: bool = False


def _replayed(folder: Path) -> _Log:
    log, entries = _Log(), sorted(folder.glob("*.json"))
    log.is_headless = bool(entries) and entries[0].stem != f"{0:020d}"
    for number, path in enumerate(entries):
        actions = list(_actions(path)) if path.stem == f"{number:020d}" else []
        if not actions:  # it cannot be read: what comes after it cannot be told either
            return log
        for action in actions:
            for kind in ("add", "remove"):
                if kind in action:
                    name = unquote(action[kind]["path"])
                    log.named.add(name)
                    (log.live.add if kind == "add" else log.live.discard)(name)
        log.newest = path.stat().st_mtime
    log.is_whole = bool(entries)
    return log


def _actions(path: Path) -> Iterator[dict]:
    """The lines of a log's entry; nothing where one of them is no object."""
    try:
        actions = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError):
        return
    if all(isinstance(action, dict) for action in actions):
        yield from actions


def _time(path: Path) -> tuple[float, str]:
    return path.stat().st_mtime, path.name


def _rows(path: Path, name: str, shape: Table) -> pa.Table | None:
    """A file's rows with the columns that its path tells; None where it cannot be read."""
    try:
        table = pq.read_table(path, partitioning=None)
    except FAULTS:
        return None
    for part in name.split("/")[:-1]:
        column, is_told, value = part.partition("=")
        if is_told and column not in table.column_names:
            table = table.append_column(column, pa.array([unquote(value)] * len(table), pa.string()))
    return _shaped(table, shape)


def _shaped(table: pa.Table, shape: Table) -> pa.Table:
    """Stored rows in the table's own columns; text that is not there is not known."""
    columns = []
    for name, kind in shape.columns.items():
        column = table.column(name).cast(kind) if name in table.column_names else pa.nulls(len(table), kind)
        columns.append(column.fill_null("") if kind == pa.string() and column.null_count else column)
    return pa.table(columns, schema=shape.arrow)

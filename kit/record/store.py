"""The running record: Delta Lake tables under one folder, read and written here only."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.table import TableMerger
from pyarrow.dataset import Dataset
from pyarrow.fs import FileSystem, LocalFileSystem, SubTreeFileSystem

from kit.errors import LaterRecordError, RecordError
from kit.record.decided import DECIDED, write_decided
from kit.record.kept import forget_kept
from kit.record.lock import Lockable, refuse_reader, writing
from kit.record.swap import COMMITTED, GONE, STAGED, commit_swap, finish_swap, place_of
from kit.record.tables import TABLES, Table, frame_of

#: How often a write is tried where other processes write to the same table, and the longest pause in between in seconds:
#: short ones, since who waits long is overtaken by everybody else.
ATTEMPTS, LONGEST_PAUSE = 24, 0.4

#: How much of a table's files is read ahead: by arrow's own measure all of a large table would be.
FEW_AT_ONCE = {"batch_size": 1 << 14, "batch_readahead": 2, "fragment_readahead": 2}
#: Tables that were opened to be read, by their place, each with :meth:`Record.state_of`; so many at the most.
_opened: dict[str, tuple[tuple[int, int, int], DeltaTable]] = {}
MOST_OPENED = 64
#: Frames that a process read last, by their table's place and state and by what was asked; cells of all of them at the most:
#: steps of a run ask for the same rows over and over, persona after persona. 600,000 cells are some 40 MB.
_frames: dict[tuple[object, ...], pd.DataFrame] = {}
MOST_CELLS = 600_000
_one_at_a_time = threading.Lock()

_Done = TypeVar("_Done")

#: Says which rows of an arrow table stay, as a mask.
Keep = Callable[[pa.Table], pa.ChunkedArray]


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _predicate(where: dict[str, str | list[str]]) -> str:
    """SQL for ``column = value`` or ``column IN (...)``, all of them."""
    parts = []
    for column, value in where.items():
        values = [value] if isinstance(value, str) else list(value)
        parts.append(f"{column} IN ({', '.join(map(_quoted, values))})" if values else "1 = 0")
    return " AND ".join(parts)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _files_of(place: str) -> FileSystem | None:
    """How arrow opens the files of a table in a folder: by itself. None elsewhere: through deltalake.

    deltalake's own way runs Python in arrow's threads. A process that ends while one of them still reads ahead (an error, a
    pipe that closes, or bad luck on a busy machine) is aborted by it, or never ends.
    """
    return None if "://" in place else SubTreeFileSystem(place, LocalFileSystem())


def _completed(table: pa.Table, columns: dict[str, pa.DataType]) -> pa.Table:
    """Stored rows with these columns; text that an older record does not have, or has not for these rows, is "not known"."""
    parts = []
    for name, kind in columns.items():
        part = table.column(name).cast(kind) if name in table.column_names else pa.nulls(len(table), kind)
        parts.append(pc.fill_null(part, "") if kind == pa.string() and part.null_count else part)
    return pa.table(parts, schema=pa.schema(list(columns.items())))


def _remember(asked: tuple[object, ...], frame: pd.DataFrame) -> None:
    """Keep a frame for who asks for the same, in place of what nobody asked for the longest; pandas copies it on a write."""
    if frame.size > MOST_CELLS:
        return
    with _one_at_a_time:
        _frames.pop(asked, None)
        _frames[asked] = frame.copy(deep=False)
        while sum(known.size for known in list(_frames.values())) > MOST_CELLS:
            _frames.pop(next(iter(_frames)), None)


class Record(Lockable):
    """The tables of :data:`kit.record.tables.TABLES` in one folder.

    Rows come back sorted by the table's key, so that nothing downstream depends on the order
    in which files were written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _shape(self, table: str) -> Table:
        if table not in TABLES:
            raise RecordError(f"{self.folder}: there is no table {table!r}; tables are {', '.join(TABLES)}")
        return TABLES[table]

    def _path(self, table: str) -> str:
        return str(place_of(self.folder, table))

    def _delta(self, table: str) -> DeltaTable | None:
        try:
            return DeltaTable(self._path(table))
        except TableNotFoundError:
            if any(Path(self._path(table)).rglob("*.parquet")):  # a table is made before rows are put in: it had a log
                raise self._broken(table, FileNotFoundError("its log is gone")) from None
            return None
        except (DeltaError, OSError, ValueError) as error:
            raise self._broken(table, error) from None

    def _to_read(self, table: str) -> DeltaTable | None:
        """The table as it is now, opened once for all who read it until it changes: a log takes long to read."""
        place, state = self._path(table), self.state_of(table)
        if (known := _opened.get(place)) is not None and known[0] == state:
            return known[1]
        delta = self._delta(table)
        if delta is not None and delta.version() == state[0]:
            if len(_opened) >= MOST_OPENED:
                _opened.clear()
            _opened[place] = state, delta
        return delta

    def _broken(self, table: str, error: Exception) -> RecordError:
        """What is told of a table whose files cannot be read: damaged, missing, or written by a newer version."""
        if "Unsupported" in str(error):
            return LaterRecordError(
                f"{self.folder}: table {table} was written by a later version ({_first_line(error)}); bring the kit up to date"
            )
        return RecordError(
            f"{self.folder}: table {table} cannot be read ({_first_line(error)}); "
            "`kit doctor` says what is wrong, `kit doctor --repair` mends what it can and keeps a copy"
        )

    def read(
        self, table: str, columns: list[str] | None = None, keep: Keep | None = None, **where: str | list[str]
    ) -> pd.DataFrame:
        """Rows of a table, sorted by its key.

        Parameters
        ----------
        table : name of a table of the schema.
        columns : which columns to load; all by default.
        keep : which of the rows read; see :meth:`arrow`.
        **where : ``column="value"`` or ``column=[values]``; an empty list finds nothing.
        """
        shape = self._shape(table)
        wanted = columns or list(shape.columns)
        asked = self._path(table), self.state_of(table), self._files_of(table), tuple(wanted), repr(sorted(where.items()))
        if keep is None and (known := _frames.get(asked)) is not None:
            _remember(asked, known)
            return known.copy(deep=False)
        frame = frame_of(self.arrow(table, list(dict.fromkeys([*wanted, *shape.key])), keep, **where))
        frame = frame.sort_values(list(shape.key), kind="stable", ignore_index=True)[wanted]
        if keep is None and asked[1][0] >= 0 and asked[1] == self.state_of(table):
            _remember(asked, frame)
        return frame

    def _files_of(self, table: str) -> int:
        """What tells a table's files from the same files damaged in place: their names, sizes and times, as one number."""
        folders, files = [self._path(table)], []
        while folders:
            with contextlib.suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders += [entry.path] if entry.name != "_delta_log" else []
                    else:
                        known = entry.stat()
                        files.append((entry.path, known.st_size, known.st_mtime_ns))
        return hash(tuple(sorted(files)))

    def arrow(self, table: str, columns: list[str], keep: Keep | None = None, **where: str | list[str]) -> pa.Table:
        """Rows of a table in no order, for searches through all of a large record.

        Parameters
        ----------
        keep : takes the rows as an arrow table of ``columns`` and says which stay, as an arrow mask.
        """
        shape = self._shape(table)
        if unknown := [name for name in (*columns, *where) if name not in shape.columns]:
            raise RecordError(f"table {table!r} has no column {unknown[0]!r}; it has {', '.join(shape.columns)}")
        delta = self._to_read(table)
        if delta is None or any(not isinstance(value, str) and not len(value) for value in where.values()):
            return shape.arrow.empty_table().select(columns)
        needed = list(dict.fromkeys([*columns, *where]))
        chosen = {name: [value] if isinstance(value, str) else list(value) for name, value in where.items()}
        # only partitions are left to the files' own filters: what a merge wrote cannot be compared there
        pruned = [(name, "in", chosen.pop(name)) for name in shape.partition if name in chosen]
        files = delta.to_pyarrow_dataset(file_pruning_predicate=pruned or None, filesystem=_files_of(self._path(table)))
        stored = [name for name in needed if name in {field.name for field in delta.schema().fields}]
        parts = [shape.arrow.empty_table().select(columns)]
        for batch in self._batches(table, files, stored):  # part by part, so that what is left out never fills the memory
            rows = _completed(pa.table(batch), {name: shape.columns[name] for name in needed})
            for name, values in chosen.items():
                rows = rows.filter(pc.is_in(rows[name], value_set=pa.array(values, shape.columns[name])))
            rows = rows.select(columns)
            parts.append(rows.filter(keep(rows)) if keep else rows)
        return pa.concat_tables(parts)

    def _batches(self, table: str, files: Dataset, columns: list[str]) -> Iterator[pa.RecordBatch]:
        try:
            yield from files.to_batches(columns=columns, **FEW_AT_ONCE)
        except (OSError, pa.ArrowException) as error:
            raise self._broken(table, error) from None

    def older(self, table: str, most: int) -> pd.DataFrame | None:
        """The rows of the newest earlier version of a damaged table that can be read, of at most ``most``; None without one."""
        try:
            newest = DeltaTable(self._path(table)).version()
        except (DeltaError, OSError, ValueError):
            return None
        for version in range(newest - 1, max(newest - most, 0) - 1, -1):
            with contextlib.suppress(DeltaError, OSError, ValueError, pa.ArrowException):
                rows = DeltaTable(self._path(table), version=version).to_pyarrow_table()
                if len(rows):  # a table begins empty
                    return frame_of(_completed(rows, self._shape(table).columns))
        return None

    def cycles(self, table: str) -> list[str]:
        """The cycles that a table stored by cycle holds, newest first, without reading it."""
        name = self._shape(table).partition[0]
        delta = self._to_read(table)
        return sorted({part[name] for part in delta.partitions()}, reverse=True) if delta is not None else []

    def _arrow(self, table: str, frame: pd.DataFrame) -> pa.Table:
        shape = self._shape(table)
        if missing := [name for name in shape.columns if name not in frame]:
            raise RecordError(f"table {table!r}: rows lack the columns {missing}")
        return pa.Table.from_pandas(frame[list(shape.columns)], schema=shape.arrow, preserve_index=False)

    def _tried(self, table: str, write: Callable[[], _Done]) -> _Done:
        """One transaction; tried again where another process committed to the table in between."""
        refuse_reader(self.folder)
        for attempt in range(ATTEMPTS):
            try:
                return write()
            except DeltaError as error:  # a concurrent first write and a lost commit both are
                if attempt == ATTEMPTS - 1:
                    raise RecordError(f"{self.folder}: {table} could not be written ({error}); run again") from error
                time.sleep(min(0.05 * 2**attempt, LONGEST_PAUSE))
        raise AssertionError("the last attempt returns or raises")

    def _written(self, table: str, frame: pd.DataFrame, **how: str) -> None:
        rows, partition = self._arrow(table, frame), list(TABLES[table].partition)
        is_staged = self.folder.name in (STAGED, COMMITTED)
        # a record that an older version of the kit wrote gains the columns that are new
        self._tried(
            table,
            lambda: write_deltalake(
                self._path(table) if is_staged else self._created(table), rows, partition_by=partition, schema_mode="merge", **how
            ),
        )
        self._keep_decided(table)

    def _created(self, table: str) -> DeltaTable:
        """The table, made empty where it is not there; two processes may both be first."""
        if (delta := self._delta(table)) is not None:
            return delta
        shape = TABLES[table]
        DeltaTable.create(self._path(table), shape.arrow, mode="ignore", partition_by=list(shape.partition))
        return DeltaTable(self._path(table))

    def append(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows; nothing that is there changes."""
        if len(frame):
            self._written(table, frame, mode="append")

    def replace(self, table: str, frame: pd.DataFrame, **where: str | list[str]) -> None:
        """Put ``frame`` in the place of the rows that match ``where`` (all rows without it), in one step."""
        if not where:
            self._written(table, frame, mode="overwrite")
            return
        self._written(table, frame, mode="overwrite", predicate=_predicate(where))

    def upsert(self, table: str, frame: pd.DataFrame) -> None:
        """Rows whose key is known replace the old ones, the others are added; one transaction."""
        if self._delta(table) is None or not len(frame):
            self.append(table, frame)
            return
        self._tried(table, lambda: self._merged(table, frame, list(TABLES[table].key)).when_matched_update_all()
                    .when_not_matched_insert_all().execute())  # fmt: skip

    def add_new(self, table: str, frame: pd.DataFrame, by: str) -> int:
        """Add the rows whose ``by`` is not there yet; nothing that is there changes.

        Parameters
        ----------
        by : a column; of several rows with one value the first is taken.

        Returns
        -------
        int, how many were added: of processes that add the same rows at the same time one does.
        """
        rows = frame.drop_duplicates(by)
        if not len(rows):
            return 0
        result = self._tried(table, lambda: self._merged(table, rows, [by]).when_not_matched_insert_all().execute())
        self._keep_decided(table)
        return int(result["num_target_rows_inserted"])

    def _merged(self, table: str, frame: pd.DataFrame, by: list[str]) -> TableMerger:
        same = " AND ".join(f"old.{name} = new.{name}" for name in by)
        return self._created(table).merge(
            self._arrow(table, frame), predicate=same, source_alias="new", target_alias="old", merge_schema=True
        )

    def delete(self, table: str, **where: str | list[str]) -> int:
        """Delete the rows that match; returns how many. Old versions keep them until :meth:`vacuum`."""
        refuse_reader(self.folder)
        delta = self._to_read(table)
        if delta is None or any(not isinstance(value, str) and not len(value) for value in where.values()):
            return 0
        return int(delta.delete(_predicate(where) if where else None).get("num_deleted_rows") or 0)

    def _keep_decided(self, table: str) -> None:
        """What people decided is written beside the record after each change of it."""
        if table in DECIDED and self.folder.name not in (STAGED, COMMITTED):
            write_decided(self.folder, {name: self.read(name) for name in DECIDED})

    def vacuum(self) -> None:
        """Remove every old version's files, so that what was deleted is gone for good."""
        refuse_reader(self.folder)
        for table in TABLES:
            if (delta := self._delta(table)) is not None:
                delta.optimize.compact()
                delta.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)

    def rewrite(self, tables: dict[str, pd.DataFrame]) -> None:
        """Put these tables in the place of all that there is: no old version, log or statistic remains.

        Parameters
        ----------
        tables : every table of the record, by name. Killed at any point, the record is either as before or as given.
        """
        with writing(self.folder, "rewriting the record"):
            fresh = Record(self.folder / STAGED)
            fresh.folder.mkdir()
            for name, rows in tables.items():
                fresh.append(name, rows)
                if not len(rows):
                    (fresh.folder / f"{name}{GONE}").touch()
            forget_kept(self.folder)
            # before the commit: whoever is forgotten by it must be so too where the process dies right after
            write_decided(self.folder, {name: tables[name] if name in tables else self.read(name) for name in DECIDED})
            commit_swap(self.folder)
            finish_swap(self.folder)

    def state_of(self, table: str) -> tuple[int, int, int]:
        """What tells a table from itself after any change: its newest version, when that was written, and its file's number."""
        try:
            newest = max(Path(self._path(table), "_delta_log").glob("*.json"))
            status = newest.stat()
            return int(newest.stem), status.st_mtime_ns, status.st_ino
        except (OSError, ValueError):  # there is no such table
            return -1, 0, 0

    def version(self) -> int:
        """How many changes the record has seen, over all tables."""
        return sum(delta.version() + 1 for table in TABLES if (delta := self._delta(table)) is not None)

"""Doctor: what is wrong with a record, and its mending; nothing is taken away without a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from kit.errors import LaterRecordError, RecordError
from kit.record.decided import DECIDED, KEY, decided_file, read_decided
from kit.record.lock import writing
from kit.record.recovery import by_files, by_log_alone
from kit.record.store import Record
from kit.record.swap import COMMITTED, COPIES, STAGED
from kit.record.tables import TABLES

#: Tables that the next run makes again of what it has: rows of an earlier version would only hide from it what is missing.
MADE_AGAIN = {
    "passages": "the next run cuts passages from the conversations again",
    "deliveries": "the next run reads the inbox again",
}
#: Tables that go with one that lost rows: a file that counts as read is not read again, nor a conversation with passages cut.
GONE_WITH = {"conversations": ("deliveries", "passages"), "set_aside": ("deliveries",)}
#: What the doctor does with a table that cannot be read.
REMEDY = "--repair takes what its files still hold, or the newest version that can be read"
#: Versions of a damaged table that are tried, the newest first.
VERSIONS_TRIED = 20


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in which table ("" for the record as a whole), what, and how it can be mended."""

    table: str
    what: str
    remedy: str
    is_doubled: bool = False

    def __str__(self) -> str:
        return f"{self.table or 'record'}: {self.what}; {self.remedy}"


def findings(record: Record) -> list[Finding]:
    """Everything that is wrong with a record; reads every table and changes nothing."""
    rows = [finding for name in TABLES for finding in _of_table(record, name)]
    for name, what in ((STAGED, "was begun and not decided"), (COMMITTED, "was decided and not finished")):
        if (record.folder / name).exists():
            rows.append(
                Finding("", f"a rewriting {what}; a process was killed", "--repair finishes or drops it, as the next run would")
            )
    return rows + list(_of_decisions(record))


def repair(record: Record) -> list[str]:
    """Mend what can be mended.

    Returns
    -------
    list of sentences, one for each thing done; of whatever was changed a copy lies in ``record/.doctor-<time>/``.
    """
    with writing(record.folder, "kit doctor --repair"):  # taking the lock finishes a rewriting that was decided
        copies = record.folder / f"{COPIES}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        done = [sentence for name in TABLES for sentence in _mended(record, name, copies)]
        return done + _restored(record)


def restore_decided(record: Record, path: Path) -> dict[str, int]:
    """Add the decisions, theme edits and forgotten of a backup that the record does not have.

    Returns
    -------
    dict of table to rows added; what the record has stays as it is.
    """
    tables, key = read_decided(path)
    with writing(record.folder, "kit restore"):
        own = record.folder / KEY
        if key and own.exists() and own.read_text(encoding="utf-8").strip() != key:
            raise RecordError(f"{path}: was written with another key than {own}; the list of the forgotten cannot be joined")
        if key and not own.exists():
            own.touch(mode=0o600)
            own.write_text(key + "\n", encoding="utf-8")
        return {name: _added(record, name, rows) for name, rows in tables.items()}


def _added(record: Record, name: str, rows: pd.DataFrame) -> int:
    columns = list(TABLES[name].key)
    known = set(map(tuple, record.read(name, columns=columns).astype(str).to_numpy().tolist()))
    fresh = rows[[tuple(map(str, row)) not in known for row in rows[columns].itertuples(index=False)]]
    record.append(name, fresh)
    return len(fresh)


def _of_table(record: Record, name: str) -> Iterator[Finding]:
    try:
        rows = record.read(name)
    except LaterRecordError as error:
        yield Finding(name, str(error).partition("; ")[0], "bring the kit up to date; --repair leaves it alone")
        return
    except RecordError as error:
        yield Finding(name, str(error).partition("; `kit doctor`")[0], REMEDY)
        return
    except Exception as error:  # whatever a damaged file makes a library raise is the finding
        yield Finding(name, f"{type(error).__name__}: {error}", REMEDY)
        return
    if doubled := int(rows.duplicated(list(TABLES[name].key)).sum()):
        yield Finding(name, f"{doubled} rows stand twice", "--repair keeps the first of each", is_doubled=True)


def _of_decisions(record: Record) -> Iterator[Finding]:
    path = decided_file(record.folder)
    if not path.exists():
        return
    kept, _ = read_decided(path)
    for name in DECIDED:
        try:
            missing = len(kept[name]) - len(record.read(name, columns=list(TABLES[name].key)))
        except RecordError:
            continue  # told already
        if missing > 0:
            yield Finding(name, f"{path.name} holds {missing} rows more", "--repair or `kit restore` brings them back")


def _mended(record: Record, name: str, copies: Path) -> Iterator[str]:
    problems = list(_of_table(record, name))
    if not problems or _is_later(record, name):
        return
    rows, is_whole = _whole(record, name), True
    if rows is None:
        rows, is_whole = _as_far(record, name), False
    others = () if is_whole else GONE_WITH.get(name, ())
    for other in others:
        _take_out(record, other, copies)
    _take_out(record, name, copies)
    again = [] if is_whole else [MADE_AGAIN[each] for each in (name, *others) if each in MADE_AGAIN]
    if rows is None:
        again = again or ["the next run makes it again"]
        yield f"{name}: could not be read at any version and was taken out; {' and '.join(again)}"
        return
    record.append(name, rows.drop_duplicates(list(TABLES[name].key)))
    stand = f"{len(record.read(name, columns=list(TABLES[name].key)))} rows stand"
    yield "; ".join([f"{name}: mended ({problems[0].what})", stand, *again])


def _take_out(record: Record, name: str, copies: Path) -> None:
    """Copy a table, then remove it; nothing where there is none, or where a later version wrote it."""
    table = record.folder / name
    if table.exists() and not _is_later(record, name):
        copies.mkdir(exist_ok=True)
        shutil.copytree(table, copies / name)
        shutil.rmtree(table)


def _is_later(record: Record, name: str) -> bool:
    """Whether a table was written by a later version: it is whole, and this version must not touch it."""
    try:
        record.read(name, columns=list(TABLES[name].key))
    except LaterRecordError:
        return True
    except Exception:  # whatever else it is, is mended
        return False
    return False


def _whole(record: Record, name: str) -> pd.DataFrame | None:
    """All rows as they were; None where some are lost."""
    try:
        return record.read(name)
    except Exception:  # damaged in some way
        return by_log_alone(record.folder / name, TABLES[name])


def _as_far(record: Record, name: str) -> pd.DataFrame | None:
    """Rows as far as files hold them, else of the newest version that can be read; None where there are none.

    What the inbox holds is not put together from files: the next run reads it again, and rows that it replaced would stay.
    """
    if name in MADE_AGAIN:
        return None
    rows = None if name in GONE_WITH else by_files(record.folder / name, TABLES[name])
    return record.older(name, VERSIONS_TRIED) if rows is None else rows


def _restored(record: Record) -> list[str]:
    path = decided_file(record.folder)
    if not path.exists():
        return []
    added = restore_decided(record, path)
    return [f"{name}: {count} rows brought back from {path.name}" for name, count in added.items() if count]

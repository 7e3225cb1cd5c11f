"""Lock: one writer a record at a time, whoever writes: a run, a step in a notebook, a review, an edit, an erasure.

Readers never take it. The operating system frees it when its process dies, so that no lock is ever left behind.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from filelock import FileLock, Timeout

from kit.errors import RecordError
from kit.record.swap import finish_swap

#: Names a record's writer to the processes it starts (the kernels of a run), which write on its behalf.
HELD = "KIT_RECORD_WRITER"
#: Set for a process that reads records and may not write to any: a notebook that adds a section of its own to a brief.
READS_ONLY = "KIT_READS_ONLY"
#: Beside the tables: the lock, and who holds it.
LOCK, HOLDER = ".writer.lock", ".writer.json"
#: Seconds between two looks at a lock that somebody else holds.
POLL = 0.2

_is_patient: ContextVar[bool] = ContextVar("is_patient", default=True)
_owners: dict[str, int] = {}
log = logging.getLogger("kit")

_P, _R = ParamSpec("_P"), TypeVar("_R")


@dataclass(frozen=True)
class Holder:
    """Who writes to a record: what they do, in which process on which machine, since when (ISO 8601, UTC)."""

    doing: str
    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"{self.doing} (process {self.pid} on {self.host}) since {self.since}"


class Lockable:
    """What a lock belongs to: tables in one folder that one process at a time writes to. The record is one."""

    folder: Path


def refuse_reader(folder: Path) -> None:
    """Refuse to write from a process that only reads.

    Raises
    ------
    RecordError
        The process was started to read, see :data:`READS_ONLY`.
    """
    if os.environ.get(READS_ONLY):
        raise RecordError(
            f"{folder}: an own section reads the record and never writes to it; take this step to an explore notebook"
        )


def holder_of(folder: Path) -> Holder | None:
    """Who holds a record's lock now; None where nobody does."""
    if not (folder / LOCK).exists():
        return None
    try:
        with FileLock(folder / LOCK, timeout=0):
            return None
    except Timeout:
        return _noted(folder)


def _noted(folder: Path) -> Holder:
    try:
        return Holder(**json.loads((folder / HOLDER).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # its holder has the lock and has not yet written who it is
        return Holder("another process", 0, "this machine", "just now")


@contextlib.contextmanager
def impatient() -> Iterator[None]:
    """Within it a lock that somebody else holds is an error at once instead of a wait."""
    token = _is_patient.set(False)
    try:
        yield
    finally:
        _is_patient.reset(token)


@contextlib.contextmanager
def writing(folder: Path, doing: str) -> Iterator[None]:
    """Hold a record alone.

    Parameters
    ----------
    folder : the record's.
    doing : what is done, for whoever waits, e.g. "kit run 2026-10".

    Raises
    ------
    RecordError
        Somebody else holds it and the caller does not wait (:func:`impatient`).

    Notes
    -----
    A step within a step, and a process started by the holder, write under the holder's lock.
    """
    refuse_reader(folder)
    place = str(folder.resolve())
    if _owners.get(place) == threading.get_ident() or (os.environ.get(HELD) == place and place not in _owners):
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK, thread_local=False)
    _acquire(lock, folder)
    outer = os.environ.get(HELD)
    try:
        finish_swap(folder)  # what a killed process had decided to write
        _note(folder, doing)
        _owners[place], os.environ[HELD] = threading.get_ident(), place
        yield
    finally:
        _owners.pop(place, None)
        if outer is None:
            os.environ.pop(HELD, None)
        else:
            os.environ[HELD] = outer
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


@contextlib.contextmanager
def writing_if_free(folder: Path, doing: str) -> Iterator[bool]:
    """Hold a record alone where nobody else does; yields whether it is held. For what may be left unwritten."""
    with contextlib.ExitStack() as stack:
        try:
            with impatient():
                stack.enter_context(writing(folder, doing))
        except RecordError:
            yield False
            return
        yield True


def _acquire(lock: FileLock, folder: Path) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        holder = _noted(folder)
        if not _is_patient.get():
            raise RecordError(f"{folder}: {holder} is writing; run again when it is done, or without --no-wait to wait") from None
        log.info("waiting: %s is writing to the record", holder)
        lock.acquire(poll_interval=POLL)


def _note(folder: Path, doing: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    (folder / HOLDER).write_text(json.dumps(asdict(Holder(doing, os.getpid(), socket.gethostname(), now))), encoding="utf-8")


def one_writer(doing: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Decorate a step that reads a record and writes to it: it waits until it is the only one that does.

    The record is the step's first argument that is one or has one as ``record``.
    """

    def alone(step: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(step)
        def locked(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            with writing(_record_among((*args, *kwargs.values())).folder, doing):
                return step(*args, **kwargs)

        return locked

    return alone


def _record_among(arguments: tuple[Any, ...]) -> Lockable:
    for value in arguments:
        record = value if isinstance(value, Lockable) else getattr(value, "record", None)
        if isinstance(record, Lockable):
            return record
    raise TypeError("a step that writes needs a record, or a workspace that has one")

"""Disks and tables: full, read-only, damaged, from a later version; each told in one line, mended, and then as if nothing was."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from deltalake import DeltaTable
from failing import begun, not_one_line, not_right, pages
from filesystems import CAN_MOUNT, filled, limited, read_only
from sound import Stage, environ, failed, run_call, unsound
from workspace import CYCLES

from kit.record.store import Record

#: What is left on a disk while a run is under way, in bytes.
SIZES = (0, 1 << 12, 1 << 14, 1 << 16, 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 21, 1 << 22)
#: A protocol no reader of today reads.
LATER = '{"protocol": {"minReaderVersion": 99, "minWriterVersion": 99}}\n'


def full_disks(stage: Stage) -> tuple[int, list[str]]:
    """Ten sizes for the record and ten for the reports; a run may have enough at the larger ones, and then is right."""
    if not CAN_MOUNT:
        print("full disks: not made, since only root can mount a small one")
        return 0, []
    return _made(stage, [partial(_full, stage, place, left) for left in SIZES for place in ("w/record", "reports")])


def _full(stage: Stage, place: str, left: int) -> list[str]:
    folder = stage.fresh("later")
    stood = pages(folder)
    with limited(folder / place):
        command = stage.warm.start(*run_call(folder, CYCLES[-1]), environ=environ(folder))
        begun(folder, command)
        filled(folder / place, left)
        status = command.wait()
    wrong = [] if status == 0 else failed(command, 1) + not_one_line(command)
    wrong += ["earlier briefs do not stand"] * (not stood.items() <= pages(folder).items())
    wrong += unsound(Record(folder / "w" / "record"))
    wrong += not_right(stage, folder, stage.warm.run(*run_call(folder, CYCLES[-1]), environ=environ(folder)))
    shutil.rmtree(folder)
    last = command.err.strip().splitlines()[-1:]
    print(f"{place}, {left >> 10} KB left, status {status}: {last} {wrong or 'sound'}", flush=True)
    return [f"{place} with {left >> 10} KB: {'; '.join(wrong)}"] if wrong else []


def unwritable(stage: Stage) -> tuple[int, list[str]]:
    """Record or reports read-only from the start, and a file in the place of the reports."""
    bad = []
    places = ("w/record", "reports") if CAN_MOUNT else ()
    for place in places:
        folder = stage.fresh("later")
        with read_only(folder / place):
            command = stage.warm.run(*run_call(folder, CYCLES[-1]), environ=environ(folder))
            reading = stage.warm.run("review", "list", folder / "w")
            erasing = stage.warm.run("forget", folder / "w", "--account", "a-00", "--reports", folder / "reports")
        wrong = failed(command, 2) + not_one_line(command) + failed(reading) + failed(erasing, 1 if place == "w/record" else 0)
        wrong += not_right(stage, folder, stage.warm.run(*run_call(folder, CYCLES[-1]), environ=environ(folder)))
        print(f"{place} read-only: {command.err.strip().splitlines()[-1:]} {wrong or 'sound'}", flush=True)
        bad += [f"{place} read-only: {'; '.join(wrong)}"] if wrong else []
    return len(places), bad


@contextlib.contextmanager
def _cut(pattern: str, folder: Path, table: str) -> Iterator[None]:
    sorted((folder / "w" / "record" / table).rglob(pattern))[-1].write_bytes(b"cut")
    yield


@contextlib.contextmanager
def _gone(folder: Path, table: str) -> Iterator[None]:
    sorted((folder / "w" / "record" / table).rglob("*.parquet"))[-1].unlink()
    yield


@contextlib.contextmanager
def _log_gone(folder: Path, table: str) -> Iterator[None]:
    shutil.rmtree(folder / "w" / "record" / table / "_delta_log")
    yield


@contextlib.contextmanager
def _checkpoint(folder: Path, table: str) -> Iterator[None]:
    place = folder / "w" / "record" / table
    DeltaTable(str(place)).create_checkpoint()
    sorted(place.rglob("*.checkpoint*.parquet"))[-1].write_bytes(b"cut")
    yield


@contextlib.contextmanager
def _pointer(folder: Path, table: str) -> Iterator[None]:
    place = folder / "w" / "record" / table
    DeltaTable(str(place)).create_checkpoint()
    (place / "_delta_log" / "_last_checkpoint").write_text("{", encoding="utf-8")
    yield


@contextlib.contextmanager
def _later(folder: Path, table: str) -> Iterator[None]:
    log = folder / "w" / "record" / table / "_delta_log"
    newest = sorted(log.glob("*.json"))[-1]
    path = newest.with_name(f"{int(newest.stem) + 1:020d}.json")
    path.write_text(LATER, encoding="utf-8")
    yield
    path.unlink()


#: Damage, by name: what does it, and whether the doctor can mend it (a record of a later version is left alone).
DAMAGE: dict[str, tuple[Callable[[Path, str], contextlib.AbstractContextManager[None]], bool]] = {
    "a file cut": (partial(_cut, "*.parquet"), True),
    "a file gone": (_gone, True),
    "the newest log entry cut": (partial(_cut, "*.json"), True),
    "the log gone": (_log_gone, True),
    "a checkpoint cut": (_checkpoint, True),
    "a checkpoint's pointer cut": (_pointer, True),
    "a later version's": (_later, False),
}
#: Tables that are damaged, in turn.
DAMAGED = ("conversations", "decisions", "themes", "matches", "briefs", "forgotten", "passages", "theme_edits")


#: In how many tables each damage is done.
TABLES_A_DAMAGE = 4


def damaged_tables(stage: Stage) -> tuple[int, list[str]]:
    """Each damage in four tables: a line from a run, mended by the doctor, and right afterwards."""
    cases = list(zip([*DAMAGE] * TABLES_A_DAMAGE, itertools.cycle(DAMAGED)))
    return _made(stage, [partial(_damage, stage, name, table) for name, table in cases])


def _made(stage: Stage, cases: list[Callable[[], list[str]]]) -> tuple[int, list[str]]:
    """How many of the cases were made in the part's time, and what was unsound."""
    bad = []
    for number, make in enumerate(cases[stage.begun :]):
        if stage.is_over():
            return number, bad
        bad += make()
    return len(cases[stage.begun :]), bad


def _damage(stage: Stage, name: str, table: str) -> list[str]:
    make, is_mended = DAMAGE[name]
    folder = stage.fresh("later")
    stood = pages(folder)
    with make(folder, table):
        command = stage.warm.run(*run_call(folder, CYCLES[-1]), environ=environ(folder))
        wrong = failed(command, 1) + not_one_line(command) if command.wait() else []
        wrong += ["earlier briefs do not stand"] * (not stood.items() <= pages(folder).items())
        if is_mended:
            wrong += failed(stage.warm.run("doctor", folder / "w", "--reports", folder / "reports", "--repair"))
            for copy in (folder / "w" / "record").glob(".doctor-*"):
                shutil.rmtree(copy)
    wrong += not_right(stage, folder, stage.warm.run(*run_call(folder, CYCLES[-1]), environ=environ(folder)))
    shutil.rmtree(folder)
    print(f"{table}, {name}: {command.err.strip().splitlines()[-1:]} {wrong or 'sound'}", flush=True)
    return [f"{table}, {name}: {'; '.join(wrong)}"] if wrong else []

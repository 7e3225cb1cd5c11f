"""Failing runs: each kind leaves its evidence, a notice, a row and the right status, and the run after the mending is right."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filesystems import filled, limited, read_only
from notices import Notices
from sound import Stage, environ, failed, litter, run_call
from warm import Command
from workspace import CYCLES, printed

from kit.brief.months.links import ROOM
from kit.config.settings import read_settings
from kit.record.store import Record
from kit.run.notify import keep_recipients

#: Seconds that a run may take to reach a moment that is waited for.
PATIENCE = 120.0
_ROW = "id,created,words,account,title\nx1,no day at all,The export broke.,a-001,Operations Lead\n"
_SOURCE = """
  - id: calls
    kind: call
    path: inbox/calls/*.csv
    columns: {conversation_id: id, occurred_at: created, text: words, account_id: account, role: title}
"""

#: What spoils a workspace, and mends it when its block ends.
Spoil = Callable[[Path], contextlib.AbstractContextManager[object]]


@dataclass(frozen=True)
class Kind:
    """One kind of failing run: what is spoiled before, what is done while it runs, and its status."""

    name: str
    spoil: Spoil
    status: int = 1
    meanwhile: Callable[[Path, Command], object] = lambda folder, command: None
    is_evidence_kept: bool = True
    is_row_kept: bool = True


@contextlib.contextmanager
def changed(path: Path, change: Callable[[str], str]) -> Iterator[None]:
    """A text file that is another one for a while."""
    text = path.read_text(encoding="utf-8")
    path.write_text(change(text), encoding="utf-8")
    yield
    path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def source_of_rubbish(folder: Path) -> Iterator[None]:
    """One more source, whose only row cannot be understood."""
    (folder / "w" / "inbox" / "calls").mkdir()
    (folder / "w" / "inbox" / "calls" / "a.csv").write_text(_ROW, encoding="utf-8")
    with changed(folder / "w" / "kit.yaml", lambda text: text.replace("\nsources:", "\nsources:" + _SOURCE.rstrip(), 1)):
        yield
    shutil.rmtree(folder / "w" / "inbox" / "calls")


@contextlib.contextmanager
def damaged(folder: Path, table: str, pattern: str) -> Iterator[None]:
    """A table one of whose files is cut."""
    place = folder / "w" / "record" / table
    shutil.copytree(place, folder / "kept")
    sorted(place.rglob(pattern))[-1].write_bytes(b"cut")
    yield
    shutil.rmtree(place)
    (folder / "kept").rename(place)


def begun(folder: Path, command: Command) -> None:
    """Wait until the run has begun to put its pages together."""
    end = time.monotonic() + PATIENCE
    while not list((folder / "reports").glob(".*.partial")) and command.wait(0.02) is None and time.monotonic() < end:
        time.sleep(0.02)


def kill_kernel(folder: Path, command: Command) -> None:
    """End the run's kernel in the middle of its work."""
    begun(folder, command)
    time.sleep(2.0)
    children = subprocess.run(["pgrep", "-P", str(command.pid)], capture_output=True, text=True, check=False).stdout.split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)


def stop(folder: Path, command: Command) -> None:
    """What a service manager does when the machine goes down."""
    begun(folder, command)
    time.sleep(1.0)
    os.kill(command.pid, signal.SIGTERM)


def _settings(change: Callable[[str], str]) -> Spoil:
    return lambda folder: changed(folder / "w" / "kit.yaml", change)


def _file(name: str, old: str, new: str) -> Spoil:
    return lambda folder: changed(folder / "w" / name, lambda text: text.replace(old, new))


def _limited(place: str) -> Spoil:
    return lambda folder: limited(folder / place)


def _fill(place: str) -> Callable[[Path, Command], object]:
    def meanwhile(folder: Path, command: Command) -> None:
        begun(folder, command)
        filled(folder / place, 8 << 10)

    return meanwhile


KINDS = (
    Kind("a kernel that is killed", lambda folder: contextlib.nullcontext(), 1, kill_kernel),
    Kind("a source of which nothing is understood", source_of_rubbish),
    Kind("a setting nobody knows", _settings(lambda text: text + "\ncolour: red\n"), 2),
    Kind("kit.yaml is no YAML", _settings(lambda text: "company: [\n" + text), 2),
    Kind("a reader there is not", _settings(lambda text: text.replace("kind: ticket", "kind: ticket\n    reader: nope")), 2),
    Kind("a variable the environment has not", _settings(lambda text: text + '  - {to: "json://${NO_SUCH_VARIABLE}"}\n'), 2),
    Kind("a persona file without a name", _file("personas/operations-lead.yaml", "name:", "nam:"), 2),
    Kind("a revenue that is no number", _file("accounts.csv", "1000", "x"), 2),
    Kind("a table that cannot be read", lambda folder: damaged(folder, "passages", "*.parquet")),
    Kind("a log that cannot be read", lambda folder: damaged(folder, "matches", "*.json")),
    Kind("a run that the system stops", lambda folder: contextlib.nullcontext(), 143, stop),
    Kind("a full disk under the record", _limited("w/record"), 1, _fill("w/record"), is_row_kept=False),
    Kind("a full disk under the reports", _limited("reports"), 1, _fill("reports"), is_evidence_kept=False),
    Kind("reports that cannot be written", lambda folder: read_only(folder / "reports"), 2, is_evidence_kept=False),
)  # fmt: skip


def failing_runs(stage: Stage) -> tuple[int, list[str]]:
    """How many kinds were made, and one line for each that was not as it should be."""
    bad = []
    with Notices() as notices:
        for number, kind in enumerate(KINDS[stage.begun :]):
            if stage.is_over():
                return number, bad
            wrong = _one(stage, kind, notices)
            print(f"{kind.name}: {wrong or 'sound'}", flush=True)
            bad += [f"{kind.name}: {'; '.join(wrong)}"] if wrong else []
    return len(KINDS[stage.begun :]), bad


def _one(stage: Stage, kind: Kind, notices: Notices) -> list[str]:
    folder = stage.fresh("later")
    settings = folder / "w" / "kit.yaml"
    settings.write_text(settings.read_text() + f'deliver:\n  - {{to: "{notices.address}", when: failed}}\n', encoding="utf-8")
    keep_recipients(folder / "w", read_settings(folder / "w").deliver)  # as the last run that was planned noted them
    stood, notices.bodies[:] = pages(folder), []
    with kind.spoil(folder):
        command = stage.warm.start(*run_call(folder, CYCLES[-1]), environ=environ(folder))
        kind.meanwhile(folder, command)
        wrong = failed(command, kind.status) + not_one_line(command)
    wrong += ["earlier briefs do not stand"] * (not stood.items() <= pages(folder).items())
    wrong += [f"{len(notices.bodies)} notices"] * (len(notices.bodies) != 1)
    wrong += ["no evidence"] * (kind.is_evidence_kept and not list((folder / "reports").glob("*.failed/run.log")))
    states = Record(folder / "w" / "record").read("runs")["state"].tolist()
    wrong += ["no row"] * (kind.is_row_kept and states.count("failed") != 1)
    wrong += not_right(stage, folder, stage.warm.run(*run_call(folder, CYCLES[-1]), environ=environ(folder)))
    shutil.rmtree(folder)
    return wrong


def pages(folder: Path) -> dict[str, str]:
    """What was published before, but for the line of links that a later run writes anew; the index is printed anew by each."""
    before = sorted((folder / "reports").rglob(f"{CYCLES[-2]}/*.*"))
    return {path.as_posix(): ROOM.sub("", path.read_bytes().decode("utf-8", "replace")) for path in before}


def not_one_line(command: Command) -> list[str]:
    """A failure has to be told in one line that begins with "kit: "."""
    lines = [line for line in command.err.strip().splitlines() if line.startswith("kit: ")]
    return [f"told in {len(lines)} lines: {command.err.strip()[-300:]}"] * (len(lines) != 1)


def not_right(stage: Stage, folder: Path, rerun: Command) -> list[str]:
    """What a run after the mending did otherwise than one before which nothing happened."""
    wrong = failed(rerun) + litter(folder)
    wrong += ["other facts after the mending"] * (printed(folder / "reports") != stage.expected["later"]["facts"])
    return wrong + ["the evidence stays"] * bool(list((folder / "reports").glob("*.failed")))

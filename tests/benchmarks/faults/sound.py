"""Sound: what must hold of a workspace's record and reports whatever happened to them."""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from warm import Command, Warm

from kit.record.doctor import findings
from kit.record.store import Record
from kit.record.tables import TABLES

#: Names that only a process under way has a use for.
PASSING = (".partial", "#", ".tmp", "_commit_", "kit-kernel-")
#: Beginnings of such names.
PASSING_FIRST = (".rewrit", ".erasure", ".writer.json", ".doctor")


@dataclass
class Stage:
    """Where the bench plays: the warm server, prepared workspaces, randomness, and what a whole run of each prints."""

    warm: Warm
    base: Path
    rng: np.random.Generator
    expected: dict[str, dict[str, Any]] = field(default_factory=dict)
    until: float = float("inf")
    begun: int = 0  # points of the part under way that an earlier run of the bench made; it goes on from there

    def is_over(self) -> bool:
        """Whether the time that the part under way was given is used up."""
        return time.monotonic() > self.until

    def fresh(self, name: str) -> Path:
        """A folder with a copy of a prepared workspace in it and a temporary folder of its own."""
        folder = Path(tempfile.mkdtemp(prefix="faults-", dir=self.base))
        shutil.copytree(self.base / name, folder, dirs_exist_ok=True)
        (folder / "tmp").mkdir(exist_ok=True)
        return folder


def environ(folder: Path) -> dict[str, str]:
    """What makes a command keep its temporary files in the folder."""
    return {"TMPDIR": str(folder / "tmp"), "JUPYTER_RUNTIME_DIR": str(folder / "tmp")}


def run_call(folder: Path, cycle: str, jobs: int = 1) -> tuple[object, ...]:
    """The monthly run of the folder's workspace."""
    return "run", folder / "w", "--cycle", cycle, "--reports", folder / "reports", "--jobs", jobs


def doubled(record: Record) -> list[str]:
    """Tables with a key that stands twice."""
    names = [name for name in TABLES if record.read(name, list(TABLES[name].key)).duplicated().any()]
    return [f"{name}: rows stand twice" for name in names]


def litter(folder: Path) -> list[str]:
    """Files and folders that only a process under way has a use for, the temporary ones of the run included."""
    paths = [path for path in folder.rglob("*") if path.parent == folder / "tmp" or _is_passing(path.name)]
    return [f"left: {path.relative_to(folder)}" for path in paths]


def _is_passing(name: str) -> bool:
    return any(part in name for part in PASSING) or name.startswith(PASSING_FIRST) or name[:1] + name[-4:] == "..old"


def unsound(record: Record) -> list[str]:
    """What the doctor says."""
    return [str(finding) for finding in findings(record)]


def failed(command: Command, status: int = 0) -> list[str]:
    """A command that ended with another status than it should, or in a traceback."""
    ended = command.wait()
    wrong = [f"status {ended}: {command.err.strip()[-300:]}"] if ended != status else []
    return wrong + [f"a traceback: {command.err.strip()[-300:]}"] * ("Traceback" in command.err + command.out)


def counts(record: Record) -> dict[str, int]:
    """How many rows each table has that a rerun may not change."""
    kept = ("conversations", "passages", "matches", "decisions", "theme_edits", "forgotten", "deliveries", "briefs")
    return {name: len(record.read(name)) for name in kept}


def traces(folder: Path, words: list[str]) -> list[str]:
    """Where any of the words still stands: a stored row, or any byte of a file of the folder but for the inbox and accounts."""
    left = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder)
        if place.parts[:2] == ("w", "inbox") or place.parts == ("w", "accounts.csv"):
            continue
        text = _content(path)
        left += [f"{word!r} is in {place}" for word in words if word.lower() in text]
    return left


def _content(path: Path) -> str:
    """A file as lower-case text, its compressed columns included."""
    if path.suffix == ".parquet":
        table = pq.read_table(path, partitioning=None)
        return json.dumps(table.to_pylist(), default=str, ensure_ascii=False).lower() + str(pq.read_metadata(path)).lower()
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.decode("utf-8", "replace").lower()

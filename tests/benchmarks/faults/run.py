"""Faults on purpose: runs and erasures killed anywhere, several writers at once, full disks, broken tables, runs that fail.

`make bench-faults` makes all of it, prints what was sound and writes RESULTS.md and results.json beside this file. ``--points``
is how many runs are killed (half as many groups and erasures are made); ``--only`` names parts, others keep their last figures.
``--add`` adds to what was made before, with moments of its own, so that the whole can be made in pieces.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3])]

import numpy as np
from clocks import clocks_set_back
from disks import damaged_tables, full_disks, unwritable
from erasures import killed_and_resumed
from failing import failing_runs
from kills import kill_and_rerun, prepare
from races import at_once
from sound import Stage
from warm import Warm
from words import hand_written_files, hostile_words, secrets

HERE = Path(__file__).parent
SEED = 20261129
#: What of a part's figures is the sum of its pieces.
ADDED = ("sound", "of", "seconds", "pieces", "unsound")


def _all(make: Callable[[Stage], tuple[int, list[str]]]) -> Callable[[Stage, int], tuple[int, list[str]]]:
    """A part whose cases do not depend on how many points are asked for."""
    return lambda stage, points: make(stage)


#: Each part: what its figure is called, and what makes it of how many points; it gives back how many it made and the unsound.
PARTS: dict[str, tuple[str, Callable[[Stage, int], tuple[int, list[str]]]]] = {
    "kills": (
        "runs killed anywhere and called again: same JSON, nothing lost, doubled or left",
        kill_and_rerun,
    ),
    "races": (
        "two and three runs, loads, reviews, edits and erasures at once: none dies, the record is sound",
        lambda stage, points: at_once(stage, points // 2),
    ),
    "erasures": (
        "erasures killed anywhere and called again: no byte left, nothing else lost, it does not come back",
        lambda stage, points: killed_and_resumed(stage, points // 2),
    ),
    "failing": (
        "kinds of failing runs: one line, evidence, a notice, a row, the status; right once mended",
        _all(failing_runs),
    ),
    "full": (
        "disks that fill up under record or reports: one line, earlier briefs stand, right afterwards",
        _all(full_disks),
    ),
    "unwritable": ("record and reports that cannot be written: one line before the start", _all(unwritable)),
    "damaged": ("damaged tables, logs and checkpoints: told, mended by the doctor, right afterwards", _all(damaged_tables)),
    "clock": (
        "clocks set back between decisions, edits, erasures and runs: the later one counts, same JSON",
        _all(clocks_set_back),
    ),
    "hostile": (
        "hostile texts and links through pages, notebooks, tables and letters: none live",
        _all(hostile_words),
    ),
    "secrets": ("secrets in what is printed, sent, stored and logged: none", _all(secrets)),
    "hand_written": (
        "broken settings, personas, accounts, decisions, backups: refused in words",
        _all(hand_written_files),
    ),
}


def measure(names: list[str], points: int, minutes: float, is_added: bool = False, kept_in: Path | None = None) -> None:
    """Make some parts, each for so many minutes at the most, and write the figures after each."""
    base = kept_in or Path(tempfile.mkdtemp(prefix="kit-faults-"))
    base.mkdir(exist_ok=True)
    try:
        with Warm() as warm:
            stage = Stage(warm, base, np.random.default_rng(SEED))
            prepare(stage)
            for name in names:
                title, make = PARTS[name]
                before = kept().get(name, {}) if is_added else {}
                stage.begun = before.get("of", 0)
                stage.rng = np.random.default_rng([SEED, stage.begun])
                started = time.monotonic()
                stage.until = started + 60 * minutes
                try:
                    of, bad = make(stage, points)
                except Exception as error:  # a fault of the bench itself must not cost what is measured already
                    of, bad = 1, [f"the bench itself: {type(error).__name__}: {error}"]
                seconds = round(time.monotonic() - started)
                made = {"figure": title, "sound": of - len(bad), "of": of, "seconds": seconds, "pieces": 1, "unsound": bad}
                write(name, made if not before else made | {key: before[key] + made[key] for key in ADDED})
    finally:
        if kept_in is None:
            shutil.rmtree(base, ignore_errors=True)


def kept() -> dict[str, dict]:
    """The figures made so far, by part."""
    path = HERE / "results.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write(name: str, figures: dict) -> None:
    """Put a part's figures beside those of the others."""
    figures = kept() | {name: figures}
    figures = {part: figures[part] for part in PARTS if part in figures}
    (HERE / "results.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (HERE / "RESULTS.md").write_text(rendered(figures), encoding="utf-8")


def rendered(figures: dict[str, dict]) -> str:
    """RESULTS.md."""
    lines = [
        "# Faults",
        "",
        "Written by `make bench-faults`; see README.md.",
        "",
        "| what | sound | of | runs of the bench |",
        "|---|---|---|---|",
    ]
    lines += [f"| {one['figure']} | {one['sound']} | {one['of']} | {one.get('pieces', 1)} |" for one in figures.values()]
    unsound = [f"- {one['figure']}: {line}" for one in figures.values() for line in one["unsound"]]
    return "\n".join([*lines, "", *unsound]).rstrip() + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--points", type=int, default=100)
    arguments.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    arguments.add_argument("--minutes", type=float, default=float("inf"), help="at most so many for each part")
    arguments.add_argument("--add", action="store_true", help="add to what was made before")
    arguments.add_argument("--kept", type=Path, help="a folder in which what is prepared is kept for the next piece")
    asked = arguments.parse_args()
    measure(asked.only.split(","), asked.points, asked.minutes, asked.add, asked.kept)
    print((HERE / "RESULTS.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

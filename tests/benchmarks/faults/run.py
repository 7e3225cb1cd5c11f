"""Faults on purpose: runs killed anywhere, several at once, erasures killed, runs that fail (`make bench-faults`).

Prints a table and writes RESULTS.md and results.json beside this file. ``--points`` is how many kills are made; a full
measurement makes 100.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3])]

from workspace import CYCLES, FORGOTTEN, printed, write_workspace

from kit.record.doctor import findings
from kit.record.store import Record
from kit.record.tables import TABLES

HERE = Path(__file__).parent
KIT = (sys.executable, "-m", "kit")
#: Tables whose keys must never stand twice.
COUNTED = ("conversations", "passages", "matches", "decisions", "theme_edits")


def kit(*call: object, **more: object) -> subprocess.CompletedProcess:
    """One command of the kit, whole."""
    return subprocess.run([*KIT, *map(str, call)], capture_output=True, text=True, check=False, **more)


def run_call(folder: Path, cycle: str) -> tuple[object, ...]:
    return "run", folder / "w", "--cycle", cycle, "--reports", folder / "reports", "--jobs", 1


def fresh(base: Path, name: str) -> Path:
    """A folder with a workspace of its own; with ``name`` of a folder prepared before, a copy of that."""
    folder = Path(tempfile.mkdtemp(prefix="kit-faults-"))
    shutil.copytree(base / name, folder, dirs_exist_ok=True)
    return folder


def doubled(record: Record) -> list[str]:
    """Tables with a key that stands twice."""
    return [name for name in COUNTED if record.read(name, list(TABLES[name].key)).duplicated().any()]


def litter(folder: Path) -> list[str]:
    """Files that only a run under way has a use for."""
    names = [path.name for path in folder.rglob("*") if ".partial" in path.name or path.name.startswith((".rewrit", ".doctor"))]
    return [name for name in names if not name.endswith(".lock")]


def prepared(base: Path) -> dict[str, str]:
    """Workspaces at two ages: before the first run, and with a month, a decision, a renamed theme and a forgotten account."""
    write_workspace(base / "first" / "w")
    shutil.copytree(base / "first", base / "later")
    later = base / "later"
    assert kit(*run_call(later, CYCLES[-2])).returncode == 0
    keys = Record(later / "w" / "record").read("matches", ["conversation_key", "persona_id"])
    key = keys.loc[keys["persona_id"] != "", "conversation_key"].iloc[0]
    assert kit("review", "approve", later / "w", key, "--by", "ann").returncode == 0
    theme = Record(later / "w" / "record").read("themes", ["theme_id"])["theme_id"].iloc[-1]
    assert kit("themes", "rename", later / "w", theme, "A name of ours", "--by", "ann").returncode == 0
    assert kit("forget", later / "w", "--account", FORGOTTEN, "--reports", later / "reports").returncode == 0
    expected = {}
    for name in ("first", "later"):
        folder = fresh(base, name)
        started = time.monotonic()
        assert kit(*run_call(folder, CYCLES[-1])).returncode == 0
        expected[name] = {"facts": printed(folder / "reports"), "seconds": time.monotonic() - started}
        shutil.rmtree(folder)
    return expected


def killed(call: tuple[object, ...], seconds: float) -> None:
    """A command that is killed, with all that it started, after some seconds."""
    child = subprocess.Popen(
        [*KIT, *map(str, call)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def kill_and_rerun(base: Path, expected: dict, points: int, rng: random.Random) -> list[str]:
    """One line for each kill after which the rerun was not as if nothing had happened."""
    bad = []
    for point in range(points):
        name = ("first", "later")[point % 2]
        folder = fresh(base, name)
        killed(run_call(folder, CYCLES[-1]), after := rng.uniform(0.5, expected[name]["seconds"]))
        done = kit(*run_call(folder, CYCLES[-1]))
        record = Record(folder / "w" / "record")
        wrong = [f"status {done.returncode}: {done.stderr[-200:]}"] if done.returncode else []
        wrong += ["other facts"] * (printed(folder / "reports") != expected[name]["facts"]) + doubled(record) + litter(folder)
        bad += [f"{name}, killed after {after:.1f} s: {', '.join(wrong)}"] if wrong else []
        shutil.rmtree(folder)
    return bad


def at_once(base: Path, rounds: int) -> list[str]:
    """Two runs, a review, an edit and an erasure of one workspace at the same time: none dies, the record is sound."""
    bad = []
    for turn in range(rounds):
        folder = fresh(base, "later")
        theme = Record(folder / "w" / "record").read("themes", ["theme_id"])["theme_id"].iloc[0]
        edit = ("themes", "pin", folder / "w", theme, "--by", "ann")
        erasure = ("forget", folder / "w", "--account", "a-005", "--reports", folder / "reports")
        calls = [run_call(folder, CYCLES[-1]), run_call(folder, CYCLES[-1]), edit, erasure]
        children = [
            subprocess.Popen([*KIT, *map(str, call)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for call in calls
        ]
        errors = [child.communicate()[1] for child in children]
        pairs = zip(children, errors, strict=True)
        wrong = [f"status {child.returncode}: {error[-200:]}" for child, error in pairs if child.returncode]
        record = Record(folder / "w" / "record")
        wrong += doubled(record) + [str(finding) for finding in findings(record)] + litter(folder)
        wrong += ["a forgotten account is there"] * bool((record.read("conversations")["account_id"] == "a-005").any())
        bad += [f"round {turn}: {', '.join(wrong)}"] if wrong else []
        shutil.rmtree(folder)
    return bad


def erased_while_killed(base: Path, points: int, rng: random.Random) -> list[str]:
    """An erasure killed anywhere and called again: nothing else is lost, no byte of the account is left."""
    bad = []
    for _ in range(points):
        folder = fresh(base, "later")
        call = ("forget", folder / "w", "--account", "a-004", "--reports", folder / "reports", "--rewrite-reports")
        before = Record(folder / "w" / "record").read("conversations")
        killed(call, after := rng.uniform(0.5, 4.0))
        done = kit(*call)
        record = Record(folder / "w" / "record")
        wrong = [done.stderr[-200:]] * bool(done.returncode) + traces(folder, "a-004")
        wrong += ["others lost"] * (len(record.read("conversations")) != int((before["account_id"] != "a-004").sum()))
        wrong += litter(folder)
        bad += [f"killed after {after:.1f} s: {', '.join(wrong)}"] if wrong else []
        shutil.rmtree(folder)
    return bad


def traces(folder: Path, account: str) -> list[str]:
    """Where an account's id still stands: in a table's rows, or in any byte of a file of the record or the reports."""
    record = Record(folder / "w" / "record")
    held = [
        name
        for name in TABLES
        if record.read(name).astype(str).apply(lambda column: column.str.contains(account, regex=False)).any().any()
    ]
    files = [path for place in (record.folder, folder / "reports") for path in sorted(place.rglob("*")) if path.is_file()]
    return held + [path.name for path in files if account.encode() in path.read_bytes()]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--points", type=int, default=100)
    points = arguments.parse_args().points
    rng, base = random.Random(20261129), Path(tempfile.mkdtemp(prefix="kit-faults-base-"))
    expected = prepared(base)
    rounds = max(points // 10, 2)
    reruns, races = kill_and_rerun(base, expected, points, rng), at_once(base, rounds)
    erasures = erased_while_killed(base, 2 * rounds, rng)
    figures = [
        ("runs killed anywhere, rerun: same JSON, nothing lost, doubled or left", points, reruns),
        ("two runs, an edit and an erasure at once: none dies, record sound", rounds, races),
        ("erasures killed and called again: no byte left, nothing else lost", 2 * rounds, erasures),
        ("an account forgotten: nowhere in record and reports", 1, traces(base / "later", FORGOTTEN)),
    ]
    shutil.rmtree(base)
    lines = ["# Faults", "", "Written by `make bench-faults`.", "", "| what | sound | of |", "|---|---|---|"]
    lines += [f"| {what} | {n - len(bad)} | {n} |" for what, n, bad in figures]
    lines += ["", *(f"- {what}: {line}" for what, _, bad in figures for line in bad)]
    (HERE / "RESULTS.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    rows = [{"figure": what, "sound": n - len(bad), "of": n} for what, n, bad in figures]
    (HERE / "results.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

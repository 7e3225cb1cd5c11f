"""Kills: a run ended at a random moment and called again prints what an undisturbed run prints, and leaves nothing."""

from __future__ import annotations

import pickle
import shutil
import time
from pathlib import Path

from sound import Stage, counts, doubled, environ, failed, litter, run_call, unsound
from workspace import CYCLES, FORGOTTEN, TWO_PERSONAS, printed, write_workspace

from kit.record.store import Record

#: The prepared workspaces, and how many of ten points are made in each.
SHARES = {"first": 4, "later": 5, "two": 1}
#: Jobs of a run of each; two personas are worked on side by side.
JOBS = {"first": 1, "later": 1, "two": 2}
#: Nothing has happened before this, in seconds: the command has hardly begun.
EARLIEST = 0.05


def prepare(stage: Stage) -> None:
    """Workspaces before their first run, and with a month, a decision, a renamed theme and a forgotten account.

    What an earlier run of the bench prepared in the folder is taken as it is.
    """
    kept = stage.base / "expected.pickle"
    if kept.exists():
        stage.expected = pickle.loads(kept.read_bytes())
        return
    write_workspace(stage.base / "first" / "w")
    write_workspace(stage.base / "two" / "w", personas=TWO_PERSONAS)
    shutil.copytree(stage.base / "first", stage.base / "later")
    _grow_older(stage, stage.base / "later")
    for name in SHARES:
        folder = stage.fresh(name)
        started = time.monotonic()
        _must(stage.warm.run(*run_call(folder, CYCLES[-1], JOBS[name]), environ=environ(folder)))
        seconds = time.monotonic() - started
        record = Record(folder / "w" / "record")
        facts, files = printed(folder / "reports"), _files(folder)
        stage.expected[name] = {"facts": facts, "seconds": seconds, "counts": counts(record), "files": files}
        shutil.rmtree(folder)
    kept.write_bytes(pickle.dumps(stage.expected))


def _grow_older(stage: Stage, folder: Path) -> None:
    _must(stage.warm.run(*run_call(folder, CYCLES[-2])))
    record = Record(folder / "w" / "record")
    matches = record.read("matches", ["conversation_key", "persona_id"])
    key = matches.loc[matches["persona_id"] != "", "conversation_key"].iloc[0]
    theme = record.read("themes", ["theme_id"])["theme_id"].iloc[-1]
    _must(stage.warm.run("review", "approve", folder / "w", key, "--by", "ann"))
    _must(stage.warm.run("themes", "rename", folder / "w", theme, "A name of ours", "--by", "ann"))
    _must(stage.warm.run("forget", folder / "w", "--account", FORGOTTEN, "--reports", folder / "reports", "--rewrite-reports"))


def _must(command) -> None:
    if wrong := failed(command):
        raise SystemExit(f"preparing the bench: {wrong[0]}")


def _files(folder: Path) -> set[str]:
    """Everything published, by name."""
    return {path.relative_to(folder).as_posix() for path in (folder / "reports").rglob("*")}


def kill_and_rerun(stage: Stage, points: int) -> tuple[int, list[str]]:
    """How many kills were made, and one line for each kill after which the rerun was not as if nothing had happened."""
    names = [name for name, share in SHARES.items() for _ in range(share)]
    bad = []
    for point in range(stage.begun, points):
        if stage.is_over():
            return point - stage.begun, bad
        name = names[point % len(names)]
        wrong, after = _one(stage, name)
        print(f"{point + 1} {name} killed after {after:.2f} s: {wrong or 'sound'}", flush=True)
        bad += [f"{name}, killed after {after:.1f} s: {'; '.join(wrong)}"] if wrong else []
    return max(points - stage.begun, 0), bad


def _one(stage: Stage, name: str) -> tuple[list[str], float]:
    folder, expected = stage.fresh(name), stage.expected[name]
    call = run_call(folder, CYCLES[-1], JOBS[name])
    after = float(stage.rng.uniform(EARLIEST, expected["seconds"]))
    command = stage.warm.start(*call, environ=environ(folder))
    if command.wait(after) is None:
        command.kill()
        command.wait()
    started = time.monotonic()
    rerun = stage.warm.run(*call, environ=environ(folder))
    expected["seconds"] = time.monotonic() - started  # a machine that others use is fast now and slow then
    record = Record(folder / "w" / "record")
    wrong = failed(rerun)
    wrong += ["other facts"] * (printed(folder / "reports") != expected["facts"])
    wrong += ["other files in the reports"] * (_files(folder) != expected["files"])
    wrong += ["lost or doubled rows"] * (counts(record) != expected["counts"])
    wrong += doubled(record) + unsound(record) + litter(folder)
    shutil.rmtree(folder)
    return wrong, after

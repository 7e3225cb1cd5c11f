"""Kills: a run ended at a random moment and called again prints what an undisturbed run prints, and leaves nothing."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import time
from pathlib import Path

from sound import Stage, counts, doubled, environ, failed, litter, run_call, unsound
from workspace import CYCLES, FORGOTTEN, TWO_PERSONAS, printed, write_workspace

import kit
from kit.record.store import Record

#: The prepared workspaces, and how many of ten points are made in each.
SHARES = {"first": 4, "later": 5, "two": 1}
#: Jobs of a run of each; two personas are worked on side by side.
JOBS = {"first": 1, "later": 1, "two": 2}
#: Nothing has happened before this, in seconds: the command has hardly begun.
EARLIEST = 0.05
#: So many kills fall on one workspace before a run is left alone: the second and third hit what takes up a killed run.
IN_A_ROW = 3


def prepare(stage: Stage) -> None:
    """Workspaces before their first run, and with a month, a decision, a renamed theme and a forgotten account.

    What an earlier run of the bench prepared in the folder is taken as it is where the same code made it, else made anew.
    """
    kept, mark = stage.base / "expected.pickle", code_mark()
    if kept.exists():
        made_by, expected = pickle.loads(kept.read_bytes())
        if made_by == mark:
            stage.expected = expected
            return
        print("the code is another than what the kept folder was prepared with: it is prepared anew", flush=True)
    for path in stage.base.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
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
    kept.write_bytes(pickle.dumps((mark, stage.expected)))


def code_mark() -> str:
    """Fingerprint of all code that can decide what a run prints: the kit's, its notebooks' and the bench's workspaces."""
    repository = Path(kit.__file__).parents[1]
    paths = [path for part in ("kit", "notebooks") for path in sorted((repository / part).rglob("*")) if path.is_file()]
    paths = [path for path in [*paths, Path(__file__).with_name("workspace.py")] if path.suffix != ".pyc"]
    parts = b"".join(path.as_posix().encode() + hashlib.blake2b(path.read_bytes()).digest() for path in paths)
    return hashlib.blake2b(parts, digest_size=12).hexdigest()


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
    """How many kills were made, and one line for each after which the last run was not as if nothing had happened.

    Kills fall :data:`IN_A_ROW` on one workspace; where what comes of them is unsound, each of them counts as unsound.
    """
    names = [name for name, share in SHARES.items() for _ in range(share)]
    bad, made = [], stage.begun
    while made < points:
        if stage.is_over():
            break
        name, n_kills = names[made // IN_A_ROW % len(names)], min(IN_A_ROW, points - made)
        wrong, after = _one(stage, name, n_kills)
        made += len(after)
        told = ", ".join(f"{seconds:.2f}" for seconds in after)
        print(f"{made} {name} killed after {told} s: {wrong or 'sound'}", flush=True)
        bad += [f"{name}, killed after {told} s: {'; '.join(wrong)}"] * max(len(after), 1) if wrong else []
    return max(made - stage.begun, 0), bad


def _one(stage: Stage, name: str, n_kills: int) -> tuple[list[str], list[float]]:
    """What was wrong after so many kills and one whole run, and after how many seconds each of them fell."""
    folder, expected = stage.fresh(name), stage.expected[name]
    call = run_call(folder, CYCLES[-1], JOBS[name])
    after: list[float] = []
    for _ in range(n_kills):
        moment, started = float(stage.rng.uniform(EARLIEST, expected["seconds"])), time.monotonic()
        command = stage.warm.start(*call, environ=environ(folder))
        if command.wait(moment) is not None:  # it was through before its moment came: no kill
            expected["seconds"] = time.monotonic() - started if not after else expected["seconds"]
            break
        command.kill()
        command.wait()
        after.append(moment)
    started = time.monotonic()
    rerun = stage.warm.run(*call, environ=environ(folder))
    # a machine that others use is fast now and slow then
    expected["seconds"] = max(0.97 * expected["seconds"], time.monotonic() - started)
    record = Record(folder / "w" / "record")
    wrong = failed(rerun)
    wrong += ["other facts"] * (printed(folder / "reports") != expected["facts"])
    wrong += ["other files in the reports"] * (_files(folder) != expected["files"])
    wrong += ["lost or doubled rows"] * (counts(record) != expected["counts"])
    wrong += doubled(record) + unsound(record) + litter(folder)
    shutil.rmtree(folder)
    return wrong, after

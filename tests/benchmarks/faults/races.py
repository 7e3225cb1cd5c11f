"""Races: runs, loads, reviews, edits and erasures of one workspace at the same time; none dies and the record is sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from kills import run_call
from sound import Stage, doubled, environ, failed, litter, traces, unsound
from workspace import CYCLES, own_word

from kit.record.store import Record

#: Who is erased while others write; nobody was before.
ERASED = "a-005"
LOAD = "import kit; kit.load_conversations(kit.open({folder!r}), {cycle!r})"
#: What is done at once, in turn: cheap groups are more frequent than whole runs.
GROUPS = (
    ("run", "run"), ("load", "load"), ("run", "forget"), ("review", "edit", "forget"), ("load", "load", "review"),
    ("load", "forget"), ("run", "review", "edit"), ("edit", "edit"), ("load", "edit", "forget"), ("run", "load"),
    ("review", "review", "edit"), ("forget", "forget"), ("run", "run", "forget"), ("load", "load", "load"),
    ("load", "review", "forget"),
)  # fmt: skip

_Start = Callable[[int], object]


def at_once(stage: Stage, rounds: int) -> tuple[int, list[str]]:
    """How many groups were made, and one line for each group after which something was not sound."""
    bad = []
    for turn in range(stage.begun, rounds):
        if stage.is_over():
            return turn - stage.begun, bad
        group = GROUPS[turn % len(GROUPS)]
        wrong = _one(stage, group)
        print(f"{turn + 1} {' + '.join(group)}: {wrong or 'sound'}", flush=True)
        bad += [f"{' + '.join(group)}: {'; '.join(wrong)}"] if wrong else []
    return max(rounds - stage.begun, 0), bad


def _one(stage: Stage, group: tuple[str, ...]) -> list[str]:
    folder = stage.fresh("later")
    record = Record(folder / "w" / "record")
    before = {name: len(record.read(name)) for name in ("decisions", "theme_edits")}
    commands = [_started(stage, folder, record, what, place) for place, what in enumerate(group)]
    wrong = [f"{what}: {line}" for what, command in zip(group, commands, strict=True) for line in failed(command)]
    wrong += doubled(record) + unsound(record) + litter(folder)
    for what, table in (("review", "decisions"), ("edit", "theme_edits")):
        if len(record.read(table)) != before[table] + group.count(what):
            wrong.append(f"{table}: {before[table]} before, {group.count(what)} made, {len(record.read(table))} now")
    if "forget" in group:
        wrong += traces(folder / "w" / "record", [ERASED, own_word(ERASED)])
    shutil.rmtree(folder)
    return wrong


def _started(stage: Stage, folder: Path, record: Record, what: str, place: int):
    """One of a group; of several reviews and edits each decides something else."""
    settings = environ(folder)
    if what == "load":
        return stage.warm.start(code=LOAD.format(folder=str(folder / "w"), cycle=CYCLES[-1]), environ=settings)
    if what == "run":
        return stage.warm.start(*run_call(folder, CYCLES[-1]), environ=settings)
    if what == "forget":
        return stage.warm.start("forget", folder / "w", "--account", ERASED, "--reports", folder / "reports", environ=settings)
    if what == "review":
        matches = record.read("matches", ["conversation_key", "persona_id"])
        key = matches["conversation_key"][matches["persona_id"] != ""].iloc[place]  # nobody's cannot be rejected
        return stage.warm.start("review", "reject", folder / "w", key, "--by", f"ann{place}", environ=settings)
    theme = record.read("themes", ["theme_id"])["theme_id"].iloc[0]
    return stage.warm.start("themes", "rename", folder / "w", theme, f"Name {place}", "--by", "ann", environ=settings)

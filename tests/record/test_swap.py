"""The swap: killed at any point, the record is either as before or as it was to be."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pandas as pd
import pytest

from kit.record import swap
from kit.record.lock import writing
from kit.record.store import Record
from kit.record.tables import TABLES

OLD = {"forgotten": [("account", "1"), ("account", "2")], "briefs": [("2026-10", "ops", "{}")], "drafts": []}
NEW = {"forgotten": [("account", "1")], "briefs": [], "drafts": [("2026-10", "ops", "{}")]}


class Killed(BaseException):
    """What stands for a process that dies."""


def frames(rows):
    return {name: pd.DataFrame(rows.get(name, []), columns=list(TABLES[name].columns)).astype("str") for name in OLD}


def content(record):
    return {name: [tuple(row) for row in record.read(name).to_numpy().tolist()] for name in OLD}


@pytest.fixture
def record(tmp_path):
    record = Record(tmp_path / "record")
    for name, rows in frames(OLD).items():
        record.append(name, rows)
    return record


def die_at(monkeypatch, step):
    """The n-th change of the disk does not happen and nothing does after it."""
    left = [step]

    def counted(change):
        def once(*args, **kwargs):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return change(*args, **kwargs)

        return once

    monkeypatch.setattr(swap.shutil, "rmtree", counted(shutil.rmtree))
    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))


@pytest.mark.parametrize("step", range(12))
def test_a_swap_killed_at_any_step_is_whole_for_readers_and_finished_by_the_next_writer(record, monkeypatch, step):
    with monkeypatch.context() as patched:
        die_at(patched, step)
        with contextlib.suppress(Killed):
            record.rewrite(frames(NEW))
    seen = content(record)
    assert seen in (OLD, NEW)
    with writing(record.folder, "the next run"):
        pass
    assert content(record) == seen
    assert not [path.name for path in record.folder.iterdir() if path.name.startswith(".rewrit")]


def test_no_old_version_remains(record):
    record.rewrite(frames(NEW))
    assert content(record) == NEW
    assert not [path for path in (record.folder / "forgotten").rglob("*.json") if path.name > "00000000000000000000.json"]

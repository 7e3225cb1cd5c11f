"""Work shared out over processes gives the same as work done in one, whatever becomes of a process."""

from __future__ import annotations

import os
import signal

import pandas as pd
import pytest

from kit.config.settings import Redaction, Settings, Source
from kit.errors import SettingsError
from kit.ingest.conversation_rows import Rules, frames_of
from kit.ingest.redact import Redactor
from kit.local_workers import JOBS, cores, forked
from kit.sources.conversation import Conversation, Turn


def added(part: list[int], shared: int) -> int:
    return sum(part) + shared


def elsewhere(part: int, home: int) -> bool:
    return os.getpid() != home


def killed_elsewhere(part: int, home: int) -> int:
    if part == 2 and os.getpid() != home:
        os.kill(os.getpid(), signal.SIGKILL)
    return part * part


def refused(part: int, shared: object) -> None:
    raise SettingsError(f"part {part} is wrong")


def test_parts_come_back_in_order_from_processes_of_their_own():
    parts = [[number, number + 1] for number in range(40)]
    assert list(forked(added, parts, 100, 3)) == [2 * number + 101 for number in range(40)]
    assert all(forked(elsewhere, [1, 2], os.getpid(), 2))


@pytest.mark.parametrize(("parts", "jobs"), [([1, 2, 3], 1), ([1], 4)])
def test_one_process_or_one_part_is_worked_on_here(parts, jobs):
    assert not any(forked(elsewhere, parts, os.getpid(), jobs))


def test_a_killed_process_loses_nothing():
    assert list(forked(killed_elsewhere, list(range(8)), os.getpid(), 2)) == [number**2 for number in range(8)]
    assert list(forked(added, [[1], [2]], 1, 2)) == [2, 3]


def test_an_error_in_a_part_is_the_callers_and_the_next_work_goes_on():
    with pytest.raises(SettingsError, match="part 0 is wrong"):
        list(forked(refused, [0, 1], None, 2))
    assert list(forked(added, [[1], [2]], 1, 2)) == [2, 3]


def test_jobs_are_those_told_and_else_the_cores(monkeypatch):
    monkeypatch.setenv(JOBS, "3")
    assert cores() == 3
    for told in ("", "0", "many"):
        monkeypatch.setenv(JOBS, told)
        assert 1 <= cores() <= (os.cpu_count() or 1)


def test_conversations_are_shaped_the_same_in_one_process_and_in_three():
    source = Source(id="desk", kind="ticket", path="x")
    settings = Settings.model_validate({"company": "Q", "sources": [source.model_dump()]})
    rules = Rules(settings, Redactor(Redaction(), "Q|1", ["Jane Doe"], []))
    moment = pd.Timestamp("2026-10-14T15:00:00Z").to_pydatetime()
    wanted = [
        (
            Conversation(
                conversation_id=f"c{number}",
                occurred_at=moment,
                turns=[Turn(f"Hi,\n\nthe export of week {number} fails, call +1 415 555 0132.\n\nThanks,\nJane Doe", "customer")],
                people=("Jane Doe",),
                line=number + 2,
                file="f.csv",
            ),
            source,
        )
        for number in range(60)
    ]
    parts = [wanted[start : start + 7] for start in range(0, 60, 7)]
    for one, three in zip(forked(frames_of, parts, rules, 1), forked(frames_of, parts, rules, 3), strict=True):
        for alone, shared in zip(one, three, strict=True):
            pd.testing.assert_frame_equal(alone, shared)
            assert len(alone) > 0
            assert "Jane" not in "".join(alone["text"])

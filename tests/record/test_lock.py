"""The lock: one writer at a time, over threads and processes; readers and dead holders stand in nobody's way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time

import pandas as pd
import pytest

from kit.errors import RecordError
from kit.record.lock import HELD, HOLDER, holder_of, impatient, one_writer, writing, writing_if_free
from kit.record.store import Record

HOLD = """
import sys, time
from pathlib import Path
from kit.record.lock import writing
with writing(Path(sys.argv[1]), "kit run 2026-10"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def held_elsewhere(tmp_path):
    """A process that holds the record in ``tmp_path`` for a minute, or until it is killed."""
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path), "60"], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_whoever_does_not_wait_learns_who_writes_since_when(tmp_path, held_elsewhere):
    assert holder_of(tmp_path).doing == "kit run 2026-10"
    told = rf"kit run 2026-10 \(process {held_elsewhere.pid} on .*\) since 2.*--no-wait to wait"
    with pytest.raises(RecordError, match=told), impatient(), writing(tmp_path, "kit forget"):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path, held_elsewhere):
    held_elsewhere.kill()
    held_elsewhere.wait()
    with impatient(), writing(tmp_path, "kit run 2026-11"):
        assert json.loads((tmp_path / HOLDER).read_text())["pid"] == os.getpid()
    assert holder_of(tmp_path) is None


def test_who_waits_says_so_and_comes_next(tmp_path, caplog):
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path), "1"], stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    with caplog.at_level("INFO", "kit"), writing(tmp_path, "kit forget"):
        assert child.wait() == 0
    child.stdout.close()
    assert "waiting: kit run 2026-10 (process" in caplog.text


def test_two_threads_write_one_after_the_other(tmp_path):
    order = []

    def work(name):
        with writing(tmp_path, name):
            order.append(name)
            time.sleep(0.05)
            order.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order in (list("aabb"), list("bbaa"))


def test_a_step_within_a_step_and_a_child_of_the_holder_do_not_wait(tmp_path):
    with writing(tmp_path, "outer"), impatient(), writing(tmp_path, "inner"):
        child = [sys.executable, "-c", HOLD, str(tmp_path), "0"]
        assert subprocess.run(child, capture_output=True, text=True, timeout=60, check=True).stdout == "held\n"
    assert HELD not in os.environ


def test_a_reader_reads_while_another_process_writes(tmp_path, held_elsewhere):
    assert len(Record(tmp_path).read("conversations")) == 0
    with writing_if_free(tmp_path, "storing vectors") as is_free:
        assert not is_free
    assert held_elsewhere.poll() is None


def test_a_step_needs_a_record_to_hold():
    @one_writer("a step")
    def step(rows):
        return rows

    with pytest.raises(TypeError, match="needs a record"):
        step(pd.DataFrame())

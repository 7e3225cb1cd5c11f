"""Work that falls into parts gives the same wherever it is done."""

from __future__ import annotations

import os
import sys

import numpy as np
import pytest
from distributed import LocalCluster

from kit import dask_workers as room
from kit.config.settings import Settings
from kit.dask_workers import spread
from kit.errors import SettingsError
from kit.geometry import BATCH
from kit.local_workers import JOBS
from kit.record.store import Record
from kit.record.vectors import Vectors


def added(part: list[int], shared: int) -> int:
    return sum(part) + shared


def worked_by(part: int, shared: None) -> int:
    return os.getpid()


def refused(part: int, shared: object) -> None:
    raise SettingsError(f"part {part} is wrong")


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as found:
        yield found.scheduler_address


def test_parts_come_back_in_order_here_and_on_a_cluster(cluster):
    parts = [[at, at + 1] for at in range(40)]
    here = list(spread(added, parts, 100, ""))
    assert here == [2 * at + 101 for at in range(40)]
    assert list(spread(added, parts, 100, cluster)) == here


def test_parts_are_taken_as_they_are_needed(cluster):
    taken = []

    def parts():
        for at in range(40):
            taken.append(at)
            yield [at]

    found = spread(added, parts(), 0, cluster)
    assert next(found) == 0
    assert len(taken) < 40
    found.close()


def test_an_error_in_a_part_is_the_callers(cluster):
    with pytest.raises(SettingsError, match="part 0 is wrong"):
        list(spread(refused, [0], None, cluster))


def test_local_is_done_by_processes_of_this_machine_without_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setenv(JOBS, "2")
    assert set(spread(worked_by, [1, 2, 3], None, "local")).isdisjoint({os.getpid()})
    assert list(spread(added, [[1], [2]], 100, "local")) == list(spread(added, [[1], [2]], 100, ""))


def test_where_dask_is_not_installed_the_setting_says_how_to_add_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match="make extras"):
        list(spread(added, [[1], [2]], 0, "tcp://127.0.0.1:8786"))


def test_texts_embedded_on_a_cluster_have_the_same_vectors(cluster, tmp_path):
    texts = [f"the report of week {at} is wrong again" for at in range(BATCH + 10)]
    here = Vectors(Record(tmp_path / "here"), "wordllama").of(texts)
    there = Vectors(Record(tmp_path / "there"), "wordllama", cluster).of(texts)
    assert np.array_equal(here, there)


def test_where_nobody_answers_is_said(monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", 0.2)
    with pytest.raises(SettingsError, match=r"spread is 'tcp://127.0.0.1:1': no Dask scheduler answers there"):
        list(spread(added, [[1]], 0, "tcp://127.0.0.1:1"))


def test_workers_with_another_kit_are_refused(cluster, monkeypatch):
    monkeypatch.setattr(room, "__version__", "99.0")
    with pytest.raises(SettingsError, match=r"its workers have kit .*, this is 99\.0; make them the same"):
        list(spread(added, [[1]], 0, cluster))


@pytest.mark.parametrize("address", ["here", "localhost:8786", "tcp://"])
def test_an_address_that_is_none_is_refused(address):
    source = {"id": "s", "kind": "ticket", "path": "x.csv"}
    with pytest.raises(ValueError, match="spread"):
        Settings(company="C", sources=[source], spread=address)

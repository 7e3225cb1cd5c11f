"""What is kept of long work is what the work gives, is taken for the same question alone, and may be damaged or deleted."""

from __future__ import annotations

import signal
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from kit.config.settings import Themes
from kit.matching.kept_regression import fitted_regression
from kit.record import kept as room
from kit.record.kept import FOLDER, keeping, kept, key_of
from kit.record.lock import READS_ONLY
from kit.record.store import Record
from kit.themes.clusters import SeededClusters
from kit.themes.passage_map import map_places
from kit.themes.theme_nodes import fitted_leaves


class Counted:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return {"values": np.arange(6.0).reshape(2, 3)}


def asked(folder, of, make, kind="sum"):
    with keeping(folder, "step"):
        return kept(kind, of, make)["values"]


def test_the_same_is_worked_out_once_and_comes_back_as_it_was(tmp_path):
    make = Counted()
    first, second = (asked(tmp_path, (np.ones(3), "a", 1), make) for _ in range(2))
    assert make.times == 1
    assert second.tobytes() == first.tobytes()
    assert (second.dtype, second.shape) == (first.dtype, first.shape)


@pytest.mark.parametrize(
    "other",
    [
        (np.ones(3), "a", 2), (np.ones(3), "b", 1), (np.ones(3, np.float32), "a", 1), (np.ones((3, 1)), "a", 1),
        (np.array([1, 1, 1 + 1e-16 + 2e-16]), "a", 1), (np.ones(3), "a", 1.0), (np.ones(3), ("a", 1)), (np.ones(3), "a", 1, None),
    ],
)  # fmt: skip
def test_whatever_changes_in_the_question_it_is_worked_out_anew(tmp_path, other):
    make = Counted()
    asked(tmp_path, (np.ones(3), "a", 1), make)
    asked(tmp_path, other, make)
    assert make.times == 2


def test_another_kit_or_another_library_works_it_out_anew(monkeypatch):
    before = key_of(("a",))
    monkeypatch.setattr(room, "_made_by", lambda: "another")
    assert key_of(("a",)) != before
    monkeypatch.undo()
    room._made_by.cache_clear()
    monkeypatch.setattr(room, "version", lambda name: "9.9" if name == "scipy" else "1")
    assert key_of(("a",)) != before
    monkeypatch.undo()
    room._made_by.cache_clear()
    assert key_of(("a",)) == before


def test_nothing_is_kept_by_what_has_no_content_of_its_own():
    with pytest.raises(TypeError, match="by a object"):
        key_of((object(),))


def test_outside_of_a_block_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make = Counted()
    kept("sum", ("a",), make)
    kept("sum", ("a",), make)
    assert make.times == 2
    assert not list(tmp_path.iterdir())


def test_what_a_whole_block_did_not_ask_for_goes_and_what_a_failed_one_did_not_stays(tmp_path):
    make = Counted()
    for of in (("old",), ("new",)):
        asked(tmp_path, of, make)
    assert len(list((tmp_path / FOLDER / "step").iterdir())) == 1
    with pytest.raises(ZeroDivisionError), keeping(tmp_path, "step"):
        raise ZeroDivisionError
    asked(tmp_path, ("new",), make)
    assert make.times == 2


@pytest.mark.parametrize("damage", ["cut", "emptied", "turned", "other"])
def test_damaged_numbers_are_worked_out_anew(tmp_path, damage):
    make = Counted()
    whole = asked(tmp_path, ("a",), make)
    [path] = (tmp_path / FOLDER / "step").iterdir()
    stored = path.read_bytes()
    place = zipfile.ZipFile(path).infolist()[0].header_offset + 180
    turned = stored[:place] + bytes([stored[place] ^ 255]) + stored[place + 1 :]
    path.write_bytes({"cut": stored[: len(stored) // 2], "emptied": b"", "turned": turned, "other": b"a,b\n1,2\n"}[damage])
    assert asked(tmp_path, ("a",), make).tobytes() == whole.tobytes()
    assert make.times == 2
    assert asked(tmp_path, ("a",), make).tobytes() == whole.tobytes()
    assert make.times == 2


def test_nothing_is_unpickled(tmp_path):
    with keeping(tmp_path, "step"):
        kept("sum", ("a",), Counted())
    [path] = (tmp_path / FOLDER / "step").iterdir()
    np.savez(path, values=np.array([{"a": 1}], dtype=object))
    assert asked(tmp_path, ("a",), Counted()).shape == (2, 3)


def test_who_only_reads_adds_and_removes_nothing(tmp_path, monkeypatch):
    make = Counted()
    asked(tmp_path, ("a",), make)
    before = sorted((tmp_path / FOLDER).rglob("*"))
    with keeping(tmp_path, "step", may_write=False):
        kept("sum", ("b",), make)
    monkeypatch.setenv(READS_ONLY, "1")
    asked(tmp_path, ("c",), make)
    assert sorted((tmp_path / FOLDER).rglob("*")) == before


def test_where_nothing_can_be_written_the_result_is_the_same(tmp_path):
    (tmp_path / FOLDER).write_text("in the way", encoding="utf-8")
    assert asked(tmp_path, ("a",), Counted()).shape == (2, 3)


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from kit.record.kept import keeping, kept
point, write = int(sys.argv[2]), np.lib.format.write_array
def dies(*given, **how):
    global point
    if point == 0:
        given[0].write(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    point -= 1
    return write(*given, **how)
np.lib.format.write_array = dies
replace = Path.replace
def never(self, target):
    os.kill(os.getpid(), signal.SIGKILL)
if point == 2:
    Path.replace = never
with keeping(Path(sys.argv[1]), "step"):
    kept("sum", ("a",), lambda: {"values": np.arange(6.0).reshape(2, 3), "more": np.ones(4)})
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process cannot be killed so here")
@pytest.mark.parametrize("point", [0, 1, 2])
def test_a_process_killed_while_it_keeps_leaves_nothing_that_is_taken(tmp_path, point):
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path, str(point)], check=False)
    assert killed.returncode == -signal.SIGKILL
    make = Counted()
    assert asked(tmp_path, ("a",), make).shape == (2, 3)
    assert make.times == 1
    assert [path.suffix for path in (tmp_path / FOLDER / "step").iterdir()] == [".npz"]


def test_a_rewritten_record_keeps_nothing(tmp_path):
    asked(tmp_path, ("a",), Counted())
    Record(tmp_path).rewrite({})
    assert not (tmp_path / FOLDER).exists()


@pytest.fixture(scope="module")
def rows():
    vectors = np.random.default_rng(3).normal(size=(140, 24)) + np.repeat(np.eye(24)[:7] * 6, 20, axis=0)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def groups(rows):
    fit = SeededClusters(Themes(), 5).fit(rows)
    return {"labels": fit.labels_, "all": np.array(fit.labelings_), "how": np.array([repr(fit.parameters_)])}


def leaves(rows):
    found = fitted_leaves(rows, 20, 5)
    return {"ids": found.ids, "all": np.array(found.labelings)}


def regression(rows):
    features, labels = sparse.csr_matrix(rows), np.repeat(["a", "b", "c", "d", "e", "f", "g"], 20)
    model = fitted_regression(LogisticRegression(C=2.0), features, labels, np.linspace(1, 2, len(rows)))
    return {"odds": model.predict_log_proba(features), "names": model.classes_}


def places(rows):
    return {"places": kept("places", (rows,), lambda: {"places": map_places(rows)})["places"]}


@pytest.mark.parametrize("work", [groups, leaves, regression, places])
def test_each_kind_of_work_gives_the_same_bytes_cold_and_kept(tmp_path, rows, work):
    cold = work(rows)
    made = []
    for _ in range(2):
        with keeping(tmp_path, "step"):
            made.append(work(rows))
    assert list((tmp_path / FOLDER / "step").iterdir())
    for found in made:
        assert {name: (part.dtype, part.tobytes()) for name, part in found.items()} == {
            name: (part.dtype, part.tobytes()) for name, part in cold.items()
        }
    before = sorted((tmp_path / FOLDER / "step").iterdir())
    changed = rows.copy()
    changed[0, 0] = np.nextafter(changed[0, 0], 2, dtype=np.float32)
    with keeping(tmp_path, "step"):
        work(changed)
    assert not set(before) & set((tmp_path / FOLDER / "step").iterdir())

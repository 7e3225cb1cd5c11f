"""The shift bench keeps what several runs find at once, and draws the same whoever draws."""

from __future__ import annotations

import importlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent / "benchmarks" / "shift"


@pytest.fixture(scope="module")
def bench():
    """Modules of the bench by name; it is run as a file, with its own folder first on the path."""
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module
    sys.path.remove(str(FOLDER))


@pytest.fixture
def stored(bench, tmp_path):
    def made(**options):
        return bench("stored").Stored(tmp_path, 5, "abc", {"counts": ["still", "moved"], "years": ["creep"]}, **options)

    return made


def row(case: str, n: int = 100, value: float = 0.5, figure: str = "surfaced") -> dict:
    return {
        "figure": figure,
        "case": case,
        "value": value,
        "low": 0.4,
        "high": 0.6,
        "n": n,
        "goal": "",
        "holds": None,
        "others": {},
    }


def kept(stored) -> list[tuple]:
    return [(one["part"], one["case"], one["n"]) for one in stored.rows()]


def test_runs_at_once_keep_each_others_figures(stored, tmp_path):
    before, after = stored(), stored()  # both have begun before either has found anything
    before.keep("counts", [row("moved")])
    after.keep("years", [row("creep", 60)])
    before.keep("counts", [row("still")])
    assert kept(after) == [("counts", "still", 100), ("counts", "moved", 100), ("years", "creep", 60)]
    assert [name in (tmp_path / "RESULTS.md").read_text() for name in ("still", "moved", "creep")] == [True] * 3


def test_many_writers_lose_nothing(bench, tmp_path):
    names = [f"case {number:02d}" for number in range(24)]

    def one(name: str) -> None:
        bench("stored").Stored(tmp_path, 5, "abc", {"counts": names}).keep("counts", [row(name)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, names))
    assert [one["case"] for one in json.loads((tmp_path / "results.json").read_text())] == names


def test_figures_of_more_draws_stay_unless_asked_otherwise(stored):
    stored().keep("counts", [row("moved", 400, 0.95), row("moved", 12, figure="loss")])
    assert stored().keep("counts", [row("moved", 100, 0.9), row("moved", 30, figure="loss")]) == ["moved"]
    assert [one["value"] for one in stored().rows()] == [0.95, 0.5]
    assert stored(is_anew=True).keep("counts", [row("moved", 100, 0.9)]) == []
    assert [one["value"] for one in stored().rows()] == [0.9]
    assert stored().keep("counts", [row("moved", 100, 0.8)]) == []  # as many draws: of the code that there is
    assert [one["value"] for one in stored().rows()] == [0.8]


def test_figures_of_another_decision_and_of_cases_that_are_gone_are_dropped(bench, stored, tmp_path):
    bench("stored").Stored(tmp_path, 4, "old", {}).keep("counts", [row("moved", 800)])
    assert kept(stored()) == []
    bench("stored").Stored(tmp_path, 5, "abc", {}).keep("counts", [row("no such case any more")])
    assert kept(stored()) == []


def level(case, seed) -> float:
    return float(np.random.default_rng(seed).random()) + case.shift


class Named:
    def __init__(self, name: str, shift: float) -> None:
        self.name, self.shift = name, shift


def test_a_draw_is_the_same_whoever_makes_it_and_however_many_there_are(bench):
    draws = bench("draws")
    case = Named("a case", 0.0)
    whole = draws.some_draws(level, case, 0, 50)
    assert [*draws.some_draws(level, case, 0, 20), *draws.some_draws(level, case, 20, 47)] == whole[:47]
    assert len(set(whole)) == 50
    assert draws.some_draws(level, Named("another", 0.0), 0, 1) != whole[:1]

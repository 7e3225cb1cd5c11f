"""A lasting change after another one: held against the cycles since the last, found without the cycles now."""

import numpy as np
import pytest

from kit.config.settings import Bar
from kit.cycles import Periods, periods_of
from kit.shifts.chance import passing_by_test
from kit.shifts.compare_cycles import compare_cycle
from kit.shifts.stats import lasting_change
from kit.shifts.stats.lasting_change import blocks_of, lasting_shifts, settled_cycles, settled_figures, settled_shifts
from kit.shifts.stats.persona_tests import family_q, lasting_parts, library_tests
from tests.shifts.stats.test_lasting_change import still, votes_along

#: Three cycles at a fifth, six at two fifths, three now at a fifth again.
TAKEN_BACK = (*[0.2] * 3, *[0.4] * 6, *[0.2] * 3)


def periods(cycles: list[str]) -> Periods:
    return Periods(cycles[-1], tuple(cycles[-4:-1]), tuple(cycles[:-1]))


@pytest.mark.parametrize(
    ("before", "n_before"),
    [
        ([0.2] * 9, 9),  # nothing changed
        ([*[0.2] * 3, *[0.5] * 6], 6),
        ([*[0.5] * 4, *[0.2] * 5], 5),
        ([0.5, *[0.2] * 8], 8),  # one cycle that stood out, at the far end
        ([*[0.2] * 7, 0.5, 0.5], 9),  # of two cycles no level is known
    ],
)
def test_a_theme_is_settled_since_its_last_change(before, n_before):
    for now in ([0.2] * 3, [0.7] * 3):  # what is said now chooses no baseline
        votes, cycles = votes_along(3, *before, *now)
        assert settled_cycles(votes, blocks_of(cycles), still(4)).tolist() == [n_before, 9, 9, 9]


def test_the_likeliest_change_is_that_of_weighted_least_squares():
    """Each shape fitted by itself: the gain is what the sum of weighted squares loses."""
    rng = np.random.default_rng(4)
    effects, root = rng.normal(size=(2, 9)), rng.normal(size=(2, 9, 9))
    weight = root @ root.transpose(0, 2, 1) + np.eye(9)
    shapes = (np.arange(9) >= np.arange(1, 7)[:, None]).astype(float)
    gains = lasting_change._gains(effects, shapes, weight)
    for theme in range(2):
        factor = np.linalg.cholesky(weight[theme]).T
        costs = [
            np.linalg.lstsq(factor @ design, factor @ effects[theme], rcond=None)[1][0]
            for design in [np.ones((9, 1)), *(np.column_stack([np.ones(9), shape]) for shape in shapes)]
        ]
        np.testing.assert_allclose(gains[theme], costs[0] - np.array(costs[1:]), rtol=1e-9)


def test_a_change_taken_back_is_held_against_the_level_it_takes_back():
    votes, cycles = votes_along(5, *TAKEN_BACK)
    blocks = blocks_of(cycles)
    table = settled_shifts(votes, blocks, still(4))
    whole, since = (lasting_shifts(votes, of, still(4))[0] for of in (blocks, blocks.since(6)))
    assert table["n_before"].tolist() == [6, 9, 9, 9]
    assert table.iloc[0].drop("n_before").equals(since.iloc[0])
    assert table.iloc[1:].drop(columns="n_before").equals(whole.iloc[1:])
    assert table["shift_pp"][0] < -15 < whole["shift_pp"][0]


def test_a_decision_without_intervals_is_made_of_the_same_figures():
    votes, cycles = votes_along(5, *TAKEN_BACK)
    others, _ = votes_along(6, *[0.2] * 12)
    for at, figures in enumerate(settled_figures([votes, others], blocks_of(cycles), [still(4)] * 2)):
        table = settled_shifts((votes, others)[at], blocks_of(cycles), still(4))
        for name, values in figures.items():
            is_word = values.dtype.kind == "U"
            assert np.array_equal(table[name], values) if is_word else np.allclose(table[name], values, rtol=1e-10), name


def test_segments_and_the_bar_look_at_the_cycles_since_the_change():
    votes, cycles = votes_along(5, *TAKEN_BACK)
    (tests,) = library_tests([votes], periods(cycles))
    assert tests.blocks_of(0).before == tuple(cycles[3:9])
    assert tests.blocks_of(1).before == tuple(cycles[:9])
    for name, table in lasting_parts(votes, tests, 6).items():
        own = lasting_shifts(votes.in_segment(name), tests.blocks.since(6), tests.around)[0]
        assert table["shift_pp"][0] == own["shift_pp"][0]
    (q,) = family_q([tests], [10.0])
    assert passing_by_test(votes, tests, q, Bar(), periods(cycles))["lasting"].tolist() == [True, False, False, False]


def test_a_shift_names_the_cycles_since_the_change(small_record, monkeypatch):
    settled = np.array([2, 3, 3, 3])
    monkeypatch.setattr(lasting_change, "settled_cycles", lambda *_: settled)
    record, settings, personas, accounts, vectors = (small := small_record(now=(0.5, 0.1, 0.1, 0.1))).arguments
    found = compare_cycle(
        record, settings, personas, accounts, vectors, periods_of("2026-10", list(small.cycles), list(small.cycles[2:5]))
    )
    before = {shift["theme"]: shift["lasting"]["before_cycles"] for shift in found.shifts["ops"]}
    assert before["ops/t00"] == ["2026-06", "2026-07"]
    assert before["ops/t01"] == ["2026-05", "2026-06", "2026-07"]

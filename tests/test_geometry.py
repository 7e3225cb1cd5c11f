"""Exact nearest neighbours."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from kit import geometry
from kit.geometry import (
    grouped_sums,
    largest_of,
    nearest_neighbours,
    neighbour_graph,
    neighbours_within,
    pair_cosines,
    unit,
)


def unit_rows(count: int, seed: int = 0, size: int = 16) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_row_is_scaled_to_length_1_and_a_zero_row_stays():
    rows = np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)
    assert np.allclose(unit(rows), [[0.6, 0.8], [0, 0]])
    assert unit(rows).dtype == np.float32
    assert np.allclose(unit(np.array([0.0, 5.0])), [0, 1])


def test_many_rows_are_scaled_as_each_alone_wherever_they_lie():
    rows = np.random.default_rng(2).normal(size=(3000, 8))
    rows[5] = 0
    alone = np.array([unit(row) for row in rows])
    assert np.array_equal(unit(rows), unit(rows.copy(), is_spare=True))
    assert np.allclose(unit(rows), alone, atol=1e-15)


def test_neighbours_are_those_of_a_full_sort():
    rows = unit_rows(300)
    similarity = rows @ rows.T
    np.fill_diagonal(similarity, -2)
    indices, similarities = nearest_neighbours(rows, 5)
    wanted = np.sort(similarity, axis=1)[:, ::-1][:, :5]
    assert np.allclose(similarities, wanted, atol=1e-6)
    assert np.allclose(np.take_along_axis(similarity, indices, 1), wanted, atol=1e-6)


@pytest.mark.parametrize(("columns", "count"), [(1, 1), (7, 7), (70, 3), (200, 15), (200, 60), (513, 10)])
def test_the_largest_are_those_of_a_stable_sort_and_of_equal_ones_the_earlier(columns, count):
    values = np.random.default_rng(columns).integers(0, 9, (40, columns)).astype(np.float32)
    values[:3] = -np.inf
    places, largest = largest_of(values, count)
    wanted = np.argsort(-values, axis=1, kind="stable")[:, :count]
    assert places.tolist() == wanted.tolist()
    assert (largest == np.take_along_axis(values, wanted, 1)).all()


def test_pairs_are_all_of_each_row_with_every_other_one():
    rows = unit_rows(1100, size=4)
    cosines = pair_cosines(rows)
    assert len(cosines) == 1100 * 1099
    assert np.allclose(np.sort(cosines), np.sort((rows @ rows.T)[~np.eye(1100, dtype=bool)]), atol=1e-6)
    assert len(pair_cosines(rows[:0])) == 0


def test_no_row_is_its_own_neighbour_even_among_identical_ones():
    rows = np.repeat(unit_rows(1), 6, axis=0)
    indices, _ = nearest_neighbours(rows, 3)
    assert (indices != np.arange(6)[:, None]).all()


@pytest.mark.parametrize(("count", "wanted", "given"), [(0, 5, 0), (1, 5, 0), (4, 5, 3)])
def test_a_row_has_at_most_all_the_others_as_neighbours(count, wanted, given):
    indices, similarities = nearest_neighbours(unit_rows(count), wanted)
    assert indices.shape == similarities.shape == (count, given)


def test_the_number_of_threads_changes_nothing():
    rows = unit_rows(2500, size=64)
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(nearest_neighbours(rows, 10))
    assert (found[0][0] == found[1][0]).all()
    assert (found[0][1] == found[1][1]).all()


def test_the_graph_is_symmetric_and_mutual_neighbours_weigh_twice():
    rows = unit_rows(40)
    indices, similarities = nearest_neighbours(rows, 4)
    graph = neighbour_graph(indices, similarities)
    assert abs(graph - graph.T).max() == 0
    near = {(a, int(b)) for a in range(40) for b in indices[a]}
    a, b = next(pair for pair in sorted(near) if pair[::-1] in near)
    assert graph[a, b] == pytest.approx(2 * max(float(rows[a] @ rows[b]), 1e-3), rel=1e-5)


def test_sums_by_group_are_added_up_row_after_row():
    rng = np.random.default_rng(1)
    rows, groups = rng.normal(size=(200, 5)).astype(np.float32), rng.integers(0, 7, 200)
    expected = np.zeros((9, 5))
    np.add.at(expected, groups, rows)
    assert (grouped_sums(rows, groups, 9) == expected).all()
    assert grouped_sums(rows[:0], groups[:0]).shape == (0, 5)
    for among in (np.arange(0, 200, 3), np.flatnonzero(np.arange(200) % 5)):  # few of the rows, and most of them
        assert (grouped_sums(rows, groups[among], 9, among=among) == grouped_sums(rows[among], groups[among], 9)).all()
    weights = np.linspace(0.1, 2, len(rows))
    assert (grouped_sums(rows, groups, 9, weights) == grouped_sums(rows * weights[:, None], groups, 9)).all()


@pytest.mark.parametrize("seed", range(3))
def test_neighbours_among_chosen_rows_are_those_found_of_them_alone_and_all_rows_are_not_compared_again(seed, monkeypatch):
    rows = unit_rows(1500, seed)
    rows[700:900] = rows[600]  # as near as each other, and none of them chosen: some rows have to be looked at whole
    is_in = np.random.default_rng(seed).random(1500) < 0.8
    is_in[700:900] = False
    among, everybody = nearest_neighbours(rows[is_in], 15), nearest_neighbours(rows, 15)
    geometry._last.clear()
    within = neighbours_within(rows, is_in, 15)
    assert all(np.array_equal(part, wanted) for part, wanted in zip(within, among, strict=True))
    monkeypatch.setattr(geometry, "_blocks", None)  # comparing anything would fail
    assert all(np.array_equal(part, wanted) for part, wanted in zip(nearest_neighbours(rows, 15), everybody, strict=True))

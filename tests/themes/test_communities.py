"""Communities and the consensus of several fits."""

import sys

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from sknetwork.clustering import Louvain

from kit.themes.communities import (
    _aggregated,
    _moved,
    _shuffled,
    agreement_graph,
    communities,
    consensus,
    group_agreement,
    numbered_by_size,
    pairwise_agreement,
)
from kit.themes.compiled import louvain_moves
from kit.themes.compiled.louvain_graphs import graphs_for
from tests.themes.groups import blobs, graph_of


def test_consensus_finds_separate_groups_whole():
    rows, truth = blobs([40, 30, 20])
    graph = graph_of(rows)
    fits = [communities(graph, 0.7, seed) for seed in range(10)]
    found = consensus(graph, fits, np.full(10, 0.1), 0.7, 1)
    assert pairwise_agreement([found, truth]) == 1.0


def test_consensus_repeats_to_the_last_label():
    rows, _ = blobs([40, 30, 20], spread=1.2)
    graph = graph_of(rows)
    fits = [communities(graph, 1.0, seed) for seed in range(10)]
    one, other = (consensus(graph, fits, np.full(10, 0.1), 1.0, 3) for _ in range(2))
    assert (one == other).all()


def test_a_seed_gives_the_same_communities_however_often_it_is_asked():
    rows, _ = blobs([60, 50, 40], spread=1.5)
    graph = graph_of(rows, 15)
    for seed in range(3):
        first = communities(graph, 0.7, seed)
        assert all((communities(graph, 0.7, seed) == first).all() for _ in range(10))


@pytest.mark.parametrize("is_compiled", [False, True])
@pytest.mark.parametrize("resolution", [0.4, 0.7, 2.2])
@pytest.mark.parametrize("sizes", [[40, 30, 20], [5, 4], [300, 200, 100, 50]])
def test_communities_are_those_of_the_library_to_the_last_label(sizes, resolution, is_compiled, monkeypatch):
    monkeypatch.setattr("kit.themes.communities.moves_for", lambda _: louvain_moves.moves_for(10**9) if is_compiled else None)
    monkeypatch.setattr("kit.themes.communities.graphs_for", lambda _: graphs_for(10**9) if is_compiled else None)
    rows, truth = blobs(sizes, spread=1.8)
    whole = graph_of(rows, min(15, len(rows) // 2))
    ours = np.flatnonzero(truth == 0)
    fits = [communities(whole, resolution, seed) for seed in range(3)]
    for graph in (whole, whole[ours][:, ours], agreement_graph(whole, fits, np.full(3, 1 / 3))):
        for seed in range(4):
            library = Louvain(resolution=resolution, random_state=seed, shuffle_nodes=True).fit_predict(graph)
            assert communities(graph, resolution, seed).tolist() == library.tolist()


def test_of_equally_good_groups_the_first_is_taken_compiled_or_not():
    ring = sp.csr_matrix(np.roll(np.eye(24), 1, axis=1) + np.roll(np.eye(24), -1, axis=1))  # every neighbour is as good
    for seed in range(20):
        library = Louvain(resolution=1.0, random_state=seed, shuffle_nodes=True).fit_predict(ring)
        assert communities(ring, 1.0, seed).tolist() == library.tolist()
        order = np.random.RandomState(seed).permutation(ring.shape[0])
        grouped, _ = _moved(_shuffled(ring, order), 1.0, louvain_moves.moved)
        compiled, _ = _moved(_shuffled(ring, order), 1.0, louvain_moves.moves_for(10**9))
        own, _ = _moved(_shuffled(ring, order), 1.0, None)
        assert grouped.tolist() == compiled.tolist() == own.tolist()


def test_compiled_graphs_are_those_of_scipy_to_the_last_bit():
    rows, _ = blobs([120, 90, 60], spread=1.8)
    graph, graphs = graph_of(rows, 15), graphs_for(10**9)
    for seed in range(5):
        rng = np.random.RandomState(seed)
        order = rng.permutation(len(rows))
        one, other = _shuffled(graph, order), _shuffled(graph, order, graphs)
        assert _bits(one) == _bits(other)
        for n_groups in (60, 12, 2):
            _, labels = np.unique(rng.randint(0, n_groups, one.n), return_inverse=True)
            one, other = _aggregated(one, labels), _aggregated(other, labels, graphs)
            assert _bits(one) == _bits(other)


def _bits(level):
    return [part.tobytes() for part in (*level.rows, level.loops, *level.weights)]


def test_a_small_graph_loads_no_compiler(monkeypatch):
    monkeypatch.setattr(louvain_moves, "_loaded", [])
    assert louvain_moves.moves_for(louvain_moves.WORTH_LOADING - 1) is None


def test_without_a_compiler_the_library_does_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    louvain_moves.compiled.cache_clear()
    try:
        assert louvain_moves.moves_for(10**9) is None
        assert graphs_for(10**9) is None
    finally:
        louvain_moves.compiled.cache_clear()


def test_what_half_of_the_vote_leaves_out_stays_out():
    rows, truth = blobs([10, 10])
    outside = truth.copy()
    outside[0] = -1
    found = consensus(graph_of(rows, 4), [outside, outside, truth], np.full(3, 1 / 3), 1.0, 0)
    assert found[0] == -1
    assert (found[1:] >= 0).all()


def test_nodes_without_any_agreement_are_unassigned():
    rows, _ = blobs([6, 6])
    alone = np.full(12, -1)
    assert (consensus(graph_of(rows, 3), [alone], np.ones(1), 1.0, 0) == -1).all()


@given(st.lists(st.integers(-1, 5), min_size=1, max_size=40))
def test_numbering_by_size_renames_and_never_regroups(labels):
    given_labels = np.array(labels)
    named = numbered_by_size(given_labels)
    assert ((named < 0) == (given_labels < 0)).all()
    assert ((named[:, None] == named) == (given_labels[:, None] == given_labels)).all()
    sizes = np.bincount(named[named >= 0], minlength=1)
    assert (np.diff(sizes) <= 0).all()


def test_a_group_every_fit_finds_again_is_wholly_stable():
    groups = np.array([0, 0, 0, 1, 1, -1])
    fits = [np.array([5, 5, 5, 2, 2, 2]), np.array([0, 0, 0, 9, 9, 0])]
    assert group_agreement(groups, fits, np.zeros(6, dtype=bool)) == {0: 1.0, 1: 1.0}


def test_a_group_that_fits_break_apart_is_less_stable_and_certain_members_are_not():
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    mixed = [np.array([0, 0, 1, 1, 1, 1, 0, 1])]
    free = group_agreement(groups, mixed, np.zeros(8, dtype=bool))
    held = group_agreement(groups, mixed, np.array([True] * 4 + [False] * 4))
    assert free[0] < 1.0
    assert held[0] > free[0]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_labellings_agree(count):
    assert pairwise_agreement([np.zeros(3)] * count) == 1.0

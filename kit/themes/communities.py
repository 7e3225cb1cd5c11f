"""Communities of a neighbour graph: seeded Louvain runs, and what several labellings agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy.sparse as sp

from kit.themes.compiled.louvain_graphs import Graphs, Rows, graphs_for
from kit.themes.compiled.louvain_moves import moves_for

#: Runs on the graph of agreement; the one of highest modularity is kept.
TRIES = 5
#: Gain of modularity that a pass over the nodes, or another round of joining, must bring: scikit-network's own.
LEAST_INCREASE = 1e-3


def communities(graph: sp.csr_matrix, resolution: float, seed: int) -> np.ndarray:
    """Community of each node by Louvain's method; shape (n,), int from 0, the largest first.

    Parameters
    ----------
    graph : symmetric csr_matrix of shape (n, n), float64.

    Notes
    -----
    Not scikit-network's Leiden, although it is as good: it draws from C's ``rand()``, which no seed reaches, so that the
    same call gives different groups within one process. What Louvain joins badly in one run the consensus takes apart.

    The labels are those of scikit-network's ``Louvain(shuffle_nodes=True).fit_predict``, to the last one: its own compiled
    search is called, or its moves as :mod:`kit.themes.compiled` has them, and what it does around it in Python, which took
    half of the time, is done here in fewer copies, or compiled too.
    """
    from sknetwork.clustering.postprocess import reindex_labels

    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    order = np.random.RandomState(seed).permutation(graph.shape[0])
    moves, graphs = moves_for(graph.nnz), graphs_for(graph.nnz)
    level = _shuffled(graph, order, graphs)
    whole = np.arange(len(order))
    while True:
        grouped, increase = _moved(level, resolution, moves)
        is_left = np.zeros(level.n, dtype=bool)
        is_left[grouped] = True
        labels = (np.cumsum(is_left) - 1)[grouped]
        level = _aggregated(level, labels, graphs)
        whole = labels[whole]
        if level.n == 1 or increase <= LEAST_INCREASE:
            break
    result = np.empty(len(order), dtype=np.int64)
    result[order] = reindex_labels(whole)
    return result


@dataclass(frozen=True)
class _Level:
    """A graph on the way: of nodes, then of groups of them.

    Attributes
    ----------
    rows : of the graph, whose weights sum to 1. loops : ndarray of shape (n,): its diagonal.
    weights : ndarrays of shape (n,): each node's part of the weights, outwards and inwards.
    """

    rows: Rows
    loops: np.ndarray
    weights: tuple[np.ndarray, ...]

    @property
    def n(self) -> int:
        return len(self.loops)

    @property
    def matrix(self) -> sp.csr_matrix:
        indices, indptr, data = self.rows
        return sp.csr_matrix((data, indices, indptr), shape=(self.n, self.n))


def _moved(level: _Level, resolution: float, moves: Callable[..., float] | None) -> tuple[np.ndarray, float]:
    """The group of each node after Louvain's moves, and what they gained; by scikit-network's own where ``moves`` is None."""
    labels = np.arange(level.n, dtype=np.int32)
    parts = zip((*level.rows, level.loops), (np.int32, np.int32, np.float32, np.float32), strict=True)
    graph = tuple(part.astype(dtype, copy=False) for part, dtype in parts)
    of_nodes, of_groups = (tuple(each.astype(np.float32) for each in level.weights) for _ in range(2))
    if moves is not None:
        return labels, moves(labels, graph, of_nodes, of_groups, (np.float32(resolution), np.float32(LEAST_INCREASE)))
    from sknetwork.clustering.louvain_core import optimize_core

    near_groups = np.zeros(len(labels), np.float32)
    grouped, increase = optimize_core(
        labels, *graph[:3], *of_nodes, *of_groups, near_groups, graph[3], resolution, LEAST_INCREASE
    )
    return np.asarray(grouped), increase


def _shuffled(graph: sp.csr_matrix, order: np.ndarray, graphs: Graphs | None = None) -> _Level:
    """A symmetric graph with its nodes in another order, its weights summing to 1, and each node's part of them both ways.

    The two parts are sums of the same weights in different orders, and differ in their last bits.
    """
    if graphs is None:
        rows, sums = _shuffled_rows(graph, order)
    else:
        indices, indptr = (part.astype(np.int32, copy=False) for part in (graph.indices, graph.indptr))
        rows, sums = graphs.shuffled((indices, indptr, graph.data), order)
    out_weights, in_weights, loops = sums
    times = 1 / (rows[2] * 2.0).sum()
    rows = (*rows[:2], rows[2] * 2.0 * times)
    return _Level(rows, loops * 2.0 * times, (out_weights / out_weights.sum(), in_weights / in_weights.sum()))


def _shuffled_rows(graph: sp.csr_matrix, order: np.ndarray) -> tuple[Rows, tuple[np.ndarray, ...]]:
    """What :func:`kit.themes.compiled.louvain_graphs.shuffled` returns, by SciPy."""
    n, place = len(order), np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(n, dtype=np.int32)
    length = np.diff(graph.indptr)[order]
    indptr = np.append(0, np.cumsum(length)).astype(np.int32)
    entries = np.repeat(graph.indptr[order] - indptr[:-1], length) + np.arange(indptr[-1])
    near = sp.csr_matrix((graph.data[entries], place[graph.indices[entries]], indptr), shape=(n, n))
    before = near @ np.ones(n)
    near.has_sorted_indices = False
    near.sort_indices()
    return (near.indices, near.indptr, near.data), (before, near @ np.ones(n), near.diagonal())


def _aggregated(level: _Level, labels: np.ndarray, graphs: Graphs | None = None) -> _Level:
    """The graph between the groups, and each group's part of the weights."""
    count = int(labels.max()) + 1
    weights = tuple(np.bincount(labels, each, count) for each in level.weights)
    if graphs is not None:
        return _Level(*graphs.grouped(level.rows, labels, count), weights)
    n = level.n
    ones, ends = np.ones(n), np.append(0, np.cumsum(np.bincount(labels, minlength=count))).astype(np.int32)
    member = sp.csr_matrix((ones, labels.astype(np.int32), np.arange(n + 1, dtype=np.int32)), shape=(n, count))
    members = sp.csr_matrix((ones, np.argsort(labels, kind="stable").astype(np.int32), ends), shape=(count, n))
    near = members @ (level.matrix @ member)
    return _Level((near.indices, near.indptr, near.data), near.diagonal(), weights)


def agreement_graph(graph: sp.csr_matrix, labelings: list[np.ndarray], votes: np.ndarray) -> sp.csr_matrix:
    """The graph with each edge weighted by how much of the vote puts its two ends together.

    Parameters
    ----------
    graph : csr_matrix of shape (n, n)
    labelings : one ndarray of shape (n,) a fit; -1 is unassigned, and together with nothing.
    votes : ndarray of shape (n_labelings,), summing to 1.
    """
    edges = graph.tocoo()
    together = np.zeros(len(edges.data))
    for labels, vote in zip(labelings, votes, strict=True):
        together += vote * ((labels[edges.row] == labels[edges.col]) & (labels[edges.row] >= 0))
    agreed = sp.csr_matrix((edges.data * together, (edges.row, edges.col)), shape=graph.shape)
    agreed.eliminate_zeros()
    return agreed


def consensus(graph: sp.csr_matrix, labelings: list[np.ndarray], votes: np.ndarray, resolution: float, seed: int) -> np.ndarray:
    """One labelling that several agree on: the best of a few runs on their graph of agreement.

    Returns
    -------
    ndarray of shape (n,), int
        Numbered by size; -1 where at least half of the vote leaves a node unassigned.
    """
    from sknetwork.clustering import get_modularity

    agreed = agreement_graph(graph, labelings, votes)
    if agreed.nnz == 0:
        return np.full(graph.shape[0], -1)
    tries = [communities(agreed, resolution, seed + attempt) for attempt in range(TRIES)]
    scores = [round(float(get_modularity(agreed, labels, resolution=resolution)), 9) for labels in tries]
    best = tries[int(np.argmax(scores))].copy()
    best[votes @ np.array([labels < 0 for labels in labelings]) >= 0.5] = -1
    return numbered_by_size(best)


def halves_agree(graph: sp.csr_matrix, labelings: list[np.ndarray], resolution: float, seed: int) -> float:
    """Adjusted Rand index between what the first half of some labellings agrees on and what the second half does."""
    from sklearn.metrics import adjusted_rand_score

    half = len(labelings) // 2
    parts = (labelings[:half], labelings[half : 2 * half])
    return float(adjusted_rand_score(*(consensus(graph, part, np.full(half, 1 / half), resolution, seed) for part in parts)))


def numbered_by_size(labels: np.ndarray) -> np.ndarray:
    """The same groups numbered from 0, largest first, equal ones by their first member; -1 stays."""
    names, first, counts = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda group: (-counts[group], first[group]))
    number = {int(names[group]): rank for rank, group in enumerate(order)}
    return np.array([number.get(int(label), -1) for label in labels], dtype=np.int64)


def pairwise_agreement(labelings: list[np.ndarray]) -> float:
    """Mean adjusted Rand index between the labellings, two by two; 1 where there is only one."""
    from sklearn.metrics import adjusted_rand_score

    pairs = list(combinations(labelings, 2))
    return float(np.mean([adjusted_rand_score(first, second) for first, second in pairs])) if pairs else 1.0


def group_agreement(groups: np.ndarray, labelings: list[np.ndarray], certain: np.ndarray) -> dict[int, float]:
    """How well each group is found again by single fits.

    Parameters
    ----------
    groups : ndarray of shape (n,): the consensus; -1 is in no group and looked past.
    labelings : one ndarray of shape (n,) a fit.
    certain : ndarray of shape (n,), bool: members that no fit decides over (put there by their claim).

    Returns
    -------
    dict of group to agreement, 0 to 1
        Each community of a fit speaks for the group most of it lies in; the Jaccard overlap of what
        speaks for a group with the group, mean over the fits.
    """
    held = groups >= 0
    sizes = np.bincount(groups[held], minlength=1).astype(float)
    total = np.zeros(len(sizes))
    for labels in labelings:
        spoken = np.where(certain, groups, -1)
        free = held & ~certain & (labels >= 0)
        for community in np.unique(labels[free]):
            members = free & (labels == community)
            spoken[members] = np.bincount(groups[members]).argmax()
        hits = np.bincount(groups[held & (spoken == groups)], minlength=len(sizes))
        claimed = np.bincount(spoken[held & (spoken >= 0)], minlength=len(sizes))
        total += hits / np.maximum(sizes + claimed - hits, 1)
    return {group: round(float(total[group] / len(labelings)), 4) for group in range(len(sizes)) if sizes[group]}

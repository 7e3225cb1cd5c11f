"""Communities of a neighbour graph: seeded Louvain runs, and what several labellings agree on."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import scipy.sparse as sp

#: Runs on the graph of agreement; the one of highest modularity is kept.
TRIES = 5


def communities(graph: sp.csr_matrix, resolution: float, seed: int) -> np.ndarray:
    """Community of each node by Louvain's method; shape (n,), int from 0.

    Notes
    -----
    Not scikit-network's Leiden, although it is as good: it draws from C's ``rand()``, which no seed reaches, so that the
    same call gives different groups within one process. What Louvain joins badly in one run the consensus takes apart.
    """
    from sknetwork.clustering import Louvain

    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    fit = Louvain(resolution=resolution, random_state=seed, shuffle_nodes=True, return_probs=False, return_aggregate=False)
    return fit.fit_predict(graph)


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

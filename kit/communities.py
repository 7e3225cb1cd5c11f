"""Groups of a neighbour graph: Leiden communities, and what several seeded fits agree on."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp


def leiden(graph: sp.csr_matrix, resolution: float, seed: int) -> np.ndarray:
    """Community of each node, 0 the largest; shape (n,), int."""
    from sknetwork.clustering import Leiden

    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    model = Leiden(resolution=resolution, random_state=seed, shuffle_nodes=True, sort_clusters=True)
    return model.fit_predict(graph)


def agreement_graph(graph: sp.csr_matrix, labelings: list[np.ndarray]) -> sp.csr_matrix:
    """The graph with each edge weighted by how often the fits put its two ends together.

    Parameters
    ----------
    graph : csr_matrix of shape (n, n)
    labelings : one ndarray of shape (n,) a fit; -1 is unassigned and together with nothing.
    """
    edges = graph.tocoo()
    together = np.zeros(len(edges.data))
    for labels in labelings:
        together += (labels[edges.row] == labels[edges.col]) & (labels[edges.row] >= 0)
    weights = edges.data * (together / len(labelings))
    agreed = sp.csr_matrix((weights, (edges.row, edges.col)), shape=graph.shape)
    agreed.eliminate_zeros()
    return agreed


def consensus(graph: sp.csr_matrix, labelings: list[np.ndarray], resolution: float, seed: int) -> np.ndarray:
    """One labelling that the fits agree on: communities of the agreement graph, shape (n,)."""
    return leiden(agreement_graph(graph, labelings), resolution, seed)


def numbered_by_size(labels: np.ndarray) -> np.ndarray:
    """The same groups numbered from 0, largest first, equal ones by their first member; -1 stays."""
    kept = labels[labels >= 0]
    names, first, counts = np.unique(kept, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda at: (-counts[at], first[at]))
    number = {int(names[at]): rank for rank, at in enumerate(order)}
    return np.array([number.get(int(label), -1) for label in labels], dtype=np.int64)


def group_agreement(labels: np.ndarray, labelings: list[np.ndarray]) -> dict[int, float]:
    """How well each group is found again by each fit: mean over fits of the best Jaccard overlap, 0 to 1."""
    found: dict[int, float] = {}
    for group in np.unique(labels[labels >= 0]):
        members = labels == group
        scores = []
        for other in labelings:
            inside, counts = np.unique(other[members & (other >= 0)], return_counts=True)
            sizes = [(other == name).sum() for name in inside]
            scores.append(max((c / (members.sum() + s - c) for c, s in zip(counts, sizes, strict=True)), default=0.0))
        found[int(group)] = float(np.mean(scores))
    return found

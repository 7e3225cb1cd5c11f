"""Louvain's graphs: nodes put into another order, and groups put in the place of their nodes, compiled by Numba.

What SciPy's products of sparse matrices give, to the last bit and in the order in which they leave each row: the moves add up
a node's weights in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kit.themes.compiled.louvain_moves import compiled, is_worth_loading

_LABELS, _INTS, _FLOATS = "int64[::1]", "int32[::1]", "float64[::1]"
_ROWS = f"Tuple(({_INTS}, {_INTS}, {_FLOATS}))"
_SHUFFLED = f"Tuple(({_ROWS}, UniTuple({_FLOATS}, 3)))({_ROWS}, {_LABELS})"
_GROUPED = f"Tuple(({_ROWS}, {_FLOATS}))({_ROWS}, {_LABELS}, int64)"

#: A graph as its csr_matrix has it: ``indices``, ``indptr`` and ``data``.
Rows = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Graphs:
    """Both functions of this module, compiled."""

    shuffled: Callable[..., tuple[Rows, tuple[np.ndarray, ...]]]
    grouped: Callable[..., tuple[Rows, np.ndarray]]


def graphs_for(n_edges: int) -> Graphs | None:
    """The functions compiled, for a graph with so many edges; None where it is too small to load Numba for, or there is none."""
    if not is_worth_loading(n_edges):
        return None
    made = compiled(shuffled, _SHUFFLED), compiled(grouped, _GROUPED)
    return None if None in made else Graphs(*made)


def shuffled(graph: Rows, order: np.ndarray) -> tuple[Rows, tuple[np.ndarray, ...]]:
    """A symmetric graph with its nodes in another order, its rows sorted; and sums of each row.

    Parameters
    ----------
    graph : of n nodes. order : ndarray of shape (n,), int64: the node that comes first, second, ...

    Returns
    -------
    graph, (before, after, loops)
        Its rows' sums, ndarrays of shape (n,), added up as the weights stood before and as they stand now; and its diagonal.
    """
    indices, indptr, data = graph
    n = len(order)
    place, ends = np.empty(n, np.int32), np.zeros(n + 1, np.int32)
    before, after, loops = np.zeros(n), np.zeros(n), np.zeros(n)
    for row in range(n):
        place[order[row]] = row
        ends[row + 1] = ends[row] + indptr[order[row] + 1] - indptr[order[row]]
    near, weights, free = np.empty(len(data), np.int32), np.empty(len(data)), ends.copy()
    for row in range(n):  # a column after the other: rows come out sorted, since the graph is symmetric
        for entry in range(indptr[order[row]], indptr[order[row] + 1]):
            before[row] += data[entry]
            other = place[indices[entry]]
            near[free[other]] = row
            weights[free[other]] = data[entry]
            free[other] += 1
    for row in range(n):
        for entry in range(ends[row], ends[row + 1]):
            after[row] += weights[entry]
            if near[entry] == row:
                loops[row] += weights[entry]
    return (near, ends, weights), (before, after, loops)


def grouped(graph: Rows, labels: np.ndarray, count: int) -> tuple[Rows, np.ndarray]:
    """The graph between groups of nodes, sums of the weights between their members; and its diagonal, shape (n_groups,).

    Parameters
    ----------
    graph : of n nodes. labels : ndarray of shape (n,), int64: the group of each. count : of groups, none of them empty.

    Notes
    -----
    Each node's weights are added up by group, and then, node after node, those of each group. A row's entries stand as SciPy's
    product leaves them: the one that was come to last is the first.
    """
    indices, indptr, data = graph
    first, members = np.zeros(count + 1, np.int64), np.empty(len(labels), np.int64)
    for label in labels:
        first[label + 1] += 1
    for group in range(count):
        first[group + 1] += first[group]
    free = first.copy()
    for node in range(len(labels)):
        members[free[labels[node]]] = node
        free[labels[node]] += 1
    near, ends, weights = np.empty(len(data), np.int32), np.zeros(count + 1, np.int32), np.empty(len(data))
    of_node, of_group = np.zeros(count), np.zeros(count)
    after_node, after_group = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    n_entries, loops = 0, np.zeros(count)
    for group in range(count):
        head = -2
        for place in range(first[group], first[group + 1]):
            node_head = -2
            for entry in range(indptr[members[place]], indptr[members[place] + 1]):
                other = labels[indices[entry]]
                of_node[other] += data[entry]
                if after_node[other] == -1:
                    after_node[other] = node_head
                    node_head = other
            while node_head != -2:
                other = node_head
                of_group[other] += of_node[other]
                if after_group[other] == -1:
                    after_group[other] = head
                    head = other
                node_head, after_node[other], of_node[other] = after_node[other], -1, 0.0
        while head != -2:
            other = head
            near[n_entries], weights[n_entries] = other, of_group[other]
            n_entries += 1
            if other == group:
                loops[group] = of_group[other]
            head, after_group[other], of_group[other] = after_group[other], -1, 0.0
        ends[group + 1] = n_entries
    return (near[:n_entries].copy(), ends, weights[:n_entries].copy()), loops

"""Louvain's moves of single nodes, compiled by Numba where that is there: scikit-network's own moves in a fifth of the time.

scikit-network puts the groups around every node into a tree of its own, node after node. Here they are marked in an array, and
of equally good groups the one with the smallest number is taken, which is the one that the tree comes to first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import cache

import numpy as np

#: Edges of a graph from which compiled moves are worth what loading Numba takes (.6 s; 1.2 the first time on a machine).
WORTH_LOADING = 40_000

_INTS, _FLOATS = "int32[::1]", "float32[::1]"
_GRAPH, _PAIR = f"Tuple(({_INTS}, {_INTS}, {_FLOATS}, {_FLOATS}))", f"UniTuple({_FLOATS}, 2)"
_SIGNATURE = f"float32({_INTS}, {_GRAPH}, {_PAIR}, {_PAIR}, UniTuple(float32, 2))"
#: Whether the moves were compiled in this process: then small graphs use them too.
_loaded: list[bool] = []


def moves_for(n_edges: int) -> Callable[..., float] | None:
    """:func:`moved` compiled, for a graph with so many edges; None where it is too small to load Numba for, or there is none."""
    return compiled(moved, _SIGNATURE) if is_worth_loading(n_edges) else None


def is_worth_loading(n_edges: int) -> bool:
    """Whether compiled functions are worth loading for a graph with so many edges."""
    return n_edges >= WORTH_LOADING or bool(_loaded)


@cache
def compiled(function: Callable[..., object], signature: str) -> Callable[..., object] | None:
    """A function compiled, from the cache beside its file where a process before has compiled it; None without Numba."""
    try:
        from numba import njit
    except ImportError:
        return None
    for keeps in (True, False):  # where nothing can be written, or what was written is damaged, they are compiled again
        with contextlib.suppress(Exception):
            made = njit(signature, cache=keeps)(function)
            _loaded.append(True)
            return made
    return None


def moved(
    labels: np.ndarray,
    graph: tuple[np.ndarray, ...],
    of_nodes: tuple[np.ndarray, np.ndarray],
    of_groups: tuple[np.ndarray, np.ndarray],
    limits: tuple[float, float],
) -> float:
    """Move each node to the group that gains most modularity, over and over, until a pass gains too little.

    Parameters
    ----------
    labels : ndarray of shape (n,), int32: the group of each node, changed in place.
    graph : ``indices``, ``indptr`` and ``data`` of a csr_matrix, its weights summing to 1, and its diagonal.
    of_nodes : each node's part of the weights, outwards and inwards; ndarrays of shape (n,).
    of_groups : the same of the groups, changed in place.
    limits : resolution of modularity, and the gain that a pass must bring.

    Returns
    -------
    What was gained. All weights are of single precision and summed in scikit-network's order, so that the last bits are its own.
    """
    indices, indptr, data, loops = graph
    out_weights, in_weights = of_nodes
    out_groups, in_groups = of_groups
    resolution, least = limits
    near, gained, two = np.zeros(len(labels), np.float32), np.float32(0), np.float32(2)
    is_near, around = np.zeros(len(labels), np.bool_), np.empty(len(labels), np.int32)
    while True:
        of_pass = np.float32(0)
        for node in range(len(labels)):
            own, count = labels[node], 0
            for place in range(indptr[node], indptr[node + 1]):
                group = labels[indices[place]]
                near[group] += data[place]
                if group != own and not is_near[group]:
                    is_near[group] = True
                    around[count] = group
                    count += 1
            if count:
                leaves, enters = out_weights[node], in_weights[node]
                stays = two * (near[own] - loops[node])
                stays -= resolution * leaves * (in_groups[own] - enters)
                stays -= resolution * enters * (out_groups[own] - leaves)
                most, best = np.float32(0), own
                for place in range(count):
                    group = around[place]
                    gain = two * near[group]
                    gain -= resolution * leaves * in_groups[group]
                    gain -= resolution * enters * out_groups[group]
                    gain -= stays
                    if gain > most or (gain == most and best != own and group < best):
                        most, best = gain, group
                    near[group] = 0
                    is_near[group] = False
                if best != own:
                    of_pass += most
                    labels[node] = best
                    out_groups[own] -= leaves
                    in_groups[own] -= enters
                    out_groups[best] += leaves
                    in_groups[best] += enters
            near[own] = 0
        gained += of_pass
        if of_pass <= least:
            return gained

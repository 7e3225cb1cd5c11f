"""Exact nearest neighbours of unit vectors, the same on any number of cores."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    import scipy.sparse as sp

#: Columns that are added up in one go.
COLUMNS = 64
#: Rows compared in one go; 1,024 against 40,000 are 160 MB of similarities.
BLOCK = 1024

#: Texts embedded in one go; bounds memory, 4096 x 256 floats are 4 MB.
BATCH = 4096


def unit(rows: np.ndarray, is_spare: bool = False) -> np.ndarray:
    """Rows (or one vector) scaled to length 1, of the dtype they came in; a zero row stays zero.

    ``is_spare`` says that nobody wants the rows as they were: many are then scaled where they lie.
    """
    if rows.ndim < 2 or len(rows) <= BLOCK:
        lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
        return rows / np.where(lengths > 0, lengths, 1)
    parts = (rows[first : first + BLOCK] for first in range(0, len(rows), BLOCK))
    scaled = rows if is_spare else np.empty(rows.shape, dtype=np.result_type(rows, np.float32))
    for place, part in enumerate(parts):  # block by block: lengths alone would take as much memory as the rows, twice
        scaled[place * BLOCK : place * BLOCK + len(part)] = unit(part)
    return scaled


def grouped_sums(
    rows: np.ndarray, groups: np.ndarray, count: int | None = None, weights: np.ndarray | None = None,
    among: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """Sum of the rows of each group, added up in the rows' order; shape (n_groups, n_columns), float64.

    Parameters
    ----------
    rows : ndarray of shape (n, n_columns).
    groups : ndarray of shape (n,), int from 0; of the rows in ``among`` where it is given.
    count : how many groups there are; None for as many as the largest number asks for.
    among : places of the rows that are added up, ascending; all without it. They are not copied where they are most.
    weights : ndarray of shape (n,), times which each row counts; once without it.
    """
    import scipy.sparse as sp

    n_groups = int(groups.max(initial=-1)) + 1 if count is None else count
    if among is not None and 2 * len(among) < len(rows):
        rows, among = rows[among], None
    among = np.arange(len(groups)) if among is None else among
    member = sp.csr_matrix((np.ones(len(groups)), (groups, among)), shape=(n_groups, len(rows)))
    sums = np.zeros((n_groups, rows.shape[1]))
    for first in range(0, rows.shape[1], COLUMNS):  # some columns after the others: all as float64 would be twice the rows
        part = np.asarray(rows[:, first : first + COLUMNS], dtype=np.float64)
        sums[:, first : first + COLUMNS] = member @ (part if weights is None else part * weights[:, None])
    return sums


def topic_centres(vectors: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Unit mean vector of each topic 0, 1, ...; shape (n_topics, n_dimensions)."""
    count = int(ids.max(initial=-1)) + 1
    return unit(np.array([vectors[ids == topic].mean(axis=0) for topic in range(count)]).reshape(count, vectors.shape[1]))


def unit_vectors(embedder: Embedder, texts: list[str]) -> np.ndarray:
    """Unit vectors of texts.

    Returns
    -------
    ndarray of shape (n_texts, n_dimensions), float32, each row of length 1 (a text with no known word: all 0).
    """
    if not texts:
        return np.zeros((0, 1), dtype=np.float32)
    parts = [np.asarray(embedder(texts[start : start + BATCH]), dtype=np.float32) for start in range(0, len(texts), BATCH)]
    return unit(np.nan_to_num(np.concatenate(parts)))


Embedder = Callable[[list[str]], np.ndarray]


#: Stretches, at the least, that a row is dealt out to when its largest values are looked for.
STRETCHES = 64
#: Nearest rows of which it is looked how many are of one group.
NEAREST = 10
#: More neighbours than are wanted that are looked at where some of them do not count.
SPARE = 10
#: What was compared last, by all of it, and its neighbours: a persona's texts are asked for by its leaves and by its claims.
_last: dict[tuple[bytes, int], tuple[np.ndarray, np.ndarray]] = {}
#: How many of these are held.
MOST_HELD = 2


def _key_of(vectors: np.ndarray, count: int) -> tuple[bytes, int]:
    whole = f"{vectors.dtype}{vectors.shape}".encode() + np.ascontiguousarray(vectors).tobytes()
    return hashlib.blake2b(whole).digest(), count


def _held(key: tuple[bytes, int], nearest: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours, remembered for whoever asks for the same next."""
    while len(_last) >= MOST_HELD:
        _last.pop(next(iter(_last)))
    _last[key] = tuple(part.copy() for part in nearest)
    return nearest


def nearest_neighbours(vectors: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The nearest other rows of each row, by cosine.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions), unit rows.
    count : neighbours wanted; a row has at most n - 1.

    Returns
    -------
    indices, similarities : ndarrays of shape (n, min(count, n - 1))
        Nearest first; of equally near rows the earlier one.

    Notes
    -----
    Brute force in blocks: half a second at 5,000 rows. The product runs on one thread, because
    its last bits depend on the number of threads and ties would then fall differently.
    """
    n = len(vectors)
    count = max(0, min(count, n - 1))
    key = _key_of(vectors, count)
    if key in _last:
        return tuple(part.copy() for part in _last[key])
    indices = np.zeros((n, count), dtype=np.int64)
    similarities = np.zeros((n, count), dtype=np.float32)
    for rows, block in _blocks(vectors) if count else ():
        indices[rows], similarities[rows] = largest_of(block, count)
    return _held(key, (indices, similarities))


def _blocks(vectors: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Some rows after the other, and their cosines with all rows; -inf with themselves."""
    with threadpool_limits(1):
        for first in range(0, len(vectors), BLOCK):
            block = vectors[first : first + BLOCK] @ vectors.T
            block[np.arange(len(block)), np.arange(first, first + len(block))] = -np.inf
            yield slice(first, first + len(block)), block


def neighbours_within(vectors: np.ndarray, is_in: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The nearest other rows of each chosen row among the chosen ones, by cosine; those among all rows are remembered.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions), unit rows. is_in : ndarray of shape (n,), bool: which are chosen.
    count : neighbours wanted; more rows than that are chosen.

    Returns
    -------
    indices, similarities : ndarrays of shape (n_chosen, count)
        As :func:`nearest_neighbours` of the chosen rows finds them, by the products that its answer for all rows takes.
    """
    n, place = len(vectors), np.cumsum(is_in) - 1
    everybody = np.zeros((n, count), dtype=np.int64), np.zeros((n, count), dtype=np.float32)
    chosen = np.zeros((int(is_in.sum()), count), dtype=np.int64), np.zeros((int(is_in.sum()), count), dtype=np.float32)
    for rows, block in _blocks(vectors):
        near, cosine = largest_of(block, min(count + SPARE, n - 1))
        everybody[0][rows], everybody[1][rows] = near[:, :count], cosine[:, :count]
        ours = np.flatnonzero(is_in[rows])
        counts = is_in[near[ours]]
        first = np.argsort(~counts, axis=1, kind="stable")[:, :count]
        near, cosine = (np.take_along_axis(part[ours], first, axis=1) for part in (near, cosine))
        if len(few := np.flatnonzero(counts.sum(axis=1) < count)):
            near[few], cosine[few] = largest_of(np.where(is_in, block[ours[few]], -np.inf), count)
        chosen[0][place[rows][ours]], chosen[1][place[rows][ours]] = place[near], cosine
    _held(_key_of(vectors, count), everybody)
    return chosen


def largest_of(values: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The largest values of each row with their columns, largest first; of equal ones the earlier column.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns).
    count : how many of a row, 1 to n_columns.

    Returns
    -------
    columns, values : ndarrays of shape (n_rows, count)

    Notes
    -----
    Columns are dealt out to stretches; the ``count``-th largest of the stretches' own largest values bounds from below what can
    be among the largest, and leaves few to be sorted: a fifth of what partitioning whole rows costs.
    """
    n_rows, n_columns = values.shape
    n_stretches = min(n_columns, max(STRETCHES, 4 * count))
    each = n_columns // n_stretches
    peaks = values[:, : each * n_stretches].reshape(n_rows, each, n_stretches).max(axis=1)
    bound = np.partition(peaks, -count, axis=1)[:, -count]
    rows, columns = np.divmod(np.flatnonzero(values >= bound[:, None]), n_columns)  # of one line NumPy finds them in a third
    among = values[rows, columns]
    order = np.lexsort((-among, rows))  # stable: equal ones stay in the order of their columns
    first = np.searchsorted(rows, np.arange(n_rows))
    taken = order[first[:, None] + np.arange(count)]
    return columns[taken], among[taken]


def purity(points: np.ndarray, vectors: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Part of the rows nearest to each point that are of one group, 0-1: who reads a label would look for its group there.

    Parameters
    ----------
    points, vectors : ndarrays of shape (n, n_dimensions), unit rows. rows : the group's places among the vectors.
    """
    near = (points @ vectors.T).round(6)
    nearest, _ = largest_of(near, min(NEAREST, near.shape[1]))  # of those as near as the last one, the first are taken
    is_ours = np.zeros(len(vectors), dtype=bool)
    is_ours[rows] = True
    return is_ours[nearest].mean(axis=1)


def pair_cosines(vectors: np.ndarray) -> np.ndarray:
    """Cosines of each row with every other one, in no order; shape (n * (n - 1),).

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions), unit rows.
    """
    parts = [np.zeros(0, dtype=np.float32)]
    with threadpool_limits(1):
        for first in range(0, len(vectors), BLOCK):
            block = vectors[first : first + BLOCK] @ vectors.T
            is_other = np.ones(block.shape, dtype=bool)
            is_other[np.arange(len(block)), np.arange(first, first + len(block))] = False
            parts.append(block[is_other])
    return np.concatenate(parts)


def neighbour_graph(indices: np.ndarray, similarities: np.ndarray) -> sp.csr_matrix:
    """Symmetric weighted graph of nearest neighbours.

    Returns
    -------
    csr_matrix of shape (n, n)
        Weight of a pair: their cosine, twice where each is among the other's nearest.
    """
    import scipy.sparse as sp  # a tenth of what a question waits for, and only fits need it

    n, count = indices.shape
    weights = np.clip(similarities, 1e-3, None).astype(np.float64).ravel()
    graph = sp.csr_matrix((weights, (np.repeat(np.arange(n), count), indices.ravel())), shape=(n, n))
    return (graph + graph.T).tocsr()

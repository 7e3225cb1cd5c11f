"""What some people say that others do not: the passages that are theirs more than anybody's, in groups."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from kit.config.settings import Themes
from kit.themes.clusters import SeededClusters

#: Conversations below which there is nothing to group, and the accounts (or conversations, where no account is known) that a
#: theme has at least: two may have spoken to each other.
MIN_CONVERSATIONS, MIN_VOICES = 8, 3
#: Nearest passages of other conversations that are asked whose they are, and how many of them must be theirs at the least.
NEAREST, FEWEST_OWN = 15, 2
#: Times the odds of a passage being theirs that its neighbourhood must show: small talk, which everybody shares, shows 1.
LIFT = 2.0
#: Passages of others that are looked at, evenly spaced where there are more; and rows compared in one go (40 MB).
MOST_OTHERS, BLOCK = 40_000, 256
#: Peculiar passages from which they are searched for more than one group.
MIN_GROUPED = 16


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; a row of zeros stays."""
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def is_peculiar(vectors: np.ndarray, is_theirs: np.ndarray, conversations: np.ndarray) -> np.ndarray:
    """Which of their passages lie among their own more than among everybody's.

    Parameters
    ----------
    vectors : ndarray (n, n_dimensions), unit rows: passages of everybody.
    is_theirs : ndarray (n,) of bool.
    conversations : ndarray (n,) of str; a conversation's own passages do not speak for each other.

    Returns
    -------
    ndarray (n,) of bool; False wherever a passage is not theirs.

    Notes
    -----
    Of each passage's :data:`NEAREST` neighbours at least :data:`FEWEST_OWN` are theirs, and the odds of a neighbour being theirs
    are :data:`LIFT` times the odds among all passages.
    """
    found = np.zeros(len(vectors), dtype=bool)
    theirs = np.flatnonzero(is_theirs)
    others = np.flatnonzero(~is_theirs)
    kept = np.sort(np.concatenate([theirs, others[:: max(1, -(-len(others) // MOST_OTHERS))]]))
    if len(kept) <= NEAREST or not len(theirs):
        found[theirs] = True
        return found
    centred = unit(vectors - vectors[kept].mean(axis=0))
    own, told_in = is_theirs[kept], np.unique(conversations, return_inverse=True)[1]
    with threadpool_limits(1):  # the last bits depend on the number of threads, and near ties would fall differently
        for first in range(0, len(theirs), BLOCK):
            rows = theirs[first : first + BLOCK]
            near = centred[rows] @ centred[kept].T
            near[told_in[rows][:, None] == told_in[kept][None, :]] = -np.inf
            nearest = np.argpartition(-near, NEAREST - 1, axis=1)[:, :NEAREST]
            found[rows] = _stands_out(own[nearest].sum(axis=1), float(own.mean()))
    return found


def _stands_out(n_own: np.ndarray, part: float) -> np.ndarray:
    """Whether so many of their own among the nearest are more than their part of everything lets expect."""
    wanted = LIFT * part / (1 - part) if part < 1 else 0.0
    return (n_own >= FEWEST_OWN) & (n_own >= wanted * (NEAREST - n_own))


def groups_of(vectors: np.ndarray, how: Themes, seed: int) -> np.ndarray:
    """A group number for each peculiar passage, 0 the largest; -1 for one that is linked to no group.

    Parameters
    ----------
    vectors : ndarray (n, n_dimensions), unit rows about the mean of everybody's passages.
    how, seed : as for the personas' themes: several seeded fits, and what they agree on.
    """
    if len(vectors) < MIN_GROUPED:
        return np.zeros(len(vectors), dtype=int)
    with threadpool_limits(1):
        return SeededClusters(how, seed).fit(vectors.astype(np.float32)).labels_

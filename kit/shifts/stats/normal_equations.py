"""Normal equations: the regression of one contrast, or of many contrasts at once, summed voter by voter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from kit.shifts.stats.votes import Votes, grouped

#: Votes that pull an account's own level towards the persona's: 3 months of an account count as much as all others
#: together. MeasuredPersona at +15 points and 60 accounts: 1 gives 1 point more power, 10 gives 3 points less, 30 gives 7 less.
OWN_LEVEL_VOTES = 3.0
#: Votes that pull the effect of a segment or a kind of source towards none, so that one odd call is no channel.
MIX_VOTES = 1.0
#: Keeps the equations solvable where a period lost its last account.
TINY = 1e-9


@dataclass(frozen=True)
class Cells:
    """Cells of some contrasts, one contrast after the other; see :class:`kit.shifts.stats.votes.Votes`.

    Attributes
    ----------
    ends : int array of shape (n_contrasts + 1,)
        Where each contrast's cells begin, and where the last one's end.
    contrast, voter, cycle, kind, segment, n_conversations : int arrays of shape (n_cells,)
    is_now : bool array of shape (n_cells,)
    weight : float array of shape (n_cells,)
    raised : float array of shape (n_cells, n_themes)
    n_voters, n_cycles : int
        Above every code of a voter and of a cycle.
    """

    ends: np.ndarray
    contrast: np.ndarray
    voter: np.ndarray
    cycle: np.ndarray
    kind: np.ndarray
    segment: np.ndarray
    n_conversations: np.ndarray
    is_now: np.ndarray
    weight: np.ndarray
    raised: np.ndarray
    n_voters: int
    n_cycles: int

    @property
    def n(self) -> int:
        """Number of contrasts."""
        return len(self.ends) - 1

    @cached_property
    def groups(self) -> tuple[np.ndarray, np.ndarray]:
        """The voters of each contrast, as ``contrast * n_voters + voter``; and each cell's place among them."""
        return grouped(self.contrast * self.n_voters + self.voter)

    @cached_property
    def months(self) -> tuple[np.ndarray, np.ndarray]:
        """The voters' months of each contrast, as the voter's number times ``n_cycles`` plus the cycle; and each cell's."""
        return grouped((self.contrast * self.n_voters + self.voter) * self.n_cycles + self.cycle)

    def parts(self, contrast_of_each: np.ndarray) -> list[slice]:
        """Where each contrast's rows lie, of rows whose contrasts are given in order."""
        ends = np.searchsorted(contrast_of_each, np.arange(self.n + 1)).tolist()
        return [slice(*ends[place : place + 2]) for place in range(self.n)]

    @cached_property
    def slices(self) -> list[slice]:
        """Where each contrast's cells lie."""
        ends = self.ends.tolist()
        return [slice(*ends[place : place + 2]) for place in range(self.n)]

    @cached_property
    def group_slices(self) -> list[slice]:
        """Where each contrast's voters lie."""
        return self.parts(self.groups[0] // self.n_voters)


def cells_of(votes: Sequence[Votes], now: list[str]) -> Cells:
    """The cells of several votes that name the same cycles and themes; each is a contrast of the cycles now with all others."""
    ends = np.cumsum([0, *(len(own.voter) for own in votes)])
    joined = {
        name: np.concatenate([getattr(own, name) for own in votes]) if len(votes) > 1 else getattr(votes[0], name)
        for name in ("voter", "cycle", "kind", "n_conversations", "weight", "raised")
    }  # fmt: skip
    return Cells(
        ends=ends, contrast=np.repeat(np.arange(len(votes)), np.diff(ends)),
        segment=np.concatenate([own.segment[own.voter] for own in votes]),
        is_now=np.concatenate([own.said_in(now) for own in votes]),
        n_voters=max(len(own.voters) for own in votes) or 1, n_cycles=len(votes[0].cycles), **joined,
    )  # fmt: skip


def sums(values: np.ndarray, groups: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum of rows by group; the groups are sorted and none is empty."""
    if not n_groups:
        return np.zeros((0, *values.shape[1:]))
    return np.add.reduceat(values, np.searchsorted(groups, np.arange(n_groups)), axis=0)


def _dummies(codes: np.ndarray, cells: Cells) -> np.ndarray:
    """A column for each value but the commonest of its contrast, shape (n_cells, n_values - 1); what no cell has is left out."""
    n_values = int(codes.max(initial=0)) + 1
    count = np.bincount(cells.contrast * n_values + codes, minlength=cells.n * n_values).reshape(cells.n, n_values)
    commonest = count.argmax(axis=1)
    count[np.arange(cells.n), commonest] = 0
    values = np.flatnonzero(count.any(axis=0))
    return ((codes[:, None] == values) & (commonest[cells.contrast][:, None] != values)).astype(float)


def _member_rows(weights: np.ndarray, groups: np.ndarray, n_groups: int) -> sp.csr_matrix:
    """A row for each group and column of the cells' weights, which sums the group's cells so weighed; the groups are sorted.

    Parameters
    ----------
    weights : float array of shape (n_cells, n_columns).

    Returns
    -------
    csr_matrix of shape (n_groups * n_columns, n_cells)
        Products are summed as they are made: put side by side first, they would be larger than all else by far.
    """
    n_cells, n_columns = weights.shape
    size = np.bincount(groups, minlength=n_groups)
    first = np.cumsum(size) - size
    inside = np.arange(n_cells) - first[groups]
    place = (first[groups] * n_columns + inside)[:, None] + np.arange(n_columns) * size[groups][:, None]
    cells, values = np.empty(weights.size, dtype=np.int64), np.empty(weights.size)
    cells[place], values[place] = np.arange(n_cells)[:, None], weights
    ends = np.append(0, np.cumsum(np.repeat(size, n_columns)))
    return sp.csr_matrix((values, cells, ends), shape=(n_groups * n_columns, n_cells))


@dataclass(frozen=True)
class Equations:
    """Normal equations of each contrast's regression, whole and each voter's part of them.

    Attributes
    ----------
    design : float array of shape (n_cells, n_columns)
        One, is it now, segments, kinds; a segment or kind that a contrast has no cell of is a column of zeros there.
    own : float array of shape (n_voters, n_columns, n_columns)
    own_right : float array of shape (n_voters, n_columns, n_themes)
    whole, right : float arrays of shape (n_contrasts, n_columns, n_columns) and (n_contrasts, n_columns, n_themes)
    """

    cells: Cells
    design: np.ndarray
    own: np.ndarray
    own_right: np.ndarray
    whole: np.ndarray
    right: np.ndarray

    @cached_property
    def coefficients(self) -> np.ndarray:
        """Shape (n_contrasts, n_columns, n_themes); the second column is that of "now"."""
        return np.linalg.solve(self.whole, self.right)

    def without_each(self, contrast: int) -> np.ndarray:
        """Coefficient of "now" of one contrast with each of its voters left out, shape (n_voters, n_themes)."""
        of = self.cells.group_slices[contrast]
        return np.linalg.solve(self.whole[contrast] - self.own[of], self.right[contrast] - self.own_right[of])[:, 1, :]

    @cached_property
    def cell_weights(self) -> np.ndarray:
        """What each cell adds to the coefficient of "now", shape (n_cells,)."""
        cells, (voters, group) = self.cells, self.cells.groups
        is_now = np.broadcast_to(np.eye(self.whole.shape[1])[:, 1:2], (cells.n, self.whole.shape[1], 1))
        rows = np.linalg.solve(self.whole, is_now)[:, :, 0]
        of_voter = sums(cells.weight[:, None] * self.design, group, len(voters))
        level, whole = np.empty(len(voters)), np.empty(len(cells.weight))
        for row, own, of in zip(rows, cells.group_slices, cells.slices, strict=True):
            level[own], whole[of] = of_voter[own] @ row, self.design[of] @ row
        level /= sums(cells.weight, group, len(voters)) + OWN_LEVEL_VOTES
        return cells.weight * (whole - level[group])


def equations_of(cells: Cells) -> Equations:
    """The normal equations of each contrast: a voter's own level is taken off as far as its votes pull it."""
    (voters, group), weight, raised = cells.groups, cells.weight, cells.raised
    design = np.column_stack([
        np.ones(len(weight)), cells.is_now, _dummies(cells.segment, cells), _dummies(cells.kind, cells)
    ])  # fmt: skip
    n_groups, n_columns = len(voters), design.shape[1]
    weighted = weight[:, None] * design
    by_column = _member_rows(weighted, group, n_groups)
    level = sums(weighted, group, n_groups)
    total = sums(weight, group, n_groups) + OWN_LEVEL_VOTES
    raising = sums(weight[:, None] * raised, group, n_groups)
    own = (by_column @ design).reshape(n_groups, n_columns, n_columns)
    own -= level[:, :, None] * level[:, None, :] / total[:, None, None]
    right = (by_column @ raised).reshape(n_groups, n_columns, raised.shape[1])
    right -= level[:, :, None] * (raising / total[:, None])[:, None, :]
    pull = np.diag([TINY] * 2 + [MIX_VOTES] * (n_columns - 2))
    whole = np.stack([own[of].sum(axis=0) + pull for of in cells.group_slices])
    return Equations(cells, design, own, right, whole, np.stack([right[of].sum(axis=0) for of in cells.group_slices]))

"""Account regression: how much more each theme is raised now than before, account by account, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from kit.shifts.stats.moderated_variance import binary_degrees, moderated
from kit.shifts.stats.votes import Votes, grouped

#: Votes that pull an account's own level towards the persona's: 3 months of an account count as much as all others
#: together. MeasuredPersona at +15 points and 60 accounts: 1 gives 1 point more power, 10 gives 3 points less, 30 gives 7 less.
OWN_LEVEL_VOTES = 3.0
#: Votes that pull the effect of a segment or a kind of source towards none, so that one odd call is no channel.
MIX_VOTES = 1.0
#: Keeps the equations solvable where a period lost its last account.
TINY = 1e-9
#: Least excess of variance that is believed: accounts' own levels take some of it away, luck can take more.
LEAST_EXCESS = 0.7


@dataclass(frozen=True)
class Contrast:
    """Now against the baseline, for every theme.

    Attributes
    ----------
    before, now : float arrays of shape (n_themes,), 0-1
        Mean over votes; the baseline's cycles weigh by their voters.
    said_differently : float array of shape (n_themes,), -1 to 1
        The shift with who spoke, and where, held fixed.
    variance : float array of shape (n_themes,)
        Of ``said_differently``, as it is: for intervals.
    null_variance : float array of shape (n_themes,)
        As it would be had nothing changed: for the test.
    null_third : float array of shape (n_themes,)
        Third central moment of ``said_differently`` had nothing changed: shares near 0 or 1 spread further to one side.
    degrees : float
        Degrees of freedom behind ``null_variance``: of one theme by itself, although all themes together know it better.
    excess : float
        ``null_variance`` over that of independent conversations, all themes together.
    without : float array of shape (n_voters_heard, n_themes)
        ``said_differently`` with each voter left out in turn.
    voters : int array of shape (n_voters_heard,)
        Codes of the voters, in the order of ``without``.
    n_now, n_before : int
        Voters heard in each period.
    raising_now, raising : int arrays of shape (n_themes,)
        Voters' months that raise the theme: of the cycle, and of the cycle and its baseline together.
    n_months_now, n_months : int
        Voters' months heard, likewise.
    loadings : float array of shape (n_cycles,)
        What each of the votes' cycles adds to ``said_differently``: those now sum to 1, those before to -1.
    without_cycle : float array of shape (n_cycles_now, n_themes)
        ``said_differently`` with each of the cycles now left out in turn; empty where there is one.
    """

    before: np.ndarray
    now: np.ndarray
    said_differently: np.ndarray
    variance: np.ndarray
    null_variance: np.ndarray
    null_third: np.ndarray
    degrees: float
    excess: float
    without: np.ndarray
    voters: np.ndarray
    n_now: int
    n_before: int
    raising_now: np.ndarray
    raising: np.ndarray
    n_months_now: int
    n_months: int
    loadings: np.ndarray
    without_cycle: np.ndarray

    @property
    def n_baseline_cycles(self) -> int:
        """Cycles of the baseline in which anybody spoke."""
        return int((self.loadings < 0).sum())


def _dummies(codes: np.ndarray) -> np.ndarray:
    """A column for each value but the commonest, shape (n_cells, n_values - 1)."""
    values, count = np.unique(codes, return_counts=True)
    others = np.delete(values, np.argmax(count)) if len(values) else values
    return (codes[:, None] == others[None, :]).astype(float)


def _sums(values: np.ndarray, groups: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum of rows by group; the groups are sorted and none is empty."""
    if not n_groups:
        return np.zeros((0, *values.shape[1:]))
    return np.add.reduceat(values, np.searchsorted(groups, np.arange(n_groups)), axis=0)


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
class _Equations:
    """Normal equations of the regression, whole and each voter's part of them."""

    design: np.ndarray  # (n_cells, n_columns): one, is it now, segments, kinds
    group: np.ndarray  # (n_cells,) sorted
    weight: np.ndarray
    fractions: np.ndarray
    own: np.ndarray  # (n_voters, n_columns, n_columns)
    own_right: np.ndarray  # (n_voters, n_columns, n_themes)
    whole: np.ndarray

    @property
    def coefficients(self) -> np.ndarray:
        return np.linalg.solve(self.whole, self.own_right.sum(axis=0))

    @property
    def without_each(self) -> np.ndarray:
        """Coefficient of "now" with each voter left out, shape (n_voters, n_themes)."""
        right = self.own_right.sum(axis=0) - self.own_right
        return np.linalg.solve(self.whole - self.own, right)[:, 1, :]

    @cached_property
    def cell_weights(self) -> np.ndarray:
        """What each cell adds to the coefficient of "now", shape (n_cells,)."""
        row = np.linalg.solve(self.whole, np.eye(len(self.whole))[:, 1])
        votes = _sums(self.weight, self.group, len(self.own))
        level = _sums(self.weight[:, None] * self.design, self.group, len(self.own)) @ row / (votes + OWN_LEVEL_VOTES)
        return self.weight * (self.design @ row - level[self.group])


def _equations(votes: Votes, is_now: np.ndarray, group: np.ndarray, n_groups: int) -> _Equations:
    design = np.column_stack([
        np.ones(len(is_now)), is_now, _dummies(votes.segment[votes.voter]), _dummies(votes.kind)
    ])  # fmt: skip
    weighted = votes.weight[:, None] * design
    by_column = _member_rows(weighted, group, n_groups)
    level = _sums(weighted, group, n_groups)
    total = _sums(votes.weight, group, n_groups) + OWN_LEVEL_VOTES
    raised = _sums(votes.weight[:, None] * votes.raised, group, n_groups)
    own = (by_column @ design).reshape(n_groups, *[design.shape[1]] * 2)
    own -= level[:, :, None] * level[:, None, :] / total[:, None, None]
    right = (by_column @ votes.raised).reshape(n_groups, design.shape[1], votes.raised.shape[1])
    right -= level[:, :, None] * (raised / total[:, None])[:, None, :]
    pull = np.diag([TINY] * 2 + [MIX_VOTES] * (design.shape[1] - 2))
    return _Equations(design, group, votes.weight, votes.raised, own, right, own.sum(axis=0) + pull)


def _period_share(votes: Votes, chosen: np.ndarray) -> tuple[np.ndarray, float]:
    n_votes = float(votes.weight[chosen].sum())
    return votes.weight[chosen] @ votes.raised[chosen] / max(n_votes, TINY), n_votes


def _null_scale(votes: Votes, is_now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What turns a residual of its own period into one of a period where nothing changed; and the level there.

    The spread of a share depends on its level. Half a vote is added to each side, so that a period in which nobody
    raised a theme still has a spread.
    """
    sides = [_period_share(votes, side) for side in (is_now, ~is_now)]
    levels = [(share * n + 0.5) / (n + 1) for share, n in sides]
    n_all = sum(n for _, n in sides)
    level = (sum(share * n for share, n in sides) + 0.5) / (n_all + 1)
    scales = [np.sqrt(level * (1 - level) / (side * (1 - side))) for side in levels]
    return np.where(is_now[:, None], scales[0], scales[1]), level


@dataclass(frozen=True)
class _Null:
    """What the contrast would do had nothing changed: its variance, third moment, degrees and excess over independence."""

    variance: np.ndarray
    third: np.ndarray
    degrees: float
    excess: float


def _null_of(votes: Votes, equations: _Equations, residual: np.ndarray, is_now: np.ndarray) -> _Null:
    """The contrast had nothing changed.

    A theme's own spread over what independent conversations would give is taken over all themes together too. Its own is
    shrunk towards that of all (empirical Bayes): a rare theme's own is noise. It never falls below that of all, because calm
    that few accounts show is luck as often as not.
    """
    scale, level = _null_scale(votes, is_now)
    spread = level * (1 - level)
    own, expected = _own_spread(votes, equations, (residual, scale), is_now)
    independent = spread * expected.sum()
    excess = float(own.sum() / max(independent.sum(), TINY))
    weights, squares = equations.cell_weights, max(float((expected**2).sum()), TINY**2)
    normal = max(float(expected.sum()) ** 2 / squares - 2, 1.0)
    degrees = binary_degrees(level, float((weights**4 / votes.n_conversations**3).sum()) / squares, normal)
    known = max(float(independent.sum() ** 2 / max((independent**2 / degrees).sum(), TINY**2)), 1.0)
    usual = np.maximum(max(excess, LEAST_EXCESS) * independent, TINY)
    ratio, _ = moderated(np.maximum(own, TINY) / usual, degrees, known)
    cubes = float((weights**3 / votes.n_conversations**2).sum())
    return _Null(np.maximum(ratio, 1.0) * usual, excess**2 * cubes * spread * (1 - 2 * level), normal, excess)


def _own_spread(
    votes: Votes, equations: _Equations, residual: tuple[np.ndarray, np.ndarray], is_now: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Variance of the contrast from each theme's own residuals, which come with their scale; and each unit's part of it.

    An account's month is the unit: its residual from the account's own level. Who was heard in one period alone has no level
    of its own that would cancel out: there the account with all it said is the unit.
    """
    (rest, scale), group, n_groups = residual, equations.group, len(equations.own)
    votes_cast = _sums(votes.weight, group, n_groups)[:, None] + OWN_LEVEL_VOTES
    level = _sums(votes.weight[:, None] * rest, group, n_groups) / votes_cast
    leverage = np.minimum(votes.weight / votes_cast[group, 0], 0.8)
    part_now = _sums(votes.weight * is_now, group, n_groups) / np.maximum(_sums(votes.weight, group, n_groups), TINY)
    is_both = ((part_now > 0) & (part_now < 1))[group]
    rest = np.where(is_both[:, None], (rest - level[group]) / np.sqrt(1 - leverage)[:, None], rest)
    month, _ = _months(votes)
    _, unit = np.unique(np.where(is_both, month, -1 - group), return_inverse=True)
    own = (_totals(equations.cell_weights[:, None] * rest * scale, unit) ** 2).sum(axis=0) * n_groups / max(n_groups - 1, 1)
    return own, _totals((equations.cell_weights**2 / votes.n_conversations)[:, None], unit)[:, 0]


def _totals(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Sum of rows by group, in whatever order the groups come."""
    total = np.zeros((int(groups.max(initial=-1)) + 1, values.shape[1]))
    np.add.at(total, groups, values)
    return total


def _months(votes: Votes) -> tuple[np.ndarray, int]:
    """Which of the voters' months each cell is in, from 0 in the cells' order; and how many there are."""
    months, code = grouped(votes.voter * len(votes.cycles) + votes.cycle)
    return code, len(months)


def _variance_as_is(votes: Votes, equations: _Equations, is_now: np.ndarray, excess: float) -> np.ndarray:
    """Least variance of the contrast at the levels heard, from all themes' common excess over independence.

    Half a vote is added to each side, so that a theme nobody raised has an interval too.
    """
    expected = equations.cell_weights**2 / votes.n_conversations
    total = np.zeros(votes.raised.shape[1])
    for side in (is_now, ~is_now):
        share, n_votes = _period_share(votes, side)
        level = (share * n_votes + 0.5) / (n_votes + 1)
        total += level * (1 - level) * expected[side].sum()
    return max(excess, LEAST_EXCESS) * total


def _without_cycles(votes: Votes, now: list[int], shift: np.ndarray) -> np.ndarray:
    """The contrast with each of the cycles now left out in turn."""
    if len(now) < 2:
        return np.zeros((0, len(shift)))
    names = [votes.cycles[code] for code in now]
    return np.stack([_shift_of(votes.of_cells(votes.cycle != left_out), names) for left_out in now])


def _shift_of(votes: Votes, now: list[str]) -> np.ndarray:
    is_now = votes.said_in(now)
    if not is_now.any() or is_now.all():
        return np.zeros(votes.raised.shape[1])
    known, group = grouped(votes.voter)
    return _equations(votes, is_now, group, len(known)).coefficients[1]


def contrast_of(votes: Votes, now: list[str], baseline: list[str]) -> Contrast:
    """Some cycles, now, against the baseline's.

    Notes
    -----
    The part *said differently* is the coefficient of "is it now" in a regression of every voter's fractions on the
    period, the segment and the kind of source, with a level of its own for each voter that is pulled towards the common
    one: who is heard in both periods is their own control, who is heard in one of them still counts for a little. Leaving
    voters out in turn (the jackknife, as cautious as CR3) gives its variance, which is never less than what the spread of
    all themes together says of a theme so common.
    """
    votes = votes.in_cycles([*baseline, *now])
    codes = [votes.cycles.index(name) for name in now]
    is_now = votes.said_in(now)
    voters, group = grouped(votes.voter)
    equations = _equations(votes, is_now, group, len(voters))
    coefficients, without = equations.coefficients, equations.without_each
    n = len(voters)
    residual = votes.raised - equations.design @ coefficients
    null = _null_of(votes, equations, residual, is_now)
    jackknife = (max(n - 1, 0) / max(n, 1)) * ((without - coefficients[1]) ** 2).sum(axis=0)
    month, n_months = _months(votes)
    raises = _sums(votes.raised, month, n_months) > 0
    is_month_now = _sums(is_now.astype(float), month, n_months) > 0
    return Contrast(
        before=_period_share(votes, ~is_now)[0], now=_period_share(votes, is_now)[0], said_differently=coefficients[1],
        variance=np.maximum(jackknife, _variance_as_is(votes, equations, is_now, null.excess)),
        null_variance=null.variance, null_third=null.third, degrees=null.degrees, excess=null.excess,
        without=without, voters=voters,
        n_now=len(set(votes.voter[is_now])), n_before=len(set(votes.voter[~is_now])),
        raising_now=raises[is_month_now].sum(axis=0), raising=raises.sum(axis=0),
        n_months_now=int(is_month_now.sum()), n_months=n_months,
        loadings=np.bincount(votes.cycle, weights=equations.cell_weights, minlength=len(votes.cycles)),
        without_cycle=_without_cycles(votes, codes, coefficients[1]),
    )  # fmt: skip

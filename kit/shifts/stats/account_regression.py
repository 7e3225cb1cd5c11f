"""The contrast of two periods: how much more each theme is raised now, account by account, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.shifts.stats.votes import Votes

#: Votes that pull an account's own level towards the persona's: 3 months of an account count as much as all others
#: together. Measured at +15 points and 60 accounts: 1 gives 1 point more power, 10 gives 3 points less, 30 gives 7 less.
OWN_LEVEL_VOTES = 3.0
#: Votes that pull the effect of a segment or a kind of source towards none, so that one odd call is no channel.
MIX_VOTES = 1.0
#: Keeps the equations solvable where a period lost its last account.
TINY = 1e-9


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
    degrees : float
        Degrees of freedom behind ``null_variance``.
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
    n_months : int
        Voters' months heard.
    cycle_weights : float array of shape (n_baseline_cycles,)
        What part of the baseline each of its cycles is; sums to 1.
    """

    before: np.ndarray
    now: np.ndarray
    said_differently: np.ndarray
    variance: np.ndarray
    null_variance: np.ndarray
    degrees: float
    excess: float
    without: np.ndarray
    voters: np.ndarray
    n_now: int
    n_before: int
    raising_now: np.ndarray
    raising: np.ndarray
    n_months: int
    cycle_weights: np.ndarray


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

    @property
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
    level = _sums(weighted, group, n_groups)
    total = _sums(votes.weight, group, n_groups) + OWN_LEVEL_VOTES
    level_raised = _sums(votes.weight[:, None] * votes.raised, group, n_groups)
    own = (
        _sums(weighted[:, :, None] * design[:, None, :], group, n_groups)
        - level[:, :, None] * level[:, None, :] / total[:, None, None]
    )
    right = _sums(weighted[:, :, None] * votes.raised[:, None, :], group, n_groups)
    right -= level[:, :, None] * (level_raised / total[:, None])[:, None, :]
    pull = np.diag([TINY] * 2 + [MIX_VOTES] * (design.shape[1] - 2))
    return _Equations(design, group, votes.weight, votes.raised, own, right, own.sum(axis=0) + pull)


def _period_share(votes: Votes, chosen: np.ndarray) -> tuple[np.ndarray, float]:
    n_votes = float(votes.weight[chosen].sum())
    return votes.weight[chosen] @ votes.raised[chosen] / max(n_votes, TINY), n_votes


def _null_scale(votes: Votes, is_now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What turns a residual of its own period into one of a period where nothing changed; and p(1 - p) there.

    The spread of a share depends on its level. Half a vote is added to each side, so that a period in which nobody
    raised a theme still has a spread.
    """
    sides = [_period_share(votes, side) for side in (is_now, ~is_now)]
    levels = [(share * n + 0.5) / (n + 1) for share, n in sides]
    n_all = sum(n for _, n in sides)
    level = (sum(share * n for share, n in sides) + 0.5) / (n_all + 1)
    spread = level * (1 - level)
    scales = [np.sqrt(spread / (side * (1 - side))) for side in levels]
    return np.where(is_now[:, None], scales[0], scales[1]), spread


def _null_variance(
    votes: Votes, equations: _Equations, residual: np.ndarray, is_now: np.ndarray
) -> tuple[np.ndarray, float, float]:
    """Variance of the contrast had nothing changed, its degrees of freedom, and its excess over independence.

    An account's month is the unit: its residual from the account's own level, scaled to the level without change. The
    ratio to what independent conversations would give is also taken over all themes together; the larger of a theme's own
    variance and that one counts, because a rare theme's own is too often too small.
    """
    group, n_groups = equations.group, len(equations.own)
    scale, spread = _null_scale(votes, is_now)
    votes_cast = _sums(votes.weight, group, n_groups)[:, None] + OWN_LEVEL_VOTES
    level = _sums(votes.weight[:, None] * residual, group, n_groups) / votes_cast
    leverage = np.minimum(votes.weight / votes_cast[group, 0], 0.8)
    parts = equations.cell_weights[:, None] * (residual - level[group]) * scale / np.sqrt(1 - leverage)[:, None]
    month, n_months = _months(votes)
    own = (_sums(parts, month, n_months) ** 2).sum(axis=0) * n_groups / max(n_groups - 1, 1)
    expected = _sums(equations.cell_weights**2 / votes.n_conversations, month, n_months)
    independent = spread * expected.sum()
    excess = float(own.sum() / max(independent.sum(), TINY))
    degrees = expected.sum() ** 2 / max((expected**2).sum(), TINY**2) - 2
    return np.maximum(own, excess * independent), max(float(degrees), 1.0), excess


def _months(votes: Votes) -> tuple[np.ndarray, int]:
    """Which of the voters' months each cell is in, from 0 in the cells' order; and how many there are."""
    months, code = np.unique(votes.voter * len(votes.cycles) + votes.cycle, return_inverse=True)
    return code, len(months)


def contrast_of(votes: Votes, now: str, baseline: list[str]) -> Contrast:
    """Now against the baseline cycles.

    Notes
    -----
    The part *said differently* is the coefficient of "is it now" in a regression of every voter's fractions on the
    period, the segment and the kind of source, with a level of its own for each voter that is pulled towards the common
    one: who is heard in both periods is their own control, who is heard in one of them still counts for a little. Leaving
    voters out in turn (the jackknife, as cautious as CR3) gives its variance.
    """
    votes = votes.in_cycles([*baseline, now])
    is_now = votes.cycle == votes.cycles.index(now)
    voters, group = np.unique(votes.voter, return_inverse=True)
    equations = _equations(votes, is_now, group, len(voters))
    coefficients = equations.coefficients
    without = equations.without_each
    n = len(voters)
    residual = votes.raised - equations.design @ coefficients
    null_variance, degrees, excess = _null_variance(votes, equations, residual, is_now)
    month, n_months = _months(votes)
    raises = _sums(votes.raised, month, n_months) > 0
    is_month_now = _sums(is_now.astype(float), month, n_months) > 0
    per_cycle = np.bincount(votes.cycle[~is_now], weights=votes.weight[~is_now], minlength=len(votes.cycles))
    per_cycle = per_cycle[per_cycle > 0]
    return Contrast(
        before=_period_share(votes, ~is_now)[0], now=_period_share(votes, is_now)[0],
        said_differently=coefficients[1], variance=(max(n - 1, 0) / max(n, 1)) * ((without - coefficients[1]) ** 2).sum(axis=0),
        null_variance=null_variance, degrees=degrees, excess=excess, without=without, voters=voters,
        n_now=len(set(votes.voter[is_now])), n_before=len(set(votes.voter[~is_now])),
        raising_now=raises[is_month_now].sum(axis=0), raising=raises.sum(axis=0), n_months=n_months,
        cycle_weights=per_cycle / max(per_cycle.sum(), TINY),
    )  # fmt: skip

"""Account regression: how much more each theme is raised now than before, account by account, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import scipy.sparse as sp

from kit.shifts.stats.moderated_variance import binary_degrees, moderated
from kit.shifts.stats.normal_equations import OWN_LEVEL_VOTES, TINY, Cells, Equations, cells_of, equations_of, sums
from kit.shifts.stats.votes import Votes

#: Least excess of variance that is believed: accounts' own levels take some of it away, luck can take more.
LEAST_EXCESS = 0.7
#: Cells times themes of the contrasts that are worked out together, 4 MB of figures: more is no faster, and takes memory.
CELLS_TOGETHER = 500_000


@dataclass(frozen=True)
class DecidedContrast:
    """Now against the baseline, for every theme: what a test is made of. Of several contrasts at once each has a row.

    Attributes
    ----------
    before, now : float arrays of shape (n_themes,) or (n_contrasts, n_themes), 0-1
        Mean over votes; the baseline's cycles weigh by their voters.
    said_differently : float array of the same shape, -1 to 1
        The shift with who spoke, and where, held fixed.
    null_variance : float array of the same shape
        Of ``said_differently``, as it would be had nothing changed: for the test.
    null_third : float array of the same shape
        Third central moment of ``said_differently`` had nothing changed: shares near 0 or 1 spread further to one side.
    degrees : float, or an array of shape (n_contrasts, 1)
        Degrees of freedom behind ``null_variance``: of one theme by itself, although all themes together know it better.
    excess : float, or an array of shape (n_contrasts, 1)
        ``null_variance`` over that of independent conversations, all themes together.
    n_now, n_before : int, or arrays of shape (n_contrasts, 1)
        Voters heard in each period.
    raising_now, raising : int arrays of the shape of ``before``
        Voters' months that raise the theme: of the cycle, and of the cycle and its baseline together.
    n_months_now, n_months : int, or arrays of shape (n_contrasts, 1)
        Voters' months heard, likewise.
    loadings : float array of shape (n_cycles,) or (n_contrasts, n_cycles)
        What each of the votes' cycles adds to ``said_differently``: those now sum to 1, those before to -1.
    """

    before: np.ndarray
    now: np.ndarray
    said_differently: np.ndarray
    null_variance: np.ndarray
    null_third: np.ndarray
    degrees: float | np.ndarray
    excess: float | np.ndarray
    n_now: int | np.ndarray
    n_before: int | np.ndarray
    raising_now: np.ndarray
    raising: np.ndarray
    n_months_now: int | np.ndarray
    n_months: int | np.ndarray
    loadings: np.ndarray

    def row(self, place: int) -> dict[str, np.ndarray | float | int]:
        """The figures of one of several contrasts."""
        rows = {of.name: getattr(self, of.name)[place] for of in fields(DecidedContrast)}
        return {name: row if name in OF_THEMES else row.item() for name, row in rows.items()}

    @property
    def n_baseline_cycles(self) -> int:
        """Cycles of the baseline in which anybody spoke."""
        return int((self.loadings < 0).sum())


#: Attributes of one contrast that are arrays.
OF_THEMES = frozenset({
    "before", "now", "said_differently", "null_variance", "null_third", "raising_now", "raising", "loadings",
})  # fmt: skip


@dataclass(frozen=True)
class Contrast(DecidedContrast):
    """Now against the baseline, for every theme, with its interval and what it rests on.

    Attributes
    ----------
    variance : float array of shape (n_themes,)
        Of ``said_differently``, as it is: for intervals.
    without : float array of shape (n_voters_heard, n_themes)
        ``said_differently`` with each voter left out in turn.
    voters : int array of shape (n_voters_heard,)
        Codes of the voters, in the order of ``without``.
    without_cycle : float array of shape (n_cycles_now, n_themes)
        ``said_differently`` with each of the cycles now left out in turn; empty where there is one.
    """

    variance: np.ndarray
    without: np.ndarray
    voters: np.ndarray
    without_cycle: np.ndarray


@dataclass(frozen=True)
class _Side:
    """One period of each contrast: mean of the votes and how many there are; shapes (n_contrasts, n_themes), (n_contrasts, 1)."""

    share: np.ndarray
    n_votes: np.ndarray

    @property
    def level(self) -> np.ndarray:
        """The share with half a vote added to each side, so that a theme nobody raised has a spread."""
        return (self.share * self.n_votes + 0.5) / (self.n_votes + 1)


def _side(cells: Cells, is_in: np.ndarray) -> _Side:
    share, n_votes = np.empty((cells.n, cells.raised.shape[1])), np.empty((cells.n, 1))
    for place, of in enumerate(cells.slices):
        chosen = is_in[of]
        weight = cells.weight[of][chosen]
        n_votes[place] = weight.sum()
        share[place] = weight @ cells.raised[of][chosen] / max(n_votes[place, 0], TINY)
    return _Side(share, n_votes)


def _sides(cells: Cells) -> tuple[_Side, _Side]:
    """The period now and the one before."""
    return _side(cells, cells.is_now), _side(cells, ~cells.is_now)


def _null_scale(sides: tuple[_Side, _Side]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What turns a residual now, and one before, into one of a period where nothing changed; and the level there.

    The spread of a share depends on its level.
    """
    now, before = sides
    n_all = now.n_votes + before.n_votes
    level = (now.share * now.n_votes + before.share * before.n_votes + 0.5) / (n_all + 1)
    scales = (np.sqrt(level * (1 - level) / (side.level * (1 - side.level))) for side in sides)
    return *scales, level


@dataclass(frozen=True)
class _Null:
    """What each contrast would do had nothing changed: its variance, third moment, degrees and excess over independence."""

    variance: np.ndarray
    third: np.ndarray
    degrees: np.ndarray
    excess: np.ndarray


def _null_of(equations: Equations, sides: tuple[_Side, _Side]) -> _Null:
    """The contrasts had nothing changed.

    A theme's own spread over what independent conversations would give is taken over all themes together too. Its own is
    shrunk towards that of all (empirical Bayes): a rare theme's own is noise. It never falls below that of all, because calm
    that few accounts show is luck as often as not.
    """
    scale_now, scale_before, level = _null_scale(sides)
    cells, spread = equations.cells, level * (1 - level)
    scale = np.where(cells.is_now[:, None], scale_now[cells.contrast], scale_before[cells.contrast])
    own, expected, squares = _own_spread(equations, _residual(equations), scale)
    independent = spread * expected
    excess = own.sum(axis=1, keepdims=True) / np.maximum(independent.sum(axis=1, keepdims=True), TINY)
    weights, squares = equations.cell_weights, np.maximum(squares, TINY**2)
    fourths, cubes = (
        _by_contrast(weights**power / cells.n_conversations ** (power - 1), cells.slices) for power in (4, 3)
    )  # fmt: skip
    normal = np.maximum(expected**2 / squares - 2, 1.0)
    degrees = binary_degrees(level, fourths / squares, normal)
    of_each = (independent**2 / degrees).sum(axis=1, keepdims=True)
    known = np.maximum(independent.sum(axis=1, keepdims=True) ** 2 / np.maximum(of_each, TINY**2), 1.0)
    usual = np.maximum(np.maximum(excess, LEAST_EXCESS) * independent, TINY)
    ratio, _ = moderated(np.maximum(own, TINY) / usual, degrees, known)
    return _Null(np.maximum(ratio, 1.0) * usual, excess**2 * cubes * spread * (1 - 2 * level), normal, excess)


def _by_contrast(values: np.ndarray, slices: list[slice]) -> np.ndarray:
    """Sum of each contrast's values, shape (n_contrasts, 1)."""
    return np.array([values[of].sum() for of in slices]).reshape(-1, 1)


def _residual(equations: Equations) -> np.ndarray:
    """What the regression leaves of each cell's fractions, shape (n_cells, n_themes)."""
    cells, fitted = equations.cells, np.empty(equations.cells.raised.shape)
    for of, coefficients in zip(cells.slices, equations.coefficients, strict=True):
        np.matmul(equations.design[of], coefficients, out=fitted[of])
    return cells.raised - fitted


def _own_spread(
    equations: Equations, rest: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Variance of the contrasts from each theme's own residuals, which come with their scale; and the units' parts of it.

    An account's month is the unit: its residual from the account's own level. Who was heard in one period alone has no level
    of its own that would cancel out: there the account with all it said is the unit.

    Returns
    -------
    float arrays of shape (n_contrasts, n_themes), and twice (n_contrasts, 1): what independent conversations would give, per
    unit of spread, and the sum of its squares over units.
    """
    cells, (voters, group), weight = equations.cells, equations.cells.groups, equations.cells.weight
    votes_all, votes_now = (sums(of, group, len(voters)) for of in (weight, weight * cells.is_now))
    votes_cast = votes_all[:, None] + OWN_LEVEL_VOTES
    level = sums(weight[:, None] * rest, group, len(voters)) / votes_cast
    leverage = np.minimum(weight / votes_cast[group, 0], 0.8)
    part_now = votes_now / np.maximum(votes_all, TINY)
    is_both = ((part_now > 0) & (part_now < 1))[group]
    rest = np.where(is_both[:, None], (rest - level[group]) / np.sqrt(1 - leverage)[:, None], rest)
    span = len(voters) + len(cells.months[0]) + 1
    units, unit = np.unique(
        cells.contrast * span + np.where(is_both, cells.months[1], -1 - group) + len(voters), return_inverse=True
    )
    of_units = cells.parts(units // span)
    squares = _totals(equations.cell_weights[:, None] * rest * scale, unit, len(units)) ** 2
    expected = _totals(equations.cell_weights**2 / cells.n_conversations, unit, len(units))
    n_groups = [of.stop - of.start for of in cells.group_slices]
    own = np.stack([squares[of].sum(axis=0) * n / max(n - 1, 1) for of, n in zip(of_units, n_groups, strict=True)])
    return own, _by_contrast(expected, of_units), _by_contrast(expected**2, of_units)


def _totals(values: np.ndarray, groups: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum of rows by group, in whatever order the groups come; rows of a group are added one after the other."""
    ends = np.append(0, np.cumsum(np.bincount(groups, minlength=n_groups)))
    members = sp.csr_matrix((np.ones(len(groups)), np.argsort(groups, kind="stable"), ends), shape=(n_groups, len(groups)))
    return members @ values


def _variance_as_is(equations: Equations, sides: tuple[_Side, _Side], excess: float) -> np.ndarray:
    """Least variance of one contrast at the levels heard, from all themes' common excess over independence."""
    cells = equations.cells
    expected = equations.cell_weights**2 / cells.n_conversations
    total = np.zeros(cells.raised.shape[1])
    for side, is_in in zip(sides, (cells.is_now, ~cells.is_now), strict=True):
        total += side.level[0] * (1 - side.level[0]) * expected[is_in].sum()
    return max(excess, LEAST_EXCESS) * total


def _without_cycles(votes: Votes, now: list[str], n_themes: int) -> np.ndarray:
    """The contrast with each of the cycles now left out in turn."""
    if len(now) < 2:
        return np.zeros((0, n_themes))
    return np.stack([_shift_of(votes.of_cells(~votes.said_in([left_out])), now) for left_out in now])


def _shift_of(votes: Votes, now: list[str]) -> np.ndarray:
    is_now = votes.said_in(now)
    if not is_now.any() or is_now.all():
        return np.zeros(votes.raised.shape[1])
    return equations_of(cells_of([votes], now)).coefficients[0, 1]


def _figures(equations: Equations, sides: tuple[_Side, _Side]) -> DecidedContrast:
    cells, (voters, group), (months, month) = equations.cells, equations.cells.groups, equations.cells.months
    null, of_months = _null_of(equations, sides), cells.parts(months // (cells.n_voters * cells.n_cycles))
    raises = sums(cells.raised, month, len(months)) > 0
    is_month_now = sums(cells.is_now.astype(float), month, len(months)) > 0
    is_voter_in = [sums(is_in.astype(float), group, len(voters)) > 0 for is_in in (cells.is_now, ~cells.is_now)]
    loadings = np.bincount(
        cells.contrast * cells.n_cycles + cells.cycle, weights=equations.cell_weights, minlength=cells.n * cells.n_cycles
    )  # fmt: skip
    return DecidedContrast(
        before=sides[1].share, now=sides[0].share, said_differently=equations.coefficients[:, 1], null_variance=null.variance,
        null_third=null.third, degrees=null.degrees, excess=null.excess,
        n_now=_by_contrast(is_voter_in[0], cells.group_slices), n_before=_by_contrast(is_voter_in[1], cells.group_slices),
        raising_now=np.stack([raises[of][is_month_now[of]].sum(axis=0) for of in of_months]),
        raising=np.stack([raises[of].sum(axis=0) for of in of_months]),
        n_months_now=_by_contrast(is_month_now, of_months), n_months=np.array([[of.stop - of.start] for of in of_months]),
        loadings=loadings.reshape(cells.n, cells.n_cycles),
    )  # fmt: skip


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
    cells = cells_of([votes], now)
    equations, sides = equations_of(cells), _sides(cells)
    figures = _figures(equations, sides).row(0)
    without, shift, voters = equations.without_each(0), figures["said_differently"], cells.groups[0]
    n = len(voters)
    jackknife = (max(n - 1, 0) / max(n, 1)) * ((without - shift) ** 2).sum(axis=0)
    return Contrast(
        **figures, variance=np.maximum(jackknife, _variance_as_is(equations, sides, figures["excess"])), without=without,
        voters=voters, without_cycle=_without_cycles(votes, now, len(shift)),
    )  # fmt: skip


def decided_contrasts(votes: Sequence[Votes], now: list[str], baseline: list[str]) -> DecidedContrast:
    """The same of several votes at once, a row each, without intervals and without who or what it rests on.

    Parameters
    ----------
    votes : at least one; all name the same themes and cycles, as parts of a persona's votes do, and its past in random orders.
    """
    votes = [own.in_cycles([*baseline, *now]) for own in votes]
    size = np.cumsum([own.raised.size for own in votes]) // CELLS_TOGETHER
    of_batches = [
        _decided(votes[batch[0] : batch[-1] + 1], now) for batch in (np.flatnonzero(size == each) for each in np.unique(size))
    ]
    return DecidedContrast(*(
        np.concatenate([getattr(batch, of.name) for batch in of_batches]) for of in fields(DecidedContrast)
    ))  # fmt: skip


def _decided(votes: Sequence[Votes], now: list[str]) -> DecidedContrast:
    cells = cells_of(votes, now)
    return _figures(equations_of(cells), _sides(cells))

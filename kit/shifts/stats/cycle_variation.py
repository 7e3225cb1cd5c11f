"""Cycle variation: how much a theme's share wanders in ordinary months, beyond what the number of voters explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.shifts.stats.moderated_variance import moderated
from kit.shifts.stats.normal_equations import OWN_LEVEL_VOTES
from kit.shifts.stats.votes import Votes, vote_table

#: Degrees of freedom (cycles less one, summed over the library's themes) below which past cycles are too few to tell by
#: themselves, and what is usual elsewhere counts for more than they do.
ENOUGH_HISTORY = 12
#: Share below which a theme's months say nothing about wandering on the logit scale.
LOWEST_SHARE = 0.03
#: Wandering believed before any past cycle is seen: a standard deviation of 0.3 on the logit scale ...
PRIOR_VARIANCE = 0.09
#: ... for which past cycles stand as much as these degrees of freedom would.
PRIOR_DEGREES = 20.0
#: Degrees of freedom that the past of a whole library must have before the prior is no longer asked.
PRIOR_FADES = 30.0
#: How much a month may resemble the one before it: the values that are tried.
AUTOCORRELATIONS = np.linspace(0, 0.9, 10)
#: Cycles from which it is looked for, and from which a theme may be calmer than the others; fewer tell nothing of either.
CYCLES_IN_A_ROW = 6
#: Themes from which one can have a variance of its own.
FEW_THEMES = 3
#: Least part of a variance that is believed to show in a short stretch.
LEAST_SEEN = 0.1
TINY = 1e-12


@dataclass(frozen=True)
class CycleVariation:
    """Spread of a persona's shares between ordinary cycles.

    Attributes
    ----------
    logit_variance : float array of shape (n_themes,)
        Variance of each theme's share between cycles, on the logit scale.
    autocorrelation : float array of shape (n_themes,), 0-0.9
        How much a month resembles the one before it.
    degrees : float array of shape (n_themes,)
        Degrees of freedom behind the variance.
    is_short : bool
        True where the record holds too few cycles to tell; what is usual elsewhere is then taken.
    """

    logit_variance: np.ndarray
    autocorrelation: np.ndarray
    degrees: np.ndarray
    is_short: bool

    @classmethod
    def stacked(cls, variations: list[CycleVariation]) -> CycleVariation:
        """Several of the same themes' variations, a row each: for as many contrasts at once."""
        names = ("logit_variance", "autocorrelation", "degrees")
        parts = (np.stack([getattr(of, name) for of in variations]) for name in names)
        return cls(*parts, any(of.is_short for of in variations))

    def of_themes(self, places: list[int]) -> CycleVariation:
        """The same of some of the themes, by their positions."""
        parts = (of[places] for of in (self.logit_variance, self.autocorrelation, self.degrees))
        return CycleVariation(*parts, self.is_short)

    def variance_of(self, level: np.ndarray, loadings: np.ndarray) -> np.ndarray:
        """What wandering adds to the variance of a contrast of cycles.

        Parameters
        ----------
        level : float array of shape (n_themes,), 0-1; the share at which the logit scale is turned into points.
        loadings : float array of shape (n_cycles,)
            What each cycle adds to the contrast, in order of time; those before sum to -1, those now to 1. Of several
            contrasts, and as many variations, each has a row.
        """
        return self.logit_variance_of(loadings) * (level * (1 - level)) ** 2

    def logit_variance_of(self, loadings: np.ndarray) -> np.ndarray:
        """The same on the logit scale, shape (n_themes,), or (n_contrasts, n_themes)."""
        place = np.arange(loadings.shape[-1])
        apart = np.abs(place[:, None] - place[None, :])
        by_distance = self.autocorrelation[..., None] ** place
        if loadings.ndim == 1:
            return self.logit_variance * np.einsum("i,kij,j->k", loadings, by_distance[:, apart], loadings)
        rows = zip(by_distance, loadings, strict=True)
        return self.logit_variance * np.stack([np.einsum("i,kij,j->k", own, of[:, apart], own) for of, own in rows])


@dataclass(frozen=True)
class MonthSpread:
    """How the shares of one persona's themes differ between cycles, and what its accounts explain of that.

    Attributes
    ----------
    between, noise : float arrays of shape (n_themes,)
        Variance between cycles on the logit scale, and what the accounts' spread would give.
    next_to : float array of shape (n_themes,)
        Mean product of a cycle's deviation with the next one's, less what the accounts' spread gives.
    degrees : float
        Cycles, less the means taken off them.
    seen, seen_beside : float arrays of shape (n_autocorrelations,)
        Part of a wandering of variance 1 that shows in ``between`` and in ``next_to`` at each of :data:`AUTOCORRELATIONS`.
    is_usable : bool array of shape (n_themes,)
        False where a theme is too rare, or too common, to tell.
    """

    between: np.ndarray
    noise: np.ndarray
    next_to: np.ndarray
    degrees: float
    seen: np.ndarray
    seen_beside: np.ndarray
    is_usable: np.ndarray


@dataclass(frozen=True)
class MonthEffects:
    """Shares of each cycle with every voter's own level held fixed.

    Attributes
    ----------
    cycles : int array of shape (n_cycles,)
        Which of the cycles asked for were heard, at least two voters each.
    effects : float array of shape (n_cycles, n_themes)
    covariance : float array of shape (n_cycles, n_cycles)
        Of the effects' errors, in units of ``residual_variance``.
    residual_variance, share : float arrays of shape (n_themes,)
    """

    cycles: np.ndarray
    effects: np.ndarray
    covariance: np.ndarray
    residual_variance: np.ndarray
    share: np.ndarray


def month_effects(votes: Votes, cycles: list[str]) -> MonthEffects:
    """Effects of cycles by generalised least squares, with levels of the voters' own that are pulled towards the common one.

    Notes
    -----
    A voter heard once says nothing of its own level and yet something of its month: with levels taken off whole, voters who
    come and go would leave no difference between months at all.
    """
    fractions, count = vote_table(votes.in_cycles(cycles))
    place = [votes.cycles.index(name) for name in cycles]
    active = (count[:, place] > 0).astype(float)
    is_heard = active.sum(axis=0) >= 2
    spoke = active[:, is_heard].any(axis=1)
    active = active[spoke][:, is_heard]
    fractions = fractions[spoke][:, place][:, is_heard] * active[..., None]
    n_themes, n_cycles = fractions.shape[-1], active.shape[1]
    if not n_cycles:
        return MonthEffects(
            np.zeros(0, dtype=int), np.zeros((0, n_themes)), np.zeros((0, 0)), np.zeros(n_themes), np.zeros(n_themes)
        )
    pulled = active.sum(axis=1) + OWN_LEVEL_VOTES
    sums = fractions.sum(axis=1)
    whole = np.diag(active.sum(axis=0)) - (active / pulled[:, None]).T @ active
    right = fractions.sum(axis=0) - (active / pulled[:, None]).T @ sums
    effects = np.linalg.solve(whole, right)
    squares = (fractions**2).sum(axis=(0, 1)) - (sums**2 / pulled[:, None]).sum(axis=0) - (right * effects).sum(axis=0)
    residual = np.maximum(squares, 0) / max(active.sum() - n_cycles, 1)
    return MonthEffects(
        np.flatnonzero(is_heard), effects, np.linalg.inv(whole), residual, fractions.sum(axis=(0, 1)) / active.sum()
    )


def month_spread(votes: Votes, cycles: list[str], levels: list[int] | None = None) -> MonthSpread:
    """How a persona's cycles differ.

    Parameters
    ----------
    cycles : in order of time. For a test of one cycle those before it, so that a shift does not hide itself.
    levels : which stretch each cycle is in, where stretches may have levels of their own; one stretch without it.
    """
    months = month_effects(votes, cycles)
    share, place = months.share, months.cycles
    stretch = np.array(levels or [0] * len(cycles))[place]
    dummies = (stretch[:, None] == np.unique(stretch)[None, :]).astype(float)
    n, degrees = len(place), len(place) - dummies.shape[1]
    is_usable = (share >= LOWEST_SHARE) & (share <= 1 - LOWEST_SHARE) & (degrees >= 1)
    if degrees < 1:
        nothing, grid = np.zeros(len(share)), np.zeros(len(AUTOCORRELATIONS))
        return MonthSpread(nothing, nothing, nothing, 0.0, grid + 1, grid, is_usable)
    scale = np.maximum((share * (1 - share)) ** 2, TINY)
    centring = np.eye(n) - dummies @ np.linalg.pinv(dummies)
    centred = centring @ months.effects
    error = centring @ months.covariance @ centring
    beside = (centred[1:] * centred[:-1]).sum(axis=0)
    apart = np.abs(place[:, None] - place[None, :])
    alike = centring @ AUTOCORRELATIONS[:, None, None] ** apart @ centring
    return MonthSpread(
        between=(centred**2).sum(axis=0) / degrees / scale,
        noise=months.residual_variance * np.trace(error) / degrees / scale,
        next_to=(beside - months.residual_variance * np.trace(error, offset=1)) / degrees / scale,
        degrees=float(degrees), seen=np.trace(alike, axis1=1, axis2=2) / degrees,
        seen_beside=np.trace(alike, offset=1, axis1=1, axis2=2) / degrees, is_usable=is_usable,
    )  # fmt: skip


def cycle_variation_of(votes: Votes, past: list[str]) -> CycleVariation:
    """Wandering over past cycles, from one persona alone."""
    return cycle_variations_of([month_spread(votes, past)])[0]


def cycle_variations_of(spreads: list[MonthSpread], window: list[MonthSpread] | None = None) -> list[CycleVariation]:
    """Wandering of each persona's themes, pooled over the library.

    Parameters
    ----------
    spreads : of each persona.
    window : the same over the whole window, where ``spreads`` are around the levels of shorter stretches: it tells how much a
        month resembles the one before it with less error.

    Notes
    -----
    Every theme has a variance of its own, shrunk towards that of all the *other* themes together (empirical Bayes on the ratio
    of the two, as moderated variances are), so that one wild theme is not surfaced for being wild and the others do not pay
    for it. The others' variance is itself shrunk towards a prior that fades as past cycles come in.
    """
    themes = [np.flatnonzero(spread.is_usable) for spread in spreads]
    pool = _Pool(spreads, themes, _Pool(window, themes) if window else None)
    own = _own_of(pool)
    result, first = [], 0
    for spread, place in zip(spreads, themes, strict=True):
        wander = [np.full(len(spread.is_usable), value) for value in pool.whole]
        for values, parts in zip(wander, own, strict=True):
            values[place] = parts[first : first + len(place)]
        first += len(place)
        result.append(CycleVariation(*wander, is_short=float(pool.degrees.sum()) < ENOUGH_HISTORY))
    return result


class _Pool:
    """The usable themes of a library, and what all of them but one say."""

    def __init__(self, spreads: list[MonthSpread], themes: list[np.ndarray], window: _Pool | None = None) -> None:
        chosen = list(zip(spreads, themes, strict=True))
        self.between, self.noise, self.next_to = (
            np.concatenate([getattr(spread, name)[place] for spread, place in chosen] or [np.zeros(0)])
            for name in ("between", "noise", "next_to")
        )
        self.degrees = np.concatenate([np.full(len(place), spread.degrees) for spread, place in chosen] or [np.zeros(0)])
        self.seen, self.seen_beside = (
            np.concatenate([np.tile(getattr(spread, name), (len(place), 1)) for spread, place in chosen])
            for name in ("seen", "seen_beside")
        )
        self.tells = self.degrees / np.maximum(self.noise, TINY) ** 2  # one over the variance of a theme's own estimate
        n = len(self.between)
        alike = (_mended(np.array([window.whole[1]])), _mended(window.others[1])) if window else (None, None)
        self.whole = tuple(float(part[0]) for part in self._estimates(np.zeros((1, n), dtype=bool), alike[0]))
        self.others = self._estimates(np.eye(n, dtype=bool), alike[1])

    def _estimates(self, left_out: np.ndarray, alike: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Variance, autocorrelation (measured where it is not known) and degrees with some themes left out; a row a choice."""
        weight = np.where(left_out, 0.0, self.tells)
        weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), TINY)
        excess = np.maximum(weight @ (self.between - self.noise), 0)
        pull = weight * self.noise
        themes = pull.sum(axis=1) ** 2 / np.maximum((pull**2).sum(axis=1), TINY**2)
        degrees = weight @ self.degrees * themes
        error = (excess + pull.sum(axis=1)) / np.sqrt(np.maximum(degrees, 1))
        alike = self._autocorrelation(weight, excess, error) if alike is None else alike
        pairs = zip(alike, weight @ self.seen, strict=True)
        seen = np.maximum([np.interp(likeness, AUTOCORRELATIONS, parts) for likeness, parts in pairs], LEAST_SEEN)
        degrees = degrees * (1 - alike**2) / (1 + alike**2)
        prior = PRIOR_DEGREES * np.maximum(1 - degrees / PRIOR_FADES, 0)
        known = np.maximum(degrees + prior, 1)
        return (degrees * excess / seen + prior * PRIOR_VARIANCE) / known, alike, known

    def _autocorrelation(self, weight: np.ndarray, excess: np.ndarray, error: np.ndarray) -> np.ndarray:
        """How much a month resembles the next.

        ``error`` is that of the excess: a quarter of it is taken off, since chance alone looks alike too.
        """
        seen, beside = weight @ self.seen, weight @ self.seen_beside
        shown = (weight @ self.next_to - error / 4) / np.maximum(excess + error, TINY)
        # half a degree to spare: a mean of equal degrees is a hair above or below them, by the order of the themes
        shown = np.where(weight @ self.degrees >= CYCLES_IN_A_ROW - 1.5, shown, -np.inf)
        ratio = beside / np.maximum(seen, TINY)
        return np.array([np.interp(likeness, ratios, AUTOCORRELATIONS) for likeness, ratios in zip(shown, ratio, strict=True)])


def _mended(alike: np.ndarray) -> np.ndarray:
    """How alike months are, of what a window of twelve shows: 0, 0.3 and 0.6 are read as 0.07, 0.21 and 0.44 on average."""
    return np.minimum(alike + alike**2, AUTOCORRELATIONS[-1])


def _own_of(pool: _Pool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each theme's variance, autocorrelation and degrees: its own months shrunk towards the other themes'.

    From few cycles no theme is believed to be calmer than the others: two months that happen to be alike say little.
    """
    variance, alike, known = pool.others
    if len(variance) < FEW_THEMES:
        return variance, alike, known
    seen = np.array([np.interp(likeness, AUTOCORRELATIONS, parts) for likeness, parts in zip(alike, pool.seen, strict=True)])
    usual = variance * seen + pool.noise
    ratio = np.maximum(pool.between, TINY) / np.maximum(usual, TINY)
    shrunk, degrees = moderated(ratio, pool.degrees, known)
    shrunk = np.where(pool.degrees < CYCLES_IN_A_ROW - 1, np.maximum(shrunk, 1.0), shrunk)
    return np.maximum(shrunk * usual - pool.noise, 0) / np.maximum(seen, LEAST_SEEN), alike, degrees

"""Months: invented accounts talking, with what changed known. Others can run their method on them.

A *case* is a :class:`Case`; ``make_months(case, seed)`` gives one stretch of months whose last one is the month in question.
What is drawn, in this order, from ``numpy.random.default_rng(seed)``:

1. Every account gets a segment (of three, by ``segment_parts``) and a rate of talking: 2 conversations a month, or log-normal
   around 2 (``unevenness`` is the sigma) with Poisson counts, so that some are silent in some months.
2. Every theme has a base share; every account its own level of it, beta-distributed around the base with intra-class
   correlation ``own_level``. Segments and kinds multiply the odds of some themes (``mix_odds``) where the case says so.
3. Every theme's share wanders between months on the logit scale with standard deviation ``wander``.
4. In the last month theme 0 rises by ``planted`` (falls when negative) in the segments of ``planted_in``: an account at level
   a goes to a + (1 - a) * planted / (1 - base), or a * (1 + planted / base) for a fall, which moves the mean by ``planted``.
5. Conversations raise themes independently; with ``sticky`` above 0 a conversation repeats, with that chance, what its
   account's first conversation of the month raised.
6. The loud account opens ``loud`` conversations more in the last month, all about theme 0.
7. In the last month the mix changes: the weights of accounts' segments and of the kinds they speak through.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.shifts.stats.votes import Votes

#: Base shares of the twelve themes of a persona: a few large, many small, as topic models give them.
SHARES = (0.15, 0.25, 0.20, 0.15, 0.12, 0.10, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02)
N_KINDS = 3


@dataclass(frozen=True)
class Case:
    """What happens in some months; the defaults are an ordinary persona with nothing changed."""

    name: str
    n_accounts: int = 60
    n_past: int = 11
    base: float = SHARES[0]
    planted: float = 0.0
    planted_in: tuple[int, ...] = (0, 1, 2)
    own_level: float = 0.10
    unevenness: float = 0.0
    sticky: float = 0.0
    wander: float = 0.0
    loud: int = 0
    mix_change: bool = False

    @property
    def shares(self) -> np.ndarray:
        return np.array([self.base, *SHARES[1:]])


@dataclass(frozen=True)
class Months:
    """Votes of all months (codes 0 to n_past), and how many conversations raise each theme for methods that count those.

    Attributes
    ----------
    votes : Votes
    raising : int array of shape (n_months, n_themes)
    n_conversations : int array of shape (n_months,)
    """

    votes: Votes
    raising: np.ndarray
    n_conversations: np.ndarray


def _odds_moved(share: np.ndarray, log_odds: np.ndarray | float) -> np.ndarray:
    odds = share / np.maximum(1 - share, 1e-12) * np.exp(log_odds)
    return odds / (1 + odds)


def _planted(level: np.ndarray, change: np.ndarray, base: np.ndarray) -> np.ndarray:
    rise, fall = np.maximum(change, 0), np.maximum(-change, 0)
    return level + (1 - level) * rise / (1 - base) - level * np.minimum(fall / np.maximum(base, 1e-12), 1)


def _talk(case: Case, segment: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Conversations of each account in each month through each kind, shape (n_accounts, n_months, n_kinds)."""
    n_months = case.n_past + 1
    if case.unevenness:
        rate = 2 * np.exp(case.unevenness * rng.standard_normal(case.n_accounts) - case.unevenness**2 / 2)
        count = rng.poisson(np.repeat(rate[:, None], n_months, axis=1))
    else:
        count = np.full((case.n_accounts, n_months), 2)
    kinds = np.tile([0.5, 0.4, 0.1], (n_months, 1))
    if case.mix_change:  # a survey goes out, small accounts fall silent more often, large ones speak
        kinds[-1] = [0.25, 0.25, 0.5]
        silent = np.where(segment == 0, 0.6, 0.1)
        count[:, -1] *= rng.random(case.n_accounts) >= silent
        count[:, :-1] *= rng.random((case.n_accounts, n_months - 1)) >= np.where(segment == 2, 0.6, 0.1)[:, None]
    return rng.multinomial(count, kinds[None])


def _levels(case: Case, segment: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Chance that a conversation raises a theme, shape (n_accounts, n_months, n_kinds, n_themes)."""
    shares, n_themes, n_months = case.shares, len(case.shares), case.n_past + 1
    spread = (1 - case.own_level) / case.own_level
    drawn = rng.beta(np.maximum(shares, 1e-9) * spread, (1 - shares) * spread, (case.n_accounts, n_themes))
    level = np.where(shares > 0, drawn, 0)
    month = _odds_moved(shares, case.wander * rng.standard_normal((n_months, n_themes))) - shares
    change = np.repeat(month[None], case.n_accounts, axis=0)
    base = np.repeat(shares[None], case.n_accounts, axis=0)
    change[np.isin(segment, case.planted_in), -1, 0] += case.planted
    level = _planted(level[:, None], change, base[:, None])[:, :, None, :]
    if case.mix_change:  # segments and kinds talk about different things, always
        by_segment = np.zeros((3, n_themes))
        by_segment[2, [0, 3, 6]], by_segment[0, [1, 4, 7]] = 1.0, 1.0
        by_kind = np.zeros((N_KINDS, n_themes))
        by_kind[2, [0, 2, 8]] = 1.0
        level = _odds_moved(np.clip(level, 1e-9, 1 - 1e-9), by_segment[segment][:, None, None] + by_kind[None, None])
    return np.clip(np.broadcast_to(level, (case.n_accounts, n_months, N_KINDS, n_themes)), 0, 1)


def _raised(count: np.ndarray, level: np.ndarray, sticky: float, rng: np.random.Generator) -> np.ndarray:
    """How many of a cell's conversations raise each theme."""
    if not sticky:
        return rng.binomial(count[..., None], level)
    first = rng.random((*level.shape[:2], 1, level.shape[3])) < level  # one draw an account's month
    repeats = rng.binomial(count, sticky)
    return repeats[..., None] * first + rng.binomial((count - repeats)[..., None], level)


def make_months(case: Case, seed: int | np.random.SeedSequence) -> Months:
    """One stretch of months of a case."""
    rng = np.random.default_rng(seed)
    segment = rng.choice(3, case.n_accounts, p=[0.4, 0.35, 0.25])
    count = _talk(case, segment, rng)
    raised = _raised(count, _levels(case, segment, rng), case.sticky, rng)
    if case.loud:
        count[0, -1, 0] += case.loud
        raised[0, -1, 0, 0] += case.loud
    account, month, kind = np.nonzero(count)
    n = count[account, month, kind]
    sizes = {"theme": raised.shape[-1], "month": case.n_past + 1, "account": case.n_accounts}
    names = [tuple(f"{noun} {code:04d}" for code in range(size)) for noun, size in sizes.items()]
    votes = Votes(
        *names, ("large", "middle", "small"), ("call", "survey", "ticket"), voter=account, cycle=month, kind=kind,
        weight=n / count.sum(axis=2)[account, month], n_conversations=n, raised=raised[account, month, kind] / n[:, None],
        segment=segment, is_account=np.ones(case.n_accounts, dtype=bool),
    )  # fmt: skip
    return Months(votes, raised.sum(axis=(0, 2)), count.sum(axis=(0, 2)))

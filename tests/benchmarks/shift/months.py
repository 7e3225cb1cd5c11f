"""Months: invented accounts talking, with what changed known. Others can run their method on them.

A *case* is a :class:`Case`; ``make_months(case, seed)`` gives one stretch of months whose last one is the month in question.
What is drawn, in this order, from ``numpy.random.default_rng(seed)``:

1. Every account gets a segment (of three, by ``segment_parts``) and a rate of talking: 2 conversations a month, or log-normal
   around 2 (``unevenness`` is the sigma) with Poisson counts, so that some are silent in some months.
2. Every theme has a base share; every account its own level of it, beta-distributed around the base with intra-class
   correlation ``own_level``. Segments and kinds multiply the odds of some themes (``mix_odds``) where the case says so.
3. Every theme's share wanders between months on the logit scale with standard deviation ``wander``, theme 2 with ``wild`` where
   that is given; ``ar`` is how much a month resembles the one before it. Every third month ``season`` is added to theme 1.
4. In the last month theme 0 rises by ``planted`` (falls when negative) in the segments of ``planted_in``: an account at level
   a goes to a + (1 - a) * planted / (1 - base), or a * (1 + planted / base) for a fall, which moves the mean by ``planted``.
   ``course`` gives what was planted in each of the last months instead, the oldest first.
5. Conversations raise themes independently; with ``sticky`` above 0 a conversation repeats, with that chance, what its
   account's first conversation of the month raised.
6. The loud account opens ``loud`` conversations more in the last month, all about theme 0.
7. In the last month the mix changes: the weights of accounts' segments and of the kinds they speak through.
8. In every month after the first a part ``churn`` of the accounts is replaced by new ones, with levels of their own and the
   segment of those they replace; 1 makes every voter one of a single month.
9. With ``tiers`` every account has one of three tiers as well, drawn apart from all else, so that the same months without them
   stay the same; with ``planted_in_tiers`` theme 0 rises in these alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kit.shifts.stats.votes import Votes

#: Base shares of the twelve themes of a persona: a few large, many small, as topic models give them.
SHARES = (0.15, 0.25, 0.20, 0.15, 0.12, 0.10, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02)
#: Segments of accounts, in the order of `planted_in`.
SEGMENTS = ("large", "middle", "small")
#: Tiers of accounts, in the order of `planted_in_tiers`; a quarter, a third and the rest of the accounts have them.
TIERS, TIER_PARTS = ("A", "B", "C"), (0.25, 0.35, 0.40)
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
    tiers: bool = False
    planted_in_tiers: tuple[int, ...] = (0, 1, 2)
    own_level: float = 0.10
    unevenness: float = 0.0
    sticky: float = 0.0
    wander: float = 0.0
    loud: int = 0
    mix_change: bool = False
    course: tuple[float, ...] = ()
    churn: float = 0.0
    ar: float = 0.0
    wild: float | None = None
    season: float = 0.0
    zipf: float = 0.0
    own_shares: tuple[float, ...] = SHARES
    n_personas: int = 1

    @property
    def looks(self) -> int:
        """How many of the last months are looked at, one after the other."""
        return max(len(self.course), 1)

    @property
    def points(self) -> np.ndarray:
        """What was planted in each month, shape (n_past + looks,)."""
        course = self.course or (self.planted,)
        return np.concatenate([np.zeros(self.n_past + self.looks - len(course)), course])

    @property
    def shares(self) -> np.ndarray:
        return np.array([self.base, *self.own_shares[1:]])


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
    n_months = len(case.points)
    if case.zipf:
        rate = rng.permutation(np.arange(1.0, case.n_accounts + 1) ** -case.zipf)
        count = rng.poisson(np.repeat(2 * rate[:, None] / rate.mean(), n_months, axis=1))
    elif case.unevenness:
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


def _levels(case: Case, segment: np.ndarray, tier: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Chance that a conversation raises a theme, shape (n_accounts, n_months, n_kinds, n_themes)."""
    shares, n_themes, n_months = case.shares, len(case.shares), len(case.points)
    spread = (1 - case.own_level) / case.own_level
    drawn = rng.beta(np.maximum(shares, 1e-9) * spread, (1 - shares) * spread, (len(segment), n_themes))
    level = np.where(shares > 0, drawn, 0)
    month = _odds_moved(shares, _month_odds(case, n_months, n_themes, rng)) - shares
    change = np.repeat(month[None], len(segment), axis=0)
    base = np.repeat(shares[None], len(segment), axis=0)
    is_planted = np.isin(segment, case.planted_in) & np.isin(tier, case.planted_in_tiers)
    change[is_planted, :, 0] += case.points
    level = _planted(level[:, None], change, base[:, None])[:, :, None, :]
    if case.mix_change:  # segments and kinds talk about different things, always
        by_segment = np.zeros((3, n_themes))
        by_segment[2, [0, 3, 6]], by_segment[0, [1, 4, 7]] = 1.0, 1.0
        by_kind = np.zeros((N_KINDS, n_themes))
        by_kind[2, [0, 2, 8]] = 1.0
        level = _odds_moved(np.clip(level, 1e-9, 1 - 1e-9), by_segment[segment][:, None, None] + by_kind[None, None])
    return np.clip(np.broadcast_to(level, (len(segment), n_months, N_KINDS, n_themes)), 0, 1)


def _month_odds(case: Case, n_months: int, n_themes: int, rng: np.random.Generator) -> np.ndarray:
    """How far each month lies from the usual, in log-odds."""
    noise = rng.standard_normal((n_months, n_themes))
    for month in range(1, n_months):
        noise[month] = case.ar * noise[month - 1] + np.sqrt(1 - case.ar**2) * noise[month]
    sd = np.full(n_themes, case.wander)
    sd[2] = case.wander if case.wild is None else case.wild
    odds = sd * noise
    odds[(np.arange(n_months) % 3) == (n_months - 1) % 3, 1] += case.season
    return odds


def _raised(count: np.ndarray, level: np.ndarray, sticky: float, rng: np.random.Generator) -> np.ndarray:
    """How many of a cell's conversations raise each theme."""
    if not sticky:
        return rng.binomial(count[..., None], level)
    first = rng.random((*level.shape[:2], 1, level.shape[3])) < level  # one draw an account's month
    repeats = rng.binomial(count, sticky)
    return repeats[..., None] * first + rng.binomial((count - repeats)[..., None], level)


def _replaced(case: Case, rng: np.random.Generator) -> np.ndarray:
    """Which account stands at each place in each month, shape (n_accounts, n_months)."""
    n_months = len(case.points)
    ids = np.tile(np.arange(case.n_accounts)[:, None], (1, n_months))
    n_known = case.n_accounts
    for month in range(1, n_months):
        leaves = rng.random(case.n_accounts) < case.churn
        ids[leaves, month:] = (n_known + np.arange(leaves.sum()))[:, None]
        n_known += int(leaves.sum())
    return ids


def make_months(case: Case, seed: int | np.random.SeedSequence) -> Months:
    """One stretch of months of a case, of one persona."""
    return make_library(case, seed)[0]


def still_case(case: Case) -> Case:
    """The same months with nothing planted: those of a library's other personas."""
    return replace(case, planted=0.0, course=(0.0,) * case.looks)


def make_library(case: Case, seed: int | np.random.SeedSequence) -> list[Months]:
    """One stretch of months of each persona of a case; the accounts are the same. The first persona's theme 0 is planted."""
    rng = np.random.default_rng(seed)
    segment = rng.choice(3, case.n_accounts, p=[0.4, 0.35, 0.25])
    ids = _replaced(case, rng) if case.churn else np.tile(np.arange(case.n_accounts)[:, None], (1, len(case.points)))
    tier = np.random.default_rng([*_entropy(seed), 1]).choice(3, ids.max() + 1, p=TIER_PARTS)
    still = still_case(case)
    return [_months_of(case if at == 0 else still, segment, tier, ids, rng) for at in range(case.n_personas)]


def _entropy(seed: int | np.random.SeedSequence) -> list[int]:
    """The numbers that a seed was made of."""
    if isinstance(seed, int):
        return [seed]
    entropy = seed.entropy if isinstance(seed.entropy, (list, tuple)) else [seed.entropy]
    return [*entropy, *seed.spawn_key]


def _months_of(case: Case, segment: np.ndarray, tier: np.ndarray, ids: np.ndarray, rng: np.random.Generator) -> Months:
    count = _talk(case, segment, rng)
    own = np.zeros(ids.max() + 1, dtype=int)
    own[ids.ravel()] = np.repeat(segment, ids.shape[1])
    level = _levels(case, own, tier, rng)[ids, np.arange(ids.shape[1])[None, :]]
    raised = _raised(count, level, case.sticky, rng)
    if case.loud:
        count[0, -1, 0] += case.loud
        raised[0, -1, 0, 0] += case.loud
    place, month, kind = np.nonzero(count)
    n = count[place, month, kind]
    account, raising = ids[place, month], raised[place, month, kind]
    order = np.lexsort((kind, month, account))
    sizes = {"theme": raised.shape[-1], "month": ids.shape[1], "account": len(own)}
    names = [tuple(f"{noun} {code:04d}" for code in range(size)) for noun, size in sizes.items()]
    votes = Votes(
        *names, SEGMENTS, ("call", "survey", "ticket"), voter=account[order], cycle=month[order],
        kind=kind[order], weight=(n / count.sum(axis=2)[place, month])[order], n_conversations=n[order],
        raised=(raising / n[:, None])[order], segment=own, is_account=np.ones(len(own), dtype=bool),
        tiers=TIERS if case.tiers else (), tier=tier if case.tiers else None,
    )  # fmt: skip
    return Months(votes, raised.sum(axis=(0, 2)), count.sum(axis=(0, 2)))

"""Smallest visible shift: what given accounts could have shown, by simulation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kit.shifts.stats.theme_shifts import KEPT_PART, exact_p
from kit.shifts.stats.uncertainty import cautious_degrees, two_sided_p
from kit.shifts.stats.votes import Votes, vote_table

#: Chance of being seen that "visible" stands for.
POWER = 0.80
#: Level of the test behind "visible".
LEVEL = 0.05
#: Simulated months for each size tried; 500 leave about 1 point of error in the size found.
SIMULATIONS = 500
#: Halvings of the interval of sizes; 8 leave it 0.4 points wide.
HALVINGS = 8


def seed_of(*parts: str | int) -> int:
    """A seed from names, the same whatever else is computed and in whatever order."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()[:8], "big")


@dataclass(frozen=True)
class VotesHeard:
    """Who could have shown a shift.

    Attributes
    ----------
    now, before : int arrays
        Conversations of each voter in the cycle, and of each voter in each baseline cycle; silent ones left out.
    """

    now: np.ndarray
    before: np.ndarray

    @cached_property
    def sizes(self) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """Numbers of conversations and how many voters have so many, now and before: voters of one size are drawn together."""
        return np.unique(self.now, return_counts=True), np.unique(self.before, return_counts=True)

    @cached_property
    def error_factor(self) -> float:
        """Variance of the difference of the two means, in units of p(1 - p), for independent conversations."""
        return float((1 / self.now).mean() / len(self.now) + (1 / self.before).mean() / len(self.before))

    @cached_property
    def third_factor(self) -> float:
        """Its third central moment, in units of p(1 - p)(1 - 2p)."""
        return float((1 / self.now**2).mean() / len(self.now) ** 2 - (1 / self.before**2).mean() / len(self.before) ** 2)


def _simulated_shares(of_size: tuple[np.ndarray, np.ndarray], level: float, rng: np.random.Generator) -> np.ndarray:
    """Mean over voters of the fraction of their conversations, in each simulated month."""
    sizes, voters = of_size
    drawn = rng.binomial(sizes * voters, level, size=(SIMULATIONS, len(sizes)))
    return (drawn / sizes).sum(axis=1) / voters.sum()


def _simulated_raising(of_size: tuple[np.ndarray, np.ndarray], level: float, rng: np.random.Generator) -> np.ndarray:
    """Voters that raise the theme in any of their conversations, in each simulated month."""
    sizes, voters = of_size
    return rng.binomial(voters, 1 - (1 - level) ** sizes, size=(SIMULATIONS, len(sizes))).sum(axis=1)


@dataclass(frozen=True)
class Noise:
    """What a test has to get past.

    Attributes
    ----------
    excess : float
        Variance found over that of independent conversations, as a ratio.
    ordinary : float
        Variance that ordinary months add, on the logit scale, with the baseline's part in it.
    degrees : float
        Degrees of freedom behind the accounts' variance.
    level : float
        p at which a shift is called.
    least : float
        Smallest shift that the bar lets through, 0-1.
    least_accounts : int
        Accounts that the bar wants to raise the theme.
    """

    excess: float = 1.0
    ordinary: float = 0.0
    degrees: float = 30.0
    level: float = LEVEL
    least: float = 0.0
    least_accounts: int = 0


def power_of(shift: float, base: float, known: VotesHeard, noise: Noise, seed: int, least: float = 0.0) -> float:
    """Chance that a rise is called.

    Parameters
    ----------
    shift, base : size of the rise and share before it, 0-1.
    seed : seed of the simulated months.
    least : chance below which its size is not asked for: what is returned then is below it too, and may be above the chance.
    """
    rng = np.random.default_rng(seed)
    n_now, n_before = len(known.now), len(known.before)
    wandering = np.sqrt(noise.ordinary) * base * (1 - base) * rng.standard_normal(SIMULATIONS)
    sizes_now, sizes_before = known.sizes
    before = _simulated_shares(sizes_before, base, rng)
    now = _simulated_shares(sizes_now, base + shift, rng) + wandering
    level = (now * n_now + before * n_before + 0.5) / (n_now + n_before + 1)
    level = np.clip(level, 0.5 / (n_now + n_before + 1), 1 - 0.5 / (n_now + n_before + 1))
    spread = level * (1 - level)
    unequal = max(noise.excess - 1, 0) * spread * known.error_factor
    difference = now - before + np.sqrt(unequal) * rng.standard_normal(SIMULATIONS)
    of_accounts = spread * known.error_factor * noise.excess
    error = np.sqrt(of_accounts + noise.ordinary * spread**2)
    size = np.abs(difference)
    is_kept = size - 1 / len(known.now) >= KEPT_PART * size  # without an account that raises nothing else
    third = noise.excess**2 * known.third_factor * spread * (1 - 2 * level)
    degrees = cautious_degrees(noise.degrees, of_accounts / error**2)
    is_sure = two_sided_p(size / error, degrees, third / error**3) < noise.level
    is_called = is_sure & is_kept & (size >= noise.least)
    if is_called.mean() < least:
        return float(is_called.mean())
    return float((is_called & _are_enough(shift, base, known, noise, rng)).mean())


def _are_enough(shift: float, base: float, known: VotesHeard, noise: Noise, rng: np.random.Generator) -> np.ndarray:
    """Whether the accounts that raise the theme in each simulated month pass the exact test, and are as many as the bar asks."""
    raising_now, raising_before = (
        _simulated_raising(sizes, level, rng) for sizes, level in zip(known.sizes, (base + shift, base), strict=True)
    )
    exact = exact_p(raising_now, raising_now + raising_before, len(known.now), len(known.now) + len(known.before))
    return (exact <= noise.level) & (raising_now >= noise.least_accounts)


def smallest_visible(base: float, known: VotesHeard, noise: Noise, seed: int) -> float:
    """The smallest rise that would have been called in 80 of 100 months, 0-1; 1 where none would.

    Notes
    -----
    Above a share of one half the fall is taken, which is the rise of everything else.
    """
    if len(known.now) < 2 or len(known.before) < 2:
        return 1.0
    base = float(np.clip(min(base, 1 - base), 0.5 / (len(known.before) + 1), 0.5))
    low, high = 0.0, 1 - base
    if power_of(high, base, known, noise, seed, POWER) < POWER:
        return 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if power_of(middle, base, known, noise, seed, POWER) < POWER:
            low = middle
        else:
            high = middle
    return high


def votes_heard(votes: Votes, now: list[str], before: list[str]) -> VotesHeard:
    """Conversations of each voter in each of the cycles now, and in each of those before."""
    _, count = vote_table(votes)
    sides = (count[:, [votes.cycles.index(name) for name in cycles]].ravel() for cycles in (now, before))
    return VotesHeard(*(side[side > 0] for side in sides))


def visible_pp(base: float, known: VotesHeard, noise: Noise, seed: int) -> float:
    """Smallest visible shift of these voters in percentage points, rounded to a tenth; 100 where none would be seen."""
    return round(100 * smallest_visible(base, known, noise, seed), 1)

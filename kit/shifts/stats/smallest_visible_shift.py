"""Smallest visible shift: what given accounts could have shown, by simulation, and the strength it gives a segment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from kit.cycles import Periods
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

    @property
    def error_factor(self) -> float:
        """Variance of the difference of the two means, in units of p(1 - p), for independent conversations."""
        return float((1 / self.now).mean() / len(self.now) + (1 / self.before).mean() / len(self.before))


def _simulated_shares(counts: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Mean over voters of the fraction of their conversations, in each simulated month."""
    sizes, voters = np.unique(counts, return_counts=True)  # voters of one size together are one binomial
    drawn = rng.binomial(sizes * voters, level, size=(SIMULATIONS, len(sizes)))
    return (drawn / sizes).sum(axis=1) / len(counts)


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
        Degrees of freedom of the test.
    level : float
        p at which a shift is called.
    """

    excess: float = 1.0
    ordinary: float = 0.0
    degrees: float = 30.0
    level: float = LEVEL


def power_of(shift: float, base: float, voters: VotesHeard, noise: Noise, seed: int) -> float:
    """Chance that a rise is called.

    Parameters
    ----------
    shift, base : size of the rise and share before it, 0-1.
    seed : seed of the simulated months.
    """
    rng = np.random.default_rng(seed)
    wandering = np.sqrt(noise.ordinary) * base * (1 - base) * rng.standard_normal(SIMULATIONS)
    before = _simulated_shares(voters.before, base, rng)
    now = _simulated_shares(voters.now, base + shift, rng) + wandering
    n_now, n_before = len(voters.now), len(voters.before)
    level = (now * n_now + before * n_before + 0.5) / (n_now + n_before + 1)
    level = np.clip(level, 0.5 / (n_now + n_before + 1), 1 - 0.5 / (n_now + n_before + 1))
    spread = level * (1 - level)
    error = np.sqrt(spread * voters.error_factor * noise.excess + noise.ordinary * spread**2)
    return float((np.abs(now - before) / error > stats.t.isf(noise.level / 2, noise.degrees)).mean())


def smallest_visible(base: float, voters: VotesHeard, noise: Noise, seed: int) -> float:
    """The smallest rise that would have been called in 80 of 100 months, 0-1; 1 where none would.

    Notes
    -----
    Above a share of one half the fall is taken, which is the rise of everything else.
    """
    if len(voters.now) < 2 or len(voters.before) < 2:
        return 1.0
    base = float(np.clip(min(base, 1 - base), 0.5 / (len(voters.before) + 1), 0.5))
    low, high = 0.0, 1 - base
    if power_of(high, base, voters, noise, seed) < POWER:
        return 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if power_of(middle, base, voters, noise, seed) < POWER:
            low = middle
        else:
            high = middle
    return high


#: Accounts of a segment that have to raise a theme before its signal there is called strong.
STRONG_ACCOUNTS = 3
#: The two-sided p at which a segment shows a shift by itself: 5 % to one side, for the direction is the persona's already.
#: The interval that is drawn has to be clear of zero as well, so that no word contradicts its dot.
STRONG_P = 0.10


def votes_heard(votes: Votes, periods: Periods) -> VotesHeard:
    """Conversations of each voter in the cycle, and in each of the baseline's."""
    _, count = vote_table(votes)
    columns = [votes.cycles.index(name) for name in periods.baseline]
    after, before = count[:, votes.cycles.index(periods.now)], count[:, columns].ravel()
    return VotesHeard(after[after > 0], before[before > 0])


def strength_of(shift_pp: float, segment: dict[str, Any]) -> str:
    """strong, moderate or thin.

    Parameters
    ----------
    shift_pp : the shift in question, of the whole persona.
    segment : ``shift_pp``, ``low_pp``, ``high_pp`` (its 95 % interval), ``p``, ``accounts`` raising it and
        ``smallest_visible_shift_pp`` of the segment.

    Notes
    -----
    thin: the smallest shift its accounts could have shown is larger than the shift in question. strong: the segment
    shows it by itself, in the same direction, at p 0.10 (5 % to that side) and with a 95 % interval clear of zero, with at
    least three accounts. moderate: all between; the segment could have shown it and does so weakly, or not.
    """
    if segment["smallest_visible_shift_pp"] > abs(shift_pp) and not _shows(shift_pp, segment):
        return "thin"
    return "strong" if _shows(shift_pp, segment) else "moderate"


def _shows(shift_pp: float, segment: dict[str, Any]) -> bool:
    is_same_way = segment["shift_pp"] * shift_pp > 0
    return is_same_way and segment["p"] <= STRONG_P and _is_clear(segment) and segment["accounts"] >= STRONG_ACCOUNTS


def _is_clear(segment: dict[str, Any]) -> bool:
    """Whether a segment's interval leaves out zero; one that is not known does not."""
    low, high = segment["low_pp"], segment["high_pp"]
    return low is not None and high is not None and (low > 0 or high < 0)


def visible_pp(base: float, votes: Votes, periods: Periods, noise: Noise, seed: int) -> float:
    """Smallest visible shift of these voters in percentage points, rounded to a tenth; 100 where none would be seen."""
    return round(100 * smallest_visible(base, votes_heard(votes, periods), noise, seed), 1)

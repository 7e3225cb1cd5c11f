"""Strength: whether each segment's own accounts show a shift, and whether they could have."""

from __future__ import annotations

from typing import Any

from kit.periods import Periods
from kit.shifts.stats.smallest_visible_shift import Heard, Noise, smallest_visible
from kit.shifts.stats.votes import Votes, vote_table

#: Accounts of a segment that have to raise a theme before its signal there is called strong.
STRONG_ACCOUNTS = 3
#: The two-sided p at which a segment shows a shift by itself: 5 % to one side, for the direction is the persona's already.
#: The interval that is drawn has to be clear of zero as well, so that no word contradicts its dot.
STRONG_P = 0.10


def heard_of(votes: Votes, periods: Periods) -> Heard:
    """Conversations of each voter in the cycle, and in each of the baseline's."""
    _, count = vote_table(votes)
    at = [votes.cycles.index(name) for name in periods.baseline]
    after, before = count[:, votes.cycles.index(periods.now)], count[:, at].ravel()
    return Heard(after[after > 0], before[before > 0])


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
    return round(100 * smallest_visible(base, heard_of(votes, periods), noise, seed), 1)

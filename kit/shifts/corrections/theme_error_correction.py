"""Theme error correction: shares and shifts freed of passages that were put to the wrong theme, once people have read enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.cycles import Periods
from kit.matching.match_accuracy import MIN_DECISIONS, Strata, Z, shrunk_part, wilson
from kit.shifts.corrections.match_error_correction import MOST_UNSURE, Counted
from kit.shifts.corrections.reviewed_evidence import ReviewedEvidence, reviewed_evidence

Facts = dict[str, Any]

#: Share below which the spread of a share is taken for that of this one.
LEAST_SHARE = 0.01
#: Conversations that raise a theme by the fit and were read, from which its share is corrected.
LEAST_RAISING = 5


def counted_alone(raised: np.ndarray, now: np.ndarray, before: np.ndarray) -> Counted:
    """The same where every conversation is taken for the persona's own."""
    return Counted(Strata(raised.astype(int), np.ones(2), np.zeros(2)), now, before)


@dataclass(frozen=True)
class TrueRates:
    """Part of the votes that truly raises a theme, in one period: where the fit does not have it, and where it has.

    Attributes
    ----------
    part, variance : ndarray (2,)
    """

    part: np.ndarray
    variance: np.ndarray


def true_rates(evidence: ReviewedEvidence, theme: str, votes: np.ndarray, period: np.ndarray) -> TrueRates | None:
    """How often a theme is truly raised in one period; None where too few that raise it were read.

    Parameters
    ----------
    votes : ndarray (n,), each conversation's vote.
    period : ndarray (n,) of bool, the conversations of the period; those of the other one count for a little.

    Notes
    -----
    The share is the mean of what the fit says plus the weighted mean of its errors, each taken among the conversations that
    the fit treats alike (a difference estimator, post-stratified; Cochran 1977; Angelopoulos and others 2023).
    """
    truly, parts = evidence.truly[theme].fillna(0).to_numpy(), []
    for raises in (False, True):
        ours = evidence.raised[theme].to_numpy() == raises
        drawn = evidence.drawn(theme, raises, period) | evidence.drawn(theme, raises, ~period)
        if raises and (drawn & evidence.is_read).sum() < LEAST_RAISING:
            return None
        seen = np.flatnonzero(drawn)
        everywhere = np.ones(len(seen), dtype=bool)
        parts.append(shrunk_part(votes[seen], truly[seen] > 0, period[seen], everywhere, int((ours & period).sum())))
    return TrueRates(*(np.array(column) for column in zip(*parts, strict=True)))


def corrected_for_themes(counted: Counted, now: TrueRates, before: TrueRates) -> Facts:
    """A theme's share and shift, corrected.

    Returns
    -------
    dict of ``share``, ``share_half`` (0 to 1), ``shift_pp`` and ``shift_half_pp`` (points); the halves are what the correction
    adds to either's 95 % interval, on either side. ``spread`` and ``shift_spread`` are times which the intervals of the counted
    share and shift are as wide at the corrected level: a share's spread depends on its size.
    """
    share, of_now = counted.strata.share(counted.now, now.part)
    past, of_before = counted.strata.share(counted.before, before.part)
    errors = [float((counted.strata.sides(votes) ** 2 * rates.variance).sum()) for votes, rates in
              ((counted.now, now), (counted.before, before))]  # fmt: skip
    own = float((of_now**2 * counted.strata.variance).sum())
    both = float(((of_now - of_before) ** 2 * counted.strata.variance).sum())
    return {
        "share": share, "share_half": Z * float(np.sqrt(own + errors[0])),
        "shift_pp": 100 * (share - past), "shift_half_pp": 100 * Z * float(np.sqrt(both + sum(errors))),
        "spread": _spread_at(share, counted.strata.share(counted.now)[0]),
        "shift_spread": _spread_at((share + past) / 2, counted.strata.share(counted.now + counted.before)[0]),
    }  # fmt: skip


def _spread_at(share: float, raw: float) -> float:
    """How many times as wide the interval of one share is as that of another, of as many voters."""
    share, raw = (min(max(value, LEAST_SHARE), 1 - LEAST_SHARE) for value in (share, raw))
    return float(np.sqrt(share * (1 - share) / (raw * (1 - raw))))


def theme_corrections(
    evidence: ReviewedEvidence, counted: dict[str, Counted], votes: tuple[np.ndarray, np.ndarray]
) -> dict[str, Facts]:
    """What wrong themes do to a persona's shares, theme by theme; those that too few decisions speak of are left out.

    Parameters
    ----------
    counted : by theme.
    votes : of each conversation of ``evidence``, its vote now and before, 0 in the other one.

    Returns
    -------
    dict of theme id to what :func:`corrected_for_themes` returns, ``n_read`` (conversations read that raise it by the fit) and
    ``right`` (part of their votes that truly does, 0 to 1). ``shift_pp`` is None where only the share is known well enough.
    """
    is_now, weights, corrected = votes[0] > 0, votes[0] + votes[1], {}
    if int(evidence.drawn_any((is_now, ~is_now)).sum()) < MIN_DECISIONS:
        return {}
    for theme, ours in counted.items():
        now, before = (true_rates(evidence, theme, weights, period) for period in (is_now, ~is_now))
        if now is None or before is None:
            continue
        facts = corrected_for_themes(ours, now, before)
        if facts["share_half"] > MOST_UNSURE:
            continue
        if facts["shift_half_pp"] / 100 > MOST_UNSURE:
            facts |= {"shift_pp": None, "shift_half_pp": None}
        read = evidence.raised[theme].to_numpy() & evidence.is_read & evidence.truly[theme].notna().to_numpy()
        corrected[theme] = facts | {"n_read": int(read.sum()), "right": float(now.part[1])}
    return corrected


def theme_quality(evidence: ReviewedEvidence, is_now: np.ndarray) -> Facts | None:
    """How often a conversation raises a theme that the fit put it to, from those that chance drew and people read.

    Parameters
    ----------
    is_now : ndarray (n,) of bool, the conversations of the cycle; each period has its own draw.

    Returns
    -------
    dict or None where fewer than :data:`kit.matching.match_accuracy.MIN_DECISIONS` conversations were read
        ``n_read`` conversations, ``n_raised`` pairs of a conversation and a theme that it was put to, ``right``, ``right_low``,
        ``right_high`` (part of them that truly raise it, 0 to 1), ``missed`` (themes truly raised that the fit did not have).
    """
    read = evidence.drawn_any((is_now, ~is_now))
    if int(read.sum()) < MIN_DECISIONS:
        return None
    raised, truly = evidence.raised.to_numpy()[read], evidence.truly.to_numpy()[read] > 0
    right, n = int((raised & truly).sum()), int(raised.sum())
    low, high = wilson(right, n)
    return {
        "n_read": int(read.sum()), "n_raised": n, "right": round(right / n, 3) if n else None, "right_low": round(low, 3),
        "right_high": round(high, 3), "missed": int((truly & ~raised).sum()),
    }  # fmt: skip


def checked_themes(
    assignments: pd.DataFrame, counted: pd.DataFrame, read: tuple[pd.DataFrame, int], periods: Periods,
    by_matches: dict[str, Counted],
) -> tuple[Facts | None, dict[str, Facts]]:  # fmt: skip
    """What people found of a persona's themes: :func:`theme_quality`, and :func:`theme_corrections` of those read enough.

    Parameters
    ----------
    assignments : of the persona, by the fit in question.
    counted : ``conversation_key, voter_id, cycle`` of its counted conversations.
    read : rows of the record's ``theme_decisions``, and the seed of the lots.
    by_matches : how the votes stand to each theme with matches corrected; empty where they are taken as they are.
    """
    ours = counted[counted["cycle"].isin(periods.compared)].reset_index(drop=True)
    decisions, seed = read
    if decisions.empty or ours.empty:
        return None, {}
    evidence = reviewed_evidence(assignments, ours["conversation_key"], decisions, seed)
    weights = 1 / ours.groupby(["voter_id", "cycle"])["cycle"].transform("size").to_numpy()
    is_now = (ours["cycle"] == periods.now).to_numpy()
    votes = (weights * is_now, weights * ~is_now)
    alone = {theme: counted_alone(evidence.raised[theme].to_numpy(), *votes) for theme in evidence.raised}
    return theme_quality(evidence, is_now), theme_corrections(evidence, alone | by_matches, votes)

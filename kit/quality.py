"""Match quality: how often the matcher is right, and shares corrected for where it is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from kit.decisions import standing

Facts = dict[str, Any]

#: Sampled decisions on a persona from which its rates are told and its shares corrected.
MIN_DECISIONS = 20

#: Confidence of every interval.
CONFIDENCE = 0.95


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's interval of a rate, 0 to 1; (0, 1) where nothing was seen."""
    if not n:
        return 0.0, 1.0
    z = stats.norm.ppf((1 + CONFIDENCE) / 2)
    rate, spread = right / n, z * np.sqrt(right / n * (1 - right / n) / n + z * z / (4 * n * n))
    middle = rate + z * z / (2 * n)
    return float(max(0, (middle - spread) / (1 + z * z / n))), float(min(1, (middle + spread) / (1 + z * z / n)))


def truth_of(decisions: pd.DataFrame) -> pd.DataFrame:
    """What the newest decisions say the truth is: ``conversation_key`` (index), ``truth``, ``proposed``, ``proposed_state``, ``drawn``.

    Notes
    -----
    ``truth`` is a persona, "" for none of them, or None where a rejection only says who it is not.
    """
    latest = standing(decisions)
    truth = [row.persona_id if row.verdict in ("approve", "reassign") else None for row in latest.itertuples()]
    return latest.assign(truth=pd.Series(truth, index=latest.index, dtype=object))[
        ["truth", "proposed", "proposed_state", "drawn", "persona_id", "verdict"]
    ]


def match_quality(decisions: pd.DataFrame, persona_id: str) -> Facts | None:
    """Precision and recall of a persona's matches, from the decisions that were drawn at random.

    Parameters
    ----------
    decisions : rows of the record; ``proposed`` and ``proposed_state`` are what the matcher said before it was told.

    Returns
    -------
    dict or None where fewer than :data:`MIN_DECISIONS` say anything about the persona
        ``precision``, ``precision_low``, ``precision_high`` (of what is attached to it, how much is right), ``recall`` and its bounds (of
        what is its, how much is attached), 0 to 1, ``n_decisions``.
    """
    known = truth_of(decisions[decisions["drawn"] == "sample"])
    attached = (known["proposed"] == persona_id) & (known["proposed_state"] == "attached")
    wrong = (known["verdict"] == "reject") & (known["persona_id"] == persona_id)
    told = known["truth"].notna() | wrong
    is_true = known["truth"] == persona_id
    proposed, actual = int((attached & told).sum()), int(is_true.sum())
    right = int((attached & is_true).sum())
    if proposed + actual - right < MIN_DECISIONS:
        return None
    facts: Facts = {"n_decisions": proposed + actual - right}
    for name, n in (("precision", proposed), ("recall", actual)):
        low, high = wilson(right, n)
        facts |= {name: round(right / n, 3) if n else None, f"{name}_low": round(low, 3), f"{name}_high": round(high, 3)}
    return facts


def corrected_share(
    raises: np.ndarray, weights: np.ndarray, attached: np.ndarray, reviewed: np.ndarray, is_true: np.ndarray
) -> Facts:
    """A theme's share, corrected for conversations that the matcher gave to the wrong persona or missed.

    Parameters
    ----------
    raises : ndarray (n,) of bool, whether each conversation that could be the persona's raises the theme.
    weights : ndarray (n,), its vote: one over its voter's conversations.
    attached : ndarray (n,) of bool, whether the matcher counts it for the persona.
    reviewed : ndarray of int, rows drawn at random and decided.
    is_true : ndarray of bool, for those rows, whether they are the persona's.

    Returns
    -------
    dict of ``raw`` (the share as the matcher has it), ``corrected``, ``low``, ``high`` (0 to 1, 95 %), ``n_reviewed``.

    Notes
    -----
    Prediction-powered inference (Angelopoulos and others 2023) of a ratio of two means: each mean is the matcher's over all conversations plus the
    reviewed ones' mean difference between truth and matcher, the difference scaled by the factor that makes the interval
    shortest. The correction needs no model of the matcher's errors, only that the reviewed rows were drawn at random.
    """
    vote = weights / weights.mean()
    machine = np.column_stack([vote * attached * raises, vote * attached])
    seen = machine[reviewed]
    truth = np.column_stack([vote[reviewed] * is_true * raises[reviewed], vote[reviewed] * is_true])
    raw = float(machine[:, 0].sum() / machine[:, 1].sum()) if machine[:, 1].sum() else 0.0
    start = truth.mean(axis=0)
    guess = start[0] / start[1] if start[1] > 0 else raw
    gradient = np.array([1.0, -guess])
    a, b = truth @ gradient, seen @ gradient
    n, everything = len(reviewed), len(raises)
    spread = b.var(ddof=1) * (1 + n / everything) if n > 1 else 0.0
    tuned = float(np.clip(np.cov(a, b)[0, 1] / spread, 0, 1)) if spread > 0 else 0.0
    means = start + tuned * (machine.mean(axis=0) - seen.mean(axis=0))
    value = float(np.clip(means[0] / means[1], 0, 1)) if means[1] > 0 else raw
    left = (a - tuned * b).var(ddof=1) / n + tuned**2 * (machine @ gradient).var(ddof=1) / everything if n > 1 else 1.0
    half = stats.norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(left) / max(means[1], 1e-9)
    return {
        "raw": round(raw, 4),
        "corrected": round(value, 4),
        "low": round(max(0.0, value - half), 4),
        "high": round(min(1.0, value + half), 4),
        "n_reviewed": n,
    }

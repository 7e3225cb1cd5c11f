"""Match error correction: a brief's shares and shifts freed of the matcher's mistakes, once people have checked enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.cycles import Periods
from kit.geometry import unit
from kit.matching.match_accuracy import ReviewedMatches, Strata, Z, corrected_shift, strata_of
from kit.matching.stances import ON_NOTHING
from kit.record.vectors import Vectors
from kit.shifts.counted_conversations import voter_ids
from kit.shifts.measure_persona import Tables

Facts = dict[str, Any]

#: Half an interval, as a share, from which a corrected figure tells nothing: it is then left out.
MOST_UNSURE = 0.15


@dataclass(frozen=True)
class Counted:
    """How a persona's votes stand to one theme, by the fit.

    Attributes
    ----------
    strata : conversations in groups of like ones, and what part of each is the persona's.
    now, before : ndarray (n,), each conversation's vote in either period, 0 in the other one.
    """

    strata: Strata
    now: np.ndarray
    before: np.ndarray


def counted_by_matches(
    tables: Tables, persona_id: str, checked: ReviewedMatches, vectors: Vectors, periods: Periods
) -> dict[str, Counted]:
    """How a persona's votes stand to each theme, those that the matcher gave to the wrong persona or missed among them.

    Parameters
    ----------
    tables : the window's rows.
    checked : what people found of its matches.

    Notes
    -----
    A conversation that was given to somebody else was never part of the fit. It raises the theme whose centre one of its
    passages is nearest to, if it is as near as what the fit put there: of the persona's own passages exactly as many are.
    """
    conversations = checked.keys.to_frame("conversation_key").merge(tables.conversations, on="conversation_key", how="left")
    ours = tables.assignments[tables.assignments["persona_id"] == persona_id]
    raised = raised_themes(ours, tables.passages, checked, vectors)
    weights = voter_weights(voter_ids(conversations).to_numpy(), conversations["cycle"].to_numpy(), checked.level)
    now = weights * (conversations["cycle"] == periods.now).to_numpy()
    before = weights * conversations["cycle"].isin(periods.baseline).to_numpy()
    return {
        str(theme): Counted(
            strata_of(raised[theme].to_numpy(), weights, checked.level, checked.reviewed, checked.is_true), now, before
        )
        for theme in raised.columns
    }


def corrections(counted: dict[str, Counted]) -> dict[str, Facts]:
    """What the matcher's mistakes do to a persona's shares, theme by theme.

    Parameters
    ----------
    counted : what :func:`counted_by_matches` returns.

    Returns
    -------
    dict of theme id to {share, share_half, shift_pp, shift_half_pp}
        Corrected share of the cycle (0 to 1) and shift (points); the halves are what the correction adds to either's
        95 % interval, on either side. A theme that too few decisions speak of is left out.
    """
    figures = {theme: _corrected(of.strata, of.now, of.before) for theme, of in counted.items()}
    return {
        theme: facts for theme, facts in figures.items()
        if max(facts["share_half"], facts["shift_half_pp"] / 100) <= MOST_UNSURE
    }  # fmt: skip


def _corrected(strata: Strata, now: np.ndarray, before: np.ndarray) -> Facts:
    share, gradient = strata.share(now)
    shift, variance = corrected_shift(strata, now, before)
    half = Z * float(np.sqrt((gradient**2 * strata.variance).sum()))
    return {"share": share, "share_half": half, "shift_pp": 100 * shift, "shift_half_pp": 100 * Z * float(np.sqrt(variance))}


def voter_weights(voters: np.ndarray, cycles: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Each conversation's vote: one over those that its voter has in the cycle, itself included.

    Parameters
    ----------
    voters, cycles : of each conversation; level : 2 where it is counted for the persona.

    Returns
    -------
    ndarray (n,), 0 to 1
        Over the counted ones these add up to the shares that the briefs print.
    """
    counted = pd.Series((level == 2).astype(int)).groupby([voters, cycles]).transform("sum").to_numpy()
    return 1 / np.maximum(counted + (level != 2), 1)


def raised_themes(assignments: pd.DataFrame, passages: pd.DataFrame, checked: ReviewedMatches, vectors: Vectors) -> pd.DataFrame:
    """Whether each conversation raises each theme of one persona, whoever it was given to.

    Parameters
    ----------
    assignments : rows of the persona; of the conversations in it they are the last word.
    passages : ``passage_id``, ``conversation_key``, ``text``, ``stance``.

    Returns
    -------
    DataFrame of bool of shape (n_conversations, n_themes), rows in the order of ``checked.keys``.
    """
    ours = assignments.merge(passages[["passage_id", "text"]], on="passage_id")
    fitted = set(ours["conversation_key"])
    others = passages[
        passages["conversation_key"].isin(set(checked.keys) - fitted) & ~passages["stance"].isin(ON_NOTHING)
    ]  # fmt: skip
    near = nearest_themes(vectors.of(list(ours["text"])), ours["theme_id"].to_numpy(), vectors.of(list(others["text"])))
    pairs = pd.concat([ours[["conversation_key", "theme_id"]], others[["conversation_key"]].assign(theme_id=near)])
    pairs = pairs[pairs["theme_id"] != ""]
    themes = sorted(set(ours["theme_id"]) - {""})
    table = pd.crosstab(pairs["conversation_key"], pairs["theme_id"]) > 0
    return table.reindex(index=checked.keys, columns=themes, fill_value=False).reset_index(drop=True)


def nearest_themes(fitted: np.ndarray, theme_ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The theme of passages that no fit saw, "" where they are near none.

    Parameters
    ----------
    fitted, others : float arrays of shape (n, n_dimensions) and (n_others, n_dimensions), unit rows.
    theme_ids : of the fitted passages, "" where unthemed.

    Returns
    -------
    object array of shape (n_others,)
    """
    themes = np.array(sorted(set(theme_ids) - {""}), dtype=object)
    if not len(themes) or not len(others):
        return np.full(len(others), "", dtype=object)
    mean = fitted.mean(axis=0)
    centres = unit(np.stack([(fitted[theme_ids == theme] - mean).sum(axis=0) for theme in themes]))
    own, near = (unit(rows - mean) @ centres.T for rows in (fitted, others))
    nearest, sizes = own.argmax(axis=1), [int((theme_ids == theme).sum()) for theme in themes]
    limits = np.array([_limit(own[nearest == column, column], size) for column, size in enumerate(sizes)])
    best = near.argmax(axis=1)
    return np.where(near.max(axis=1) >= limits[best], themes[best], "").astype(object)


def _limit(nearness: np.ndarray, n: int) -> float:
    """The nearness that ``n`` passages reach; all of them where there are fewer, none where there is none."""
    return float(np.sort(nearness)[::-1][min(n, len(nearness)) - 1]) if len(nearness) else 2.0

"""Identity of themes: which topic of this fit is which theme of the record."""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from kit.themes.edits import Edits
from kit.themes.register import Mint

#: Part of a tie's score that the passages seen by both fits decide; the rest is the centres' cosine.
OVERLAP_WEIGHT = 0.75
#: The "none" option: a topic that ties to no theme better than this is a new theme. Two groups of one size
#: that share a third of their passages and lie close together are just above it.
NONE_SCORE = 0.4
#: Score from which a theme found before is what a new claim states: more than half of their passages are the same.
ADOPTED_SCORE = 0.5
#: Part of a theme's shared passages that must go one way before that is called a split or a merge.
MOVED_PART = 0.5
#: Cosine of centres (about the persona's mean) from which a topic is a theme that had died.
RETURN_SIMILARITY = 0.75


def tie_scores(shared: np.ndarray, n_topic: np.ndarray, n_theme: np.ndarray, similarity: np.ndarray) -> np.ndarray:
    """How well each topic fits each theme.

    Parameters
    ----------
    shared : ndarray of shape (n_topics, n_themes): passages in both.
    n_topic, n_theme : passages of each topic, and of each theme, that both fits saw.
    similarity : cosine of the centres, -1 to 1.

    Returns
    -------
    ndarray of shape (n_topics, n_themes), 0 to 1
        Dice overlap and similarity, weighted; the similarity's square alone where a topic or a theme has no
        passage that both fits saw (squared, since a likeness without a witness counts for less).
    """
    total = n_topic[:, None] + n_theme[None, :]
    dice = 2 * shared / np.where(total > 0, total, 1)
    near = similarity.clip(0, 1)
    unseen = (n_topic[:, None] == 0) | (n_theme[None, :] == 0)
    return np.where(unseen, near**2, OVERLAP_WEIGHT * dice + (1 - OVERLAP_WEIGHT) * near)


def best_ties(scores: np.ndarray) -> dict[int, int]:
    """One column for each row at the most, by the best sum of scores; rows better left alone are missing."""
    n_rows, n_columns = scores.shape
    if not n_rows or not n_columns:
        return {}
    with_none = np.hstack([scores, np.full((n_rows, n_rows), NONE_SCORE)])
    rows, columns = linear_sum_assignment(with_none, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if column < n_columns}


def shared_counts(now: list[int], before: list[str], themes: list[str], n_topics: int) -> np.ndarray:
    """Passages in each pair of topic and theme; shape (n_topics, n_themes).

    ``now`` and ``before`` are the same passages' topic (-1 none) and theme ("" none).
    """
    column_of = {theme_id: column for column, theme_id in enumerate(themes)}
    counts = np.zeros((n_topics, len(themes)))
    for (topic, theme_id), count in Counter(zip(now, before, strict=True)).items():
        if topic >= 0 and theme_id in column_of:
            counts[topic, column_of[theme_id]] += count
    return counts


def tie_topics(
    mint: Mint,
    known: pd.DataFrame,
    before: list[str],
    now: list[int],
    centres: np.ndarray,
    fixed: dict[int, str],
    edits: Edits,
) -> dict[int, str]:
    """Tie the topics of a fit to the persona's themes.

    Parameters
    ----------
    mint : gives the ids of themes that nobody knows yet.
    known : themes as the nearest run left them: ``theme_id, state, centre``.
    before, now : theme ("" none) and topic (-1 none) of each passage that both fits saw.
    centres : ndarray of shape (n_topics, n_dimensions); ``known.centre`` on the same footing.
    fixed : topics whose theme is known beforehand: those of stated claims and pinned themes.
    edits : a theme that others were merged into may hold several topics.

    Returns
    -------
    dict of every topic's id to its theme's.
    """
    open_themes = [t for t, state in zip(known["theme_id"], known["state"], strict=True) if state in ("live", "hidden")]
    themes = sorted(set(open_themes) | set(fixed.values()))
    n_topics = len(centres)
    shared = shared_counts(now, before, themes, n_topics)
    slots = [t for t in themes if t not in set(fixed.values())]
    gathered = [into for t in edits.merged if (into := edits.fitted_target(t)) != t]
    slots += sorted(into for into in gathered if into in themes)
    free = [topic for topic in range(n_topics) if topic not in fixed]
    columns = [themes.index(theme_id) for theme_id in slots]
    scores = scores_of(known, slots, before, now, centres, shared[:, columns])[free]
    theme_of = dict(fixed) | {free[row]: slots[column] for row, column in best_ties(scores).items()}
    for topic in free:  # what a person put together stays together, into however many topics a fit parts it
        if topic not in theme_of and (home := origin_of(shared[topic], themes)) in gathered:
            theme_of[topic] = home
    return _with_the_rest(mint, known, centres, theme_of)


def scores_of(
    known: pd.DataFrame, themes: list[str], before: list[str], now: list[int], centres: np.ndarray, shared: np.ndarray
) -> np.ndarray:
    """How well each topic fits each of some themes; ndarray of shape (n_topics, n_themes). ``shared`` has the same shape."""
    seen = np.bincount([topic for topic in now if topic >= 0], minlength=len(centres)).astype(float)
    held = Counter(before)
    n_theme = np.array([held[theme_id] for theme_id in themes], dtype=float)
    return tie_scores(shared, seen, n_theme, similarity(centres, known, themes))


def origin_of(shared: np.ndarray, themes: list[str]) -> str:
    """The theme most of a topic's passages seen before come from, "" where there is none."""
    total = float(shared.sum())
    return themes[int(shared.argmax())] if total and shared.max() / total >= MOVED_PART else ""


def similarity(centres: np.ndarray, known: pd.DataFrame, themes: list[str]) -> np.ndarray:
    """Cosine of each topic's centre to each theme's; 0 where either is not known."""
    centre_of = dict(zip(known["theme_id"], known["centre"], strict=True))
    width = centres.shape[1]
    rows = [np.asarray(centre_of.get(name, ()), dtype=float) for name in themes]
    known_rows = np.array([row if len(row) == width else np.zeros(width) for row in rows]).reshape(len(themes), width)
    return centres @ known_rows.T


def _with_the_rest(mint: Mint, known: pd.DataFrame, centres: np.ndarray, theme_of: dict[int, str]) -> dict[int, str]:
    """The topics that tie to no living theme: one that had died returns, the others are new."""
    tied = dict(theme_of)
    gone = [t for t, state in zip(known["theme_id"], known["state"], strict=True) if state in ("dead", "merged")]
    for topic in range(len(centres)):
        if topic in tied:
            continue
        back = similarity(centres[[topic]], known, gone)[0]
        is_back = len(gone) > 0 and back.max() >= RETURN_SIMILARITY
        tied[topic] = gone.pop(int(back.argmax())) if is_back else mint.new()
    return tied


def themes_of_claims(
    known: pd.DataFrame, claims: dict[str, str], topic_of: dict[str, int], score_of: pd.DataFrame, edits: Edits, mint: Mint
) -> dict[str, str]:
    """The theme of each claim.

    Parameters
    ----------
    known : themes as the nearest run left them: ``theme_id, state, claim, claim_words``.
    claims : each claim's full name, with its :func:`fingerprint`.
    topic_of : the topic of each claim that some passages voice.
    score_of : how well each topic (row) fits each known theme (column) that this fit saw passages of.

    Notes
    -----
    A claim keeps its theme. One that was reworded so that it finds other passages lets go of it: the id stays with what it was.
    A claim that has none takes the theme that stated the same words before, or the one found before that is mostly what it now
    finds; else it gets a new one.
    """
    held = {}
    for row in known.itertuples():
        is_other = row.claim_words not in ("", claims.get(row.claim, "")) and _left(row, topic_of, score_of)
        if row.claim in claims and row.claim not in held and not is_other:
            held[row.claim] = row.theme_id
    free = known[~known["theme_id"].isin([*held.values(), *edits.hidden, *edits.merged])]
    for claim, words in claims.items():
        if claim not in held:
            same = free.loc[free["claim_words"] == words, "theme_id"]
            held[claim] = next(iter(same), "") or _adopted(free, topic_of.get(claim, -1), score_of) or mint.new()
            free = free[free["theme_id"] != held[claim]]
    return held


def _left(row: object, topic_of: dict[str, int], score_of: pd.DataFrame) -> bool:
    """Whether a claim finds other passages than its theme held."""
    if row.theme_id not in score_of:
        return False
    return row.claim not in topic_of or score_of.at[topic_of[row.claim], row.theme_id] < NONE_SCORE


def _adopted(free: pd.DataFrame, topic: int, score_of: pd.DataFrame) -> str:
    """The living theme, stated by no claim, that is mostly what a claim's topic holds; "" where there is none."""
    names = [name for name in free.loc[free["state"] == "live", "theme_id"] if name in score_of]
    if topic < 0 or not names:
        return ""
    scores = score_of.loc[topic, names]
    return str(scores.idxmax()) if scores.max() >= ADOPTED_SCORE else ""


def fingerprint(words: list[str]) -> str:
    """What tells whether a claim's words are still the same."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]

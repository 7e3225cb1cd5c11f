"""Identity of themes: which topic of this fit is which theme of the record, and what became of the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from kit.themes.edits import Edits

#: Part of a tie's score that the passages seen by both fits decide; the rest is the centres' cosine.
OVERLAP_WEIGHT = 0.75
#: The "none" option: a topic that ties to no theme better than this is a new theme. Two groups of one size
#: that share a third of their passages and lie close together are just above it.
NONE_SCORE = 0.4
#: Part of a theme's shared passages that must go one way before that is called a split or a merge.
MOVED_PART = 0.5
#: Cosine of centres (about the persona's mean) from which a topic is a theme that had died.
RETURN_SIMILARITY = 0.75


@dataclass(frozen=True)
class Ties:
    """Which theme each topic is, and what happened to the others.

    Attributes
    ----------
    theme_of : topic id to theme id; ids the record does not know are new.
    events : rows ``theme_id, event, other_theme_id, evidence`` (a dict); event is
        born, split, merged, died or returned.
    """

    theme_of: dict[int, str]
    events: list[dict[str, object]]


def numbered(persona_id: str, known: list[str]) -> str:
    """The next theme id of a persona: one above the highest ever given."""
    highest = max((int(theme_id.rpartition("/t")[2]) for theme_id in known), default=0)
    return f"{persona_id}/t{highest + 1:02d}"


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
    at = {theme_id: column for column, theme_id in enumerate(themes)}
    counts = np.zeros((n_topics, len(themes)))
    for (topic, theme_id), count in Counter(zip(now, before, strict=True)).items():
        if topic >= 0 and theme_id in at:
            counts[topic, at[theme_id]] += count
    return counts


def tie_topics(
    persona_id: str,
    known: pd.DataFrame,
    before: list[str],
    now: list[int],
    centres: np.ndarray,
    fixed: dict[int, str],
    edits: Edits,
) -> Ties:
    """Tie the topics of a fit to the persona's themes.

    Parameters
    ----------
    known : rows of the record's ``themes`` as they stood before: ``theme_id, state, centre``.
    before, now : theme ("" none) and topic (-1 none) of each passage that both fits saw.
    centres : ndarray of shape (n_topics, n_dimensions); ``known.centre`` on the same footing.
    fixed : topics whose theme is known beforehand: those of stated claims and pinned themes.
    edits : a theme that others were merged into may hold several topics.

    Returns
    -------
    Ties
    """
    open_themes = [t for t, state in zip(known["theme_id"], known["state"], strict=True) if state in ("live", "hidden")]
    themes = sorted(set(open_themes) | set(fixed.values()))
    n_topics = len(centres)
    shared = shared_counts(now, before, themes, n_topics)
    slots = [t for t in themes if t not in set(fixed.values())]
    slots += sorted(edits.target(t) for t in edits.merged if edits.target(t) in themes)
    free = [topic for topic in range(n_topics) if topic not in fixed]
    seen = np.bincount([topic for topic in now if topic >= 0], minlength=n_topics).astype(float)
    held = Counter(before)
    columns = [themes.index(theme_id) for theme_id in slots]
    similarity = _similarity(centres[free], known, slots)
    n_theme = np.array([held[theme_id] for theme_id in slots], dtype=float)
    scores = tie_scores(shared[np.ix_(free, columns)], seen[free], n_theme, similarity)
    theme_of = dict(fixed) | {free[row]: slots[column] for row, column in best_ties(scores).items()}
    gathered = {edits.target(theme_id) for theme_id in edits.merged}
    for topic in free:  # what a person put together stays together, into however many topics a fit parts it
        if topic not in theme_of and (home := _origin(shared[topic], themes)) in gathered:
            theme_of[topic] = home
    return _with_the_rest(persona_id, known, themes, shared, centres, theme_of)


def _origin(shared: np.ndarray, themes: list[str]) -> str:
    """The theme most of a topic's passages seen before come from, "" where there is none."""
    total = float(shared.sum())
    return themes[int(shared.argmax())] if total and shared.max() / total >= MOVED_PART else ""


def _similarity(centres: np.ndarray, known: pd.DataFrame, wanted: list[str]) -> np.ndarray:
    """Cosine of topic centres to themes' centres; 0 where a theme has none yet."""
    if not wanted or not len(centres):
        return np.zeros((len(centres), len(wanted)))
    centre_of = dict(zip(known["theme_id"], known["centre"], strict=True))
    blank = np.zeros(centres.shape[1])
    rows = [np.asarray(centre_of.get(theme_id, blank), dtype=float) for theme_id in wanted]
    return centres @ np.array([row if len(row) == len(blank) else blank for row in rows]).T


def _with_the_rest(
    persona_id: str, known: pd.DataFrame, themes: list[str], shared: np.ndarray, centres: np.ndarray, theme_of: dict[int, str]
) -> Ties:
    """Returns, splits and births for topics without a theme; merges and deaths for themes without a topic."""
    ids = [*known["theme_id"], *theme_of.values()]
    gone = [t for t, state in zip(known["theme_id"], known["state"], strict=True) if state == "dead"]
    events: list[dict[str, object]] = []
    for topic in range(len(centres)):
        if topic in theme_of:
            continue
        back = _similarity(centres[[topic]], known, gone).ravel()
        if len(back) and back.max() >= RETURN_SIMILARITY:
            theme_of[topic] = gone.pop(int(back.argmax()))
            events.append(event(theme_of[topic], "returned", "", centre_similarity=round(float(back.max()), 3)))
            continue
        theme_of[topic] = numbered(persona_id, ids)
        ids.append(theme_of[topic])
        events.append(_birth(theme_of[topic], shared[topic], themes))
    return Ties(theme_of, events + _ends(known, themes, shared, theme_of))


def event(theme_id: str, name: str, other: str, **evidence: object) -> dict[str, object]:
    """One row of a theme's history."""
    return {"theme_id": theme_id, "event": name, "other_theme_id": other, "evidence": evidence}


def _birth(theme_id: str, shared: np.ndarray, themes: list[str]) -> dict[str, object]:
    """A split where most of what was seen before came from one theme, else a birth."""
    total = int(shared.sum())
    if origin := _origin(shared, themes):
        return event(theme_id, "split", origin, passages=int(shared.max()), of=total)
    return event(theme_id, "born", "", passages_seen_before=total)


def _ends(known: pd.DataFrame, themes: list[str], shared: np.ndarray, theme_of: dict[int, str]) -> list[dict[str, object]]:
    """What became of the living themes that no topic carries on."""
    kept = set(theme_of.values())
    rows = []
    for theme_id, state, claim in zip(known["theme_id"], known["state"], known["claim"], strict=True):
        if state not in ("live", "hidden") or theme_id in kept or claim:
            continue
        went = shared[:, themes.index(theme_id)]
        if went.sum() and went.max() / went.sum() >= MOVED_PART:
            into = theme_of[int(went.argmax())]
            rows.append(event(theme_id, "merged", into, passages=int(went.max()), of=int(went.sum())))
        else:
            rows.append(event(theme_id, "died", "", passages_left=int(went.sum())))
    return rows

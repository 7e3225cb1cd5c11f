"""A persona's themes as one run leaves them: the rows that go into the record."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from kit.geometry import unit
from kit.themes.edits import UNMATCHED, Edits
from kit.themes.register import FRESH
from kit.themes.theme_history import event
from kit.themes.topics import Topics
from kit.themes.window import Window

#: Conversations that must raise a theme in a cycle before it counts as heard there.
HEARD_CONVERSATIONS = 2
#: Conversations of a theme that are noted by a code, to tell later how much it has in common with another fit's theme.
HELD_CODES = 24


def theme_of_texts(topics: Topics, theme_of: dict[int, str], edits: Edits) -> np.ndarray:
    """Theme id of each text, "" where unthemed, with the person's merges carried out; shape (n_texts,), object.

    Merges into themes that a person made of groups are laid over it: :func:`kit.themes.depth.lay_out.shown_themes`.
    """
    target = {topic: edits.fitted_target(theme_id) for topic, theme_id in theme_of.items()}
    return np.array([target.get(int(topic), "") for topic in topics.ids], dtype=object)


def assignment_rows(window: Window, topics: Topics, theme_ids: np.ndarray, fitted: np.ndarray) -> pd.DataFrame:
    """One row a passage: its theme, how near it is to the centre of its topic (0 to 1), and whether it has content at all.

    ``fitted`` is the theme of the fit of each text, which its row has where that is another one.
    """
    rows = window.passages[["passage_id", "conversation_key", "cycle", "kind"]].copy()
    rows["theme_id"] = pd.Series(window.of_passages(theme_ids, ""), dtype="str", index=rows.index)
    other = np.where(fitted == theme_ids, "", fitted).astype(object)
    rows["fitted"] = pd.Series(window.of_passages(other, ""), dtype="str", index=rows.index)
    rows["strength"] = window.of_passages(topics.strengths, 0.0).astype(float)
    return rows


def centres_of(window: Window, theme_ids: np.ndarray) -> dict[str, np.ndarray]:
    """Unit mean vector of each theme's texts."""
    return {name: unit(window.vectors[theme_ids == name].mean(axis=0)) for name in sorted(set(theme_ids) - {""})}


def stability_of(topics: Topics, theme_of: dict[int, str], edits: Edits) -> dict[str, float]:
    """Agreement between the fits on each theme, over its topics by their size; 0 to 1."""
    parts: dict[str, list[tuple[int, float]]] = {}
    for topic, theme_id in theme_of.items():
        parts.setdefault(edits.target(theme_id), []).append((int((topics.ids == topic).sum()), topics.stability[topic]))
    return {name: round(sum(n * s for n, s in pairs) / sum(n for n, _ in pairs), 4) for name, pairs in parts.items()}


@dataclass(frozen=True)
class Fitted:
    """What one fit says of each theme, by theme id: its label, terms, stability and centre, and the themes its topics are."""

    labels: dict[str, str]
    terms: dict[str, list[str]]
    stability: dict[str, float]
    centres: dict[str, np.ndarray]
    themes: frozenset[str]


#: Columns of :func:`theme_rows`, which has them where there is no theme too.
COLUMNS = (
    "theme_id", "claim", "claim_words", "origin", "label", "renamed", "born", "state", "terms", "stability", "n_passages",
    "centre", "holds",
)  # fmt: skip


def theme_rows(
    known: pd.DataFrame, lineage: pd.DataFrame, assignments: pd.DataFrame, fitted: Fitted, edits: Edits, events: list[dict]
) -> pd.DataFrame:
    """One row for every theme there has been up to this cycle, by id, but for ``settings`` and ``model``.

    Parameters
    ----------
    known : themes as the nearest run left them, with one for each claim, whose words are in ``claim_words``.
    lineage : themes as the newest earlier cycle's run left them. The others are this run's.

    Notes
    -----
    ``born`` is the first cycle in which two conversations raised the theme, or one where never two did: one alone may be a
    slip of the fit, so that a theme may have a share before it was born. It does not change later. A theme nobody raised
    has stability 0 and no passages.
    """
    old = {row["theme_id"]: row for row in known.to_dict("records")}
    states = dict(zip(lineage["theme_id"], lineage["state"], strict=True))
    held = {name: rows for name, rows in assignments.groupby("theme_id") if name}
    last = assignments["cycle"].max()
    ended = {str(row["theme_id"]) for row in events if row["event"] == "merged"}
    rows = []
    for name in sorted({*old, *fitted.themes}):
        before, ours = old.get(name, FRESH), held.get(name)
        was_born = before["born"] if before["born"] and before["born"] <= last else ""
        rows.append(
            {
                "theme_id": name,
                "claim": before["claim"],
                "claim_words": before["claim_words"],
                "origin": before["origin"],
                "label": edits.names.get(name) or fitted.labels.get(name, ""),
                "renamed": edits.names.get(name, ""),
                "born": was_born or first_raised(ours),
                "state": _state(name, bool(before["claim"]), states.get(name, ""), ours is not None, edits, name in ended),
                "terms": json.dumps(fitted.terms.get(name, []), ensure_ascii=False),
                "stability": fitted.stability.get(name, 0.0),
                "n_passages": 0 if ours is None else len(ours),
                "centre": [float(value) for value in fitted.centres.get(name, before["centre"])],
                "holds": json.dumps(held_codes(ours)),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def held_codes(rows: pd.DataFrame | None) -> list[str]:
    """Codes of some conversations that a theme holds, "<cycle>:<code>", always the same ones of the same conversations.

    Two such lists tell how much two themes have in common (:func:`kit.shifts.since_earlier_briefs.in_common`).
    """
    if rows is None:
        return []
    codes = [(_code_of(key), cycle) for cycle, key in _conversations_of(rows)]
    return [f"{cycle}:{code}" for code, cycle in sorted(codes)[:HELD_CODES]]


@lru_cache(maxsize=2**16)  # most conversations are held by a theme and by several nodes
def _code_of(conversation_key: str) -> str:
    return hashlib.sha256(conversation_key.encode()).hexdigest()[:8]


def first_raised(rows: pd.DataFrame | None) -> str:
    """The first cycle in which two conversations raised what these passages say, or one where never two did."""
    if rows is None or rows.empty:
        return ""
    raised = Counter(cycle for cycle, _ in _conversations_of(rows))
    return str(min((cycle for cycle, count in raised.items() if count >= HEARD_CONVERSATIONS), default=min(raised)))


def _conversations_of(rows: pd.DataFrame) -> set[tuple[str, str]]:
    """The different conversations of some passages, each with its cycle; asked of every node, so without a table of them."""
    return set(zip(*(rows[name].to_numpy(dtype=object) for name in ("cycle", "conversation_key")), strict=True))


def _state(name: str, is_claim: bool, was: str, is_raised: bool, edits: Edits, is_merged: bool) -> str:
    if edits.target(name) != name:
        return "merged"
    if name in edits.hidden:
        return "hidden"
    if is_raised or is_claim or name in edits.pinned:
        return "live"
    if was in ("merged", "dead"):
        return was
    return "merged" if is_merged else "dead"


def event_rows(lineage: pd.DataFrame, themes: pd.DataFrame, events: list[dict], edits: Edits, refused: set[str]) -> pd.DataFrame:
    """What happened to themes: the fit's events, claims voiced for the first time, merges by a person, edits not carried out."""
    was = {row["theme_id"]: row for row in lineage.to_dict("records")}
    rows = list(events)
    for row in themes.to_dict("records"):
        name, before = row["theme_id"], was.get(row["theme_id"])
        if row["claim"] and row["n_passages"] and not (before and before["born"]):
            rows.append(event(name, "born", "", claim=row["claim"], passages=row["n_passages"]))
        if edits.target(name) != name and (before is None or before["state"] != "merged"):
            rows.append(event(name, "merged", edits.target(name), by="a person"))
    rows += [event(name, UNMATCHED, "") for name in sorted(refused)]
    table = pd.DataFrame(rows, columns=["theme_id", "event", "other_theme_id", "evidence"])
    return table.assign(evidence=[json.dumps(value, sort_keys=True) for value in table["evidence"]])

"""A persona's themes as one run leaves them: the rows that go into the record."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.geometry import unit
from kit.themes.edits import Edits
from kit.themes.theme_identity import Ties, event
from kit.themes.topics import Topics
from kit.themes.window import Window

#: Conversations that must raise a theme in a cycle before it counts as heard there.
HEARD_CONVERSATIONS = 2
#: Agreement between the fits under which a theme is unsettled: it is shown as such, and no shift of it is surfaced.
SETTLED = 0.5


def theme_of_texts(topics: Topics, ties: Ties, edits: Edits) -> np.ndarray:
    """Theme id of each text, "" where unthemed, with the person's merges carried out; shape (n_texts,), object."""
    theme_of = {topic: edits.target(theme_id) for topic, theme_id in ties.theme_of.items()}
    return np.array([theme_of.get(int(topic), "") for topic in topics.ids], dtype=object)


def assignment_rows(window: Window, topics: Topics, theme_ids: np.ndarray) -> pd.DataFrame:
    """One row a passage: its theme, and how near it is to the centre of its topic (0 to 1)."""
    rows = window.passages[["passage_id", "conversation_key", "cycle"]].copy()
    rows["theme_id"] = pd.Series(window.of_passages(theme_ids, ""), dtype="str", index=rows.index)
    rows["strength"] = window.of_passages(topics.strengths, 0.0).astype(float)
    return rows


def centres_of(window: Window, theme_ids: np.ndarray) -> dict[str, np.ndarray]:
    """Unit mean vector of each theme's texts."""
    return {name: unit(window.vectors[theme_ids == name].mean(axis=0)) for name in sorted(set(theme_ids) - {""})}


def stability_of(topics: Topics, ties: Ties, edits: Edits) -> dict[str, float]:
    """Agreement between the fits on each theme, over its topics by their size; 0 to 1."""
    parts: dict[str, list[tuple[int, float]]] = {}
    for topic, theme_id in ties.theme_of.items():
        parts.setdefault(edits.target(theme_id), []).append((int((topics.ids == topic).sum()), topics.stability[topic]))
    return {name: round(sum(n * s for n, s in found) / sum(n for n, _ in found), 4) for name, found in parts.items()}


@dataclass(frozen=True)
class ThemeTexts:
    """What a fit tells of each theme that was raised, by theme id.

    Attributes
    ----------
    labels, terms : its name and its words. stability : agreement between the fits, 0 to 1. centres : unit mean vectors.
    """

    labels: dict[str, str]
    terms: dict[str, list[str]]
    stability: dict[str, float]
    centres: dict[str, np.ndarray]


def theme_rows(known: pd.DataFrame, assignments: pd.DataFrame, ties: Ties, edits: Edits, texts: ThemeTexts) -> pd.DataFrame:
    """One row for every theme the persona ever had, by id, but for ``settings`` and ``model``.

    Parameters
    ----------
    known : themes before this run, with one for each claim. The other tables are this run's.

    Notes
    -----
    ``born`` is the first cycle in which two conversations raised the theme, or one where never two did: one alone may be a
    slip of the fit, so that a theme may have a share before it was born. It does not change later. A theme nobody raised
    has stability 0 and no passages.
    """
    old = {row["theme_id"]: row for row in known.to_dict("records")}
    heard = {name: rows for name, rows in assignments.groupby("theme_id") if name}
    fresh = {"claim": "", "origin": "found", "born": "", "state": "", "centre": []}
    rows = []
    for name in sorted({*old, *ties.theme_of.values()}):
        before = old.get(name, fresh)
        rows.append(
            {
                "theme_id": name,
                "claim": before["claim"],
                "origin": before["origin"],
                "label": edits.names.get(name) or texts.labels.get(name, ""),
                "renamed": edits.names.get(name, ""),
                "born": before["born"] or _born(heard.get(name)),
                "state": _state(name, before, name in heard, ties, edits),
                "terms": json.dumps(texts.terms.get(name, []), ensure_ascii=False),
                "stability": texts.stability.get(name, 0.0),
                "n_passages": len(heard.get(name, ())),
                "centre": [float(value) for value in texts.centres.get(name, before["centre"])],
            }
        )
    return pd.DataFrame(rows, columns=[*(rows[0] if rows else ["theme_id"])])


def _born(rows: pd.DataFrame | None) -> str:
    if rows is None:
        return ""
    heard = rows.groupby("cycle")["conversation_key"].nunique()
    return str(min(heard.index[heard >= HEARD_CONVERSATIONS], default=min(heard.index)))


def _state(name: str, before: dict, is_heard: bool, ties: Ties, edits: Edits) -> str:
    if edits.target(name) != name:
        return "merged"
    if name in edits.hidden:
        return "hidden"
    if is_heard or before["claim"] or name in edits.pinned:
        return "live"
    if before["state"] in ("merged", "dead"):
        return before["state"]
    return "merged" if any(row["theme_id"] == name and row["event"] == "merged" for row in ties.events) else "dead"


def event_rows(known: pd.DataFrame, themes: pd.DataFrame, ties: Ties, edits: Edits) -> pd.DataFrame:
    """What happened to themes: the fit's events, claims heard for the first time, and merges by a person."""
    was = {row["theme_id"]: row for row in known.to_dict("records")}
    rows = list(ties.events)
    for row in themes.to_dict("records"):
        name, before = row["theme_id"], was.get(row["theme_id"])
        if row["claim"] and row["n_passages"] and not (before and before["born"]):
            rows.append(event(name, "born", "", claim=row["claim"], passages=row["n_passages"]))
        if edits.target(name) != name and (before is None or before["state"] != "merged"):
            rows.append(event(name, "merged", edits.target(name), by="a person"))
    table = pd.DataFrame(rows, columns=["theme_id", "event", "other_theme_id", "evidence"])
    return table.assign(evidence=[json.dumps(value, sort_keys=True) for value in table["evidence"]])

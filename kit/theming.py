"""The themes step: a persona's passages of the window in, its themes, assignments and events out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.embed import Vectors
from kit.names import best_label, label_scores, most_central, spans
from kit.personas import Persona
from kit.record import Record
from kit.settings import Settings
from kit.themes import Edits, Ties, edits_of, event, numbered, tie_topics
from kit.topics import Topics, fit_topics, topic_centres, topic_terms, unit

#: Sections of a persona whose claims customers can voice, so that passages may belong to them.
VOICED = ("pains", "objections", "decision_criteria", "goals")
#: Passages nearest a theme's centre that its label may come from.
LABEL_PASSAGES = 12
#: Conversations that must raise a theme in a cycle before it counts as heard there.
HEARD_CONVERSATIONS = 2


@dataclass(frozen=True)
class Window:
    """A persona's passages of the window, and the distinct texts among them.

    Attributes
    ----------
    passages : DataFrame ``passage_id, conversation_key, cycle, text``, by key.
    text_of : ndarray of shape (n_passages,), int: row of ``texts``; -1 where a passage has no word.
    texts : distinct texts; two passages that differ in case and punctuation alone share one.
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows.
    """

    passages: pd.DataFrame
    text_of: np.ndarray
    texts: list[str]
    vectors: np.ndarray


def theme_persona(record: Record, settings: Settings, persona: Persona, vectors: Vectors, run_cycle: str, cycles: list[str]) -> None:
    """Fit a persona's topics over a window of cycles and carry its themes on.

    Parameters
    ----------
    run_cycle : the cycle of the run; the newest snapshot before it is what is carried on.
    cycles : the window, oldest first, ``run_cycle`` last.

    Notes
    -----
    Writes the rows of (run_cycle, persona) of ``themes``, ``assignments`` and ``theme_events`` in
    place of those an earlier run of the same cycle wrote.
    """
    window = _window(record, persona, vectors, cycles)
    known, before = _snapshot(record, persona.id, run_cycle)
    edits = edits_of(record.read("theme_edits", persona_id=persona.id))
    known = _with_claims(known, persona)
    anchors = _anchors(known, persona, vectors, edits)
    topics = fit_topics(window.texts, window.vectors, anchors, settings.themes, settings.seed, _resolution(known))
    ties = _tied(persona.id, known, before, window, topics, edits)
    assignments = _assignments(window, topics, ties, edits)
    themes = _themes(window, topics, ties, edits, known, assignments, vectors, settings)
    events = _events(known, themes, ties, before)
    key = {"run_cycle": run_cycle, "persona_id": persona.id}
    record.replace("themes", themes.assign(**key), **key)
    record.replace("assignments", assignments.assign(**key), **key)
    record.replace("theme_events", events.assign(**key), **key)


def _window(record: Record, persona: Persona, vectors: Vectors, cycles: list[str]) -> Window:
    matches = record.read("matches", ["conversation_key", "state"], cycle=cycles, persona_id=persona.id)
    counted = set(matches.loc[matches["state"].isin(["attached", "approved"]), "conversation_key"])
    passages = record.read("passages", ["passage_id", "conversation_key", "cycle", "text", "stance"], cycle=cycles)
    passages = passages[passages["conversation_key"].isin(counted) & (passages["stance"] != "other")].reset_index(drop=True)
    row_of: dict[str, int] = {}
    texts: list[str] = []
    text_of = np.full(len(passages), -1)
    for at, text in enumerate(passages["text"]):
        if plain := " ".join(re.findall(r"\w+", text.casefold())):
            if plain not in row_of:
                row_of[plain] = len(texts)
                texts.append(text)
            text_of[at] = row_of[plain]
    return Window(passages.drop(columns="stance"), text_of, texts, vectors.of(texts))


def _snapshot(record: Record, persona_id: str, run_cycle: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Themes and assignments as the newest earlier run left them; empty where there is none."""
    runs = sorted(set(record.read("themes", ["run_cycle"], persona_id=persona_id)["run_cycle"]))
    earlier = [cycle for cycle in runs if cycle < run_cycle][-1:]
    themes = record.read("themes", persona_id=persona_id, run_cycle=earlier)
    rows = record.read("assignments", ["passage_id", "theme_id"], persona_id=persona_id, run_cycle=earlier)
    return themes, dict(zip(rows["passage_id"], rows["theme_id"], strict=True))


def _with_claims(known: pd.DataFrame, persona: Persona) -> pd.DataFrame:
    """The known themes with one for each claim that can be voiced; a claim the file no longer makes lets go of its theme."""
    claims = [name for section in VOICED for name in persona.claims(section)]
    known = known.assign(claim=known["claim"].where(known["claim"].isin(claims), ""))
    ids, rows = list(known["theme_id"]), []
    for claim in claims:
        if claim in set(known["claim"]):
            continue
        ids.append(numbered(persona.id, ids))
        rows.append({"theme_id": ids[-1], "claim": claim, "state": "live", "origin": "anchor", "label": "", "born": "", "centre": []})
    return pd.concat([known, pd.DataFrame(rows)], ignore_index=True) if rows else known


def _anchors(known: pd.DataFrame, persona: Persona, vectors: Vectors, edits: Edits) -> dict[str, np.ndarray]:
    """What the fit looks for: a vector for each stated claim and each pinned theme, by theme id."""
    words = {name: [claim.statement, *claim.language] for section in VOICED for name, claim in persona.claims(section).items()}
    anchors = {}
    for row in known.itertuples():
        if row.claim in words:
            anchors[row.theme_id] = unit(vectors.of(words[row.claim]).mean(axis=0))
        elif row.theme_id in edits.pinned and len(row.centre):
            anchors[row.theme_id] = np.asarray(row.centre, dtype=np.float32)
    return anchors


def _resolution(known: pd.DataFrame) -> float | None:
    """The resolution of the run before, where there was a search."""
    found = [json.loads(row).get("resolution") for row in known["settings"].dropna() if row]
    return next((value for value in found if value), None)


def _tied(persona_id: str, known: pd.DataFrame, before: dict[str, str], window: Window, topics: Topics, edits: Edits) -> Ties:
    mean = window.vectors.mean(axis=0) if len(window.texts) else np.zeros(1)
    now = np.where(window.text_of >= 0, topics.ids[window.text_of], -1) if len(topics.ids) else np.full(len(window.text_of), -1)
    seen = [(before[name], int(topic)) for name, topic in zip(window.passages["passage_id"], now, strict=True) if name in before]
    centres = topic_centres(window.vectors, topics.ids)
    footing = known.assign(centre=[unit(np.asarray(c) - mean) if len(c) == len(mean) else [] for c in known["centre"]])
    return tie_topics(
        persona_id, footing, [theme for theme, _ in seen], [topic for _, topic in seen],
        unit(centres - mean) if len(centres) else centres, topics.claims, edits,
    )


def _assignments(window: Window, topics: Topics, ties: Ties, edits: Edits) -> pd.DataFrame:
    """One row a passage: its theme, and how near it is to the theme's centre (0 to 1)."""
    rows = window.passages[["passage_id", "conversation_key", "cycle"]].copy()
    named = np.array([edits.target(ties.theme_of[int(topic)]) if topic >= 0 else "" for topic in topics.ids] + [""], dtype=object)
    strengths = np.append(topics.strengths, 0.0)
    rows["theme_id"] = pd.Series(named[window.text_of], dtype="str")
    rows["strength"] = strengths[window.text_of].astype(float)
    return rows


def _born(cycles: pd.Series, conversations: pd.Series) -> str:
    """First cycle a theme was heard in: by two conversations, or by any where no cycle has two."""
    heard = conversations.groupby(cycles).nunique()
    return str(min(heard.index[heard >= HEARD_CONVERSATIONS], default=min(heard.index, default="")))


def _themes(
    window: Window, topics: Topics, ties: Ties, edits: Edits, known: pd.DataFrame, assignments: pd.DataFrame, vectors: Vectors,
    settings: Settings,
) -> pd.DataFrame:
    """One row for every theme the persona ever had."""
    old = known.set_index("theme_id")
    ids = sorted({*known["theme_id"], *ties.theme_of.values()})
    own = {name: rows for name, rows in assignments.groupby("theme_id") if name}
    text_theme = np.full(len(window.texts), "", dtype=object)
    text_theme[window.text_of[window.text_of >= 0]] = assignments["theme_id"].to_numpy()[window.text_of >= 0]
    centres = {name: unit(window.vectors[text_theme == name].mean(axis=0)) for name in sorted(own)}
    terms = topic_terms(window.texts, list(text_theme))
    stability = _stability(topics, ties, edits)
    rows = []
    for name in ids:
        before = old.loc[name] if name in old.index else None
        claim = "" if before is None else before["claim"]
        members = own.get(name)
        rows.append({
            "theme_id": name, "claim": claim, "origin": "found" if before is None else before["origin"],
            "born": (before["born"] if before is not None else "") or ("" if members is None else _born(members["cycle"], members["conversation_key"])),
            "state": _state(name, claim, before, name in own, ties, edits),
            "label": edits.names.get(name) or _label(name, before, window, text_theme, centres, terms, vectors),
            "renamed": edits.names.get(name, ""), "terms": json.dumps(terms.get(name, []), ensure_ascii=False),
            "stability": stability.get(name, 0.0), "n_passages": 0 if members is None else len(members),
            "centre": list(centres[name]) if name in centres else ([] if before is None else list(before["centre"])),
            "settings": json.dumps(topics.parameters, sort_keys=True), "model": settings.embedding,
        })
    return pd.DataFrame(rows, columns=[
        "theme_id", "claim", "origin", "born", "state", "label", "renamed", "terms", "stability", "n_passages", "centre", "settings", "model",
    ])


def _state(name: str, claim: str, before: pd.Series | None, is_heard: bool, ties: Ties, edits: Edits) -> str:
    if edits.target(name) != name:
        return "merged"
    if name in edits.hidden:
        return "hidden"
    if is_heard or claim or name in edits.pinned:
        return "live"
    if any(row["theme_id"] == name and row["event"] == "merged" for row in ties.events):
        return "merged"
    return "merged" if before is not None and before["state"] == "merged" else "dead"


def _stability(topics: Topics, ties: Ties, edits: Edits) -> dict[str, float]:
    """Agreement between the fits a theme, by passages over its topics; 0 to 1."""
    parts: dict[str, list[tuple[int, float]]] = {}
    for topic, theme_id in ties.theme_of.items():
        parts.setdefault(edits.target(theme_id), []).append((int((topics.ids == topic).sum()), topics.stability[topic]))
    return {name: round(sum(n * s for n, s in found) / sum(n for n, _ in found), 4) for name, found in parts.items()}


def _label(
    name: str, before: pd.Series | None, window: Window, text_theme: np.ndarray, centres: dict[str, np.ndarray], terms: dict[str, list[str]],
    vectors: Vectors,
) -> str:
    """A stretch of a passage; the one it had as long as a passage of the theme still says it."""
    members = np.flatnonzero(text_theme == name)
    had = "" if before is None else before["label"]
    if not len(members) or (had and any(had in window.texts[at] for at in members)):
        return had
    central = [window.texts[members[at]] for at in most_central(window.vectors[members], centres[name], LABEL_PASSAGES)]
    labels = sorted({text[start:end] for text in central for start, end in spans(text)}) or central[:1]
    others = [centre for other, centre in centres.items() if other != name]
    scores = label_scores(labels, vectors.of(labels), centres[name], np.array(others), terms.get(name, []))
    return best_label(labels, scores)


def _events(known: pd.DataFrame, themes: pd.DataFrame, ties: Ties, before: dict[str, str]) -> pd.DataFrame:
    """The ties' events, and the births of stated claims heard for the first time."""
    had = {row.theme_id for row in known.itertuples() if row.born}
    rows = [row for row in ties.events if row["event"] != "born" or before is not None]
    for row in themes.itertuples():
        if row.claim and row.n_passages and row.theme_id not in had:
            rows.append(event(row.theme_id, "born", "", claim=row.claim, passages=int(row.n_passages)))
    table = pd.DataFrame(rows, columns=["theme_id", "event", "other_theme_id", "evidence"])
    return table.assign(evidence=[json.dumps(value, sort_keys=True) for value in table["evidence"]])

"""The themes step: a persona's passages of the window in, its themes, assignments and events out."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd

from kit.config.personas import VOICED, Persona
from kit.config.settings import Settings
from kit.geometry import topic_centres, unit
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.record.tables import COUNTED_STATES
from kit.record.vectors import Vectors
from kit.themes.anchors import Anchors, EarlierFit
from kit.themes.edits import Edits, edits_of
from kit.themes.labels import most_central, theme_labels
from kit.themes.language_model_labels import QUOTES, model_name
from kit.themes.snapshot import ThemeTexts, assignment_rows, centres_of, event_rows, stability_of, theme_of_texts, theme_rows
from kit.themes.theme_identity import Ties, numbered, tie_topics
from kit.themes.topics import Topics, fit_topics, topic_terms
from kit.themes.window import Window, is_chatter


@one_writer("finding themes")
def theme_persona(
    record: Record, settings: Settings, persona: Persona, vectors: Vectors, run_cycle: str, cycles: list[str]
) -> None:
    """Fit a persona's topics over a window of cycles and carry its themes on.

    Parameters
    ----------
    run_cycle : the cycle of the run; the newest snapshot before it is what is carried on.
    cycles : the window, oldest first, ``run_cycle`` last.

    Notes
    -----
    Writes the rows of (run_cycle, persona) of ``themes``, ``assignments`` and ``theme_events`` in
    place of those that an earlier run of the same cycle wrote, so that repeating a run changes nothing.
    """
    window = persona_window(record, persona, vectors, cycles)
    known, before = _snapshot(record, persona.id, run_cycle)
    known = with_claims(known, persona)
    edits = edits_of(record.read("theme_edits", persona_id=persona.id))
    topics = fit_topics(
        window.texts, window.vectors, _anchors(known, persona, vectors, edits), settings.themes, settings.seed, _earlier(known)
    )
    ties = _tied(persona.id, known, before, window, topics, edits)
    theme_ids = theme_of_texts(topics, ties, edits)
    assignments = assignment_rows(window, topics, theme_ids)
    terms = topic_terms(window.texts, list(theme_ids))
    labels = _labels(window, theme_ids, terms, known, persona, vectors, settings.themes.naming)
    texts = ThemeTexts(labels, terms, stability_of(topics, ties, edits), centres_of(window, theme_ids))
    themes = theme_rows(known, assignments, ties, edits, texts).assign(
        settings=json.dumps(topics.parameters, sort_keys=True), model=settings.embedding
    )
    key = {"run_cycle": run_cycle, "persona_id": persona.id}
    record.replace("themes", themes.assign(**key), **key)
    record.replace("assignments", assignments.assign(**key), **key)
    record.replace("theme_events", event_rows(known, themes, ties, edits).assign(**key), **key)


def persona_window(record: Record, persona: Persona, vectors: Vectors, cycles: list[str]) -> Window:
    """The passages that can make a persona's themes: of its counted conversations, and not of stance "other".

    What lies among passages of that stance (:mod:`kit.themes.window`) is kept as a passage without a text: unthemed.
    """
    matches = record.read("matches", ["conversation_key", "state"], cycle=cycles, persona_id=persona.id)
    counted = set(matches.loc[matches["state"].isin(COUNTED_STATES), "conversation_key"])
    passages = record.read("passages", ["passage_id", "conversation_key", "cycle", "text", "stance"], cycle=cycles)
    passages = passages[passages["conversation_key"].isin(counted)]
    is_other = passages["stance"] == "other"
    texts, text_of = _distinct(passages.loc[~is_other, "text"])
    rows = vectors.of(texts)
    chatter = is_chatter(rows, vectors.of(_distinct(passages.loc[is_other, "text"])[0]))
    place = np.append(np.where(chatter, -1, np.cumsum(~chatter) - 1), -1)
    kept = passages.loc[~is_other, ["passage_id", "conversation_key", "cycle", "text"]].reset_index(drop=True)
    return Window(kept, place[text_of], [text for text, out in zip(texts, chatter, strict=True) if not out], rows[~chatter])


def _distinct(texts: pd.Series) -> tuple[list[str], np.ndarray]:
    """Texts that differ in more than case and punctuation, and the row of each one's; -1 where a text has no word."""
    row_of: dict[str, int] = {}
    distinct: list[str] = []
    text_of = np.full(len(texts), -1)
    for at, text in enumerate(texts):
        if plain := " ".join(re.findall(r"\w+", text.casefold())):
            if plain not in row_of:
                row_of[plain] = len(distinct)
                distinct.append(text)
            text_of[at] = row_of[plain]
    return distinct, text_of


def _snapshot(record: Record, persona_id: str, run_cycle: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Themes, and theme by passage, as the newest earlier run left them; empty where there is none."""
    runs = sorted(set(record.read("themes", ["run_cycle"], persona_id=persona_id)["run_cycle"]))
    earlier = [cycle for cycle in runs if cycle < run_cycle][-1:]
    themes = record.read("themes", persona_id=persona_id, run_cycle=earlier)
    rows = record.read("assignments", ["passage_id", "theme_id"], persona_id=persona_id, run_cycle=earlier)
    return themes, dict(zip(rows["passage_id"], rows["theme_id"], strict=True))


def with_claims(known: pd.DataFrame, persona: Persona) -> pd.DataFrame:
    """The known themes with one for each claim that can be voiced.

    A claim the persona file no longer makes lets go of its theme, which lives on as long as it is heard.
    """
    claims = [name for section in VOICED for name in persona.claims(section)]
    kept = known.assign(claim=known["claim"].where(known["claim"].isin(claims), ""))
    ids, rows = list(kept["theme_id"]), []
    for claim in claims:
        if claim not in set(kept["claim"]):
            ids.append(numbered(persona.id, ids))
            rows.append(
                {
                    "theme_id": ids[-1],
                    "claim": claim,
                    "state": "live",
                    "origin": "anchor",
                    "label": "",
                    "born": "",
                    "settings": "",
                    "n_passages": 0,
                    "centre": [],
                }
            )
    if not rows:
        return kept
    return pd.concat([kept, pd.DataFrame(rows)], ignore_index=True) if len(kept) else pd.DataFrame(rows)


def _anchors(known: pd.DataFrame, persona: Persona, vectors: Vectors, edits: Edits) -> Anchors:
    """What the fit looks for, by theme id: each stated claim and each pinned theme; pains and pinned themes gather topics."""
    words = {name: [claim.statement, *claim.language] for section in VOICED for name, claim in persona.claims(section).items()}
    found, gathering = {}, set()
    for row in known.itertuples():
        is_pinned = row.theme_id in edits.pinned and edits.target(row.theme_id) == row.theme_id and len(row.centre) > 0
        if row.claim in words:
            found[row.theme_id] = unit(vectors.of(words[row.claim]).mean(axis=0))
        elif is_pinned:
            found[row.theme_id] = np.asarray(row.centre, dtype=np.float32)
        if is_pinned or row.claim in persona.claims("pains"):
            gathering.add(row.theme_id)
    return Anchors(found, frozenset(gathering))


def _earlier(known: pd.DataFrame) -> EarlierFit:
    """What the run before leaves to this one: its resolution, and the centres of the themes that were heard."""
    resolutions = [json.loads(row).get("resolution") for row in known["settings"] if row]
    heard = known[known["state"].isin(["live", "hidden"]) & (known["n_passages"] > 0)]
    centres = {row.theme_id: np.asarray(row.centre, dtype=np.float32) for row in heard.itertuples()}
    return EarlierFit(next((value for value in resolutions if value), None), centres)


def _tied(persona_id: str, known: pd.DataFrame, before: dict[str, str], window: Window, topics: Topics, edits: Edits) -> Ties:
    """Ties of this fit's topics, over the passages that both fits saw; centres about this window's mean."""
    mean = window.vectors.mean(axis=0) if len(window.texts) else np.zeros(window.vectors.shape[1])
    now = window.of_passages(topics.ids, -1)
    seen = [(before[name], int(topic)) for name, topic in zip(window.passages["passage_id"], now, strict=True) if name in before]
    about = [unit(np.asarray(centre) - mean) if len(centre) == len(mean) else [] for centre in known["centre"]]
    return tie_topics(
        persona_id,
        known.assign(centre=about),
        [theme for theme, _ in seen],
        [topic for _, topic in seen],
        unit(topic_centres(window.vectors, topics.ids) - mean),
        topics.claims,
        edits,
    )


def _labels(
    window: Window,
    theme_ids: np.ndarray,
    terms: dict[str, list[str]],
    known: pd.DataFrame,
    persona: Persona,
    vectors: Vectors,
    model: str,
) -> dict[str, str]:
    """Labels of all themes: customers' words, the model's if one is set, the claim's statement where nobody voices it."""
    had = dict(zip(known["theme_id"], known["label"], strict=True))
    statements = {name: claim.statement for section in VOICED for name, claim in persona.claims(section).items()}
    unheard = {row.theme_id: row.label or statements.get(row.claim, "") for row in known.itertuples()}
    if not model:
        return unheard | theme_labels(window.texts, window.vectors, theme_ids, terms, vectors.of, had)
    labels = dict(unheard)
    for name, centre in centres_of(window, theme_ids).items():
        members = np.flatnonzero(theme_ids == name)
        quotes = [window.texts[members[at]] for at in most_central(window.vectors[members], centre, QUOTES)]
        is_named = had.get(name, "").endswith(f"(named by {model})")
        labels[name] = had[name] if is_named else model_name(model, quotes, terms.get(name, []))
    return labels

"""Mentions: passages in which a watched subject is named, and the record's tables as if the subjects were a persona's themes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.config.watches import WATCHED, Subject, WatchedSubjects
from kit.words import start_of, stem, words_of

#: Rows of the record's tables: :class:`kit.shifts.measure_persona.Tables`, which measures by what this module makes.
Held = TypeVar("Held", bound=Any)
#: Cosine to the nearest of a subject's sentences from which a passage says the same. Of the sample's October, 1,369 passages, six
#: reach it for "the merged numbers do not match", and all six are on that; from .40 on twelve do, some of them on other matters.
SAYS_THE_SAME = 0.55
#: Unit vectors of texts, shape (n_texts, n_dimensions).
Embed = Callable[[list[str]], np.ndarray]
#: How a subject's theme is called in the record.
THEME = WATCHED + "/{}"


def mentions_of(passages: pd.DataFrame, subjects: list[Subject], embed: Embed | None = None) -> pd.DataFrame:
    """Passages that name a subject, or say what it means.

    Parameters
    ----------
    passages : ``passage_id``, ``conversation_key``, ``cycle``, ``text`` of what customers said.
    embed : unit vectors of texts; without it nothing is found by meaning.

    Returns
    -------
    DataFrame (passage_id, conversation_key, cycle, subject), one row a passage and subject, in the passages' order.

    Notes
    -----
    Words are compared by their stems, so "outages" is a mention of ``outage``; a phrase is its words one after the other. By
    meaning a passage is a mention from a cosine of :data:`SAYS_THE_SAME` to one of the subject's sentences.
    """
    texts = passages["text"].tolist()
    vectors = embed(texts) if embed and texts and any(subject.meaning for subject in subjects) else None
    parts = []
    for subject in subjects:
        is_mention = _names(passages["text"], subject)
        if vectors is not None and embed and subject.meaning:
            is_mention |= (vectors @ embed(subject.meaning).T).max(axis=1) >= SAYS_THE_SAME
        parts.append(passages.loc[is_mention, ["passage_id", "conversation_key", "cycle"]].assign(subject=subject.id))
    nothing = pd.DataFrame(columns=["passage_id", "conversation_key", "cycle", "subject"])
    return pd.concat(parts, ignore_index=True) if parts else nothing


def _names(texts: pd.Series, subject: Subject) -> np.ndarray:
    """Whether each text has one of the subject's words or phrases, shape (n_texts,)."""
    if not (spelled := (*subject.words, *subject.phrases)):
        return np.zeros(len(texts), dtype=bool)
    terms = [" ".join(map(stem, words_of(term))) for term in spelled]
    pattern = "|".join(map(re.escape, sorted({start_of(words_of(term)[0]) for term in spelled})))
    is_named = texts.str.replace("’", "'").str.contains(pattern, case=False).to_numpy(dtype=bool, copy=True)
    stemmed = [f" {' '.join(map(stem, words_of(text)))} " for text in texts[is_named]]
    is_named[is_named] = [any(f" {term} " in text for term in terms) for text in stemmed]
    return is_named


def with_mentions(tables: Held, personas: Sequence[Persona], embed: Embed | None) -> Held:
    """The tables with the mentions of what is watched, by meaning too; as they are where nothing is."""
    for watched in personas:
        if isinstance(watched, WatchedSubjects):
            return replace(tables, mentions=mentions_of(tables.passages, watched.subjects, embed))
    return tables


def tables_of(tables: Held, watched: WatchedSubjects) -> Held:
    """The tables with the subjects as themes of one persona that every conversation counts for.

    Mentions are those that the tables bring, by meaning too; where they bring none, those by words and phrases.
    """
    mentions = tables.mentions if tables.mentions is not None else mentions_of(tables.passages, watched.subjects)
    keys = tables.conversations[["conversation_key", "cycle"]]
    matches = _like(tables.matches, keys.assign(persona_id=WATCHED, state="attached"))
    themes = [{"theme_id": THEME.format(subject.id), "label": subject.name} for subject in watched.subjects]
    known = {"persona_id": WATCHED, "state": "live", "origin": "watched", "stability": 1.0}
    assignments = mentions.assign(
        persona_id=WATCHED, theme_id=mentions["subject"].map(THEME.format), kind="content", strength=1.0
    )
    return replace(
        tables,
        matches=matches,
        themes=_like(tables.themes, pd.DataFrame(themes).assign(**known)),
        assignments=_like(tables.assignments, assignments),
        theme_nodes=tables.theme_nodes[:0],
    )


def _like(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a table's columns and kinds; text that is not known is ""."""
    empty = {name: "" for name, kind in table.dtypes.items() if pd.api.types.is_string_dtype(kind) and name not in rows}
    rows = rows.assign(**empty).reindex(columns=list(table.columns))
    return rows.astype({name: kind for name, kind in table.dtypes.items() if pd.api.types.is_string_dtype(kind)})

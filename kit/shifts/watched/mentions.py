"""Mentions: passages in which a watched subject is named, and the record's tables as if the subjects were a persona's themes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, TypeVar

import pandas as pd

from kit.config.watches import WATCHED, Subject, WatchedSubjects
from kit.words import start_of, stem, words_of

#: Rows of the record's tables: :class:`kit.shifts.measure_persona.Tables`, which measures by what this module makes.
Held = TypeVar("Held", bound=Any)
#: How a subject's theme is called in the record.
THEME = WATCHED + "/{}"


def mentions_of(passages: pd.DataFrame, subjects: list[Subject]) -> pd.DataFrame:
    """Passages that name a subject.

    Parameters
    ----------
    passages : ``passage_id``, ``conversation_key``, ``cycle``, ``text`` of what customers said.

    Returns
    -------
    DataFrame (passage_id, conversation_key, cycle, subject), one row a passage and subject, in the passages' order.

    Notes
    -----
    Words are compared by their stems, so "outages" is a mention of ``outage``; a phrase is its words one after the other.
    """
    parts = []
    for subject in subjects:
        terms = [" ".join(map(stem, words_of(term))) for term in (*subject.words, *subject.phrases)]
        starts = {start_of(words_of(term)[0]) for term in (*subject.words, *subject.phrases)}
        pattern = "|".join(map(re.escape, sorted(starts)))
        near = passages[passages["text"].str.replace("’", "'").str.contains(pattern, case=False)]
        stemmed = [f" {' '.join(map(stem, words_of(text)))} " for text in near["text"]]
        is_named = [any(f" {term} " in text for term in terms) for text in stemmed]
        parts.append(near.loc[is_named, ["passage_id", "conversation_key", "cycle"]].assign(subject=subject.id))
    nothing = pd.DataFrame(columns=["passage_id", "conversation_key", "cycle", "subject"])
    return pd.concat(parts, ignore_index=True) if parts else nothing


def tables_of(tables: Held, watched: WatchedSubjects) -> Held:
    """The tables with the subjects as themes of one persona that every conversation counts for."""
    mentions = mentions_of(tables.passages, watched.subjects)
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

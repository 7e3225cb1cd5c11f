"""Missing personas: what is said by those who fit nobody, for the index's "people you have no persona for"."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import AgglomerativeClustering

from kit.embed import Vectors
from kit.personas import Persona
from kit.record import Record
from kit.settings import Settings
from kit.titles import normal_title
from kit.words import content_words

Facts = dict[str, Any]

#: Conversations below which there is nothing to group.
MIN_CONVERSATIONS = 8

#: Accounts, or conversations where no account is known, that a theme has at least, and how many are told.
MIN_VOICES, MOST_THEMES = 3, 8

#: Cosine distance about the mean at which groups stop being joined, and the newest passages that are grouped at the most.
GROUP_DISTANCE, MOST_PASSAGES = 0.88, 3000


def missing_personas(
    record: Record, settings: Settings, personas: list[Persona], accounts: pd.DataFrame, vectors: Vectors, cycles: list[str]
) -> Facts:
    """What is said by those who fit nobody.

    Parameters
    ----------
    accounts : DataFrame (account_id, arr, ...).
    cycles : which cycles to look at.

    Returns
    -------
    dict
        ``conversations``, ``accounts`` (counts), ``titles`` (list of {title, conversations}, the most frequent first) and
        ``themes``: list of
        {label, terms, conversations, accounts (ids), arr {amount, currency, accounts_without_arr}, titles, quote {text,
        conversation_id,
        source, account_id, role, occurred_at}}, the most accounts first.

    Notes
    -----
    Whoever is unmatched counts, and so does an ambiguous one that is nearer to nobody than to its second choice. A theme
    is told where at least :data:`MIN_VOICES` accounts raise it.
    """
    people = _people(record, personas, cycles)
    facts: Facts = {
        "conversations": len(people), "accounts": int(people.loc[people["account_id"] != "", "account_id"].nunique()),
        "titles": _titles(people), "themes": [],
    }  # fmt: skip
    passages = record.read("passages", ["passage_id", "conversation_key", "text", "stance"], cycle=cycles)
    said = passages[passages["conversation_key"].isin(people["conversation_key"]) & (passages["stance"] != "other")]
    if len(people) < MIN_CONVERSATIONS or said.empty:
        return facts
    said = said.merge(people, on="conversation_key").sort_values(["occurred_at", "passage_id"], ascending=[False, True])
    said = said.head(MOST_PASSAGES).reset_index(drop=True)
    points = vectors.of(list(said["text"]))
    said["group"] = groups_of(points)
    overall = Counter(word for text in said["text"] for word in set(content_words(text)))
    found = [_theme(rows, points, overall, accounts, settings.currency) for _, rows in said.groupby("group")]
    kept = [
        theme
        for theme in found
        if len(theme["accounts"]) >= MIN_VOICES or (not theme["accounts"] and theme["conversations"] >= MIN_VOICES)
    ]
    facts["themes"] = sorted(kept, key=lambda theme: (-len(theme["accounts"]), -theme["conversations"], theme["label"]))[
        :MOST_THEMES
    ]
    return facts


def _people(record: Record, personas: list[Persona], cycles: list[str]) -> pd.DataFrame:
    """Conversations of those who fit nobody, with who and where."""
    matches = record.read("matches", ["conversation_key", "persona_id", "runner_up", "state"], cycle=cycles)
    known = {persona.id for persona in personas}
    nobody = (matches["state"] == "unmatched") | ((matches["state"] == "ambiguous") & ~matches["runner_up"].isin(known))
    columns = ["conversation_key", "conversation_id", "source", "account_id", "role", "occurred_at", "duplicate_of"]
    conversations = record.read("conversations", columns, cycle=cycles)
    ours = conversations["conversation_key"].isin(matches.loc[nobody, "conversation_key"]) & (conversations["duplicate_of"] == "")
    return conversations[ours].drop(columns="duplicate_of").reset_index(drop=True)


def _titles(people: pd.DataFrame) -> list[Facts]:
    """Titles as given, those of the same words together."""
    given = people.loc[people["role"].str.strip() != "", "role"]
    same = given.map(lambda title: " ".join(sorted(normal_title(title))))
    counts = (
        pd.DataFrame({"role": given, "same": same}).groupby("same").agg(title=("role", "min"), conversations=("role", "size"))
    )
    return counts.sort_values(["conversations", "title"], ascending=[False, True]).to_dict("records")


def groups_of(points: np.ndarray) -> np.ndarray:
    """A group number for each passage: average linkage, cut at :data:`GROUP_DISTANCE` about the mean.

    Parameters
    ----------
    points : ndarray (n, n_dimensions), unit rows.

    Notes
    -----
    Those who fit nobody are few and say unlike things, so most groups hold one passage; the ones that several accounts share
    stand out.
    """
    if len(points) < 2:
        return np.zeros(len(points), dtype=int)
    centred = points - points.mean(axis=0)
    centred = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    cut = AgglomerativeClustering(n_clusters=None, metric="cosine", linkage="average", distance_threshold=GROUP_DISTANCE)
    return cut.fit_predict(centred)


def _terms(texts: pd.Series, overall: Counter[str]) -> list[str]:
    """Words that more of these passages hold than others do."""
    own = Counter(word for text in texts for word in set(content_words(text)))
    return sorted((word for word in own if own[word] > 1), key=lambda word: (-(own[word] ** 2) / overall[word], word))[:8]


def _theme(rows: pd.DataFrame, points: np.ndarray, overall: Counter[str], accounts: pd.DataFrame, currency: str) -> Facts:
    """One group of passages as a theme; its label is the passage nearest to its middle."""
    own = points[rows.index.to_numpy()]
    middle = own.mean(axis=0)
    best = rows.iloc[int((own @ middle).argmax())]
    names = sorted(set(rows["account_id"]) - {""})
    arr = accounts.drop_duplicates("account_id").set_index("account_id")["arr"].reindex(names)
    return {
        "label": best["text"].strip(), "terms": _terms(rows["text"], overall),
        "conversations": int(rows["conversation_key"].nunique()), "accounts": names,
        "arr": {"amount": float(arr.sum()), "currency": currency, "accounts_without_arr": int(arr.isna().sum())},
        "titles": sorted(set(rows["role"]) - {""}),
        "quote": {
            "text": best["text"], "conversation_id": best["conversation_id"], "source": best["source"],
            "account_id": best["account_id"],
            "role": best["role"], "occurred_at": best["occurred_at"].isoformat(), "passage_id": best["passage_id"],
        },
    }  # fmt: skip

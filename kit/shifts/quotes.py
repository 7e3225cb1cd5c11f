"""Quotes: the passages that are evidence of a shift, how alike they are, and which of them are quoted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.geometry import grouped_sums, unit
from kit.words import content_words, stem

Facts = dict[str, Any]


def quote_facts(passages: pd.DataFrame, conversations: pd.DataFrame, wanted: set[str]) -> dict[str, Facts]:
    """Passages as quotes, by passage id, cut from the stored text.

    Parameters
    ----------
    passages : ``passage_id, conversation_key, start, end``.
    conversations : ``conversation_key, conversation_id, source, account_id, role, occurred_at, url, text``.
    """
    rows = passages[passages["passage_id"].isin(wanted)].merge(conversations, on="conversation_key", suffixes=("", "_whole"))
    text = "text_whole" if "text_whole" in rows else "text"
    return {
        row["passage_id"]: {
            "text": row[text][row["start"] : row["end"]], "conversation_id": row["conversation_id"], "source": row["source"],
            "account_id": row["account_id"], "role": row["role"], "occurred_at": row["occurred_at"].isoformat(),
            "start": int(row["start"]), "end": int(row["end"]), "url": row["url"],
        }
        for _, row in rows.iterrows()
    }  # fmt: skip


#: Quotes a shift shows, each of another account.
QUOTES = 3
#: Length in characters of a quote that can be read at a glance; shorter and longer ones come after these.
READABLE = (40, 320)
#: Part of a claim's passages, those nearest to what the claim states, that its quotes come from first: a claim's theme gathers
#: what is near by, and the middle of that may be another matter, or the contrary.
NEAR_CLAIM = 1 / 3
COLUMNS = (
    "persona_id", "theme_id", "cycle", "conversation_key", "conversation_id", "source", "kind", "voter_id", "account_id",
    "segment", "role", "occurred_at", "week", "passage_id", "start", "end", "quote",
)  # fmt: skip


def evidence_of(
    assignments: pd.DataFrame, passages: pd.DataFrame, conversations: pd.DataFrame, counted: pd.DataFrame
) -> pd.DataFrame:
    """One row for each passage that raises a theme in a counted conversation.

    Parameters
    ----------
    assignments : ``persona_id``, ``passage_id``, ``theme_id`` of one persona; "" is unthemed.
    passages : ``passage_id``, ``conversation_key``, ``start``, ``end``.
    conversations : ``conversation_key``, ``conversation_id``, ``role``, ``text``.
    counted : the persona's counted conversations.

    Returns
    -------
    DataFrame of shape (n_evidence, 17)
        The columns of :data:`COLUMNS`; ``quote`` is cut from the stored text, so that nobody can have made it up.
    """
    themed = assignments.loc[assignments["theme_id"] != "", ["persona_id", "passage_id", "theme_id"]]
    rows = themed.merge(passages[["passage_id", "conversation_key", "start", "end"]], on="passage_id")
    rows = rows.merge(counted, on="conversation_key")
    rows = rows.merge(conversations[["conversation_key", "conversation_id", "role", "text"]], on="conversation_key")
    quote = [text[start:end] for text, start, end in zip(rows["text"], rows["start"], rows["end"], strict=True)]
    rows = rows.assign(quote=pd.Series(quote, index=rows.index, dtype="str"))
    return rows[list(COLUMNS)].sort_values(["theme_id", "passage_id"], ignore_index=True)


def centres_of(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Mean direction of each group of rows, shape (n_groups, n_dimensions); groups are codes from 0 without a gap."""
    return unit(grouped_sums(vectors, groups))


def consistency_of(centres: np.ndarray, others: np.ndarray, is_same_account: np.ndarray) -> float | None:
    """How alike the accounts' words on a theme are, against their words on everything else; None for fewer than two accounts.

    Parameters
    ----------
    centres : float array of shape (n_accounts, n_dimensions)
        Mean direction of what each account said about the theme.
    others : float array of shape (n_others, n_dimensions)
        The same of what accounts said about other things.
    is_same_account : bool array of shape (n_accounts, n_others)
        Where both are one account's, which is not compared.

    Returns
    -------
    float, 0-1
        0 where two accounts on the theme are as far apart as any two statements, 1 where they are always closer: how much
        oftener closer than farther (Somers' D), so that it means the same with every embedding and every vocabulary.
    """
    n = len(centres)
    apart = (centres @ others.T)[~is_same_account] if len(others) else np.zeros(0)
    if n < 2 or not len(apart):
        return None
    together = (centres @ centres.T)[np.triu_indices(n, 1)]
    apart = np.sort(apart)
    closer, farther = np.searchsorted(apart, together, "left"), len(apart) - np.searchsorted(apart, together, "right")
    return float(np.clip((closer - farther).mean() / len(apart), 0, 1))


def closeness_to(vectors: np.ndarray, stated: np.ndarray) -> np.ndarray:
    """How close passages are to a claim, shape (n,): cosine to its statement and mean cosine to its language, each for a half.

    Parameters
    ----------
    vectors : (n, n_dimensions), unit vectors of the passages.
    stated : (1 + n_language, n_dimensions), unit vectors of the claim's statement and of each line of its language.
    """
    alike = vectors @ stated.T
    return alike[:, 0] if len(stated) < 2 else (alike[:, 0] + alike[:, 1:].mean(axis=1)) / 2


def _as_quote(row: pd.Series) -> dict[str, Any]:
    return {
        "text": row["quote"],
        "conversation_id": row["conversation_id"],
        "source": row["source"],
        "account_id": row["account_id"],
        "role": row["role"],
        "occurred_at": row["occurred_at"].isoformat(),
        "start": int(row["start"]),
        "end": int(row["end"]),
    }


def _typical_first(evidence: pd.DataFrame, vectors: np.ndarray, centre: np.ndarray) -> pd.DataFrame:
    """Passages by how near to a claim, how readable and how close to the centre they are; one a voter."""
    length = evidence["quote"].str.len()
    to_claim = np.round(evidence["to_claim"] if "to_claim" in evidence else np.zeros(len(evidence)), 6)
    ranked = evidence.assign(
        is_far=to_claim < np.quantile(to_claim, 1 - NEAR_CLAIM, method="higher"), is_hard=~length.between(*READABLE),
        has_no_account=evidence["account_id"] == "", closeness=np.round(vectors @ centre, 6),
    )  # fmt: skip
    order = ["is_far", "is_hard", "has_no_account", "closeness", "passage_id"]
    ranked = ranked.sort_values(order, ascending=[True, True, True, False, True])
    return ranked.drop_duplicates("voter_id").drop_duplicates("quote")


def are_on_theme(texts: Sequence[str], words: set[str]) -> np.ndarray:
    """Whether passages speak of a theme by its own words, shape (n,); all do where the theme has none.

    Parameters
    ----------
    words : :func:`theme_words` of the theme.
    """
    return np.array([not words or not words.isdisjoint(map(stem, content_words(text))) for text in texts], dtype=bool)


def theme_words(label: str, terms: Sequence[str]) -> set[str]:
    """Stems of the words of a theme's label and of its own terms.

    Examples
    --------
    >>> sorted(theme_words("seats are billed", ["paid seat"]))
    ['bill', 'paid', 'seat']
    """
    return {stem(word) for text in (label, *terms) for word in content_words(text)}


def quotes_of(evidence: pd.DataFrame, vectors: np.ndarray) -> list[dict[str, Any]]:
    """Up to three quotes of three accounts.

    Parameters
    ----------
    evidence : evidence of one theme in the cycles concerned; where the theme is a claim's, with ``to_claim``, what
        :func:`closeness_to` says of each passage.
    vectors : float array of shape (n_evidence, n_dimensions), unit vectors of the quotes.

    Notes
    -----
    The rule a brief states: closest to the middle of what the accounts said about it, one from each account, of 40 to 320
    characters where there are such; of a claim's theme first from the third of the passages nearest to the claim.
    """
    if evidence.empty:
        return []
    _, voters = np.unique(evidence["voter_id"].to_numpy(dtype=object), return_inverse=True)
    centre = centres_of(vectors, voters).mean(axis=0)
    return [_as_quote(row) for _, row in _typical_first(evidence, vectors, centre).head(QUOTES).iterrows()]


def other_voice_of(others: pd.DataFrame, vectors: np.ndarray) -> dict[str, Any] | None:
    """One voice that says otherwise: the most typical passage on the largest theme of those who do not raise this one.

    Parameters
    ----------
    others : evidence of the same cycles from voters who do not raise the theme.
    vectors : their unit vectors.
    """
    if others.empty:
        return None
    votes = others.drop_duplicates(["theme_id", "voter_id"])["theme_id"].value_counts().sort_index()
    largest = votes.sort_values(ascending=False, kind="stable").index[0]
    is_largest = (others["theme_id"] == largest).to_numpy()
    quotes = quotes_of(others[is_largest], vectors[is_largest])
    return quotes[0] | {"theme": str(largest)}

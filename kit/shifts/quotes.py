"""Quotes: the passages that are evidence of a shift, how alike they are, and which of them are quoted."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.geometry import grouped_sums, unit
from kit.shifts.surest_nodes import node_ids
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
#: Accounts, and other statements, that consistency is taken over; more move it by less than 0.02.
MOST_ALIKE = 400
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


def _most_typical(evidence: pd.DataFrame, vectors: np.ndarray, centre: np.ndarray, count: int) -> list[int]:
    """Places of passages by how near to a claim, how readable and how close to the centre they are; one a voter, none twice."""
    voters, quotes, accounts, names = (
        evidence[name].to_numpy(dtype=object) for name in ("voter_id", "quote", "account_id", "passage_id")
    )
    to_claim = np.round(evidence["to_claim"] if "to_claim" in evidence else np.zeros(len(evidence)), 6)
    is_far = np.asarray(to_claim < np.quantile(to_claim, 1 - NEAR_CLAIM, method="higher"))
    is_hard = [not READABLE[0] <= len(quote) <= READABLE[1] for quote in quotes]
    ranks = zip(is_far, is_hard, accounts == "", -np.round(vectors @ centre, 6), names, range(len(names)), strict=True)
    chosen, of_voters, texts = [], set(), set()
    for *_, place in sorted(ranks):
        if len(chosen) < count and voters[place] not in of_voters and quotes[place] not in texts:
            chosen.append(place)
            texts.add(quotes[place])
        of_voters.add(voters[place])
    return chosen


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
    return [_as_quote(row) for _, row in evidence.iloc[_most_typical(evidence, vectors, centre, QUOTES)].iterrows()]


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


class SampledPassages:
    """The sampled passages with their vectors, and where each theme, account and cycle stands in them."""

    def __init__(self, rows: pd.DataFrame, vectors: np.ndarray, themes: pd.DataFrame) -> None:
        self.rows, self.vectors = rows, vectors
        self.words = {row.theme_id: theme_words(row.label, json.loads(row.terms or "[]")) for row in themes.itertuples()}
        (self.theme, self.themes), (self.account, accounts), (self.cycle, self.cycles), (self.voter, _), (self.passage, _) = (
            codes_of(rows[name]) for name in ("theme_id", "account_id", "cycle", "voter_id", "passage_id")
        )
        self.n_accounts, self.has_account = max(len(accounts), 1), self.account != accounts.get("", -1)
        nodes = [self.themes[name] for name in node_ids(themes) if name in self.themes]
        self.of_node = np.isin(np.arange(len(self.themes)), nodes)
        self.is_node = self.of_node[self.theme]
        self._known: dict[tuple[str, ...], tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def where(self, chosen: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
        return self.rows[chosen], self.vectors[chosen]

    def speaks_of(self, theme: str) -> np.ndarray:
        """Rows of a theme, shape (n_rows,), bool."""
        return self.theme == self.themes.get(theme, -1)

    def in_cycles(self, cycles: Collection[str]) -> np.ndarray:
        """Rows of some cycles, shape (n_rows,), bool."""
        return is_among(self.cycle, self.cycles, cycles)

    def quotable(self, theme: str, cycles: list[str]) -> np.ndarray:
        """Rows of a theme that may be quoted, shape (n_rows,).

        What three voters say is what the theme is about in those cycles; what one or two say may be a passage that only fell to
        the nearest theme, and is quoted only where it speaks of the theme by its words.
        """
        ours = self.in_cycles(cycles) & self.speaks_of(theme)
        if len(np.unique(self.voter[ours])) < QUOTES:
            ours[ours] = are_on_theme(self.rows.loc[ours, "quote"].tolist(), self.words.get(theme, set()))
        return ours

    def consistency(self, theme: str, cycles: list[str]) -> float | None:
        """How alike the accounts' words on a theme are, of what was said in some cycles."""
        centres, themes, accounts = self._known_centres(tuple(cycles))
        code = self.themes.get(theme, -1)
        ours = _thinned(np.flatnonzero(themes == code))
        if code >= 0 and self.of_node[code]:  # a node's passages are its theme's too: it is held against what is not in it
            beside, _, whose = self._centres(self._spoke(cycles) & self._is_beside(code), is_thinned=True)
        else:
            others = _thinned(np.flatnonzero((themes != code) & ~self.of_node[themes]))
            beside, whose = centres[others], accounts[others]
        alike = consistency_of(centres[ours], beside, accounts[ours][:, None] == whose[None, :])
        return None if alike is None else round(alike, 3)

    def _is_beside(self, node: int) -> np.ndarray:
        """Passages of themes that are not in a node."""
        is_held = np.zeros(int(self.passage.max(initial=-1)) + 1, dtype=bool)
        is_held[self.passage[self.theme == node]] = True
        return ~self.is_node & ~is_held[self.passage]

    def _spoke(self, cycles: Collection[str]) -> np.ndarray:
        return self.in_cycles(cycles) & self.has_account

    def _known_centres(self, cycles: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What :meth:`_centres` makes of all that was said in some cycles; made once."""
        if cycles not in self._known:
            self._known[cycles] = self._centres(self._spoke(cycles))
        return self._known[cycles]

    def _centres(self, chosen: np.ndarray, is_thinned: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Mean direction of what each account said about each theme, with the themes and the accounts, by code."""
        pairs, code = np.unique(self.theme[chosen] * self.n_accounts + self.account[chosen], return_inverse=True)
        rows = np.flatnonzero(chosen)
        if is_thinned:
            kept = _thinned(np.arange(len(pairs)))
            place = np.full(len(pairs), -1)
            place[kept] = np.arange(len(kept))
            pairs, code, rows = pairs[kept], place[code][place[code] >= 0], rows[place[code] >= 0]
        of_theme, of_account = np.divmod(pairs, self.n_accounts)
        return centres_of(self.vectors[rows], code), of_theme, of_account


def codes_of(names: pd.Series) -> tuple[np.ndarray, dict[str, int]]:
    """Each name's place among all of them in the alphabet, shape (n_rows,), and the place of each name."""
    known, codes = np.unique(names.to_numpy(dtype=object), return_inverse=True)
    return codes, {name: place for place, name in enumerate(known)}


def is_among(codes: np.ndarray, places: dict[str, int], names: Collection[str]) -> np.ndarray:
    """Whether each row is of one of the names, by what :func:`codes_of` returns."""
    return np.isin(codes, [places[name] for name in names if name in places])


def _thinned(rows: np.ndarray) -> np.ndarray:
    """At most so many of the rows, evenly spaced."""
    return rows if len(rows) <= MOST_ALIKE else rows[np.linspace(0, len(rows) - 1, MOST_ALIKE).astype(int)]

"""Quotes: the passages that are evidence of a shift, how alike they are, and which of them are quoted."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.geometry import grouped_sums, unit
from kit.shifts.surest_nodes import node_ids
from kit.words import MASK, content_words, stem

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
#: Length in characters of a quote that can be read at a glance.
READABLE = (30, 320)
#: What nearness to the middle of what the accounts said counts for beside nearness to a theme's name.
MIDDLE = 0.2
#: What a passage that cannot be read at a glance, or whose account is not known, falls behind by; and for each character that it
#: is longer than a line or two.
UNREADABLE, NO_ACCOUNT, EACH_CHARACTER, SHORT_ENOUGH = 0.2, 0.3, 0.001, 120
#: Passages of a theme of which it is looked at how well they can be read; so many are enough to choose a few from.
MOST_RANKED = 300
#: Part of its words that may be masks in a passage that can be read at a glance.
MOST_MASKED = 0.2
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
    spans = zip(rows["text"].to_numpy(dtype=object), rows["start"], rows["end"], strict=True)
    quote = [text[start:end] for text, start, end in spans]
    rows = rows.assign(quote=pd.Series(quote, index=rows.index, dtype="str"))
    return rows[list(COLUMNS)].sort_values(["theme_id", "passage_id"], ignore_index=True)


def centres_of(vectors: np.ndarray, groups: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
    """Mean direction of each group of rows, shape (n_groups, n_dimensions); groups are codes from 0 without a gap.

    ``among`` are the places of the rows that are meant, ascending; all without it.
    """
    return unit(grouped_sums(vectors, groups, among=among), is_spare=True)


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


def as_quote(row: pd.Series) -> dict[str, Any]:
    """A row of evidence as a quote in the contract's form."""
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


def hard_to_read(text: str) -> float:
    """What a passage falls behind by because it cannot be read at a glance: too short, too long or full of masks."""
    is_masked = len(MASK.findall(text)) > MOST_MASKED * len(text.split())
    is_hard = is_masked or not READABLE[0] <= len(text) <= READABLE[1]
    return UNREADABLE * is_hard + EACH_CHARACTER * min(max(len(text) - SHORT_ENOUGH, 0), READABLE[1])


def _best_first(evidence: pd.DataFrame, vectors: np.ndarray, centre: np.ndarray, count: int) -> pd.DataFrame:
    """The first passages by how well they say the theme's name, how central and how readable they are; one a voter.

    ``nearness`` is that to the name, ``beside`` what else counts but how well it can be read.
    """
    to_name = evidence["to_name"].to_numpy() if "to_name" in evidence else np.zeros(len(evidence))
    beside = MIDDLE * (vectors @ centre) - NO_ACCOUNT * (evidence["account_id"] == "").to_numpy()
    ids = evidence["passage_id"].to_numpy(dtype=object)
    likely = np.lexsort((ids, -np.round(to_name + beside, 6)))[:MOST_RANKED]
    voters, texts = (evidence[name].to_numpy(dtype=object)[likely] for name in ("voter_id", "quote"))
    worth = np.round((to_name + beside)[likely] - np.array([hard_to_read(text) for text in texts], dtype=float), 6)
    order = np.lexsort((ids[likely], -worth))
    places = _first_of_each(order, voters, texts, count)
    chosen = likely[places]  # rows of a table are taken last: of hundreds few are left
    return evidence.iloc[chosen].assign(nearness=to_name[chosen], beside=beside[chosen], worth=worth[places])


def _first_of_each(order: np.ndarray, voters: np.ndarray, texts: np.ndarray, count: int) -> list[int]:
    """The first places in an order that are each voter's first, of equal texts the first, up to so many."""
    kept: list[int] = []
    seen_voters, seen_texts = set[str](), set[str]()
    for place in order.tolist():
        is_first = voters[place] not in seen_voters
        seen_voters.add(voters[place])
        if is_first and texts[place] not in seen_texts:
            seen_texts.add(texts[place])
            kept.append(place)
        if len(kept) == count:
            break
    return kept


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
    evidence : evidence of one theme in the cycles concerned, with ``to_name``, what
        :func:`kit.shifts.naming_quotes.nearness_to_name` says of each passage; without it the most central come first.
    vectors : float array of shape (n_evidence, n_dimensions), unit vectors of the quotes.

    Notes
    -----
    The rule a brief states: those that say the theme's name best and are close to the middle of what the accounts said about
    it, one from each account, readable ones and those of known accounts before others.
    """
    return [as_quote(row) for _, row in ranked_quotes(evidence, vectors, QUOTES).iterrows()]


def ranked_quotes(evidence: pd.DataFrame, vectors: np.ndarray, count: int) -> pd.DataFrame:
    """The first rows of evidence, at most ``count``, as :func:`quotes_of` ranks it, one a voter."""
    if evidence.empty:
        return evidence.assign(nearness=0.0, beside=0.0, worth=0.0)
    _, voters = np.unique(evidence["voter_id"].to_numpy(dtype=object), return_inverse=True)
    return _best_first(evidence, vectors, centres_of(vectors, voters).mean(axis=0), count)


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
        return centres_of(self.vectors, code, rows), of_theme, of_account


def codes_of(names: pd.Series) -> tuple[np.ndarray, dict[str, int]]:
    """Each name's place among all of them in the alphabet, shape (n_rows,), and the place of each name."""
    codes, known = pd.factorize(names.to_numpy(dtype=object))
    place = {name: number for number, name in enumerate(sorted(known))}
    return np.array([place[name] for name in known], dtype=np.int64)[codes], place


def is_among(codes: np.ndarray, places: dict[str, int], names: Collection[str]) -> np.ndarray:
    """Whether each row is of one of the names, by what :func:`codes_of` returns."""
    return np.isin(codes, [places[name] for name in names if name in places])


def _thinned(rows: np.ndarray) -> np.ndarray:
    """At most so many of the rows, evenly spaced."""
    return rows if len(rows) <= MOST_ALIKE else rows[np.linspace(0, len(rows) - 1, MOST_ALIKE).astype(int)]

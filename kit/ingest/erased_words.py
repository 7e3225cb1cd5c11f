"""Erased words: labels and terms of themes that only somebody erased said, in whatever table they stand."""

from __future__ import annotations

import json
import re

import pandas as pd

#: What stands for a theme's label that only the erased words had.
NO_LABEL = "(label erased)"
_WORD = re.compile(r"\w+")


class ErasedWords:
    """What is said in erased passages and in none that stay.

    Parameters
    ----------
    lost, left : texts of the erased passages and of the others.
    given : names that people gave to themes; they are not anybody's words.
    """

    def __init__(self, lost: pd.Series, left: pd.Series, given: frozenset[str] = frozenset()) -> None:
        self._given = given
        self._lost, self._left = ("\n".join(texts).lower() for texts in (lost, left))
        self._words = set(_WORD.findall(self._lost)) - set(_WORD.findall(self._left))

    def is_label(self, label: str) -> bool:
        """Whether a label is theirs alone: a clause of theirs, or one with a word that nobody else says."""
        low = label.lower()
        if not low or low in self._left:
            return False
        return low in self._lost or not self._words.isdisjoint(_WORD.findall(low))

    def is_term(self, term: str) -> bool:
        """Whether a term, or a word of it, stemmed or not, stands in their words and in nobody else's."""
        return any(word in self._lost and word not in self._left for word in [term.lower(), *_WORD.findall(term.lower())])

    def labels(self, table: pd.DataFrame) -> set[str]:
        """The labels of a table that are theirs alone; names that a person gave stay."""
        return {label for label in set(table["label"]) - self._given if self.is_label(label)}

    def taken_out(self, table: pd.DataFrame, labels: set[str]) -> pd.DataFrame:
        """A table with these labels replaced, and its lists of terms without theirs."""
        if "label" in table.columns:
            table = table.assign(label=table["label"].where(~table["label"].isin(labels), NO_LABEL))
        if "terms" in table.columns:
            table = table.assign(terms=table["terms"].map(self._without_terms).astype("str"))
        return table

    def _without_terms(self, stored: str) -> str:
        terms = json.loads(stored or "[]")
        kept = [term for term in terms if not self.is_term(term)]
        return stored if len(kept) == len(terms) else json.dumps(kept, ensure_ascii=False)

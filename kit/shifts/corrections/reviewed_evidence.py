"""Reviewed evidence: which themes conversations were put to, and which of them people found that they truly raise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.matching.match_accuracy import drawn_by_lot
from kit.matching.reviewer_decisions import in_order, lots

#: What a reviewer says of a passage and the theme that it was put to.
RIGHT, WRONG = "right", "wrong"
#: Stands for the right theme where there is none.
NO_THEME = "none"
#: The kind of a passage that says something; small talk is in no theme and is not asked about.
CONTENT = "content"


def evidence_lots(keys: pd.Series, seed: int) -> np.ndarray:
    """A fixed random number for each conversation, 0 to 1, independent of the one that matches are reviewed by."""
    return lots("theme/" + keys.astype("str"), seed)


def latest_words(decisions: pd.DataFrame) -> pd.DataFrame:
    """The newest word on each passage: ``passage_id`` (index), ``verdict``, ``theme_id``, ``proposed``, ..."""
    return in_order(decisions).drop_duplicates("passage_id", keep="last").set_index("passage_id")


def asked_about(assignments: pd.DataFrame) -> pd.DataFrame:
    """The passages that a reviewer is asked about: all that are in a theme, and those in none that say something."""
    return assignments[(assignments["theme_id"] != "") | (assignments["kind"] == CONTENT)]


@dataclass(frozen=True)
class ReviewedEvidence:
    """One persona's conversations, a row each.

    Attributes
    ----------
    keys : Series of conversation_key, n.
    raised : DataFrame of bool of shape (n, n_themes), as the fit has it.
    truly : DataFrame of float of shape (n, n_themes)
        1 where people found that it raises the theme, 0 where they found that it does not, missing where nobody knows.
    is_read : ndarray of bool, whether people gave a word on any of its passages.
    lot : ndarray, 0 to 1.
    """

    keys: pd.Series
    raised: pd.DataFrame
    truly: pd.DataFrame
    is_read: np.ndarray
    lot: np.ndarray

    def drawn(self, theme: str, raises: bool, among: np.ndarray) -> np.ndarray:
        """Rows of one stratum that chance drew and people settled: those that raise a theme or not, among some."""
        is_known = self.truly[theme].notna().to_numpy()
        return drawn_by_lot(self.lot, is_known, among & (self.raised[theme].to_numpy() == raises)) & is_known

    def drawn_any(self, periods: tuple[np.ndarray, ...]) -> np.ndarray:
        """Rows that chance drew, whatever they raise, in each of some periods, and of which people settled every theme."""
        is_known = self.truly.notna().all(axis=1).to_numpy()
        drawn = [drawn_by_lot(self.lot, is_known, among) for among in periods]
        return np.logical_or.reduce(drawn) & is_known & self.is_read


def reviewed_evidence(assignments: pd.DataFrame, keys: pd.Series, decisions: pd.DataFrame, seed: int) -> ReviewedEvidence:
    """What decisions tell of a persona's themes.

    Parameters
    ----------
    assignments : ``passage_id, conversation_key, theme_id, kind`` of one persona.
    keys : the conversations in question, each once.
    decisions : rows of the record's ``theme_decisions``.
    seed : of the lots that the queue draws by.

    Notes
    -----
    A conversation raises a theme when any of its passages is about it. So it surely does once one of them is said to be; that
    it does not is known when every passage of it that says anything is known to be about something else.
    """
    themes = sorted(set(assignments["theme_id"]) - {""})
    rows = asked_about(assignments[assignments["conversation_key"].isin(keys)])
    words = latest_words(decisions).reindex(rows["passage_id"])
    verdict, about, shown = (words[name].fillna("").to_numpy(dtype=object) for name in ("verdict", "theme_id", "proposed"))
    rows = rows.assign(is_open=verdict == "", is_half=(verdict == WRONG) & (about == ""), about=about, shown=shown)
    by_key = rows.groupby("conversation_key")
    n_open, n_half, n_rows = (by_key[name].agg(how).reindex(keys).fillna(0).to_numpy() for name, how in
                              (("is_open", "sum"), ("is_half", "sum"), ("is_open", "size")))  # fmt: skip
    is_true = _table(rows[~rows["is_open"] & ~rows["is_half"]], "about", keys, themes) > 0
    is_out = _table(rows[rows["is_half"]], "shown", keys, themes) >= n_half[:, None]
    truly = np.where(is_true, 1.0, np.where((n_open == 0)[:, None] & is_out, 0.0, np.nan))
    return ReviewedEvidence(
        keys.reset_index(drop=True), _table(rows, "theme_id", keys, themes) > 0,
        pd.DataFrame(truly, columns=themes), n_open < n_rows, evidence_lots(keys, seed),
    )  # fmt: skip


def _table(rows: pd.DataFrame, name: str, keys: pd.Series, themes: list[str]) -> pd.DataFrame:
    """How many of each conversation's passages have each theme in a column, shape (n, n_themes)."""
    table = pd.crosstab(rows["conversation_key"], rows[name])
    return table.reindex(index=keys, columns=themes, fill_value=0).reset_index(drop=True)

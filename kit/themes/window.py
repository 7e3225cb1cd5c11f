"""Window: the passages one fit looks over, without the small talk that slipped past the stance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.geometry import nearest_neighbours, unit


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

    def of_passages(self, of_texts: np.ndarray, missing: object) -> np.ndarray:
        """A value of each text spread over the passages that say it."""
        return np.append(np.asarray(of_texts), np.array([missing], dtype=np.asarray(of_texts).dtype))[self.text_of]


#: Nearest passages looked at, and the part of them that must be "other" before a passage counts as small talk too.
#: Measured on the sample's calls: a quarter of its small talk passes the stance; see the theme bench.
LOOKED_AT, CHATTER_PART = 15, 0.5
#: Passages beside which nothing is judged: with fewer of either kind the nearest are any.
FEWEST = 30


def is_chatter(vectors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether each passage lies among small talk.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions), unit rows: passages that say something, by their stance.
    others : ndarray of shape (n_others, n_dimensions), unit rows: passages of the same conversations that do not.

    Returns
    -------
    ndarray of shape (n,), bool
    """
    if len(vectors) < FEWEST or len(others) < FEWEST:
        return np.zeros(len(vectors), dtype=bool)
    both = np.concatenate([vectors, others])
    centred = both - both.mean(axis=0)
    indices, _ = nearest_neighbours(unit(centred).astype(np.float32), LOOKED_AT)
    return (indices[: len(vectors)] >= len(vectors)).mean(axis=1) > CHATTER_PART

"""Window: all that a persona's customers said, and the distinct texts of it that one fit looks over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.matching.stances import NOT_SURE, SMALL_TALK
from kit.themes.small_talk import CONTENT, EMPTY, TALK, is_empty, small_talk_groups, without_lone_words


@dataclass(frozen=True)
class Window:
    """A persona's passages of the window, and the distinct texts among them.

    Attributes
    ----------
    passages : DataFrame ``passage_id, conversation_key, cycle, text, stance, kind``, by key; ``kind`` is content, small talk
        or empty.
    text_of : ndarray of shape (n_passages,), int: row of ``texts``; -1 where a passage is on no subject.
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


def window_of(passages: pd.DataFrame, vectors_of: Callable[[list[str]], np.ndarray]) -> Window:
    """The window of some passages: whatever has content is in it, whatever its stance.

    Parameters
    ----------
    passages : DataFrame ``passage_id, conversation_key, cycle, text, stance``, by key.
    vectors_of : unit vectors of texts.
    """
    passages = passages.reset_index(drop=True)
    texts, text_of = _distinct(passages["text"])
    vectors, conversations = vectors_of(texts), passages["conversation_key"].to_numpy(dtype=object)
    alone = passages.groupby("conversation_key")["passage_id"].transform("size").to_numpy() == 1
    parts = (*((passages["stance"] == name).to_numpy() for name in (SMALL_TALK, NOT_SURE)), alone)
    is_small_talk = small_talk_groups(vectors, *(_of_texts(part, text_of, len(texts)) for part in parts))
    is_small_talk = without_lone_words(texts, conversations, text_of, is_small_talk)
    place = np.append(np.where(is_small_talk, -1, np.cumsum(~is_small_talk) - 1), -1)[text_of]
    kind = np.where(text_of < 0, EMPTY, np.where(place < 0, TALK, CONTENT))
    kept = [text for text, is_out in zip(texts, is_small_talk, strict=True) if not is_out]
    return Window(passages.assign(kind=pd.Series(kind, dtype="str")), place, kept, vectors[~is_small_talk])


def _of_texts(part: np.ndarray, text_of: np.ndarray, count: int) -> np.ndarray:
    """The mean over the passages of each text; shape (count,)."""
    held = text_of >= 0
    sums = np.bincount(text_of[held], weights=part[held], minlength=count)
    return sums / np.maximum(np.bincount(text_of[held], minlength=count), 1)


def _distinct(texts: pd.Series) -> tuple[list[str], np.ndarray]:
    """Texts that differ in more than case and punctuation, and the row of each one's; -1 where a text is empty by its form."""
    row_of: dict[str, int] = {}
    distinct: list[str] = []
    text_of = np.full(len(texts), -1)
    for position, text in enumerate(texts):
        plain = " ".join(re.findall(r"\w+", text.casefold()))
        if plain and not is_empty(text):
            if plain not in row_of:
                row_of[plain] = len(distinct)
                distinct.append(text)
            text_of[position] = row_of[plain]
    return distinct, text_of

"""Window: all that a persona's customers said, and the distinct texts of it that one fit looks over."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from kit.geometry import unit
from kit.matching.stances import NOT_SURE, SAYS, SMALL_TALK
from kit.themes.small_talk import CONTENT, EMPTY, TALK, Standing, is_empty, small_talk_of, without_lone_words

#: How much the rest of its message weighs in how a sentence is read, against the sentence. By issue, the AMI of complaint
#: narratives is .20 without, .31 with half, .34 with as much as the sentence; by garment, that of shop reviews is .11, .19, .31;
#: but what stands in one message need not be on one subject.
CONTEXT = 0.7


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

    @property
    def said_in(self) -> sp.csr_matrix:
        """1 where a conversation says a text; shape (n_texts, n_conversations)."""
        rows = np.flatnonzero(self.text_of >= 0)
        keys, code = np.unique(self.passages["conversation_key"].to_numpy(dtype=str)[rows], return_inverse=True)
        pairs = (self.text_of[rows], code)
        return sp.csr_matrix((np.ones(len(rows)), pairs), shape=(len(self.texts), len(keys))).sign()

    def of_passages(self, of_texts: np.ndarray, missing: object) -> np.ndarray:
        """A value of each text spread over the passages that say it."""
        return np.append(np.asarray(of_texts), np.array([missing], dtype=np.asarray(of_texts).dtype))[self.text_of]


def window_of(passages: pd.DataFrame, vectors_of: Callable[[list[str]], np.ndarray]) -> Window:
    """The window of some passages: whatever has content is in it, whatever its stance.

    Parameters
    ----------
    passages : DataFrame ``passage_id, conversation_key, cycle, text, stance, message``, by key and place.
    vectors_of : unit vectors of texts.
    """
    passages = passages.reset_index(drop=True)
    texts, text_of = _distinct(passages["text"])
    vectors, conversations = vectors_of(texts), passages["conversation_key"].to_numpy(dtype=object)
    is_small_talk = small_talk_of(texts, vectors, _standing(passages, text_of, len(texts)))
    is_small_talk = without_lone_words(texts, conversations, text_of, is_small_talk)
    place = np.append(np.where(is_small_talk, -1, np.cumsum(~is_small_talk) - 1), -1)[text_of]
    kind = np.where(text_of < 0, EMPTY, np.where(place < 0, TALK, CONTENT))
    kept = [text for text, is_out in zip(texts, is_small_talk, strict=True) if not is_out]
    within = in_message(vectors[~is_small_talk], place, passages["message"].to_numpy())
    return Window(passages.assign(kind=pd.Series(kind, dtype="str")), place, kept, within)


def _standing(passages: pd.DataFrame, text_of: np.ndarray, count: int) -> Standing:
    """How the passages of each text stand in their conversations."""
    by = passages.groupby("conversation_key")["passage_id"]
    size, rank = by.transform("size").to_numpy(), by.cumcount().to_numpy()
    stance = passages["stance"].to_numpy(dtype=object)
    parts = (
        stance == SMALL_TALK, stance == NOT_SURE, np.isin(stance, SAYS), size == 1,
        (rank == 0) & (size > 1), (rank == size - 1) & (size > 1),
    )  # fmt: skip
    return Standing(*(_of_texts(part, text_of, count) for part in parts))


def with_messages(passages: pd.DataFrame, conversations: pd.DataFrame) -> pd.DataFrame:
    """Passages with the number of the message they stand in: one turn of one conversation.

    Parameters
    ----------
    passages : ``conversation_key, start``. conversations : ``conversation_key, turns``.
    """
    turns = dict(zip(*(conversations[name].to_numpy(dtype=object) for name in ("conversation_key", "turns")), strict=True))
    keys = passages["conversation_key"].to_numpy(dtype=object)
    starts = {key: [turn["start"] for turn in json.loads(turns.get(key) or "[]")] for key in set(keys)}
    turn = [bisect_right(starts[key], start) for key, start in zip(keys, passages["start"], strict=True)]
    return passages.assign(message=passages.groupby([passages["conversation_key"], np.array(turn, dtype=int)]).ngroup())


def in_message(vectors: np.ndarray, text_of: np.ndarray, message: np.ndarray) -> np.ndarray:
    """Vectors of texts as they are read within their messages: a sentence leans on the others of the same message.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows.
    text_of, message : ndarrays of shape (n_passages,): the text of each passage (-1: none), and its message.

    Returns
    -------
    ndarray of shape (n_texts, n_dimensions), unit rows
        Each text and CONTEXT times the mean of what else its messages say.
    """
    rows = np.flatnonzero(text_of >= 0)
    if not len(rows):
        return vectors
    _, code = np.unique(message[rows], return_inverse=True)
    entries = (np.ones(len(rows)), (code, text_of[rows]))
    message_of = sp.csr_matrix(entries, shape=(code.max() + 1, len(vectors)))
    sums, counts = message_of @ vectors, np.asarray(message_of.sum(axis=1)).ravel()
    own = vectors[text_of[rows]]
    others = (sums[code] - own) / np.maximum(counts[code] - 1, 1)[:, None]
    times = np.bincount(text_of[rows], minlength=len(vectors))
    by_text = sp.csr_matrix((1 / times[text_of[rows]], (text_of[rows], np.arange(len(rows)))), shape=(len(vectors), len(rows)))
    return unit(vectors + CONTEXT * (by_text @ others)).astype(vectors.dtype)


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
    for position, text in enumerate(texts.to_numpy(dtype=object)):
        plain = " ".join(re.findall(r"\w+", text.casefold()))
        if plain and not is_empty(text):
            if plain not in row_of:
                row_of[plain] = len(distinct)
                distinct.append(text)
            text_of[position] = row_of[plain]
    return distinct, text_of

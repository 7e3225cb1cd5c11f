"""Small talk: passages that are on no subject, by their form or as a group of their kind."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np

from kit.geometry import nearest_neighbours, unit
from kit.words import MASK, content_words

#: What a passage is to the themes: on a subject, small talk as part of a group, or empty by its form.
CONTENT, TALK, EMPTY = "content", "small talk", "empty"

#: A passage's group: the nearest others that are looked at beside itself, which has half the say.
GROUP = 15
#: Part of that say that has to be small talk by its stance, so that no passage is by itself; and the part of it that may stand
#: alone in its conversation: who says one thing only says it for a reason. On multidogo's labels 79 of 100 such turns are
#: recognised by this and 1 of 200 requests beside them is lost; of complaints 1 in 100, of shop reviews none.
TALK_PART, ALONE_PART = 0.6, 0.5
#: Part of a text's passages that are not known to voice anything, from which on it may join a group.
JOINING_PART = 0.5
#: Passages beside which nothing is judged as a group.
FEWEST = 30
#: Content words from which on a passage is kept where its conversation has nothing else.
TELLING_WORDS = 3

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


@cache
def _forms() -> re.Pattern[str]:
    lines = files("kit.themes").joinpath("empty_forms.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line and not line.startswith("#")), re.I)


def is_empty(text: str) -> bool:
    """Whether a text is on no subject by its form: every sentence greets, signs off, arranges, or does not answer.

    Examples
    --------
    >>> is_empty("n/a"), is_empty("I've attached the screenshot. No rush!"), is_empty("Nothing works")
    (True, True, False)
    """
    return all(_is_empty_sentence(sentence) for sentence in _SENTENCE.split(text))


def _is_empty_sentence(sentence: str) -> bool:
    bare = _EDGE.sub("", MASK.sub(" ", sentence)).strip()
    return len(bare) < 2 or _forms().fullmatch(bare) is not None


def small_talk_groups(vectors: np.ndarray, is_talk: np.ndarray, is_unsure: np.ndarray, is_alone: np.ndarray) -> np.ndarray:
    """Whether each text lies in a group that is small talk: by what its members are like and where they stand.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions), unit rows.
    is_talk : ndarray of shape (n,), 0 to 1: part of the passages of a text whose stance is small talk.
    is_unsure : likewise, part of them whose stance nobody knows; such a text goes with a group that is small talk without it.
    is_alone : likewise, part of them that are their conversation's only passage.

    Returns
    -------
    ndarray of shape (n,), bool
    """
    if len(vectors) < FEWEST:
        return np.zeros(len(vectors), dtype=bool)
    indices, _ = nearest_neighbours(unit(vectors - vectors.mean(axis=0)).astype(np.float32), GROUP)
    talk, alone = ((own + own[indices].mean(axis=1)) / 2 for own in (is_talk, is_alone))
    is_group_talk = (talk >= TALK_PART) & (alone < ALONE_PART)
    joins = (is_talk + is_unsure > JOINING_PART) & (is_group_talk[indices].mean(axis=1) >= TALK_PART) & (alone < ALONE_PART)
    return is_group_talk | joins


def without_lone_words(texts: list[str], conversations: np.ndarray, text_of: np.ndarray, is_talk: np.ndarray) -> np.ndarray:
    """Small talk less the most telling text of each conversation that would have nothing else.

    Parameters
    ----------
    conversations, text_of : ndarrays of shape (n_passages,): the conversation of each passage, and its text (-1: none).
    is_talk : ndarray of shape (n_texts,), bool.
    """
    telling = np.array([len(content_words(text)) for text in texts])
    best: dict[str, int] = {}
    has_content: set[str] = set()
    for key, text in zip(conversations, text_of, strict=True):
        if text < 0:
            continue
        if not is_talk[text]:
            has_content.add(key)
        elif telling[text] >= TELLING_WORDS and (key not in best or telling[text] > telling[best[key]]):
            best[key] = text
    kept = is_talk.copy()
    kept[[text for key, text in best.items() if key not in has_content]] = False
    return kept

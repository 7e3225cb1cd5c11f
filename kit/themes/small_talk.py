"""Small talk: passages that are on no subject, by their form or as a group of their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kit.geometry import nearest_neighbours, unit
from kit.words import content_words, without_masks

#: What a passage is to the themes: on a subject, small talk as part of a group, or empty by its form.
CONTENT, TALK, EMPTY = "content", "small talk", "empty"

#: A passage's group: the nearest others that are looked at beside itself, which has half the say.
GROUP = 15
#: Part of that say that has to be small talk by its stance, so that no passage is by itself; and the part of it that may stand
#: alone in its conversation: who says one thing only says it for a reason. On multidogo's labels 79 of 100 such turns are
#: recognised by this and 1 of 200 requests beside them is lost; of complaints 1 in 100, of shop reviews none.
TALK_PART, ALONE_PART = 0.6, 0.5
#: Part of the texts from which on so much would be small talk that the stances are not believed: a classifier that was taught on
#: sentences takes the short turns of a chat for it. Then only groups are that open or end conversations nearly as often as any
#: passage does (so many times). Of whole chats of six trades .58 to .73 of the texts would be, of the sample's customers .28 to
#: .38. Of orders of food 47 of 100 passages were lost, 14 are; of the other five trades' requests 0 to 4, now 0 to 2; of what is
#: left 1 to 2 of 100 are small talk, as before. Asked of the sample's calls too, where people talk about the call in its middle,
#: small talk in themes would double.
MOST_TALK, EDGE_PART = 0.5, 2 / 3
#: Part of a text's passages that are not known to voice anything, from which on it may join a group.
JOINING_PART = 0.5
#: Passages beside which nothing is judged as a group.
FEWEST = 30
#: What the window's own words teach: at least so many texts on either side, recognised small talk and texts that stand alone in
#: their conversation; and how likely a text and its group must be small talk by them. On multidogo and the sample's words, which
#: this was chosen on, small talk among what is grouped falls from 10 to 19 of 100 passages to 4 to 7, and 1 to 3 of 100 passages
#: on a subject are lost with it; sets without small talk have nothing to learn it from and lose none.
FEWEST_TAUGHT, LIKELY = 30, 0.6
#: Part of a text's passages that voice something, or stand alone, from which on it is never taken for small talk by likeness.
SAYS_PART = 0.5
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
    bare = _EDGE.sub("", without_masks(sentence)).strip()
    return len(bare) < 2 or _forms().fullmatch(bare) is not None


@dataclass(frozen=True)
class Standing:
    """How the passages of each text stand, each 0 to 1 and of shape (n_texts,): the part of them that ...

    Attributes
    ----------
    talk : are small talk by their stance. unsure : have a stance that nobody knows. says : have one that says something.
    alone : are their conversation's only passage. opens, ends : come first, and last, among others.
    """

    talk: np.ndarray
    unsure: np.ndarray
    says: np.ndarray
    alone: np.ndarray
    opens: np.ndarray
    ends: np.ndarray


def small_talk_of(texts: list[str], vectors: np.ndarray, of: Standing) -> np.ndarray:
    """Whether each text lies in a group that is small talk: by what its members are like and where they stand.

    Parameters
    ----------
    texts : distinct texts. vectors : ndarray of shape (n_texts, n_dimensions), unit rows.

    Returns
    -------
    ndarray of shape (n_texts,), bool
    """
    if len(vectors) < FEWEST:
        return np.zeros(len(vectors), dtype=bool)
    centred = unit(vectors - vectors.mean(axis=0)).astype(np.float32)
    indices, _ = nearest_neighbours(centred, GROUP)
    groups = small_talk_groups(indices, of.talk, of.unsure, of.alone)
    if groups.mean() > MOST_TALK:
        return groups & _at_edge(indices, of)
    return groups | _alike(texts, centred, indices, groups, of)


def small_talk_groups(indices: np.ndarray, is_talk: np.ndarray, is_unsure: np.ndarray, is_alone: np.ndarray) -> np.ndarray:
    """Whether each text lies in a group whose stance is small talk, and which hardly ever stands alone.

    Parameters
    ----------
    indices : ndarray of shape (n, n_neighbours): each text's nearest others.
    is_talk, is_unsure, is_alone : as in :class:`Standing`; a text whose stance nobody knows goes with a group that is small
        talk without it.
    """
    talk, alone = (_of_group(own, indices) for own in (is_talk, is_alone))
    is_group_talk = (talk >= TALK_PART) & (alone < ALONE_PART)
    joins = (is_talk + is_unsure > JOINING_PART) & (is_group_talk[indices].mean(axis=1) >= TALK_PART) & (alone < ALONE_PART)
    return is_group_talk | joins


def _at_edge(indices: np.ndarray, of: Standing) -> np.ndarray:
    """Whether each text lies in a group that opens or ends conversations nearly as often as any passage does."""
    edge = of.opens + of.ends
    return _of_group(edge, indices) >= EDGE_PART * edge.mean()


def _of_group(own: np.ndarray, indices: np.ndarray) -> np.ndarray:
    """The mean over each text's group, of which it has half the say."""
    return (own + own[indices].mean(axis=1)) / 2


def _alike(texts: list[str], centred: np.ndarray, indices: np.ndarray, groups: np.ndarray, of: Standing) -> np.ndarray:
    """What is like the small talk recognised in this window and unlike what is said alone, as a text and as a group.

    The window teaches itself: no other domain's examples have a say. Two kinds have to be there, else nothing is told apart.
    """
    is_content = ~groups & (of.alone >= SAYS_PART)
    taught = groups | is_content
    if min(groups.sum(), is_content.sum()) < FEWEST_TAUGHT:
        return np.zeros(len(texts), dtype=bool)
    length = np.log1p([len(text.split()) for text in texts])
    # a vector's length of 4 lets words weigh as much as where a text stands
    features = np.column_stack([4 * centred, of.opens, of.ends, length]).astype(np.float64)
    likely = _likely(features, groups, taught)
    is_open = (of.alone < SAYS_PART) & (of.says < SAYS_PART)
    return is_open & (likely >= LIKELY) & (_of_group(likely, indices) >= LIKELY)


def _likely(features: np.ndarray, is_talk: np.ndarray, taught: np.ndarray) -> np.ndarray:
    """How likely each row is small talk, 0 to 1; both kinds weigh the same in what is taught."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=500, class_weight="balanced")
    return model.fit(features[taught], is_talk[taught]).predict_proba(features)[:, 1].round(6)


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

"""Persona similarity: what conversations say, measured against what the persona files say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from kit.config.personas import SECTIONS, Persona
from kit.geometry import grouped_sums
from kit.matching.stances import UNTELLING
from kit.words import content_words

#: Content words from which a passage counts whole; a shorter one ("ok, thanks") tells less.
TELLING_WORDS = 6

#: Weight of a passage that voices no pain, objection, criterion or goal, against one that does.
OTHER_WEIGHT = 0.7

#: Conversations below which a corpus is too small to standardise scores or to learn from itself.
MIN_CORPUS = 40

#: Scale of persona text scores where the corpus is too small to standardise: cosines differ by about 0.1.
SMALL_SCALE = 12.0

#: How much nearer to a persona's lines than to small talk a passage is from which the files are taken at their word. Of
#: remarks that anybody could make 9 in 10 stay below half of it, of real dialogues 9 in 10 reach it (the match bench's
#: sets).
CLEAR_EDGE = 0.15

#: What is left of a score that cannot be relied on: it still puts the personas in order.
MIN_STRENGTH = 0.1

#: Different content words from which a persona file can be told by its words; a name and a role are not enough.
MIN_FILE_WORDS = 8

#: What the last column of every table of odds is called.
NONE = "none of them"


@dataclass(frozen=True)
class PersonaLines:
    """What the persona files say, a sentence a row.

    Attributes
    ----------
    table : DataFrame (persona_id, place, text); place is "pains/manual-reporting", "roles", "tools" or "metrics".
    vectors : ndarray of shape (n_lines, n_dimensions), unit rows.
    small_talk : what everybody says, with its vectors: examples of conversations that tell nothing.
    """

    table: pd.DataFrame
    vectors: np.ndarray
    small_talk: tuple[tuple[str, ...], np.ndarray] = ((), np.zeros((0, 1)))


@dataclass(frozen=True)
class PersonaSimilarity:
    """What each conversation says, measured against the persona files.

    Attributes
    ----------
    texts : list of n conversations' customer words.
    vectors : ndarray (n, n_dimensions), weighted mean of the passages; near 0 where little is said.
    near : ndarray (n, n_personas), how much nearer the best passage is to a persona's lines than to the others'.
    edge : ndarray (n, n_personas), how much nearer a passage is to a persona's lines than to small talk, at best.
    cosine : ndarray (n, n_personas), plain cosine of the best passage and line.
    place : list of n lists of n_personas, the place in the file that came nearest.
    """

    texts: list[str]
    vectors: np.ndarray
    near: np.ndarray
    edge: np.ndarray
    cosine: np.ndarray
    place: list[list[str]]

    @cached_property
    def words(self) -> list[list[str]]:
        """The content words of each conversation."""
        return [content_words(text) for text in self.texts]


def persona_lines(personas: list[Persona]) -> pd.DataFrame:
    """Every sentence of the persona files that tells what a persona says: ``persona_id``, ``place``, ``text``."""
    rows = []
    for persona in personas:
        rows += [(persona.id, "name", persona.name), *((persona.id, "roles", role) for role in persona.who.roles)]
        for section in SECTIONS:
            for claim in getattr(persona, section):
                rows += [(persona.id, f"{section}/{claim.id}", text) for text in (claim.statement, *claim.language)]
        rows += [(persona.id, "metrics", text) for text in persona.metrics]
        rows += [(persona.id, "tools", text) for text in persona.tools]
    return pd.DataFrame(rows, columns=["persona_id", "place", "text"])


def passage_weights(texts: pd.Series, stances: pd.Series) -> np.ndarray:
    """How much each passage tells of who speaks, 0 to 1: by its content words and by its stance."""
    return np.array([telling(text) for text in texts]) * np.where(stances.isin(UNTELLING), OTHER_WEIGHT, 1.0)


def telling(text: str) -> float:
    """How much a passage's length lets it tell, 0 to 1."""
    return min(1.0, len(content_words(text)) / TELLING_WORDS)


def similarity_to_personas(
    passages: pd.DataFrame, vectors: np.ndarray, keys: pd.Series, personas: list[Persona], lines: PersonaLines
) -> PersonaSimilarity:
    """What conversations say.

    Parameters
    ----------
    passages : DataFrame (conversation_key, text, stance), in reading order.
    vectors : ndarray (n_passages, n_dimensions), unit rows.
    keys : Series of n conversation keys, unique; one without passages has said nothing.
    """
    owner = pd.Series(np.arange(len(keys)), index=keys.to_numpy())
    conversation = owner.reindex(passages["conversation_key"]).to_numpy(dtype=float)
    known = ~np.isnan(conversation)
    if not known.all():
        passages, vectors, conversation = passages[known], vectors[known], conversation[known]
    conversation = conversation.astype(int)
    weights = passage_weights(passages["text"], passages["stance"])
    total = np.maximum(grouped_sums(weights[:, None], conversation, len(keys)), 1.0)
    meaning = grouped_sums(vectors, conversation, len(keys), weights)
    meaning /= total
    cosine, place = _nearest_lines(vectors, personas, lines)
    weighted = weights[:, None] * (cosine - cosine.mean(axis=1, keepdims=True))
    near, best = _maximum(weighted, conversation, len(keys))
    small = vectors @ lines.small_talk[1].T if len(lines.small_talk[0]) else np.zeros((len(vectors), 1))
    edge, _ = _maximum(weights[:, None] * (cosine - small.max(axis=1, keepdims=True)), conversation, len(keys))
    plain, _ = _maximum(cosine, conversation, len(keys))
    texts = passages["text"].groupby(conversation).agg(" . ".join).reindex(range(len(keys)), fill_value="")
    places = [[place[row][persona] if row >= 0 else "" for persona, row in enumerate(rows)] for rows in best]
    return PersonaSimilarity(list(texts), meaning, near, edge, plain, places)


def _maximum(rows: np.ndarray, group: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Largest row of each group, column by column, and where it lies (-1: the group is empty, its value 0)."""
    largest, place = np.zeros((n, rows.shape[1])), np.full((n, rows.shape[1]), -1)
    for column in range(rows.shape[1]):
        order = np.lexsort((-np.arange(len(group)), rows[:, column], group))
        last = order[np.r_[group[order][1:] != group[order][:-1], True]] if len(order) else order
        place[group[last], column] = last
        largest[group[last], column] = rows[last, column]
    return largest, place


def _nearest_lines(vectors: np.ndarray, personas: list[Persona], lines: PersonaLines) -> tuple[np.ndarray, list[list[str]]]:
    cosine, places = np.zeros((len(vectors), len(personas))), []
    for column, persona in enumerate(personas):
        own = np.flatnonzero((lines.table["persona_id"] == persona.id).to_numpy())
        similar = vectors @ lines.vectors[own].T
        cosine[:, column] = similar.max(axis=1, initial=-1.0)
        places.append(lines.table["place"].to_numpy()[own][similar.argmax(axis=1)])
    return cosine, [list(row) for row in zip(*places, strict=True)]


def word_scores(words: list[list[str]], personas: list[Persona], lines: PersonaLines) -> np.ndarray:
    """Cosine of tf-idf words of each conversation, whose content words are given, and of each persona file; (n, n_personas)."""
    files = [" . ".join(lines.table.loc[lines.table["persona_id"] == persona.id, "text"]) for persona in personas]
    if not any(every := [*words, *map(content_words, files)]):
        return np.zeros((len(words), len(personas)))
    (weights,) = weighed_words(every)
    return np.asarray((weights[: len(words)] @ weights[len(words) :].T).todense())


def weighed_words(taught: list[list[str]], *others: list[list[str]], fewest: int = 1) -> list[sparse.csr_matrix]:
    """Words of texts weighed by tf-idf, times as 1 + their logarithm: of the texts that teach how rare each is, then of others.

    Parameters
    ----------
    taught : the words of n texts, some of them not empty.
    others : the words of other texts.
    fewest : of the texts that teach a word stands in.

    Returns
    -------
    One csr_matrix of shape (n_texts, n_words) for each, rows of length 1 or 0.
    """
    counter = CountVectorizer(analyzer=list, min_df=fewest)
    counts = counter.fit_transform(taught)
    counts.sort_indices()  # lengths of rows are added up in the columns' order
    weigh = TfidfTransformer(sublinear_tf=True).fit(counts)
    nothing = sparse.csr_matrix((0, counts.shape[1]))
    return [weigh.transform(counts), *(weigh.transform(counter.transform(some)) if some else nothing for some in others)]


def zero_shot(speech: PersonaSimilarity, personas: list[Persona], lines: PersonaLines) -> np.ndarray:
    """Log-odds of each persona from the persona files alone, shape (n, n_personas), rows of mean 0.

    Notes
    -----
    The sum of two readings, each conversation's nearest line and, of files that say more than a name, its words. Each is
    taken from its mean over the personas and divided by one spread for all of them. Columns are not standardised one by
    one: that takes every persona for equally frequent, and where half of all complaints are about credit reports one in ten
    more was then taken for something else.

    What is near to no line keeps its order and is worth less, down to :data:`MIN_STRENGTH`.
    """
    words = np.where(is_vague(personas, lines), 0.0, word_scores(speech.words, personas, lines))
    total = _one_scale(speech.near) + _one_scale(words)
    strength = np.clip(speech.edge.max(axis=1, initial=0.0) / CLEAR_EDGE, MIN_STRENGTH, 1.0)
    return strength[:, None] * total


def _one_scale(reading: np.ndarray) -> np.ndarray:
    """Scores as differences from each conversation's mean, in units of their spread where the corpus is large enough."""
    apart = reading - reading.mean(axis=1, keepdims=True)
    spread = apart.std() if len(apart) >= MIN_CORPUS else 0.0
    return apart / spread if spread > 1e-9 else apart * SMALL_SCALE


def relied_on(scores: np.ndarray, personas: list[Persona], lines: PersonaLines) -> np.ndarray:
    """Log-odds of :func:`zero_shot` as far as they can be relied on unseen: where the nearest file is a name alone, little.

    Notes
    -----
    The order stays: which name is nearest can be told, that it is so cannot.
    """
    return np.where(is_vague(personas, lines)[scores.argmax(axis=1)], MIN_STRENGTH, 1.0)[:, None] * scores


def is_vague(personas: list[Persona], lines: PersonaLines) -> np.ndarray:
    """Whether each persona's file says too little to be told by its words, shape (n_personas,)."""
    texts_of = [lines.table.loc[lines.table["persona_id"] == persona.id, "text"] for persona in personas]
    return np.array(
        [len({word for text in texts for word in content_words(text)}) < MIN_FILE_WORDS for texts in texts_of], dtype=bool
    )

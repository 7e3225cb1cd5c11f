"""Stance classifier: what a passage voices (pain, objection, criterion, goal, question, praise), or that this is not sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from kit.matching.kept_regression import fitted_regression
from kit.matching.letters_of_words import LettersOfWords
from kit.matching.stance_cues import cue_counts
from kit.matching.stances import NOT_SURE, SMALL_TALK, STANCES
from kit.words import words_of

#: Probability from which a stance is believed; below it the passage is "not_sure". On six labelled sets that taught it nothing 83
#: to 99 % of what is believed is right; see tests/benchmarks/words/stance.py. Small talk is believed sooner: no passage is small
#: talk by its stance alone (:mod:`kit.themes.small_talk`).
SURE, SURE_OF_TALK = 0.50, 0.40

#: Weight of the vector against the words, inverse regularisation, and the gradient at which a fit stops; chosen by 5-fold
#: cross-validation on the examples (they lie closer to the border than what people write).
VECTOR_WEIGHT, STANCE_C, STOPS_AT = 0.5, 4.0, 1e-3
#: Passages that are classed in one go: the columns of their vectors beside their words', and their letters, are 10 KB each.
BLOCK = 10_000


@dataclass(frozen=True)
class StanceModel:
    """A fitted classifier of passages, the mean of two; made by :func:`fit_stance`."""

    words: TfidfVectorizer
    by_words: LogisticRegression
    letters: LettersOfWords
    by_letters: LogisticRegression

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """How likely each stance is.

        Parameters
        ----------
        texts : n passages.
        vectors : ndarray (n, n_dimensions), unit rows, of the embedding that the model was fitted with.

        Returns
        -------
        ndarray of shape (n, 8), columns as :data:`kit.matching.stances.STANCES`, rows sum to 1.
        """
        if not len(texts):
            return np.zeros((0, len(STANCES)))
        blocks = [slice(first, first + BLOCK) for first in range(0, len(texts), BLOCK)]
        likely = np.concatenate([self._of_block(texts[block], vectors[block]) for block in blocks])
        return likely[:, [list(self.by_words.classes_).index(stance) for stance in STANCES]]

    def _of_block(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        by_words = self.by_words.predict_proba(_features(self.words, texts, vectors))
        return (by_words + self.by_letters.predict_proba(self.letters.transform(texts))) / 2


def turns_of(text: str) -> list[str]:
    """Words and word pairs of a text, with how it starts, ends and how long it is: "why not just build it?" is in its grammar."""
    words = words_of(text)
    pairs = [f"{first} {second}" for first, second in zip(["^", *words], [*words, "$"], strict=True)]
    size = f"#{min(len(words) // 4, 5)}"
    return [*words, *pairs, size, *(["?"] if "?" in text else [])]


def _features(words: TfidfVectorizer, texts: Sequence[str], vectors: np.ndarray) -> sparse.csr_matrix:
    parts = [words.transform(texts), sparse.csr_matrix(vectors * VECTOR_WEIGHT), sparse.csr_matrix(cue_counts(list(texts)))]
    return sparse.hstack(parts).tocsr()


def fit_stance(examples: Sequence[tuple[str, str]], vectors: np.ndarray, weights: np.ndarray | None = None) -> StanceModel:
    """A classifier from (stance, sentence) examples and the sentences' vectors.

    Parameters
    ----------
    examples : n pairs. vectors : ndarray (n, n_dimensions), unit rows of their sentences.
    weights : ndarray of shape (n,), how much each example counts; None is alike.

    Notes
    -----
    Fitting 2,900 examples takes about 1.5 s; what is kept of it are plain arrays, and nothing is unpickled.
    """
    stances, texts = [stance for stance, _ in examples], [text for _, text in examples]
    words = TfidfVectorizer(analyzer=turns_of, sublinear_tf=True).fit(texts)
    letters = LettersOfWords.fitted(texts)
    by_words = fitted_regression(_regression(), _features(words, texts, vectors), stances, weights)
    by_letters = fitted_regression(_regression(), letters.transform(texts), stances, weights)
    return StanceModel(words, by_words, letters, by_letters)


def _regression() -> LogisticRegression:
    return LogisticRegression(C=STANCE_C, max_iter=2000, tol=STOPS_AT)


def stance_of(texts: Sequence[str], vectors: np.ndarray, model: StanceModel) -> list[str]:
    """The stance of each passage, "not_sure" where none is likely enough.

    Parameters
    ----------
    texts : n passages.
    vectors : ndarray (n, n_dimensions), their unit vectors.
    """
    likely = model.probabilities(texts, vectors)
    if not len(likely):
        return []
    needed = np.where(np.array(STANCES) == SMALL_TALK, SURE_OF_TALK, SURE)
    best = likely.argmax(axis=1)
    return [STANCES[stance] if row[stance] >= needed[stance] else NOT_SURE for row, stance in zip(likely, best, strict=True)]


def _lines(name: str) -> list[str]:
    text = files("kit.matching").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def stance_examples() -> tuple[tuple[str, str], ...]:
    """The (stance, sentence) pairs that ship with the kit, in the files' order."""
    pairs = [tuple(line.split("\t", 1)) for line in _lines("stance_examples.tsv")]
    return (*pairs, *((SMALL_TALK, text) for text in small_talk()))


@cache
def small_talk() -> tuple[str, ...]:
    """What everybody says and what tells nobody apart: greetings, thanks, weather, when to meet."""
    return tuple(_lines("small_talk.txt"))

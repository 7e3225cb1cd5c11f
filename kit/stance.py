"""Stance: whether a passage voices a pain, an objection, a decision criterion, a goal, or none of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from kit.words import words_of

STANCES = ("pain", "objection", "decision-criterion", "goal", "other")

#: Probability of "other" below which the likeliest of the four stands: losing a pain is worse than letting a
#: greeting through. Read from the match bench.
MIN_OTHER = 0.55

#: Weight of the vector against the words, and inverse regularisation; chosen by 5-fold cross-validation on the examples.
VECTOR_WEIGHT, STANCE_C = 2.0, 4.0


@dataclass(frozen=True)
class StanceModel:
    """A fitted classifier of passages; made by :func:`fit_stance`."""

    words: TfidfVectorizer
    model: LogisticRegression

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """How likely each stance is.

        Parameters
        ----------
        texts : n passages.
        vectors : ndarray (n, n_dimensions), unit rows, of the embedding that the model was fitted with.

        Returns
        -------
        ndarray of shape (n, 5), columns as :data:`STANCES`, rows sum to 1.
        """
        if not len(texts):
            return np.zeros((0, len(STANCES)))
        found = self.model.predict_proba(_features(self.words, texts, vectors))
        return found[:, [list(self.model.classes_).index(stance) for stance in STANCES]]


def cues_of(text: str) -> list[str]:
    """Words and word pairs of a text, with where it starts and how it ends: "why not just build it?" is in its grammar."""
    words = words_of(text)
    pairs = [f"{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)]
    size = f"#{min(len(words) // 4, 5)}"
    return [*words, *pairs, size, *(["?"] if "?" in text else [])]


def _features(words: TfidfVectorizer, texts: Sequence[str], vectors: np.ndarray) -> sparse.csr_matrix:
    return sparse.hstack([words.transform(texts), sparse.csr_matrix(vectors * VECTOR_WEIGHT)]).tocsr()


def fit_stance(examples: Sequence[tuple[str, str]], vectors: np.ndarray) -> StanceModel:
    """A classifier from (stance, sentence) examples and the sentences' vectors.

    Notes
    -----
    Fitting 800 examples takes a third of a second, so nothing is stored and nothing is unpickled.
    """
    texts = [text for _, text in examples]
    words = TfidfVectorizer(analyzer=cues_of, sublinear_tf=True).fit(texts)
    model = LogisticRegression(C=STANCE_C, max_iter=1000, class_weight="balanced")
    return StanceModel(words, model.fit(_features(words, texts, vectors), [stance for stance, _ in examples]))


def stance_of(texts: Sequence[str], vectors: np.ndarray, model: StanceModel) -> list[str]:
    """The stance of each passage: the likeliest of the four unless "other" is clearly likelier.

    Parameters
    ----------
    texts : n passages.
    vectors : ndarray (n, n_dimensions), their unit vectors.
    """
    likely = model.probabilities(texts, vectors)
    other = STANCES.index("other")
    best = likely[:, :other].argmax(axis=1) if len(likely) else []
    return [STANCES[other] if row[other] >= MIN_OTHER else STANCES[at] for row, at in zip(likely, best, strict=True)]

"""Voices: which persona a conversation sounds like, learned from those whose speaker is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from kit.odds import TEMPERATURES, alike_groups, levelled, log_softmax, temperature_of, with_nothing
from kit.personas import Persona
from kit.speech import MIN_CORPUS, OTHER_WEIGHT, Heard, Lines, telling, zero_shot
from kit.words import content_words

#: Part of each persona's nearest conversations that stand in as examples where no title says who speaks;
#: 0.3 beat 0.5 and more rounds on the multidogo dialogues (0.96 against 0.93 right).
SEED_PART = 0.3

#: How much nearer to a persona's lines than to small talk a guessed example is at least.
MIN_GUESS = 0.10

#: Inverse regularisation of the voice model, chosen with SEED_PART.
VOICE_C = 3.0

#: Weight of a conversation whose speaker is only guessed, against one whose title or reviewer says so.
GUESS_WEIGHT = 0.3

#: Weight of the mean vector against the words, and of "none of them" (small talk) against one persona.
VECTOR_WEIGHT, NONE_PART = 1.5, 0.3

#: Folds of the held-out conversations.
FOLDS = 5

#: Held-out decisions from which the lean towards "none of them" is learned, and the leans tried, in log-odds.
MIN_CALIBRATED, LEANS = 20, (-4.0, -3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)

#: Conversations settled by title from which a persona needs no guessed examples.
ENOUGH_SETTLED = 20

#: How much nearer to a persona's lines than to small talk a conversation is where "none of them" is as likely as all
#: of them together, and how steeply that falls.
NONE_EDGE, NONE_STEEPNESS = -0.06, 20.0


def voice_features(speech: Heard, lines: Lines) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Words (tf-idf) and meaning (mean vector) side by side: of the conversations, and of small talk.

    Returns
    -------
    csr_matrix (n, n_features) and csr_matrix (n_small_talk, n_features).
    """
    small, vectors = lines.small_talk
    quiet = vectors[:, : speech.vectors.shape[1]] * np.array([telling(text) * OTHER_WEIGHT for text in small]).reshape(-1, 1)
    if not any(content_words(text) for text in speech.texts):
        return sparse.csr_matrix(speech.vectors * VECTOR_WEIGHT), sparse.csr_matrix(quiet * VECTOR_WEIGHT)
    weigh = TfidfVectorizer(analyzer=content_words, sublinear_tf=True, min_df=2 if len(speech.texts) >= MIN_CORPUS else 1)
    words, others = weigh.fit_transform(speech.texts), weigh.transform(small) if small else None
    own = sparse.hstack([words, sparse.csr_matrix(speech.vectors * VECTOR_WEIGHT)]).tocsr()
    if others is None:
        return own, own[:0]
    return own, sparse.hstack([others, sparse.csr_matrix(quiet * VECTOR_WEIGHT)]).tocsr()


def guesses(scores: np.ndarray, edge: np.ndarray, is_open: np.ndarray) -> np.ndarray:
    """Conversations near enough to one persona's file to serve as its examples; -1 elsewhere.

    Parameters
    ----------
    scores : ndarray (n, n_personas), log-odds by :func:`zero_shot`.
    edge : ndarray (n, n_personas), how much nearer to each file than to small talk; below :data:`MIN_GUESS` nothing is guessed.
    is_open : ndarray (n,) of bool, conversations whose speaker nothing else settles.
    """
    ordered = np.sort(scores, axis=1)
    margin = ordered[:, -1] - (ordered[:, -2] if scores.shape[1] > 1 else 0.0)
    nearest = scores.argmax(axis=1)
    found = np.full(len(scores), -1)
    for persona in range(scores.shape[1]):
        own = np.flatnonzero(is_open & (nearest == persona) & (margin > 0) & (edge[:, persona] >= MIN_GUESS))
        own = own[np.argsort(-margin[own], kind="stable")]
        found[own[: int(np.ceil(SEED_PART * len(own)))]] = persona
    return found


def fit_voices(features: sparse.csr_matrix, labels: np.ndarray, weights: np.ndarray, none: int) -> LogisticRegression | None:
    """A voice model from conversations whose speaker is known or guessed; None where fewer than two are told apart.

    Parameters
    ----------
    features : csr_matrix (n, n_features), from :func:`voice_features`.
    labels : ndarray (n,) of int, a persona's number, ``none`` for none of them, -1 for not known.
    weights : ndarray (n,), how much each example counts.

    Notes
    -----
    Every persona weighs the same, and "none of them" :data:`NONE_PART` of that: how many spoke so far says little of who
    speaks next.
    """
    known = labels >= 0
    names, weights = labels[known], weights[known]
    if len(np.unique(names)) < 2:
        return None
    total = np.bincount(names, weights, minlength=none + 1)
    share = np.append(np.ones(none), NONE_PART) * total[:none].sum() / max((total[:none] > 0).sum(), 1)
    each = share / np.where(total > 0, total, 1.0)
    model = LogisticRegression(C=VOICE_C, max_iter=500)
    with threadpool_limits(1):  # so small a problem only waits for its threads, and one thread always adds up alike
        return model.fit(features[known], names, sample_weight=weights * each[names])


def predicted(model: LogisticRegression, features: sparse.csr_matrix, n_columns: int) -> np.ndarray:
    """Log-odds of a voice model, shape (n, n_columns); personas it never saw have -inf."""
    odds = np.full((features.shape[0], n_columns), -np.inf)
    odds[:, model.classes_] = model.predict_log_proba(features)
    return odds


def held_out(
    features: sparse.csr_matrix, labels: np.ndarray, weights: np.ndarray, is_certain: np.ndarray, n_columns: int
) -> tuple[np.ndarray, np.ndarray]:
    """What the voice model says of conversations that it was not taught.

    Parameters
    ----------
    is_certain : ndarray (n,) of bool, conversations whose speaker is known and not guessed; the folds are cut in these.

    Returns
    -------
    rows : ndarray (m,) of int, the conversations held out; none where fewer than :data:`MIN_CORPUS` are certain.
    odds : ndarray (m, n_columns), their log-odds.
    """
    certain = np.flatnonzero(is_certain & (labels >= 0))
    odds = np.full((len(certain), n_columns), -np.inf)
    if len(certain) < MIN_CORPUS:
        return certain[:0], odds[:0]
    for fold in range(FOLDS):
        taught = labels.copy()
        taught[certain[fold::FOLDS]] = -1
        model = fit_voices(features, taught, weights, n_columns - 1)
        if model is not None:
            odds[fold::FOLDS] = predicted(model, features[certain[fold::FOLDS]], n_columns)
    seen = np.isfinite(odds[np.arange(len(certain)), labels[certain]])
    return certain[seen], odds[seen]


@dataclass(frozen=True)
class Taught:
    """What the voice model says, before it is made true of conversations it has not seen.

    Attributes
    ----------
    odds : ndarray (n, n_personas + 1), log-odds of every conversation.
    rows, held : the conversations held out in turn and their log-odds; truth : ndarray of int, who they are.
    missing : personas that nothing taught.
    """

    odds: np.ndarray
    rows: np.ndarray
    held: np.ndarray
    truth: np.ndarray
    missing: list[int]


def voice_odds(
    speech: Heard, personas: list[Persona], lines: Lines, settled: np.ndarray, decided: np.ndarray, learn: bool
) -> np.ndarray:
    """Log-probabilities by words alone, shape (n, n_personas + 1).

    Parameters
    ----------
    settled : ndarray (n,) of int, the persona where a title settles it, else -1.
    decided : ndarray (n,) of int, the persona where a reviewer says so, n_personas for none of them, else -1.
    learn : whether the conversations may teach the voices; False reads the persona files only.
    """
    scores = zero_shot(speech, personas, lines)
    nothing = NONE_STEEPNESS * (NONE_EDGE - speech.edge.max(axis=1, initial=-1.0))
    taught = taught_voices(speech, scores, lines, np.where(decided >= 0, decided, settled)) if learn else None
    if taught is None:
        return with_nothing(np.column_stack([scores, np.full(len(scores), -np.inf)]), nothing, 0.0)
    heat, lean = _calibrated(taught, nothing, decided)
    odds = levelled(taught.odds / heat, alike_groups(taught.held, taught.truth, scores.shape[1]))
    if not len(taught.rows):  # taught by guesses only: the files themselves keep a say
        odds[:, :-1] += scores - scores.max(axis=1, keepdims=True)
    odds[:, taught.missing] = log_softmax(scores)[:, taught.missing]
    return with_nothing(odds, nothing, lean)


def _calibrated(taught: Taught, nothing: np.ndarray, decided: np.ndarray) -> tuple[float, float]:
    """Temperature and lean towards "none of them" that are truest of the held-out conversations.

    Notes
    -----
    How often nobody fits can only be learned from decisions: a title settles on somebody. With fewer than
    :data:`MIN_CALIBRATED` of them there is no lean.
    """
    told = decided[taught.rows] >= 0
    if told.sum() < MIN_CALIBRATED:
        return temperature_of(taught.held, taught.truth), 0.0
    held, truth, quiet = taught.held[told], taught.truth[told], nothing[taught.rows[told]]
    at = np.arange(len(truth))
    losses = {
        (heat, lean): -np.maximum(with_nothing(held / heat, quiet, lean)[at, truth], np.log(1e-4)).sum()
        for heat in TEMPERATURES
        for lean in LEANS
    }
    return min(losses, key=lambda pair: (losses[pair], pair))


def taught_voices(speech: Heard, scores: np.ndarray, lines: Lines, known: np.ndarray) -> Taught | None:
    """A voice model taught by settled conversations and, for personas with too few, by guesses; None where both are too few."""
    none = scores.shape[1]
    guessed = guesses(scores, speech.edge, known < 0)
    settled = np.bincount(known[known >= 0], minlength=none)[:none]
    guessed = np.where((guessed >= 0) & (settled[guessed] >= ENOUGH_SETTLED), -1, guessed)
    labels = np.where(known >= 0, known, guessed)
    if (labels >= 0).sum() < MIN_CORPUS:
        return None
    own, quiet = voice_features(speech, lines)
    weights = np.where(known >= 0, 1.0, GUESS_WEIGHT if (known >= 0).any() else 1.0)
    features, labels = sparse.vstack([own, quiet]).tocsr(), np.append(labels, np.full(quiet.shape[0], none))
    weights = np.append(weights, np.ones(quiet.shape[0]))
    model = fit_voices(features, labels, weights, none)
    if model is None:
        return None
    certain = np.append(known >= 0, np.zeros(quiet.shape[0], dtype=bool))
    rows, held = held_out(features, labels, weights, certain, none + 1)
    missing = [column for column in range(none) if column not in model.classes_]
    return Taught(predicted(model, own, none + 1), rows, held, labels[rows], missing)

"""Persona classifier: which persona a conversation sounds like, learned from those whose speaker is known."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from kit.config.personas import Persona
from kit.matching.calibration import LEANS, agreed, alike_groups, levelled, stacked, truest, with_nothing
from kit.matching.kept_regression import fitted_regression
from kit.matching.persona_similarity import (
    MIN_CORPUS,
    OTHER_WEIGHT,
    PersonaLines,
    PersonaSimilarity,
    is_vague,
    relied_on,
    telling,
    weighed_words,
    zero_shot,
)
from kit.words import content_words

#: Part of each persona's nearest conversations that stand in as examples where no title says who speaks;
#: 0.3 beat 0.5 and more rounds on the multidogo dialogues (0.96 against 0.93 right).
SEED_PART = 0.3

#: How much nearer to a persona's lines than to small talk a guessed example is at least.
MIN_GUESS = 0.10

#: Inverse regularisation of the voice model, chosen with SEED_PART.
VOICE_C = 3.0

#: Weight of a conversation whose speaker is only guessed, against a line of a persona file and against a conversation whose
#: title or reviewer says so. Three times more or less changes little.
GUESS_WEIGHT = 0.3

#: Weight of the mean vector against the words, and of "none of them" (small talk) against one persona.
VECTOR_WEIGHT, NONE_PART = 1.5, 0.3

#: Folds of the conversations; each is read once by a model that was not taught by it.
FOLDS = 5

#: Known conversations from which it is read how far voices and files are to be trusted, and decisions from which the lean
#: towards "none of them" is; with more personas than that, as many as there are personas.
MIN_CALIBRATED = 20

#: Conversations of one persona, or of none, that the voice model is taught by; of more, those that reviewers decided and then
#: others drawn by their texts. At 250 of 500 each, 1 state in 130 changed of 4,200 conversations with titles, and none without.
MOST_TAUGHT = 1_000

#: Conversations settled by title from which a persona needs no guessed examples.
ENOUGH_SETTLED = 20

#: How much nearer to a persona's lines than to small talk a conversation is where "none of them" is as likely as all
#: of them together, and how steeply that falls.
NONE_EDGE, NONE_STEEPNESS = -0.06, 20.0


#: Conversations whose features are put together at once: all of them would be 18 KB each.
BLOCK = 4096


@dataclass(frozen=True)
class ConversationFeatures:
    """Words (tf-idf) and meaning (mean vector) of n conversations, put side by side for those that are asked for.

    Attributes
    ----------
    words : csr_matrix of shape (n, n_words); None where nobody said a word.
    vectors : ndarray of shape (n, n_dimensions).
    """

    words: sparse.csr_matrix | None
    vectors: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.vectors), self.vectors.shape[1] + (0 if self.words is None else self.words.shape[1])

    def of(self, rows: np.ndarray) -> sparse.csr_matrix:
        """The features of some conversations: a mask or positions."""
        meaning = sparse.csr_matrix(self.vectors[rows] * VECTOR_WEIGHT)
        return meaning if self.words is None else sparse.hstack([self.words[rows], meaning]).tocsr()


@dataclass(frozen=True)
class Features:
    """Words (tf-idf) and meaning (mean vector) side by side, n_features columns: of conversations, small talk and the files."""

    conversations: ConversationFeatures
    quiet: sparse.csr_matrix
    filed: sparse.csr_matrix


def voice_features(speech: PersonaSimilarity, lines: PersonaLines) -> Features:
    """What the voice model reads: the conversations, small talk, and every line of the persona files."""
    small, quiet = lines.small_talk
    quiet = quiet[:, : speech.vectors.shape[1]] * np.array([telling(text) * OTHER_WEIGHT for text in small]).reshape(-1, 1)
    parts, own_words = [sparse.csr_matrix(rows * VECTOR_WEIGHT) for rows in (quiet, lines.vectors)], None
    if any(speech.words):
        others = ([content_words(text) for text in texts] for texts in (small, lines.table["text"]))
        own_words, *words = weighed_words(speech.words, *others, fewest=2 if len(speech.texts) >= MIN_CORPUS else 1)
        parts = [sparse.hstack(pair) for pair in zip(words, parts, strict=True)]
    return Features(ConversationFeatures(own_words, speech.vectors), *(part.tocsr() for part in parts))


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
    guessed = np.full(len(scores), -1)
    for persona in range(scores.shape[1]):
        own = np.flatnonzero(is_open & (nearest == persona) & (margin > 0) & (edge[:, persona] >= MIN_GUESS))
        own = own[np.argsort(-margin[own], kind="stable")]
        guessed[own[: int(np.ceil(SEED_PART * len(own)))]] = persona
    return guessed


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
    return fitted_regression(LogisticRegression(C=VOICE_C, max_iter=500), features[known], names, weights * each[names])


def predicted(model: LogisticRegression, features: sparse.csr_matrix, n_columns: int) -> np.ndarray:
    """Log-odds of a voice model, shape (n, n_columns); personas it never saw have -inf."""
    odds = np.full((features.shape[0], n_columns), -np.inf)
    odds[:, model.classes_] = model.predict_log_proba(features)
    return odds


def predicted_of(model: LogisticRegression, features: ConversationFeatures, rows: np.ndarray, n_columns: int) -> np.ndarray:
    """The same of some conversations by their positions, a block after the other."""
    blocks = [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
    return np.concatenate([np.zeros((0, n_columns)), *(predicted(model, features.of(block), n_columns) for block in blocks)])


@dataclass(frozen=True)
class TaughtClassifier:
    """What the voice model says, before it is made true of conversations it has not seen.

    Attributes
    ----------
    odds : ndarray (n, n_personas + 1), log-odds of every conversation.
    unseen : ndarray (n, n_personas + 1), the same by models that were not taught by the conversation itself.
    """

    odds: np.ndarray
    unseen: np.ndarray


def taught_classifier(
    speech: PersonaSimilarity,
    scores: np.ndarray,
    personas: list[Persona],
    lines: PersonaLines,
    known: np.ndarray,
    is_decided: np.ndarray | None = None,
) -> TaughtClassifier | None:
    """Voices taught by the files' own lines, by known conversations and, for personas with too few, by guesses.

    Parameters
    ----------
    scores : ndarray (n, n_personas), log-odds by :func:`zero_shot`.
    known : ndarray (n,) of int, the persona that a title or a reviewer settles, n_personas for none of them, else -1.
    is_decided : ndarray (n,) of bool, where it is a reviewer who does; None for nowhere.

    Returns
    -------
    TaughtClassifier, or None where too few conversations are known or guessed.
    """
    none = len(personas)
    labels = _with_guesses(speech, scores, known, is_vague(personas, lines))
    if (labels >= 0).sum() < MIN_CORPUS and (known >= 0).sum() < max(MIN_CALIBRATED, none):
        return None
    read, owner = voice_features(speech, lines), {persona.id: number for number, persona in enumerate(personas)}
    draw = np.array([crc32(text.encode()) for text in speech.texts])
    fold = draw % FOLDS
    labels = at_most(labels, draw // FOLDS if is_decided is None else np.where(is_decided, -1, draw // FOLDS), MOST_TAUGHT)
    taught = labels >= 0
    points = sparse.vstack([read.conversations.of(taught), read.quiet, read.filed]).tocsr()
    fixed = np.concatenate([np.full(read.quiet.shape[0], none), [owner[name] for name in lines.table["persona_id"]]]).astype(int)
    weights = np.where(known >= 0, 1.0, GUESS_WEIGHT if (known >= 0).any() else 1.0)
    weights = np.concatenate([weights[taught], np.ones(len(fixed))])
    model = fit_voices(points, np.concatenate([labels[taught], fixed]), weights, none)
    if model is None:
        return None
    unseen = np.full((len(labels), none + 1), -np.inf)
    for out in np.unique(fold):
        others = np.concatenate([np.where(fold == out, -1, labels)[taught], fixed])
        held_out = np.flatnonzero(fold == out)
        unseen[held_out] = predicted_of(fit_voices(points, others, weights, none), read.conversations, held_out, none + 1)
    return TaughtClassifier(predicted_of(model, read.conversations, np.arange(len(labels)), none + 1), unseen)


def at_most(labels: np.ndarray, draw: np.ndarray, most: int) -> np.ndarray:
    """Labels with at most so many of each kind, those with the smallest draw; the others are -1.

    Parameters
    ----------
    labels, draw : ndarray (n,) of int; a label of -1 is none.
    """
    kept = np.full_like(labels, -1)
    for label in np.unique(labels[labels >= 0]):
        own = np.flatnonzero(labels == label)
        chosen = own[np.argsort(draw[own], kind="stable")[:most]]
        kept[chosen] = label
    return kept


def _with_guesses(speech: PersonaSimilarity, scores: np.ndarray, known: np.ndarray, is_bare: np.ndarray) -> np.ndarray:
    """Known conversations, and guessed ones for personas with too few; nothing is guessed from a name alone."""
    guessed = guesses(scores, speech.edge, (known < 0) & ~is_bare[scores.argmax(axis=1)])
    settled = np.bincount(known[known >= 0], minlength=scores.shape[1])
    guessed = np.where((guessed >= 0) & (settled[guessed] >= ENOUGH_SETTLED), -1, guessed)
    return np.where(known >= 0, known, guessed)


def voice_odds(
    speech: PersonaSimilarity, personas: list[Persona], lines: PersonaLines, settled: np.ndarray, decided: np.ndarray, learn: bool
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
    known = np.where(decided >= 0, decided, settled)
    taught = taught_classifier(speech, scores, personas, lines, known, decided >= 0) if learn else None
    if taught is None:
        bare = np.column_stack([relied_on(scores, personas, lines), np.full(len(scores), -np.inf)])
        return with_nothing(bare, nothing, 0.0)
    enough = max(MIN_CALIBRATED, len(personas))
    if (known >= 0).sum() < enough:
        return with_nothing(agreed(taught.odds, taught.unseen, relied_on(scores, personas, lines)), nothing, 0.0)
    rows, leans = known >= 0, (0.0,)
    if (decided >= 0).sum() >= enough:
        rows, leans = decided >= 0, LEANS
    heat, say, lean = truest(taught.unseen[rows], scores[rows], nothing[rows], known[rows], leans)
    alike = alike_groups(stacked(taught.unseen[rows], scores[rows], heat, say), known[rows], len(personas))
    return with_nothing(levelled(stacked(taught.odds, scores, heat, say), alike), nothing, lean)

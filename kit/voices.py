"""Voices: which persona a conversation sounds like, by its words alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from kit.personas import SECTIONS, Persona
from kit.words import content_words

#: Content words from which a passage counts whole; a shorter one ("ok, thanks") tells less.
TELLING_WORDS = 6

#: Weight of a passage that voices no pain, objection, criterion or goal, against one that does.
OTHER_WEIGHT = 0.4

#: Conversations below which a corpus is too small to standardise scores or to learn from itself.
MIN_CORPUS = 40

#: Part of each persona's nearest conversations that stand in as examples where no title says who speaks;
#: 0.3 beat 0.5 and more rounds on the multidogo dialogues (0.96 against 0.93 right).
SEED_PART = 0.3

#: Cosine to a persona's file that a guessed example has at least.
MIN_GUESS = 0.30

#: Inverse regularisation of the voice model, chosen with SEED_PART.
VOICE_C = 3.0

#: Weight of a conversation whose speaker is only guessed, against one whose title or reviewer says so.
GUESS_WEIGHT = 0.3

#: Scale of persona text scores where the corpus is too small to standardise: cosines differ by about 0.1.
SMALL_SCALE = 12.0

#: Weight of the mean vector against the words, and of "none of them" (small talk) against one persona.
VECTOR_WEIGHT, NONE_PART = 1.5, 0.3

#: Folds of the held-out conversations, the temperatures tried on them, and the one where nothing can be held out.
FOLDS = 5
TEMPERATURES = (0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
GUESSED_TEMPERATURE = 0.3

#: Right decisions between two personas, of held-out conversations, from which their voices can be told apart, and how many of each
#: it takes to say so. Two coins are right half of the time.
TELLS_APART, MIN_ALIKE = 0.60, 15

NONE = "none of them"


@dataclass(frozen=True)
class Lines:
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
class Heard:
    """What each conversation says, measured against the persona files.

    Attributes
    ----------
    texts : list of n conversations' customer words.
    vectors : ndarray (n, n_dimensions), weighted mean of the passages; near 0 where little is said.
    near : ndarray (n, n_personas), how much nearer the best passage is to a persona's lines than to the others'.
    cosine : ndarray (n, n_personas), plain cosine of the best passage and line.
    place : list of n lists of n_personas, the place in the file that came nearest.
    """

    texts: list[str]
    vectors: np.ndarray
    near: np.ndarray
    cosine: np.ndarray
    place: list[list[str]]


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
    return np.array([telling(text) for text in texts]) * np.where(stances == "other", OTHER_WEIGHT, 1.0)


def telling(text: str) -> float:
    """How much a passage's length lets it tell, 0 to 1."""
    return min(1.0, len(content_words(text)) / TELLING_WORDS)


def heard(passages: pd.DataFrame, vectors: np.ndarray, keys: pd.Series, personas: list[Persona], lines: Lines) -> Heard:
    """What conversations say.

    Parameters
    ----------
    passages : DataFrame (conversation_key, text, stance), in reading order.
    vectors : ndarray (n_passages, n_dimensions), unit rows.
    keys : Series of n conversation keys, unique; one without passages has said nothing.
    """
    owner = pd.Series(np.arange(len(keys)), index=keys.to_numpy())
    at = owner.reindex(passages["conversation_key"]).to_numpy(dtype=float)
    known = ~np.isnan(at)
    passages, vectors, at = passages[known], vectors[known], at[known].astype(int)
    weights = passage_weights(passages["text"], passages["stance"])
    said = _summed(vectors * weights[:, None], at, len(keys)) / np.maximum(_summed(weights[:, None], at, len(keys)), 1.0)
    cosine, place = _nearest_lines(vectors, personas, lines)
    weighted = weights[:, None] * (cosine - cosine.mean(axis=1, keepdims=True))
    near, best = _maximum(weighted, at, len(keys))
    plain, _ = _maximum(weights[:, None] * cosine, at, len(keys))
    texts = passages["text"].groupby(at).agg(" . ".join).reindex(range(len(keys)), fill_value="")
    places = [[place[row][persona] if row >= 0 else "" for persona, row in enumerate(rows)] for rows in best]
    return Heard(list(texts), said, near, plain, places)


def _summed(rows: np.ndarray, at: np.ndarray, n: int) -> np.ndarray:
    found = np.zeros((n, rows.shape[1]))
    np.add.at(found, at, rows)
    return found


def _maximum(rows: np.ndarray, at: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Largest row of each group, column by column, and where it lies (-1: the group is empty, its value 0)."""
    found, place = np.zeros((n, rows.shape[1])), np.full((n, rows.shape[1]), -1)
    for column in range(rows.shape[1]):
        order = np.lexsort((-np.arange(len(at)), rows[:, column], at))
        last = order[np.r_[at[order][1:] != at[order][:-1], True]] if len(order) else order
        place[at[last], column] = last
        found[at[last], column] = rows[last, column]
    return found, place


def _nearest_lines(vectors: np.ndarray, personas: list[Persona], lines: Lines) -> tuple[np.ndarray, list[list[str]]]:
    cosine, places = np.zeros((len(vectors), len(personas))), []
    for column, persona in enumerate(personas):
        own = np.flatnonzero((lines.table["persona_id"] == persona.id).to_numpy())
        similar = vectors @ lines.vectors[own].T
        cosine[:, column] = similar.max(axis=1, initial=-1.0)
        places.append(lines.table["place"].to_numpy()[own][similar.argmax(axis=1)])
    return cosine, [list(row) for row in zip(*places, strict=True)]


def word_scores(texts: list[str], personas: list[Persona], lines: Lines) -> np.ndarray:
    """Cosine of tf-idf words of each conversation and of each persona file, shape (n, n_personas)."""
    files = [" . ".join(lines.table.loc[lines.table["persona_id"] == persona.id, "text"]) for persona in personas]
    if not any(content_words(text) for text in texts + files):
        return np.zeros((len(texts), len(personas)))
    weigh = TfidfVectorizer(analyzer=content_words, sublinear_tf=True).fit(texts + files)
    return np.asarray((weigh.transform(texts) @ weigh.transform(files).T).todense())


def zero_shot(speech: Heard, personas: list[Persona], lines: Lines) -> np.ndarray:
    """Log-odds of each persona from the persona files alone, shape (n, n_personas), rows of mean 0.

    Notes
    -----
    Columns are standardised over the corpus where it is large enough, so that a persona whose file is
    wordier does not attract everything.
    """
    scores = []
    for part in (speech.near, word_scores(speech.texts, personas, lines)):
        if len(part) >= MIN_CORPUS:
            spread = part.std(axis=0)
            scores.append((part - part.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0))
        else:
            scores.append(part * SMALL_SCALE)
    total = sum(scores)
    silent = np.array([not content_words(text) for text in speech.texts])
    return np.where(silent[:, None], 0.0, total - total.mean(axis=1, keepdims=True))


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


def guesses(scores: np.ndarray, cosine: np.ndarray, is_open: np.ndarray) -> np.ndarray:
    """Conversations near enough to one persona's file to serve as its examples; -1 elsewhere.

    Parameters
    ----------
    scores : ndarray (n, n_personas), log-odds by :func:`zero_shot`.
    cosine : ndarray (n, n_personas), plain likeness to each file; below :data:`MIN_GUESS` nothing is guessed.
    is_open : ndarray (n,) of bool, conversations whose speaker nothing else settles.
    """
    ordered = np.sort(scores, axis=1)
    margin = ordered[:, -1] - (ordered[:, -2] if scores.shape[1] > 1 else 0.0)
    nearest = scores.argmax(axis=1)
    found = np.full(len(scores), -1)
    for persona in range(scores.shape[1]):
        own = np.flatnonzero(is_open & (nearest == persona) & (margin > 0) & (cosine[:, persona] >= MIN_GUESS))
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
    Every persona weighs the same, and "none of them" :data:`NONE_PART` of that: how many spoke so far says little of who speaks next.
    """
    known = labels >= 0
    names, weights = labels[known], weights[known]
    if len(np.unique(names)) < 2:
        return None
    total = np.bincount(names, weights, minlength=none + 1)
    share = np.append(np.ones(none), NONE_PART) * total[:none].sum() / max((total[:none] > 0).sum(), 1)
    each = share / np.where(total > 0, total, 1.0)
    return LogisticRegression(C=VOICE_C, max_iter=500).fit(features[known], names, sample_weight=weights * each[names])


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


def temperature_of(odds: np.ndarray, truth: np.ndarray) -> float:
    """By how much log-odds are to be divided so that they are true of conversations the model has not seen.

    Parameters
    ----------
    odds : ndarray (m, n_columns), held-out log-odds; truth : ndarray (m,) of int, the right columns.

    Returns
    -------
    float, the one of :data:`TEMPERATURES` with the highest likelihood; :data:`GUESSED_TEMPERATURE` where nothing was held out.
    """
    if not len(truth):
        return GUESSED_TEMPERATURE
    losses = []
    for heat in TEMPERATURES:
        normal = odds / heat - np.logaddexp.reduce(odds / heat, axis=1, keepdims=True)
        losses.append(-normal[np.arange(len(truth)), truth].sum())
    return TEMPERATURES[int(np.argmin(losses))]


def alike_groups(odds: np.ndarray, truth: np.ndarray, n_personas: int) -> list[list[int]]:
    """Personas whose voices nobody could tell apart, by number, in groups of two or more.

    Notes
    -----
    Of two personas with at least :data:`MIN_ALIKE` held-out conversations each, the part put right between the two (mean over both) must reach
    :data:`TELLS_APART`; otherwise what the model still says about the pair is chance, and adding it up over a
    contact's conversations would make a certainty of it.
    """
    group = list(range(n_personas))
    for one in range(n_personas):
        for other in range(one + 1, n_personas):
            mine, theirs = truth == one, truth == other
            if min(mine.sum(), theirs.sum()) < MIN_ALIKE:
                continue
            first = odds[:, one] > odds[:, other]
            if (first[mine].mean() + (~first)[theirs].mean()) / 2 < TELLS_APART:
                group = [group[one] if at == group[other] else at for at in group]
    found = [[at for at in range(n_personas) if group[at] == name] for name in sorted(set(group))]
    return [members for members in found if len(members) > 1]


def levelled(odds: np.ndarray, groups: list[list[int]]) -> np.ndarray:
    """Log-odds with every persona of a group given the group's mean."""
    odds = odds.copy()
    for members in groups:
        odds[:, members] = np.logaddexp.reduce(odds[:, members], axis=1, keepdims=True) - np.log(len(members))
    return odds

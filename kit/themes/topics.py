"""Topics of one fit: BERTopic over a persona's passages, with its stated claims as zero-shot topics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from kit.config.settings import Themes
from kit.geometry import topic_centres, unit
from kit.lean_imports import lean_imports
from kit.themes.anchors import (
    SAYS_LINE,
    Anchors,
    EarlierFit,
    claim_threshold,
    claims_of,
    drawn_to_claims,
    joined,
    nearest_earlier,
    nearness_to_claims,
    neighbours_of,
    put_with_claims,
    voiced_by_lines,
    voiced_claims,
    without_far_texts,
    without_outsiders,
)
from kit.themes.clusters import MOST_HELD, SeededClusters, raised_by
from kit.themes.communities import group_agreement, numbered_by_size
from kit.words import EMPTY_WORDS, without_masks

#: Fewer distinct passages than this are not searched for new topics; claims are still looked for.
MIN_PASSAGES = 30
#: More are fitted on a sample of this many; the others go to the topic they lie nearest to.
MAX_FITTED = 40_000
#: Cosine from which a passage voices a claim where passages are too few to be compared (no mean taken off).
CLAIM_FEW = 0.55
#: A word that terms are made of.
TOKEN = re.compile(r"(?u)\b\w[\w'-]+\b")


@dataclass(frozen=True)
class Topics:
    """What one fit found.

    Attributes
    ----------
    ids : ndarray of shape (n_passages,), int; -1 is unassigned, 0 the largest.
    strengths : ndarray of shape (n_passages,), 0 to 1: cosine to the topic's centre (about the corpus's mean).
    claims : dict of topic id to anchor name, for the topics an anchor explains.
    stability : dict of topic id to agreement between the seeded fits, 0 to 1.
    parameters : what was used and what could not be done, for the record.
    """

    ids: np.ndarray
    strengths: np.ndarray
    claims: dict[int, str]
    stability: dict[int, float]
    parameters: dict[str, object]


def fit_topics(
    texts: list[str],
    vectors: np.ndarray,
    anchors: Anchors,
    how: Themes,
    seed: int,
    earlier: EarlierFit,
    said_in: sp.csr_matrix | None = None,
) -> Topics:
    """Topics of distinct texts.

    Parameters
    ----------
    texts : distinct passages.
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows.
    anchors : the claims that passages may voice.
    how : reduction, clustering and number of seeded fits.
    seed : of the first fit.
    earlier : what the run before found.
    said_in : csr_matrix of shape (n_texts, n_conversations), 1 where a conversation says a text; None: each in its own.

    Notes
    -----
    Of more than 40,000 texts a seeded sample is fitted and the others join the nearest topic.
    """
    with threadpool_limits(1):  # the last bits of a product depend on the number of threads, and near ties would fall differently
        if len(texts) < MIN_PASSAGES:
            return _few_topics(vectors, anchors, len(texts))
        said_in = sp.eye(len(texts), format="csr") if said_in is None else said_in
        return _searched(texts, vectors, anchors, SeededClusters(how, seed, earlier.resolution), earlier, said_in)


def _searched(
    texts: list[str],
    vectors: np.ndarray,
    anchors: Anchors,
    clusters: SeededClusters,
    earlier: EarlierFit,
    said_in: sp.csr_matrix,
) -> Topics:
    mean = vectors.mean(axis=0)
    centred = unit(vectors - mean).astype(np.float32)
    wanted, known = (_about(mean, given) for given in (anchors.vectors, earlier.centres))
    fitted = np.sort(np.random.default_rng(clusters.seed).permutation(len(texts))[:MAX_FITTED])
    threshold = claim_threshold(centred[fitted], clusters.seed)
    most = MOST_HELD * said_in.shape[1]
    clusters.earlier, clusters.most = known, most
    clusters.among = (centred[fitted], voiced_claims(centred[fitted], wanted, threshold) < 0)
    clusters.said_in = said_in[fitted[clusters.among[1]]]
    ids = bertopic_ids([texts[row] for row in fitted], centred[fitted], list(anchors.vectors), wanted, threshold, clusters)
    near_centre = voiced_claims(centred, wanted, threshold)
    ids = _extended(ids, fitted, centred, near_centre)
    ids, voiced = put_with_claims(ids, near_centre, voiced_by_lines(centred, _lines_about(mean, anchors), threshold))
    was = nearest_earlier(topic_centres(centred, ids), earlier, known)
    raised = raised_by(ids, said_in)
    ids, claims = joined(ids, claims_of(centred, ids, voiced, wanted, anchors, (threshold, was), (raised, most)))
    drawn = np.where(voiced >= 0, ids, drawn_to_claims(centred, ids, sorted(claims)))
    stability = _stability(drawn, fitted, (voiced >= 0) | (drawn != ids), near_centre, clusters)
    ids = np.where(voiced >= 0, drawn, without_outsiders(centred, drawn))
    ids = _without_far(texts, centred, ids, claims, anchors, (mean, wanted))
    parameters = {"searched": True, "passages": len(texts), "fitted": len(fitted), "claim_similarity": round(threshold, 4)}
    return Topics(ids, _strengths(centred, ids), claims, stability, parameters | clusters.parameters_)


def _without_far(
    texts: list[str],
    centred: np.ndarray,
    ids: np.ndarray,
    claims: dict[int, str],
    anchors: Anchors,
    about: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Ids after what is far from its stated claim has left it; ``about`` are the window's mean and the anchors about it."""
    places = {topic: list(anchors.vectors).index(name) for topic, name in claims.items() if name in anchors.wordings}
    if not places:
        return ids
    (mean, wanted), stated = about, sorted(set(places.values()))
    names = [list(anchors.vectors)[place] for place in stated]
    near = nearness_to_claims(texts, centred, wanted[stated], [anchors.wordings[name] for name in names], neighbours_of(centred))
    lines = _lines_about(mean, anchors)
    says_line = voiced_by_lines(centred, [lines[place] for place in stated], SAYS_LINE)
    return without_far_texts(ids, {topic: stated.index(place) for topic, place in places.items()}, near, says_line)


def _about(mean: np.ndarray, named: dict[str, np.ndarray]) -> np.ndarray:
    """Vectors by name as unit rows about a mean; shape (n_names, n_dimensions), float32."""
    return unit(np.array(list(named.values())).reshape(len(named), len(mean)) - mean).astype(np.float32)


def _lines_about(mean: np.ndarray, anchors: Anchors) -> list[np.ndarray]:
    """For each anchor its lines as unit rows about a mean."""
    lines = [np.atleast_2d(anchors.lines.get(name, vector)) for name, vector in anchors.vectors.items()]
    return [unit(of - mean).astype(np.float32) for of in lines]


def _few_topics(vectors: np.ndarray, anchors: Anchors, count: int) -> Topics:
    """Claims only, where there is too little to search."""
    reason = f"fewer than {MIN_PASSAGES} different passages; only stated claims are looked for"
    why = {"searched": False, "passages": count, "why": reason}
    names = list(anchors.vectors)
    if not count or not names:
        return Topics(np.full(count, -1), np.zeros(count), {}, {}, why)
    voiced = voiced_claims(vectors, np.array([anchors.vectors[name] for name in names]), CLAIM_FEW)
    by_line = voiced_by_lines(vectors, _lines_about(np.zeros(vectors.shape[1]), anchors), CLAIM_FEW)
    voiced = np.where(voiced >= 0, voiced, by_line)
    ids = numbered_by_size(voiced)
    claims = {int(topic): names[claim] for topic, claim in zip(ids, voiced, strict=True) if topic >= 0}
    return Topics(ids, _strengths(vectors, ids), claims, dict.fromkeys(claims, 1.0), why | {"claim_similarity": CLAIM_FEW})


def bertopic_ids(
    texts: list[str], vectors: np.ndarray, names: list[str], wanted: np.ndarray, threshold: float, clusters: SeededClusters
) -> np.ndarray:
    """One BERTopic fit: zero-shot topics for the claims, the rest clustered.

    Returns
    -------
    ndarray of shape (n_texts,), int; -1 unassigned.

    Notes
    -----
    BERTopic's names of zero-shot topics get lost or swapped when ids are sorted or every text matches, so they are
    not read: a zero-shot topic is known by its passages, whose nearest claim is known (:func:`voiced_claims`). Words of the
    topics it finds are not read either: themes are named by :func:`topic_terms` when they are whole.
    """
    bertopic = bertopic_module()
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction

    class ClaimVectors(BaseEmbedder):
        """Gives BERTopic the claims' vectors for their names."""

        def embed(self, documents: list[str], verbose: bool = False) -> np.ndarray:
            return np.array([wanted[names.index(name)] for name in documents])

    is_voiced = voiced_claims(vectors, wanted, threshold) >= 0
    if (~is_voiced).sum() < MIN_PASSAGES:  # too few are left to be searched, and BERTopic would stumble over them
        return np.where(is_voiced, voiced_claims(vectors, wanted, threshold), -1)
    model = bertopic.BERTopic(
        embedding_model=ClaimVectors() if is_voiced.any() else None,
        zeroshot_topic_list=names if is_voiced.any() else None,
        zeroshot_min_similarity=threshold,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=clusters,
        vectorizer_model=unread_words(),
        calculate_probabilities=False,
    )
    model._save_representative_docs = lambda documents: None  # read nowhere either: each theme's are looked for when it is whole
    return np.array(model.fit_transform(texts, embeddings=vectors)[0], dtype=np.int64)


def _extended(ids: np.ndarray, fitted: np.ndarray, centred: np.ndarray, voiced: np.ndarray) -> np.ndarray:
    """Topics of all texts from those of the fitted ones; a voiced claim goes with its claim's other passages."""
    if len(fitted) == len(centred):
        return ids
    everything = (centred @ topic_centres(centred[fitted], ids).T).argmax(axis=1)
    everything[fitted] = ids
    for claim in np.unique(voiced[voiced >= 0]):
        own = ids[voiced[fitted] == claim]
        everything[voiced == claim] = own[0] if len(own) else everything.max() + 1
    return everything


def _stability(
    ids: np.ndarray, fitted: np.ndarray, certain: np.ndarray, voiced: np.ndarray, clusters: SeededClusters
) -> dict[int, float]:
    """Agreement of each topic's passages between the seeded fits; 1 where no fit had a say."""
    if not clusters.labelings_:
        return {int(topic): 1.0 for topic in np.unique(ids[ids >= 0])}
    searched = voiced[fitted] < 0
    whole = np.full((len(clusters.labelings_), len(fitted)), -1)
    whole[:, searched] = np.array(clusters.labelings_)
    return group_agreement(ids[fitted], list(whole), certain[fitted])


def _strengths(centred: np.ndarray, ids: np.ndarray) -> np.ndarray:
    near = np.append(topic_centres(centred, ids), np.zeros((1, centred.shape[1])), axis=0)[ids]
    return np.where(ids >= 0, (centred * near).sum(axis=1), 0.0).clip(0, 1).round(6)


def bertopic_module() -> ModuleType:
    """BERTopic alone: its default reduction and clustering are asked for by name where a setting wants them."""
    with lean_imports():
        import bertopic

    return bertopic


def _unmasked(text: str) -> str:
    return without_masks(text).lower()


def word_counter() -> object:
    """The counter of terms of one to three words that every fit is named with: no masks, no words that mean nothing."""
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(
        ngram_range=(1, 3), stop_words=sorted(EMPTY_WORDS), token_pattern=TOKEN.pattern, preprocessor=_unmasked
    )


def unread_words() -> object:
    """The same two terms for every text: what BERTopic calls its topics is read nowhere here, and counting it took long."""
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(analyzer=lambda text: ["a", "text"])


def topic_terms(texts: list[str], names: list[str], count: int = 8) -> dict[str, list[str]]:
    """The words that tell each group of texts from the others, by BERTopic's c-TF-IDF.

    Parameters
    ----------
    texts, names : the texts and the group of each; "" is none.
    count : terms wanted of a group.

    Returns
    -------
    dict of group to its terms of one to three words, best first; a term that another one contains is left out.
    """
    bertopic_module()
    from bertopic.vectorizers import ClassTfidfTransformer

    groups = sorted({name for name in names if name})
    texts_of: dict[str, list[str]] = {group: [] for group in groups}
    for text, name in zip(texts, names, strict=True):
        if name:
            texts_of[name].append(text)
    words, counts = _counted([" ".join(texts_of[group]) for group in groups])
    if not counts.shape[1]:
        return {group: [] for group in groups}
    weights = ClassTfidfTransformer(reduce_frequent_words=True).fit_transform(counts).tocsr()
    return {group: _best_terms(weights[row], counts[row], words, count) for row, group in enumerate(groups)}


@dataclass(frozen=True)
class _Terms:
    """Terms of one to three words, in the alphabet's order.

    Attributes
    ----------
    words : the different words, in the alphabet's order.
    codes : ndarray of shape (n_terms,), int64, ascending: a term's words as digits, from 1; 0 is no word.
    """

    words: list[str]
    codes: np.ndarray

    def __getitem__(self, place: int) -> str:
        code, base, term = int(self.codes[place]), len(self.words) + 1, []
        while code:
            code, word = divmod(code, base)
            term.append(word)
        return " ".join(self.words[word - 1] for word in reversed(term) if word)


def _counted(documents: list[str]) -> tuple[_Terms, sp.csr_matrix]:
    """What :func:`word_counter` counts, in a quarter of its time; csr_matrix of shape (n_documents, n_terms), int64."""
    words_of_each = [[word for word in TOKEN.findall(_unmasked(text)) if word not in EMPTY_WORDS] for text in documents]
    words = sorted({word for of_document in words_of_each for word in of_document})
    place, base = {word: number for number, word in enumerate(words, 1)}, len(words) + 1
    rows, codes = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for row, of_document in enumerate(words_of_each):
        number = np.array([place[word] for word in of_document], dtype=np.int64)
        # a blank comes before every letter, so that terms are in the alphabet's order as their numbers are in theirs
        pairs = number[:-1] * base**2 + number[1:] * base
        codes += [number * base**2, pairs, pairs[:-1] + number[2:]]
        rows += [np.full(len(part), row) for part in codes[-3:]]
    terms, column = np.unique(np.concatenate(codes), return_inverse=True)
    ones = np.ones(len(column), dtype=np.int64)
    counts = sp.csr_matrix((ones, (np.concatenate(rows), column)), shape=(len(documents), len(terms)))
    return _Terms(words, terms), counts


def _best_terms(weights: sp.csr_matrix, counts: sp.csr_matrix, words: _Terms, count: int) -> list[str]:
    """Terms by weight, those said once only where nothing is said twice; no term inside another."""
    times = np.zeros(counts.shape[1])
    times[counts.indices] = counts.data
    is_repeated = times[weights.indices] > 1
    places = np.flatnonzero(is_repeated if is_repeated.any() else ~is_repeated)
    ranked = weights.indices[places][np.lexsort((weights.indices[places], -weights.data[places].round(9)))]
    terms: list[str] = []
    for word in ranked.tolist():
        term = words[word]
        if not any(f" {term} " in f" {other} " or f" {other} " in f" {term} " for other in terms):
            terms.append(term)
        if len(terms) == count:
            break
    return terms

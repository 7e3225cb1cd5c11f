"""Topics of one fit: BERTopic over a persona's passages, with its stated claims as zero-shot topics."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from kit.clusters import SeededClusters
from kit.communities import group_agreement, numbered_by_size
from kit.neighbours import nearest_neighbours
from kit.settings import Themes

#: Fewer distinct passages than this are not searched for new topics; claims are still looked for.
MIN_PASSAGES = 30
#: More are fitted on a sample of this many; the others go to the topic they lie nearest to.
MAX_FITTED = 40_000
#: A passage voices a claim if it lies as near to it as the nearest hundredth of all pairs of passages do to each
#: other, but never under this cosine. Relative, because cosines of short texts mean something else in every corpus.
CLAIM_PAIRS, CLAIM_FLOOR = 0.99, 0.2
#: The same where passages are too few for that: a cosine without the corpus's mean taken off.
CLAIM_FEW = 0.55
#: A found topic belongs to the pain its centre is nearest to from this part of that cosine on; less is enough where it was
#: that pain's theme before, so that themes do not flicker. Only pains gather topics: an objection, a criterion or an aim is a
#: sentence that some passages say, while what is found around a pain is mostly that pain.
GATHER, GATHER_KEPT = 0.75, 0.6
#: A passage farther from its topic's centre than this part of the other topics' passages are not is unassigned.
OUTSIDE_PART = 0.9
#: What speech and mail are filled with, beside scikit-learn's English list.
FILLERS = """
um uh er yeah yes no ok okay like just really kind sort actually basically honestly literally gonna wanna gotta thing things
stuff lot bit know mean think said says say get got gets getting go goes going went come comes came make makes made want wants
does did doing done let thanks thank hello hi hey please also even still much way right well oh use using used need needs one
two it's that's i'm i've i'd i'll we're we've we'd we'll you're they're don't doesn't didn't can't won't isn't wasn't aren't
there's what's he's she's it'll who's let's couldn't wouldn't shouldn't haven't hasn't hadn't ain't cause
"""
#: Passages whose pairs are looked at for CLAIM_PAIRS.
PAIR_SAMPLE = 2000


@dataclass(frozen=True)
class Anchors:
    """What a fit looks for by name.

    Attributes
    ----------
    vectors : name to unit vector. gathering : those that whole topics may join, not only single passages.
    """

    vectors: dict[str, np.ndarray] = field(default_factory=dict)
    gathering: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Earlier:
    """What the run before found, which has a vote in this one.

    Attributes
    ----------
    resolution : of the communities; None where there was no search.
    centres : name to unit vector of each theme that was alive; names of claims as in the anchors.
    """

    resolution: float | None = None
    centres: dict[str, np.ndarray] = field(default_factory=dict)


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


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


def topic_centres(vectors: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Unit mean vector of each topic 0, 1, ...; shape (n_topics, n_dimensions)."""
    count = int(ids.max(initial=-1)) + 1
    return unit(np.array([vectors[ids == topic].mean(axis=0) for topic in range(count)]).reshape(count, vectors.shape[1]))


def fit_topics(texts: list[str], vectors: np.ndarray, anchors: Anchors, how: Themes, seed: int, earlier: Earlier) -> Topics:
    """Topics of distinct texts.

    Parameters
    ----------
    texts : distinct passages.
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows.
    anchors : the claims that passages may voice.
    how : reduction, clustering and number of seeded fits.
    seed : of the first fit.
    earlier : what the run before found.

    Notes
    -----
    Of more than 40,000 texts a seeded sample is fitted and the others join the nearest topic.
    """
    if len(texts) < MIN_PASSAGES:
        return _few_topics(vectors, anchors.vectors, len(texts))
    mean = vectors.mean(axis=0)
    centred = unit(vectors - mean).astype(np.float32)
    wanted, known = (_about(mean, given) for given in (anchors.vectors, earlier.centres))
    fitted = np.sort(np.random.default_rng(seed).permutation(len(texts))[:MAX_FITTED])
    threshold = claim_threshold(centred[fitted], seed)
    clusters = SeededClusters(how, seed, earlier.resolution, known)
    ids = bertopic_ids([texts[at] for at in fitted], centred[fitted], list(anchors.vectors), wanted, threshold, clusters)
    voiced = voiced_claims(centred, wanted, threshold)
    ids = _extended(ids, fitted, centred, voiced)
    ids = np.where(voiced >= 0, ids, without_outsiders(centred, ids))
    was = _nearest_earlier(topic_centres(centred, ids), earlier, known)
    ids, claims = _joined(ids, _claims_of(centred, ids, voiced, wanted, anchors, threshold, was))
    drawn = np.where(voiced >= 0, ids, drawn_to_claims(centred, ids, sorted(claims)))
    stability = _stability(drawn, fitted, (voiced >= 0) | (drawn != ids), voiced, clusters)
    ids = np.where(voiced >= 0, drawn, without_outsiders(centred, drawn))
    parameters = {"searched": True, "passages": len(texts), "fitted": len(fitted), "claim_similarity": round(threshold, 4)}
    return Topics(ids, _strengths(centred, ids), claims, stability, parameters | clusters.parameters_)


def _about(mean: np.ndarray, named: dict[str, np.ndarray]) -> np.ndarray:
    """Vectors by name as unit rows about a mean; shape (n_names, n_dimensions), float32."""
    return unit(np.array(list(named.values())).reshape(len(named), len(mean)) - mean).astype(np.float32)


def _few_topics(vectors: np.ndarray, anchors: dict[str, np.ndarray], count: int) -> Topics:
    """Claims only, where there is too little to search."""
    reason = f"fewer than {MIN_PASSAGES} different passages; only stated claims are looked for"
    why = {"searched": False, "passages": count, "why": reason}
    if not count or not anchors:
        return Topics(np.full(count, -1), np.zeros(count), {}, {}, why)
    voiced = voiced_claims(vectors, np.array(list(anchors.values())), CLAIM_FEW)
    ids = numbered_by_size(voiced)
    claims = {int(topic): list(anchors)[claim] for topic, claim in zip(ids, voiced, strict=True) if topic >= 0}
    return Topics(ids, _strengths(vectors, ids), claims, dict.fromkeys(claims, 1.0), why | {"claim_similarity": CLAIM_FEW})


def claim_threshold(centred: np.ndarray, seed: int) -> float:
    """Cosine from which a passage voices a claim: that of the nearest hundredth of the pairs of passages."""
    sample = centred[np.sort(np.random.default_rng(seed + 1).permutation(len(centred))[:PAIR_SAMPLE])]
    _, similarities = nearest_neighbours(sample, len(sample) - 1)
    return max(CLAIM_FLOOR, float(np.quantile(similarities, CLAIM_PAIRS)))


def voiced_claims(vectors: np.ndarray, wanted: np.ndarray, threshold: float) -> np.ndarray:
    """The nearest claim of each passage, -1 where none is near enough; the rule of BERTopic's zero-shot."""
    if not len(wanted):
        return np.full(len(vectors), -1)
    similarity = vectors @ wanted.T
    return np.where(similarity.max(axis=1) >= threshold, similarity.argmax(axis=1), -1)


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
    not read: a zero-shot topic is known by its passages, whose nearest claim is known (:func:`voiced_claims`).
    """
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction

    class ClaimVectors(BaseEmbedder):
        """Gives BERTopic the claims' vectors for their names."""

        def embed(self, documents: list[str], verbose: bool = False) -> np.ndarray:
            return np.array([wanted[names.index(name)] for name in documents])

    is_voiced = voiced_claims(vectors, wanted, threshold) >= 0
    if (~is_voiced).sum() < MIN_PASSAGES:  # too few are left to be searched, and BERTopic would stumble over them
        return np.where(is_voiced, voiced_claims(vectors, wanted, threshold), -1)
    model = BERTopic(
        embedding_model=ClaimVectors() if is_voiced.any() else None,
        zeroshot_topic_list=names if is_voiced.any() else None,
        zeroshot_min_similarity=threshold,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=clusters,
        vectorizer_model=_vectorizer(),
        calculate_probabilities=False,
    )
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


def drawn_to_claims(centred: np.ndarray, ids: np.ndarray, claimed: list[int]) -> np.ndarray:
    """Ids after passages have gone to a claim's topic that they are nearer to than to their own.

    A claim's topic starts from the few passages that say it outright; now that it has a centre of its own, others are
    nearer to that than to the group they were found in. Found topics do not draw from each other: they are no balls.
    """
    count = int(ids.max(initial=-1)) + 1
    if not claimed:
        return ids
    sums = np.array([centred[ids == topic].sum(axis=0) for topic in range(count)])
    near = centred @ unit(sums).T
    others = [near[ids != topic, topic] for topic in range(count)]
    limits = np.array([np.quantile(other, OUTSIDE_PART) if len(other) else -1.0 for other in others])
    held = np.flatnonzero(ids >= 0)
    own = np.full(len(ids), -1.0)
    own[held] = (centred[held] * unit(sums[ids[held]] - centred[held])).sum(axis=1)
    to_claims = near[:, claimed]
    best = np.array(claimed)[to_claims.argmax(axis=1)]
    moves = (to_claims.max(axis=1) > own) & (to_claims.max(axis=1) >= limits[best])
    return np.where(moves, best, ids)


def without_outsiders(centred: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Ids with -1 for passages that lie farther from their own topic's centre than most of the others' passages.

    The centre leaves out the passage itself; "most" is OUTSIDE_PART of the passages of other topics.
    """
    sums = np.array([centred[ids == topic].sum(axis=0) for topic in range(int(ids.max(initial=-1)) + 1)])
    kept = ids.copy()
    for topic, total in enumerate(sums):
        own = ids == topic
        if own.sum() < 2 or own.all():
            continue
        limit = np.quantile(centred[~own] @ unit(total), OUTSIDE_PART)
        near = (centred[own] * unit(total - centred[own])).sum(axis=1)
        kept[np.flatnonzero(own)[near < limit]] = -1
    return kept


def _claims_of(
    centred: np.ndarray,
    ids: np.ndarray,
    voiced: np.ndarray,
    wanted: np.ndarray,
    anchors: Anchors,
    threshold: float,
    was: list[str],
) -> dict[int, str]:
    """The anchor of each topic that has one: its zero-shot topic, and the topics a gathering one is nearest to.

    ``was`` names the theme of the run before that each topic is nearest to.
    """
    names = list(anchors.vectors)
    claims = {int(ids[at]): names[voiced[at]] for at in np.flatnonzero(voiced >= 0)}
    gathering = [at for at, name in enumerate(names) if name in anchors.gathering]
    if not gathering:
        return claims
    near = topic_centres(centred, ids) @ wanted[gathering].T
    for topic, row in enumerate(near):
        name = names[gathering[int(row.argmax())]]
        needed = GATHER_KEPT if was[topic] == name else GATHER
        if topic not in claims and row.max() >= needed * threshold:
            claims[topic] = name
    return claims


def _nearest_earlier(centres: np.ndarray, earlier: Earlier, known: np.ndarray) -> list[str]:
    """The theme of the run before that each topic's centre is nearest to; "" where there was none."""
    if not len(known):
        return [""] * len(centres)
    return [list(earlier.centres)[at] for at in (centres @ known.T).argmax(axis=1)]


def _joined(ids: np.ndarray, claims: dict[int, str]) -> tuple[np.ndarray, dict[int, str]]:
    """Topics of one claim put together, and all renumbered by size."""
    first: dict[str, int] = {}
    for topic, claim in sorted(claims.items()):
        first.setdefault(claim, topic)
    joined = np.array([first.get(claims.get(int(topic), ""), int(topic)) for topic in ids], dtype=np.int64)
    renumbered = numbered_by_size(joined)
    names = {int(new): claims[int(old)] for old, new in zip(joined, renumbered, strict=True) if int(old) in claims}
    return renumbered, names


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


def _vectorizer() -> object:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(ngram_range=(1, 3), stop_words=stop_words(), token_pattern=r"(?u)\b\w[\w'-]+\b")


def stop_words() -> list[str]:
    """Words no theme is about: scikit-learn's English list, contractions, and what speech is filled with."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return sorted(ENGLISH_STOP_WORDS | set(re.findall(r"\S+", FILLERS)))


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
    from bertopic.vectorizers import ClassTfidfTransformer

    groups = sorted({name for name in names if name})
    documents = [" ".join(text for text, name in zip(texts, names, strict=True) if name == group) for group in groups]
    vectorizer = _vectorizer()
    try:
        counts = vectorizer.fit_transform(documents) if documents else None
    except ValueError:  # scikit-learn's word for "nothing but stop words"
        counts = None
    if counts is None:
        return {group: [] for group in groups}
    weights = ClassTfidfTransformer(reduce_frequent_words=True).fit_transform(counts).tocsr()
    words = vectorizer.get_feature_names_out()
    return {group: _best_terms(weights[row], counts[row], words, count) for row, group in enumerate(groups)}


def _best_terms(weights: sp.csr_matrix, counts: sp.csr_matrix, words: np.ndarray, count: int) -> list[str]:
    """Terms by weight, those said once only where nothing is said twice; no term inside another."""
    said = np.zeros(len(words))
    said[counts.indices] = counts.data
    order = np.lexsort((weights.indices, -weights.data.round(9)))
    ranked = [int(weights.indices[at]) for at in order]
    ranked = [at for at in ranked if said[at] > 1] or ranked
    terms: list[str] = []
    for at in ranked:
        term = str(words[at])
        if not any(f" {term} " in f" {other} " or f" {other} " in f" {term} " for other in terms):
            terms.append(term)
        if len(terms) == count:
            break
    return terms

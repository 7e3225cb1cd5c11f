"""Anchors of a fit: which passages voice a stated claim, what gathers around it, and what of that is too far from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from kit.geometry import BATCH, nearest_neighbours, pair_cosines, unit
from kit.themes.clusters import CLOSE, NEIGHBOURS, centre_cosines
from kit.themes.communities import numbered_by_size
from kit.words import content_words, stem

#: A passage voices a claim if it lies as near to it as the nearest hundredth of all pairs of passages do to each other.
#: Relative, because cosines of short texts mean something else in every corpus; between two bounds, because where nobody says it
#: the nearest hundredth is far, and where all say one thing it is too near.
CLAIM_PAIRS, CLAIM_FLOOR, CLAIM_CEILING = 0.99, 0.2, 0.5
#: A found topic belongs to the pain its centre is nearest to from this part of that cosine on; less is enough where it was
#: that pain's theme before, so that themes do not flicker. Only pains gather topics: an objection, a criterion or an aim is a
#: sentence that some passages say, while what is found around a pain is mostly that pain.
GATHER, GATHER_KEPT = 0.75, 0.6
#: How near a text is to a claim: by its vector, and by the stems it shares with how the claim is worded, which weigh so much
#: beside it; and to the claim's SEEDS, the texts nearest to it (from LEAST on), since nobody says a claim as its file does.
#: Without the words the mean precision of this ranking is .67 over six labelled sets, with them .75.
WORDS, SEEDS, LEAST = 0.75, 6, 0.25
#: A text that is so much farther from a claim than LEAST is no evidence of it, whatever group it came with, unless it says one of
#: the claim's lines: has a cosine of SAYS_LINE to it. See the words bench, CLAIMS.md, for what this gains and costs.
NOT_FAR, SAYS_LINE = -0.1, 0.6
#: Texts among which a text's neighbours are looked for: all of them would take a minute where there are 40,000.
NEIGHBOURS_AMONG = 8000
#: A passage farther from its topic's centre than this part of the other topics' passages are not is unassigned.
OUTSIDE_PART = 0.9
#: Part of a topic that can be outside at the most: a wide topic amid narrow ones would lose half of itself.
OUTSIDE_MOST = 0.1
#: Passages whose pairs are looked at for CLAIM_PAIRS.
PAIR_SAMPLE = 2000


@dataclass(frozen=True)
class Anchors:
    """What a fit looks for by name.

    Attributes
    ----------
    vectors : name to unit vector. gathering : those that whole topics may join, not only single passages.
    lines : name to unit rows, one for each way a claim is worded; a name that is not there has its vector alone.
    wordings : name to these ways as text, of stated claims; a pinned theme has none, and is looked for by its vector alone.
    """

    vectors: dict[str, np.ndarray] = field(default_factory=dict)
    gathering: frozenset[str] = frozenset()
    lines: dict[str, np.ndarray] = field(default_factory=dict)
    wordings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def stated(self) -> list[int]:
        """Places of the stated claims among the names."""
        return [place for place, name in enumerate(self.vectors) if name in self.wordings]


@dataclass(frozen=True)
class EarlierFit:
    """What the run before found, which has a vote in this one.

    Attributes
    ----------
    resolution : of the communities; None where there was no search.
    centres : name to unit vector of each theme that was alive; names of claims as in the anchors.
    """

    resolution: float | None = None
    centres: dict[str, np.ndarray] = field(default_factory=dict)


def claim_threshold(centred: np.ndarray, seed: int) -> float:
    """Cosine from which a passage voices a claim: that of the nearest hundredth of the pairs of passages."""
    sample = centred[np.sort(np.random.default_rng(seed + 1).permutation(len(centred))[:PAIR_SAMPLE])]
    return min(CLAIM_CEILING, max(CLAIM_FLOOR, float(np.quantile(pair_cosines(sample), CLAIM_PAIRS))))


def voiced_claims(vectors: np.ndarray, wanted: np.ndarray, threshold: float) -> np.ndarray:
    """The nearest claim of each passage, -1 where none is near enough; the rule of BERTopic's zero-shot."""
    if not len(wanted):
        return np.full(len(vectors), -1)
    similarity = vectors @ wanted.T
    return np.where(similarity.max(axis=1) >= threshold, similarity.argmax(axis=1), -1)


def voiced_by_lines(vectors: np.ndarray, lines: list[np.ndarray], threshold: float) -> np.ndarray:
    """The claim of each passage whose best line is near enough, -1 where none is; for each claim its lines, unit rows.

    A claim's mean lies between its lines: what a customer says in the words of one is farther from it than from that one. On
    three labelled sets the claims' evidence has an F1 of .65 with this and of .60 by the mean alone; a stricter threshold for
    single lines gains less.
    """
    if not lines:
        return np.full(len(vectors), -1)
    best = np.stack([(vectors @ of.T).max(axis=1) for of in lines], axis=1)
    return np.where(best.max(axis=1) >= threshold, best.argmax(axis=1), -1)


def put_with_claims(ids: np.ndarray, voiced: np.ndarray, by_line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ids and claims after what is worded like a claim's line has gone to that claim's topic, a new one where it has none."""
    moves = (by_line >= 0) & (voiced < 0)
    moved = ids.copy()
    for claim in np.unique(by_line[moves]):
        own = ids[voiced == claim]
        moved[moves & (by_line == claim)] = own[0] if len(own) else moved.max(initial=-1) + 1
    return numbered_by_size(moved), np.where(moves, by_line, voiced)


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


def neighbours_of(centred: np.ndarray, among: int = NEIGHBOURS_AMONG) -> np.ndarray:
    """Places of the neighbours of each text, nearest first; of more than ``among`` texts those in a sample of so many."""
    if len(centred) <= among:
        return nearest_neighbours(centred, NEIGHBOURS)[0]
    sample = np.linspace(0, len(centred) - 1, among).round().astype(int)
    parts = []
    for start in range(0, len(centred), BATCH):
        near = centred[start : start + BATCH] @ centred[sample].T
        near[sample == np.arange(start, start + len(near))[:, None]] = -1  # no text is its own neighbour
        parts.append(sample[np.argpartition(-near, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]])
    return np.concatenate(parts)


def nearness_to_claims(
    texts: list[str], centred: np.ndarray, wanted: np.ndarray, wordings: list[list[str]], neighbours: np.ndarray
) -> np.ndarray:
    """How near each text is to each claim.

    Parameters
    ----------
    centred : ndarray of shape (n_texts, n_dimensions), unit rows about the window's mean.
    wanted : ndarray of shape (n_claims, n_dimensions), the same of the claims. wordings : the ways each claim is worded.
    neighbours : ndarray of shape (n_texts, n_neighbours): a text is as near as it and its neighbours are on average.

    Returns
    -------
    ndarray of shape (n_texts, n_claims)
        0 is as near as a text of the window usually is, 1 as the claim's seeds are, each without its own part in them.
    """
    words, vocabulary = _stem_weights(texts, wordings)
    near = np.zeros((len(texts), len(wanted)))
    for place, (claim, stated) in enumerate(zip(wanted, vocabulary, strict=True)):
        first = (centred @ claim + WORDS * (words @ stated)).round(9)
        nearest = np.argsort(-first, kind="stable")[:SEEDS]
        if not len(seeds := nearest[first[nearest] >= LEAST]):
            continue  # what is far from a claim must not say what it means
        score = _likeness(centred, claim, seeds) + WORDS * _likeness(words, stated, seeds)
        score = (score + score[neighbours].mean(axis=1)) / 2
        usual = np.median(score)
        within = max(score[seeds].mean() - usual, LEAST)
        near[:, place] = np.where(score < LEAST, np.minimum(score - LEAST, 0), (score - usual) / within)
    return near.round(9)


def _stem_weights(texts: list[str], wordings: list[list[str]]) -> tuple[sp.csr_matrix, np.ndarray]:
    """Unit rows of the texts' stems, rare ones weighing more, and one unit row of the same stems for each claim."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    counter = TfidfVectorizer(analyzer=_stems, sublinear_tf=True)
    try:
        rows = counter.fit_transform(texts).tocsr()
    except ValueError:  # scikit-learn's word for "nothing but stop words"
        return sp.csr_matrix((len(texts), 1)), np.zeros((len(wordings), 1))
    return rows, unit(np.array([counter.transform(ways).sum(axis=0).A1 for ways in wordings]).reshape(len(wordings), -1))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in content_words(text)]


def _likeness(rows: np.ndarray | sp.csr_matrix, claim: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """Cosine of each row to a claim and its seeds, half and half; of a seed to the claim and the other seeds."""
    own = rows[seeds].toarray() if sp.issparse(rows) else np.asarray(rows[seeds], dtype=np.float64)
    total = own.sum(axis=0)
    near = np.asarray(rows @ unit(claim + unit(total)), dtype=np.float64).ravel()
    near[seeds] = (own * unit(claim + unit(total - own))).sum(axis=1)
    return near


def without_far_texts(ids: np.ndarray, claims: dict[int, int], near: np.ndarray, says_line: np.ndarray) -> np.ndarray:
    """Ids with -1 for texts that lie in a stated claim's topic and are far from the claim; the nearest stays, that none is empty.

    Parameters
    ----------
    claims : topic to column of ``near``, of the topics of stated claims.
    near : what :func:`nearness_to_claims` gives. says_line : the claim one of whose lines the text says, -1 none.
    """
    kept = ids.copy()
    for topic, place in claims.items():
        leaves = (ids == topic) & (near[:, place] < NOT_FAR) & (says_line != place)
        if leaves.any() and (leaves == (ids == topic)).all():
            leaves[np.where(leaves, near[:, place], -np.inf).argmax()] = False
        kept[leaves] = -1
    return kept


def without_outsiders(centred: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Ids with -1 for passages that lie farther from their own topic's centre than most of the others' passages.

    The centre leaves out the passage itself; "most" is OUTSIDE_PART of the passages of other topics. No topic loses
    more than OUTSIDE_MOST of its passages.
    """
    sums = np.array([centred[ids == topic].sum(axis=0) for topic in range(int(ids.max(initial=-1)) + 1)])
    kept = ids.copy()
    for topic, total in enumerate(sums):
        own = ids == topic
        if own.sum() < 2 or own.all():
            continue
        near = (centred[own] * unit(total - centred[own])).sum(axis=1)
        limit = min(np.quantile(centred[~own] @ unit(total), OUTSIDE_PART), np.quantile(near, OUTSIDE_MOST))
        kept[np.flatnonzero(own)[near < limit]] = -1
    return kept


def claims_of(
    centred: np.ndarray,
    ids: np.ndarray,
    voiced: np.ndarray,
    wanted: np.ndarray,
    anchors: Anchors,
    before: tuple[float, list[str]],
    bound: tuple[sp.csr_matrix, float],
) -> dict[int, str]:
    """The anchor of each topic that has one: its zero-shot topic, and the topics a gathering one is nearest to.

    Parameters
    ----------
    before : the threshold of a claim, and the theme of the run before that each topic is nearest to.
    bound : csr_matrix of shape (n_topics, n_conversations), which conversations raise each topic; and how many may raise a claim
        with all that gathers around it, but for topics that are close to what it holds already: a claim that is worded widely is
        no catch-all, and one that most talk of is as large as it is.
    """
    names, (threshold, was), (raised, most) = list(anchors.vectors), before, bound
    claims = {int(ids[row]): names[voiced[row]] for row in np.flatnonzero(voiced >= 0)}
    gathering = [row for row, name in enumerate(names) if name in anchors.gathering]
    if not gathering:
        return claims
    sums = np.array([centred[ids == topic].sum(axis=0, dtype=np.float64) for topic in range(raised.shape[0])])
    near, close = unit(sums) @ wanted[gathering].T, centre_cosines(sums, np.bincount(ids[ids >= 0]).clip(2))
    for topic in np.argsort(-near.max(axis=1).round(9), kind="stable").tolist():
        name = names[gathering[int(near[topic].argmax())]]
        needed = GATHER_KEPT if was[topic] == name else GATHER
        if topic in claims or near[topic].max() < needed * threshold:
            continue
        others = [other for other, claim in claims.items() if claim == name]
        is_close = max(close[topic, others], default=0.0) >= CLOSE
        if is_close or (raised[[topic, *others]].sum(axis=0) > 0).sum() <= most:
            claims[topic] = name
    return claims


def nearest_earlier(centres: np.ndarray, earlier: EarlierFit, known: np.ndarray) -> list[str]:
    """The theme of the run before that each topic's centre is nearest to; "" where there was none."""
    if not len(known):
        return [""] * len(centres)
    return [list(earlier.centres)[nearest] for nearest in (centres @ known.T).argmax(axis=1)]


def joined(ids: np.ndarray, claims: dict[int, str]) -> tuple[np.ndarray, dict[int, str]]:
    """Topics of one claim put together, and all renumbered by size."""
    first: dict[str, int] = {}
    for topic, claim in sorted(claims.items()):
        first.setdefault(claim, topic)
    joined = np.array([first.get(claims.get(int(topic), ""), int(topic)) for topic in ids], dtype=np.int64)
    renumbered = numbered_by_size(joined)
    names = {int(new): claims[int(old)] for old, new in zip(joined, renumbered, strict=True) if int(old) in claims}
    return renumbered, names

"""Topics of one fit: BERTopic over a persona's passages, its stated claims as anchors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.communities import consensus, group_agreement, leiden, numbered_by_size
from kit.neighbours import nearest_neighbours, neighbour_graph
from kit.settings import Themes

#: Fewer distinct passages than this cannot be searched for new themes.
MIN_PASSAGES = 12
#: Neighbours each passage is joined to; less in small corpora.
NEIGHBOURS = 15


@dataclass(frozen=True)
class Topics:
    """What one fit found.

    Attributes
    ----------
    ids : ndarray of shape (n_passages,), int; -1 is unassigned, 0 the largest.
    strengths : ndarray of shape (n_passages,), 0 to 1: cosine to the topic's centre.
    claims : dict of topic id to claim name, for the topics a stated claim explains.
    stability : dict of topic id to agreement between the seeded fits, 0 to 1.
    parameters : what was used, for the record.
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


class Communities:
    """Cluster model for BERTopic: what several seeded Leiden runs on the exact neighbour graph agree on."""

    def __init__(self, n_fits: int, resolution: float, seed: int) -> None:
        self.n_fits, self.resolution, self.seed = n_fits, resolution, seed

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> Communities:
        graph = neighbour_graph(*nearest_neighbours(X, NEIGHBOURS))
        self.labelings_ = [leiden(graph, self.resolution, self.seed + at) for at in range(self.n_fits)]
        self.labels_ = numbered_by_size(consensus(graph, self.labelings_, self.resolution, self.seed))
        self.centres_ = topic_centres(X, self.labels_)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        return (X @ self.centres_.T).argmax(axis=1)


def topic_centres(vectors: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Unit mean vector of each topic 0, 1, ...; shape (n_topics, n_dimensions)."""
    n_topics = int(ids.max(initial=-1)) + 1
    return unit(np.array([vectors[ids == topic].mean(axis=0) for topic in range(n_topics)]).reshape(n_topics, -1))


def fit_topics(texts: list[str], vectors: np.ndarray, anchors: dict[str, np.ndarray], how: Themes, seed: int) -> Topics:
    """Topics of distinct texts.

    Parameters
    ----------
    texts : distinct passages.
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows.
    anchors : claim name to unit vector.
    how : reduction, clustering and number of seeded fits.
    seed : of the first fit.
    """
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction

    if len(texts) < MIN_PASSAGES:
        nothing = np.full(len(texts), -1)
        return Topics(nothing, np.zeros(len(texts)), {}, {}, {"fitted": False, "n_passages": len(texts)})
    centred = unit(vectors - vectors.mean(axis=0))
    model = BERTopic(
        umap_model=BaseDimensionalityReduction(), hdbscan_model=Communities(max(how.fits, 5), 1.0, seed),
        vectorizer_model=_vectorizer(), calculate_probabilities=False, verbose=False,
    )
    found, _ = model.fit_transform(texts, embeddings=centred)
    ids = numbered_by_size(np.array(found))
    centres = topic_centres(centred, ids)
    claims = _claims_of(centres, anchors, vectors.mean(axis=0))
    ids, claims = _one_topic_a_claim(ids, claims)
    strengths = np.where(ids >= 0, (centred * topic_centres(centred, ids)[ids]).sum(axis=1), 0.0).clip(0, 1)
    stability = group_agreement(ids, model.hdbscan_model.labelings_)
    return Topics(ids, strengths, claims, stability, {"fitted": True, "n_passages": len(texts), "resolution": 1.0})


def _vectorizer() -> object:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(ngram_range=(1, 3), stop_words="english", token_pattern=r"(?u)\b\w[\w'-]+\b")


def _claims_of(centres: np.ndarray, anchors: dict[str, np.ndarray], mean: np.ndarray) -> dict[int, str]:
    """The claim each topic is closest to, where it is close at all."""
    if not anchors or not len(centres):
        return {}
    names = list(anchors)
    similarity = centres @ unit(np.array([anchors[name] for name in names]) - mean).T
    return {topic: names[int(row.argmax())] for topic, row in enumerate(similarity) if row.max() > 0.3}


def _one_topic_a_claim(ids: np.ndarray, claims: dict[int, str]) -> tuple[np.ndarray, dict[int, str]]:
    """Topics of one claim put together and all renumbered."""
    first: dict[str, int] = {}
    for topic, claim in sorted(claims.items()):
        first.setdefault(claim, topic)
    joined = np.array([first.get(claims.get(int(topic), ""), int(topic)) for topic in ids])
    renumbered = numbered_by_size(joined)
    name = {int(new): claims[int(old)] for old, new in zip(joined, renumbered, strict=True) if int(old) in claims}
    return renumbered, name


def topic_terms(texts: list[str], ids: list[str], count: int = 8) -> dict[str, list[str]]:
    """The words that tell each group from the others, by c-TF-IDF, best first."""
    from bertopic.vectorizers import ClassTfidfTransformer

    names = sorted({name for name in ids if name})
    documents = [" ".join(text for text, name in zip(texts, ids, strict=True) if name == wanted) for wanted in names]
    if not documents:
        return {}
    vectorizer = _vectorizer()
    try:
        counts = vectorizer.fit_transform(documents)
    except ValueError:  # nothing but stop words
        return {name: [] for name in names}
    weights = ClassTfidfTransformer(reduce_frequent_words=True).fit_transform(counts)
    words = vectorizer.get_feature_names_out()
    return {name: [str(words[at]) for at in _best(weights[row], count)] for row, name in enumerate(names)}


def _best(row: object, count: int) -> list[int]:
    dense = row.toarray().ravel()
    order = np.lexsort((np.arange(len(dense)), -dense))[:count]
    return [int(at) for at in order if dense[at] > 0]

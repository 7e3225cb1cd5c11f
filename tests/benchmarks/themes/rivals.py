"""What others do with the same texts and vectors."""

from __future__ import annotations

import warnings

import numpy as np


def bertopic_default(texts: list[str], vectors: np.ndarray, seed: int) -> np.ndarray:
    """BERTopic as it comes: UMAP to 5 dimensions, HDBSCAN of at least 10; the seed is UMAP's."""
    return _bertopic(texts, vectors, seed)[0]


def _bertopic(texts: list[str], vectors: np.ndarray, seed: int) -> tuple[np.ndarray, object]:
    from bertopic import BERTopic
    from umap import UMAP

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reduction = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, low_memory=False)
        model = BERTopic(umap_model=reduction, calculate_probabilities=False)
        ids, _ = model.fit_transform(texts, embeddings=vectors)
    return np.array(ids), model


def merged_months(months: list[tuple[list[str], np.ndarray]], seed: int) -> list[np.ndarray]:
    """BERTopic fitted on each month's passages alone and put together with ``merge_models``, month by month.

    Returns
    -------
    list of the ids of all passages so far, one ndarray a month; a merged model never looks at old passages again.
    """
    from bertopic import BERTopic

    merged, after = None, []
    for texts, vectors in months:
        ids, model = _bertopic(texts, vectors, seed)
        if merged is None:
            merged, known = model, ids
        else:
            merged = BERTopic.merge_models([merged, model])
            known = np.array(merged.topics_)
        after.append(known)
    return after


def kmeans(vectors: np.ndarray, count: int, seed: int) -> np.ndarray:
    from sklearn.cluster import KMeans

    return KMeans(count, n_init=3, random_state=seed).fit_predict(vectors)


def nmf(texts: list[str], count: int, seed: int) -> np.ndarray:
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = TfidfVectorizer(stop_words="english", min_df=2).fit_transform(texts)
    return NMF(count, init="nndsvda", random_state=seed, max_iter=300).fit_transform(counts).argmax(axis=1)


def lda(texts: list[str], count: int, seed: int) -> np.ndarray:
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(stop_words="english", min_df=2).fit_transform(texts)
    return LatentDirichletAllocation(count, random_state=seed, max_iter=10).fit_transform(counts).argmax(axis=1)

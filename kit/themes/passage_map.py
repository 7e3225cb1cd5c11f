"""The map of a persona's passages: two coordinates each, near each other where they are alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from kit.record.kept import keeping, kept
from kit.record.store import Record
from kit.record.vectors import Vectors

#: Points on the map at the most: more are a blot, and seconds to lay out.
MOST_POINTS = 400
#: Steps of the layout: with a third of scikit-learn's default the groups lie where they lie with all of them.
LAYOUT_STEPS = 300
#: Passages under which the layout has no neighbours to look at; they are put by their two main directions.
FEWEST_POINTS = 10


def map_points(record: Record, persona_id: str, run_cycle: str, vectors: Vectors, seed: int) -> pd.DataFrame:
    """Passages of one persona as the run of a cycle assigned them, with places on a map.

    Returns
    -------
    DataFrame of shape (at most 400, 6)
        ``passage_id, theme_id, label, text, x, y``; a seeded sample where there are more. Distances on the
        map are for the eye: only nearness means anything.
    """
    rows = record.read("assignments", ["passage_id", "theme_id", "cycle"], persona_id=persona_id, run_cycle=run_cycle)
    if len(rows) > MOST_POINTS:
        rows = rows.sample(MOST_POINTS, random_state=seed).sort_index()
    themes = record.read("themes", ["theme_id", "label"], persona_id=persona_id, run_cycle=run_cycle)
    texts = record.read("passages", ["passage_id", "text"], cycle=sorted(set(rows["cycle"])), passage_id=list(rows["passage_id"]))
    table = rows.drop(columns="cycle").merge(texts, on="passage_id", validate="1:1").merge(themes, on="theme_id", how="left")
    placed = vectors.of(table["text"].tolist())
    with keeping(record.folder, f"map-{persona_id}", vectors.writes):
        places = kept("places", (placed, seed), lambda: {"places": map_places(placed, seed)})["places"]
    return table.assign(label=table["label"].fillna("unthemed"), x=places[:, 0], y=places[:, 1])


def map_places(vectors: np.ndarray, seed: int) -> np.ndarray:
    """Two coordinates of each vector: t-SNE, or the two main directions where there are few; shape (n, 2)."""
    if len(vectors) < 2:
        return np.zeros((len(vectors), 2))
    with threadpool_limits(1):  # the same map on any number of cores
        centred = vectors - vectors.mean(axis=0)
        if len(vectors) < FEWEST_POINTS:
            left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
            return np.pad(left[:, :2] * sizes[:2], ((0, 0), (0, max(0, 2 - len(sizes)))))
        from sklearn.manifold import TSNE

        perplexity = float(min(30, (len(vectors) - 1) / 3))
        layout = TSNE(2, perplexity=perplexity, init="pca", metric="cosine", max_iter=LAYOUT_STEPS, random_state=seed, n_jobs=1)
        return layout.fit_transform(vectors)

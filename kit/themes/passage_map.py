"""The map of a persona's passages: two coordinates each, near each other where they are alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from kit.geometry import unit
from kit.record.kept import keeping, kept
from kit.record.store import Record
from kit.record.vectors import Vectors

#: Points on the map at the most: more are a blot, and seconds to lay out.
MOST_POINTS = 400
#: Steps of the layout, and of the first of them, in which what is alike is drawn together so many times as strongly and moves
#: with less of its momentum. Of ten neighbours 42 % are neighbours on the map, as with scikit-learn's tree and 250 first steps.
LAYOUT_STEPS, DRAWN_STEPS, DRAWN_TIMES, MOMENTUM = 300, 100, 12.0, (0.5, 0.8)
#: Neighbours that count for a point, in effect; halvings by which that is met; how far points move a step, and stand at first.
PERPLEXITY, PERPLEXITY_HALVINGS, LEAST_RATE, AT_FIRST = 30.0, 30, 50.0, 1e-4
#: What a point's pace gains where it goes on as before, is multiplied by where it turns, and has at the least (Jacobs 1988).
FASTER, SLOWER, LEAST_GAIN = 0.2, 0.8, 0.01
TINY = 1e-12
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
        places = kept("places", (placed,), lambda: {"places": map_places(placed)})["places"]
    return table.assign(label=table["label"].fillna("unthemed"), x=places[:, 0], y=places[:, 1])


def map_places(vectors: np.ndarray) -> np.ndarray:
    """Two coordinates of each vector: t-SNE, or the two main directions where there are few; shape (n, 2)."""
    if len(vectors) < 2:
        return np.zeros((len(vectors), 2))
    with threadpool_limits(1):  # the same map on any number of cores
        centred = vectors - vectors.mean(axis=0)
        if len(vectors) < FEWEST_POINTS:
            left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
            return np.pad(left[:, :2] * sizes[:2], ((0, 0), (0, max(0, 2 - len(sizes)))))
        return _layout(_alike(unit(vectors.astype(np.float64))), _main_directions(centred.astype(np.float64)))


def _main_directions(centred: np.ndarray) -> np.ndarray:
    """Two coordinates of each row along the two directions that rows differ most in; each has its largest entry above 0."""
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    directions = directions[:2] * np.sign(directions[np.arange(2), np.abs(directions[:2]).argmax(axis=1)])[:, None]
    return centred @ directions.T


def _alike(vectors: np.ndarray) -> np.ndarray:
    """How alike two points are, symmetric and summing to 1; shape (n, n). Of squares of cosine distances, as scikit-learn has it.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions), unit rows.
    """
    n = len(vectors)
    far = ((1 - vectors @ vectors.T).clip(0) ** 2)[~np.eye(n, dtype=bool)].reshape(n, n - 1)
    near, wanted = far - far.min(axis=1, keepdims=True), np.log(min(PERPLEXITY, (n - 1) / 3))
    low, high, narrow = np.zeros(n), np.full(n, np.inf), np.ones(n)
    for _ in range(PERPLEXITY_HALVINGS):
        parts = np.exp(-near * narrow[:, None])
        whole = parts.sum(axis=1)
        parts /= whole[:, None]
        spread = np.log(whole) + narrow * (near * parts).sum(axis=1)
        low, high = np.where(spread > wanted, narrow, low), np.where(spread > wanted, high, narrow)
        narrow = np.where(np.isinf(high), 2 * low, (low + high) / 2)
    whole = np.zeros((n, n))
    whole[~np.eye(n, dtype=bool)] = parts.ravel()
    return np.maximum((whole + whole.T) / (2 * n), TINY)


def _layout(alike: np.ndarray, places: np.ndarray) -> np.ndarray:
    """t-SNE (van der Maaten and Hinton 2008) from given places, in as many steps as scikit-learn takes; shape (n, 2).

    All pairs of points are looked at: for 400 that takes a quarter of what scikit-learn's tree of them does.
    """
    rate = max(len(places) / DRAWN_TIMES / 4, LEAST_RATE)
    places = places / max(places[:, 0].std(), TINY) * AT_FIRST
    for steps, times, momentum in zip((DRAWN_STEPS, LAYOUT_STEPS - DRAWN_STEPS), (DRAWN_TIMES, 1.0), MOMENTUM, strict=True):
        step, gains, drawn = np.zeros_like(places), np.ones_like(places), alike * times
        for _ in range(steps):
            slope = _slope(drawn, places)
            gains = np.maximum(np.where(step * slope < 0, gains + FASTER, gains * SLOWER), LEAST_GAIN)
            step = momentum * step - rate * gains * slope
            places = places + step
    return places


def _slope(alike: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Where each point would have to go for the map to be less like what it maps; shape (n, 2)."""
    squares = (places**2).sum(axis=1)
    near = places @ (-2 * places.T)
    near += squares[:, None]
    near += squares + 1
    np.divide(1, near, out=near)
    np.fill_diagonal(near, 0)
    pull = alike - near * (1 / near.sum())
    pull *= near
    return 4 * (pull.sum(axis=1)[:, None] * places - pull @ places)

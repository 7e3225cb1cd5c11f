"""Places of passages on a map."""

import numpy as np
import pytest

from kit.themes.passage_map import map_places


@pytest.mark.parametrize("count", [0, 1, 2, 5, 9, 30])
def test_every_passage_has_a_place(count):
    vectors = np.random.default_rng(0).normal(size=(count, 8)).astype(np.float32)
    places = map_places(vectors)
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()


def test_alike_passages_lie_near_each_other():
    rng = np.random.default_rng(0)
    vectors = np.concatenate([np.eye(8)[[axis] * 30] + rng.normal(scale=0.05, size=(30, 8)) for axis in (0, 1)]).astype(
        np.float32
    )
    places = map_places(vectors)
    inside = np.linalg.norm(places[:30] - places[:30].mean(axis=0), axis=1).mean()
    apart = np.linalg.norm(places[:30].mean(axis=0) - places[30:].mean(axis=0))
    assert apart > 2 * inside


def test_the_same_vectors_give_the_same_map():
    vectors = np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32)
    assert (map_places(vectors) == map_places(vectors)).all()

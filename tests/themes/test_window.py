"""Small talk that slipped past the stance."""

import numpy as np
import pytest

from kit.themes.window import FEWEST, is_chatter


def rows_near(axis: int, count: int, seed: int) -> np.ndarray:
    rows = np.eye(8)[axis] + np.random.default_rng(seed).normal(scale=0.1, size=(count, 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_a_passage_among_small_talk_is_small_talk_and_the_others_are_not():
    pains, talk = rows_near(0, 60, 1), rows_near(1, 60, 2)
    slipped = rows_near(1, 5, 3)
    found = is_chatter(np.concatenate([pains, slipped]), talk)
    assert found.tolist() == [False] * 60 + [True] * 5


@pytest.mark.parametrize(("said", "others"), [(FEWEST - 1, 60), (60, FEWEST - 1), (0, 60), (60, 0)])
def test_with_few_to_compare_nothing_is_judged(said, others):
    assert not is_chatter(rows_near(0, said, 1), rows_near(0, others, 2)).any()
    assert len(is_chatter(rows_near(0, said, 1), rows_near(0, others, 2))) == said

"""What voices a stated claim, and what gathers around it."""

import numpy as np
import pytest
import scipy.sparse as sp

from kit.geometry import topic_centres, unit
from kit.themes.anchors import (
    Anchors,
    claim_threshold,
    claims_of,
    drawn_to_claims,
    joined,
    nearness_to_claims,
    neighbours_of,
    put_with_claims,
    voiced_by_lines,
    voiced_claims,
    without_far_texts,
    without_outsiders,
)
from kit.themes.clusters import raised_by


def rows_near(axes: list[int], count: int, seed: int = 0, noise: float = 0.1) -> np.ndarray:
    """Unit rows around the mean of some axes of a space of eight."""
    rows = np.eye(8)[axes].mean(axis=0) + np.random.default_rng(seed).normal(scale=noise, size=(count, 8))
    return unit(rows).astype(np.float32)


def test_a_zero_row_stays_zero():
    assert (unit(np.zeros((1, 3))) == 0).all()


def test_a_passage_voices_the_nearest_claim_that_is_near_enough():
    passages = np.eye(3, dtype=np.float32)
    wanted = np.array([[0.9, 0.1, 0], [0.5, 0.6, 0]], dtype=np.float32)
    assert voiced_claims(passages, wanted, 0.55).tolist() == [0, 1, -1]


def test_without_claims_nothing_is_voiced():
    assert voiced_claims(np.eye(3), np.zeros((0, 3)), 0.5).tolist() == [-1, -1, -1]


def test_the_threshold_follows_the_corpus_between_its_bounds():
    rng = np.random.default_rng(0)
    few, many = (unit(rng.normal(size=(200, size))) for size in (24, 4000))
    assert claim_threshold(few, 1) > claim_threshold(many, 1) == 0.2
    assert claim_threshold(rows_near([0], 200, noise=0.05), 1) == 0.5


def test_a_stray_passage_leaves_a_topic_and_the_others_stay():
    rows = np.concatenate([rows_near([0], 30), rows_near([1], 30, 1), rows_near([5], 1, 2)])
    ids = np.array([0] * 30 + [1] * 30 + [0])
    kept = without_outsiders(rows, ids)
    assert kept[-1] == -1
    assert (kept[:-1] >= 0).mean() > 0.9


def test_one_topic_of_everything_keeps_everything():
    assert (without_outsiders(rows_near([0], 20), np.zeros(20, dtype=int)) == 0).all()


def test_a_passage_nearer_to_a_claims_topic_goes_there_and_found_topics_do_not_draw():
    rows = np.concatenate([rows_near([0], 20), rows_near([1], 20, 1), rows_near([2], 20, 2)])
    ids = np.array([0] * 20 + [1] * 20 + [2] * 20)
    ids[0], ids[59] = 1, 1  # one of topic 0 and one of topic 2 were put into topic 1
    drawn = drawn_to_claims(rows, ids, [0])
    assert drawn[0] == 0
    assert drawn[59] == 1


def test_without_claims_nothing_is_drawn():
    ids = np.array([0, 1, -1])
    assert (drawn_to_claims(np.eye(3), ids, []) == ids).all()


@pytest.mark.parametrize(
    ("gathering", "most", "axes", "is_joined"),
    [
        (frozenset({"pain"}), 20, [0, 1, 2, 5], True),
        (frozenset(), 20, [0, 1, 2, 5], False),
        (frozenset({"pain"}), 19, [0, 1, 2, 5], False),
        (frozenset({"pain"}), 19, [0, 1], True),  # so close to what the claim holds that it is the same
    ],
)
def test_only_what_gathers_takes_whole_topics_and_becomes_no_catch_all(gathering, most, axes, is_joined):
    rows = np.concatenate([rows_near([0], 10), rows_near(axes, 10, 1), rows_near([3], 10, 2)])
    ids = np.repeat([0, 1, 2], 10)
    voiced = np.where(ids == 0, 0, -1)
    anchors = Anchors({"pain": np.eye(8)[0]}, gathering)
    bound = (raised_by(ids, sp.eye(30, format="csr")), most)
    claims = claims_of(rows, ids, voiced, np.eye(8, dtype=np.float32)[:1], anchors, (0.6, ["", "", ""]), bound)
    assert claims == ({0: "pain", 1: "pain"} if is_joined else {0: "pain"})


def test_topics_of_one_claim_become_one_and_ids_are_by_size():
    ids, claims = joined(np.array([0, 1, 1, 2, 2, 2, -1]), {0: "a", 1: "a"})
    assert ids.tolist() == [0, 0, 0, 1, 1, 1, -1]
    assert claims == {0: "a"}


def test_no_topic_has_no_centre():
    assert topic_centres(np.eye(4), np.full(4, -1)).shape == (0, 4)


def test_a_passage_goes_to_the_claim_whose_best_line_is_near_and_to_none_where_none_is():
    passages = np.eye(4, dtype=np.float32)
    lines = [np.array([[1, 0, 0, 0], [0, 1, 0, 0]], dtype=np.float32), np.array([[0.1, 0, 0.9, 0]], dtype=np.float32)]
    assert voiced_by_lines(passages, lines, 0.5).tolist() == [0, 0, 1, -1]
    assert voiced_by_lines(passages, [], 0.5).tolist() == [-1] * 4


def test_what_is_worded_like_a_line_joins_the_claims_topic_and_makes_one_where_there_is_none():
    ids, voiced = np.array([0, 1, 1, 1, 2]), np.array([0, -1, -1, -1, -1])
    found, by = put_with_claims(ids, voiced, np.array([-1, 0, -1, 1, -1]))
    assert by.tolist() == [0, 0, -1, 1, -1]
    assert found[0] == found[1]
    assert len({int(found[at]) for at in (1, 2, 3, 4)}) == 4


def test_no_topic_is_left_empty_by_what_goes_to_claims():
    found, _ = put_with_claims(np.array([0, 0, 1, 2]), np.array([0, -1, -1, -1]), np.array([-1, -1, 0, -1]))
    assert sorted(set(found.tolist())) == [0, 1]


def test_of_many_texts_the_neighbours_are_of_a_sample_and_alike():
    rows = np.concatenate([rows_near([0], 120, 5, 0.05), rows_near([3], 120, 6, 0.05)])
    near = neighbours_of(rows, 100)
    assert near.shape == (240, 15)
    assert len(np.unique(near)) <= 100
    assert (near[:120] < 120).all()
    assert (near[120:] >= 120).all()
    assert (near != np.arange(240)[:, None]).all()


def saying(*counted: tuple[str, int]) -> list[str]:
    return [f"{words} {'abcdefghij'[place]}{word}" for words, count in counted for place, word in enumerate("qrstuvwxyz"[:count])]


TEXTS = saying(("exports by hand each week", 10), ("slow page again", 10), ("an invoice was wrong", 10))


def nearness(texts: list[str], worded: list[str]) -> np.ndarray:
    rows = np.concatenate([rows_near([0, 1], 10, 1, 0.2), rows_near([1, 2], 10, 2, 0.2), rows_near([3], 10, 3, 0.2)])
    near = nearness_to_claims(texts, rows, np.eye(8, dtype=np.float32)[1:2], [worded], neighbours_of(rows, 100))
    assert near.shape == (30, 1)
    return near[:, 0]


def test_of_two_groups_as_near_by_their_vectors_the_one_that_shares_a_claims_words_is_nearer():
    assert nearness(TEXTS, ["Exporting by hand"])[:10].mean() > nearness(TEXTS, ["Exporting by hand"])[10:20].mean() + 0.3
    assert nearness(TEXTS, ["Slow pages"])[10:20].mean() > nearness(TEXTS, ["Slow pages"])[:10].mean() + 0.3


def test_what_shares_neither_words_nor_direction_with_a_claim_is_near_to_none():
    rows = np.concatenate([rows_near([axis], 10, axis, 0.02) for axis in range(3)])
    rows = unit(rows - rows.mean(axis=0))
    far = nearness_to_claims(TEXTS, rows, np.eye(8, dtype=np.float32)[5:6], [["tax season"]], neighbours_of(rows, 100))
    assert (far <= 0).all()
    left = without_far_texts(np.zeros(30, dtype=int), {0: 0}, far - 0.2, np.full(30, -1))
    assert (left == -1).sum() == 29  # one stays, so that no topic is empty


def test_texts_of_stop_words_alone_are_compared_by_their_vectors():
    near = nearness_to_claims(
        ["it is"] * 30, rows_near([0], 30, 4), np.eye(8, dtype=np.float32)[:1], [["so it is"]], np.arange(30)[:, None]
    )
    assert np.isfinite(near).all()


def test_what_is_far_from_its_claim_leaves_it_unless_it_says_one_of_its_lines():
    ids = np.array([0, 0, 0, 1, -1])
    near = np.array([[0.5, 0.0], [-0.2, 0.9], [-0.2, 0.0], [-0.3, 0.0], [-0.3, 0.0]])
    assert without_far_texts(ids, {0: 0}, near, np.array([-1, -1, 0, -1, -1])).tolist() == [0, -1, 0, 1, -1]
    assert (without_far_texts(ids, {}, near, np.full(5, -1)) == ids).all()


def test_the_nearest_of_a_claims_topic_stays_where_all_are_far():
    ids = np.array([0, 0, 1])
    near = np.array([[-0.3], [-0.2], [-0.5]])
    assert without_far_texts(ids, {0: 0}, near, np.full(3, -1)).tolist() == [-1, 0, 1]

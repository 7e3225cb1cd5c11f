"""The cluster model that BERTopic is given."""

import numpy as np
import pytest
import scipy.sparse as sp
from hdbscan import HDBSCAN

from kit.config.settings import Themes
from kit.geometry import nearest_neighbours, neighbour_graph, unit
from kit.themes.clusters import (
    BATCH_OF_FITS,
    MIN_TOPIC,
    SeededClusters,
    centre_cosines,
    chosen_resolution,
    raised_by,
    with_close_ones_joined,
    with_large_ones_cut,
    with_small_ones_joined,
)
from kit.themes.communities import group_agreement, pairwise_agreement
from tests.themes.groups import blobs, graph_of

HOW = Themes(fits=10)


def test_separate_groups_are_found_and_parameters_told():
    rows, truth = blobs([60, 50, 40])
    model = SeededClusters(HOW, 1).fit(rows)
    assert pairwise_agreement([model.labels_, truth]) == 1.0
    assert model.parameters_["fits"] == len(model.labelings_) == 10
    assert model.parameters_["neighbours"] == 15


def test_hdbscan_can_be_asked_for():
    rows, truth = blobs([60, 50, 40])
    model = SeededClusters(Themes(clustering="hdbscan"), 1).fit(rows)
    held = model.labels_ >= 0
    own = HDBSCAN(min_cluster_size=5).fit_predict(rows.astype(np.float64))
    assert pairwise_agreement([model.labels_, own]) == 1.0
    assert (held == (own >= 0)).all()  # what lies in no dense place stays out
    assert group_agreement(model.labels_, model.labelings_, np.zeros(len(rows), dtype=bool)) == {0: 1.0, 1: 1.0, 2: 1.0}
    assert pairwise_agreement([model.labels_[held], truth[held]]) == 1.0


def test_new_rows_go_to_the_topic_of_the_nearest_old_one():
    rows, truth = blobs([60, 50, 40])
    model = SeededClusters(HOW, 1).fit(rows)
    new, its = blobs([5, 5, 5], seed=9)
    assert pairwise_agreement([np.append(model.labels_, model.predict(new)), np.append(truth, its)]) == 1.0


def test_earlier_themes_have_a_vote_and_no_veto():
    rows, truth = blobs([60, 60, 60])
    together = np.array([rows[truth < 2].mean(axis=0), rows[truth == 2].mean(axis=0)])
    held = SeededClusters(HOW, 1, None, together / np.linalg.norm(together, axis=1, keepdims=True)).fit(rows)
    assert held.parameters_["earlier_themes"] == 2
    assert pairwise_agreement([held.labels_, truth]) == 1.0  # what no fit joins stays apart


def test_what_no_fit_groups_is_grouped_as_the_themes_of_the_run_before():
    rows, truth = blobs([40, 40])
    model = SeededClusters(HOW, 1, None, unit(np.array([rows[truth == group].mean(axis=0) for group in (0, 1)])))
    model.labelings_ = [np.full(80, -1), np.full(80, -1)]
    labels = model._consensus(rows, graph_of(rows), 1.0)
    assert (labels >= 0).all()
    assert pairwise_agreement([labels, truth]) == 1.0


def test_a_resolution_used_before_is_kept_where_it_serves():
    rows, _ = blobs([60, 50, 40, 30, 20])
    graph = graph_of(rows, 15)
    assert chosen_resolution(graph, 1.0)[0] == 1.0
    assert chosen_resolution(graph, None)[0] == 0.7


def test_small_groups_join_what_they_are_linked_to():
    rows, _ = blobs([20, 20])
    labels = np.array([0] * 18 + [2] * 2 + [1] * 20)
    joined = with_small_ones_joined(graph_of(rows), labels)
    assert len(set(joined)) == 2
    assert joined[18] == joined[0]


def test_nothing_but_small_groups_is_no_topic():
    rows, _ = blobs([MIN_TOPIC - 1] * 3)
    labels = np.repeat(np.arange(3), MIN_TOPIC - 1)
    assert (with_small_ones_joined(graph_of(rows, 3), labels) == -1).all()


def test_what_a_subject_was_cut_into_is_joined_and_other_subjects_are_not():
    rows, truth = blobs([40, 30, 20], spread=1.0)
    cut = np.where((truth == 0) & (np.arange(len(truth)) % 2 == 0), 3, truth)
    cut[-1] = -1
    joined = with_close_ones_joined(rows, cut)
    assert joined[-1] == -1
    assert pairwise_agreement([joined[:-1], truth[:-1]]) == 1.0


def test_no_more_groups_are_joined_than_leave_as_many_as_are_wanted():
    rows, truth = blobs([40, 30, 20], spread=1.0)
    cut = truth * 2 + np.arange(len(truth)) % 2
    assert [len(set(with_close_ones_joined(rows, cut, fewest))) for fewest in (1, 3, 4.2, 6, 9)] == [3, 3, 5, 6, 6]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_groups_are_left_as_they_are(count):
    rows, _ = blobs([6])
    labels = np.full(6, count - 1)
    assert (with_close_ones_joined(rows, labels) == labels).all()


def test_groups_without_any_likeness_are_close_to_none():
    rows = np.eye(24) + 0.002
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert len(set(with_close_ones_joined(rows, np.arange(24) % 4))) == 4


def test_the_cosine_of_two_centres_does_not_fall_with_the_size_of_groups():
    rows, _ = blobs([2000], spread=3.0)
    sums = np.array([rows[:50].sum(axis=0), rows[50:100].sum(axis=0)], dtype=np.float64)
    plain = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    assert plain[0] @ plain[1] < 0.75
    assert centre_cosines(sums, np.array([50, 50]))[0, 1] == pytest.approx(1, abs=0.05)
    halves = rows.reshape(2, 1000, -1).sum(axis=1, dtype=np.float64)
    assert centre_cosines(halves, np.array([1000, 1000]))[0, 1] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_seed_repeats_itself(seed):
    rows, _ = blobs([60, 50, 40], spread=1.5)
    one, other = (SeededClusters(HOW, seed).fit(rows).labels_ for _ in range(2))
    assert (one == other).all()


def test_a_catch_all_is_cut_and_not_joined_again():
    subjects = np.repeat(np.eye(8)[:4], 60, axis=0)
    rows = unit(subjects + np.random.default_rng(1).normal(scale=0.12, size=subjects.shape)).astype(np.float32)
    graph = neighbour_graph(*nearest_neighbours(rows, 15))
    one = np.zeros(240, dtype=np.int64)
    apart = sp.eye(240, format="csr")
    cut = with_large_ones_cut(graph, one, apart, 60, 1)
    assert len(set(cut)) == 4
    assert [len(set(cut[60 * at : 60 * at + 60])) for at in range(4)] == [1, 1, 1, 1]
    assert (with_large_ones_cut(graph, one, apart, 240, 1) == one).all()
    assert (with_large_ones_cut(graph[:50][:, :50], one[:50], apart[:50], 10, 1) == one[:50]).all()  # too few to be cut
    halves = np.repeat(np.arange(8), 30)
    assert np.bincount(with_close_ones_joined(rows, halves)).max() == 60
    assert np.bincount(with_close_ones_joined(rows, halves, bound=(apart, 59))).max() == 30


def test_a_catch_all_is_one_by_the_conversations_that_raise_it():
    subjects = np.repeat(np.eye(8)[:4], 60, axis=0)
    rows = unit(subjects + np.random.default_rng(1).normal(scale=0.12, size=subjects.shape)).astype(np.float32)
    graph = neighbour_graph(*nearest_neighbours(rows, 15))
    two = np.repeat([0, 1], 120)
    everyone = sp.csr_matrix(np.tile(np.eye(60), (4, 1)))  # sixty conversations, each of which says something on all four
    few = sp.csr_matrix(np.tile(np.eye(60)[:20], (12, 1)))
    assert len(set(with_large_ones_cut(graph, two, few, 25, 1))) == 2
    assert len(set(with_large_ones_cut(graph, two, everyone, 25, 1))) == 4
    assert raised_by(np.array([0, 0, -1, 1]), sp.csr_matrix(np.eye(4)[[0, 0, 2, 3]])).toarray().tolist() == [
        [1, 0, 0, 0], [0, 0, 0, 1],
    ]  # fmt: skip


def test_granularity_is_how_many_topics_are_wanted():
    rows = unit(np.random.default_rng(2).normal(size=(600, 6))).astype(np.float32)  # no groups of their own
    fits = [SeededClusters(Themes(fits=4, granularity=name), 1).fit(rows) for name in ("coarse", "normal", "fine")]
    counts = [int(fit.labels_.max()) + 1 for fit in fits]
    assert counts[0] <= counts[1] < counts[2]
    assert [fit.parameters_["granularity"] for fit in fits] == ["coarse", "normal", "fine"]


def test_who_asks_for_few_topics_gets_larger_ones_and_not_more_of_them():
    rows, _ = blobs([220, 60, 50])
    fits = [SeededClusters(Themes(fits=4, granularity=name), 1, most=110.0).fit(rows) for name in ("coarse", "normal")]
    largest = [int(np.bincount(fit.labels_[fit.labels_ >= 0]).max()) for fit in fits]
    assert largest[0] > 110 >= largest[1]
    assert fits[0].labels_.max() < fits[1].labels_.max()


def test_few_fits_are_made_where_they_agree_and_all_of_them_where_they_do_not():
    clear, _ = blobs([60, 50, 40])
    noise = unit(np.random.default_rng(4).normal(size=(150, 30)))
    n_fits = [len(SeededClusters(Themes(fits=50), 1).fit(rows.astype(np.float32)).labelings_) for rows in (clear, noise)]
    assert n_fits == [BATCH_OF_FITS, 50]


def test_neighbours_asked_for_again_are_the_same_whatever_became_of_the_first_answer():
    rows = unit(np.random.default_rng(3).normal(size=(80, 8)).astype(np.float32))
    indices, similarities = nearest_neighbours(rows, 6)
    first = indices.copy(), similarities.copy()
    indices[:], similarities[:] = -1, -1
    again = nearest_neighbours(rows.copy(), 6)
    assert (again[0] == first[0]).all()
    assert (again[1] == first[1]).all()
    assert (nearest_neighbours(rows, 4)[0] == first[0][:, :4]).all()
    moved = rows[::-1].copy()
    assert (nearest_neighbours(moved, 6)[0] == (79 - first[0])[::-1]).all()

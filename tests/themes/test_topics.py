"""One BERTopic fit with stated claims as anchors, on a tiny corpus whose topics are there by construction."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from kit.config.settings import Themes
from kit.themes.anchors import Anchors, EarlierFit
from kit.themes.communities import pairwise_agreement
from kit.themes.topics import MIN_PASSAGES, _counted, bertopic_ids, fit_topics, topic_terms, word_counter

HOW = Themes(fits=10)
SUBJECTS = ("export spreadsheet", "slow page", "wrong invoice", "lost password")


def corpus(sizes: list[int], seed: int = 0, noise: float = 0.06) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Distinct texts, unit vectors around one axis a subject, and the subject of each."""
    rng = np.random.default_rng(seed)
    subject = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.eye(12)[subject] + rng.normal(scale=noise, size=(len(subject), 12))
    texts = [f"{SUBJECTS[which]} trouble number{at}" for at, which in enumerate(subject)]
    return texts, (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), subject


def fit(texts, vectors, anchors=None, seed=1, how=HOW):
    return fit_topics(texts, vectors, anchors or Anchors(), how, seed, EarlierFit())


def claim(axis: int) -> np.ndarray:
    return np.eye(12, dtype=np.float32)[axis]


def test_separate_subjects_are_separate_topics():
    texts, vectors, subject = corpus([50, 40, 30])
    topics = fit(texts, vectors)
    held = topics.ids >= 0
    assert held.mean() >= 0.9
    assert pairwise_agreement([topics.ids[held], subject[held]]) == 1.0
    assert min(topics.stability.values()) > 0.95
    assert topics.parameters["searched"]


def test_the_same_seed_and_any_number_of_cores_give_the_same_topics():
    texts, vectors, _ = corpus([50, 40, 30], noise=0.3)
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(fit(texts, vectors))
    assert (found[0].ids == found[1].ids).all()
    assert (found[0].strengths == found[1].strengths).all()
    assert found[0].stability == found[1].stability


def test_a_stated_claim_has_the_topic_of_its_passages():
    texts, vectors, subject = corpus([50, 40, 30])
    topics = fit(texts, vectors, Anchors({"p/t01": claim(1)}, frozenset({"p/t01"})))
    ((topic, name),) = topics.claims.items()
    assert name == "p/t01"
    assert (subject[topics.ids == topic] == 1).all()
    assert (topics.ids == topic).sum() >= 36


def test_a_claim_nobody_voices_takes_no_passage():
    texts, vectors, _ = corpus([50, 40, 30])
    assert fit(texts, vectors, Anchors({"p/t01": claim(9)}, frozenset({"p/t01"}))).claims == {}


def test_every_passage_may_be_explained_by_claims():
    texts, vectors, subject = corpus([50, 40])
    topics = fit(texts, vectors, Anchors({"a": claim(0), "b": claim(1)}))
    assert set(topics.claims.values()) == {"a", "b"}
    assert (topics.ids >= 0).all()
    assert pairwise_agreement([topics.ids, subject]) == 1.0


def test_bertopic_gives_zero_shot_passages_of_one_claim_one_topic():
    texts, vectors, subject = corpus([50, 40, 40])
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    wanted = centred[subject == 2].mean(axis=0, keepdims=True)
    from kit.themes.clusters import SeededClusters

    ids = bertopic_ids(texts, centred, ["a"], wanted / np.linalg.norm(wanted), 0.8, SeededClusters(HOW, 1))
    assert len(set(ids[subject == 2])) == 1
    assert pairwise_agreement([ids, subject]) == 1.0


@pytest.mark.parametrize("count", [0, 1, 5, MIN_PASSAGES - 1])
def test_too_few_passages_are_not_searched_and_say_so(count):
    texts, vectors, _ = corpus([count])
    topics = fit(texts, vectors.reshape(count, 12))
    assert topics.ids.shape == topics.strengths.shape == (count,)
    assert topics.parameters["searched"] is False
    assert "fewer than" in topics.parameters["why"]


def test_a_few_passages_can_still_voice_a_claim():
    texts, vectors, _ = corpus([3, 2])
    topics = fit(texts, vectors, Anchors({"a": claim(0)}))
    assert topics.ids.tolist() == [0, 0, 0, -1, -1]
    assert topics.claims == {0: "a"}
    assert topics.stability == {0: 1.0}


def test_thirty_passages_are_searched():
    texts, vectors, subject = corpus([15, 15])
    topics = fit(texts, vectors)
    held = topics.ids >= 0
    assert held.any()
    assert pairwise_agreement([topics.ids[held], subject[held]]) == 1.0


def test_passages_that_are_all_different_give_no_error_and_whole_numbers():
    vectors = np.random.default_rng(0).normal(size=(60, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    topics = fit([f"word{at} other{at}" for at in range(60)], vectors)
    assert topics.ids.dtype.kind == "i"
    assert set(topics.stability) == set(topics.ids[topics.ids >= 0].tolist())


def test_one_giant_subject_is_fitted():
    texts, vectors, _ = corpus([200])
    topics = fit(texts, vectors)
    assert (topics.ids >= 0).mean() > 0.6


def test_texts_without_a_known_word_are_fitted_with_the_rest():
    texts, vectors, _ = corpus([40, 40])
    vectors[3] = 0
    assert len(fit(texts, vectors).ids) == 80


def test_more_passages_than_are_fitted_join_the_nearest_topic(monkeypatch):
    monkeypatch.setattr("kit.themes.topics.MAX_FITTED", 80)
    texts, vectors, subject = corpus([60, 50, 40])
    topics = fit(texts, vectors, Anchors({"a": claim(2)}))
    held = topics.ids >= 0
    assert topics.parameters["fitted"] == 80
    assert held.mean() > 0.85
    assert pairwise_agreement([topics.ids[held], subject[held]]) > 0.9


def test_umap_and_hdbscan_stay_selectable():
    texts, vectors, subject = corpus([40, 40])
    topics = fit(texts, vectors, how=Themes(reduction="umap", clustering="hdbscan", fits=1))
    held = topics.ids >= 0
    assert topics.parameters["reduction"] == "umap"
    assert held.mean() > 0.5
    assert pairwise_agreement([topics.ids[held], subject[held]]) == 1.0


def test_terms_tell_groups_apart_and_leave_out_words_nobody_means():
    texts = ["we export it by hand", "export by hand takes hours", "the page is slow", "slow page again, really"]
    terms = topic_terms(texts, ["a", "a", "b", "b"])
    assert terms["a"][0] in ("export", "hand")
    assert "slow" in " ".join(terms["b"])
    assert "really" not in terms["b"]


def test_terms_are_counted_as_the_counter_that_fits_are_named_with_counts_them():
    texts = [f"{text} [person-0a1b] built-in SSO, it's [Name 2] {at}" for at, text in enumerate(SUBJECTS)]
    texts += ["", "it is the", "Straße café naïve, q3 q3", "don't e-mail the e-mail's \u03a3\u03a3 [foo", "bar] baz-qux a b cd"]
    counter = word_counter()
    known = counter.fit_transform(texts)
    terms, counts = _counted(texts)
    assert [terms[place] for place in range(counts.shape[1])] == counter.get_feature_names_out().tolist()
    assert (counts.toarray() == known.toarray()).all()


def test_terms_of_nothing_but_stop_words_are_none():
    assert topic_terms(["it is the", "and of a"], ["a", "a"]) == {"a": []}
    assert topic_terms([], []) == {}

"""A real BERTopic: everything a researcher calls on one works, it embeds new texts, and nothing is written to the record."""

import numpy as np
import plotly.graph_objects as go
import pytest
from bertopic import BERTopic
from bertopic.representation import KeyBERTInspired, MaximalMarginalRelevance

from kit.errors import KitError

#: What BERTopic's own plots and their UMAP say by themselves. UMAP begins anywhere where its spectral beginning does not
#: converge, which among passages of equal sentences happens now and then, and says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore:n_jobs value:UserWarning",
    "ignore:Spectral initialisation failed:UserWarning",
    "ignore::RuntimeWarning",
    "ignore::FutureWarning",
)
_MADE = {}


@pytest.fixture
def made(bench_of):
    """A workbench, its documents and a model fitted on them; made once."""
    if not _MADE:
        bench = bench_of(n_accounts=40, now=(0.25,) * 4, before=(0.25,) * 4)
        _MADE["version"] = bench.record.version()
        _MADE["bench"], _MADE["model"] = bench, bench.bertopic("ops")
        _MADE["documents"] = bench.documents("ops")
        _MADE["texts"] = _MADE["documents"]["text"].tolist()
    return _MADE


def test_it_is_fitted_on_the_documents_in_their_order(made):
    model, texts = made["model"], made["texts"]
    assert type(model) is BERTopic
    assert len(model.topics_) == len(texts) > 400
    assert set(made["documents"]["stance"]) == {"pain"}
    told_apart = {tuple(text.split()[:3]) for text, topic in zip(texts, model.topics_, strict=True) if topic == 0}
    assert len(told_apart) == 1  # passages of one sentence are one topic


CALLS = {
    "get_topic_info": lambda model, texts, times: model.get_topic_info()["Count"].sum() == len(texts),
    "visualize_topics": lambda model, texts, times: isinstance(model.visualize_topics(), go.Figure),
    "visualize_documents": lambda model, texts, times: isinstance(model.visualize_documents(texts, sample=0.2), go.Figure),
    "visualize_hierarchy": lambda model, texts, times: isinstance(model.visualize_hierarchy(), go.Figure),
    "visualize_barchart": lambda model, texts, times: isinstance(model.visualize_barchart(), go.Figure),
    "topics_over_time": lambda model, texts, times: len(model.topics_over_time(texts, times, nr_bins=4)) > 4,
    "find_topics": lambda model, texts, times: model.find_topics("the export broke")[1][0] > 0.5,
    "transform": lambda model, texts, times: list(model.transform(texts[:3])[0]) == list(model.topics_[:3]),
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_a_researcher_calls_works(made, call):
    assert call(made["model"], made["texts"], made["documents"]["occurred_at"].tolist())


@pytest.mark.parametrize("representation", [KeyBERTInspired(), MaximalMarginalRelevance(diversity=0.3)], ids=["KeyBERT", "MMR"])
def test_other_representations_name_the_topics(made, representation):
    model = made["bench"].bertopic("ops", representation_model=representation)
    plain = [word for word, _ in made["model"].get_topic(0)]
    named = [word for word, _ in model.get_topic(0)]
    topic = " ".join(text for text, number in zip(made["texts"], model.topics_, strict=True) if number == 0)
    assert named != plain
    assert all(part in topic for word in named for part in word.split())


def test_topics_are_merged_and_reduced(made):
    model = made["bench"].bertopic("ops", granularity="fine")
    n_topics = len(model.get_topic_info())
    model.merge_topics(made["texts"], [0, 1])
    assert len(model.get_topic_info()) == n_topics - 1
    model.reduce_topics(made["texts"], nr_topics=2)
    assert len(model.get_topic_info()) == 2


def test_a_model_is_saved_without_pickle_and_loaded_again(made, tmp_path):
    model = made["model"]
    model.save(tmp_path / "model", serialization="safetensors", save_ctfidf=True, save_embedding_model=False)
    names = {path.name for path in (tmp_path / "model").iterdir()}
    assert {"topics.json", "topic_embeddings.safetensors", "ctfidf.safetensors"} <= names
    assert not [name for name in names if name.endswith((".pkl", ".bin", ".pickle"))]
    again = BERTopic.load(str(tmp_path / "model"), embedding_model=model.embedding_model)
    assert again.topics_ == model.topics_
    assert again.find_topics("the export broke")[0] == model.find_topics("the export broke")[0]


def test_themes_of_a_part_with_other_parameters(made):
    where = {"segment": "enterprise", "cycle": ["2026-09", "2026-10"]}
    documents = made["bench"].documents("ops", where)
    assert set(documents["segment"]) == {"enterprise"}
    assert set(documents["cycle"]) == {"2026-09", "2026-10"}
    model = made["bench"].bertopic("ops", where=where, nr_topics=3, top_n_words=4)
    assert len(model.topics_) == len(documents)
    assert len(model.get_topic_info()) <= 3
    assert len(model.get_topic(0)) == 4


def test_hdbscan_is_hdbscans_own_answer(made):
    model = made["bench"].bertopic("ops", clustering="hdbscan")
    assert model.hdbscan_model.parameters_["clustering"] == "hdbscan"
    assert len(model.hdbscan_model.labelings_) == 1
    assert np.unique(model.topics_).size >= 4


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"colour": 3},
            "'colour' is no parameter; use reduction, clustering, fits, granularity, or BERTopic's calculate_probabil",
        ),
        ({"embedding_model": "x"}, "'embedding_model' is no parameter"),
        ({"clustering": "kmeans"}, "clustering 'kmeans' is none: Input should be 'louvain' or 'hdbscan'"),
        ({"where": {"colour": "red"}}, "where: 'colour' is no filter; use cycle, segment, tier, account, source, kind, stance"),
        (
            {"where": {"account": "a-001", "cycle": "2026-10"}},
            r"passages to find topics in: \d, and at least 30 are wanted; widen the filters",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(made, asked, message):
    with pytest.raises(KitError, match=message):
        made["bench"].bertopic("ops", **asked)


def test_nothing_was_written_to_the_record(made):
    assert made["bench"].record.version() == made["version"]

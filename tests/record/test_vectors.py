"""Vectors: unit length, the same every time, embedded once."""

from contextlib import nullcontext
from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest

from kit.errors import SettingsError
from kit.geometry import unit_vectors
from kit.record import vectors
from kit.record.minilm import PACKAGE, minilm, shipped_vectors, text_key
from kit.record.store import Record
from kit.record.vectors import Vectors, load_embedder, vectors_of_record
from tests.minilm_vectors import example_texts


@pytest.fixture(scope="module")
def embed():
    return load_embedder("wordllama")


def test_vectors_have_length_one_and_like_meets_like(embed):
    one, two, three = unit_vectors(
        embed, ["the report takes hours to build", "building reports takes all day", "our dog likes football"]
    )
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    assert one @ two > one @ three + 0.2


def test_an_empty_text_has_a_vector_without_nan(embed):
    assert np.isfinite(unit_vectors(embed, ["", "words"])).all()


def test_a_text_is_embedded_once_and_read_back_the_same(tmp_path):
    first = Vectors(Record(tmp_path), "wordllama").of(["alpha beta", "gamma", "alpha beta"])
    again = Vectors(Record(tmp_path), "wordllama")
    again._embedded = None  # calling it would fail
    assert np.array_equal(again.of(["gamma", "alpha beta"]), first[[1, 0]])
    assert np.array_equal(first[0], first[2])


def test_a_vector_does_not_depend_on_its_neighbours(embed):
    alone = unit_vectors(embed, ["numbers do not match"])[0]
    among = unit_vectors(embed, ["x" * 3000, "numbers do not match", "y"])[1]
    assert np.allclose(alone, among, atol=1e-6)


def test_a_model_that_is_not_installed_is_told_with_what_to_do():
    with pytest.raises(SettingsError, match=r"needs sentence-transformers, which is not installed; `pip install"):
        load_embedder("all-MiniLM-L6-v2")


def test_a_question_nobody_said_is_not_stored(tmp_path):
    record = Record(tmp_path)
    assert Vectors(record, "wordllama").once(["single sign on"]).shape == (1, 256)
    assert record.read("vectors").empty


def test_vectors_read_in_parts_are_the_same(tmp_path):
    record = Record(tmp_path)
    made = Vectors(record, "wordllama").of(["the close takes nine days", "single sign on fails"])
    again = Vectors(record, "wordllama")
    assert np.array_equal(again.of(["single sign on fails"])[0], made[1])
    assert np.array_equal(again.of(["the close takes nine days", "single sign on fails"]), made)
    assert len(record.read("vectors")) == 2


@pytest.mark.parametrize("at_once", [2, 100])
def test_many_new_vectors_are_written_in_steps_and_still_nobody_else_has_written(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(vectors, "WRITTEN_AT_ONCE", at_once)
    texts = ["alpha beta", "gamma", "delta", "epsilon zeta", "eta"]
    first = vectors_of_record(Record(tmp_path), "wordllama")
    made = first.of(texts[:3]), first.of(texts)
    assert first.is_current()
    assert np.array_equal(made[0], made[1][:3])
    again = Vectors(Record(tmp_path), "wordllama")
    again._embedded = None  # calling it would fail
    assert np.array_equal(again.of(texts), made[1])


def test_what_a_process_has_read_of_a_record_is_not_read_again_until_somebody_else_writes_to_it(tmp_path):
    record = Record(tmp_path)
    first = vectors_of_record(record, "wordllama")
    made = first.of(["alpha beta", "gamma"])
    assert vectors_of_record(Record(tmp_path), "wordllama") is first
    assert vectors_of_record(record, "wordllama", company="Acme") is not first
    again = vectors_of_record(record, "wordllama")
    assert again is not first
    assert np.array_equal(again.of(["gamma", "alpha beta"]), made[[1, 0]])
    assert vectors_of_record(record, "wordllama") is again
    Vectors(record, "wordllama").of(["somebody else's text"])
    assert vectors_of_record(record, "wordllama") is not again


def test_who_asks_for_most_vectors_reads_them_all_and_no_file_again(tmp_path, monkeypatch):
    record, texts = Record(tmp_path), ["alpha beta", "gamma", "delta", "the close takes nine days"]
    made = Vectors(record, "wordllama").of(texts)
    again = Vectors(record, "wordllama")
    assert np.array_equal(again.of(texts[:3]), made[:3])
    monkeypatch.setattr(Record, "arrow", None)  # reading would fail
    assert np.array_equal(again.of(texts), made)


def test_vectors_that_a_record_lost_are_made_and_stored_anew(tmp_path):
    record = Record(tmp_path)
    made = vectors_of_record(record, "wordllama").of(["alpha beta", "gamma"])
    record.delete("vectors", model="wordllama")
    assert np.array_equal(vectors_of_record(record, "wordllama").of(["alpha beta", "gamma"]), made)
    assert len(record.read("vectors")) == 2


def test_vectors_made_while_somebody_else_held_the_record_are_stored_by_the_next_who_asks(tmp_path, monkeypatch):
    record = Record(tmp_path)
    vectors_of_record(record, "wordllama").of(["gamma"])
    with monkeypatch.context() as busy:
        busy.setattr("kit.record.vectors.writing_if_free", lambda *given: nullcontext(False))
        vectors_of_record(record, "wordllama").of(["alpha beta"])
    assert len(record.read("vectors")) == 1
    vectors_of_record(record, "wordllama").of(["alpha beta"])
    assert len(record.read("vectors")) == 2


needs_weights = pytest.mark.skipif(find_spec(PACKAGE) is None, reason="the weights of minilm are not installed (make minilm)")


@needs_weights
def test_minilm_is_the_model_it_is_named_after():
    vectors = unit_vectors(
        load_embedder("minilm"),
        ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"],
    )
    assert vectors[0] @ vectors.T == pytest.approx([1, 0.695, 0.943, 0.257], abs=1e-3)  # as its makers print them


@needs_weights
def test_minilm_gives_a_text_the_same_vector_to_the_last_bit_whatever_stands_beside_it():
    embed = load_embedder("minilm")
    alone = embed(["numbers do not match"])[0]
    assert np.array_equal(alone, embed(["x " * 300, "numbers do not match", "y"])[1])


@needs_weights
def test_a_joint_vector_s_cosine_lies_between_its_models_cosines():
    texts = ["single sign on fails", "we cannot log in"]
    cosines = [
        float(np.prod(unit_vectors(load_embedder(name), texts), axis=0).sum())
        for name in ("minilm", "minilm+wordllama", "wordllama")
    ]
    assert min(cosines[0], cosines[2]) < cosines[1] < max(cosines[0], cosines[2])


@needs_weights
def test_the_vectors_that_come_with_the_kit_are_the_model_s_and_of_every_stance_example():
    row_of, rows = shipped_vectors()
    texts = example_texts()
    assert {text_key(text) for text in texts} == set(row_of)
    some = texts[::300]
    made = np.array([minilm().args[0]([text])[0] for text in some])
    shipped = rows[[row_of[text_key(text)] for text in some]].astype(np.float32)
    assert np.abs(made - shipped).max() <= 1e-3
    asked = minilm()([some[0], "no example says this", some[1]])
    assert np.array_equal(asked[[0, 2]], shipped[:2])
    assert np.array_equal(asked[1], minilm()(["no example says this"])[0])


def test_weights_that_are_not_there_are_told_with_the_command_that_installs_them(monkeypatch):
    monkeypatch.setattr("kit.record.minilm.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="needs its weights, which are not installed; `make minilm`"):
        load_embedder("minilm")


def test_other_weights_than_those_that_were_measured_are_refused(monkeypatch, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr("kit.record.minilm.find_spec", lambda name: SimpleNamespace(submodule_search_locations=[str(tmp_path)]))
    with pytest.raises(SettingsError, match=r"model\.safetensors has SHA-256"):
        load_embedder("minilm")

"""Vectors: unit length, the same every time, embedded once."""

import numpy as np
import pytest

from kit.errors import SettingsError
from kit.geometry import unit_vectors
from kit.record.store import Record
from kit.record.vectors import Vectors, load_embedder


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

"""Labels: stretches of what customers said."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kit.names import FEWEST, MASKED_COST, MOST, WORD, broken_ends, faults, spans, theme_labels


@given(st.text(max_size=300))
def test_every_stretch_is_a_slice_of_four_to_fourteen_words(text):
    for start, end in spans(text):
        assert FEWEST <= len(WORD.findall(text[start:end])) <= MOST
        assert text[start:end] == text[start:end].strip()


def test_clauses_and_runs_of_clauses_are_found():
    text = "We export it by hand every Monday, which takes me three hours. Honestly?"
    found = {text[start:end] for start, end in spans(text)}
    assert "We export it by hand every Monday" in found
    assert "We export it by hand every Monday, which takes me three hours" in found


def test_ends_inside_a_sentence_are_counted():
    text = "It broke. Again we lost the day, all of us."
    assert broken_ends(text, 0, 8) == 0
    assert broken_ends(text, text.index("Again"), text.index(", all")) == 1
    assert broken_ends(text, text.index("we lost"), text.index(", all")) == 2


TEXTS = [
    "export the numbers by hand",
    "we export numbers by hand again",
    "pages load very slowly today",
    "the page is slow to load",
]
VECTORS = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]])
VECTORS = VECTORS / np.linalg.norm(VECTORS, axis=1, keepdims=True)
NAMES = np.array(["a", "a", "b", "b"], dtype=object)


def embed(texts: list[str]) -> np.ndarray:
    return np.array([VECTORS[0] if "export" in text else VECTORS[2] for text in texts])


def test_a_label_is_said_by_a_passage_of_its_theme():
    labels = theme_labels(TEXTS, VECTORS, NAMES, {}, embed, {})
    assert set(labels) == {"a", "b"}
    assert any(labels["a"] in text for text in TEXTS[:2])
    assert any(labels["b"] in text for text in TEXTS[2:])


def test_a_label_stays_as_long_as_someone_says_it():
    kept = theme_labels(TEXTS, VECTORS, NAMES, {}, embed, {"a": "numbers by hand", "b": "no longer said"})
    assert kept["a"] == "numbers by hand"
    assert kept["b"] != "no longer said"


def test_a_theme_of_two_words_is_named_by_them():
    assert theme_labels(["too slow"], VECTORS[:1], np.array(["a"], dtype=object), {}, embed, {}) == {"a": "too slow"}


def test_the_unthemed_have_no_label():
    assert theme_labels(TEXTS, VECTORS, np.full(4, "", dtype=object), {}, embed, {}) == {}


def test_a_name_of_masked_words_is_the_last_choice():
    text = "On XX/XX/2019 I called XXXX about it. The late fee was charged twice."
    first, second = (text.index("On"), text.index(".")), (text.index("The"), len(text) - 1)
    assert faults(text, *first) > faults(text, *second) == 0
    assert faults("Ask [person-3f2a] again", 0, 24) == MASKED_COST

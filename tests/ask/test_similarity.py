"""Likeness: what means the same is near, whatever the words it has in common with everything."""

import numpy as np
import pandas as pd
import pytest

from kit.ask.similarity import SAME_MEANING, likeness, shared_words
from kit.words import start_of
from tests.match_sets import SAID, embed

TEXTS = [text for said in SAID.values() for text in said]


def near(asked):
    return likeness(pd.Series(TEXTS, dtype="str"), embed(TEXTS), asked, embed([asked])[0])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("the sales forecast is a guess", "Our forecast"),
        ("schema changes", "Schema changes"),
        ("auditors", "Auditors"),
    ],
)
def test_the_nearest_is_what_was_meant(asked, found):
    best = TEXTS[int(near(asked).argmax())]
    assert set(found.lower().split()) & set(best.lower().split())
    assert near(asked).max() >= SAME_MEANING
    assert ((near(asked) >= 0) & (near(asked) <= 1)).all()


def test_what_nobody_speaks_of_is_near_to_nothing():
    assert near("football on the beach").max() < SAME_MEANING


def test_rare_words_weigh_more_and_words_nobody_says_nothing():
    texts = pd.Series(["the report is wrong", "the report is late", "the report of renewals"], dtype="str")
    shared = shared_words(texts, "renewal report xylophone")
    assert shared[2] == pytest.approx(1)
    assert shared[0] == shared[1] < 0.5
    assert shared_words(texts, "xylophone").tolist() == [0, 0, 0]


def test_nothing_said_is_near_to_nothing():
    assert likeness(pd.Series([], dtype="str"), np.zeros((0, 3)), "a", np.zeros(3)).shape == (0,)


@pytest.mark.parametrize(("word", "found"), [
    ("renewals", "renew"), ("renewing", "renew"), ("sso", "sso"), ("uses", "uses"), ("companies", "compan"), ("pricing", "pric"),
])  # fmt: skip
def test_endings_go_where_enough_of_the_word_stays(word, found):
    assert start_of(word) == found

"""What conversations say, measured against the persona files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.config.personas import Persona
from kit.matching.persona_similarity import (
    MIN_STRENGTH,
    OTHER_WEIGHT,
    is_vague,
    passage_weights,
    persona_lines,
    relied_on,
    telling,
    zero_shot,
)
from tests.match_sets import corpus, personas, speech


def test_every_sentence_of_a_file_is_a_line():
    table = persona_lines(personas())
    assert {"name", "roles", "pains/p0"} <= set(table["place"])
    assert set(table["persona_id"]) == {"data", "finance", "revops"}


def test_short_and_empty_passages_weigh_less():
    assert telling("ok, thank you") < telling("the warehouse sync stops at the API rate limit every morning") == 1.0
    weights = passage_weights(pd.Series(["the warehouse sync stops at the API rate limit"] * 2), pd.Series(["pain", "other"]))
    assert weights.tolist() == pytest.approx([1.0, OTHER_WEIGHT])


def test_the_nearest_place_is_where_the_words_come_from():
    people = personas()
    heard, _ = speech([["A column was renamed and every dbt model failed overnight."]], people)
    assert heard.place[0][0] == "pains/p0"
    assert heard.cosine[0].argmax() == 0


def test_a_conversation_without_passages_has_said_nothing():
    people = personas()
    heard, lines = speech([["The close takes nine days."], []], people)
    assert heard.texts[1] == ""
    assert not heard.vectors[1].any()
    assert not zero_shot(heard, people, lines)[1].any()


def test_zero_shot_rows_have_mean_nought():
    people = personas()
    heard, lines = speech(corpus()[0], people)
    assert zero_shot(heard, people, lines).mean(axis=1) == pytest.approx(0, abs=1e-9)


def test_a_file_of_a_name_alone_is_vague():
    people = [*personas(), Persona(id="bare", name="site visitor")]
    _, lines = speech(corpus()[0], people)
    assert is_vague(people, lines).tolist() == [False, False, False, True]


def test_of_names_alone_the_nearest_comes_first_but_cannot_be_relied_on():
    people = [Persona(id="bare-bank", name="bank account"), Persona(id="bare-pizza", name="pizza delivery")]
    heard, lines = speech([["My bank account was closed without notice."], ["The pizza delivery was late and cold."]], people)
    scores = zero_shot(heard, people, lines)
    assert scores.argmax(axis=1).tolist() == [0, 1]
    assert relied_on(scores, people, lines) == pytest.approx(MIN_STRENGTH * scores)


def test_a_persona_that_most_conversations_belong_to_keeps_them():
    people = personas()
    said, truth = corpus(30)
    many = [at for at, name in enumerate(truth) if name == "data" or at < 12]
    heard, lines = speech([said[at] for at in many], people)
    found = zero_shot(heard, people, lines).argmax(axis=1)
    assert np.mean([people[at].id == truth[row] for at, row in zip(found, many, strict=True)]) > 0.95

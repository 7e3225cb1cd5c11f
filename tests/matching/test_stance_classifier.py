"""What a passage voices."""

from __future__ import annotations

import numpy as np
import pytest

from kit.matching import stance_classifier
from kit.matching.stance_classifier import fit_stance, small_talk, stance_examples, stance_of, turns_of
from kit.matching.stance_cues import CUES, cue_counts, is_telling
from kit.matching.stances import NOT_SURE, STANCES, is_at_home
from tests.match_sets import embed


@pytest.fixture(scope="module")
def model():
    examples = stance_examples()
    return fit_stance(examples, embed([text for _, text in examples]))


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Our invoices went out twice again and I spent all Friday apologising.", "pain"),
        ("The export crashes whenever I choose more than one region.", "pain"),
        ("We already pay for Tableau, so why would we buy another tool?", "objection"),
        ("My team will never adopt one more login.", "objection"),
        ("It must integrate natively with Dynamics or we will not choose it.", "decision-criterion"),
        ("Our goal for next year is to halve the time to first value.", "goal"),
        ("Thank you so much, have a lovely weekend!", "small-talk"),
        ("Hi there, can you hear me?", "small-talk"),
        ("Could we move the call to Wednesday at four?", "small-talk"),
        ("Where do I change my password?", "question"),
        ("i want to book a table for two", "question"),
        ("We love the new charts, best update this year.", "praise"),
    ],
)
def test_plain_cases_are_told_apart(model, text, stance):
    assert stance_of([text], embed([text]), model) == [stance]


def test_probabilities_sum_to_one_and_nothing_gives_nothing(model):
    texts = ["the report is wrong", ""]
    assert np.allclose(model.probabilities(texts, embed(texts)).sum(axis=1), 1)
    assert stance_of([], np.zeros((0, 256)), model) == []


def test_passages_are_classed_alike_in_one_go_and_in_blocks(model, monkeypatch):
    texts = [text for _, text in stance_examples()[:23]]
    whole = model.probabilities(texts, embed(texts))
    monkeypatch.setattr(stance_classifier, "BLOCK", 5)
    assert np.array_equal(model.probabilities(texts, embed(texts)), whole)


def test_a_passage_that_is_like_nothing_it_was_taught_is_not_sure(model):
    texts = ["Sonnets of the lighthouse", "The second movement of the symphony is in a minor key"]
    assert stance_of(texts, embed(texts), model) == [NOT_SURE, NOT_SURE]


def test_the_classifier_is_at_home_where_most_stances_are_believed():
    assert is_at_home(["pain"] * 6 + [NOT_SURE] * 4)
    assert not is_at_home(["pain"] * 5 + [NOT_SURE] * 5)
    assert not is_at_home([])


def test_the_same_examples_give_the_same_model(model):
    examples = stance_examples()
    again = fit_stance(examples, embed([text for _, text in examples]))
    texts = ["nobody trusts the numbers", "how do I add a user?"]
    assert (model.probabilities(texts, embed(texts)) == again.probabilities(texts, embed(texts))).all()


def test_every_shipped_example_has_a_known_stance_and_stands_once():
    texts = [text for _, text in stance_examples()]
    assert {stance for stance, _ in stance_examples()} == set(STANCES)
    assert len(texts) == len(set(texts)) > 500
    assert set(small_talk()) <= set(texts)


def test_a_question_and_its_start_are_turns_of_a_text():
    assert {"?", "^ why", "why not"} <= set(turns_of("Why not build it?"))


def test_cues_are_counted_between_nought_and_one():
    counts = cue_counts(["it is broken and wrong and it fails and it crashes", "How do I add a user?", ""])
    assert counts.shape == (3, len(CUES) + 4)
    assert counts[0, list(CUES).index("trouble")] == 1.0
    assert counts[1, len(CUES)] == 1.0  # asked without trouble
    assert not counts[2].any()


def test_a_text_tells_if_it_names_a_trouble_a_wish_a_doubt_or_a_demand():
    assert all(map(is_telling, ["it's broken", "we want to grow", "too expensive", "it must have SSO", "I do it every week"]))
    assert not any(map(is_telling, ["The report has two pages", "Good morning", ""]))

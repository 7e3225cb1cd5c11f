"""Small talk: empty by form, or a group of its kind; never one passage by itself."""

import numpy as np
import pytest

from kit.themes.small_talk import FEWEST, Standing, is_empty, small_talk_of, without_lone_words


@pytest.mark.parametrize(
    "text",
    [
        "n/a", "None.", "-", "no comment", "Don't know", "nothing to add, thanks", "Hi team,", "Dear Sir or Madam,",
        "I've attached the screenshot.", "Forgot the attachment. Here it is.", "Can you hear me okay?",
        "Could we move the Monday call to Thursday?", "Kind regards, Anna", "Sent from my phone", "[email]", "S.",
        "Out of office: back on the 9th.", "No rush on this one.",
    ],
)  # fmt: skip
def test_what_is_empty_by_form_in_any_trade(text):
    assert is_empty(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing works", "No refund was paid", "None of the exports run", "stop", "turn the lights off", "Where is my card?",
        "I've attached the screenshot. The total is wrong.", "See attached. It crashes on the second tab.",
        "I cannot see my orders",
        "The test environment is down", "Same problem as last week, the sync is late",
        "Can you see my second account in the list?",
        "Please close my account", "We had to cancel the order",
        "Can we cancel our subscription at the end of May?", "Delivery was delayed by three weeks",
        "I have to leave you, the fees are too high", "This ticket has been open since March",
        "Confidential data was shown to others",
        "I attached the sensor and nothing happens", "no issues were fixed", "no problems with it so far, only with the app",
    ],
)  # fmt: skip
def test_what_has_content_is_not_empty(text):
    assert not is_empty(text)


def rows_near(axis: int, count: int, seed: int) -> np.ndarray:
    rows = np.eye(8)[axis] + np.random.default_rng(seed).normal(scale=0.1, size=(count, 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def groups(n_talk: int, alone: float, unsure: int = 0):
    vectors = np.concatenate([rows_near(0, 60, 1), rows_near(1, n_talk, 2)])
    is_talk = np.repeat([0.0, 1.0], [60, n_talk])
    is_unsure = np.zeros(len(vectors))
    if unsure:
        is_talk[-unsure:], is_unsure[-unsure:] = 0.0, 1.0
    return small_talk_of(*standing(vectors, is_talk, is_unsure, np.full(len(vectors), alone)))


def standing(vectors, talk, unsure, alone, says=None):
    nothing = np.zeros(len(vectors))
    says = nothing if says is None else says
    return [f"text {row}" for row in range(len(vectors))], vectors, Standing(talk, unsure, says, alone, nothing, nothing)


def self_taught(says: float = 0.0, n_alone: int = 40):
    """Forty texts said alone, forty of a recognised group beside others, and ten like the latter whose stance is another."""
    vectors = np.concatenate([rows_near(0, 40, 1), rows_near(1, 40, 2), rows_near(1, 10, 3)])
    talk, unsure, alone = np.zeros(90), np.zeros(90), np.zeros(90)
    talk[40:80], alone[:n_alone] = 1.0, 1.0
    spoken = np.zeros(90)
    spoken[80:] = says
    return small_talk_of(*standing(vectors, talk, unsure, alone, spoken))


def test_the_window_teaches_what_its_small_talk_is_like():
    assert self_taught().tolist() == [False] * 40 + [True] * 50


def test_what_says_something_is_not_taken_for_small_talk_by_likeness():
    assert self_taught(says=1.0).tolist() == [False] * 40 + [True] * 40 + [False] * 10


def test_a_window_without_texts_said_alone_teaches_nothing():
    assert self_taught(n_alone=0).tolist() == [False] * 40 + [True] * 40 + [False] * 10


def test_a_group_of_small_talk_is_found_and_what_lies_elsewhere_is_not():
    assert groups(60, alone=0.0).tolist() == [False] * 60 + [True] * 60


def test_a_passage_whose_stance_nobody_knows_goes_with_its_group():
    assert groups(60, alone=0.0, unsure=5).tolist() == [False] * 60 + [True] * 60


def test_who_says_one_thing_only_says_it_for_a_reason():
    assert not groups(60, alone=1.0).any()


def test_one_passage_that_sounds_like_small_talk_is_no_group():
    assert not groups(1, alone=0.0).any()


def chat(n_subject: int):
    """Forty texts of a subject, then orders and thanks in which a classifier that knows no such chats hears small talk alone.

    Thanks open or end their conversations, orders stand within them.
    """
    vectors = np.concatenate([rows_near(0, n_subject, 1), rows_near(1, 40, 2), rows_near(2, 40, 3)])
    talk = np.repeat([0.0, 1.0, 1.0], [n_subject, 40, 40])
    edge, nothing = np.repeat([0.2, 0.0, 1.0], [n_subject, 40, 40]), np.zeros(n_subject + 80)
    texts = [f"text {row}" for row in range(len(vectors))]
    return small_talk_of(texts, vectors, Standing(talk, nothing, nothing, nothing, edge / 2, edge / 2))


def test_where_most_would_be_small_talk_only_what_opens_or_ends_conversations_is():
    assert chat(40).tolist() == [False] * 80 + [True] * 40


def test_where_little_would_be_small_talk_stances_are_believed_in_the_middle_too():
    assert chat(120).tolist() == [False] * 120 + [True] * 80


@pytest.mark.parametrize("count", [0, 1, FEWEST - 1])
def test_with_few_to_compare_nothing_is_judged(count):
    nothing = np.zeros(count)
    assert not small_talk_of(*standing(rows_near(0, count, 1), nothing + 1, nothing, nothing)).any()


def test_a_conversation_that_would_have_nothing_else_keeps_its_most_telling_text():
    texts = ["thank you so much", "great job with my broken invoice printer", "the export is slow"]
    conversations, text_of = np.array(["a", "a", "b", "b"], dtype=object), np.array([0, 1, 0, 2])
    found = without_lone_words(texts, conversations, text_of, np.array([True, True, False]))
    assert found.tolist() == [True, False, False]
    told = without_lone_words(texts, np.array(["a", "b"], dtype=object), np.array([0, -1]), np.array([True, False, False]))
    assert told.tolist() == [True, False, False]

"""The window: whatever has content is looked over, whatever its stance."""

import json

import numpy as np
import pandas as pd
import pytest

from kit.themes.window import CONTEXT, in_message, window_of, with_messages


def said(*texts, stance="pain", key="c"):
    names = [f"{key}{at}" for at in range(len(texts))]
    return pd.DataFrame(
        {"passage_id": names, "conversation_key": names, "cycle": "2026-10", "text": list(texts), "stance": stance}
    ).assign(message=range(len(names)))


def flat(texts):
    return np.eye(max(len(texts), 1), dtype=np.float32)[: len(texts)]


def test_no_stance_keeps_a_passage_out():
    stances = ["pain", "question", "praise", "other", "not_sure", "goal", ""]
    window = window_of(said(*(f"the page number {name} is slow" for name in "abcdefg"), stance=stances), flat)
    assert len(window.texts) == 7
    assert set(window.passages["kind"]) == {"content"}


def test_what_is_empty_by_its_form_stays_as_a_passage_without_a_text():
    window = window_of(said("n/a", "the export is slow", "?!", "I've attached the screenshot."), flat)
    assert window.texts == ["the export is slow"]
    assert window.text_of.tolist() == [-1, 0, -1, -1]
    assert window.passages["kind"].tolist() == ["empty", "content", "empty", "empty"]


def test_texts_that_differ_in_case_and_punctuation_are_one():
    window = window_of(said("Slow again, all day", "slow again -- all day!"), flat)
    assert window.text_of.tolist() == [0, 0]


def test_a_group_that_is_small_talk_is_counted_apart_and_its_passages_stay():
    pains = said(*(f"the export of report {at} is slow" for at in range(40)))
    talk = said(*(f"lovely weather on day {at}" for at in range(40)), stance="small-talk")
    rows = pd.concat([pains, talk], ignore_index=True).assign(passage_id=[f"p{at:02d}" for at in range(80)])

    def two_heaps(texts):
        noise = np.random.default_rng(0).normal(scale=0.05, size=(len(texts), 8))
        rows = np.eye(8)[[int("weather" in text) for text in texts]] + noise
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    window = window_of(rows, two_heaps)
    assert set(window.passages.loc[:39, "kind"]) == {"content"}
    assert set(window.passages.loc[40:, "kind"]) == {"small talk"}
    assert len(window.texts) == 40


def test_nobody_said_anything():
    window = window_of(said(), lambda texts: np.zeros((len(texts), 4), dtype=np.float32))
    assert (window.texts, len(window.passages)) == ([], 0)


def test_a_message_is_one_turn_of_one_conversation():
    passages = pd.DataFrame({"conversation_key": ["a", "a", "a", "b"], "start": [0, 12, 40, 0]})
    turns = [json.dumps([{"start": 0}, {"start": 30}]), json.dumps([{"start": 0}])]
    conversations = pd.DataFrame({"conversation_key": ["a", "b"], "turns": turns})
    assert with_messages(passages, conversations)["message"].tolist() == [0, 0, 1, 2]


def test_a_sentence_leans_on_the_rest_of_its_message_and_on_nothing_else():
    vectors = np.eye(3, dtype=np.float32)
    leaning = in_message(vectors, np.array([0, 1, 2, -1]), np.array([5, 5, 6, 6]))
    assert leaning[0] == pytest.approx(np.array([1, CONTEXT, 0]) / np.hypot(1, CONTEXT))
    assert leaning[2].tolist() == [0, 0, 1]
    assert in_message(vectors[:0], np.array([-1]), np.array([0])).shape == (0, 3)

"""Words and phrases that are counted."""

from __future__ import annotations

import pytest

from kit.words import content_words, phrases_of, vocabulary, words_of


def test_redaction_placeholders_are_not_words():
    assert words_of("mail [email] or <PHONE> about XXXX now") == ["mail", "or", "about", "now"]


def test_stop_words_and_fillers_tell_nothing():
    assert content_words("Uh, hello, I'm just saying the merged numbers don't match") == ["saying", "merged", "numbers", "match"]


def test_a_phrase_neither_begins_nor_ends_with_a_stop_word():
    found = phrases_of("We rebuild the dashboard every Monday.")
    assert "rebuild the dashboard" in found
    assert "the dashboard" not in found
    assert "dashboard every" not in found


@pytest.mark.parametrize("text", ["numbers, match", "numbers. Match", "numbers [name] match"])
def test_no_phrase_runs_over_a_break(text):
    assert "numbers match" not in phrases_of(text)


def test_the_vocabulary_is_that_of_all_texts():
    assert vocabulary(["merged numbers", "the numbers"]) == {"merged", "numbers"}

"""Words and phrases that are counted."""

from __future__ import annotations

import pytest

from kit.words import content_words, names_of_companies, phrases_of, words_of


def test_redaction_placeholders_are_not_words():
    assert words_of("mail [email] or <PHONE> about XXXX now") == ["mail", "or", "about", "now"]


@pytest.mark.parametrize(
    "mask", ["[person-3fa2]", "[account-91c0]", "[id-number]", "[email]", "[Name 2]", "[first_name]", "<NAME>", "XXXX"]
)
def test_a_mask_is_no_word_whoever_wrote_it(mask):
    assert content_words(f"exports of {mask} fail") == ["exports", "fail"]
    assert not any("exports" in phrase and "fail" in phrase for phrase in phrases_of(f"exports {mask} fail"))


def test_what_is_in_brackets_and_no_mask_is_a_word():
    assert content_words("exports [3 of 7, see Q3-report]") == ["exports", "q3-report"]


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


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["my PNC card", "PNC said no", "at PNC"], {"pnc"}),
        (
            ["Capital one cancels", "with Capital One", "my capital at Capital One", "CAPITAL", "Capital"],
            {"capital", "capital one"},
        ),
        (["I discover a fee", "we discover it", "a Discover card"], set()),  # mostly a word like any other
        (["my BANK", "a Bank", "the Bank of it"], set()),  # a word of the trade
        (["PNC", "PNC"], set()),  # too seldom to tell
    ],
)
def test_names_of_companies_are_learned_from_accounts_and_from_how_they_are_written(texts, names):
    accounts = ["PNC BANK", "CAPITAL ONE BANK", "DISCOVER BANK", "ALLY BANK"]
    assert names_of_companies(accounts, texts) == names
    assert names_of_companies([], texts) == set()

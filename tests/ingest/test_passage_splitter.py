"""Passages: one to three sentences that say one thing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ingest.passage_splitter import LONG_SENTENCE, MAX_SENTENCES, MAX_WORDS, is_pleasantry, passages_of, sentences


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in passages_of(text, [(0, len(text))])]


def divided(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It broke. We lost it.", ["It broke.", "We lost it."]),
        ("Use e.g. the API. Dr. Holt did.", ["Use e.g. the API.", "Dr. Holt did."]),
        ("It took 3.5 hours at 9 a.m. on Monday!", ["It took 3.5 hours at 9 a.m. on Monday!"]),
        ("really?! yes... no", ["really?!", "yes...", "no"]),
        ("it broke. we lost it", ["it broke.", "we lost it"]),
        ("- first point\n- second point\n2) third", ["first point", "second point", "third"]),
        ('He said "it works." We did not.', ['He said "it works."', "We did not."]),
        (
            "a line that the mail program has wrapped at its right margin\nin a sentence",
            ["a line that the mail program has wrapped at its right margin\nin a sentence"],
        ),
        ("short line\nanother line", ["short line", "another line"]),
        ("", []),
        ("   \n ", []),
    ],
)
def test_sentences(text, expected):
    assert divided(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Every Monday I rebuild the dashboard by hand. It takes me three hours. Also, the new filters are "
                "confusing for everybody."
            ),
            [
                "Every Monday I rebuild the dashboard by hand. It takes me three hours.",
                "Also, the new filters are confusing for everybody.",
            ],
        ),
        (
            (
                "The forecast in the CRM differs from the dashboard. Nobody trusts the forecast any more. Our "
                "legal team needs a data processing agreement."
            ),
            [
                "The forecast in the CRM differs from the dashboard. Nobody trusts the forecast any more.",
                "Our legal team needs a data processing agreement.",
            ],
        ),
        (
            "Hi there! The sync stopped on Friday and nobody was told. Thanks so much, have a great day!",
            ["The sync stopped on Friday and nobody was told."],
        ),
        (
            "Can unused seats be handed back? Seven of our licences were never used.",
            ["Can unused seats be handed back? Seven of our licences were never used."],
        ),
        ("Okay.", []),
        ("Thank you very much for your help!", []),
        ("Yes, exactly. Right.", []),
        ("The sync stopped. Twice. Really annoying.", ["The sync stopped. Twice. Really annoying."]),
    ],
)
def test_passages_say_one_thing(text, expected):
    assert said(text) == expected


def test_speech_without_a_full_stop_is_divided_at_its_clauses():
    text = (
        "so what we do is "
        + "we pull the numbers from the CRM and then we paste them into a sheet because the report does not have the field " * 6
    )
    found = said(text)
    assert len(found) > 2
    assert all(len(one.split()) <= LONG_SENTENCE + 1 for one in found)


def test_a_word_without_end_is_divided():
    assert max(map(len, said("a" * 5000))) <= 1600


@pytest.mark.parametrize(
    "text", ["Thanks!", "hi", "Ok great, thanks so much", "Best regards", "...", "👍", "How are you?", "Hope you are well."]
)
def test_pleasantries(text):
    assert is_pleasantry(text)


@pytest.mark.parametrize(
    "text",
    ["Thanks to you we lost a week.", "No export works.", "All reports fail.", "Best tool we had.", "Right now it is slow."],
)
def test_no_pleasantries(text):
    assert not is_pleasantry(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "It broke.",
                "thanks",
                "\n",
                " ",
                "Also we wait",
                "e.g.",
                "a" * 50,
                "1.",
                "- x",
                "?!",
                "日本。",
                "and then it goes on",
            ]
        ),
        max_size=60,
    ).map(" ".join)
)
def test_laws_of_passages(text):
    spans = passages_of(text, [(0, len(text))])
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for start, end in spans:
        assert text[start:end].strip() == text[start:end] != ""
        assert len(text[start:end].split()) <= MAX_WORDS + LONG_SENTENCE
        assert len(sentences(text, start, end)) <= MAX_SENTENCES + 1

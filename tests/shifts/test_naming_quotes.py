"""What is quoted under a theme's name says that name."""

import numpy as np
import pytest

from kit.shifts.naming_quotes import MOST_WORDS, NEAR_NAME, SAYS_NAME, naming_quotes, nearness_to_name
from tests.match_sets import embed

NAME = "Preparing a renewal takes days"


def quote(text, account="a", cycle="2026-10"):
    return {
        "text": text, "conversation_id": text[:12], "source": "desk", "account_id": account, "role": "", "start": 5,
        "end": 5 + len(text), "occurred_at": f"{cycle}-03T09:00:00+00:00", "beside": 0.1, "passage_id": f"{cycle} {text[:20]}",
    }  # fmt: skip


def near(*texts, names=(NAME,)):
    return nearness_to_name(list(texts), embed(list(texts)), list(names), embed(list(names)))


def test_what_says_the_name_is_nearer_than_what_shares_its_subject():
    says, beside, other = near(
        "I need three days to prepare one renewal", "The renewals report refreshes monthly", "the export button is grey"
    )
    assert says > beside > other


def test_nearness_by_hand():
    axes = np.eye(3)
    found = nearness_to_name(["renewal week", "nothing of it"], axes[[0, 1]], ["renewal", "a line of it"], axes[[0, 2]])
    assert found.tolist() == pytest.approx([1 + 0.5, 0])


def test_no_more_than_the_name_is_no_quote():
    assert near(f"“{NAME}.”").tolist() == [0]
    assert near(f"so {NAME.lower()}").tolist() == [0]
    assert naming_quotes([quote(NAME)], [], [NAME], embed) == []


def test_the_cycles_own_quotes_come_before_earlier_ones_where_they_say_the_name():
    now, before = "We prepare a renewal for two days, every time", "Preparing the renewal takes me three days"
    beside = "The renewals report refreshes monthly"
    assert near(now)[0] >= SAYS_NAME > near(beside)[0]
    assert [kept["text"] for kept in naming_quotes([quote(now)], [quote(before, "b")], [NAME], embed)] == [now]
    assert [kept["text"] for kept in naming_quotes([quote(beside)], [quote(before, "b")], [NAME], embed)] == [before]


def test_what_is_far_from_the_name_is_not_quoted():
    far = "Please allow budget phasing that is not a straight line"
    assert near(far)[0] < NEAR_NAME
    assert naming_quotes([quote(far)], [], [NAME], embed) == []


def test_of_a_long_passage_the_sentences_that_say_the_name_are_quoted_verbatim():
    filler = "The weather was fine and we all had lunch together before the call with your colleague about many other things."
    text = f"{filler} Preparing one renewal takes me two whole days. {filler}"
    (kept,) = naming_quotes([quote(text)], [], [NAME], embed)
    assert "two whole days" in kept["text"]
    assert len(kept["text"].split()) <= MOST_WORDS
    assert kept["text"] == text[kept["start"] - 5 : kept["end"] - 5]
    assert set(kept) == set(quote(text)) - {"beside", "passage_id"}


def test_a_short_passage_is_not_cut_since_its_next_sentence_may_take_it_back():
    text = "Preparing a renewal takes days elsewhere. Here it takes an hour."
    assert [kept["text"] for kept in naming_quotes([quote(text)], [], [NAME], embed)] == [text]


def test_no_two_quotes_are_of_one_account():
    texts = ["We prepare a renewal for two days", "Preparing the renewal takes three days", "A renewal takes us days to prepare"]
    given = [quote(text, account) for text, account in zip(texts, "aab", strict=True)]
    assert sorted(kept["account_id"] for kept in naming_quotes(given, [], [NAME], embed)) == ["a", "b"]

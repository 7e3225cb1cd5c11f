"""Evidence, consistency of words and exposure."""

import numpy as np
import pandas as pd
import pytest

from kit.shifts.account_revenue import arr_of, loudest_of, revenue_of
from kit.shifts.quotes import are_on_theme, consistency_of, hard_to_read, other_voice_of, quotes_of, theme_words


def unit(rows):
    rows = np.asarray(rows, dtype=float)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def random_words(n, seed, towards=0.0):
    rng = np.random.default_rng(seed)
    return unit(rng.standard_normal((n, 30)) + towards * np.eye(30)[0] * 5)


NOBODY = {"is_same_account": np.zeros((20, 60), dtype=bool)}


def test_words_on_one_subject_are_alike_and_random_ones_are_not():
    others = random_words(60, 1)
    assert consistency_of(random_words(20, 2, towards=1.0), others, **NOBODY) > 0.5
    assert consistency_of(random_words(20, 3), others, **NOBODY) < 0.1


def test_the_same_words_from_all_accounts_are_1():
    assert consistency_of(np.tile(np.eye(30)[:1], (20, 1)), random_words(60, 1), **NOBODY) == 1


def test_one_account_has_no_consistency():
    assert consistency_of(random_words(1, 1), random_words(5, 2), np.zeros((1, 5), dtype=bool)) is None
    assert consistency_of(random_words(3, 1), np.zeros((0, 30)), np.zeros((3, 0), dtype=bool)) is None


def test_consistency_by_hand():
    centres, others = unit([[1, 0], [1, 1]]), unit([[1, 0], [0, 1], [-1, 0]])
    # together: 0.71; apart without account 0 and its own other statement: 0, -1, 0.71, 0.71, -0.71
    is_same = np.array([[True, False, False], [False, False, False]])
    assert consistency_of(centres, others, is_same) == pytest.approx((3 - 0) / 5, abs=0.01)


def said(*rows):
    frame = pd.DataFrame(rows, columns=["voter_id", "account_id", "quote", "theme_id"])
    return frame.assign(
        passage_id=[f"k{at}#0" for at in range(len(frame))], conversation_id="k", source="s", role="", start=0,
        end=frame["quote"].str.len(), occurred_at=pd.Timestamp("2026-10-01T00:00:00Z"),
    )  # fmt: skip


def test_quotes_are_of_three_accounts_readable_ones_first():
    long = "this sentence is long enough to be read by somebody, number {}"
    rows = said(
        ("account:a", "a", long.format(1), "t"), ("account:a", "a", long.format(2), "t"), ("account:b", "b", "too short", "t"),
        ("account:c", "c", long.format(3), "t"), ("contact:x", "", long.format(4), "t"), ("account:d", "d", long.format(5), "t"),
    )  # fmt: skip
    quotes = quotes_of(rows, np.tile([[1.0, 0.0]], (6, 1)))
    assert [quote["account_id"] for quote in quotes] == ["a", "c", "d"]


def test_quotes_that_say_the_themes_name_come_first_and_unknown_accounts_last():
    texts = [f"this sentence is long enough to be read by somebody, number {at}" for at in range(6)]
    rows = said(*((f"account:{at}", str(at), text, "t") for at, text in enumerate(texts)))
    vectors = unit([[1, 0], [1, 0], [1, 0], [1, 0.1], [1, 1], [1, 2]])
    assert [quote["account_id"] for quote in quotes_of(rows, vectors)] == ["3", "0", "1"]
    rows["to_name"] = [0.1, 0.2, 0.1, 0.2, 0.7, 0.6]
    assert [quote["account_id"] for quote in quotes_of(rows, vectors)] == ["4", "5", "3"]
    rows["account_id"] = ["0", "1", "2", "3", "", "5"]
    assert quotes_of(rows, vectors)[0]["account_id"] == "5"


@pytest.mark.parametrize("text", ["too short to say", "XXXX said XXXX of XXXX and so on, and XXXX", "so long " * 50])
def test_what_cannot_be_read_at_a_glance_falls_behind(text):
    assert hard_to_read(text) > hard_to_read("a sentence of a length that can be read at a glance") == 0


def test_a_passage_speaks_of_a_theme_where_it_shares_a_word_of_its_name_or_terms():
    """A ticket about a password fell to the theme of seats, which nobody else raised that month, and was quoted there."""
    words = theme_words("seat creep: any editor can add paid seats", ["true-up", "viewer"])
    texts = ["The zip is password protected, I'll send it.", "A viewer became an explorer.", "Twelve seats nobody uses"]
    assert are_on_theme(texts, words).tolist() == [False, True, True]
    assert are_on_theme(texts, set()).all()


def test_nothing_said_gives_no_quote_and_no_other_voice():
    assert quotes_of(said()[:0], np.zeros((0, 2))) == []
    assert other_voice_of(said()[:0], np.zeros((0, 2))) is None


def test_the_other_voice_speaks_of_what_most_of_the_others_raise():
    words = [("a", "one thing", "t1"), ("b", "another thing", "t2"), ("c", "another too", "t2")]
    rows = said(*((f"account:{name}", name, quote, theme) for name, quote, theme in words))
    assert other_voice_of(rows, unit([[1, 0], [0, 1], [0, 1]]))["theme"] == "t2"


ACCOUNTS = pd.DataFrame({"account_id": ["a", "b", "c"], "tier": ["A", "B", "A"], "arr": [100.0, np.nan, 50.0]})


def test_unknown_revenue_is_counted_apart_and_never_0():
    found = arr_of(["a", "b", "x"], ["a", "b", "c", "x"], revenue_of(ACCOUNTS, ["A"], "USD"))
    assert found == {
        "amount": 100.0, "currency": "USD", "accounts_without_arr": 2, "persona_amount": 150.0, "share_of_persona": 0.6667,
    }  # fmt: skip


def test_with_nothing_known_there_is_no_share_of_the_persona():
    assert arr_of(["b"], ["b"], revenue_of(ACCOUNTS, [], "USD"))["share_of_persona"] is None


def test_the_loudest_account_is_named_with_its_conversations():
    rows = ["b", "a", "b", "", ""]
    assert loudest_of(rows) == {"account_id": "b", "n": 2, "of": 5}
    assert loudest_of(rows[3:]) == {"account_id": None, "n": 0, "of": 2}

"""Which words and phrases accounts use."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.drift.term_usage import usage_of
from kit.words import singular, stem, stems

CYCLE = "2026-10"


def usage(*said: tuple[str, str, str]):
    """Usage of (conversation, voter, text) rows."""
    counted = pd.DataFrame({key: (key, CYCLE, f"account:{voter}") for key, voter, _ in said}.values())
    passages = pd.DataFrame([(key, text) for key, _, text in said], columns=["conversation_key", "text"])
    return usage_of(passages, counted.set_axis(["conversation_key", "cycle", "voter_id"], axis=1), [CYCLE])


def test_an_account_counts_once_by_its_fraction():
    found = usage(("k1", "a", "slow export"), ("k2", "a", ""), ("k3", "b", "slow export"))
    assert (found.votes["slow export"], len(found.users["slow export"]), found.n_voters) == (1.5, 2, 2)


def test_a_term_and_its_plural_are_one_in_the_form_written_most():
    found = usage(("k1", "a", "merged numbers"), ("k2", "b", "merged number"), ("k3", "c", "merged numbers"))
    assert len(found.users["merged number"]) == 3
    assert found.form("merged number") == "merged numbers"


def test_who_has_no_account_is_counted_as_none():
    found = usage(("k1", "a", "slow export"), ("k2", "b", "slow export"))
    found.users["slow export"].add("contact:jo@x.example")
    assert found.n_accounts("slow export") == 2


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("numbers", "number"),
        ("companies", "company"),
        ("business", "business"),
        ("status", "status"),
        ("sso", "sso"),
        ("gas", "gas"),
    ],
)
def test_only_an_s_of_its_own_is_taken_away(word, one):
    assert singular(word) == one


@pytest.mark.parametrize(
    "forms",
    [
        "rebuild rebuilds rebuilding",
        "cancel cancels cancelled canceled cancelling",
        "version versions versioned versioning",
        "price prices priced pricing",
        "use uses used using",
        "try tries tried trying",
        "match matches matched matching",
        "miss misses missed missing",
        "stop stops stopped stopping",
        "customer customers customer's",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms.split()}) == 1


def test_words_that_only_look_like_forms_keep_their_own_stem():
    words = "need speed bring string red thing board broad direct sso api"
    assert [stem(word) for word in words.split()] == words.split()
    assert stems("renewals reports") == "renew report"

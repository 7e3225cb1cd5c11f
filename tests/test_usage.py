"""Which words and phrases accounts use."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.usage import singular, usage_of

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

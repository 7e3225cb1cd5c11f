"""Votes and counted conversations."""

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from kit.shifts.counted_conversations import counted_of, iso_weeks, voter_ids
from kit.shifts.stats.votes import grouped, vote_table, votes_of


def told(*rows):
    """(key, voter, cycle, kind) of conversations."""
    return pd.DataFrame(rows, columns=["conversation_key", "voter_id", "cycle", "kind"]).assign(segment="s")


@pytest.mark.parametrize(
    ("account", "contact", "voter"), [("a", "c", "account:a"), ("", "c", "contact:c"), ("", "", "conversation:k")]
)
def test_the_account_votes_then_the_contact_then_the_conversation(account, contact, voter):
    row = pd.DataFrame({"conversation_key": ["k"], "account_id": [account], "contact_id": [contact]})
    assert voter_ids(row).tolist() == [voter]


def test_weeks_are_cut_in_the_workspaces_zone():
    sunday_night = pd.Series(pd.to_datetime(["2026-10-04T23:30:00Z"]))
    assert iso_weeks(sunday_night, ZoneInfo("UTC")).tolist() == ["2026-W40"]
    assert iso_weeks(sunday_night, ZoneInfo("Europe/Berlin")).tolist() == ["2026-W41"]


def test_a_voters_parts_sum_to_one_in_every_cycle():
    conversations = told(("1", "account:a", "c1", "call"), ("2", "account:a", "c1", "ticket"), ("3", "account:b", "c1", "call"))
    votes = votes_of(pd.DataFrame({"conversation_key": ["1"], "theme_id": ["t"]}), conversations, ["t"], ["c1"])
    assert votes.weight.tolist() == [0.5, 0.5, 1.0]
    fractions, count = vote_table(votes)
    assert fractions[:, 0, 0].tolist() == [0.5, 0.0]
    assert count[:, 0].tolist() == [2, 1]


def test_a_conversation_that_raises_a_theme_twice_raises_it_once():
    conversations = told(("1", "account:a", "c1", "call"))
    twice = pd.DataFrame({"conversation_key": ["1", "1"], "theme_id": ["t", "t"]})
    assert vote_table(votes_of(twice, conversations, ["t"], ["c1"]))[0][0, 0, 0] == 1


def test_only_attached_and_approved_matches_count_and_duplicates_do_not():
    keys = ["1", "2", "3", "4"]
    conversations = pd.DataFrame({
        "conversation_key": keys, "cycle": "2026-10", "account_id": ["a", "a", "x", ""], "contact_id": "", "kind": "call",
        "source": "s", "occurred_at": pd.to_datetime(["2026-10-05T00:00:00Z"] * 4), "duplicate_of": ["", "1", "", ""],
    })  # fmt: skip
    states = ["attached", "attached", "approved", "ambiguous"]
    matches = pd.DataFrame({"conversation_key": keys, "persona_id": "p", "state": states})
    accounts = pd.DataFrame({"account_id": ["a"], "segment": ["mid"], "tier": ["A"]})
    counted = counted_of(conversations, matches, accounts, "p", ZoneInfo("UTC"))
    assert counted["conversation_key"].tolist() == ["1", "3"]
    assert counted["segment"].tolist() == ["mid", ""]
    assert counted["tier"].tolist() == ["A", ""]
    assert counted["week"].tolist() == ["2026-W41", "2026-W41"]
    assert np.array_equal(conversations["conversation_key"], keys)


@pytest.mark.parametrize("values", [[], [3], [0, 0, 2, 2, 5], [4, 1, 1, 3, 0]])
def test_groups_are_those_of_numpy_sorted_or_not(values):
    values = np.array(values, dtype=np.int64)
    wanted = np.unique(values, return_inverse=True)
    assert all(np.array_equal(own, theirs) for own, theirs in zip(grouped(values), wanted, strict=True))

"""Shares: one vote an account."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from kit.shifts.stats.shares import share_by_theme, share_over


def frames(rows):
    """Evidence and conversations from (voter, cycle, theme or None) rows."""
    conversations = pd.DataFrame({
        "conversation_key": [f"k{at:03d}" for at in range(len(rows))], "voter_id": [f"account:{voter}" for voter, _, _ in rows],
        "cycle": [f"c{cycle}" for _, cycle, _ in rows],
    })  # fmt: skip
    evidence = conversations.assign(theme_id=[theme or "" for _, _, theme in rows])[["conversation_key", "theme_id", "cycle"]]
    return evidence[evidence["theme_id"] != ""], conversations


def share(rows, theme, cycle):
    table = share_by_theme(*frames(rows)).set_index(["theme_id", "cycle"])
    return table.loc[(theme, cycle)]


talk = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 2), st.sampled_from(["t1", "t2", "t3", None])), min_size=1, max_size=60
)


def test_a_loud_account_weighs_as_much_as_a_quiet_one():
    row = share([("loud", 1, "t")] * 40 + [("quiet", 1, None)], "t", "c1")
    assert (row["share"], row["n_accounts"], row["n_accounts_active"], row["n_conversations"]) == (0.5, 1, 2, 40)


def test_shares_of_a_table_worked_by_hand():
    rows = [("a", 1, "t"), ("a", 1, None), ("b", 1, "t"), ("c", 1, None), ("a", 2, None)]
    assert share(rows, "t", "c1")["share"] == (0.5 + 1 + 0) / 3
    assert share(rows, "t", "c2")["share"] == 0  # nobody raised it: a row with 0, not a missing one


def test_equal_shares_have_the_same_rank_and_the_largest_is_first():
    rows = [("a", 1, "t1"), ("b", 1, "t2"), ("c", 1, "t3"), ("d", 1, "t3")]
    table = share_by_theme(*frames(rows)).set_index("theme_id")["rank"]
    assert table.to_dict() == {"t1": 2, "t2": 2, "t3": 1}


@settings(deadline=None, max_examples=40)
@given(talk, st.randoms())
def test_shares_ignore_row_order(rows, random):
    evidence, conversations = frames(rows)
    shuffled = list(range(len(conversations)))
    random.shuffle(shuffled)
    assert_frame_equal(share_by_theme(evidence, conversations), share_by_theme(evidence.iloc[::-1], conversations.iloc[shuffled]))


@settings(deadline=None, max_examples=40)
@given(talk)
def test_shares_follow_a_renaming_of_themes_and_accounts(rows):
    other = {"t1": "x3", "t2": "x1", "t3": "x2", None: None}
    ours = share_by_theme(*frames(rows)).replace({"theme_id": other})
    renamed = share_by_theme(*frames([(9 - voter, cycle, other[theme]) for voter, cycle, theme in rows]))
    keys = ["theme_id", "cycle"]
    assert_frame_equal(ours.sort_values(keys, ignore_index=True), renamed.sort_values(keys, ignore_index=True))


@settings(deadline=None, max_examples=40)
@given(talk, st.integers(2, 4))
def test_extra_copies_of_one_voters_conversations_change_no_share(rows, copies):
    again = [row for row in rows for _ in range(copies if row[0] == 0 else 1)]
    ours, more = share_by_theme(*frames(rows)), share_by_theme(*frames(again))
    assert_frame_equal(ours.drop(columns="n_conversations"), more.drop(columns="n_conversations"))


@settings(deadline=None, max_examples=40)
@given(talk)
def test_shares_lie_between_0_and_1_and_reach_is_within_the_active(rows):
    table = share_by_theme(*frames(rows))
    assert table["share"].between(0, 1).all()
    assert (table["n_accounts"] <= table["n_accounts_active"]).all()


def test_the_interval_of_a_share_is_wilsons_on_what_the_voters_are_worth():
    evidence = pd.DataFrame({"conversation_key": ["1", "2"], "theme_id": ["t", "t"], "cycle": ["2026-10"] * 2})
    conversations = pd.DataFrame({
        "conversation_key": ["1", "2", "3", "4"], "cycle": ["2026-10"] * 4, "voter_id": [f"account:{name}" for name in "abcd"],
    })  # fmt: skip
    row = share_by_theme(evidence, conversations).iloc[0]
    worth, t = 4 * 0.25 / (1 / 3), stats.t.ppf(0.975, 3)  # four voters whose spread is 1/3 where independent ones have 1/4
    half = t * np.sqrt(worth * 0.25 + t**2 / 4) / (worth + t**2)
    np.testing.assert_allclose([row["low"], row["high"]], [0.5 - half, 0.5 + half])


def test_a_theme_nobody_raised_has_an_interval_all_the_same():
    evidence = pd.DataFrame({"conversation_key": ["1"], "theme_id": ["t"], "cycle": ["2026-09"]})
    rows = [(f"{cycle}{name}", cycle, f"account:{name}") for cycle in ("2026-09", "2026-10") for name in "abcdefgh"]
    conversations = pd.DataFrame(rows, columns=["conversation_key", "cycle", "voter_id"])
    found = share_by_theme(evidence.assign(conversation_key="2026-09a"), conversations).set_index("cycle").loc["2026-10"]
    assert found["share"] == found["low"] == 0
    assert 0.2 < found["high"] < 0.5


def test_a_share_over_several_cycles_weighs_each_by_its_voters():
    rows = [("a", 1, "t"), ("b", 1, None), ("c", 1, None), ("a", 2, "t")]
    table = share_by_theme(*frames(rows))
    assert share_over(table, ["c1", "c2"])["t"] == 0.5  # two of four votes; the mean of the cycles would be 67 %
    assert share_over(table, []).empty

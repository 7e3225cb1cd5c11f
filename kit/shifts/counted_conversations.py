"""Counted conversations: the ones that speak for a persona, with who votes, from which segment, in which week."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd

from kit.cycles import in_zone
from kit.record.tables import COUNTED_STATES

COLUMNS = ("conversation_key", "cycle", "voter_id", "account_id", "segment", "tier", "kind", "source", "occurred_at", "week")


def voter_ids(conversations: pd.DataFrame) -> pd.Series:
    """Who votes with each conversation: its account, else its contact, else the conversation by itself."""
    account, contact = conversations["account_id"], conversations["contact_id"]
    voter = ("account:" + account).where(account != "", "contact:" + contact)
    return voter.where((account != "") | (contact != ""), "conversation:" + conversations["conversation_key"]).astype("str")


def iso_weeks(occurred_at: pd.Series, zone: ZoneInfo) -> pd.Series:
    """The ISO week of each time in the workspace's zone, "2026-W41"."""
    parts = occurred_at.dt.tz_convert(zone).dt.isocalendar()
    return (parts["year"].astype("str") + "-W" + parts["week"].astype("str").str.zfill(2)).astype("str")


def _of_account(counted: pd.DataFrame, known: pd.Series) -> pd.Series:
    """What is known of each conversation's account, "" where nothing is."""
    value = counted["account_id"].map(known).astype("object")
    return value.where(value.notna(), "").astype("str")


def counted_of(
    conversations: pd.DataFrame, matches: pd.DataFrame, accounts: pd.DataFrame, persona_id: str, zone: ZoneInfo
) -> pd.DataFrame:
    """The conversations that count for one persona.

    Parameters
    ----------
    conversations, matches : rows of the record's tables.
    accounts : ``account_id``, ``segment`` and ``tier``; an account that is not there has "" for both.
    zone : what weeks are cut in and ``occurred_at`` is told in.

    Returns
    -------
    DataFrame of shape (n_counted, 10)
        The columns of :data:`COLUMNS`, sorted by ``conversation_key``. Duplicates are left out.
    """
    ours = matches[(matches["persona_id"] == persona_id) & matches["state"].isin(COUNTED_STATES)]
    is_counted = conversations["conversation_key"].isin(ours["conversation_key"]) & (conversations["duplicate_of"] == "")
    counted = conversations[is_counted].sort_values("conversation_key", ignore_index=True)
    known = accounts.set_index("account_id")
    counted = counted.assign(
        voter_id=voter_ids(counted),
        segment=_of_account(counted, known["segment"]),
        tier=_of_account(counted, known["tier"]),
        week=iso_weeks(counted["occurred_at"], zone),
    )
    return in_zone(counted[list(COLUMNS)], zone)

"""Exposure: which accounts a shift concerns, and the revenue that sits there."""

from __future__ import annotations

from typing import Any

import pandas as pd


def accounts_of(said: pd.DataFrame) -> list[str]:
    """The accounts among the conversations, each once, by id."""
    return sorted(set(said["account_id"]) - {""})


def arr_of(account_ids: list[str], heard_ids: list[str], accounts: pd.DataFrame, currency: str) -> dict[str, Any]:
    """Annual recurring revenue of accounts, each counted once; unknown is counted apart, never as 0.

    Parameters
    ----------
    account_ids : the accounts a shift concerns.
    heard_ids : all accounts the persona was heard from in the cycle and its baseline: the whole of the part.
    accounts : ``account_id``, ``arr`` (NaN is unknown); an account that is not in it is unknown too.

    Returns
    -------
    dict with ``amount``, ``currency``, ``accounts_without_arr``, ``persona_amount`` and ``share_of_persona`` (0-1, None
    where nothing is known).
    """
    known = accounts.drop_duplicates("account_id").set_index("account_id")["arr"].dropna()
    ours, whole = (known.reindex(ids).dropna() for ids in (account_ids, heard_ids))
    amount, persona_amount = round(float(ours.sum()), 2), round(float(whole.sum()), 2)
    return {
        "amount": amount,
        "currency": currency,
        "accounts_without_arr": len(account_ids) - len(ours),
        "persona_amount": persona_amount,
        "share_of_persona": round(amount / persona_amount, 4) if persona_amount > 0 else None,
    }


def top_tier_of(account_ids: list[str], accounts: pd.DataFrame, top_tiers: list[str]) -> int:
    """How many of the accounts are in a top revenue tier."""
    top = set(accounts.loc[accounts["tier"].isin(top_tiers), "account_id"])
    return len(top & set(account_ids))


def loudest_of(said: pd.DataFrame) -> dict[str, Any]:
    """The account with most of the theme's conversations: ``account_id``, ``n`` conversations ``of`` all that raise it.

    Parameters
    ----------
    said : one row a conversation that raises the theme: ``account_id`` ("" is nobody's).
    """
    ids = said["account_id"][said["account_id"] != ""]
    count = ids.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    if count.empty:
        return {"account_id": None, "n": 0, "of": len(said)}
    return {"account_id": str(count.index[0]), "n": int(count.iloc[0]), "of": len(said)}

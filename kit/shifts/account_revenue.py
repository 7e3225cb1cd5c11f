"""Account revenue: which accounts a shift concerns, and the revenue that sits there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

Facts = dict[str, Any]


def account_facts(accounts: pd.DataFrame, wanted: set[str], conversations: pd.Series) -> dict[str, Facts]:
    """What accounts.csv says of each account, and how many conversations it had this cycle.

    Parameters
    ----------
    wanted : account ids; one that accounts.csv does not have keeps its id as its name.
    conversations : account id of every counted conversation of the cycle.
    """
    known = accounts.set_index("account_id").to_dict("index")
    counts = conversations.value_counts()
    facts = {}
    for account_id in sorted(wanted - {""}):
        row = known.get(account_id, {"name": account_id, "segment": "", "tier": "", "arr": None, "renewal_on": ""})
        arr = None if row["arr"] is None or pd.isna(row["arr"]) else float(row["arr"])
        facts[account_id] = {
            "name": row["name"] or account_id, "segment": row["segment"], "tier": row["tier"], "arr": arr,
            "renewal_on": row["renewal_on"], "conversations": int(counts.get(account_id, 0)),
        }  # fmt: skip
    return facts


def accounts_of(conversations: pd.DataFrame) -> list[str]:
    """The accounts among the conversations, each once, by id."""
    return sorted(set(conversations["account_id"]) - {""})


@dataclass(frozen=True)
class AccountRevenue:
    """What accounts.csv says of accounts' worth.

    Attributes
    ----------
    arr : dict of account id to annual recurring revenue; an account that is not in it is unknown, never 0.
    top : ids of the accounts in a top revenue tier.
    """

    arr: dict[str, float]
    top: frozenset[str]
    currency: str


def revenue_of(accounts: pd.DataFrame, top_tiers: list[str], currency: str) -> AccountRevenue:
    """Worth of accounts: ``account_id``, ``tier``, ``arr`` (NaN is unknown)."""
    known = accounts[accounts["arr"].notna()].drop_duplicates("account_id")
    arr = {str(name): float(amount) for name, amount in zip(known["account_id"], known["arr"], strict=True)}
    return AccountRevenue(arr, frozenset(accounts.loc[accounts["tier"].isin(top_tiers), "account_id"]), currency)


def arr_of(account_ids: list[str], heard_ids: list[str], worth: AccountRevenue) -> dict[str, Any]:
    """Annual recurring revenue of accounts, each counted once; unknown is counted apart.

    Parameters
    ----------
    account_ids : the accounts a shift concerns, each once.
    heard_ids : all accounts that spoke in the cycles the shift concerns, raising it or not: the whole of the part.

    Returns
    -------
    dict with ``amount``, ``currency``, ``accounts_without_arr``, ``persona_amount`` and ``share_of_persona`` (0-1, None
    where nothing is known).
    """
    amount, whole = (round(sum(worth.arr.get(name, 0.0) for name in ids), 2) for ids in (account_ids, heard_ids))
    return {
        "amount": amount,
        "currency": worth.currency,
        "accounts_without_arr": sum(name not in worth.arr for name in account_ids),
        "persona_amount": whole,
        "share_of_persona": round(amount / whole, 4) if whole > 0 else None,
    }


def loudest_of(account_ids: Sequence[str]) -> dict[str, Any]:
    """The account with most of the theme's conversations: ``account_id``, ``n`` conversations ``of`` all that raise it.

    Parameters
    ----------
    account_ids : of each conversation that raises the theme; "" is nobody's.
    """
    count = Counter(name for name in account_ids if name)
    if not count:
        return {"account_id": None, "n": 0, "of": len(account_ids)}
    name, n = min(count.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"account_id": name, "n": n, "of": len(account_ids)}

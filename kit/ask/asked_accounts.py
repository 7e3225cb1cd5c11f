"""Asked accounts: the accounts that a question is about, by id, segment or tier; an id that nobody has is refused by name."""

from __future__ import annotations

import difflib

import pandas as pd
import pyarrow.compute as pc

from kit.ask.search import Question
from kit.errors import WorkspaceError
from kit.record.store import Record

#: Ids that a refusal names, and how alike two of them are for that (0 to 1).
MOST_NEAR, ALIKE = 5, 0.5
#: Segments or tiers that a refusal names.
MOST_NAMED = 12


def asked_accounts(record: Record, question: Question, accounts: pd.DataFrame | None) -> set[str] | None:
    """Ids of the accounts that a question is about; None where it asks for none in particular.

    Parameters
    ----------
    accounts : DataFrame (account_id, name, segment, tier, ...), as read by ``accounts.read_accounts``.

    Raises
    ------
    WorkspaceError
        Nobody has the id, the segment or the tier: the nearest ids, or those that there are, are named.
    """
    if not (question.account or question.segment or question.tier):
        return None
    listed = pd.DataFrame(columns=["account_id", "name", "segment", "tier"], dtype="str") if accounts is None else accounts
    for name in ("segment", "tier"):
        wanted = getattr(question, name)
        if wanted and wanted not in set(listed[name]):
            known = sorted(set(listed[name]) - {""})
            raise WorkspaceError(f"{name} {wanted!r} is none; there are {', '.join(known[:MOST_NAMED]) or 'none'}")
        listed = listed[listed[name] == wanted] if wanted else listed
    if not question.account:
        return set(listed["account_id"])
    check_account(record, question.account, accounts)
    in_group = not (question.segment or question.tier) or question.account in set(listed["account_id"])
    return {question.account} if in_group else set()


def check_account(record: Record, account_id: str, accounts: pd.DataFrame | None) -> None:
    """Refuse an account that neither the list of accounts nor the record has, naming the nearest ids."""
    listed = {} if accounts is None else dict(zip(accounts["account_id"], accounts["name"], strict=True))
    if account_id in listed:
        return
    in_record = pc.unique(record.arrow("conversations", ["account_id"])["account_id"]).to_pylist()
    if account_id and account_id in in_record:
        return
    near = nearest_accounts(account_id, listed | {name: "" for name in in_record if name and name not in listed})
    named = f"the nearest are {', '.join(near)}" if near else "no account has an id or a name like it; accounts.csv lists them"
    raise WorkspaceError(f"there is no account {account_id!r}; {named}")


def nearest_accounts(wanted: str, known: dict[str, str]) -> list[str]:
    """The accounts whose id or name is most like what is asked for, "a-017 (Halden)".

    Parameters
    ----------
    known : names by id; "" where there is none.
    """
    text = wanted.strip().casefold()

    def likeness(account_id: str) -> float:
        spellings = (account_id.casefold(), known[account_id].casefold())
        return max(1.0 if text and text in each else difflib.SequenceMatcher(None, text, each).ratio() for each in spellings)

    scored = sorted((-likeness(name), name) for name in known)[:MOST_NEAR]
    return [f"{name} ({known[name]})" if known[name] else name for score, name in scored if -score >= ALIKE]

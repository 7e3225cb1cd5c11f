"""Account sheet: the accounts behind each reported change with what they are worth and what they said, for a spreadsheet."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.brief import summary
from kit.brief.model import Brief
from kit.brief.model.themes import Shift
from kit.brief.tables import raising_accounts
from kit.cycles import parse_cycle
from kit.formats import safe_cell

COLUMNS = [
    "theme", "direction", "account_id", "account", "segment", "tier", "renewal_on", "arr", "currency", "conversations", "said",
]  # fmt: skip
#: Passages of one account on one theme that its row holds; the evidence file has them all.
MOST_PASSAGES = 3


def account_sheet(brief: Brief, passages: pd.DataFrame) -> pd.DataFrame:
    """One row for each account of each reported change; without a change one for each account that spoke.

    Parameters
    ----------
    passages : rows of the brief's evidence file: ``theme_id, conversation_id, account_id, occurred_at, quote``.

    Returns
    -------
    DataFrame with :data:`COLUMNS`, the accounts of a change by revenue, the largest first. ``arr`` is empty where it is not
    known, ``conversations`` counts those that raise the theme in the cycles that the change concerns, and ``said`` holds their
    first passages. What a spreadsheet would take for a formula has an apostrophe before it.
    """
    rows = [row for shift in summary.surfaced(brief) for row in _rows(brief, shift, passages)]
    if not summary.lead(brief):
        spoke = [name for name, account in brief.accounts.items() if account.conversations]
        rows = [_row(brief, name, account.conversations) for name, account in raising_accounts(brief.accounts, spoke)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(brief: Brief, shift: Shift, passages: pd.DataFrame) -> list[dict[str, Any]]:
    ours = passages[(passages["theme_id"] == shift.theme) & _of_cycles(passages["occurred_at"], shift.concerned_cycles)]
    named = {"theme": safe_cell(summary.label(brief, shift.theme)), "direction": shift.direction}
    rows = []
    for name, _ in raising_accounts(brief.accounts, shift.accounts):
        own = ours[ours["account_id"] == safe_cell(name)].drop_duplicates("conversation_id")
        words = " | ".join(quote.removeprefix("'") for quote in own["quote"].head(MOST_PASSAGES))
        rows.append(_row(brief, name, len(own)) | named | {"said": safe_cell(words)})
    return rows


def _of_cycles(days: pd.Series, cycles: tuple[str, ...]) -> pd.Series:
    """Which rows were said in the cycles, by their day."""
    spans = [(parse_cycle(cycle).first.isoformat(), parse_cycle(cycle).after.isoformat()) for cycle in cycles]
    day = days.str[:10]
    return pd.Series([any(first <= value < after for first, after in spans) for value in day], index=days.index, dtype=bool)


def _row(brief: Brief, name: str, conversations: int) -> dict[str, Any]:
    account = brief.accounts[name]
    return {
        "theme": "", "direction": "", "account_id": safe_cell(name), "account": safe_cell(account.name),
        "segment": safe_cell(account.segment), "tier": safe_cell(account.tier), "renewal_on": account.renewal_on or "",
        "arr": account.arr, "currency": brief.settings.currency if account.arr is not None else "",
        "conversations": conversations, "said": "",
    }  # fmt: skip

"""Tables: rows that several sections share, and the scale of the small lines in them."""

from __future__ import annotations

from collections.abc import Iterable

from kit import formats
from kit.brief.model import Brief, People
from kit.brief.model.themes import Account
from kit.language import gettext

Row = list[str]


def raising_accounts(known: dict[str, Account], ids: Iterable[str]) -> list[tuple[str, Account]]:
    """Accounts by revenue, the largest first, those of unknown revenue last, by conversations; each with its id."""

    def order(row: tuple[str, Account]) -> tuple:
        name, account = row
        is_unknown = account.arr is None
        return (is_unknown, -account.conversations if is_unknown else -account.arr, name)

    return sorted(((name, known[name]) for name in ids), key=order)


def account_rows(brief: Brief | People, ids: Iterable[str]) -> list[Row]:
    """Account, segment, tier, revenue, renewal, conversations this cycle; by revenue."""
    return [
        [
            account.name or name,
            account.segment or gettext("not known"),
            account.tier or "–",
            formats.money(account.arr, brief.settings.currency),
            formats.short_day(account.renewal_on) or "–",
            formats.count(account.conversations),
        ]
        for name, account in raising_accounts(brief.accounts, ids)
    ]


def before_the_fold(number: int, most: int) -> int:
    """How many of so many rows stand before the fold: at most ``most``, and never one row alone behind it."""
    return most if number > most + 1 else most + 1


def top_of(histories: Iterable[list[float | None]]) -> float:
    """The scale's end of small lines that stand under each other: their largest share."""
    return max([share for history in histories for share in history if formats.is_known(share)], default=0) or 0.1

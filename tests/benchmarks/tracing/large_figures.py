"""Large figures: the row of at most four on page one, each worked out from accounts.csv and the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.benchmarks.tracing.checks import money, percent, soon
from tests.benchmarks.tracing.rows import Rows

Due = tuple[object, object, str]


def figure_checks(rows: Rows, lead: str | None, figure: tuple[str, str, str]) -> Iterator[Due]:
    """(printed, due, rows) of each number in a figure.

    Parameters
    ----------
    lead : the theme the headline is of, whose accounts the figures are of; None in a month without a change.
    figure : number, its whole and its unit, as printed.
    """
    number, whole, unit = figure
    whole, concerned = whole.removeprefix("of "), rows.raising(lead) if lead else rows.accounts()
    if match := re.match(r"accounts? spoke, in ([\d,]+) conversation", unit):
        yield number, len(rows.accounts()), "accounts among the month's counted conversations"
        yield match[1], len(rows.now), "counted conversations of the month"
    elif re.match(r"accounts? raise", unit):
        yield number, len(concerned), "accounts raising: " + ", ".join(concerned)
        yield whole, len(rows.accounts()), "accounts among the month's counted conversations"
    elif "top tier" in unit:
        yield from _top_tier(rows, concerned, figure)
    elif "renew" in unit:
        yield from _renewals(rows, concerned, figure)
    else:
        yield from _revenue(rows, concerned, figure)


def _top_tier(rows: Rows, concerned: list[str], figure: tuple[str, str, str]) -> Iterator[Due]:
    tiers = rows.work.settings.get("top_tiers", [])
    top = {account for account in rows.accounts() if rows.work.field(account, "tier") in tiers}
    yield figure[0], len(top & set(concerned)), "of those raising it in the top tiers of kit.yaml"
    yield figure[1].removeprefix("of "), len(top), "accounts of these tiers that spoke"
    yield figure[2].rpartition("tier ")[2], " and ".join(tiers), "top_tiers of kit.yaml"


def _renewals(rows: Rows, concerned: list[str], figure: tuple[str, str, str]) -> Iterator[Due]:
    dated = [account for account in concerned if rows.work.renewal(account)]
    yield figure[0], len(soon(rows, dated)), "renewal_on within 90 days: " + ", ".join(soon(rows, dated))
    yield figure[1].removeprefix("of "), len(dated), "accounts whose renewal_on is known"
    if match := re.search(r"; (\d+) dates? not known", figure[2]):
        yield match[1], len(concerned) - len(dated), "accounts whose renewal_on is not known"


def _revenue(rows: Rows, concerned: list[str], figure: tuple[str, str, str]) -> Iterator[Due]:
    number, _, unit = figure
    known = {account: rows.work.amount(account) for account in concerned}
    known = {account: amount for account, amount in known.items() if amount is not None}
    total = sum(known.values())
    if number == "Not known":
        yield number, number if not known else money(total), "arr of accounts.csv"
        return
    yield number, money(total), f"arr of accounts.csv: {total:,.0f} of {len(known)} accounts"
    if match := re.search(r"of those (\d+)", unit):
        yield match[1], len(concerned), "accounts raising it"
    if match := re.search(r"(?:known of )?(\d+)(?: of (\d+)| known)\)", unit):
        yield match[1], len(known), "of them with a known arr"
        yield match[2] or len(concerned), len(concerned), "accounts"
    if match := re.search(r"(\d+) % of that of all who spoke", unit):
        every = sum(rows.work.amount(account) or 0 for account in rows.accounts())
        yield match[1], percent(total / every), f"of {every:,.0f} of all who spoke"

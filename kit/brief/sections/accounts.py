"""Who: the accounts behind each shift by revenue; without a shift those that spoke."""

from __future__ import annotations

from collections.abc import Sequence

from kit import formats
from kit.brief import summary, wording
from kit.brief.figures import RENEWAL_DAYS, renewing
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Shift
from kit.brief.months.account_links import room_for
from kit.brief.tables import Row, account_rows, before_the_fold, raising_accounts
from kit.language import gettext, in_own_language, ngettext

#: Accounts shown before the list folds.
MOST_ACCOUNTS = 8
#: Accounts listed in all, those with the most revenue: 2,400 of them would be 260 KB of a page that has 300. The file has all.
MOST_LISTED = 150


@in_own_language
def section(brief: Brief) -> Section:
    """A table of accounts for each shift; long lists fold, and of very long ones the file beside the page has the rest."""
    groups = []
    for shift in summary.surfaced(brief)[: summary.MOST_SHIFTS]:
        name, rows = summary.label(brief, shift.theme), linkable_rows(brief, shift.accounts)
        caption = gettext("Accounts raising {name}", name=formats.quoted(name))
        if summary.is_past(shift):
            when = formats.in_cycles(brief.baseline)
            caption = gettext("Accounts that raised {name} {when}", name=formats.quoted(name), when=when)
        groups.append({"title": name, "caption": caption, "rows": rows, "note": exposure(brief, shift)})
    spoke = [name for name, account in sorted(brief.accounts.items()) if account.conversations]
    if not groups and spoke:
        caption = gettext("Accounts that spoke {when}", when=formats.in_cycle(brief.cycle))
        groups = [{"title": "", "caption": caption, "rows": linkable_rows(brief, spoke), "note": ""}]
    for group in groups:
        number = len(group["rows"])
        group["most"], group["unlisted"] = before_the_fold(number, MOST_ACCOUNTS), max(0, number - MOST_LISTED)
        group["rows"] = group["rows"][:MOST_LISTED]
    columns = [
        gettext("Account"), gettext("Segment"), gettext("Tier"), brief.settings.revenue_name, gettext("Renews"),
        gettext("Conversations {when}", when=formats.in_cycle(brief.cycle)),
    ]  # fmt: skip
    html = render("accounts.html", finding=finding(brief), groups=groups, columns=columns, id=brief.persona.id)
    return Section("who", gettext("Who"), html)


def linkable_rows(brief: Brief, ids: Sequence[str]) -> list[Row]:
    """Rows of accounts whose names leave room for a link to the account's page."""
    names = [name for name, _ in raising_accounts(brief.accounts, ids)]
    return [[room_for(name, row[0]), *row[1:]] for name, row in zip(names, account_rows(brief, ids), strict=True)]


def finding(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.waiting()
    lead = summary.lead(brief)
    if not lead:
        spoke, when = brief.coverage.accounts, formats.in_cycle(brief.cycle)
        return ngettext("{n} account spoke {when}", "{n} accounts spoke {when}", spoke, when=when)
    worth = f", {formats.money(lead.arr.amount, lead.arr.currency)} {brief.settings.revenue_name}" if lead.arr.amount else ""
    soon = len(renewing(brief, lead.accounts))
    places = {"number": soon, "days": RENEWAL_DAYS}
    tail = ngettext("; {number} renews within {days} days", "; {number} renew within {days} days", soon, **places) if soon else ""
    number = len(lead.accounts)
    if summary.is_past(lead):
        accounts = ngettext("{n} account that raised it before", "{n} accounts that raised it before", number)
    else:
        accounts = formats.counted(number, "account")
    return f"{accounts}{worth}{tail}"


def exposure(brief: Brief, shift: Shift) -> str:
    """What the accounts behind a shift are worth, with what is not known."""
    arr, is_past = shift.arr, summary.is_past(shift)
    worth = f"{formats.money(arr.amount, arr.currency)} {brief.settings.revenue_name}"
    if arr.share_of_persona is not None:
        figures = {
            "worth": worth, "share": formats.percent(arr.share_of_persona),
            "whole": formats.money(arr.persona_amount, arr.currency), "when": formats.in_cycle(brief.cycle),
        }  # fmt: skip
        if is_past:
            worth = gettext("{worth}, {share} of the {whole} of all accounts that spoke then", **figures)
        else:
            worth = gettext("{worth}, {share} of the {whole} of all accounts that spoke {when}", **figures)
    together = (
        gettext("Those who raised it before: {worth}.", worth=worth) if is_past else gettext("Together {worth}.", worth=worth)
    )
    return " ".join(filter(None, [together, _not_known(brief, shift)]))


def _not_known(brief: Brief, shift: Shift) -> str:
    """How many of those who raise it, and of all that spoke, are of unknown revenue and not counted; "" where none is."""
    unknown, revenue = shift.arr.accounts_without_arr, brief.settings.revenue_name
    spoke = [account for account in brief.accounts.values() if account.conversations]
    of_all = sum(account.arr is None for account in spoke)
    if summary.is_past(shift) or not of_all:
        number = gettext("The {revenue} of {number} of them is not known and not counted.", revenue=revenue, number=unknown)
        return number if unknown else ""
    return gettext(
        "Not known and not counted: the {revenue} of {unknown} of them, and of {of_all} of the {accounts} that spoke.",
        revenue=revenue, unknown=unknown, of_all=of_all, accounts=formats.counted(len(spoke), "account"),
    )  # fmt: skip

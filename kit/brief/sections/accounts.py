"""Who: the accounts behind each shift by revenue; without a shift those that spoke."""

from __future__ import annotations

from kit import formats
from kit.brief import summary, wording
from kit.brief.figures import RENEWAL_DAYS, renewing
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Shift
from kit.brief.tables import account_rows

#: Accounts shown before the list folds.
MOST_ACCOUNTS = 8


def section(brief: Brief) -> Section:
    """A table of accounts for each shift; long lists fold."""
    groups = []
    for shift in summary.surfaced(brief)[: summary.MOST_SHIFTS]:
        name, rows = summary.label(brief, shift.theme), account_rows(brief, shift.accounts)
        caption = f"Accounts raising {formats.quoted(name)}"
        groups.append({"title": name, "caption": caption, "rows": rows, "note": exposure(brief, shift)})
    spoke = [name for name, account in sorted(brief.accounts.items()) if account.conversations]
    if not groups and spoke:
        rows = account_rows(brief, spoke)
        groups = [{"title": "", "caption": f"Accounts that spoke in {formats.cycle_name(brief.cycle)}", "rows": rows, "note": ""}]
    for group in groups:
        group["most"] = MOST_ACCOUNTS if len(group["rows"]) > MOST_ACCOUNTS + 1 else MOST_ACCOUNTS + 1
    columns = ["Account", "Segment", "Tier", brief.settings.revenue_name, "Renews", "Conversations"]
    html = render("accounts.html", finding=finding(brief), groups=groups, columns=columns, id=brief.persona.id)
    return Section("who", "Who", html)


def finding(brief: Brief) -> str:
    if wording.is_waiting(brief):
        return wording.WAITING
    lead = summary.lead(brief)
    if not lead:
        return f"{formats.counted(brief.coverage.accounts, 'account')} spoke in {formats.cycle_name(brief.cycle)}"
    worth = f", {formats.money(lead.arr.amount, lead.arr.currency)} {brief.settings.revenue_name}" if lead.arr.amount else ""
    soon = len(renewing(brief, lead.accounts))
    tail = f"; {soon} {'renews' if soon == 1 else 'renew'} within {RENEWAL_DAYS} days" if soon else ""
    before = " that raised it before" if summary.is_past(lead) else ""
    return f"{formats.counted(len(lead.accounts), 'account')}{before}{worth}{tail}"


def exposure(brief: Brief, shift: Shift) -> str:
    """What the accounts behind a shift are worth, with what is not known."""
    arr, is_past = shift.arr, summary.is_past(shift)
    opening = "Those who raised it before:" if is_past else "Together"
    worth = f"{opening} {formats.money(arr.amount, arr.currency)} {brief.settings.revenue_name}"
    if arr.share_of_persona is not None:
        whole, when = (
            formats.money(arr.persona_amount, arr.currency),
            "spoke then" if is_past else f"spoke in {formats.cycle_name(brief.cycle)}",
        )
        worth += f", {formats.percent(arr.share_of_persona)} of the {whole} of all accounts that {when}"
    if arr.accounts_without_arr:
        number = formats.counted(arr.accounts_without_arr, "account")
        worth += f"; the revenue of {number} is not known and not counted"
    return f"{worth}."

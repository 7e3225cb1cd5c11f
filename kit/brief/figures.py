"""Figures: the three of the first screen and of a card, and whose votes a share is the mean of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kit import formats
from kit.brief import summary
from kit.brief.model import Brief
from kit.brief.model.themes import Shift
from kit.cycles import parse_cycle

Figure = dict[str, str]
#: A renewal this near to the cycle's end is worth naming.
RENEWAL_DAYS = 90


def three_figures(brief: Brief) -> list[Figure]:
    """The three figures of the first screen, each with its whole and its unit.

    Returns
    -------
    list of {"number", "whole", "unit"}, three long: "14" "of 52" "accounts" and so on; for a cycle
    without a shift what was heard and what would have been seen.
    """
    lead = summary.lead(brief)
    return _figures_of_shift(brief, lead) if lead else _figures_of_quiet(brief)


def of_page_one(brief: Brief) -> list[Figure]:
    """The figures of page one: accounts, top tier, revenue and renewals of those behind the lead shift, or of those who spoke.

    Returns
    -------
    list of {"number", "whole", "unit"}, at most four long; what no account file tells is left out.
    """
    lead = summary.lead(brief)
    spoke = [name for name, account in sorted(brief.accounts.items()) if account.conversations]
    if lead:
        reach, top, worth = _figures_of_shift(brief, lead)
        shown = [reach, *([top] if lead.top_tier_active else []), *([worth] if lead.arr.amount else [])]
        return [*shown, *_renewals(brief, lead.accounts)]
    number = formats.counted(brief.coverage.conversations, "conversation")
    whole = _figure(formats.count(brief.coverage.accounts), "", f"{_noun(brief.coverage.accounts)} spoke, in {number}")
    return [whole, *_worth_of(brief, spoke), *_renewals(brief, spoke)]


def _noun(number: int) -> str:
    return "account" if number == 1 else "accounts"


def _worth_of(brief: Brief, ids: list[str]) -> list[Figure]:
    """What accounts are worth together, and how many are not known; none where no revenue is known."""
    known = [brief.accounts[name].arr for name in ids if brief.accounts[name].arr is not None]
    if not known:
        return []
    missing = len(ids) - len(known)
    unknown = f"; {formats.counted(missing, 'account')} not known" if missing else ""
    return [_figure(formats.money(sum(known), brief.settings.currency), "", f"{brief.settings.revenue_name}, together{unknown}")]


def _renewals(brief: Brief, ids: Iterable[str]) -> list[Figure]:
    """Accounts that renew soon, of those whose renewal is known; none where no date is known."""
    dated = [name for name in ids if brief.accounts[name].renewal_on]
    if not dated:
        return []
    soon = renewing(brief, dated)
    return [_figure(str(len(soon)), _of(len(dated)), f"{'renews' if len(soon) == 1 else 'renew'} within {RENEWAL_DAYS} days")]


def renewing(brief: Brief, ids: Iterable[str]) -> list[str]:
    """Accounts whose renewal lies within RENEWAL_DAYS of the cycle's end."""
    end = parse_cycle(brief.cycle).after
    dated = {name: brief.accounts[name].renewal_on for name in ids}
    return [name for name, on in dated.items() if on and end <= date.fromisoformat(on[:10]) < end + timedelta(days=RENEWAL_DAYS)]


def _figures_of_shift(brief: Brief, lead: Shift) -> list[Figure]:
    if summary.is_past(lead):
        raising = _figure(str(len(lead.accounts)), _of(lead.accounts_active), "accounts raised it before")
    else:
        raising = _figure(str(lead.reach_now.n), _of(lead.reach_now.of), "accounts raise it")
    top_tier = _figure(str(lead.top_tier_accounts), _of(lead.top_tier_active), "in the top tier")
    return [raising, top_tier, _worth(brief, lead)]


def _worth(brief: Brief, lead: Shift) -> Figure:
    arr, unit = lead.arr, brief.settings.revenue_name
    if arr.share_of_persona is not None:
        unit += f", {formats.percent(arr.share_of_persona)} of this persona’s"
    if arr.accounts_without_arr:
        unit += f"; {formats.counted(arr.accounts_without_arr, 'account')} unknown"
    is_known = arr.amount or not arr.accounts_without_arr
    return _figure(formats.money(arr.amount, arr.currency) if is_known else "Not known", "", unit)


def _figures_of_quiet(brief: Brief) -> list[Figure]:
    coverage, visible, sources = brief.coverage, brief.smallest_visible_shift_pp, summary.usual_sources(brief)
    live = sum(source.state == "live" for source in sources)
    spoke = f"accounts, in {formats.counted(coverage.conversations, 'conversation')}"
    seen = _figure(formats.size_in_points(visible), "", "smallest change that would have been seen")
    unseen = _figure("No", "", "change of any size could have been seen")
    delivered = f"{'source' if len(sources) == 1 else 'sources'} delivered on time"
    return [
        _figure(formats.count(coverage.accounts), "", spoke),
        seen if visible < 100 else unseen,
        _figure(str(live), _of(len(sources)), delivered),
    ]


def _figure(number: str, whole: str, unit: str) -> Figure:
    return {"number": number, "whole": whole, "unit": unit}


def _of(whole: int) -> str:
    return f"of {whole:,}" if whole else ""


def voters(brief: Brief) -> str:
    """Whose votes the cycle's shares are the mean of: "44 accounts and 5 people whose account is not known"."""
    others = brief.volume.voters_now - brief.volume.accounts_now
    people = f" and {formats.counted(others, 'person', 'people')} whose account is not known" if others > 0 else ""
    return f"{formats.counted(brief.volume.accounts_now, 'account')}{people}"

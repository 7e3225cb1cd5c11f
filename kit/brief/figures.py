"""Figures: the three of the first screen and of a card, and whose votes a share is the mean of."""

from __future__ import annotations

from kit import formats
from kit.brief import summary
from kit.brief.model import Brief
from kit.brief.model.themes import Shift

Figure = dict[str, str]


def three_figures(brief: Brief) -> list[Figure]:
    """The three figures of the first screen, each with its whole and its unit.

    Returns
    -------
    list of {"number", "whole", "unit"}, three long: "14" "of 52" "accounts" and so on; for a cycle
    without a shift what was heard and what would have been seen.
    """
    lead = summary.lead(brief)
    return _figures_of_shift(brief, lead) if lead else _figures_of_quiet(brief)


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
    seen = _figure(formats.size_in_points(visible), "", "smallest shift that would have been seen")
    unseen = _figure("No", "", "shift of any size could have been seen")
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

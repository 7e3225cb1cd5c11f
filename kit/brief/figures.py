"""Figures: the three of the first screen and of a card, and whose votes a share is the mean of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kit import formats
from kit.brief import headline, summary
from kit.brief.model import Brief
from kit.brief.model.themes import Shift
from kit.brief.wording import SMALL_WORD, cut
from kit.cycles import parse_cycle
from kit.language import gettext, ngettext, pgettext

Figure = dict[str, str]
#: A renewal this near to the cycle's end is worth naming.
RENEWAL_DAYS = 90
#: Words of a theme's name under a figure; a small one at its head is not counted.
NAME_WORDS = 2
#: Pains told of on page one in a month without a change.
MOST_PAINS = 3
#: Verdicts whose headline says what size is ruled out: what would most likely have shown is another size, and confuses beside it.
RULED_OUT = ("steady", "unclear")


def three_figures(brief: Brief) -> list[Figure]:
    """The three figures of the first screen, each with its whole and its unit.

    Returns
    -------
    list of {"number", "whole", "unit"}, three long: "14" "of 52" "accounts" and so on; for a cycle
    without a shift who spoke, and what they are worth or what would have been seen.
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
    accounts = brief.coverage.accounts
    number = formats.counted(brief.coverage.conversations, "conversation")
    unit = ngettext("account spoke, in {conversations}", "accounts spoke, in {conversations}", accounts, conversations=number)
    return [_figure(formats.count(accounts), "", unit), *_worth_of(brief, spoke), *_renewals(brief, spoke)]


def key_of_all(briefs: Iterable[Brief]) -> str:
    """What a percentage is a part of, for several briefs of a cycle at once: the line that explains most, of no one's voters."""
    return max((key(brief, of_all=True) for brief in briefs), key=len, default="")


def key(brief: Brief, of_all: bool = False) -> str:
    """What a percentage of page one is a part of, whose votes it is the mean of, and of which cycles; "" where there is none."""
    if not brief.shifts:
        return ""
    when, whose = _months(brief, of_all), gettext("accounts")
    if _few_above_many(brief):
        return gettext(
            "Percentages: of conversations, averaged over {voters}, so that a few who speak of little else can stand "
            "above many; {when}.", voters=whose, when=when,
        )  # fmt: skip
    return gettext("Percentages: of conversations, averaged over {voters}; {when}.", voters=whose, when=when)


def _months(brief: Brief, of_all: bool) -> str:
    """Of which cycles percentages are; of one brief with whose votes make the cycle's, where not all are accounts."""
    when = formats.cycle_name(brief.cycle)
    if summary.has_baseline(brief):
        when = gettext("{before}, then {now}", before=formats.cycles_named(brief.baseline), now=when)
    others = brief.volume.voters_now - brief.volume.accounts_now
    if others <= 0 or of_all:
        return when
    places = {"when": when, "accounts": formats.counted(brief.volume.accounts_now, "account")}
    return ngettext("{when} ({accounts}, {n} other)", "{when} ({accounts}, {n} others)", others, **places)


def _few_above_many(brief: Brief) -> bool:
    """Whether, of what a month without a change lists as raised most, a theme stands above one that more accounts raise."""
    if summary.lead(brief):
        return False
    themes = [summary.theme_of(brief, row.theme) for row in summary.raised_most(brief, MOST_PAINS)]
    number = [theme.accounts[brief.cycle] for theme in themes if theme]
    return number != sorted(number, reverse=True)


def _worth_of(brief: Brief, ids: list[str]) -> list[Figure]:
    """What accounts are worth together, and how many are not known; none where no revenue is known."""
    known = [brief.accounts[name].arr for name in ids if brief.accounts[name].arr is not None]
    if not known:
        return [_figure(gettext("Not known"), "", brief.settings.revenue_name)] if ids else []
    unit = gettext("{revenue} of all who spoke", revenue=brief.settings.revenue_name)
    unit += gettext(" (known of {known} of {number})", known=len(known), number=len(ids)) if len(known) < len(ids) else ""
    return [_figure(formats.money(sum(known), brief.settings.currency), "", unit)]


def accounts_with_worth(brief: Brief, theme_id: str) -> str:
    """The accounts that raise a theme in the cycle, of those that spoke, and their revenue: "5 of 17 accounts, $240K ARR".

    Revenue that is not known of all of them is said to be the known one.
    """
    number = summary.theme_of(brief, theme_id).accounts[brief.cycle]
    whole = formats.counted(brief.coverage.accounts, "account")
    accounts = pgettext("counted things", "{number} of {whole}", number=number, whole=whole)
    arr = next((shift.reach_now.arr for shift in brief.shifts if shift.theme == theme_id), None)
    if not arr or not arr.amount:
        return accounts
    worth = f"{formats.money(arr.amount, arr.currency)} {brief.settings.revenue_name}"
    if arr.accounts_without_arr:
        worth = gettext("{revenue} known", revenue=worth)
    return f"{accounts}, {worth}"


def _renewals(brief: Brief, ids: Sequence[str]) -> list[Figure]:
    """Accounts that renew soon, of those whose renewal is known; none where no date is known."""
    dated = [name for name in ids if brief.accounts[name].renewal_on]
    if not dated:
        return []
    soon = len(renewing(brief, dated))
    unit = ngettext("renews within {days} days", "renew within {days} days", soon, days=RENEWAL_DAYS)
    missing = len(ids) - len(dated)
    unknown = ngettext("; {n} date not known", "; {n} dates not known", missing) if missing else ""
    return [_figure(str(soon), _of(len(dated)), f"{unit}{unknown}")]


def renewing(brief: Brief, ids: Iterable[str]) -> list[str]:
    """Accounts whose renewal lies within RENEWAL_DAYS of the cycle's end."""
    end = parse_cycle(brief.cycle).after
    dated = {name: brief.accounts[name].renewal_on for name in ids}
    return [name for name, on in dated.items() if on and end <= date.fromisoformat(on[:10]) < end + timedelta(days=RENEWAL_DAYS)]


def _figures_of_shift(brief: Brief, lead: Shift) -> list[Figure]:
    if summary.is_past(lead):
        raising = _figure(str(len(lead.accounts)), _of(lead.accounts_active), gettext("accounts raised it before"))
    else:
        raising = _figure(str(lead.reach_now.n), _of(lead.reach_now.of), _raise(brief, lead))
    top_tier = _figure(str(lead.top_tier_accounts), _of(lead.top_tier_active), _top_tier(brief))
    return [raising, top_tier, _worth(brief, lead)]


def _top_tier(brief: Brief) -> str:
    """What top-tier accounts are called: by the tiers that kit.yaml names, where the brief knows them."""
    tiers = brief.settings.top_tiers
    if not tiers:
        return gettext("top-tier accounts")
    return ngettext(
        "accounts of top tier {tiers}",
        "accounts of top tiers {tiers}",
        len(tiers),
        tiers=formats.listed(tiers),
    )


def _worth(brief: Brief, lead: Shift) -> Figure:
    """What the accounts behind a shift are worth, of how many that is known, and what part of the persona's that is."""
    arr, name, number = lead.arr, brief.settings.revenue_name, len(lead.accounts)
    known, share = number - arr.accounts_without_arr, formats.percent(arr.share_of_persona)
    unit = ngettext("{revenue} of that account", "{revenue} of those {n}", number, revenue=name)
    unit += gettext(" ({known} known)", known=known) if 0 < known < number else ""
    if arr.share_of_persona is not None:
        unit = gettext("{revenue}, {share} of that of all who spoke", revenue=unit, share=share)
    is_known = arr.amount or not arr.accounts_without_arr
    return _figure(formats.money(arr.amount, arr.currency) if is_known else gettext("Not known"), "", unit)


def _raise(brief: Brief, lead: Shift) -> str:
    """What the accounts raise: by its name where the headline names two themes, else what the headline is of."""
    if not headline.overtaken(brief, lead):
        return gettext("accounts raise it")
    label = summary.label(brief, lead.theme)
    name = formats.quoted(cut(label, NAME_WORDS + (len(label.split(" ")[0]) <= SMALL_WORD)))
    return gettext("accounts raise {name}", name=name)


def _figures_of_quiet(brief: Brief) -> list[Figure]:
    coverage, visible, sources = brief.coverage, brief.smallest_visible_shift_pp, summary.usual_sources(brief)
    live = sum(source.state == "live" for source in sources)
    number = formats.counted(coverage.conversations, "conversation")
    spoke = ngettext("account, in {conversations}", "accounts, in {conversations}", coverage.accounts, conversations=number)
    seen = _figure(formats.size_in_points(visible), "", gettext("smallest change that would most likely have been seen"))
    unseen = _figure(pgettext("no change", "No"), "", gettext("change of any size could have been seen"))
    alone = brief.volume.smallest_visible_alone_pp
    if brief.verdict == "thin" and alone < 100 <= visible:  # as the headline has it
        size = formats.size_in_points(alone)
        unseen = _figure(
            size, "", gettext("smallest change of a theme, looked at by itself, that would most likely have been seen")
        )
    delivered = ngettext("source delivered on time", "sources delivered on time", len(sources))
    shown = seen if visible < 100 else unseen
    if brief.verdict in RULED_OUT and visible < 100:
        ids = [name for name, account in sorted(brief.accounts.items()) if account.conversations]
        shown = next(iter(_worth_of(brief, ids)), shown)
    return [
        _figure(formats.count(coverage.accounts), "", spoke),
        shown,
        _figure(str(live), _of(len(sources)), delivered),
    ]


def _figure(number: str, whole: str, unit: str) -> Figure:
    return {"number": number, "whole": whole, "unit": unit}


def _of(whole: int) -> str:
    return gettext("of {whole}", whole=formats.count(whole)) if whole else ""


def voters(brief: Brief) -> str:
    """Whose votes the cycle's shares are the mean of: "44 accounts and 5 others"."""
    accounts = formats.counted(brief.volume.accounts_now, "account")
    others = brief.volume.voters_now - brief.volume.accounts_now
    if others <= 0:
        return accounts
    return ngettext(
        "{accounts} and {n} other", "{accounts} and {n} others", others,
        accounts=accounts,
    )  # fmt: skip

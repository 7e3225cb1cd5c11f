"""What customers are saying: quotes from three accounts for each shift, and a voice on what the others raise most."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.model.themes import Quote, Shift
from kit.brief.quotes import as_shown, of_different_accounts
from kit.language import gettext, in_own_language, ngettext


@in_own_language
def section(brief: Brief) -> Section:
    """The customers themselves; in a cycle without a shift examples of what is raised most."""
    groups = [_of_shift(brief, shift) for shift in summary.surfaced(brief)[: summary.MOST_SHIFTS]]
    if not groups and (kept := examples(brief)):
        shown = [as_shown(brief, quote) for quote in kept]
        groups = [{"title": "", "is_shift": False, "direction": "", "quotes": shown, "other": None}]
    html = render(
        "customers.html", finding=finding(brief), groups=groups, rule=_rule(bool(summary.lead(brief))),
        nothing=gettext("No conversation of {cycle} could be quoted.", cycle=formats.cycle_name(brief.cycle)),
    )  # fmt: skip
    return Section("customers-say", gettext("What customers are saying"), html)


def finding(brief: Brief) -> str:
    if lead := summary.lead(brief):
        if lead.reach_now.of and not summary.is_past(lead):
            accounts = formats.counted(lead.reach_now.of, "account")
            return gettext("{number} of {accounts} said it, in their own words", number=lead.reach_now.n, accounts=accounts)
        number = len(lead.accounts)
        if summary.is_past(lead):
            return ngettext(
                "{n} account said it before, in their own words", "{n} accounts said it before, in their own words", number
            )
        return ngettext("{n} account said it, in their own words", "{n} accounts said it, in their own words", number)
    if examples(brief):
        is_enough = brief.verdict in ("steady", "unclear")
        return gettext("What customers keep saying") if is_enough else gettext("The little that was said; no trend in it")
    return gettext("Nobody is quoted")


def _of_shift(brief: Brief, shift: Shift) -> dict[str, Any]:
    """Up to three quotes of a shift from three accounts, and one voice on what the others raise most."""
    return {
        "title": wording.change(brief, shift), "is_shift": True, "direction": shift.direction,
        "quotes": [as_shown(brief, quote) for quote in of_different_accounts(shift.quotes)],
        "other": as_shown(brief, shift.other_voice) if shift.other_voice else None,
    }  # fmt: skip


def examples(brief: Brief) -> list[Quote]:
    """Examples of the themes raised most, said in the cycle itself, for a cycle without a shift."""
    themes = [summary.theme_of(brief, row.theme) for row in summary.then_and_now(brief)]
    given = [theme.example for theme in themes if theme and theme.example]
    return of_different_accounts(quote for quote in given if summary.is_of_cycle(brief, quote))


def _rule(is_shift: bool) -> str:
    """How the quotes were chosen."""
    if is_shift:
        return gettext(
            "Chosen by rule, not by hand: what says the theme’s name best and is closest to the middle of what the accounts say "
            "about it, one from each account. The "
            "other voice is the most typical passage on what the accounts that do not raise it raise most. The evidence holds "
            "every passage."
        )
    return gettext("Chosen by rule: a typical passage of each theme that is raised most, one from each account.")

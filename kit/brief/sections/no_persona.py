"""People you have no persona for: how many, who they say they are, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit import formats
from kit.brief.html import Section, render
from kit.brief.model import People
from kit.brief.model.people import SharedTheme
from kit.brief.model.themes import Arr
from kit.brief.quotes import as_shown
from kit.brief.tables import Row, account_rows, before_the_fold, raising_accounts
from kit.drift.no_persona import MIN_CONVERSATIONS, MIN_VOICES
from kit.language import gettext, in_own_language, marked, ngettext

TITLE = marked("People you have no persona for")
#: Titles shown before the list folds.
MOST_TITLES = 6


@in_own_language
def section(people: People) -> Section:
    """People who were heard and fit no persona: counts, titles, themes with accounts and revenue."""
    columns = [gettext("Account"), gettext("Segment"), gettext("Tier"), people.settings.revenue_name, gettext("Renews")]
    html = render(
        "no_persona.html", finding=finding(people), counts=counts(people), nearly=nearly(people),
        themes=[_theme(people, theme) for theme in people.themes], columns=columns,
        titles=title_rows(people), most=before_the_fold(len(people.titles), MOST_TITLES), span=_span(people),
        how=_how() if people.themes else "",
    )  # fmt: skip
    return Section("nobody", gettext(TITLE), html)


def theme_rows(people: People) -> list[dict[str, Any]]:
    """The themes as a table: the numbers of the section, one row a theme."""
    return [
        {
            "theme": theme.label,
            "accounts": len(theme.accounts),
            people.settings.revenue_name: _worth(people, theme.arr, len(theme.accounts)) or "not known",
            "conversations": theme.conversations,
            "this cycle": theme.conversations_now,
            "titles": formats.listed_short(theme.titles),
            "words": ", ".join(theme.terms),
        }
        for theme in people.themes
    ]


def finding(people: People) -> str:
    """The section in one sentence."""
    themes, unmatched = people.themes, people.window.conversations
    if themes and people.accounts:
        return formats.clauses([_talking(people), _about(people)])
    if themes:
        number = sum(theme.conversations for theme in themes)
        lead = ngettext("{n} conversation is like no persona you have", "{n} conversations are like no persona you have", number)
        return formats.clauses([lead, _about(people)])
    if unmatched:
        lead = ngettext("{n} conversation fits no persona", "{n} conversations fit no persona", unmatched)
        if unmatched + people.window.nearly < MIN_CONVERSATIONS:
            return gettext("{fit}; too few to say what they have in common", fit=lead)
        return gettext("{fit}; nothing is said by {number} accounts or more among them", fit=lead, number=MIN_VOICES)
    if people.window.of_conversations:
        return gettext("Everybody who spoke fits a persona")
    return gettext("Nobody spoke")


def _worth(people: People, arr: Arr, n_accounts: int) -> str:
    """What accounts are worth, those of unknown revenue counted; "" where nothing is known."""
    if arr.accounts_without_arr >= n_accounts:
        return ""
    worth = f"{formats.money(arr.amount, arr.currency)} {people.settings.revenue_name}"
    unknown = arr.accounts_without_arr
    if not unknown:
        return worth
    return ngettext("{worth} ({number} unknown)", "{worth} ({number} unknown)", unknown, worth=worth, number=unknown)


def _span(people: People) -> str:
    return formats.cycles_named(people.cycles)


def counts(people: People) -> list[str]:
    """How many conversations and accounts fit nobody over the window, and what part of them the heading and the cycle are."""
    count, number = people.window, len(people.accounts)
    figures = {
        "cycles": _span(people), "number": formats.count(count.conversations),
        "conversations": formats.counted(count.of_conversations, "conversation"), "accounts": formats.count(count.accounts),
        "all_accounts": formats.counted(count.of_accounts, "account"),
    }  # fmt: skip
    sentences = [gettext("{cycles}: {number} of {conversations} fit no persona, from {accounts} of {all_accounts}.", **figures)]
    if len(people.cycles) > 1:
        now, cycle = formats.count(people.now.conversations), formats.cycle_name(people.cycle)
        sentences.append(gettext("Of these conversations {number} are of {cycle}.", number=now, cycle=cycle))
    if people.themes and 0 < number < count.accounts:
        sharing = gettext(
            "The {number} above are those of the {accounts} that share something with at least two others.", number=number,
            accounts=figures["accounts"],
        )  # fmt: skip
        sentences.append(sharing)
    return [" ".join(sentences)]


def nearly(people: People) -> str:
    """What else was read for the themes; "" where nothing was."""
    number = people.window.nearly
    if not number:
        return ""
    also = len(people.between)
    same = ""
    if also:
        same = ngettext(", and {n} account among them say the same", ", and {n} accounts among them say the same", also)
    return ngettext(
        "Beside them {n} conversation lies between a persona and nobody{same}: in no figure of this section, though the "
        "themes are looked for in both.",
        "Beside them {n} conversations lie between a persona and nobody{same}: in no figure of this section, though the "
        "themes are looked for in both.",
        number, same=same,
    )  # fmt: skip


def title_rows(people: People) -> list[Row]:
    """Title, conversations and accounts, the most heard first."""
    return [
        [row.title or gettext("no title given"), formats.count(row.conversations), formats.count(row.accounts)]
        for row in people.titles
    ]


def named(people: People, account_ids: Sequence[str]) -> str:
    """The accounts of a theme by revenue, the later ones counted; "" where none is known."""
    names = [account.name or name for name, account in raising_accounts(people.accounts, account_ids)]
    return gettext("Accounts, the largest first: {names}", names=formats.listed_short(names, 5)) if names else ""


def _theme(people: People, theme: SharedTheme) -> dict[str, Any]:
    number = len(theme.accounts)
    accounts = ngettext(
        "{number} of the {n} account", "{number} of the {n} accounts", len(people.accounts), number=number
    )  # fmt: skip
    unknown = gettext("{revenue} not known", revenue=people.settings.revenue_name)
    conversations = ngettext(
        "{n} conversation, {now} of them {when}", "{n} conversations, {now} of them {when}", theme.conversations,
        now=theme.conversations_now, when=formats.in_cycle(people.cycle),
    )  # fmt: skip
    figures = [accounts, _worth(people, theme.arr, number) or unknown] if number else []
    return {
        "label": theme.label, "figures": [*figures, conversations],
        "titles": formats.listed_short(theme.titles, 5), "terms": theme.terms,
        "named": named(people, theme.accounts), "quote": as_shown(people, theme.quote), "number": number,
        "accounts": [row[:5] for row in account_rows(people, theme.accounts)],
    }  # fmt: skip


def _how() -> str:
    """How the themes of such people are found."""
    return gettext(
        "How the themes are found: passages whose nearest neighbours in meaning are by such people too, more often than chance "
        "would have it, grouped as the personas’ themes are. Each is said by at least three accounts that fit no persona; "
        "figures, name and quote are theirs. Accounts between personas that say the same are counted apart."
    )


def _talking(people: People) -> str:
    """How many accounts talk like no persona, and what they are worth."""
    number = len(people.accounts)
    worth = _worth(people, people.arr, number)
    if not worth:
        return ngettext("{n} account talks like no persona you have", "{n} accounts talk like no persona you have", number)
    return ngettext(
        "{n} account worth {worth} talks like no persona you have", "{n} accounts worth {worth} talk like no persona you have",
        number, worth=worth,
    )  # fmt: skip


def _about(people: People) -> str:
    theme = formats.quoted(people.themes[0].label)
    return gettext("most often about {theme}", theme=theme) if len(people.themes) > 1 else gettext("about {theme}", theme=theme)

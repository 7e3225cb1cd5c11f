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
from kit.brief.tables import Row, account_rows, raising_accounts
from kit.drift.no_persona import MIN_CONVERSATIONS, MIN_VOICES

TITLE = "People you have no persona for"
#: Titles shown before the list folds.
MOST_TITLES = 6
ACCOUNT_COLUMNS = ("Account", "Segment", "Tier")
HOW = (
    "How the themes are found: passages whose nearest neighbours in meaning are by such people too, more often than chance "
    "would have it, grouped as the personas’ themes are. Each is said by at least three accounts that fit no persona; figures, "
    "name and quote are theirs. Accounts between personas that say the same are counted apart."
)


def section(people: People) -> Section:
    """People who were heard and fit no persona: counts, titles, themes with accounts and revenue."""
    html = render(
        "no_persona.html", finding=finding(people), counts=counts(people), nearly=nearly(people),
        themes=[_theme(people, theme) for theme in people.themes],
        columns=[*ACCOUNT_COLUMNS, people.settings.revenue_name, "Renews"],
        titles=title_rows(people), most=MOST_TITLES, span=_span(people),
        how=HOW if people.themes else "",
    )  # fmt: skip
    return Section("nobody", TITLE, html)


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
        number = len(people.accounts)
        worth = _worth(people, people.arr, number)
        talk = "talks" if number == 1 else "talk"
        who = f"{formats.counted(number, 'account')}{' worth ' + worth if worth else ''}"
        lead = f"{who} {talk} like no persona you have"
    elif themes:
        number = sum(theme.conversations for theme in themes)
        lead = f"{formats.counted(number, 'conversation')} {'is' if number == 1 else 'are'} like no persona you have"
    elif unmatched:
        is_few = unmatched + people.window.nearly < MIN_CONVERSATIONS
        what = "too few to say what they have in common" if is_few else f"no {MIN_VOICES} accounts among them say the same"
        return f"{formats.counted(unmatched, 'conversation')} {'fits' if unmatched == 1 else 'fit'} no persona; {what}"
    else:
        return "Everybody who was heard fits a persona" if people.window.of_conversations else "Nobody was heard"
    return f"{lead}; {'most often ' if len(themes) > 1 else ''}about {formats.quoted(themes[0].label)}"


def _worth(people: People, arr: Arr, n_accounts: int) -> str:
    """What accounts are worth, those of unknown revenue counted; "" where nothing is known."""
    if arr.accounts_without_arr >= n_accounts:
        return ""
    worth = f"{formats.money(arr.amount, arr.currency)} {people.settings.revenue_name}"
    return f"{worth} ({arr.accounts_without_arr} unknown)" if arr.accounts_without_arr else worth


def _span(people: People) -> str:
    return formats.cycles_named(people.cycles)


def counts(people: People) -> list[str]:
    """How many conversations and accounts fit nobody over the window, and what part of them the heading and the cycle are."""
    count, number = people.window, len(people.accounts)
    of = f"{count.conversations:,} of {formats.counted(count.of_conversations, 'conversation')}"
    who = f"{count.accounts:,} of {formats.counted(count.of_accounts, 'account')}"
    sentences = [f"{_span(people)}: {of} fit no persona, from {who}."]
    if len(people.cycles) > 1:
        sentences.append(f"Of these conversations {people.now.conversations:,} are of {formats.cycle_name(people.cycle)}.")
    if people.themes and 0 < number < count.accounts:
        sentences.append(f"The {number} above are those of the {count.accounts:,} that share something with at least two others.")
    return [" ".join(sentences)]


def nearly(people: People) -> str:
    """What else was read for the themes; "" where nothing was."""
    number = people.window.nearly
    if not number:
        return ""
    lie = "lies" if number == 1 else "lie"
    also = len(people.between)
    same = f", and {formats.counted(also, 'account')} among them say the same" if also else ""
    between = f"Beside them {formats.counted(number, 'conversation')} {lie} between a persona and nobody{same}"
    return f"{between}: in no figure of this section, though the themes are looked for in both."


def title_rows(people: People) -> list[Row]:
    """Title, conversations and accounts, the most heard first."""
    return [
        [row.title or "no title given", formats.count(row.conversations), formats.count(row.accounts)] for row in people.titles
    ]


def named(people: People, account_ids: Sequence[str]) -> str:
    """The accounts of a theme by revenue, the later ones counted; "" where none is known."""
    names = [account.name or name for name, account in raising_accounts(people.accounts, account_ids)]
    return f"Accounts, the largest first: {formats.listed_short(names, 5)}" if names else ""


def _theme(people: People, theme: SharedTheme) -> dict[str, Any]:
    number = len(theme.accounts)
    accounts = f"{number} of the {formats.counted(len(people.accounts), 'account')}" if number else ""
    conversations = formats.counted(theme.conversations, "conversation")
    figures = [
        accounts,
        _worth(people, theme.arr, number) or (f"{people.settings.revenue_name} not known" if number else ""),
        f"{conversations}, {theme.conversations_now} of them in {formats.cycle_name(people.cycle)}",
    ]
    return {
        "label": theme.label, "figures": [figure for figure in figures if figure],
        "titles": formats.listed_short(theme.titles, 5), "terms": theme.terms,
        "named": named(people, theme.accounts), "quote": as_shown(people, theme.quote), "number": number,
        "accounts": [row[:5] for row in account_rows(people, theme.accounts)],
    }  # fmt: skip

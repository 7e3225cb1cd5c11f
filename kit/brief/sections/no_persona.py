"""The index's section on the people no persona describes: how many, who they say they are, and what they say."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.brief import quotes as saying
from kit.brief import summary as gist
from kit.brief import tables
from kit.brief.html import Section, render
from kit.brief.summary import Facts
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


def nobody(facts: Facts) -> Section:
    """People who were heard and fit no persona: counts, titles, themes with accounts and revenue.

    Parameters
    ----------
    facts : from :func:`kit.drift.no_persona.missing_people`.
    """
    html = render(
        "sections/nobody.html", finding=finding(facts), counts=counts(facts), nearly=nearly(facts),
        themes=[_theme(facts, theme) for theme in facts["themes"]],
        columns=[*ACCOUNT_COLUMNS, gist.revenue_name(facts), "Renews"],
        titles=title_rows(facts), most=MOST_TITLES, span=_span(facts),
        how=HOW if facts["themes"] else "",
    )  # fmt: skip
    return Section("nobody", TITLE, html)


def theme_rows(facts: Facts) -> list[dict[str, Any]]:
    """The themes as a table: the numbers of the section, one row a theme."""
    return [
        {
            "theme": theme["label"],
            "accounts": len(theme["accounts"]),
            gist.revenue_name(facts): _worth(facts, theme["arr"], len(theme["accounts"])) or "not known",
            "conversations": theme["conversations"],
            "this cycle": theme["conversations_now"],
            "titles": formats.listed_short(theme["titles"]),
            "words": ", ".join(theme["terms"]),
        }
        for theme in facts["themes"]
    ]


def finding(facts: Facts) -> str:
    """The section in one sentence."""
    themes, heard = facts["themes"], facts["window"]["conversations"]
    if themes and facts["accounts"]:
        number = len(facts["accounts"])
        worth = _worth(facts, facts["arr"], number)
        talk = "talks" if number == 1 else "talk"
        who = f"{formats.counted(number, 'account')}{' worth ' + worth if worth else ''}"
        lead = f"{who} {talk} like no persona you have{_between(facts)}"
    elif themes:
        number = sum(theme["conversations"] for theme in themes)
        lead = f"{formats.counted(number, 'conversation')} {'is' if number == 1 else 'are'} like no persona you have"
    elif heard:
        is_few = heard + facts["window"]["nearly"] < MIN_CONVERSATIONS
        what = "too few to say what they have in common" if is_few else f"no {MIN_VOICES} accounts among them say the same"
        return f"{formats.counted(heard, 'conversation')} {'fits' if heard == 1 else 'fit'} no persona; {what}"
    else:
        return "Everybody who was heard fits a persona" if facts["window"]["of_conversations"] else "Nobody was heard"
    return f"{lead}; {'most often ' if len(themes) > 1 else ''}about {formats.quoted(themes[0]['label'])}"


def _between(facts: Facts) -> str:
    """Accounts that say the same and lie between a persona and nobody, as a part of a sentence; "" for none."""
    number = len(facts.get("between") or [])
    return f", and {formats.counted(number, 'account')} between personas" if number else ""


def _worth(facts: Facts, arr: Facts, n_accounts: int) -> str:
    """What accounts are worth, those of unknown revenue counted; "" where nothing is known."""
    lacking = arr["accounts_without_arr"]
    if lacking >= n_accounts:
        return ""
    worth = f"{formats.money(arr['amount'], arr['currency'])} {gist.revenue_name(facts)}"
    return f"{worth} ({lacking} unknown)" if lacking else worth


def _span(facts: Facts) -> str:
    return formats.cycles_named(facts["cycles"])


def counts(facts: Facts) -> list[str]:
    """How many conversations and accounts fit nobody, of how many: in the cycle, then over the window."""
    sentences = [f"{formats.cycle_name(facts['cycle'])}: {_counted(facts['now'])}."]
    if len(facts["cycles"]) > 1:
        sentences.append(f"{_span(facts)}: {_counted(facts['window'])}.")
    return sentences


def _counted(count: dict[str, int]) -> str:
    of = f"{count['conversations']:,} of {formats.counted(count['of_conversations'], 'conversation')}"
    return f"{of} fit no persona, from {count['accounts']:,} of {formats.counted(count['of_accounts'], 'account')}"


def nearly(facts: Facts) -> str:
    """What else was read for the themes; "" where nothing was."""
    number = facts["window"]["nearly"]
    if not number:
        return ""
    lie = "lies" if number == 1 else "lie"
    said = f"Another {formats.counted(number, 'conversation')} {lie} between a persona and nobody"
    return f"{said}; {'it counts' if number == 1 else 'they count'} for no persona, and the themes are looked for in both."


def title_rows(facts: Facts) -> list[list[str]]:
    """Title, conversations and accounts, the most heard first."""
    return [
        [row["title"] or "no title given", formats.count(row["conversations"]), formats.count(row["accounts"])]
        for row in facts["titles"]
    ]


def named(facts: Facts, account_ids: list[str]) -> str:
    """The accounts of a theme by revenue, the later ones counted; "" where none is known."""
    names = [account.get("name") or account["account_id"] for account in gist.raising_accounts(facts, account_ids)]
    return f"Accounts, the largest first: {formats.listed_short(names, 5)}" if names else ""


def _theme(facts: Facts, theme: Facts) -> dict[str, Any]:
    number = len(theme["accounts"])
    accounts = f"{number} of the {formats.counted(len(facts['accounts']), 'account')}" if number else ""
    conversations = formats.counted(theme["conversations"], "conversation")
    figures = [
        accounts,
        _worth(facts, theme["arr"], number) or (f"{gist.revenue_name(facts)} not known" if number else ""),
        f"{conversations}, {theme['conversations_now']} of them in {formats.cycle_name(facts['cycle'])}",
    ]
    beside = len((theme.get("between") or {}).get("accounts") or [])
    if beside:
        figures.append(f"and {formats.counted(beside, 'account')} between personas")
    return {
        "label": theme["label"], "figures": [figure for figure in figures if figure],
        "titles": formats.listed_short(theme["titles"], 5), "terms": theme["terms"],
        "named": named(facts, theme["accounts"]), "quote": saying.said(facts, theme["quote"]), "number": number,
        "accounts": [row[:5] for row in tables.account_rows(facts, theme["accounts"])],
    }  # fmt: skip

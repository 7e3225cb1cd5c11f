"""People: those whom no persona describes, over one window of cycles."""

from __future__ import annotations

from pydantic import ConfigDict

from kit.brief.model.part import Count, Cycle, Part, fact, optional
from kit.brief.model.themes import Account, Arr, Quote
from kit.language import Language


class Counts(Part):
    """How many fit no persona, of how many."""

    conversations: Count = fact("that fit no persona")
    of_conversations: Count = fact("that were matched")
    accounts: Count = fact("accounts with such a conversation")
    of_accounts: Count = fact("accounts that spoke")
    nearly: Count = fact("conversations that lie between a persona and nobody")


class JobTitle(Part):
    """A job title as it was given."""

    title: str = fact('"" where none was given')
    conversations: Count = fact("of people with this title")
    accounts: Count = fact("of people with this title")


class Beside(Part):
    """Who says the same and lies between a persona and nobody."""

    conversations: Count = fact("that lie between")
    accounts: tuple[str, ...] = fact("their ids")


class SharedTheme(Part):
    """What several of them say and the others do not."""

    model_config = ConfigDict(extra="ignore")

    label: str = fact("a stretch of its quote")
    terms: tuple[str, ...] = fact("words that are theirs, the most telling first")
    conversations: Count = fact("over the window")
    conversations_now: Count = fact("in the cycle")
    accounts: tuple[str, ...] = fact("their ids")
    arr: Arr = fact("revenue of the accounts")
    titles: tuple[str, ...] = fact("job titles, the most heard first")
    quote: Quote = fact("the passage nearest to the middle")
    between: Beside = fact("who says the same and is not sure to fit nobody")


class Named(Part):
    """What amounts are called."""

    currency: str = fact("ISO 4217 code")
    revenue_name: str = fact("what the company calls an account's revenue")
    language: Language | None = optional("of the page's sentences, where they are not in English")


class People(Part):
    """People who were heard and fit no persona: what :func:`kit.drift.no_persona.missing_people` finds."""

    model_config = ConfigDict(extra="ignore")

    cycle: Cycle
    cycles: tuple[Cycle, ...] = fact("the window, oldest first")
    now: Counts = fact("of the cycle")
    window: Counts = fact("of the window")
    titles: tuple[JobTitle, ...] = fact("over the window, the most heard first")
    themes: tuple[SharedTheme, ...] = fact("the most accounts first")
    arr: Arr = fact("of all the themes' accounts together, each once")
    between: tuple[str, ...] = fact("ids of accounts that share a theme and are not sure to fit nobody")
    accounts: dict[str, Account] = fact("by id: the accounts of the themes")
    settings: Named

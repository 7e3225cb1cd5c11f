"""Persona file: its claims, its order of pains, its words and its messages against what was said."""

from __future__ import annotations

from typing import Literal

from kit.brief.model.part import Count, Part, Share, fact, optional
from kit.brief.model.themes import Quote
from kit.drift.claim_verdicts import NOT_ENOUGH


class Nearest(Part):
    """The theme that may say in other words what a claim states."""

    theme: str = fact("its id")
    label: str = fact("its label")
    share_now: Share = fact("0 to 1, in the cycle")


class Elsewhere(Part):
    """Another theme that holds most of what comes closest to a claim's words."""

    theme: str = fact("its id")
    label: str = fact("its name")
    passages: Count = fact("of those passages, the ones it holds")
    of: Count = fact("passages that come close to one line of the claim")


class Claim(Part):
    """A sentence of the persona file, held against what was said."""

    claim: str = fact("full name: persona, section, id")
    statement: str = fact("as the persona file writes it")
    section: Literal["goals", "pains", "objections", "decision_criteria"] = fact("of the persona file")
    rank_stated: int = fact("place in its section of the file, from 1")
    theme: str | None = fact("id of the theme that states it; null where it has none")
    verdict: Literal["holding", "rising", "fading", "unheard", "overtaken"] = fact("what became of it")
    rank_heard: int | None = fact("place among its section by share, from 1; null where nobody raised it")
    share_now: Share = fact("0 to 1, in the cycle")
    share_before: Share = fact("0 to 1, over the baseline")
    accounts_now: Count = fact("accounts raising it")
    overtaken_by: str | None = fact("id of the theme that has passed it; null where none has")
    heard_enough: bool = fact("whether enough was heard for the verdict to be relied on")
    accounts_spoke: Count = fact("accounts that spoke in the cycle")
    history: dict[str, Share | None] = fact("share by cycle, 0 to 1")
    sentence: str = fact("what was heard of it")
    nearest: Nearest | None = fact("of one that nobody raised: a found theme that may say the same")
    quote: Quote | None = fact("what was said this cycle that comes closest to it; null where nobody raised it")
    elsewhere: Elsewhere | None = optional("another theme that holds most of what comes closest to its words")
    only_statement: bool | None = optional("whether it has no language of its own and nobody says it as it is stated")

    @property
    def word(self) -> str:
        """The verdict as a reader is given it."""
        return self.verdict if self.heard_enough else NOT_ENOUGH


class Place(Part):
    """A pain's place in the file and among what was heard."""

    theme: str = fact("its id")
    claim: str | None = fact("full name of the claim; null where the file does not state it")
    share: Share = fact("0 to 1, in the cycle")
    rank_stated: int | None = fact("place in the file, from 1")
    rank_heard: int | None = fact("place by share, from 1; null where nobody raised it")


class Priorities(Part):
    """The order of pains stated against the order heard."""

    stated_first: str = fact("the claim that the file puts first")
    order: tuple[Place, ...] = fact("pains, the most raised first")
    heard_first: str | None = fact("the claim, or else the theme, raised most; null where no pain was raised")
    heard_first_theme: str | None = fact("its theme")
    probability: Share | None = fact("that it really is first, 0 to 1")
    tied: tuple[str, ...] | None = optional("themes that may as well be first: their distance to it may be chance")


class Term(Part):
    """A word or phrase that rose or fell."""

    term: str = fact("in the form most used")
    accounts: Count = fact("accounts that use it in the period where it is used more")
    z: float = fact("how surely it moved: standard errors from no change")
    in_file: bool = fact("whether the persona file uses it")
    before: Share = fact("mean over voters of the part of their conversations that use it over the baseline, 0 to 1")
    now: Share = fact("the same in the cycle, 0 to 1")
    example: Quote | None = fact("one place where it was said")


class NewTerm(Part):
    """A word or phrase that customers use and the persona file does not."""

    term: str = fact("in the form most used")
    now: Share = fact("mean over voters of the part of their conversations that use it in the cycle, 0 to 1")
    accounts: Count = fact("accounts that use it")
    z: float = fact("how surely it is theirs: standard errors from no difference")


class Language(Part):
    """Words that move, and the file's own against those of its customers."""

    rising: tuple[Term, ...] = fact("phrases before words, the surest first")
    fading: tuple[Term, ...] = fact("likewise")
    unsaid: tuple[str, ...] = fact("terms of the file that no customer used in the cycle")
    new_to_file: tuple[NewTerm, ...] = fact("terms that accounts use and the file does not")


class Message(Part):
    """A message of the persona file, and how much of what is said it speaks to."""

    claim: str | None = fact("full name; null for all messages together")
    statement: str = fact("as the persona file writes it")
    speaks_to: tuple[str, ...] = fact("ids of the themes it speaks to")
    speaks_to_labels: tuple[str, ...] = fact("their labels")
    share_now: Share = fact("of what is said that it speaks to, 0 to 1, in the cycle")
    share_before: Share = fact("0 to 1, over the baseline")
    history: dict[str, Share | None] = fact("by cycle, 0 to 1")
    verdict: Literal["silent", "speaks", "gaining", "losing"] = fact("what became of it")


class Unaddressed(Part):
    """A pain that no message speaks to."""

    theme: str = fact("its id")
    label: str = fact("its label")
    claim: str | None = fact("full name of the claim; null where the file does not state it")
    share_now: Share = fact("0 to 1, in the cycle")

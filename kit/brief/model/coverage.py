"""Coverage: what a brief stands on, what was not heard, and how conversations were matched."""

from __future__ import annotations

from typing import Literal

from kit.brief.model.part import Count, Part, Share, fact, optional
from kit.brief.model.themes import Quote


class Reason(Part):
    """One reason of the verdict; which numbers it has depends on its code."""

    code: str = fact("which reason: surfaced, nothing_surfaced, few_accounts_now, blind, stale_source and others")
    text: str | None = optional("the reason as a clause")
    smallest_visible_shift_pp: float | None = optional(
        "percentage points, 0 to 100: what would have been seen in 80 of 100 such cycles"
    )
    themes: tuple[str, ...] | None = optional("ids of the surfaced themes, or of those in which no shift is excluded")
    of: Count | None = optional("themes tested")
    within_pp: float | None = optional("percentage points: the size that is, or cannot be, excluded")
    hides_15: Share | None = optional("chance of being called steady although a subject rose by 15 points, 0 to 1")
    hides_25: Share | None = optional("the same for 25 points")
    accounts: Count | None = optional("accounts that spoke")
    needed: Count | None = optional("accounts that are needed")
    smallest_visible_alone_pp: float | None = optional("percentage points, 0 to 100, of one theme looked at alone")
    limit_pp: float | None = optional("percentage points above which a shift is a big one")
    source: str | None = optional("a source that was not heard as usual")
    kind: str | None = optional("its kind")
    state: Literal["live", "stale", "silent"] | None = optional("its state")
    last_at: str | None = optional("when it was last heard, ISO 8601 in UTC")
    conversations: Count | None = optional("conversations of the cycle that it brought, or that wait for a person")
    expected: float | None = optional("conversations that it usually brings in a cycle")
    unthemed_part: Share | None = optional("part of the conversations with content that lies in no theme, 0 to 1")
    unthemed_before: Share | None = optional("the same over the baseline, 0 to 1")
    alike_part: Share | None = optional("part of the passages most alike that lies in one theme, 0 to 1")
    held_part: Share | None = optional("part of a subject that its theme is likely to hold, 0 to 1")
    shows_pp: float | None = optional("percentage points: as how much a shift of within_pp of a subject would show in its theme")
    limit: Share | None = optional("part beyond which, or of what is alike below which, nothing is called steady, 0 to 1")
    usual_part: Share | None = optional("part of the persona's usual conversations that it brings, 0 to 1")


class Understood(Part):
    """How much of what was said some theme explains."""

    with_content: Count = fact("conversations of the cycle that are on something")
    unthemed_part: Share | None = fact("part of those that lies in no theme, 0 to 1; null where there are none")
    unthemed_before: Share | None = fact("the same over the baseline, 0 to 1")
    small_talk_part: Share = fact("part of all conversations of the cycle that holds nothing but small talk, 0 to 1")
    alike_part: Share | None = optional("part of the passages most alike that lies in one theme, 0 to 1; null of too few")


class NotExcluded(Part):
    """A theme in which a shift worth telling cannot be excluded."""

    theme: str = fact("the theme's id")
    low_pp: float = fact("lower end of the shift's 90 % interval, percentage points")
    high_pp: float = fact("upper end, percentage points")


class HeardOf(Part):
    """How much was heard of the persona, and what that much could have shown."""

    accounts_now: Count = fact("accounts that spoke in the cycle")
    accounts_before: Count = fact("accounts that spoke over the baseline")
    conversations_now: Count = fact("counted conversations of the cycle")
    voters_now: Count = fact("accounts and people without one that spoke in the cycle: each has one vote")
    n_themes: Count = fact("themes tested")
    n_baseline_cycles: Count = fact("baseline cycles in which somebody spoke")
    history: Literal["short", "used"] = fact("whether enough earlier cycles tell how much an ordinary one varies")
    smallest_visible_shift_pp: float = fact("percentage points, 0 to 100, seen with a chance of 80 % among all themes tested")
    smallest_visible_alone_pp: float = fact("percentage points, 0 to 100, of one theme looked at alone, at p 0.05")
    awaiting_review: Count = fact("conversations of the cycle that a person has to approve before they count")
    understood: Understood | None = optional("how much of it some theme explains")
    steady_within_pp: float | None = optional("percentage points: the size excluded in every theme of a steady persona")
    not_excluded: tuple[NotExcluded, ...] | None = optional("themes in which a shift of that size cannot be excluded")
    excluded_pp: float | None = optional("percentage points: the smallest size that is excluded in every theme")
    hides_15: Share | None = optional("chance of being called steady although a subject rose by 15 points, 0 to 1")
    hides_25: Share | None = optional("the same for 25 points")


class SourceCoverage(Part):
    """What one source brought."""

    source: str = fact("its id in kit.yaml")
    name: str | None = optional("what pages call it: its name in kit.yaml, or its id as words")
    kind: Literal["call", "ticket", "survey", "onboarding", "review"] = fact("what it holds")
    conversations: Count = fact("counted conversations of the persona in the cycle")
    last_at: str | None = fact("when the source was last heard, ISO 8601 in UTC; null for never")
    state: Literal["live", "stale", "silent"] = fact("as usual, late or low, or quiet for the whole cycle")
    expected: float | None = fact("conversations of the persona that it usually brings in a cycle; null where that is not known")
    is_low: bool = fact("whether it brought far fewer than usual")
    days_silent: float | None = fact("days from its last conversation to the cycle's end; null for never heard")
    heartbeat_days: int = fact("days of silence that are allowed")
    by_cycle: dict[str, Count] = fact("by cycle: counted conversations of the persona")
    heard_by_cycle: dict[str, Count] = fact("by cycle: conversations of the whole source")

    @property
    def title(self) -> str:
        """What pages call the source; its id as words in a brief that was made before sources had names."""
        return self.name or self.source.replace("-", " ")


class Coverage(Part):
    """What was heard, and what could not be."""

    conversations: Count = fact("counted conversations of the cycle")
    accounts: Count = fact("accounts that spoke in the cycle")
    sources: tuple[SourceCoverage, ...] = fact("every source of kit.yaml or of the record")
    warnings: tuple[str, ...] = fact("what to check")
    unthemed_share: Share | None = fact("part of the conversations that lies in no theme, 0 to 1; null where nothing was heard")
    small_talk_share: Share | None = optional("part of the conversations that holds nothing but small talk, 0 to 1")
    unthemed_content_share: Share | None = optional("part of those with content that lies in no theme, 0 to 1")
    unthemed_quotes: tuple[Quote, ...] | None = optional("some of what no theme explains, each of another account")
    set_aside: Count = fact("rows that could not be read")
    late: Count = fact("conversations that came after the brief of their cycle")
    duplicates: Count = fact("conversations that were delivered more than once")


class Overlap(Part):
    """Another persona whose definition takes in the same conversations."""

    persona: str = fact("its id")
    name: str = fact("its name")
    conversations: Count = fact("of the cycle that lie between the two")
    similarity: Share = fact("how alike the definitions are, 0 to 1")
    claims: tuple[str, ...] = fact("this persona's claims that the other states too")
    same: tuple[tuple[str, str], ...] = fact("pairs of claims that say the same, this persona's first")
    near: tuple[tuple[str, Count], ...] = fact("places in a persona file with the conversations near to each")


class Quality(Part):
    """How often the matcher was right on what people checked."""

    n_decisions: Count = fact("decisions that say something about the persona")
    n_drawn: Count = fact("conversations drawn at random and checked")
    precision: Share | None = fact("of what was matched to it, how much is right, 0 to 1; null where nothing was")
    precision_low: Share = fact("lower end of the 95 % interval, 0 to 1")
    precision_high: Share = fact("upper end, 0 to 1")
    recall: Share | None = fact("of what is its own, how much was matched to it, 0 to 1")
    recall_low: Share | None = fact("lower end, 0 to 1")
    recall_high: Share | None = fact("upper end, 0 to 1")
    approved_only: bool | None = optional("true where a person approves every match")


class ThemeReview(Part):
    """How often conversations were put to the right themes, on what people read."""

    n_read: Count = fact("conversations drawn at random of which people read every passage")
    n_raised: Count = fact("pairs of one of them and a theme that it was put to")
    right: Share | None = fact("of these, how many are right, 0 to 1; null where there were none")
    right_low: Share = fact("lower end of the 95 % interval, 0 to 1")
    right_high: Share = fact("upper end, 0 to 1")
    missed: Count = fact("pairs of one of them and a theme that it raises and was not put to")


class Matching(Part):
    """How conversations found their way to the persona."""

    attached: Count = fact("conversations of the cycle that count for it")
    ambiguous: Count = fact("that lie between it and another")
    awaiting_review: Count = fact("that a person has to approve")
    unmatched: Count = fact("of the cycle that fit no persona at all")
    overlaps: tuple[Overlap, ...] = fact("personas that take in the same conversations")
    quality: Quality | None = fact("null until enough was checked")

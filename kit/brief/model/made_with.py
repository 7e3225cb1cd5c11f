"""Made with: the persona, settings and bar in force, the run, the error rates, and what became of earlier figures."""

from __future__ import annotations

from typing import Literal

from kit.brief.model.part import Count, Cycle, Direction, Part, Share, Verdict, fact, optional
from kit.language import Language


class PersonaHead(Part):
    """Whose brief it is."""

    id: str = fact("the persona file's name")
    name: str = fact("as the persona file writes it")
    tracking: Literal["close", "standard", "low", "off"] = fact("how closely it is followed")
    status: Literal["draft", "active", "retired"] = fact("of the persona file")
    validated_on: str = fact('ISO date on which the file was last checked; "" for never')


class BarInForce(Part):
    """What a change has to reach to be surfaced: the user's rules."""

    min_accounts: Count = fact("accounts raising the theme, at least")
    min_top_tier_accounts: Count = fact("of these in the top revenue tier, at least")
    min_shift_pp: float = fact("percentage points of account-weighted share, at least", ge=0)
    min_consistency: Share = fact("likeness of the accounts' words, 0 to 1, at least")
    min_weeks: Count = fact("different weeks in which it was said, at least")
    max_false_discovery: Share = fact("q over the whole library, 0 to 1, at most")


class Grouping(Part):
    """How passages become themes: the settings in force for this persona."""

    clustering: Literal["louvain", "hdbscan"] = fact("what finds the groups")
    reduction: Literal["none", "umap"] = fact("what makes the passages' vectors shorter first")
    fits: Count = fact(
        "fits with seeds of their own that vote, at most; fewer are made where they agree, and of umap and hdbscan"
    )
    granularity: Literal["coarse", "normal", "fine"] = fact("how many themes are wanted")


class SettingsInForce(Part):
    """What of kit.yaml bears on the figures."""

    seed: int = fact("of every random draw")
    embedding: str = fact("the model that places passages")
    baseline_cycles: Count = fact("cycles that a cycle is compared with")
    currency: str = fact("ISO 4217 code of every amount")
    revenue_name: str = fact("what the company calls an account's revenue")
    top_tiers: tuple[str, ...] | None = optional("the tiers of accounts.csv that count as the top ones; null in earlier briefs")
    timezone: str = fact("in which cycles are cut")
    language: Language | None = optional("of its sentences, where they are not in English")
    grouping: Grouping | None = optional("how passages become themes; briefs of earlier versions do not say")


class ErrorRate(Part):
    """A measured error rate of the method."""

    figure: str = fact("what was measured")
    case: str = fact("on which data")
    value: Share = fact("0 to 1")
    low: Share = fact("lower end of its 95 % interval, 0 to 1")
    high: Share = fact("upper end, 0 to 1")
    goal: str = fact("what was asked of it")
    holds: bool = fact("whether the goal is met")


class PreviousShift(Part):
    """What became of a shift that the last brief surfaced."""

    theme: str = fact("its id")
    label: str = fact("its label")
    cycle: Cycle
    direction: Direction = fact("as it was printed")
    shift_pp: float = fact("percentage points, as printed")
    share_before: Share = fact("0 to 1, as printed")
    share_then: Share = fact("0 to 1, as printed")
    share_now: Share | None = fact("0 to 1, in this cycle; null where the theme is gone from the register")
    held: bool | None = fact(
        "whether it is still there, by the new share's interval: at least half of it may be, and none is excluded; null between"
    )


class PastBrief(Part):
    """What the brief of an earlier cycle came down to, as it was printed."""

    cycle: Cycle
    verdict: Verdict = fact("in one word")
    headline: str = fact("one sentence")
    partial: bool = fact("whether the cycle was not over")
    label: str = fact('label of its lead shift, else of the pain raised most; "" where nothing was raised')
    accounts: Count = fact("accounts behind that")
    accounts_active: Count = fact("accounts that spoke")
    amount: int | float | None = fact("annual revenue of the accounts behind its lead shift; null without one, or not known")
    currency: str = fact("ISO 4217 code")


class Durability(Part):
    """Of the shifts surfaced so far and followed by another brief, how many held."""

    surfaced: Count = fact("shifts that could be judged")
    held: Count = fact("that held")
    untold: Count = fact("that could not be judged")


class Restated(Part):
    """A figure of an earlier brief that came out differently this time."""

    what: str = fact("the figure in words")
    theme: str = fact("its theme's id")
    cycle: Cycle
    from_: str = fact("whole percent, as printed", alias="from")
    to: str = fact("whole percent, as it is now")
    from_share: Share = fact("0 to 1")
    to_share: Share = fact("0 to 1")
    why: str = fact("what changed it")


class Run(Part):
    """The run that made the brief."""

    id: str = fact("random")
    made_at: str = fact("ISO 8601 in UTC", alias="at")
    seconds: float = fact("how long it took", ge=0)
    kit: str = fact("version of the kit")
    embedding: str = fact("the model that places passages")
    seed: int = fact("of every random draw")
    record_version: int = fact("version of the record's tables")
    settings_sha256: str = fact("of kit.yaml")

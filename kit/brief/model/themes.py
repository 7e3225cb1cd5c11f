"""Themes and shifts: what customers talk about, and how far it moved."""

from __future__ import annotations

from typing import Literal

from pydantic import create_model

from kit.brief.model.part import Count, Cycle, Direction, Part, Share, fact, optional


class Quote(Part):
    """A passage as it was said, cut from the stored conversation."""

    text: str = fact("the customer's words, masked")
    conversation_id: str = fact("as in the source")
    source: str = fact("the source's id in kit.yaml")
    account_id: str = fact('as in accounts.csv; "" where it is not known')
    role: str = fact('the job title as given; "" where none was')
    occurred_at: str = fact("when it was said, ISO 8601 with its offset")
    start: Count = fact("offset of the first character in the stored conversation, from 0")
    end: Count = fact("offset after the last character")
    theme: str | None = optional("of another voice: the theme it speaks of")
    url: str = fact('link to the original; "" where there is none')
    language: str | None = optional("BCP 47 tag, where it is known not to be the brief's own language")


class ThemeEvent(Part):
    """What became of a theme."""

    cycle: Cycle
    event: str = fact(
        "born, merged, split, returned or died; by a person cut (shown by its finer groups), joined (holds others) or whole again"
    )
    other: str = fact('id of the other theme of a merge or a split; "" where there is none')
    by: str | None = optional("who brought it about, where a person did")


class CorrectedShare(Part):
    """A share corrected for wrong and missed matches."""

    share: Share = fact("0 to 1")
    low: Share = fact("lower end of the 95 % interval, 0 to 1")
    high: Share = fact("upper end, 0 to 1")


class CheckedShare(Part):
    """A share corrected for passages in the wrong theme, and for wrong matches where those were checked too."""

    share: Share = fact("0 to 1")
    low: Share = fact("lower end of the 95 % interval, 0 to 1")
    high: Share = fact("upper end, 0 to 1")
    n_read: Count = fact("conversations put to it of which people read every passage")
    right: Share = fact("part of the votes put to it that truly raises it, 0 to 1")


class CorrectedShift(Part):
    """A shift corrected for wrong and missed matches, in percentage points."""

    shift_pp: float = fact("percentage points, -100 to 100")
    low_pp: float = fact("lower end of the 95 % interval, percentage points")
    high_pp: float = fact("upper end, percentage points")


class Theme(Part):
    """What customers talk about, with an id that lasts over the cycles."""

    id: str = fact("persona and number: revops-lead/t07")
    label: str = fact("its name, in customers' words or the persona file's; may be empty")
    claim: str | None = fact("full name of the claim that states it; null for a theme that was found")
    statement: str | None = fact("the claim's sentence; null for a theme that was found")
    origin: str = fact("how it came to be: a claim's, found, or a person's")
    born: str = fact('first cycle in which two conversations raised it; "" for a claim that nobody raised')
    new_in: str = fact('the cycle it is new in; "" where it is new in none of the window')
    terms: tuple[str, ...] = fact("words that are its own, the most telling first")
    stability: Share = fact("how well repeated fits agree on it, 0 to 1")
    parent: str | None = optional("id of the theme that it is a part of")
    mix: dict[str, Share] | None = optional("part of its passages of each kind (pain, objection, praise ...), 0 to 1 each")
    unsettled: bool = fact("whether repeated fits disagree on what belongs to it")
    share: dict[str, Share | None] = fact(
        "by cycle, 0 to 1: the mean over voters of the part of their conversations that raise it; null: nobody spoke"
    )
    low: dict[str, Share | None] = fact("by cycle: lower end of the share's 95 % interval, 0 to 1")
    high: dict[str, Share | None] = fact("by cycle: upper end, 0 to 1")
    accounts: dict[str, Count] = fact("by cycle: accounts raising it")
    rank: dict[str, Count] = fact("by cycle: 1 is the largest share; equal shares have the same rank")
    n_conversations: dict[str, Count] = fact("by cycle: conversations raising it")
    events: tuple[ThemeEvent, ...] = fact("what became of it, in the order of the runs")
    example: Quote | None = fact("one quote; null where none can be given")
    quotes: tuple[Quote, ...] | None = optional(
        "at most five, each of another account, that say its name best: of this cycle, else of those it is compared with; null "
        "for themes that page one has no room for"
    )
    holds: tuple[str, ...] | None = optional("codes that stand for some of the conversations it holds, each with its cycle")
    corrected: CorrectedShare | None = fact("this cycle's share corrected for wrong matches; null until enough was checked")
    checked: CheckedShare | None = optional("this cycle's share corrected for wrong themes; null until enough was read")


class Loudest(Part):
    """The account with most of a theme's conversations."""

    account_id: str | None = fact("null where no account is known")
    n: Count = fact("conversations of it that raise the theme")
    of: Count = fact("conversations that raise the theme")


class Arr(Part):
    """Revenue of accounts; what is not known is counted apart, never as 0."""

    amount: int | float = fact("annual, in the currency")
    currency: str = fact("ISO 4217 code")
    accounts_without_arr: Count = fact("accounts whose revenue is not known")
    persona_amount: int | float | None = optional("of all accounts that spoke in the cycles that the shift concerns")
    share_of_persona: Share | None = optional("the amount's part of that, 0 to 1; null where nothing is known")


class Reach(Part):
    """Accounts raising a theme in the cycle, of those that spoke."""

    n: Count = fact("accounts raising it")
    of: Count = fact("accounts that spoke")
    arr: Arr | None = optional("revenue of the accounts raising it, and of those that spoke in the cycle")


class InPart(Part):
    """A shift in one part of the accounts, looked at alone."""

    @property
    def name(self) -> str:
        """The segment's or the tier's name."""
        return getattr(self, next(iter(type(self).model_fields)))


class Segment(InPart):
    """A shift in one segment, looked at alone."""

    segment: str = fact('as in accounts.csv; "" for accounts of no known segment')
    accounts: Count = fact("accounts raising the theme")
    accounts_active: Count = fact("accounts that spoke in the same cycles")
    share_before: Share = fact("0 to 1, over the baseline")
    share_now: Share = fact("0 to 1, in the cycle")
    shift_pp: float | None = fact("percentage points, -100 to 100; null where fewer than three spoke on either side")
    low_pp: float | None = fact("lower end of the 95 % interval, percentage points")
    high_pp: float | None = fact("upper end, percentage points")
    p: Share = fact("0 to 1")
    smallest_visible_shift_pp: float = fact("percentage points, 0 to 100, seen with a chance of 80 % at p 0.05")
    strength: Literal["strong", "moderate", "thin", "absent", "opposite"] = fact("how clearly the shift is there")


#: A shift in one tier, looked at alone: the figures of a segment.
Tier = create_model(
    "Tier", __base__=InPart, __doc__="A shift in one tier, looked at alone.", tier=(str, fact("as in accounts.csv")),
    **{name: (field.annotation, field) for name, field in Segment.model_fields.items() if name != "segment"},
)  # fmt: skip


class LastingShift(Part):
    """The last cycles together against those before them."""

    share_before: Share = fact("0 to 1, over the cycles before")
    share_now: Share = fact("0 to 1, over the cycles now")
    shift_pp: float = fact("percentage points, -100 to 100")
    low_pp: float = fact("lower end of the 95 % interval, percentage points")
    high_pp: float = fact("upper end, percentage points")
    mix_adjusted_pp: float = fact("the part said differently by the same kind of accounts, percentage points")
    p: Share = fact("of the part said differently, 0 to 1")
    q: Share = fact("false discovery rate in the family of all tests, 0 to 1")
    called: bool = fact("whether it is called at the bar's false discovery rate and rests on no single cycle")
    now_cycles: tuple[Cycle, ...] = fact("the last cycles")
    before_cycles: tuple[Cycle, ...] = fact("those before them")


class Shift(Part):
    """A theme's share in the cycle against the baseline; every theme that was tested has one."""

    theme: str = fact("the theme's id")
    direction: Direction = fact("new: heard in this cycle only; gone: over the baseline only")
    kind: Literal["step", "drift", "blip"] | None = optional("whether it came at once, over cycles, or is likely to pass")
    since: Cycle | None = optional("the cycle in which it began; null where that is not known")
    since_low: Cycle | None = optional("the first cycle in which it may have begun (95 %)")
    since_high: Cycle | None = optional("the last cycle in which it may have begun (95 %)")
    surfaced_by: Literal["step", "lasting", "segment", "tier"] | None = optional(
        "the test that surfaced it, whose figures these are"
    )
    only_in: str | None = optional("the one segment that it was surfaced in")
    alone_in: str | None = optional("the one segment that shows it, where every other that spoke rules out half of it")
    only_in_tier: str | None = optional("the one tier that it was surfaced in")
    alone_in_tier: str | None = optional("the one tier that shows it, where every other that spoke rules out half of it")
    reported_as: str | None = optional("id of the surer change that holds much of the same and is reported in its place")
    now_cycles: tuple[Cycle, ...] | None = optional("the cycles that share_now is of")
    before_cycles: tuple[Cycle, ...] | None = optional("the cycles that share_before is of")
    adjusted_low_pp: float | None = optional(
        "lower end of the 95 % interval of mix_adjusted_pp; leaves out 0 where p is below 0.05"
    )
    adjusted_high_pp: float | None = optional("upper end")
    expected_pp: float | None = optional("what is likely left of shift_pp: what surfaces by luck is found too large")
    lasting: LastingShift | None = optional("the last cycles together against those before")
    share_before: Share = fact("0 to 1, over the baseline")
    share_now: Share = fact("0 to 1, in the cycle")
    shift_pp: float = fact("percentage points, -100 to 100")
    low_pp: float = fact("lower end of the 95 % interval, percentage points")
    high_pp: float = fact("upper end, percentage points")
    mix_adjusted_pp: float = fact("the part said differently by the same kind of accounts, percentage points")
    from_mix_pp: float = fact("the part that comes of who spoke, percentage points; both parts make shift_pp")
    p: Share = fact("of the part said differently, 0 to 1")
    q: Share = fact("false discovery rate over all personas and themes, 0 to 1")
    survives_dropping_any_account: bool = fact("whether it holds without any one account")
    largest_account_part: Share = fact("the loudest account's part of the conversations that raise it, 0 to 1")
    loudest: Loudest = fact("the account with most of the conversations that raise it")
    weeks: Count = fact("different weeks in which it was said")
    accounts: tuple[str, ...] = fact("ids of the accounts raising it; of a fading or gone theme those over the baseline")
    top_tier_accounts: Count = fact("of these in the top revenue tier")
    top_tier_active: Count = fact("top-tier accounts that spoke in the same cycles")
    reach_now: Reach = fact("accounts raising it in the cycle")
    accounts_active: Count = fact("accounts that spoke in the cycles that the shift concerns")
    arr: Arr = fact("revenue of the accounts")
    segments: tuple[Segment, ...] = fact("the shift in each segment")
    tiers: tuple[Tier, ...] | None = optional("of a surfaced shift, the shift in each known tier")
    history: Literal["short", "used"] = fact("whether enough earlier cycles tell how much an ordinary one varies")
    n_baseline_cycles: Count = fact("baseline cycles in which somebody spoke")
    concerned_cycles: tuple[Cycle, ...] = fact("cycles whose accounts and quotes these are: this one, or the baseline")
    consistency: Share | None = fact("likeness of the accounts' words, 0 to 1; null for fewer than two accounts")
    quotes: tuple[Quote, ...] = fact("at most three, each of another account")
    below_bar: tuple[str, ...] = fact("names of the rules it missed; empty where it is surfaced")
    surfaced: bool = fact("whether it is real and worth it: no rule of the bar is missed")
    other_voice: Quote | None = fact("what accounts that do not raise it raise most; null unless surfaced")
    corrected: CorrectedShift | None = fact("the shift corrected for wrong matches; null until enough was checked")
    checked: CorrectedShift | None = optional("the shift corrected for wrong themes; null until enough was read")
    label: str = fact("the theme's label")


class Account(Part):
    """An account that spoke in the compared cycles."""

    name: str = fact("as in accounts.csv; its id where that has none")
    segment: str = fact('"" for not known')
    tier: str = fact('"" for not known')
    arr: float | None = fact("annual recurring revenue in the workspace's currency; null for not known")
    renewal_on: str = fact('ISO date; "" for not known')
    conversations: Count = fact("counted conversations in the cycle")

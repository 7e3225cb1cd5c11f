"""Over time: what drifted since the persona file was checked, what to watch, and how often a year of looks is wrong."""

from __future__ import annotations

from typing import Literal

from kit.brief.model.part import Count, Cycle, Direction, Part, Share, fact, optional
from kit.brief.model.themes import Reach


class Drifted(Part):
    """A theme's share over the last cycles against that before the persona file was checked."""

    theme: str = fact("its id")
    direction: Direction = fact("new and gone: below 1 % on one side")
    share_before: Share = fact("0 to 1, over the cycles before")
    share_now: Share = fact("0 to 1, over the last cycles")
    shift_pp: float = fact("percentage points, -100 to 100")
    low_pp: float = fact("lower end of the 95 % interval, percentage points")
    high_pp: float = fact("upper end, percentage points")
    mix_adjusted_pp: float = fact("the part said differently by the same kind of accounts, percentage points")
    p: Share = fact("of the part said differently, 0 to 1")
    q: Share = fact("false discovery rate over the library's themes and all the looks of a year, 0 to 1")
    accounts_now: Reach = fact("accounts raising it over the last cycles")
    accounts_before: Reach = fact("accounts raising it over the cycles before")
    called: bool = fact("whether it is more than chance, half as large as the bar asks and no single account's or cycle's")
    kind: Literal["step", "drift"] | None = optional("of a called one: whether it came at once or over cycles")
    since: Cycle | None = optional("of a called one: the cycle in which it began")
    since_low: Cycle | None = optional("the first cycle in which it may have begun (95 %)")
    since_high: Cycle | None = optional("the last cycle in which it may have begun (95 %)")


class SinceValidation(Part):
    """What customers say now against what they said before the persona file was checked."""

    state: Literal["validated", "first", "recent", "short", "never"] = fact(
        "validated: against the cycles before the check; first: against the first cycles there are, since it was checked before "
        "them; recent, short, never: not compared, because it was checked too lately, too little was heard, or it never was"
    )
    before_cycles: tuple[Cycle, ...] = fact("the cycles compared with; empty where nothing is")
    now_cycles: tuple[Cycle, ...] = fact("the last cycles, taken together")
    themes: tuple[Drifted, ...] = fact("every theme that was tested, the called ones first")


class Watched(Part):
    """A theme that stood on one side of where it was for some cycles, and is no finding."""

    theme: str = fact("its id")
    now_cycles: tuple[Cycle, ...] = fact("the cycles in a row, two or three")
    before_cycles: tuple[Cycle, ...] = fact("the cycles before them")
    share_before: Share = fact("0 to 1, over the cycles before")
    share_now: Share = fact("0 to 1, over the cycles in a row")
    shift_pp: float = fact("percentage points, -100 to 100")
    low_pp: float = fact("lower end of the 95 % interval, percentage points")
    high_pp: float = fact("upper end, percentage points")
    p: Share = fact("of the part said differently, 0 to 1")


class OnWatch(Part):
    """Themes that may be starting to move."""

    looked_at: Count = fact("themes that could have stood on it")
    level: Share = fact("p up to which a theme is watched, 0 to 1")
    themes: tuple[Watched, ...] = fact("the surest first")


class Watch(Part):
    """A false discovery rate that is kept over all cycles together."""

    rule: Literal["batch-prds", "lord"] = fact("as kit.yaml names it")
    batch: Count = fact("place of the cycle among those looked at under the rule, from 1")
    level: Share = fact("q that this cycle's tests have to reach, 0 to 1")
    tests: Count = fact("tests of the cycle's family")
    called: Count = fact("of these at or below the level")


class Library(Part):
    """What the whole library's looks are wrong in."""

    false_a_year: float | None = fact("shifts a year that its bars let through where nothing changes; null: too few cycles", ge=0)
    watch: Watch | None = fact("null where kit.yaml asks for no level over all cycles")

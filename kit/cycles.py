"""Cycles: the weeks, months or quarters that conversations are compared over, and which of them are now and before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pandas as pd

from kit.errors import CycleError

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
WEEK = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])", re.ASCII)


@dataclass(frozen=True)
class Cycle:
    """One cycle: its first day is in, the next cycle's first day is out.

    Attributes
    ----------
    id : str
        "2026-10", "2026-Q3" or "2026-W41"; ids of one kind sort in time order.
    first, after : date
        First day of this cycle and of the next.
    """

    id: str
    first: date
    after: date

    @property
    def kind(self) -> str:
        return {"Q": "quarter", "W": "week"}.get(self.id[5], "month")


def parse_cycle(text: str) -> Cycle:
    """The cycle a name stands for; refuses anything but the three forms of the contract."""
    try:
        if match := MONTH.fullmatch(text):
            year, month = map(int, match.groups())
            return Cycle(text, date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))
        if match := QUARTER.fullmatch(text):
            year, quarter = map(int, match.groups())
            return Cycle(text, date(year, 3 * quarter - 2, 1), date(year + quarter // 4, quarter % 4 * 3 + 1, 1))
        if match := WEEK.fullmatch(text):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Cycle(text, monday, monday + timedelta(days=7))
    except ValueError:
        pass  # year 0000, or week 53 of a year that has 52: refused below like any other
    raise CycleError(f"cycle {text!r} is none; write a month as 2026-10, a quarter as 2026-Q3 or a week as 2026-W41")


def cycle_of(day: date, kind: str) -> Cycle:
    """The cycle of one kind ("month", "quarter", "week") that a day lies in."""
    if kind == "month":
        return parse_cycle(f"{day:%Y-%m}")
    if kind == "quarter":
        return parse_cycle(f"{day:%Y}-Q{(day.month + 2) // 3}")
    year, week, _ = day.isocalendar()
    return parse_cycle(f"{year:04d}-W{week:02d}")


def cycles_before(cycle: Cycle, count: int) -> list[Cycle]:
    """The ``count`` cycles before this one, oldest first."""
    before: list[Cycle] = []
    for _ in range(count):
        cycle = cycle_of(cycle.first - timedelta(days=1), cycle.kind)
        before.insert(0, cycle)
    return before


def cycles_between(first: Cycle, last: Cycle) -> list[Cycle]:
    """All cycles from one to another, both included; empty where ``last`` is earlier."""
    cycles = []
    while first.first <= last.first:
        cycles.append(first)
        first = cycle_of(first.after, first.kind)
    return cycles


def last_complete(kind: str, now: datetime) -> Cycle:
    """The newest cycle that is over at ``now`` (an aware time in the workspace's zone)."""
    return cycles_before(cycle_of(now.date(), kind), 1)[0]


def is_over(cycle: Cycle, now: datetime) -> bool:
    """Whether the cycle's last day has passed at ``now``."""
    return now.date() >= cycle.after


def in_zone(rows: pd.DataFrame, zone: tzinfo) -> pd.DataFrame:
    """Rows with ``occurred_at`` in a zone: the same moments, whose first ten characters are that zone's day."""
    return rows.assign(occurred_at=rows["occurred_at"].dt.tz_convert(zone))


def cycle_ids(occurred_at: pd.Series, kind: str, zone: str) -> pd.Series:
    """The cycle id of each time.

    Parameters
    ----------
    occurred_at : Series of datetime64 with UTC
    kind : "month", "quarter" or "week"
    zone : IANA name; a time is put in the cycle its local day lies in.
    """
    days = occurred_at.dt.tz_convert(ZoneInfo(zone)).dt.date
    known = {day: cycle_of(day, kind).id for day in days.unique()}
    return days.map(known).astype("str")


@dataclass(frozen=True)
class Periods:
    """What one comparison looks at.

    Attributes
    ----------
    now : str
        The cycle in question.
    baseline : tuple of str
        The cycles it is compared with, oldest first.
    past : tuple of str
        Every earlier cycle of the window, baseline included: what ordinary months are.
    """

    now: str
    baseline: tuple[str, ...]
    past: tuple[str, ...]

    @property
    def compared(self) -> list[str]:
        """The baseline's cycles and the one in question."""
        return [*self.baseline, self.now]

    @property
    def window(self) -> list[str]:
        return [*self.past, self.now]

    def concerned(self, direction: str) -> list[str]:
        """The cycles whose voters a shift concerns: now, or the baseline where they no longer say it."""
        return [self.now] if direction in ("rising", "new") else list(self.baseline)

    def n_weeks(self, cycles: list[str]) -> int:
        """ISO weeks that cycles touch."""
        weeks = set()
        for cycle in map(parse_cycle, cycles):
            days = range((cycle.after - cycle.first).days)
            weeks |= {(cycle.first + timedelta(days=day)).isocalendar()[:2] for day in days}
        return len(weeks)


def periods_of(cycle: str, cycles: list[str], baseline: list[str]) -> Periods:
    """Periods of one run: ``cycles`` is its window, oldest first, ``cycle`` the last of it."""
    return Periods(cycle, tuple(sorted(baseline)), tuple(name for name in sorted({*cycles, *baseline}) if name < cycle))


def after_the_last(times: pd.Series, now: datetime) -> datetime:
    """Now, or just after the newest of the times where a clock was set back: the later decision has to count as the later."""
    return now if times.empty or now > times.max() else (times.max() + pd.Timedelta(microseconds=1)).to_pydatetime()

"""Points in time out of the many ways in which exports write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

#: Years in which a conversation can have taken place; anything else is a typing error or a placeholder.
FIRST_YEAR, LAST_YEAR = 1990, 2100

_CLOCK = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_NUMBERS = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{2,4})" + _CLOCK, re.ASCII)
_DAY_NAME = re.compile(r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)", re.I)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})" + _CLOCK, re.ASCII)
_NAMED_US = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _CLOCK, re.ASCII)
_BEFORE = re.compile(r"(?:edited|updated|posted|reviewed|submitted|modified)(?: on)?:?\s+", re.I)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}", re.ASCII)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_NAMES, start=1)}
_ZONE_TAIL = re.compile(r"\s+(?:UTC|GMT|Z)$")


def _in_zone(at: datetime, zone: ZoneInfo) -> datetime | None:
    """A time in UTC; a naive one is read in ``zone`` (the earlier of the two where clocks go back)."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _zone_told(told: str | None, zone: ZoneInfo) -> ZoneInfo | None:
    if not told:
        return zone
    return datetime.fromisoformat("2000-01-01T00:00:00" + (told if told[0] in "+-" else "Z")).tzinfo


def _built(year: int, month: int, day: int, clock: tuple, zone: ZoneInfo) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    half = (clock[3] or "").replace(".", "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    year += 2000 if year < 100 else 0
    try:
        return _in_zone(datetime(year, month, day, hour, minute, second, tzinfo=_zone_told(clock[4], zone)), zone)
    except ValueError:
        return None  # the 31st of February: no date, told by the caller with its line


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower(), 0)


def _of_numbers(found: re.Match, zone: ZoneInfo, order: str) -> datetime | None:
    first, second, third, clock = found[1], int(found[3]), found[4], found.groups()[4:]
    if len(first) == 4:
        return _built(int(first), second, int(third), clock, zone) if len(third) <= 2 else None
    if len(first) > 2 or len(third) == 3:
        return None
    if found[2] == ".":
        order = "dmy"  # points between the numbers: written so only where the day comes first
    if not order:
        order = "dmy" if int(first) > 12 else "mdy" if second > 12 else ""
    if not order:
        return None
    day, month = (int(first), second) if order == "dmy" else (second, int(first))
    return _built(int(third), month, day, clock, zone)


@lru_cache(maxsize=200_000)
def _of_text(text: str, zone: ZoneInfo, order: str) -> datetime | None:
    if not text[:4].isdigit() or "W" in text:
        return None
    try:
        return _in_zone(datetime.fromisoformat(_ZONE_TAIL.sub("+00:00", text)), zone)
    except (ValueError, OverflowError):
        return None


def _of_other_text(text: str, zone: ZoneInfo, order: str) -> datetime | None:
    if found := _NUMBERS.fullmatch(text):
        return _of_numbers(found, zone, order)
    if _EPOCH.fullmatch(text):
        return _of_number(float(text), zone)
    bare = _DAY_NAME.sub("", text, count=1) if text[:3].isalpha() else text
    if found := _NAMED.fullmatch(bare):
        return _built(int(found[3]), _month(found[2]), int(found[1]), found.groups()[3:], zone)
    if found := _NAMED_US.fullmatch(bare):
        return _built(int(found[3]), _month(found[1]), int(found[2]), found.groups()[3:], zone)
    try:
        return _in_zone(parsedate_to_datetime(text), zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _of_number(seconds: float, zone: ZoneInfo) -> datetime | None:
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    if not 6e8 <= seconds <= 4.2e9:  # 1989 to 2103
        return None
    return _in_zone(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), zone)


def time_of(value: object, zone: ZoneInfo, order: str = "") -> datetime | None:
    """The point in time a value stands for, in UTC; None where it is none.

    Parameters
    ----------
    value : a datetime, seconds or milliseconds since 1970, or text: ISO 8601, 2026/10/14, 14.10.2026, 10/14/2026,
        14 Oct 2026, October 14, 2026, "Wed, 14 Oct 2026 15:00:00 +0200", each with or without a clock time.
    zone : where naive times are read.
    order : "dmy" or "mdy" for numbers between slashes or hyphens; "" reads only those that can be read in one way.
    """
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return None if math.isnan(value) else _of_number(float(value), zone)
    text = str(value).strip()
    if text[:1].isalpha():
        text = _BEFORE.sub("", text, count=1)
    if not 6 <= len(text) <= 60:
        return None
    return _of_text(text, zone, order) or _of_other_text(text, zone, order)


def order_of(values: Iterable[object]) -> str:
    """Whether the dates of one column put the day first: "dmy", "mdy", or "" where none of them tells."""
    told = set()
    for value in values:
        if isinstance(value, str) and (found := _NUMBERS.match(value.strip())) and len(found[1]) <= 2 and found[2] != ".":
            told |= {"dmy"} if int(found[1]) > 12 else {"mdy"} if int(found[3]) > 12 else set()
    return told.pop() if len(told) == 1 else ""

"""Points in time out of the many ways in which exports write them; what is not understood whole is no time."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from kit.sources.parsing.date_words import FILLERS, MONTHS, folded, is_weekday, zone_named

#: Years in which a conversation can have taken place; anything else is a typing error or a placeholder.
FIRST_YEAR, LAST_YEAR = 1990, 2100
#: Excel's count of days on the first of FIRST_YEAR and after LAST_YEAR's last day.
FIRST_SERIAL, LAST_SERIAL = 32_874, 73_416

_NUMBERS = re.compile(r"(?<![\d.])(\d{1,4})([/.\-]) ?(\d{1,2})\2 ?(\d{2,4})(?!\d)\.?", re.ASCII)
_CJK = re.compile(r"(?<!\d)(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]", re.ASCII)
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|o)?"
_OF = r"(?:(?:de|of|del) )?"
_DAY_FIRST = re.compile(
    rf"(?<![\d:])(\d{{1,2}}){_ORDINAL}[ ./-]*{_OF}({_MONTH})(?![^\W\d_])[ .,/-]*{_OF}'?(\d{{4}}(?!\d)|\d{{2}}(?![\d:])):?",
    re.ASCII,
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_MONTH})(?![^\W\d_])[ .-]*(\d{{1,2}}){_ORDINAL}(?:, ?| )'?(\d{{4}}|\d{{2}})(?![\d:.])", re.ASCII
)
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})[ ./-]+({_MONTH})(?![^\W\d_])[ ./-]+(\d{{1,2}})(?![\d:])", re.ASCII)
#: As C, Unix and Twitter write it, the year last: "wed oct 14 09:12:33 utc 2026".
_YEAR_LAST = re.compile(
    rf"(?<![^\W\d_])({_MONTH})(?![^\W\d_]) +(\d{{1,2}}) (\d{{1,2}}:\d\d(?::\d\d)?.{{0,24}}?) (\d{{4}})$", re.ASCII
)
#: Dates that name their parts: pattern, and its groups for year, month and day.
_WRITTEN = ((_CJK, 1, 2, 3), (_YEAR_FIRST, 1, 2, 3), (_DAY_FIRST, 3, 2, 1), (_MONTH_FIRST, 3, 1, 2))
_CLOCK = re.compile(
    r"(?<![\d+:.-])(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?|h(\d{2})?| ?[時时시] ?(?:(\d{1,2}) ?[分분] ?)?"
    r"(?:(\d{1,2}) ?[秒초])?"
    r"|(?= ?[ap]\.? ?m\b)|(?= uhr\b))(?![\d:])(?: ?([ap])\.? ?m\b\.?)?",
    re.ASCII,
)
_HALF_BEFORE = {
    "午前": "a", "上午": "a", "오전": "a", "午後": "p", "下午": "p", "오후": "p", "vorm.": "a", "nachm.": "p",
}  # fmt: skip
_OFFSET = re.compile(r"(?<![\w])(?:utc|gmt|z)? ?([+-])(\d{1,2})(?::?(\d{2}))?(?![\d:])", re.ASCII)
_BEFORE = re.compile(r"(?:edited|updated|posted|reviewed|submitted|modified|sent|created)(?: on)?:? +", re.I)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}|\d{16}|\d{19}", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[ t]?(\d{2})(\d{2})(\d{2})?", re.ASCII)
_ZONE_TAIL = re.compile(r"\s+(?:UTC|GMT|Z)$")
_SPACES = re.compile(r"[\s\xa0\u2009\u202f]+")


def _in_zone(moment: datetime, zone: tzinfo) -> datetime | None:
    """A time in UTC; a naive one is read in ``zone`` (the earlier of the two where clocks go back)."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _day_of(text: str, order: str) -> tuple[tuple[int, int, int] | None, str]:
    """Year, month and day, and the text without them; None where there is no date or one that can be read in two ways."""
    if match := _YEAR_LAST.search(text):
        return (int(match[4]), MONTHS[match[1]], int(match[2])), f"{text[: match.start()]} {match[3]}"
    for pattern, year, month, day in _WRITTEN:
        if match := pattern.search(text):
            return (_century(match[year]), _month(match[month]), int(match[day])), _without(text, match)
    if match := _NUMBERS.search(text):
        return _of_numbers(match, order), _without(text, match)
    return None, text


def _month(name: str) -> int:
    return int(name) if name.isdigit() else MONTHS[name]


def _without(text: str, match: re.Match) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _of_numbers(numbers: re.Match, order: str) -> tuple[int, int, int] | None:
    first, second, third = numbers[1], int(numbers[3]), numbers[4]
    if len(first) == 4:
        return (int(first), second, int(third)) if len(third) <= 2 else None
    if len(first) > 2 or len(third) == 3:
        return None
    if numbers[2] == ".":
        order = "dmy"  # points between the numbers: written so only where the day comes first
    if not order:
        order = "dmy" if int(first) > 12 else "mdy" if second > 12 else ""
    if not order:
        return None
    day, month = (int(first), second) if order == "dmy" else (second, int(first))
    return _century(third), month, day


def _clock_of(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """Hour, minute and second, and the text without them; midnight where none is told, None where it is no time of a day."""
    half = next((mark for mark in _HALF_BEFORE if mark in text), "")
    text = text.replace(half, " ") if half else text
    match = _CLOCK.search(text)
    if not match:
        return (None if half else (0, 0, 0)), text
    hour = int(match[1])
    minute, second = int(match[2] or match[4] or match[5] or 0), int(match[3] or match[6] or 0)
    half = match[7] or _HALF_BEFORE.get(half, "")
    if half and not 1 <= hour <= 12:
        return None, text
    return (hour % 12 + 12 * (half == "p") if half else hour, minute, second), _without(text, match)


def _zone_of(text: str, zone: ZoneInfo, is_clock: bool) -> tzinfo | None:
    """The zone that what is left of a time names; ``zone`` where it names none, None where a word is not understood."""
    if match := _OFFSET.search(text):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours > 14 or minutes > 59 or not (is_clock or match[3]):
            return None
        # what stands in brackets after an offset only names it once more
        rest = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", _without(text, match))
        named: tzinfo | None = timezone((-1 if match[1] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    else:
        rest, named = text, zone
    words = [word for word in re.split(r"[ ,;()\[\]]+", rest) if word.strip(".'-|・、·")]
    words = [word for word in words if word.rstrip(".") not in FILLERS and not is_weekday(word.strip(".,"))]
    if not words:
        return named
    return zone_named(" ".join(words), zone) if named is zone else None


@lru_cache(maxsize=200_000)
def _of_iso(text: str, zone: ZoneInfo) -> datetime | None:
    if not text[:4].isdigit() or "W" in text or not text.isascii():
        return None
    try:
        return _in_zone(datetime.fromisoformat(_ZONE_TAIL.sub("+00:00", text)), zone)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=200_000)
def _of_other_text(text: str, zone: ZoneInfo, order: str) -> datetime | None:
    """A time whose every part is understood."""
    if _EPOCH.fullmatch(text) and (moment := _of_number(float(text), zone)):
        return moment
    if _SERIAL.fullmatch(text):
        return _of_number(float(text), zone)
    bare = folded(_SPACES.sub(" ", re.sub(r"(?<=\d)T(?=\d)", " ", text)))
    if match := _COMPACT.fullmatch(bare):
        day: tuple[int, ...] | None = tuple(map(int, match.groups()[:3]))
        clock: tuple[int, ...] | None = tuple(int(part or 0) for part in match.groups()[3:])
        named: tzinfo | None = zone
    else:
        day, without_day = _day_of(bare, order)
        clock, rest = _clock_of(without_day)
        named = _zone_of(rest, zone, is_clock=rest != without_day)
    if day is None or clock is None or named is None:
        return None
    try:
        return _in_zone(datetime(*day, *clock), named)
    except ValueError:
        return None  # the 31st of February: no date, told by the caller with its line


def _of_number(value: float, zone: ZoneInfo) -> datetime | None:
    """Seconds, milli-, micro- or nanoseconds since 1970, or days since 1900 as spreadsheets count them."""
    if FIRST_SERIAL <= value < LAST_SERIAL:
        return _in_zone(datetime(1899, 12, 30) + timedelta(seconds=round(value * 86_400)), zone)
    for limit, unit in ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3)):
        if value > limit:
            value = value / unit
            break
    if not 6e8 <= value <= 4.2e9:  # 1989 to 2103
        return None
    return _in_zone(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value), zone)


def time_of(value: object, zone: ZoneInfo, order: str = "") -> datetime | None:
    """The point in time a value stands for, in UTC; None where it is none, or where a part of it is not understood.

    Parameters
    ----------
    value : a datetime, seconds to nanoseconds since 1970, a spreadsheet's day number, or text: ISO 8601, 2026/10/14,
        14.10.2026, 10/14/2026, 14/Oct/26, 14 Oct 2026, October 14, 2026, 14. Oktober 2026, 2026年10月14日, each with or
        without a weekday, a clock time (24 hours or AM and PM) and a zone (offset, GMT+2, name, place).
    zone : where naive times are read.
    order : "dmy" or "mdy" for numbers between slashes or hyphens; "" reads only those that can be read in one way.
    """
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return None if math.isnan(value) or math.isinf(value) else _of_number(float(value), zone)
    text = str(value).strip()
    if text[:1].isalpha():
        text = _BEFORE.sub("", text, count=1)
    if not 5 <= len(text) <= 90:
        return None
    return _of_iso(text, zone) or _of_other_text(text, zone, order)


def order_of(values: Iterable[object]) -> str:
    """Whether the dates of one column put the day first: "dmy", "mdy", or "" where none of them tells."""
    orders = set()
    for value in values:
        if isinstance(value, str) and (numbers := _NUMBERS.match(value.strip())) and len(numbers[1]) <= 2 and numbers[2] != ".":
            orders |= {"dmy"} if int(numbers[1]) > 12 else {"mdy"} if int(numbers[3]) > 12 else set()
    return orders.pop() if len(orders) == 1 else ""

"""Formats: shares, shifts, money, counts, dates and spreadsheet cells as they are printed, the same everywhere."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kit.language import gettext, language, ngettext, pgettext
from kit.language.numbers import QUOTES, as_written, compact_money, day_in_words, decimal, grouped, month_name
from kit.language.numbers import short_day as short_day_in_words

#: Between a number and its unit, so that no line ends between them.
NBSP = "\u00a0"
MINUS = "\u2212"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]  # fmt: skip


def is_known(value: float | None) -> bool:
    """Whether there is a number: None and NaN both mean "not known"."""
    return value is not None and not math.isnan(value)


def not_known() -> str:
    """What stands in place of a figure that nobody knows."""
    return gettext("not known")


def percent(share: float | None, digits: int = 0) -> str:
    """A share (0 to 1) as whole percent, "31 %", or with so many digits; a trace stays visible as "<1 %"."""
    if not is_known(share):
        return not_known()
    if digits:
        return f"{decimal(100 * share, digits)}{NBSP}%"
    if 0 < share < 0.005:
        return f"<1{NBSP}%"
    return f"{math.floor(100 * share + 0.5)}{NBSP}%"


def from_to(before: float | None, now: float | None, digits: int = 0) -> str:
    """Two shares in as few characters as they need: "36 to 13 %"; the later alone where the earlier is not known."""
    if not is_known(before):
        return percent(now, digits)
    start = percent(before, digits).removesuffix(f"{NBSP}%")
    return pgettext("from a share before to the share now", "{before} to {now}", before=start, now=percent(now, digits))


def change(before: float | None, now: float | None, pp: float | None, low: float | None, high: float | None) -> dict[str, str]:
    """Two shares and the shift between them, printed so that they add up: with a digit more where whole figures would not.

    Parameters
    ----------
    before, now : shares, 0 to 1. pp, low, high : the shift and its 95 % interval, percentage points.

    Returns
    -------
    dict with ``before``, ``now``, ``shares`` (both) and ``size`` (the shift with its interval).

    Examples
    --------
    >>> change(0.184, 0.278, 9.4, 0.2, 20.8)["size"]
    '+9.4 points, 0 to 21'
    """
    digits = digits_of(before, now, pp)
    if digits:
        pp = round(round(100 * now, digits) - round(100 * before, digits), digits)
    places = {"before": percent(before, digits), "now": percent(now, digits)}
    return places | {"shares": from_to(before, now, digits), "size": shift(pp, low, high, digits)}


def digits_of(before: float | None, now: float | None, pp: float | None) -> int:
    """Digits behind the mark with which two shares and the points between them add up: 0, or 1 where whole ones do not.

    0 too where the points are not those between the two shares.
    """
    if not (is_known(before) and is_known(now) and is_known(pp)):
        return 0
    is_their_difference = abs(100 * (now - before) - pp) < 0.1
    return int(is_their_difference and whole_points(before, now) != math.copysign(math.floor(abs(pp) + 0.5), pp))


def whole_points(before: float, now: float) -> int:
    """The points between two shares (0 to 1) as both are printed in whole percent."""
    return math.floor(100 * now + 0.5) - math.floor(100 * before + 0.5)


def percent_between(share: float, low: float, high: float) -> str:
    """A share with its interval: "94 % (90 % to 99 %)"."""
    return f"{percent(share)} ({interval(percent(low), percent(high))})"


def interval(low: str, high: str) -> str:
    """The two ends of an interval, written already: "11 to 33"."""
    return pgettext("interval", "{low} to {high}", low=low, high=high)


def two_digits(number: float | None) -> str:
    """A figure between 0 and 1 that is no share, such as a likeness: "0.44"."""
    return decimal(number, 2) if is_known(number) else not_known()


def whole(number: float | None) -> str:
    """A mean of counts as a whole number: "90"; "–" where it is not known."""
    return decimal(number, 0) if is_known(number) else "–"


def limit(number: float) -> str:
    """A rule's limit as it was written: "10", "0.05"."""
    return limit_of(f"{number:g}")


def limit_of(digits: str) -> str:
    """A figure whose digits stand already, with the language's decimal mark."""
    return as_written(digits)


def spaced(sentence: str) -> str:
    """A sentence whose percentages are set as everywhere else: "31%" as "31 %"."""
    return re.sub(r"(?<=\d)%", f"{NBSP}%", sentence)


def signed(pp: float) -> str:
    """Percentage points as a whole number with its sign: "+22", "−3", "0"."""
    whole = math.floor(abs(pp) + 0.5)
    if not whole:
        return "0"
    return f"{'+' if pp > 0 else MINUS}{whole}"


def points(pp: float | None, digits: int = 0) -> str:
    """A shift in percentage points: "+22 points"; with a digit where whole points would say too much, "+9.7 points"."""
    if not is_known(pp):
        return not_known()
    if digits:
        size, is_single = as_written(f"{pp:+.{digits}f}").replace("-", MINUS), False
    else:
        size, is_single = signed(pp), signed(pp)[1:] == "1"
    return _with_points(size, 1 if is_single else 2)


def _with_points(size: str, number: int) -> str:
    return ngettext("{n} point", "{n} points", number, n=size)


def size_in_points(pp: float | None) -> str:
    """A size without direction, "9 points"; rounded up, since it promises what would be seen."""
    if not is_known(pp):
        return not_known()
    whole = math.ceil(pp - 1e-9)
    return _with_points(str(whole), whole)


def end(pp: float) -> str:
    """An interval's end: whole points with their sign, and with a digit where 0 would hide on which side of it the end lies."""
    if signed(pp) != "0":
        return signed(pp)
    digit = as_written(f"{pp:+.1f}").replace("-", MINUS)
    return "0" if digit[1:] == as_written("0.0") else digit


def bare(pp: float) -> str:
    """An interval's end with a sign only below zero."""
    return end(pp).removeprefix("+")


def shift(pp: float | None, low: float | None, high: float | None, digits: int = 0) -> str:
    """A shift with its interval: "+22 points, 11 to 33"; with a digit where that is asked for, "+9.4 points, 0 to 21"."""
    if not (is_known(low) and is_known(high)):
        return points(pp, digits)
    return f"{points(pp, digits)}, {interval(bare(low), bare(high))}"


def money(amount: float | None, currency: str) -> str:
    """An amount rounded to two digits: "$620K", "CHF 1.2M"."""
    if not is_known(amount):
        return not_known()
    if amount == 0:
        return f"{_symbol(currency)}0" if language() == "en" else compact_money(0, currency)
    digits = math.floor(math.log10(abs(amount)))
    rounded = round(amount / 10 ** (digits - 1)) * 10 ** (digits - 1)
    if language() != "en":
        return compact_money(rounded, currency)
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(rounded) >= size:
            return f"{_symbol(currency)}{rounded / size:g}{letter}"
    return f"{_symbol(currency)}{rounded:g}"


def _symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency}{NBSP}")


def count(number: int | None) -> str:
    """A count, thousands set apart: "2,514"."""
    return not_known() if number is None else grouped(number)


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A count with its noun: "1 account", "14 accounts"."""
    return ngettext(f"{{n}} {noun}", f"{{n}} {nouns or noun + 's'}", number)


def listed(parts: Iterable[str]) -> str:
    """Parts as one would say them: "a, b and c"."""
    items: Sequence[str] = list(parts)
    return _and(*filter(None, [", ".join(items[:-1]), *items[-1:]]))


def _and(*parts: str) -> str:
    """At most two parts with "and" between them."""
    return gettext("{first} and {last}", first=parts[0], last=parts[1]) if len(parts) == 2 else "".join(parts)


def clauses(parts: Iterable[str]) -> str:
    """Clauses in a row: "a; b; c"."""
    return f"{NBSP if language() == 'fr' else ''}; ".join(parts)


def listed_short(parts: Sequence[str], most: int = 3) -> str:
    """Parts as one would say them, the later ones counted: "a, b, c and 4 more"."""
    if len(parts) <= most + 1:
        return listed(parts)
    rest = len(parts) - most
    return ngettext("{names} and {n} more", "{names} and {n} more", rest, names=", ".join(parts[:most]), n=str(rest))


def quoted(text: str) -> str:
    """Customers' words inside a sentence."""
    opening, closing = QUOTES[language()]
    return f"{opening}{text}{closing}"


def day(when: str | None) -> str:
    """An ISO date or time as a day: "3 October 2026"; "" where there is none."""
    if not when:
        return ""
    parsed = date.fromisoformat(when[:10])
    if language() != "en":
        return day_in_words(parsed)
    return f"{parsed.day} {MONTHS[parsed.month - 1]} {parsed.year}"


def short_day(when: str | None) -> str:
    """A day in a table: "3 Oct 2026"; "" where there is none."""
    if language() != "en":
        return short_day_in_words(date.fromisoformat(when[:10])) if when else ""
    words = day(when).split()
    return NBSP.join([words[0], words[1][:3], words[2]]) if words else ""


def cycle_name(cycle: str) -> str:
    """A cycle in words: "October 2026", "Q3 2026", "week 41 of 2026"."""
    year, part = cycle.split("-")
    if part[0] == "W":
        return gettext("week {week} of {year}", week=int(part[1:]), year=year)
    return f"{_month_or_quarter(cycle)} {year}"


def _month_or_quarter(cycle: str, is_short: bool = False) -> str:
    """A month or quarter without its year: "October", "Q3"; a short one as on an axis: "Oct"."""
    year, part = cycle.split("-")
    is_quarter = part[0] == "Q"
    if language() != "en":
        first = date(int(year), 3 * int(part[1:]) - 2 if is_quarter else int(part), 1)
        return month_name(first, "QQQ" if is_quarter else "LLL" if is_short else "LLLL")
    return part if is_quarter else MONTHS[int(part) - 1][: 3 if is_short else None]


def in_cycle(cycle: str) -> str:
    """When something was said: "in October 2026"."""
    name = cycle_name(cycle)
    return {
        "month": pgettext("month", "in {cycle}", cycle=name),
        "quarter": pgettext("quarter", "in {cycle}", cycle=name),
        "week": pgettext("week", "in {cycle}", cycle=name),
    }[period(cycle)]


def period(cycle: str) -> str:
    """What a cycle is a stretch of, for programs: "month", "quarter" or "week"."""
    return {"Q": "quarter", "W": "week"}.get(cycle.split("-")[1][0], "month")


def cycle_mark(cycle: str) -> str:
    """A cycle on an axis: "Oct", "Q3", "W41"."""
    part = cycle.split("-")[1]
    if part[0] == "W":
        return pgettext("on an axis", "W{week}", week=part[1:])
    return _month_or_quarter(cycle, is_short=True)


def cycles_named(cycles: Sequence[str]) -> str:
    """A run of cycles: "July to September 2026", "October 2026"."""
    if not cycles:
        return gettext("no earlier cycle")
    first, last = _ends(cycles)
    return pgettext("time", "{first} to {last}", first=first, last=last) if first != last else first


def in_cycles(cycles: Sequence[str]) -> str:
    """When something was said, over a run of cycles: "in July to September 2026"."""
    first, last = _ends(cycles)
    return pgettext("time", "in {first} to {last}", first=first, last=last) if first != last else in_cycle(cycles[0])


def _ends(cycles: Sequence[str]) -> tuple[str, str]:
    """The first and the last cycle of several in words, the first without its year where it is the last one's."""
    first, last = cycle_name(cycles[0]), cycle_name(cycles[-1])
    if first == last or cycles[0][:4] != cycles[-1][:4]:
        return first, last
    week = cycles[0].split("-")[1]
    return gettext("week {week}", week=int(week[1:])) if week[0] == "W" else _month_or_quarter(cycles[0]), last


#: Cells that a spreadsheet would take for a formula start with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, nor for two: a return alone ends a row, and nothing quotes it."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{whole}" if text.startswith(FORMULA_STARTS) else whole


def plain_cell(cell: str | None) -> str:
    """A cell as it was before :func:`safe_cell`, without blanks around it; "" where there is none."""
    text = (cell or "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA_STARTS, "\n")) else text


#: Letters that are there and not seen, or that command a terminal: controls but for tab and line feed, marks of direction and
#: width, line separators, and the plane of tags, in which whole sentences can be hidden. The joiners of emoji and of Persian and
#: Indic letters stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202f\u2060-\u206f"
    "\ufe00-\ufe0e\ufeff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """A text whose unseen letters are written out: for a terminal, or for whatever reads JSON as text."""
    return _UNSEEN.sub(lambda letter: json.dumps(letter[0])[1:-1], text)


def readable_json(value: Any) -> str:
    """JSON as people read it, every alphabet as it is, unseen letters as ``\\u202e``; it means the same."""
    return visible(json.dumps(value, ensure_ascii=False, indent=1))

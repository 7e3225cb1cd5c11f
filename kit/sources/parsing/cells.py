"""Cells: one value of an export as text, side, date or person, and the row that is set aside with its reason."""

from __future__ import annotations

import codecs
import json
import math
import re
from datetime import datetime
from typing import Any

from kit.errors import SettingsError
from kit.sources.conversation import RAW_READ, UnreadableRow
from kit.sources.parsing.dates import order_of
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.rows import Row, Rows
from kit.sources.parsing.tables.column_names import CLOCKS, JOIN, normal
from kit.sources.reader import Context

#: Characters of a column's name beyond which it is no name but a broken header.
MAX_NAME = 80


_NAME_COLUMN = re.compile(
    r"(?:^|[_\s-])(?:names?|requester|author|contact|reviewer|respondent|customer|agent|assignee|speaker)$", re.I
)


_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_SPEAKER = re.compile(r'"(?:speaker|name|author_name|author)\\?"\s*:\s*\\?"([^"\\]{2,80})')


def cell(value: Any) -> str:
    """A cell as text; "" where there is none. A number that is whole is written without its point."""
    if type(value) is str:  # nearly every cell
        return value.strip()
    if is_nothing(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()


def date_fault(name: str, value: Any) -> str:
    """Why a time could not be read."""
    shown = cell(value)[:40]
    if not shown:
        return f"{name} is empty; every conversation needs its date"
    if re.fullmatch(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}.*", shown) and min(map(int, re.findall(r"\d+", shown)[:2])) in range(1, 13):
        return (
            f"{name} is {shown!r}, which is no date or can be read in two ways; say `options: {{dates: dmy}}` or mdy in kit.yaml"
        )
    return f"{name} is {shown!r}, which is no date; mend the row and run again: it is taken in then"


def set_aside(row: Row, reason: str, conversation_id: str = "", person: str = "") -> UnreadableRow:
    """A row that cannot be read; ``person`` is the column that holds somebody's name, to be masked in what is kept."""
    named = cell(row.values.get(person)) if person else ""
    people = [*people_in(row), *([named] if named else [])]
    return UnreadableRow(reason, row.line, raw_of(row), conversation_id=conversation_id, people=people)


def value_of(row: Row, theirs: str) -> Any:
    """A row's value in one of their columns, or in two joined as "Date + Time"."""
    if theirs in row.values or JOIN not in theirs:
        return row.values.get(theirs)
    parts = [row.values.get(part) for part in theirs.split(JOIN)]
    is_midnight = isinstance(parts[0], datetime) and not (parts[0].hour or parts[0].minute)
    return " ".join(filter(None, map(cell, [parts[0].date().isoformat() if is_midnight else parts[0], *parts[1:]])))


def words_of(row: Row, theirs: str) -> str:
    """A row's words in one of their columns, without markup; all of them where several columns have that name.

    Where it is an object or a list, it holds no words.
    """
    if isinstance(row.values.get(theirs), dict | list):
        return ""
    if theirs in row.repeated:
        return "\n\n".join(dict.fromkeys(filter(None, map(plain_of, map(cell, row.repeated[theirs])))))
    return plain_of(cell(value_of(row, theirs)))


def with_clock(rows: Rows, names: dict[str, str]) -> dict[str, str]:
    """Names with the time joined to the date, where a date stands without one and a column beside it holds the clock."""
    day = names.get("occurred_at", "")
    clock = next((name for name in rows.columns if normal(name) in CLOCKS and name != day), "")
    if not day or not clock or JOIN in day:
        return names
    days, clocks = ([cell(row.values.get(name)) for row in rows.rows[:50]] for name in (day, clock))
    is_bare = not any(_CLOCK.search(text.replace("T00:00:00", "")) for text in days)
    is_clock = any(clocks) and all(_CLOCK.match(text) for text in clocks if text)
    return names | {"occurred_at": f"{day}{JOIN}{clock}"} if is_bare and is_clock else names


def date_order(rows: Rows, column: str, context: Context) -> str:
    """The option ``dates``, else what the column itself tells."""
    option = context.option("dates", "")
    if option not in {"", "dmy", "mdy"}:
        raise SettingsError(f"kit.yaml: source {context.source.id!r}: option 'dates' is {option!r}; it is dmy or mdy")
    return option or order_of(row.values.get(column) for row in rows.rows)


def check_encoding(context: Context) -> tuple[str, str]:
    """The encoding and separator that kit.yaml tells, "" each where it does not."""
    encoding, separator = context.option("encoding", ""), context.option("separator", "")
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise SettingsError(f"kit.yaml: source {context.source.id!r}: there is no encoding {encoding!r}") from None
    if len(separator) > 1:
        raise SettingsError(f"kit.yaml: source {context.source.id!r}: separator {separator!r} is not one character")
    return encoding, separator


def people_in(row: Row) -> list[str]:
    """Names of people that a row gives: in columns that hold names, and of the speakers in a list of turns."""
    named = [(str(name), value) for name, value in row.values.items() if len(str(name)) <= MAX_NAME]
    names = [cell(value) for name, value in named if _NAME_COLUMN.search(name)]
    names += [
        name
        for value in row.values.values()
        if isinstance(value, str) and len(value) < RAW_READ * 40
        for name in _SPEAKER.findall(value)
    ]
    return sorted({text for text in names if 0 < len(text) <= 80})


def raw_of(row: Row) -> str:
    """A row as it is kept when it is set aside."""
    kept = {str(name)[:MAX_NAME]: cell(value)[:RAW_READ] for name, value in list(row.values.items())[:50]}
    return json.dumps(kept, ensure_ascii=False)[:RAW_READ]


def is_nothing(value: Any) -> bool:
    """Whether a cell is empty: None, or what is not a number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def missing(rows: Rows, context: Context, *names: str) -> str:
    """What to say where a file's header lacks columns; "" where it has them all."""
    return lacking(rows, {name: name for name in names if context.column(name) in rows.columns}, context, *names)


def lacking(rows: Rows, column_of: dict[str, str], context: Context, *names: str) -> str:
    """What to say where none of a file's columns is one that is needed; "" where all are found."""
    absent = [name for name in names if name not in column_of]
    if not absent:
        return ""
    lacks = " and no ".join(f"{context.column(name)!r} ({name})" for name in absent)
    shown = ", ".join(str(name)[:40] for name in rows.columns[:20])
    mapped = ", ".join(f"{name}: ..." for name in absent)
    return f"the header has no column {lacks}; it has: {shown}; say `columns: {{{mapped}}}` in kit.yaml"

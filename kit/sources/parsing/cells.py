"""Cells: one value of an export as text, side, date or person, and the row that is set aside with its reason."""

from __future__ import annotations

import codecs
import json
import math
import re
from datetime import datetime
from typing import Any

from kit.errors import SettingsError
from kit.sources.conversation import RAW_READ, Turn, UnreadableRow
from kit.sources.parsing.dates import order_of
from kit.sources.parsing.rows import Row, Rows
from kit.sources.reader import Context

AUTOMATIC = frozenset({"bot", "system", "automatic", "automation", "fin", "workflow", "operator"})


CUSTOMER = frozenset(
    {"customer", "end-user", "enduser", "user", "contact", "client", "external", "requester", "lead", "guest", "visitor"}
)


#: Characters of a column's name beyond which it is no name but a broken header.
MAX_NAME = 80


#: Words by which exports tell who wrote a comment.
TEAM = frozenset({"team", "agent", "staff", "internal", "admin", "support", "employee", "teammate", "owner", "rep"})


_NAME_COLUMN = re.compile(
    r"(?:^|[_\s-])(?:names?|requester|author|contact|reviewer|respondent|customer|agent|assignee|speaker)$", re.I
)


_SPEAKER = re.compile(r'"(?:speaker|name|author_name|author)\\?"\s*:\s*\\?"([^"\\]{2,80})')


def cell(value: Any) -> str:
    """A cell as text; "" where there is none. A number that is whole is written without its point."""
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


def set_aside(row: Row, reason: str, conversation_id: str = "") -> UnreadableRow:
    """A row that cannot be read."""
    return UnreadableRow(reason, row.line, raw_of(row), conversation_id=conversation_id, people=people_in(row))


def date_order(rows: Rows, column: str, context: Context) -> str:
    """The option ``dates``, else what the column itself tells."""
    told = context.option("dates", "")
    if told not in {"", "dmy", "mdy"}:
        raise SettingsError(f"kit.yaml: source {context.source.id!r}: option 'dates' is {told!r}; it is dmy or mdy")
    return told or order_of(row.values.get(column) for row in rows.rows)


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
    told = [cell(value) for name, value in named if _NAME_COLUMN.search(name)]
    told += [
        name
        for value in row.values.values()
        if isinstance(value, str) and len(value) < RAW_READ * 40
        for name in _SPEAKER.findall(value)
    ]
    return sorted({name for name in told if 0 < len(name) <= 80})


def raw_of(row: Row) -> str:
    """A row as it is kept when it is set aside."""
    told = {str(name)[:MAX_NAME]: cell(value)[:RAW_READ] for name, value in list(row.values.items())[:50]}
    return json.dumps(told, ensure_ascii=False)[:RAW_READ]


def is_nothing(value: Any) -> bool:
    """Whether a cell is empty: None, or what is not a number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def side_told(word: str) -> str:
    """Our side for an export's word for it; "" where it is not known."""
    word = word.strip().lower()
    return "team" if word in TEAM else "customer" if word in CUSTOMER else "automatic" if word in AUTOMATIC else ""


def missing(rows: Rows, context: Context, *names: str) -> str:
    """What to say where a file's header lacks columns; "" where it has them all."""
    lacking = [f"{context.column(name)!r} ({name})" for name in names if context.column(name) not in rows.columns]
    shown = ", ".join(name[:40] for name in rows.columns[:20])
    return f"the header has no column {' and no '.join(lacking)}; it has: {shown}" if lacking else ""


def turns_of(value: Any) -> list[Turn] | str:
    """Turns of one row; a text saying what is wrong where they cannot be read."""
    if isinstance(value, str):
        if not value.strip():
            return []
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            return f"turns is no JSON list ({error})"
    if is_nothing(value):
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return 'turns is not a list of {"side", "speaker", "text"}'
    return [turn for entry in value if (turn := turn_of(entry)).text]


def turn_of(entry: dict) -> Turn:
    """One turn out of an entry of a ``turns`` list."""
    side = side_told(_first(entry, "side", "author", "author_type", "type"))
    if entry.get("public") is False:
        side = "team"  # an internal note is never the customer's
    return Turn(
        _first(entry, "text", "body", "message", "content"), side,
        _first(entry, "speaker", "name", "author_name"), _first(entry, "email", "author_email"), _first(entry, "title", "role"),
    )  # fmt: skip


def _first(entry: dict, *names: str) -> str:
    return next((text for name in names if (text := cell(entry.get(name)))), "")

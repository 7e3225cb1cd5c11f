"""Messages: rows that hold one message each, as conversations; and ids on several rows, which nobody said are messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from kit.errors import SettingsError
from kit.sources.conversation import MAX_CHARACTERS, Conversation, Turn, UnreadableRow
from kit.sources.parsing.cells import cell, date_fault, set_aside, value_of, words_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.rows import Row, Rows
from kit.sources.parsing.side_words import EITHER, side_of_either, side_told
from kit.sources.parsing.tables.column_names import normal
from kit.sources.reader import Context

SIDES = ("customer", "team", "automatic")
#: Columns that tell one version of a row from another.
VERSIONS = frozenset(
    {"updated at", "updated", "last updated", "last updated at", "modified at", "last modified", "last modified date",
     "system modstamp", "fivetran synced", "airbyte extracted at", "sdc extracted at", "version"}
)  # fmt: skip
_INCOMING = {"true": "customer", "1": "customer", "yes": "customer", "false": "team", "0": "team", "no": "team"}
#: Columns that are true of what our own people wrote.
_OUR_MARKS = frozenset(
    {"admin", "is admin", "staff", "is staff", "is agent", "from agent", "by agent", "outgoing", "is outgoing", "is team"}
)
_DIRECTIONS = {
    "incoming": "customer",
    "inbound": "customer",
    "in": "customer",
    "outgoing": "team",
    "outbound": "team",
    "out": "team",
}


def check_sides(context: Context) -> dict[str, str]:
    """The option ``sides``: an export's words for authors to "customer", "team" or "automatic"."""
    sides = {str(word).strip().lower(): side for word, side in context.option("sides", {}).items()}
    for word, side in sides.items():
        if side not in SIDES:
            raise SettingsError(
                f"kit.yaml: source {context.source.id!r}: options.sides says {word!r} is {side!r}, which is not one of "
                f"{', '.join(SIDES)}"
            )
    return sides


def side_in(word: str, column: str, sides: dict[str, str]) -> str:
    """Whose a message is by the word in its side column; "" where the word is not known."""
    word = word.strip().lower()
    if word in sides:
        return sides[word]
    if "incoming" in normal(column) and word in _INCOMING:
        return _INCOMING[word]
    if normal(column) in _OUR_MARKS and word in _INCOMING:
        return "team" if _INCOMING[word] == "customer" else "customer"
    return side_told(word) or _DIRECTIONS.get(word, "")


def unknown_sides(turns: list[Turn]) -> str:
    """A reason that lists the words for authors in a list of turns which are not known; "" where all are."""
    strange = sorted({turn.author_word for turn in turns if turn.author_word})
    if not strange:
        return ""
    mapped = ", ".join(f"{word}: team" for word in strange)
    return f"turns: whose are {', '.join(map(repr, strange))}? say so, e.g. `options: {{sides: {{{mapped}}}}}`"


def refused_repeats(rows: Rows, names: dict[str, str]) -> dict[str, str]:
    """Ids that stand on several rows with different words, each with why they are refused.

    Notes
    -----
    Rows of one id with the same words are one delivery twice, rows with a version column or whose words only grow are versions
    of one conversation, and the last counts. All else is one row a message, and no row may stand for all.
    """
    by_id: dict[str, list[Row]] = {}
    for row in rows.rows:
        if own_id := cell(value_of(row, names["conversation_id"])):
            by_id.setdefault(own_id, []).append(row)
    versioned = next((name for name in rows.columns if normal(name) in VERSIONS), "")
    refused = {}
    for own_id, alike in by_id.items():
        if len(alike) > 1 and not _are_versions(alike, names, versioned):
            refused[own_id] = (
                f"{own_id!r} stands on {len(alike)} rows with different words, and one row is one conversation here; "
                f"where a row is a message, say `options: {{group_by: {names['conversation_id']}}}` and `columns: {{side: ...}}`"
            )
    return refused


def _are_versions(alike: list[Row], names: dict[str, str], versioned: str) -> bool:
    words = [(words_of(row, names.get("text", "")), cell(value_of(row, names.get("turns", "")))) for row in alike]
    if len(set(words)) == 1:
        return True
    if versioned and len({cell(row.values.get(versioned)) for row in alike}) == len(alike):
        return len({cell(value_of(row, names.get("occurred_at", ""))) for row in alike}) == 1
    return all(after.startswith(before) and later.startswith(earlier.rstrip("] \n")) for (before, earlier), (after, later) in
               pairwise(words))  # fmt: skip


def grouped(rows: Rows, names: dict[str, str], context: Context, order: str) -> Iterator[Conversation | UnreadableRow]:
    """Conversations of rows that hold one message each, in the order of their times.

    Grouped by the column of their times, the messages of a day are one conversation.
    """
    column, there = context.option("group_by", ""), ", ".join(rows.columns[:20])
    is_by_day = column == names.get("occurred_at")
    fault = "" if column in rows.columns else f"options.group_by is {column!r}, which is no column; the header has {there}"
    if not fault and not {"side", "contact_name", "email"} & set(names):
        fault = f"group_by {column!r} wants `columns: {{side: ...}}`, the column that tells who wrote; the header has {there}"
    groups: dict[str, list[Row]] = {}
    for row in rows.rows:
        own_id = "" if fault else _day_of(row, column, context, order) if is_by_day else cell(value_of(row, column))
        if own_id:
            groups.setdefault(own_id, []).append(row)
        else:
            yield set_aside(row, fault or f"{column} is empty; every message needs its conversation's")
    sides = _sides_of(rows, names, context)
    for own_id, messages in groups.items():
        yield from _conversation(own_id, messages, names, context, order, sides)


def _day_of(row: Row, column: str, context: Context, order: str) -> str:
    """The day of a message, of those of a chat that has no other parts; of a date that cannot be read what stands there."""
    when = value_of(row, column)
    sent_at = time_of(when, context.zone, order)
    return sent_at.astimezone(context.zone).date().isoformat() if sent_at else cell(when)


def _sides_of(rows: Rows, names: dict[str, str], context: Context) -> dict[str, str]:
    """The option ``sides``, and whose word "user" is, which the others in its column tell."""
    words = {cell(value_of(row, names["side"])) for row in rows.rows} if "side" in names else set()
    either = side_of_either(words)
    return ({EITHER: either} if either else {}) | check_sides(context)


def _is_bot(row: Row) -> bool:
    """Whether a mark says that a machine wrote a message."""
    return any(cell(value).lower() in {"true", "1", "yes"} for name, value in row.values.items() if normal(name).endswith("bot"))


def _conversation(
    own_id: str, rows: list[Row], names: dict[str, str], context: Context, order: str, sides: dict[str, str]
) -> Iterator[Conversation | UnreadableRow]:
    """One conversation; where one of its messages cannot be read, all are set aside: without it the others mislead."""
    messages = [_message(row, names, context, order, sides) for row in rows]
    fault = next((f"line {message.row.line}: {message.fault}" for message in messages if message.fault), "")
    spoken = [message for message in messages if message.turn.text]
    if not fault and not spoken:
        fault = "holds no words"
    if not fault and sum(len(message.turn.text) for message in spoken) > MAX_CHARACTERS:
        fault = f"holds more than {MAX_CHARACTERS:,} characters, the most one conversation may have"
    if fault:
        yield from (set_aside(row, fault, own_id, names.get("contact_name", "")) for row in rows)
        return
    spoken.sort(key=lambda message: (message.sent_at, message.row.line))
    asking = next((message.row for message in spoken if message.turn.side == "customer"), spoken[0].row)
    given = {field: cell(value_of(asking, names.get(field, ""))) for field in ("contact_id", "role", "url", "language")}
    accounts = [cell(value_of(row, names.get("account_id", ""))) for row in (asking, *rows)]
    yield Conversation(
        own_id, min(message.sent_at for message in messages), [message.turn for message in spoken], rows[0].line,
        account_id=next(filter(None, accounts), ""), people=sorted({message.turn.speaker for message in spoken} - {""}), **given,
    )  # fmt: skip


@dataclass(slots=True)
class _Message:
    row: Row
    turn: Turn
    sent_at: datetime | None
    fault: str


def _message(row: Row, names: dict[str, str], context: Context, order: str, sides: dict[str, str]) -> _Message:
    """One row as a message, with what is wrong with it."""
    values = {name: cell(value_of(row, names.get(name, ""))) for name in ("side", "contact_name", "email")}
    when = value_of(row, names["occurred_at"])
    sent_at = time_of(when, context.zone, order)
    side = "automatic" if _is_bot(row) else side_in(values["side"], names.get("side", ""), sides)
    turn = Turn(words_of(row, names.get("text", "")), side, values["contact_name"], values["email"])
    fault = "" if sent_at else date_fault("occurred_at", when)
    if not fault and "side" in names and not side and turn.text:
        word = values["side"]
        fault = f"whose is {word!r} in {names['side']}? say so, e.g. `options: {{sides: {{{word or 'agent'}: team}}}}`"
    return _Message(row, turn, sent_at, fault)

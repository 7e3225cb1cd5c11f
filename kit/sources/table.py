"""Reader ``table``: CSV, JSONL, JSON, Parquet and workbooks with one conversation a row, or one message a row.

Columns, by their canonical names (``columns: {ours: theirs}`` in kit.yaml maps them): ``conversation_id``,
``occurred_at``, ``text`` and/or ``turns``, and where there are any ``account_id``, ``contact_id``, ``contact_name``,
``role``, ``url``, ``language``, ``subject``. What is not mapped is found by meaning (``kit check`` shows what was taken);
``Date + Time`` joins two columns, ``customer.company.id`` reaches into nested JSON.

``turns`` is a JSON list of ``{"side", "speaker", "text"}``; ``author`` ("agent" or "customer") is read for
``side``, ``name`` for ``speaker``, ``body`` for ``text``, ``public: false`` for an internal note. Where a row has both,
``text`` is the customer's first message and ``turns`` what followed. ``subject`` stands in for an empty ``text``.
``sides`` says whose an export's own words for authors are.

    - id: zendesk
      kind: ticket
      path: inbox/tickets/*.csv
      columns: {conversation_id: ticket_id, occurred_at: created_at, text: description, turns: comments,
                account_id: organization_id, contact_id: requester_id, role: requester_title}
      options: {dates: dmy, encoding: cp1252, separator: ";"}    # all three are found out where they are absent

One message a row: ``group_by`` names the column that holds a conversation's messages together, ``side`` the one that tells
whose each is.

    - id: chat
      kind: ticket
      path: inbox/chat/*.csv
      columns: {conversation_id: chat, occurred_at: sent, text: message, side: sender_type, contact_name: sender}
      options: {group_by: chat, sides: {visitor: customer, operator: team}}

Where nothing holds the messages of a chat together, ``group_by`` names the column of their times: a day is a conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.sources.columns_by_content import named
from kit.sources.conversation import MAX_CHARACTERS, Conversation, Turn, UnreadableRow
from kit.sources.messages import check_sides, grouped, refused_repeats, unknown_sides
from kit.sources.parsing.cells import (
    cell,
    check_encoding,
    date_fault,
    date_order,
    lacking,
    set_aside,
    value_of,
    with_clock,
    words_of,
)
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import is_none_of
from kit.sources.parsing.files import File
from kit.sources.parsing.rows import Row, Rows, rows_of
from kit.sources.parsing.tables.column_names import resolved
from kit.sources.parsing.turn_lists import is_turn_list, turns_of, with_authors
from kit.sources.reader import Context, Entry, Reader

COLUMNS = (
    "conversation_id", "occurred_at", "text", "turns", "subject", "account_id", "contact_id", "contact_name", "role", "url",
    "language", "side", "email",
)  # fmt: skip
OPTIONS = ("dates", "encoding", "separator", "group_by", "sides")
_JSON_LIST = re.compile(r"\[\s*[{\]]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Rows looked at to tell whether a column holds messages.
LOOKED_AT = 50
#: Columns that are looked for by meaning where a row is a conversation; a side is told by the user alone.
GUESSED = tuple(name for name in COLUMNS if name not in {"side", "email"})


def names_in(rows: Rows, context: Context) -> dict[str, str]:
    """Their column for each of ours: as mapped, by its canonical name, or by meaning."""
    wanted = [name for name in COLUMNS if name in GUESSED or name in context.source.columns]
    names = named(rows, context.source.columns, wanted)
    if "turns" not in context.source.columns:
        if names.get("turns", "turns") != "turns" and not _has_turns(rows, names["turns"]):
            del names["turns"]
        if "turns" not in names and "text" not in context.source.columns and _has_turns(rows, names.get("text", "")):
            names["turns"] = names.pop("text")
        is_sought = not {"turns", "text"} & set(names)
        if is_sought and (hit := next((name for name in rows.columns if _has_turns(rows, name)), "")):
            names["turns"] = hit
    return with_clock(rows, names)


def _has_turns(rows: Rows, column: str) -> bool:
    """Whether a column holds lists of messages, in the first rows that have anything in it."""
    cells = [value for row in rows.rows[:LOOKED_AT] if cell(value := row.values.get(column))]
    return bool(cells) and all(_JSON_LIST.match(value) if isinstance(value, str) else is_turn_list(value) for value in cells)


def conversation_of(row: Row, context: Context, order: str, names: dict[str, str]) -> Conversation | UnreadableRow:
    """One row as a conversation, or as what is wrong with it."""
    values = {name: value_of(row, theirs) for name, theirs in names.items()}
    conversation_id, sides = cell(values.get("conversation_id")), check_sides(context)
    occurred_at, later = time_of(values.get("occurred_at"), context.zone, order), _said_later(row, values.get("turns"), sides)
    fault = "" if conversation_id else "conversation_id is empty; every conversation needs its own"
    if not fault and occurred_at is None:
        fault = date_fault("occurred_at", values.get("occurred_at"))
    fault = fault or (later if isinstance(later, str) else unknown_sides(later))
    name, turns = cell(values.get("contact_name")), []
    if not fault:
        text = words_of(row, names.get("text", "")) or ("" if later else cell(values.get("subject")))
        turns = ([Turn(text, "customer", name, cell(values.get("email")))] if text else []) + list(later)
        fault = "" if turns else "has neither text nor turns: nothing was said"
    if (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    if fault:
        return set_aside(row, fault, conversation_id, names.get("contact_name", ""))
    return Conversation(
        conversation_id, occurred_at, turns, row.line, people=[name] if name else [],
        **{field: cell(values.get(field)) for field in ("account_id", "contact_id", "role", "url", "language")},
    )  # fmt: skip


def _said_later(row: Row, value: object, sides: dict[str, str]) -> list[Turn] | str:
    """Turns of a row's list of messages."""
    return turns_of(with_authors(value, row.values), sides)


def fault_of(rows: Rows, names: dict[str, str], context: Context) -> str:
    """What to say where a file has no column of ids, of dates or of words; "" where it has them all."""
    needed = ["occurred_at"] if context.option("group_by", "") else ["conversation_id", "occurred_at"]
    fault = lacking(rows, names, context, *needed)
    if not fault and not {"text", "turns", "subject"} & set(names):
        fault = lacking(rows, names, context, "text")
    return fault


def entries_in(rows: Rows, context: Context) -> Iterator[Entry]:
    """Entries of one file's rows."""
    yield from rows.unread
    names = names_in(rows, context)
    fault = fault_of(rows, names, context)
    order = date_order(rows, names.get("occurred_at", ""), context)
    if fault:
        yield from (set_aside(row, fault) for row in rows.rows)
    elif context.option("group_by", ""):
        yield from grouped(rows, names, context, order)
    else:
        refused = refused_repeats(rows, names)
        for row in rows.rows:
            own_id = cell(value_of(row, names["conversation_id"]))
            if own_id in refused:
                yield set_aside(row, refused[own_id], own_id, names.get("contact_name", ""))
            else:
                yield conversation_of(row, context, order, names)


def wanted_names(context: Context) -> list[str]:
    """Names that tell a file's header and separator."""
    return [*(context.column(name) for name in COLUMNS), *filter(None, [context.option("group_by", "")])]


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of a table's files."""
    encoding, separator = check_encoding(context)
    for file in files:
        is_by_day = context.option("group_by", "") not in {"", "conversation_id", context.column("conversation_id")}
        for entry in entries_in(rows_of(file, wanted_names(context), encoding, separator), context):
            if is_by_day and isinstance(entry, Conversation) and _DAY.fullmatch(entry.conversation_id):
                entry.conversation_id = f"{file.stem}/{entry.conversation_id}"  # two chats have the same days
            yield entry


def read_others(others: list[tuple[File, Rows]], context: Context, known: tuple[str, ...], is_known: bool) -> Iterator[Entry]:
    """Files that are none of a product's tables, as its own pages export them: read by meaning, else set aside in one line.

    Parameters
    ----------
    known : names of the tables that the reader knows.
    is_known : whether the delivery holds any of them; then other tables beside them are the sync's own (tags, articles, teams).
    """
    for file, rows in [] if is_known else others:
        names = resolved(rows.columns, {}, GUESSED)
        if {"conversation_id", "occurred_at", "text"} <= set(names):
            order = date_order(rows, names["occurred_at"], context)
            entries = [*rows.unread, *(conversation_of(row, context, order, names) for row in rows.rows)]
        else:
            entries = [UnreadableRow(is_none_of(known, rows.columns, len(rows.rows)), 1)]
        for entry in entries:
            if isinstance(entry, Conversation | UnreadableRow):
                entry.file = file.name
            yield entry


READER = Reader(read, COLUMNS, OPTIONS, names=names_in)

"""Reader ``table``: CSV, JSONL, JSON and Parquet with one conversation a row.

Columns, by their canonical names (``columns: {ours: theirs}`` in kit.yaml maps them): ``conversation_id``,
``occurred_at``, ``text`` and/or ``turns``, and where there are any ``account_id``, ``contact_id``, ``contact_name``,
``role``, ``url``, ``language``, ``subject``.

``turns`` is a JSON list of ``{"side", "speaker", "text"}``; ``author`` ("agent" or "customer") is read for
``side``, ``name`` for ``speaker``, ``body`` for ``text``, ``public: false`` for an internal note. Where a row has both,
``text`` is the customer's first message and ``turns`` what followed. ``subject`` stands in for an empty ``text``.

    - id: zendesk
      kind: ticket
      path: inbox/tickets/*.csv
      columns: {conversation_id: ticket_id, occurred_at: created_at, text: description, turns: comments,
                account_id: organization_id, contact_id: requester_id, role: requester_title}
      options: {dates: dmy, encoding: cp1252, separator: ";"}    # all three are found out where they are absent
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.sources.conversation import MAX_CHARACTERS, Conversation, Turn, UnreadableRow
from kit.sources.parsing.cells import cell, check_encoding, date_fault, date_order, missing, set_aside, turns_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.files import File
from kit.sources.parsing.rows import Row, rows_of
from kit.sources.reader import Context, Entry, Reader

COLUMNS = (
    "conversation_id", "occurred_at", "text", "turns", "account_id", "contact_id", "contact_name", "role", "url",
    "language", "subject",
)  # fmt: skip
OPTIONS = ("dates", "encoding", "separator")


def conversation_of(row: Row, context: Context, order: str) -> Conversation | UnreadableRow:
    """One row as a conversation, or as what is wrong with it."""
    values = {name: row.values.get(context.column(name)) for name in COLUMNS}
    conversation_id = cell(values["conversation_id"])

    def unread(reason: str) -> UnreadableRow:
        return set_aside(row, reason, conversation_id)

    if not conversation_id:
        return unread("conversation_id is empty; every conversation needs its own")
    occurred_at = time_of(values["occurred_at"], context.zone, order)
    if occurred_at is None:
        return unread(date_fault("occurred_at", values["occurred_at"]))
    later = turns_of(values["turns"])
    if isinstance(later, str):
        return unread(later)
    name = cell(values["contact_name"])
    text = cell(values["text"]) or ("" if later else cell(values["subject"]))
    turns = ([Turn(text, "customer", name)] if text else []) + later
    if not turns:
        return unread("has neither text nor turns: nothing was said")
    if (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        return unread(f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have")
    return Conversation(
        conversation_id, occurred_at, turns, row.line, account_id=cell(values["account_id"]),
        contact_id=cell(values["contact_id"]), role=cell(values["role"]), url=cell(values["url"]),
        language=cell(values["language"]), people=[name] if name else [],
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of a table's files."""
    encoding, separator = check_encoding(context)
    for file in files:
        rows = rows_of(file, [context.column(name) for name in COLUMNS], encoding, separator)
        yield from rows.unread
        lacking = missing(rows, context, "conversation_id", "occurred_at")
        if not lacking and not {context.column("text"), context.column("turns")} & set(rows.columns):
            lacking = missing(rows, context, "text")
        order = date_order(rows, context.column("occurred_at"), context)
        for row in rows.rows:
            yield set_aside(row, lacking) if lacking else conversation_of(row, context, order)


READER = Reader(read, COLUMNS, OPTIONS)

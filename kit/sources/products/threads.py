"""Threads: conversations of help desks, chats and forums out of a declaration of their tables.

``threads.yaml`` holds the declarations. A product is four tables at most (conversations, messages, people, companies), each with
the columns that tell it, the names of its fields and how a side is told; files may hold them as an API answers, as a
warehouse syncs them, or as the product's page exports them. Messages may be nested in their conversation or stand in files of
their own; messages whose conversation is not in the export make one of their own.

``columns`` maps ``account_id`` and ``role`` to other fields of the conversation; ``sides`` gives sides to an export's own words
for authors; ``others: customer`` says that whoever is not known as the team's is a customer, as in a public forum.

    - id: freshdesk
      kind: ticket
      reader: freshdesk        # or helpscout, front, hubspot, salesforce, jira, zoho-desk, chatwoot, slack, teams-channel,
      path: inbox/freshdesk/*  #    discord, discourse
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from kit.resources import own_yaml
from kit.sources import table
from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn, UnreadableRow
from kit.sources.messages import check_sides
from kit.sources.parsing.cells import cell, date_fault, date_order, set_aside
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import is_gone, is_synced
from kit.sources.parsing.files import File
from kit.sources.parsing.rows import Row, Rows, rows_of
from kit.sources.parsing.side_words import side_told
from kit.sources.products.fields import all_names, first_of, has_columns, value_in, words_in
from kit.sources.reader import Context, Entry, Reader

#: Declarations by product.
DECLARED: dict[str, dict[str, Any]] = own_yaml(Path(__file__).parent / "threads.yaml")
TABLES = ("messages", "people", "companies", "conversations")
COLUMNS = ("account_id", "role")
OPTIONS = ("dates", "encoding", "separator", "sides", "others", "url", "schema")


@dataclass
class _Export:
    """All rows of one export by table, with the file of each; what could not be read; files of no table."""

    rows: dict[str, list[tuple[Row, File, str]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    unread: list[Entry] = field(default_factory=list)
    others: list[tuple[File, Rows]] = field(default_factory=list)


@dataclass
class _Message:
    """One message of a thread."""

    turn: Turn
    sent_at: datetime | None
    author: str
    row: Row
    when: Any = None


@dataclass
class _Thread:
    """One conversation's row, where the export has it, and its messages."""

    row: Row | None
    file: File
    order: str = ""
    messages: list[_Message] = field(default_factory=list)
    cast: list[Turn] = field(default_factory=list)


@dataclass(frozen=True)
class _Product:
    """A declaration with what one source says beside it, and who is who in its export."""

    declared: dict[str, Any]
    context: Context
    people: dict[str, dict[str, Any]]
    companies: dict[str, dict[str, Any]]

    def field(self, table_name: str, values: dict[str, Any], name: str) -> Any:
        return first_of(values, self.declared.get(table_name, {}).get(name, ()))

    def side(self, table_name: str, values: dict[str, Any]) -> str:
        """Whose a row is by the declaration's rules; "" where none of them tells."""
        for name, wanted, side in self.declared.get(table_name, {}).get("sides", ()):
            value = cell(value_in(values, name)).lower()
            if value and ("*" in wanted or value in {str(word).lower() for word in wanted}):
                return side
        return ""


def _read_files(declared: dict[str, Any], files: list[File], context: Context) -> _Export:
    export, wanted = _Export(), all_names(declared)
    encoding, separator = context.option("encoding", ""), context.option("separator", "")
    for file in files:
        rows = rows_of(file, wanted, encoding, separator)
        name = next((name for name in TABLES if has_columns(rows.columns, declared.get(name, {}).get("known_by", ()))), "")
        for unread in rows.unread:
            if isinstance(unread, UnreadableRow):
                unread.file = file.name
            export.unread.append(unread)
        if name:
            when = next((theirs for theirs in declared[name].get("occurred_at", ()) if theirs in rows.columns), "")
            order = date_order(rows, when, context)
            export.rows[name] += [(row, file, order) for row in rows.rows if not is_gone(row.values)]
        elif rows.rows and not is_synced(rows.columns):
            export.others.append((file, rows))
    return export


def _message(product: _Product, row: Row, order: str) -> _Message:
    """One message, with its side by the message, by its author, or by the source's own words."""
    values, context = row.values, product.context
    author = cell(product.field("messages", values, "author"))
    person = product.people.get(author, {})
    word = cell(product.field("messages", values, "words"))
    side = product.side("messages", values) or product.side("people", person) or check_sides(context).get(word.lower(), "")
    name = cell(product.field("messages", values, "name")) or cell(product.field("people", person, "name"))
    email = cell(product.field("messages", values, "email")) or cell(product.field("people", person, "email"))
    when = product.field("messages", values, "occurred_at")
    turn = Turn(words_in(product.field("messages", values, "text")), side or side_told(word), name, email)
    return _Message(turn, time_of(when, context.zone, order), author, row, when)


def _nested(product: _Product, row: Row, order: str) -> Iterator[_Message]:
    """Messages that a conversation holds itself: as objects, or as "date;author;words" in repeated cells."""
    declared = product.declared["conversations"]
    for path in declared.get("nested", ()):
        entries = value_in(row.values, path)
        entries = entries.get("data", []) if isinstance(entries, dict) else entries
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield _message(product, Row(entry, row.line), order)
    for text in row.repeated.get(declared.get("lines", ""), [row.values.get(declared.get("lines", ""))]):
        parts = cell(text).split(";", 2)
        if len(parts) == 3 and (sent_at := time_of(parts[0], product.context.zone, order)):
            asks = {cell(product.field("conversations", row.values, name)) for name in ("contact_id", "contact_name")}
            side = "customer" if parts[1] in asks - {""} else ""
            yield _Message(Turn(words_in(parts[2]), side, parts[1]), sent_at, parts[1], row)


def _day(message: _Message) -> str:
    """The day of a message; what stands in its place where it is no date."""
    return f"{message.sent_at:%Y-%m-%d}" if message.sent_at else cell(message.when)


def _threads(product: _Product, export: _Export) -> dict[str, _Thread]:
    """Conversations by id, each with all its messages."""
    threads: dict[str, _Thread] = {}
    for row, file, order in export.rows["conversations"]:
        own_id = cell(product.field("conversations", row.values, "id"))
        messages = list(_nested(product, row, order))
        if product.declared.get("daily"):
            for message in messages:
                threads.setdefault(f"{own_id}/{_day(message)}", _Thread(row, file, order)).messages.append(message)
        else:
            kept = threads.setdefault(own_id, _Thread(row, file, order))
            threads[own_id] = replace(kept, row=row, file=file, order=order, messages=messages or kept.messages)
    for row, file, order in export.rows["messages"]:
        message = _message(product, row, order)
        own_id = cell(product.field("messages", row.values, "conversation")).rstrip("/").rpartition("/")[2]
        if product.declared.get("folder"):
            own_id = "/".join([*file.name.split("/")[-2:-1], own_id])
        if product.declared.get("daily"):  # a channel in rows: its name is the file's
            own_id = f"{own_id or file.stem}/{_day(message)}"
        threads.setdefault(own_id, _Thread(None, file, order)).messages.append(message)
    if product.declared.get("daily"):
        _tell_casts(threads)
    return threads


def _tell_casts(threads: dict[str, _Thread]) -> None:
    """Give the thread of each day everybody who writes in its channel: ours may be silent on that day."""
    casts: dict[str, dict[tuple[str, str], Turn]] = {}
    for own_id, thread in threads.items():
        cast = casts.setdefault(own_id.rpartition("/")[0], {})
        for message in thread.messages:
            cast[message.turn.speaker, message.turn.email] = replace(message.turn, text="")
    for own_id, thread in threads.items():
        thread.cast = list(casts[own_id.rpartition("/")[0]].values())


def _turns(product: _Product, thread: _Thread, details: dict[str, str]) -> list[Turn]:
    """What was said in a thread: the first message where no later one repeats it, then the messages by time."""
    thread.messages.sort(key=lambda message: (message.sent_at is None, message.sent_at and message.sent_at.timestamp()))
    turns = [message.turn for message in thread.messages if message.turn.text]
    for message in thread.messages:
        if not message.turn.side and message.author and message.author == details["contact_id"]:
            message.turn.side = "customer"
    values = thread.row.values if thread.row else {}
    text = words_in(product.field("conversations", values, "text"))
    text = text or ("" if turns else words_in(product.field("conversations", values, "subject")))
    if text and all(" ".join(turn.text.split()) != " ".join(text.split()) for turn in turns):
        turns.insert(0, Turn(text, "customer", details["contact_name"], details["email"]))
    if product.context.option("others", "") == "customer":
        for turn in turns:
            turn.side = turn.side or "customer"
    return turns


def _about(product: _Product, thread: _Thread) -> dict[str, str]:
    """Who asks, for which account: as the conversation says, else as the person's own row does."""
    values = thread.row.values if thread.row else {}
    fields = ("contact_id", "contact_name", "email", "account_id", "role", "url", "language")
    about = {name: cell(product.field("conversations", values, name)) for name in fields}
    if not about["contact_id"]:
        about["contact_id"] = next((message.author for message in thread.messages if message.turn.side == "customer"), "")
    person = product.people.get(about["contact_id"], {})
    for ours, theirs in (("contact_name", "name"), ("email", "email"), ("account_id", "account_id"), ("role", "role")):
        about[ours] = about[ours] or cell(product.field("people", person, theirs))
    for ours, theirs in product.context.source.columns.items():
        about[ours] = cell(value_in(values, theirs)) or cell(value_in(person, theirs)) or about[ours]
    return about


def _entry(product: _Product, own_id: str, thread: _Thread) -> Entry:
    """One thread as a conversation."""
    about, row = _about(product, thread), thread.row or thread.messages[0].row
    turns = _turns(product, thread, about)
    when = product.field("conversations", row.values, "occurred_at") if thread.row else None
    times = [message.sent_at for message in thread.messages if message.sent_at]
    occurred_at = time_of(when, product.context.zone, thread.order) or min(times, default=None)
    fault = "" if own_id else "its id is empty; every conversation has its own"
    if not fault and occurred_at is None:
        fault = date_fault("its date", when or next((message.when for message in thread.messages), None))
    if not fault and (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    if fault:
        aside = set_aside(row, fault, own_id)
        aside.file = thread.file.name
        return aside
    if not turns:
        return EmptyRow(row.line)
    company = cell(product.field("companies", product.companies.get(about["account_id"], {}), "name"))
    people = sorted({turn.speaker for turn in turns} | {about["contact_name"]} - {""})
    return Conversation(
        own_id, occurred_at, turns, row.line, thread.file.name, people=[name for name in people if name],
        companies=[company] if company else [], cast=thread.cast,
        **{name: about[name] for name in ("account_id", "contact_id", "role", "url", "language")},
    )  # fmt: skip


def read(declared: dict[str, Any], files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of one export."""
    export = _read_files(declared, files, context)
    by_id = {
        name: {cell(first_of(row.values, declared[name]["id"])): row.values for row, _, _ in export.rows[name]}
        for name in ("people", "companies")
        if name in declared
    }
    product = _Product(declared, context, by_id.get("people", {}), by_id.get("companies", {}))
    yield from export.unread
    is_known = bool(export.rows["conversations"] or export.rows["messages"])
    yield from table.read_others(export.others, context, tuple(declared), is_known)
    for own_id, thread in _threads(product, export).items():
        yield _entry(product, own_id, thread)


def _reader(declared: dict[str, Any]) -> Reader:
    is_whole = bool(declared.get("whole"))
    return Reader(partial(read, declared), COLUMNS, OPTIONS, is_joined=True, is_whole=is_whole, is_in_warehouses=True)


READERS = {name: _reader(declared) for name, declared in DECLARED.items()}

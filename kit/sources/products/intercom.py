"""Reader ``intercom``: conversations of the API in JSON, or the tables of a warehouse sync; all files of a folder together.

JSON: conversations (lone, a list, or ``{"conversations": [...]}``) with their parts, and where delivered contacts and companies
(``{"type": "contact" | "company"}``, lone or under ``data``). Tables, told apart by their columns: conversation_history,
conversation_part_history, contact_history, company_history, contact_company_history, conversation_contact_history, admin;
of several versions of a row the active one counts.

Admins are the team's, as are notes; bots are automatic; users, leads and contacts are customers. The account is the company's own
``company_id``; the role is the contact's ``job_title`` attribute, or the one ``columns: {role: ...}`` names.

    - id: intercom
      kind: ticket
      reader: intercom
      path: inbox/intercom/*
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kit.sources import table
from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn, UnreadableRow
from kit.sources.parsing.cells import cell, date_fault, raw_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import Joined, as_rows, entries_of, is_json, is_synced, read_tables, version_of
from kit.sources.parsing.files import File
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.rows import Row
from kit.sources.parsing.side_words import side_told
from kit.sources.parsing.tables.json_rows import json_value
from kit.sources.reader import Context, Entry, Reader

COLUMNS = ("role",)

SHAPES = {
    "conversations": {"id", "source_author_id", "source_body"},
    "api_conversations": {"id", "source", "created_at"},
    "parts": {"conversation_id", "part_type", "body"},
    "contact_companies": {"contact_id", "company_id"},
    "conversation_contacts": {"contact_id", "conversation_id"},
    "contacts": {"id", "email", "role"},
    "companies": {"id", "company_id", "plan_id"},
    "admins": {"id", "email", "name", "job_title"},
}
_KEYS = ("conversations", "data", "contacts", "companies", "admins")


@dataclass
class _Inbox:
    """Everything the export tells, by id; conversations in the API's form."""

    conversations: dict[str, tuple[dict[str, Any], int, str]] = field(default_factory=dict)
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    companies: dict[str, dict[str, Any]] = field(default_factory=dict)
    companies_of: dict[str, list[str]] = field(default_factory=dict)
    unread: list[UnreadableRow] = field(default_factory=list)
    strange: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, value: dict[str, Any], line: int, file: str) -> None:
        """One object of a JSON answer."""
        kind, own_id = cell(value.get("type")), cell(value.get("id"))
        if kind in {"contact", "user", "lead"} and "source" not in value:
            self.contacts[own_id] = value
            listed = value.get("companies") if isinstance(value.get("companies"), dict) else {}
            entries = listed.get("data") or listed.get("companies") or []
            self.companies_of[own_id] = [cell(company.get("id")) for company in entries if isinstance(company, dict)]
        elif kind == "company":
            self.companies[own_id] = value
        elif kind == "conversation" or "conversation_parts" in value:
            self.conversations[own_id] = (value, line, file)
        elif kind != "admin":
            self.strange.setdefault(file, []).append(Row(value, line))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any, *names: str) -> list[dict[str, Any]]:
    """Entries of Intercom's list objects, ``{"type": "x.list", "x": [...]}``."""
    listed = next(
        (own for name in names if isinstance(own := _dict(value).get(name), list)), value if isinstance(value, list) else []
    )
    return [entry for entry in listed if isinstance(entry, dict)]


def _opened(value: Any) -> Any:
    """An object that a warehouse keeps as JSON in a cell; other values as they are."""
    if not isinstance(value, str) or value[:1] not in {"{", "["}:
        return value
    opened, fault = json_value(value)
    return value if fault else opened


def _of_tables(joined: Joined, inbox: _Inbox) -> None:
    """Rows of the tables in the API's form."""
    inbox.unread += joined.unread
    inbox.contacts |= joined.by("contacts", "id")
    inbox.companies |= joined.by("companies", "id")
    for row, _ in joined.of("contact_companies"):
        inbox.companies_of.setdefault(cell(row.values.get("contact_id")), []).append(cell(row.values.get("company_id")))
    contacts: dict[str, list[dict[str, Any]]] = {}
    for row, _ in joined.of("conversation_contacts"):
        contacts.setdefault(cell(row.values.get("conversation_id")), []).append({"id": row.values.get("contact_id")})
    parts: dict[str, list[dict[str, Any]]] = {}
    for values in joined.by("parts", "id").values():
        author = _opened(values.get("author")) or {"type": values.get("author_type"), "id": values.get("author_id")}
        parts.setdefault(cell(values.get("conversation_id")), []).append(values | {"author": author})
    inbox.unread += _without_conversation(joined)
    for row, file in joined.of("api_conversations"):
        values = row.values | {name: _opened(row.values.get(name)) for name in ("source", "contacts", "conversation_parts")}
        own_parts = values["conversation_parts"] or parts.get(cell(values.get("id")), [])
        inbox.conversations[cell(values.get("id"))] = (values | {"conversation_parts": own_parts}, row.line, file)
    for contact_id, contact in inbox.contacts.items():
        listed = _list(_opened(contact.get("companies")), "data", "companies")
        inbox.companies_of.setdefault(contact_id, []).extend(cell(entry.get("id")) for entry in listed)
        contact["custom_attributes"] = _opened(contact.get("custom_attributes"))
    admins = joined.by("admins", "id")
    for row, file in sorted(joined.of("conversations"), key=lambda pair: version_of(pair[0].values)):
        values, own_id = row.values, cell(row.values.get("id"))
        author = _dict(admins.get(cell(values.get("source_author_id")))) | {
            "type": values.get("source_author_type"),
            "id": values.get("source_author_id"),
        }
        source = {
            "author": author,
            "body": values.get("source_body"),
            "subject": values.get("source_subject"),
            "url": values.get("source_url"),
        }
        value = values | {"source": source, "contacts": contacts.get(own_id, []), "conversation_parts": parts.get(own_id, [])}
        inbox.conversations[own_id] = (value, row.line, file)


def _without_conversation(joined: Joined) -> list[UnreadableRow]:
    """Parts of conversations that were not delivered, set aside one by one; a sync keeps parts of what was deleted."""
    known = {cell(row.values.get("id")) for name in ("conversations", "api_conversations") for row, _ in joined.of(name)}
    return [
        UnreadableRow(
            f"is a part of conversation {own_id!r}, which was not delivered with it", row.line, raw_of(row), file, own_id
        )
        for row, file in joined.of("parts")
        if (own_id := cell(row.values.get("conversation_id"))) not in known and not (known and is_synced(row.values))
    ]


def _turn(part: dict[str, Any], inbox: _Inbox) -> Turn:
    """A message or part as a turn."""
    author = _dict(part.get("author"))
    known = inbox.contacts.get(cell(author.get("id")), {})
    side = "team" if part.get("part_type") == "note" else side_told(cell(author.get("type")))
    name, email = cell(author.get("name")) or cell(known.get("name")), cell(author.get("email")) or cell(known.get("email"))
    return Turn(plain_of(cell(part.get("body"))), side, name, email)


def _contact_id(value: dict[str, Any]) -> str:
    listed = _list(value.get("contacts"), "contacts", "data")
    author = _dict(_dict(value.get("source")).get("author"))
    first = cell(listed[0].get("id")) if listed else ""
    return first or (cell(author.get("id")) if side_told(cell(author.get("type"))) == "customer" else "")


def _role(contact: dict[str, Any], context: Context) -> str:
    name = context.source.columns.get("role", "job_title")
    return cell(_dict(contact.get("custom_attributes")).get(name)) or cell(contact.get(f"custom_{name}"))


def _entry(own_id: str, inbox: _Inbox, context: Context) -> Entry:
    """One conversation."""
    value, line, file = inbox.conversations[own_id]
    parts = sorted(
        _list(value.get("conversation_parts"), "conversation_parts", "data"), key=lambda part: cell(part.get("created_at"))
    )
    turns = [turn for part in (_dict(value.get("source")), *parts) if (turn := _turn(part, inbox)).text]
    occurred_at, fault = time_of(value.get("created_at"), context.zone), ""
    if not own_id:
        fault = "id is empty; every conversation has its own"
    elif occurred_at is None:
        fault = date_fault("created_at", value.get("created_at"))
    elif (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    if fault:
        return UnreadableRow(fault, line, raw_of(Row({"id": own_id, "created_at": value.get("created_at")}, line)), file, own_id)
    if not turns:
        return EmptyRow(line)
    contact_id = _contact_id(value)
    contact = inbox.contacts.get(contact_id, {})
    company_id = next(iter(inbox.companies_of.get(contact_id, [])), "")
    company = inbox.companies.get(company_id, {})
    names = [name for name in (cell(contact.get("name")), *(turn.speaker for turn in turns)) if name]
    return Conversation(
        own_id, occurred_at, turns, line, file, cell(company.get("company_id")) or company_id, contact_id,
        _role(contact, context),
        cell(_dict(value.get("source")).get("url")), people=sorted(set(names)),
        companies=[name] if (name := cell(company.get("name"))) else [],
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of one export."""
    inbox = _Inbox()
    for item in entries_of([file for file in files if is_json(file)], _KEYS):
        if isinstance(item, UnreadableRow):
            inbox.unread.append(item)
        else:
            inbox.add(*item[1:])
    joined = read_tables([file for file in files if not is_json(file)], SHAPES)
    _of_tables(joined, inbox)
    yield from inbox.unread
    yield from table.read_others([*joined.others, *as_rows(inbox.strange)], context, tuple(SHAPES), bool(inbox.conversations))
    for own_id in inbox.conversations:
        yield _entry(own_id, inbox, context)


READER = Reader(read, COLUMNS, ("url", "schema"), is_joined=True, is_in_warehouses=True)

"""Reader ``zendesk``: API or account exports in JSON, or the tables of a warehouse sync; all files of a folder together.

JSON: tickets with their ``comments`` (the account export, one ticket a line), or answers ``{"tickets": [...], "users": [...],
"organizations": [...]}`` with comments under the tickets or as ``{"comments": [...]}`` that name their ``ticket_id``.
Tables, as Fivetran and others write them, told apart by their columns: ticket, ticket_comment, user, organization, ticket_chat,
ticket_chat_event. Comments whose ticket is not in the export make a conversation of their own. Deleted tickets are not stored.

Agents and admins are the team's, as are private comments and whoever is assigned, by role or by what they did before they
left; the answer bot is automatic; an author whom nothing tells is nobody's. The account is the
organization's id, or what ``columns: {account_id: organization_name}`` (or organization_external_id) says; the role is the column
of the users' table that ``columns: {role: title}`` names.

    - id: zendesk
      kind: ticket
      reader: zendesk
      path: inbox/zendesk/*
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kit.sources import table
from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn, UnreadableRow
from kit.sources.parsing.cells import cell, date_fault, raw_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import Joined, as_rows, entries_of, is_json, read_tables
from kit.sources.parsing.files import File
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.rows import Row
from kit.sources.reader import Context, Entry, Reader

COLUMNS = ("account_id", "role")

SHAPES = {
    "chat_events": {"chat_id", "actor_id", "message"},
    "chats": {"chat_id", "ticket_id"},
    "comments": {"ticket_id", "body"},
    "tickets": {"id", "requester_id", "subject"},
    "users": {"id", "email", "role"},
    "organizations": {"id", "name", "shared_tickets"},
}
_KEYS = ("tickets", "comments", "users", "organizations", "results")
_TEAM_ROLES = frozenset({"agent", "admin", "owner"})


@dataclass
class _Desk:
    """Everything the export tells, by id."""

    tickets: dict[str, tuple[dict[str, Any], int, str]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    organizations: dict[str, dict[str, Any]] = field(default_factory=dict)
    unread: list[UnreadableRow] = field(default_factory=list)
    strange: dict[str, list[Row]] = field(default_factory=dict)

    @cached_property
    def workers(self) -> set[str]:
        """Who did an agent's work in any ticket: was assigned one or wrote an internal note."""
        ids = {cell(ticket.get("assignee_id")) for ticket, _, _ in self.tickets.values()}
        for comments in self.comments.values():
            ids |= {
                cell(comment.get("author_id")) or cell(comment.get("user_id"))
                for comment in comments
                if cell(comment.get("public")).lower() == "false"
            }
        return ids - {""}

    def add_ticket(self, ticket: dict[str, Any], line: int, file: str) -> None:
        ticket_id = cell(ticket.get("id"))
        self.tickets[ticket_id] = (ticket, line, file)
        for name in ("requester", "submitter", "assignee"):
            if isinstance(ticket.get(name), dict):
                self.users.setdefault(cell(ticket[name].get("id")), ticket[name])
        if isinstance(ticket.get("organization"), dict):
            self.organizations.setdefault(cell(ticket["organization"].get("id")), ticket["organization"])
        comments = ticket.get("comments")
        if isinstance(comments, list):
            self.comments.setdefault(ticket_id, []).extend(comment for comment in comments if isinstance(comment, dict))

    def add(self, key: str, value: dict[str, Any], line: int, file: str) -> None:
        """One object of a JSON answer or of a table with one object a line, told by its key, its fields or its file's name."""
        key = key if key not in {"", "results"} else _kind(value, file)
        if key == "comments":
            ticket_id = cell(value.get("ticket_id"))
            self.comments.setdefault(ticket_id, []).append(value | {"_line": line, "_file": file})
        elif key == "users":
            self.users[cell(value.get("id"))] = value
        elif key == "organizations":
            self.organizations[cell(value.get("id"))] = value
        elif key == "tickets":
            self.add_ticket(value, line, file)
        else:
            self.strange.setdefault(file, []).append(Row(value, line))


def _kind(value: dict[str, Any], file: str) -> str:
    """What a lone object is: a ticket, a comment, a user or an organization; "" where its fields say neither."""
    fields, name = set(value), file.rpartition("/")[2].lower()
    if "ticket_id" in fields and fields & {"body", "plain_body", "html_body"}:
        return "comments"
    if fields & {"requester_id", "requester", "submitter_id"} or {"subject", "description"} <= fields:
        return "tickets"
    if fields & {"organization_fields", "domain_names", "shared_tickets"} or "organization" in name:
        return "organizations"
    if "user_fields" in fields or {"email", "role"} <= fields or "user" in name:
        return "users"
    return "tickets" if {"id", "created_at"} <= fields and fields & {"comments", "description", "subject"} else ""


def _of_tables(joined: Joined, desk: _Desk) -> None:
    desk.unread += joined.unread
    desk.users |= joined.by("users", "id")
    desk.organizations |= joined.by("organizations", "id")
    for row, file in joined.of("tickets"):
        desk.add_ticket(row.values, row.line, file)
    for row, file in joined.of("comments"):
        desk.comments.setdefault(cell(row.values.get("ticket_id")), []).append(row.values | {"_line": row.line, "_file": file})
    tickets = {cell(row.values.get("chat_id")): cell(row.values.get("ticket_id")) for row, _ in joined.of("chats")}
    for row, file in joined.of("chat_events"):
        if (ticket_id := tickets.get(cell(row.values.get("chat_id")))) and cell(row.values.get("message")):
            desk.comments.setdefault(ticket_id, []).append(_chat_comment(row.values) | {"_line": row.line, "_file": file})


def _chat_comment(event: dict[str, Any]) -> dict[str, Any]:
    """A chat's message as a comment."""
    actor = cell(event.get("actor_id"))
    kind, _, user_id = actor.rpartition(":")
    is_bot = "answerbot" in cell(event.get("original_message")).lower()
    return {
        "body": event.get("message"), "author_id": user_id, "created_at": event.get("created_at"),
        "_side": "automatic" if is_bot else "team" if kind == "agent" else "customer" if kind else "",
    }  # fmt: skip


def _side(comment: dict[str, Any], author_id: str, ticket: dict[str, Any], desk: _Desk) -> str:
    """Whose a comment is; "" where the export does not tell.

    Notes
    -----
    An agent who left becomes an end-user while the old comments stay. So a role of end-user is not believed of somebody who
    did an agent's work (was assigned a ticket, wrote an internal note), unless the ticket is their own request.
    """
    if comment.get("_side"):
        return comment["_side"]
    if cell(comment.get("public")).lower() == "false":
        return "team"
    author = desk.users.get(author_id, {})
    role = cell(author.get("role")).lower()
    if role in _TEAM_ROLES:
        return "team"
    if author_id and author_id == cell(ticket.get("requester_id")):
        return "customer"
    if author_id and author_id in desk.workers | {cell(ticket.get("assignee_id"))}:
        return "" if role and cell(author.get("organization_id")) else "team"
    return "customer" if role else ""


def _turn(comment: dict[str, Any], ticket: dict[str, Any], desk: _Desk) -> Turn:
    author_id = cell(comment.get("author_id")) or cell(comment.get("user_id"))
    author = desk.users.get(author_id, {})
    body = cell(comment.get("plain_body")) or plain_of(cell(comment.get("body"))) or plain_of(cell(comment.get("html_body")))
    return Turn(body, _side(comment, author_id, ticket, desk), cell(author.get("name")), cell(author.get("email")))


def _turns(ticket: dict[str, Any], comments: list[dict[str, Any]], desk: _Desk) -> list[Turn]:
    """Comments in the order they were written, after the description where none of them repeats it."""
    comments = sorted(
        comments, key=lambda comment: (cell(comment.get("created_at")) or cell(comment.get("created")), cell(comment.get("id")))
    )
    turns = [turn for comment in comments if (turn := _turn(comment, ticket, desk)).text]
    description = plain_of(cell(ticket.get("description"))) or ("" if turns else cell(ticket.get("subject")))
    if description and all(turn.text.strip() != description.strip() for turn in turns):
        requester = {"user_id": ticket.get("requester_id"), "body": description}
        turns.insert(0, _turn(requester, ticket | {"assignee_id": ""}, desk))
    return turns


def _account(organization_id: str, desk: _Desk, context: Context) -> str:
    organization = desk.organizations.get(organization_id, {})
    organization_fields = {
        "organization_name": cell(organization.get("name")),
        "organization_external_id": cell(organization.get("external_id")),
    }
    return organization_fields.get(context.source.columns.get("account_id", ""), organization_id)


def _role(user: dict[str, Any], context: Context) -> str:
    fields = user.get("user_fields")
    name = context.source.columns.get("role", "title")
    return cell(user.get(name)) or cell(fields.get(name) if isinstance(fields, dict) else "")


def _first_customer(comments: list[dict[str, Any]], ticket: dict[str, Any], desk: _Desk) -> str:
    """Who opened a ticket that is not in the export itself: the first customer who wrote."""
    authors = (
        cell(comment.get("user_id")) or cell(comment.get("author_id"))
        for comment in comments
        if _turn(comment, ticket, desk).side == "customer"
    )
    return next(authors, "")


def _entry(ticket_id: str, desk: _Desk, context: Context) -> Entry:
    """One ticket as a conversation."""
    comments = desk.comments.get(ticket_id, [])
    first = comments[0] if comments else {}
    ticket, line, file = desk.tickets.get(ticket_id, ({}, first.get("_line", 1), first.get("_file", "")))
    if cell(ticket.get("status")).lower() == "deleted":
        return EmptyRow(line)
    turns = _turns(ticket, comments, desk)
    dates = sorted(cell(comment.get("created_at")) or cell(comment.get("created")) for comment in comments)
    when = ticket.get("created_at") or (dates[0] if dates else "")
    occurred_at, fault = time_of(when, context.zone), ""
    if not ticket_id:
        fault = "id is empty; every ticket has its own"
    elif occurred_at is None:
        fault = date_fault("created_at", when)
    elif (length := sum(len(turn.text) for turn in turns)) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    if fault:
        return UnreadableRow(fault, line, raw_of(Row({"id": ticket_id, "created_at": when}, line)), file, ticket_id)
    if not turns:
        return EmptyRow(line)
    requester_id = cell(ticket.get("requester_id")) or _first_customer(comments, ticket, desk)
    user = desk.users.get(requester_id, {})
    organization_id = cell(ticket.get("organization_id")) or cell(user.get("organization_id"))
    organization = cell(desk.organizations.get(organization_id, {}).get("name"))
    return Conversation(
        ticket_id, occurred_at, turns, line, file, _account(organization_id, desk, context), requester_id, _role(user, context),
        cell(ticket.get("url")), people=[cell(user.get("name"))] if cell(user.get("name")) else [],
        companies=[organization] if organization else [],
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of one export."""
    desk = _Desk()
    for item in entries_of([file for file in files if is_json(file)], _KEYS):
        if isinstance(item, UnreadableRow):
            desk.unread.append(item)
        else:
            desk.add(*item)
    joined = read_tables([file for file in files if not is_json(file)], SHAPES)
    _of_tables(joined, desk)
    yield from desk.unread
    yield from table.read_others(
        [*joined.others, *as_rows(desk.strange)], context, tuple(SHAPES), bool(desk.tickets or desk.comments)
    )
    for ticket_id in [*desk.tickets, *sorted(set(desk.comments) - set(desk.tickets))]:
        yield _entry(ticket_id, desk, context)


READER = Reader(read, COLUMNS, ("url", "schema"), is_joined=True, is_in_warehouses=True)

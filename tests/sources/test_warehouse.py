"""Warehouse: one fixture in the layouts of three syncs gives the same conversations, straight from the tables."""

from __future__ import annotations

import json
import sqlite3
from zoneinfo import ZoneInfo

import duckdb
import pytest

from kit.config.settings import Source
from kit.errors import SourceError
from kit.sources import check_source
from kit.sources.conversation import Conversation
from kit.sources.reader import Context

TICKET = {"id": 5, "requester_id": 1, "assignee_id": 2, "organization_id": 7, "subject": "Export", "description": "It broke.",
          "status": "open", "created_at": "2026-10-14T09:00:00Z"}  # fmt: skip
SAID = [(11, 1, "It broke.", 9), (12, 2, "Which day?", 10), (13, 1, "On Mondays.", 11)]
USERS = [
    {"id": 1, "name": "Ana Sousa", "email": "ana@x.example", "role": "end-user", "organization_id": 7},
    {"id": 2, "name": "Ben Lee", "email": "ben@us.example", "role": "agent", "organization_id": None},
]
ORGANIZATION = {"id": 7, "name": "Lindwurm", "shared_tickets": False}


def comments(author: str, created: str) -> list[dict]:
    return [
        {"id": own, "ticket_id": 5, author: who, "body": words, "public": True, created: f"2026-10-14T{hour:02d}:00:00Z"}
        for own, who, words, hour in SAID
    ]


def marked(rows: list[dict], **marks) -> list[dict]:
    return [row | marks for row in rows]


#: By layout: names of the four tables, of a comment's author and time, and the sync's own column.
LAYOUTS = {
    "fivetran": (("ticket", "ticket_comment", "user", "organization"), ("user_id", "created"), "_fivetran_synced"),
    "airbyte": (("tickets", "ticket_comments", "users", "organizations"), ("author_id", "created_at"), "_airbyte_raw_id"),
    "singer": (("tickets", "ticket_comments", "users", "organizations"), ("author_id", "created_at"), "_sdc_batched_at"),
}


def zendesk_tables(layout: str) -> dict[str, list[dict]]:
    names, said, mark = LAYOUTS[layout]
    rows = ([TICKET], comments(*said), USERS, [ORGANIZATION])
    tables = {name: marked(part, **{mark: "x"}) for name, part in zip(names, rows, strict=True)}
    return tables | {"ticket_tag": [{"ticket_id": 5, "tag": "export"}]}


CONTACT = {"id": "u1", "name": "Ana Sousa", "email": "ana@x.example", "role": "user"}
COMPANY = {"id": "c1", "company_id": "a-7", "name": "Lindwurm", "plan_id": "p"}
API = {"id": "9", "created_at": 1791968400, "source": {"body": "<p>It broke.</p>", "author": {"type": "user", "id": "u1"}}}
API |= {"contacts": {"contacts": [{"id": "u1"}]}}
PART = {"id": "p1", "conversation_id": "9", "part_type": "comment", "body": "Which day?", "created_at": 1791972000}
BY_API = {
    "conversations": [API], "conversation_parts": [PART | {"author": {"type": "admin", "id": "2"}}],
    "contacts": [CONTACT | {"companies": {"data": [{"id": "c1"}]}}], "companies": [COMPANY],
}  # fmt: skip
FIRST = {"id": "9", "created_at": "2026-10-14T09:00:00Z", "source_author_id": "u1", "source_author_type": "user"}
FIRST |= {"source_body": "<p>It broke.</p>", "_fivetran_active": True}
INTERCOM = {
    "fivetran": {
        "conversation_history": [FIRST],
        "conversation_part_history": [PART | {"author_type": "admin", "author_id": "2", "_fivetran_active": True}],
        "contact_history": [CONTACT], "company_history": [COMPANY],
        "contact_company_history": [{"contact_id": "u1", "company_id": "c1"}],
        "conversation_contact_history": [{"conversation_id": "9", "contact_id": "u1"}],
    },
    "airbyte": {name: marked(rows, _airbyte_raw_id="x") for name, rows in BY_API.items()},
    "singer": {name: marked(rows, _sdc_batched_at="x") for name, rows in BY_API.items()},
}  # fmt: skip


def written(path, tables: dict[str, list[dict]], connect) -> None:
    with connect(str(path)) as connection:
        for name, rows in tables.items():
            columns = ", ".join(f'"{column}"' for column in rows[0])
            connection.execute(f'create table "{name}" ({", ".join(f"{column} text" for column in columns.split(", "))})')
            for row in rows:
                values = [
                    json.dumps(value) if isinstance(value, dict) else None if value is None else str(value)
                    for value in row.values()
                ]
                connection.execute(f'insert into "{name}" values ({", ".join("?" * len(row))})', values)
        connection.commit()
    connection.close()


def read(workspace, reader: str, kind: str, **options) -> list:
    source = Source(id="desk", kind="ticket", reader=reader, options={"url": f"{kind}:///w.db"} | options)
    context = Context(source, ZoneInfo("UTC"))
    product = check_source(source, context)
    return list(product.read(product.fetch(workspace, context), context))


def shown(entry: Conversation) -> tuple:
    turns = tuple((turn.side, turn.speaker, turn.text) for turn in entry.turns)
    return entry.conversation_id, entry.occurred_at.isoformat(), entry.account_id, entry.contact_id, entry.companies, turns


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize("layout", ["fivetran", "airbyte", "singer"])
def test_zendesks_tables_give_the_same_conversation_in_every_layout(tmp_path, layout, kind):
    written(tmp_path / "w.db", zendesk_tables(layout), sqlite3.connect if kind == "sqlite" else duckdb.connect)
    [entry] = read(tmp_path, "zendesk", kind)
    assert shown(entry) == (
        "5", "2026-10-14T09:00:00+00:00", "7", "1", ["Lindwurm"],
        (("customer", "Ana Sousa", "It broke."), ("team", "Ben Lee", "Which day?"), ("customer", "Ana Sousa", "On Mondays.")),
    )  # fmt: skip


@pytest.mark.parametrize("layout", ["fivetran", "airbyte", "singer"])
def test_intercoms_tables_give_the_same_conversation_in_every_layout(tmp_path, layout):
    written(tmp_path / "w.db", INTERCOM[layout], sqlite3.connect)
    [entry] = read(tmp_path, "intercom", "sqlite")
    assert shown(entry) == (
        "9", "2026-10-14T09:00:00+00:00", "a-7", "u1", ["Lindwurm"],
        (("customer", "Ana Sousa", "It broke."), ("team", "", "Which day?")),
    )  # fmt: skip


def test_a_schema_without_the_products_tables_is_an_error_that_names_those_there_are(tmp_path):
    written(tmp_path / "w.db", {"invoices": [{"id": 1}]}, sqlite3.connect)
    with pytest.raises(SourceError, match=r"schema 'default' holds none of the product's tables; it has invoices"):
        read(tmp_path, "zendesk", "sqlite")


def test_a_warehouse_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError, match=r"there is no database 'w.db'"):
        read(tmp_path, "freshdesk", "duckdb")

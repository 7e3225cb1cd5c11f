"""Warehouse: the tables that a sync left of one product, read from a database as the files its reader knows.

- id: zendesk
  kind: ticket
  reader: zendesk          # or intercom, or any declared product
  options: {url: "postgresql+psycopg://reader:${DB_PASSWORD}@db.example/warehouse", schema: zendesk}
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kit.errors import SourceError
from kit.sources import sql
from kit.sources.parsing.files import File
from kit.sources.reader import Context

#: Tables that syncs write of conversations, their messages, people and companies, in the singular and without underscores.
WANTED = frozenset(
    {
        "ticket",
        "ticketcomment",
        "comment",
        "user",
        "organization",
        "ticketchat",
        "ticketchatevent",
        "conversation",
        "conversationhistory",
        "conversationpart",
        "conversationparthistory",
        "conversationcontacthistory",
        "contact",
        "contacthistory",
        "contactcompanyhistory",
        "company",
        "companyhistory",
        "admin",
        "case",
        "emailmessage",
        "casecomment",
        "account",
        "message",
        "thread",
        "email",
        "engagementemail",
        "issue",
        "customer",
        "agent",
    }
)


def _singular(name: str) -> str:
    name = name.lower().replace("_", "")
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")


def _as_csv(rows: Iterable[dict[str, Any]]) -> bytes:
    out, writer = io.StringIO(newline=""), None
    for row in rows:
        writer = writer or csv.DictWriter(out, list(row), lineterminator="\n")
        if not out.tell():
            writer.writeheader()
        writer.writerow({name: _plain(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8", "replace")


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if hasattr(value, "isoformat") else value


def fetch_tables(workspace: Path, context: Context) -> list[File]:
    """A product's tables as CSV files that are named for them; empty ones are left out.

    Raises
    ------
    SourceError
        The database cannot be asked, or the schema holds none of the tables.
    """
    schema, source_id = context.option("schema", ""), context.source.id
    with sql.faults_told(context, "the warehouse cannot be read", "options.url and options.schema"):
        url = sql.url_of(context, workspace)
        names = sql.table_names(url, schema)
        prefix = f'"{schema}".' if schema else ""
        wanted = [name for name in names if _singular(name) in WANTED]
        tables = {name: _as_csv(sql.rows_from(url, f'select * from {prefix}"{name}"')) for name in wanted}
    files = [File(f"{source_id}/{name}.csv", data) for name, data in tables.items() if data]
    if not files:
        raise SourceError(
            f"source {source_id!r}: schema {schema or 'default'!r} holds none of the product's tables; it has "
            f"{', '.join(names[:20]) or 'none'}; check options.schema in kit.yaml"
        )
    return files

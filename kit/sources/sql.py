"""Reader ``sql``: a query against a database, one conversation a row, columns as of reader ``table``.

``url`` is any SQLAlchemy URL, and ``${NAME}`` in it is taken from the environment, so that no password stands in kit.yaml;
SQLite and
DuckDB files are looked for in the workspace. The query is run each time; rows that are as they were are not taken in again.

    - id: warehouse
      kind: ticket
      reader: sql
      options: {url: "postgresql+psycopg://reader:${DB_PASSWORD}@db.example/support", query: "select * from
      persona_conversations"} columns: {conversation_id: ticket_id, occurred_at: created_at, text: body}
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from kit.errors import SettingsError, SourceError
from kit.sources import table
from kit.sources.parsing.files import File
from kit.sources.reader import Context, Reader

OPTIONS = (*table.OPTIONS, "url", "query")

_VARIABLE = re.compile(r"\$\{(\w+)\}")


def url_of(context: Context, workspace: Path) -> str:
    """The URL with its variables filled in and its file looked for in the workspace."""

    def filled(variable: re.Match) -> str:
        if variable[1] not in os.environ:
            raise SettingsError(
                f"kit.yaml: source {context.source.id!r}: the environment has no {variable[1]!r}; set it and run again"
            )
        value = os.environ[variable[1]]
        return value if variable[0] == given.strip() else quote(value, safe="")  # "@" and "/" of a password part no address

    given = context.option("url", "")
    url = _VARIABLE.sub(filled, given)
    kind, _, path = url.partition(":///")
    is_file = kind in {"sqlite", "duckdb"} and path and not Path(path).is_absolute() and path != ":memory:"
    if is_file and not (workspace / path).is_file():
        raise SourceError(
            f"source {context.source.id!r}: there is no database {without_secrets(path, context)!r} in {workspace}; "
            "check options.url in kit.yaml"
        )
    return f"{kind}:///{(workspace / path).resolve()}" if is_file else url


def rows_from(url: str, query: str) -> Iterator[dict[str, Any]]:
    """Rows of a query, column by name."""
    if url.startswith("duckdb:///"):
        duckdb = _duckdb()
        with duckdb.connect(url.removeprefix("duckdb:///"), read_only=True) as connection:
            answer = connection.execute(query)
            names = [column[0] for column in answer.description]
            yield from (dict(zip(names, values, strict=True)) for values in answer.fetchall())
        return
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            yield from (dict(row) for row in connection.execute(sqlalchemy.text(query)).mappings())
    finally:
        engine.dispose()


def _duckdb() -> ModuleType:
    """DuckDB, which not every installation has."""
    try:
        import duckdb
    except ImportError:
        raise SettingsError(
            "kit.yaml: a source at duckdb:/// wants DuckDB, which is not installed; `make extras` adds it"
        ) from None
    return duckdb


def table_names(url: str, schema: str) -> list[str]:
    """Tables and views of a schema; of the database's default one where none is told."""
    if url.startswith("duckdb:///"):
        wanted = schema.replace("'", "''") or "main"
        query = f"select table_name from information_schema.tables where table_schema = '{wanted}' order by 1"
        return [row["table_name"] for row in rows_from(url, query)]
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    try:
        inspected = sqlalchemy.inspect(engine)
        return sorted({*inspected.get_table_names(schema or None), *inspected.get_view_names(schema or None)})
    finally:
        engine.dispose()


@contextmanager
def faults_told(context: Context, what: str, options: str) -> Iterator[None]:
    """A database's faults as the kit's own, without the secrets in its URL.

    Parameters
    ----------
    what, options : what failed, and where in kit.yaml to look.
    """
    try:
        yield
    except Exception as error:
        missing, faults = _faults()
        if isinstance(error, missing):
            raise SettingsError(
                f"kit.yaml: source {context.source.id!r}: {error}; install that database's SQLAlchemy driver"
            ) from None
        if not isinstance(error, faults):
            raise
        reason = without_secrets(str(getattr(error, "orig", None) or error).partition("\n")[0], context)
        raise SourceError(f"source {context.source.id!r}: {what} ({reason}); check {options} in kit.yaml") from None


def _faults() -> tuple[type[Exception], tuple[type[Exception], ...]]:
    """What SQLAlchemy raises where it has no driver, and what databases raise of themselves; looked up when one did."""
    from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

    duckdb = sys.modules.get("duckdb")
    return NoSuchModuleError, (SQLAlchemyError, ImportError, *([duckdb.Error] if duckdb else []))


def check_query(context: Context) -> str:
    """The query; refused where it or the database's URL is not told."""
    query = context.option("query", "")
    if not query or not context.option("url", ""):
        raise SettingsError(f"kit.yaml: source {context.source.id!r}: reader 'sql' wants options url and query")
    return query


def fetch(workspace: Path, context: Context) -> list[File]:
    """The query's rows as a JSONL file that is named for its source."""
    query = check_query(context)
    with faults_told(context, "the query failed", "options.url and options.query"):
        lines = [json.dumps(row, default=_plain, ensure_ascii=False) for row in rows_from(url_of(context, workspace), query)]
    return [File(f"{context.source.id}.jsonl", "\n".join(lines).encode("utf-8", "replace"))]


def without_secrets(text: str, context: Context) -> str:
    """A database's own words without the values of the variables that its URL has."""
    values = [os.environ.get(variable[1], "") for variable in _VARIABLE.finditer(context.option("url", ""))]
    forms = {form for value in values if value for form in (value, quote(value, safe=""))}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "***")
    return text


def _plain(value: Any) -> Any:
    """A database's value as JSON has it."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


READER = Reader(table.read, table.COLUMNS, OPTIONS, fetch=fetch, names=table.names_in)

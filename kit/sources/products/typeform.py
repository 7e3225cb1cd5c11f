"""Reader ``typeform``: answers of the Responses API in JSON, or the CSV of a form's results.

JSON: ``{"items": [...]}`` with text answers (``short_text``, ``long_text``); their questions come from ``{"fields":
[...]}``, the form's own
definition, where it lies beside them. Hidden fields are mapped by ``columns``, e.g. ``{account_id: account, role: job_title}``.
CSV: the questions are the columns' names; ``#`` is the response's id and ``Submit Date (UTC)`` its time.

    - id: typeform
      kind: survey
      reader: typeform
      path: inbox/typeform/*
      columns: {account_id: account, role: job_title}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from kit.config.settings import Source
from kit.sources import survey
from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn, UnreadableRow
from kit.sources.open_questions import is_non_answer
from kit.sources.parsing.cells import cell, date_fault, raw_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import entries_of, is_json
from kit.sources.parsing.files import File
from kit.sources.parsing.rows import Row
from kit.sources.reader import Context, Entry, Reader

COLUMNS = ("account_id", "contact_id", "contact_name", "role", "language")
OPTIONS = ("dates", "encoding", "separator", "questions")

_CSV_COLUMNS = {"conversation_id": "#", "occurred_at": "Submit Date (UTC)"}


def _fields(value: dict[str, Any]) -> dict[str, str]:
    """Questions of a form's definition by field id, groups opened."""
    asked: dict[str, str] = {}
    for field in value.get("fields") or []:
        if isinstance(field, dict):
            asked[cell(field.get("id"))] = cell(field.get("title"))
            properties = field.get("properties")
            asked |= _fields(properties) if isinstance(properties, dict) else {}
    return asked


def _entry(item: dict[str, Any], line: int, asked: dict[str, str], context: Context) -> Entry:
    """One response of the API."""
    hidden = item.get("hidden") if isinstance(item.get("hidden"), dict) else {}
    given = {name: cell(hidden.get(context.column(name))) for name in COLUMNS}
    own_id, when = cell(item.get("response_id")) or cell(item.get("token")), item.get("submitted_at")
    occurred_at, turns = time_of(when, context.zone), []
    for answer in item.get("answers") or []:
        field = answer.get("field") if isinstance(answer, dict) and isinstance(answer.get("field"), dict) else {}
        text = cell(answer.get("text")) if isinstance(answer, dict) else ""
        if not is_non_answer(text):
            turns += [Turn(asked.get(cell(field.get("id")), ""), "team"), Turn(text, "customer", given["contact_name"])]
    fault = "" if own_id else "response_id is empty; every response has its own"
    if not fault and occurred_at is None:
        fault = date_fault("submitted_at", when)
    if not fault and sum(len(turn.text) for turn in turns) > MAX_CHARACTERS:
        fault = f"holds more than {MAX_CHARACTERS:,} characters, the most one conversation may have"
    if fault:
        return UnreadableRow(
            fault, line, raw_of(Row({"response_id": own_id, "submitted_at": when}, line)), conversation_id=own_id
        )
    if not turns:
        return EmptyRow(line)
    name = given.pop("contact_name")
    return Conversation(own_id, occurred_at, [turn for turn in turns if turn.text], line, people=[name] if name else [], **given)


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Responses of one form."""
    asked: dict[str, str] = {}
    items: list[tuple[dict[str, Any], int, str]] = []
    for item in entries_of([file for file in files if is_json(file)], ("items",)):
        if isinstance(item, UnreadableRow):
            yield item
        elif item[0] == "items" or "answers" in item[1]:
            items.append(item[1:])
        else:
            asked |= _fields(item[1])
    for item, line, file in items:
        entry = _entry(item, line, asked, context)
        if not isinstance(entry, EmptyRow):
            entry.file = file
        yield entry
    source = Source(
        id=context.source.id,
        kind=context.source.kind,
        reader="typeform",
        columns=_CSV_COLUMNS | context.source.columns,
        options=context.source.options,
    )
    for file in files:
        if not is_json(file):
            for entry in survey.read([file], Context(source, ZoneInfo("UTC"))):
                if not isinstance(entry, EmptyRow):
                    entry.file = file.name
                yield entry


READER = Reader(read, COLUMNS, OPTIONS, is_joined=True)

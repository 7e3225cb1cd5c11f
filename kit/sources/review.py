"""Reader ``review``: product reviews as JSONL, JSON or CSV, one a row, under the names review sites use.

Columns: ``conversation_id``, ``occurred_at``, ``account_id``, ``contact_id``, ``contact_name``, ``role``, ``url``, ``language``,
``heading``, ``text``, ``likes``, ``dislikes``, ``problems``. Each is looked for under the names review sites use, however they
are spelled ("Review Text", ``reviewText``, ``review_text``), unless ``columns`` maps it; ``kit check`` shows what was taken.
A row without an id gets one from its words and date.

    - id: capterra
      kind: review
      reader: review
      path: inbox/reviews/*.jsonl
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from kit.sources.columns_by_content import named
from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn
from kit.sources.open_questions import is_non_answer
from kit.sources.parsing.cells import check_encoding, date_fault, date_order, lacking, set_aside, value_of, with_clock, words_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.files import File
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.rows import Row, Rows, rows_of
from kit.sources.reader import Context, Entry, Reader

COLUMNS = (
    "conversation_id", "occurred_at", "heading", "text", "likes", "dislikes", "problems", "account_id", "contact_id",
    "contact_name", "role", "url", "language",
)  # fmt: skip
#: Names that only review sites use so, before those of all exports.
NAMES = {
    "conversation_id": ("review_id", "id", "response_id"),
    "occurred_at": ("submitted_at", "published_at", "created_at", "review_date", "date"),
    "text": ("review_text", "review_body", "body", "review", "content", "text", "comment"),
    "contact_name": ("reviewer", "reviewer_name", "author", "user_name", "name"),
    "heading": ("headline", "review_title", "title", "summary"),
    "account_id": ("account", "company_id", "company"),
}
OPTIONS = ("dates", "encoding", "separator")

#: What each answer was asked with; the question is the site's and counts as the team's words.
ASKED = {"text": "", "likes": "What do you like?", "dislikes": "What do you dislike?", "problems": "What problems does it solve?"}

#: What Google writes between its translation and a customer's own words.
ORIGINAL = "(Original)"

#: Their questions as headers: "What do you like best about ...?"
_QUESTIONS = {
    "likes": re.compile(r"what (?:do|did) you like|what.{0,20} like (?:best|most)|was gefällt", re.I),
    "dislikes": re.compile(r"what (?:do|did) you dislike|what.{0,20} (?:dislike|like least)|was gefällt .{0,30}nicht", re.I),
    "problems": re.compile(r"what (?:business )?problems?\b", re.I),
}


def names_in(rows: Rows, context: Context) -> dict[str, str]:
    """Their column for each of our fields, as mapped, canonical or under one of its usual names."""
    names = named(rows, context.source.columns, COLUMNS, NAMES)
    for ours, question in _QUESTIONS.items():
        asked = next((name for name in rows.columns if question.match(name.strip()) and name not in names.values()), "")
        if asked and ours not in context.source.columns:
            names.setdefault(ours, asked)
    return with_clock(rows, names)


def _as_written(text: str) -> str:
    """A review without the translation that Google puts before it."""
    translated, is_there, original = text.partition(ORIGINAL)
    return original.strip() if is_there and original.strip() and translated.startswith("(") else text


def fault_of(rows: Rows, names: dict[str, str], context: Context) -> str:
    """What to say where a file has no column of dates or of words; "" where it has both."""
    fault = lacking(rows, names, context, "occurred_at")
    return fault or ("" if {*ASKED, "heading"} & set(names) else lacking(rows, names, context, "text"))


def conversation_of(row: Row, context: Context, order: str, names: dict[str, str]) -> Entry:
    """One review."""
    values = {name: words_of(row, theirs) for name, theirs in names.items()}
    words = {name: "" if is_non_answer(text := _as_written(plain_of(values.get(name, "")))) else text for name in ASKED}
    body = "\n".join(filter(None, words.values())) or values.get("heading", "")
    when = value_of(row, names.get("occurred_at", ""))
    occurred_at = time_of(when, context.zone, order)
    conversation_id = values.get("conversation_id") or hashlib.blake2b(f"{when}|{body}".encode(), digest_size=8).hexdigest()
    if occurred_at is None:
        return set_aside(row, date_fault("occurred_at", when), conversation_id, names.get("contact_name", ""))
    if len(body) > MAX_CHARACTERS:
        fault = f"holds {len(body):,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
        return set_aside(row, fault, conversation_id)
    if not any(letter.isalnum() for letter in body):
        return EmptyRow(row.line)
    name, turns = values.get("contact_name", ""), []
    for field, text in words.items():
        if text:
            turns += ([Turn(ASKED[field], "team")] if ASKED[field] else []) + [Turn(text, "customer", name)]
    return Conversation(
        conversation_id, occurred_at, turns or [Turn(body, "customer", name)], row.line, people=[name] if name else [],
        **{field: values.get(field, "") for field in ("account_id", "contact_id", "role", "url", "language")},
    )  # fmt: skip


def entries_in(rows: Rows, context: Context) -> Iterator[Entry]:
    """Entries of one file's rows."""
    yield from rows.unread
    names = names_in(rows, context)
    fault = fault_of(rows, names, context)
    order = date_order(rows, names.get("occurred_at", ""), context)
    for row in rows.rows:
        yield set_aside(row, fault) if fault else conversation_of(row, context, order, names)


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Reviews of all files."""
    encoding, separator = check_encoding(context)
    for file in files:
        wanted = [context.column(name) for name in COLUMNS]
        yield from entries_in(rows_of(file, wanted, encoding, separator), context)


READER = Reader(read, COLUMNS, OPTIONS, names=names_in)

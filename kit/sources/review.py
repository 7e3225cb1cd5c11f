"""Reader ``review``: product reviews as JSONL, JSON or CSV, one a row, under the names review sites use.

Each field is looked for under these names, unless ``columns`` maps it: ``conversation_id`` (id, review_id), ``occurred_at``
(date, submitted_at, published_at, created_at, review_date), ``account_id`` (account, company_id), ``contact_id`` (reviewer_id),
``contact_name`` (reviewer, author, user_name), ``role`` (title of the reviewer: job_title, reviewer_title, position), ``url``
(link), ``language``, ``heading`` (headline, review_title), ``text`` (body, review, comment, content), ``likes`` (pros,
love, best),
``dislikes`` (cons, hate, worst), ``problems`` (benefits, problems_solved). A row without an id gets one from its words and date.

    - id: capterra
      kind: review
      reader: review
      path: inbox/reviews/*.jsonl
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn
from kit.sources.parsing.cells import cell, check_encoding, date_fault, date_order, set_aside
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.files import File
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.rows import Row, rows_of
from kit.sources.reader import Context, Entry, Reader

NAMES = {
    "conversation_id": ("id", "review_id", "response_id"),
    "occurred_at": ("date", "submitted_at", "published_at", "created_at", "review_date", "Date"),
    "account_id": ("account", "company_id"),
    "contact_id": ("reviewer_id", "user_id"),
    "contact_name": ("reviewer", "author", "user_name", "name"),
    "role": ("job_title", "reviewer_title", "reviewer_role", "position", "title_of_reviewer"),
    "url": ("link", "review_url"),
    "language": ("lang",),
    "heading": ("headline", "review_title", "title", "summary"),
    "text": ("body", "review", "comment", "content", "review_text", "Body"),
    "likes": ("pros", "love", "best", "liked"),
    "dislikes": ("cons", "hate", "worst", "disliked"),
    "problems": ("benefits", "problems_solved", "use_case"),
}
COLUMNS = tuple(NAMES)
OPTIONS = ("dates", "encoding", "separator")

#: What each answer was asked with; the question is the site's and counts as the team's words.
ASKED = {"text": "", "likes": "What do you like?", "dislikes": "What do you dislike?", "problems": "What problems does it solve?"}


def names_in(columns: list[str], context: Context) -> dict[str, str]:
    """Their column for each of our fields, as mapped, canonical or under one of its usual names."""
    found = {}
    for name, others in NAMES.items():
        candidates = [context.source.columns[name]] if name in context.source.columns else [name, *others]
        if hit := next((one for one in candidates if one in columns and one not in found.values()), ""):
            found[name] = hit
    return found


def conversation_of(row: Row, context: Context, order: str, names: dict[str, str]) -> Entry:
    """One review."""
    values = {name: cell(row.values.get(theirs)) for name, theirs in names.items()}
    words = {name: plain_of(values.get(name, "")) for name in ASKED}
    said = "\n".join(filter(None, words.values())) or values.get("heading", "")
    when = row.values.get(names.get("occurred_at", ""))
    occurred_at = time_of(when, context.zone, order)
    conversation_id = values.get("conversation_id") or hashlib.blake2b(f"{when}|{said}".encode(), digest_size=8).hexdigest()
    if occurred_at is None:
        return set_aside(row, date_fault("occurred_at", when), conversation_id)
    if len(said) > MAX_CHARACTERS:
        fault = f"holds {len(said):,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
        return set_aside(row, fault, conversation_id)
    if not any(letter.isalnum() for letter in said):
        return EmptyRow(row.line)
    name, turns = values.get("contact_name", ""), []
    for field, text in words.items():
        if text:
            turns += ([Turn(ASKED[field], "team")] if ASKED[field] else []) + [Turn(text, "customer", name)]
    return Conversation(
        conversation_id, occurred_at, turns or [Turn(said, "customer", name)], row.line, people=[name] if name else [],
        **{field: values.get(field, "") for field in ("account_id", "contact_id", "role", "url", "language")},
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Reviews of all files."""
    encoding, separator = check_encoding(context)
    for file in files:
        rows = rows_of(file, [name for others in NAMES.values() for name in others], encoding, separator)
        yield from rows.unread
        names = names_in(rows.columns, context)
        order = date_order(rows, names.get("occurred_at", ""), context)
        for row in rows.rows:
            yield conversation_of(row, context, order, names)


READER = Reader(read, COLUMNS, OPTIONS)

"""Reader ``g2``: survey responses of G2's data API (JSON:API), one or many in a file under ``data``.

Each open answer (``comment_answers``) is a turn of the reviewer's after G2's own question. Scores are left out, a review
that is only
scores is counted and not stored. The role is the ``job_title`` (or ``title_of_reviewer``) attribute where the export has one.

    - id: g2
      kind: review
      reader: g2
      path: inbox/g2/*.json
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn, UnreadableRow
from kit.sources.parsing.cells import cell, date_fault, raw_of
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import entries_of
from kit.sources.parsing.files import File
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.rows import Row
from kit.sources.reader import Context, Entry, Reader


def _name(attributes: dict[str, Any]) -> str:
    name = cell(attributes.get("user_name"))
    return "" if name == "REDACTED" else name


def _turns(attributes: dict[str, Any]) -> list[Turn]:
    answers = attributes.get("comment_answers")
    turns: list[Turn] = []
    for answer in answers.values() if isinstance(answers, dict) else ():
        if isinstance(answer, dict) and any(map(str.isalnum, text := plain_of(cell(answer.get("value"))))):
            turns += [Turn(cell(answer.get("text")), "team"), Turn(text, "customer", _name(attributes))]
    return turns


def _entry(value: dict[str, Any], line: int, file: str, context: Context) -> Entry:
    attributes = value.get("attributes") if isinstance(value.get("attributes"), dict) else {}
    own_id, when = cell(value.get("id")), attributes.get("submitted_at") or attributes.get("created_at")
    turns, occurred_at = _turns(attributes), time_of(when, context.zone)
    fault = "" if own_id else "id is empty; every review has its own"
    if not fault and occurred_at is None:
        fault = date_fault("submitted_at", when)
    if not fault and sum(len(turn.text) for turn in turns) > MAX_CHARACTERS:
        fault = f"holds more than {MAX_CHARACTERS:,} characters, the most one conversation may have"
    if fault:
        return UnreadableRow(fault, line, raw_of(Row({"id": own_id, "submitted_at": when}, line)), file, own_id)
    if not turns:
        return EmptyRow(line)
    slug, name = cell(attributes.get("slug")), _name(attributes)
    return Conversation(
        own_id, occurred_at, [turn for turn in turns if turn.text], line, file, contact_id=cell(attributes.get("user_id")),
        role=cell(attributes.get("job_title")) or cell(attributes.get("title_of_reviewer")),
        url=f"https://www.g2.com/survey_responses/{slug}" if slug else "", people=[name] if name else [],
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Reviews of all files."""
    for item in entries_of(files, ("data",)):
        yield item if isinstance(item, UnreadableRow) else _entry(item[1], item[2], item[3], context)


READER = Reader(read)

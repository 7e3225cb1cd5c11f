"""Reader ``qualtrics``: the CSV export with its three header rows, or the tables of a warehouse sync, a folder together.

CSV: row 1 names the columns (``ResponseId``, ``RecordedDate``, ``Q1``, ``Q2_3_TEXT``), row 2 holds the questions as asked, row 3
the import ids. Which questions are open is found out as by reader ``survey``, or told by ``options: {questions: [Q1, Q4]}``.
Tables, told apart by their columns: survey_response, question, question_response, survey_embedded_data, contacts. There a
text answer is open where its question's type is TE (text entry), or where it carries no choice's value.

``columns`` maps ``account_id``, ``role`` and ``contact_id`` to columns of the CSV or keys of the embedded data.

    - id: qualtrics
      kind: survey
      reader: qualtrics
      path: inbox/qualtrics/*.csv
      columns: {account_id: AccountID, role: JobTitle}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn
from kit.sources.open_questions import LOOKED_AT, OPEN_WORDS, is_non_answer, is_open
from kit.sources.parsing.cells import cell, check_encoding, date_fault, date_order, set_aside
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.export_tables import Joined, read_tables
from kit.sources.parsing.files import File
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.rows import Row, Rows, rows_of
from kit.sources.reader import Context, Entry, Reader

COLUMNS = ("account_id", "contact_id", "role")
OPTIONS = ("dates", "encoding", "separator", "questions")

SHAPES = {
    "answers": {"response_id", "question_id", "value"},
    "responses": {"id", "survey_id", "recorded_date"},
    "questions": {"id", "survey_id", "question_text"},
    "embedded": {"response_id", "key", "value"},
    "sent": {"contact_id", "response_id", "distribution_id"},
}
_ID = re.compile(r'^.*"ImportId"\s*:\s*"([^"]*)".*$', re.S)
#: Columns that Qualtrics adds by itself.
OWN = frozenset(
    {
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
        "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude",
        "LocationLongitude", "DistributionChannel", "UserLanguage",
    }
)  # fmt: skip
_FIELDS = {
    "conversation_id": "ResponseId", "occurred_at": "RecordedDate", "contact_id": "ExternalReference", "language": "UserLanguage",
}  # fmt: skip


#: Why an answer of those who made the survey is none.
PREVIEW = "is a preview or test of the survey and no customer's answer"
_PREVIEWS = frozenset(
    ["1", "2", "9", "17", "survey preview", "survey test", "umfragevorschau", "umfragetest", "aperçu de l'enquête"]
)


def _asked(rows: Rows) -> tuple[dict[str, str], dict[str, str]]:
    """Questions as asked and import ids, each by column, out of the two extra header rows, which are taken off.

    The row of import ids tells itself in any language; the row before it holds the questions. Where there is none, a first row
    without a date is the questions'.
    """
    extra = next((number for number, row in enumerate(rows.rows[:3]) if _is_ids(row)), None)
    if extra is None and rows.rows and _is_labels(rows.rows[0]):
        asked = rows.rows.pop(0)
        return _texts(asked), {}
    if extra is None:
        return {}, {}
    heads, rows.rows[: extra + 1] = rows.rows[: extra + 1], []
    ids = {name: _ID.sub(r"\1", cell(value)) for name, value in heads[-1].values.items()}
    return (_texts(heads[-2]) if len(heads) > 1 else {}), ids


def _texts(row: Row) -> dict[str, str]:
    return {name: plain_of(cell(value)) for name, value in row.values.items()}


def _is_ids(row: Row) -> bool:
    return any("ImportId" in cell(value) for value in row.values.values())


def _is_labels(row: Row) -> bool:
    """Whether a row names the columns once more: no id of a response, and no digit where the dates stand."""
    dates = "".join(cell(row.values.get(name)) for name in ("StartDate", "EndDate", "RecordedDate"))
    return not cell(row.values.get("ResponseId")).startswith("R_") and bool(dates) and not any(map(str.isdigit, dates))


def _csv(file: File, context: Context) -> Iterator[Entry]:
    encoding, separator = check_encoding(context)
    rows = rows_of(file, sorted(OWN), encoding, separator)
    yield from rows.unread
    asked, ids = _asked(rows)
    theirs = _FIELDS | context.source.columns
    questions = context.option("questions", [])
    mapped = OWN | set(theirs.values())
    open_ones = [name for name in rows.columns if name in questions] or [
        name
        for name in rows.columns
        if name not in mapped
        and is_open(
            [cell(row.values.get(name)) for row in rows.rows[:LOOKED_AT]],
            2 if ids.get(name, "").endswith("_TEXT") else OPEN_WORDS,
        )
    ]
    order = date_order(rows, theirs["occurred_at"], context)
    for row in rows.rows:
        if _is_preview(row.values):
            yield set_aside(row, PREVIEW, cell(row.values.get("ResponseId")))
            continue
        values = {name: row.values.get(column) for name, column in theirs.items()}
        names = [name for key in ("RecipientFirstName", "RecipientLastName") if (name := cell(row.values.get(key)))]
        answers = [(asked.get(name, name), cell(row.values.get(name))) for name in open_ones]
        yield _entry(row, values, answers, " ".join(names), time_order=order, context=context)


def _is_preview(values: dict[str, Any]) -> bool:
    """Whether who made the survey tried it out, by its channel or status; codes are those of exports without labels."""
    channel = cell(values.get("DistributionChannel") or values.get("distribution_channel")).lower()
    status = cell(values.get("Status") or values.get("status")).lower()
    return channel in {"preview", "test"} or status in _PREVIEWS


def _entry(
    row: Row, values: dict[str, Any], answers: list[tuple[str, str]], name: str, *, time_order: str, context: Context
) -> Entry:
    """One response."""
    own_id, occurred_at = cell(values.get("conversation_id")), time_of(values.get("occurred_at"), context.zone, time_order)
    fault = "" if own_id else "ResponseId is empty; every response needs its own"
    if not fault and occurred_at is None:
        fault = date_fault("RecordedDate", values.get("occurred_at"))
    if not fault and sum(len(answer) for _, answer in answers) > MAX_CHARACTERS:
        fault = f"holds more than {MAX_CHARACTERS:,} characters, the most one conversation may have"
    if fault:
        return set_aside(row, fault, own_id)
    turns = []
    for question, answer in answers:
        if not is_non_answer(answer):
            turns += [Turn(question, "team"), Turn(answer, "customer", name)]
    if not turns:
        return EmptyRow(row.line)
    details = {key: cell(values.get(key)) for key in ("account_id", "contact_id", "role", "language")}
    return Conversation(
        own_id, occurred_at, [turn for turn in turns if turn.text], row.line, people=[name] if name else [], **details
    )


def _is_open(answer: dict[str, Any], question: dict[str, Any]) -> bool:
    """Whether an answer of the tables is somebody's own words."""
    kind = cell(question.get("question_type"))
    return kind == "TE" if kind else not cell(answer.get("value"))


def _tables(joined: Joined, context: Context) -> Iterator[Entry]:
    yield from joined.unread
    questions = {(cell(row.values.get("survey_id")), cell(row.values.get("id"))): row.values for row, _ in joined.of("questions")}
    answers: dict[str, list[dict[str, Any]]] = {}
    for row, _ in joined.of("answers"):
        answers.setdefault(cell(row.values.get("response_id")), []).append(row.values)
    embedded: dict[str, dict[str, str]] = {}
    for row, _ in joined.of("embedded"):
        embedded.setdefault(cell(row.values.get("response_id")), {})[cell(row.values.get("key"))] = cell(row.values.get("value"))
    sent = {cell(row.values.get("response_id")): cell(row.values.get("contact_id")) for row, _ in joined.of("sent")}
    for row, file in joined.of("responses"):
        response, own_id = row.values, cell(row.values.get("id"))
        if _is_preview(response):
            entry = set_aside(row, PREVIEW, own_id)
            entry.file = file
            yield entry
            continue
        data = response | embedded.get(own_id, {})
        values = {
            "conversation_id": own_id, "occurred_at": response.get("recorded_date"), "language": response.get("user_language"),
            "contact_id": sent.get(own_id) or response.get("recipient_email"),
        } | {ours: data.get(theirs) for ours, theirs in context.source.columns.items()}  # fmt: skip
        own_answers = []
        for answer in answers.get(own_id, []):
            question = questions.get((cell(response.get("survey_id")), cell(answer.get("question_id"))), {})
            if _is_open(answer, question):
                asked = cell(question.get("question_text")) or cell(answer.get("question"))
                own_answers.append((plain_of(asked), cell(answer.get("text")) or cell(answer.get("value"))))
        names = [name for key in ("recipient_first_name", "recipient_last_name") if (name := cell(response.get(key)))]
        entry = _entry(row, values, own_answers, " ".join(names), time_order="", context=context)
        if not isinstance(entry, EmptyRow):
            entry.file = file
        yield entry
    known = {cell(row.values.get("id")) for row, _ in joined.of("responses")}
    for row, file in joined.of("answers"):
        if cell(row.values.get("response_id")) not in known:
            entry = set_aside(row, "its response is in no file; deliver the table survey_response with it")
            entry.file = file
            yield entry


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Responses of one export."""
    exports = [
        file for file in files if b"ResponseId" in file.data[:20_000] or "ResponseId".encode("utf-16-le") in file.data[:40_000]
    ]
    for file in exports:
        for entry in _csv(file, context):
            if not isinstance(entry, EmptyRow):
                entry.file = file.name
            yield entry
    yield from _tables(read_tables([file for file in files if file not in exports], SHAPES), context)


READER = Reader(read, COLUMNS, OPTIONS, is_joined=True)

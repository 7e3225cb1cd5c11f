"""Reader ``surveymonkey``: the "all individual responses" export in CSV, whose second header row tells open answers from choices.

Row 1 names ``Respondent ID``, ``Start Date``, ``End Date``, ... and the questions; row 2 says "Open-Ended Response" under
open ones and
names the choices under the others, whose further columns have no question in row 1. Without such a row the open questions are
found out as by reader ``survey``. ``Custom Data 1`` and others are mapped by ``columns``.

    - id: surveymonkey
      kind: survey
      reader: surveymonkey
      path: inbox/surveymonkey/*.csv
      columns: {account_id: Custom Data 1}
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kit.config.settings import Source
from kit.sources import survey
from kit.sources.parsing.cells import check_encoding
from kit.sources.parsing.files import File, text_of
from kit.sources.reader import Context, Entry, Reader

COLUMNS = ("account_id", "contact_id", "contact_name", "role", "language")
OPTIONS = ("dates", "encoding", "separator", "questions")

_OWN = {"conversation_id": "Respondent ID", "occurred_at": "End Date"}
_OPEN = ("open-ended response", "other (please specify)", "comments", "please specify", "why?")


def _headers(file: File, context: Context) -> tuple[list[str], list[str]]:
    encoding, separator = check_encoding(context)
    head = text_of(file.data[:200_000], encoding)
    rows = csv.reader(
        io.StringIO(head, newline=""), delimiter=separator or (";" if head.partition("\n")[0].count(";") > 3 else ",")
    )
    return next(rows, []), next(rows, [])


def open_questions(first: list[str], second: list[str]) -> list[str]:
    """Names of the columns that the second header row calls open."""
    return [name for name, kind in zip(first, second, strict=False) if name.strip() and kind.strip().lower() in _OPEN]


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Responses of one export."""
    for file in files:
        first, second = _headers(file, context)
        is_double = bool(first) and first[0] == "Respondent ID" and (not second or not second[0].strip())
        told = context.option("questions", []) or (open_questions(first, second) if is_double else [])
        source = Source(
            id=context.source.id, kind=context.source.kind, reader="surveymonkey", columns=_OWN | context.source.columns,
            options=context.source.options | ({"questions": told} if told else {}),
        )  # fmt: skip
        found = survey.read([file], Context(source, context.zone))
        for one in found:
            if is_double and one.line == 2:
                continue  # the second header row is no response
            yield one


READER = Reader(read, COLUMNS, OPTIONS)

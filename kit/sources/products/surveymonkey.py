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
from kit.sources.conversation import Conversation
from kit.sources.parsing.cells import check_encoding
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.files import File, text_of
from kit.sources.reader import Context, Entry, Reader

COLUMNS = ("account_id", "contact_id", "contact_name", "role", "language")
OPTIONS = ("dates", "encoding", "separator", "questions")

_OWN = {"conversation_id": "Respondent ID", "occurred_at": "End Date"}
_OPEN = (
    "open-ended response", "other (please specify)", "comments", "please specify", "why?", "antwort mit offenem ende", "offene antwort",  # noqa: E501
    "sonstiges (bitte angeben)", "réponse ouverte", "réponse à développement", "autre (veuillez préciser)", "respuesta abierta",
    "respuesta de extremo abierto", "otro (especifique)", "risposta aperta", "risposta in formato aperto", "altro (specificare)",
    "resposta aberta", "outro (especifique)", "open antwoord", "reactie met open einde", "anders (geef nadere toelichting)",
    "åbent svar", "öppet svar", "öppet-slutet svar", "åpent svar", "avoin vastaus", "открытый ответ", "ответ в свободной форме",
    "açık uçlu yanıt", "自由回答", "开放式回答", "开放性答案",
)  # fmt: skip


def _headers(file: File, context: Context) -> list[list[str]]:
    """The two header rows and the first response."""
    encoding, separator = check_encoding(context)
    head = text_of(file.data[:200_000], encoding)
    rows = csv.reader(
        io.StringIO(head, newline=""), delimiter=separator or (";" if head.partition("\n")[0].count(";") > 3 else ",")
    )
    return [next(rows, []) for _ in range(3)]


def _own_columns(first: list[str], second: list[str], response: list[str], context: Context) -> dict[str, str]:
    """Their names of the id's and the date's column, told by the rows' structure where the account's language is not English.

    Columns that SurveyMonkey adds by itself have nothing in the second row; the id is a long number and comes first, and of
    the dates the last is the end.
    """
    is_english = set(_OWN.values()) <= set(first)
    if not first or is_english or not response or not response[0].strip().isdigit():
        return _OWN
    own = [name for name, kind in zip(first, second, strict=False) if not kind.strip()]
    values = dict(zip(first, response, strict=False))
    dates = [name for name in own if time_of(values.get(name, ""), context.zone, context.option("dates", "") or "mdy")]
    return {"conversation_id": first[0], "occurred_at": dates[-1]} if dates else _OWN


def open_questions(first: list[str], second: list[str]) -> list[str]:
    """Names of the columns that the second header row calls open; one without a name is called by its position."""
    named = [name.strip() or f"column {position}" for position, name in enumerate(first, start=1)]
    return [name for name, kind in zip(named, second, strict=False) if kind.strip().lower() in _OPEN]


def _asked(first: list[str]) -> dict[str, str]:
    """The question of each column without a name: that of the nearest before it which has one ("Other (please specify)")."""
    asked, last = {}, ""
    for position, name in enumerate(first, start=1):
        last = name.strip() or last
        if not name.strip() and last:
            asked[f"column {position}"] = last
    return asked


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Responses of one export."""
    for file in files:
        first, second, response = _headers(file, context)
        is_double = (
            bool(first) and not (second or [""])[0].strip() and (first[0] == "Respondent ID" or any(map(str.strip, second)))
        )
        asked = _asked(first)
        questions = context.option("questions", []) or (open_questions(first, second) if is_double else [])
        source = Source(
            id=context.source.id, kind=context.source.kind, reader="surveymonkey", columns=_own_columns(first, second, response, context) | context.source.columns,  # noqa: E501
            options=context.source.options | ({"questions": questions} if questions else {}),
        )  # fmt: skip
        entries = survey.read([file], Context(source, context.zone))
        for entry in entries:
            if is_double and entry.line == 2:
                continue  # the second header row is no response
            for turn in entry.turns if isinstance(entry, Conversation) else ():
                turn.text = asked.get(turn.text, turn.text) if turn.side == "team" else turn.text
            yield entry


READER = Reader(read, COLUMNS, OPTIONS)

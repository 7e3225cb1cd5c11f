"""Reader ``survey``: one response a row, with open questions as columns.

``columns`` maps ``conversation_id``, ``occurred_at``, ``account_id``, ``contact_id``, ``contact_name``, ``role``, ``url`` and
``language``. Which of the other columns are open questions is told by ``options: {questions: [...]}``, or found out:
a column whose answers are mostly several words long and mostly different from one another, in their parts too: ticked boxes
that a form joins ("A;B;") and rankings are choices. Scores, choices and answers that say nothing ("n/a") are left out.
Each answered question is a turn of the customer's after the question itself, which is the team's.
Where one row is one answer (a column of questions beside one of answers), a response's rows are put together by its id.
A response that answers no open question is counted and not stored: it says nothing.

    - id: nps
      kind: survey
      reader: survey
      path: inbox/surveys/*.csv
      columns: {conversation_id: response_id, occurred_at: submitted, account_id: account, role: job_title}
      options: {questions: ["What is the main reason for your score?", "What should we build next?"]}
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from kit.sources.conversation import MAX_CHARACTERS, Conversation, EmptyRow, Turn
from kit.sources.messages import refused_repeats
from kit.sources.open_questions import LOOKED_AT, is_non_answer, is_open
from kit.sources.parsing.cells import (
    cell,
    check_encoding,
    date_fault,
    date_order,
    lacking,
    set_aside,
    value_of,
    with_clock,
    words_of,
)
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.files import File
from kit.sources.parsing.rows import Row, Rows, rows_of
from kit.sources.parsing.tables.column_names import JOIN, leaves_of, normal, resolved
from kit.sources.reader import Context, Entry, Reader

COLUMNS = ("conversation_id", "occurred_at", "account_id", "contact_id", "contact_name", "role", "url", "language")
OPTIONS = ("dates", "encoding", "separator", "questions")

#: What forms write for a contact whom they do not know; all of them are not one person.
ANONYMOUS = frozenset({"anonymous", "anonym", "anonyme", "anónimo", "anonimo", "anônimo", "anoniem", "anonymt", "匿名"})
#: Columns that exports add by themselves; never questions, however long their values are.
_META = re.compile(
    r"(?:start|end|recorded|submit|created|updated|completed|finish)\w*[ _]?(?:date|at|time)?|date|status|progress|duration.*"
    r"|finished|ip[ _]?address|"
    r"(?:recipient|respondent|first|last|full|company|account|user|contact)[ _]?\w*|e?mail.*|external.*|location.*"
    r"|distribution.*|"
    r"user ?agent|browser|device|url|link|language|network id|collector id|tags?|#|id|.*[ _]id|segment|tier|plan|country"
    r"|region|title|role|score|nps|csat"
    r"|satisfaction reason",  # Zendesk's list of reasons to choose from
    re.I,
)

#: Columns of what was asked and of what was answered, where one row is one answer.
_ASKED = ("question", "question text", "question title", "frage", "pregunta", "domanda", "pergunta", "vraag")
_ANSWERED = (
    "answer",
    "answer text",
    "response",
    "response text",
    "antwort",
    "reponse",
    "respuesta",
    "risposta",
    "resposta",
    "antwoord",
)
#: Behind a column's name, the column that says who wrote what stands in it.
WRITERS = ("author", "Author", "by", "By", "from", "From", "sender", "Sender", "Autor", "Verfasser", "auteur")

#: Short names of columns in which our side answers, or notes what was done; a question has more words.
SHORT = 5
_OUR_PEOPLE = r"(?:agent|support|staff|team(?:mate)?|admin|company|vendor|owner|developer)"
_OURS = re.compile(
    rf"\b(?:internal|our|{_OUR_PEOPLE})\b.{{0,20}}\b(?:reply|response|answer|comment|note)s?\b"
    rf"|\b(?:reply|response|answer|resolution)s? (?:by|from|of) (?:the )?{_OUR_PEOPLE}\b"
    r"|\b(?:reply|response|answer)s? to (?:the )?(?:customer|client|user|reviewer)|antwort an .{0,20}|réponse au client"
    r"|^\W*(?:resolution|internal notes?|reply|our reply|handling)\W*$|antwort (?:de[sr]|vom|von) .{0,20}|unsere antwort|lösung"
    r"|réponse (?:de l'agent|du support|de l'équipe|apportée)|respuesta del (?:agente|soporte|equipo)|resoluci[óo]n"
    r"|risposta dell?.{0,3}(?:agente|assistenza|supporto)|resposta do (?:agente|suporte)|antwoord van .{0,20}"
    r"|ответ (?:оператора|поддержки|менеджера)|решение|^(?:回答|返信|対応|対応内容|社内メモ|답변|回复|客服回复|处理结果)$",
    re.I,
)


def names_in(rows: Rows, context: Context) -> dict[str, str]:
    """Their column for each of ours: as mapped, by its canonical name, or by meaning."""
    return with_clock(rows, resolved(rows.columns, context.source.columns, COLUMNS))


def pairs_of(rows: Rows, own_id: str) -> tuple[str, str] | None:
    """The columns of questions and of answers where one row is one answer and a response has several; None elsewhere."""
    by_name = {normal(name): name for name in rows.columns}
    asked = next((by_name[name] for name in _ASKED if name in by_name), "")
    answered = next((by_name[name] for name in _ANSWERED if name in by_name), "")
    ids = [cell(value_of(row, own_id)) for row in rows.rows] if own_id else []
    n_asked = len({cell(row.values.get(asked)) for row in rows.rows}) if asked else 0
    is_long = bool(asked and answered) and len(set(ids)) < len(ids) and n_asked < len(ids)
    return (asked, answered) if is_long else None


def by_response(rows: Rows, own_id: str) -> Rows:
    """Rows with one response each, its questions as columns, of rows with one answer each; other rows as they are."""
    if (pairs := pairs_of(rows, own_id)) is None:
        return rows
    asked, answered = pairs
    responses: dict[str, Row] = {}
    for row in rows.rows:
        kept = {name: value for name, value in row.values.items() if name not in {asked, answered}}
        response = responses.setdefault(cell(value_of(row, own_id)), Row(kept, row.line))
        response.values[cell(row.values.get(asked))] = row.values.get(answered)
    columns = dict.fromkeys(name for row in responses.values() for name in row.values)
    return Rows(list(columns), list(responses.values()), rows.unread)


def questions_of(rows: Rows, context: Context) -> list[str]:
    """Names of the open questions' columns, in the file's order."""
    if chosen := context.option("questions", []):
        return [name for name in map(str, chosen) if name in rows.columns]
    mapped = {part for theirs in names_in(rows, context).values() for part in theirs.split(JOIN)}
    authored = {name for name in rows.columns if any(f"{name} {writer}" in rows.columns for writer in WRITERS)}
    mapped |= authored  # messages, of which some are our side's
    asked = [name for name in leaves_of(rows.columns) if name not in mapped and not _META.fullmatch(name.strip())]
    is_asked = [name for name in asked if is_open([words_of(row, name) for row in rows.rows[:LOOKED_AT]])]
    customers = [name for name in is_asked if "?" in name or len(name.split()) > SHORT or not _OURS.search(name)]
    return customers or is_asked


def repeated(rows: Rows, names: dict[str, str], columns: Iterable[str]) -> dict[str, str]:
    """Ids on several rows with different words, each with why they are refused: what has a side each is read by ``table``."""
    if "conversation_id" not in names:
        return {}
    refused: dict[str, str] = {}
    for column in columns:
        refused |= refused_repeats(rows, names | {"text": column})
    return {own_id: reason.replace("say `options", "say `reader: table`, `options") for own_id, reason in refused.items()}


def own_id_of(row: Row, names: dict[str, str], answers: dict[str, str]) -> str:
    """A response's id; where the form gives none, one from when it was sent and what it says."""
    if "conversation_id" in names:
        return cell(value_of(row, names["conversation_id"]))
    sent = (
        cell(value_of(row, names.get("occurred_at", ""))),
        cell(value_of(row, names.get("contact_id", ""))),
        *answers.values(),
    )
    return hashlib.blake2b("|".join(sent).encode(), digest_size=8).hexdigest()


def conversation_of(row: Row, context: Context, order: str, questions: dict[str, str], names: dict[str, str]) -> Entry:
    """One response; ``questions`` maps columns to the words that were asked."""
    values = {name: value_of(row, names.get(name, "")) for name in COLUMNS}
    occurred_at = time_of(values["occurred_at"], context.zone, order)
    name, answers = cell(values["contact_name"]), {column: words_of(row, column) for column in questions}
    conversation_id = own_id_of(row, names, answers)
    fault = "" if conversation_id else "conversation_id is empty; every response needs its own"
    if not fault and occurred_at is None:
        fault = date_fault("occurred_at", values["occurred_at"])
    if not fault and (length := sum(map(len, answers.values()))) > MAX_CHARACTERS:
        fault = f"holds {length:,} characters; {MAX_CHARACTERS:,} is the most one conversation may have"
    if fault:
        return set_aside(row, fault, conversation_id, names.get("contact_name", ""))
    turns = []
    for column, answer in answers.items():
        if not is_non_answer(answer):
            turns += [Turn(questions[column], "team"), Turn(answer, "customer", name)]
    if not turns:
        return EmptyRow(row.line)
    return Conversation(
        conversation_id, occurred_at, turns, row.line, account_id=cell(values["account_id"]),
        contact_id="" if cell(values["contact_id"]).lower() in ANONYMOUS else cell(values["contact_id"]), role=cell(values["role"]), url=cell(values["url"]),  # noqa: E501
        language=cell(values["language"]), people=[name] if name else [],
    )  # fmt: skip


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Responses of survey files."""
    encoding, separator = check_encoding(context)
    for file in files:
        rows = rows_of(file, [context.column(name) for name in COLUMNS], encoding, separator)
        yield from rows.unread
        rows = by_response(rows, names_in(rows, context).get("conversation_id", ""))
        names = names_in(rows, context)
        needed = ["occurred_at", *(["conversation_id"] if "conversation_id" in context.source.columns else [])]
        fault = lacking(rows, names, context, *needed)
        questions = {name: name for name in questions_of(rows, context)}
        if not fault and not questions and context.option("questions", []):
            fault = f"none of the questions told in kit.yaml is a column; the header has {', '.join(rows.columns[:20])}"
        order = date_order(rows, names.get("occurred_at", ""), context)
        refused = repeated(rows, names, questions)
        for row in rows.rows:
            reason = fault or refused.get(cell(value_of(row, names.get("conversation_id", ""))), "")
            yield set_aside(row, reason) if reason else conversation_of(row, context, order, questions, names)


READER = Reader(read, COLUMNS, OPTIONS, names=names_in)

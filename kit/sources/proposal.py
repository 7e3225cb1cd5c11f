"""Proposal: which reader, columns and options a file wants, found out by looking at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from kit.config.settings import Source
from kit.sources import READERS, survey, table
from kit.sources.columns_by_content import id_column, joined_id, named, sender_column, side_column, text_column, time_column
from kit.sources.conversation import Conversation
from kit.sources.messages import refused_repeats, side_in
from kit.sources.parsing.cells import cell
from kit.sources.parsing.chats.chat_exports import exported_messages
from kit.sources.parsing.chats.chat_log import messages_of
from kit.sources.parsing.export_tables import table_of
from kit.sources.parsing.files import File, text_of
from kit.sources.parsing.kinds import TABLES
from kit.sources.parsing.rows import Rows, rows_of
from kit.sources.parsing.tables.column_names import JOIN, leaves_of, normal, resolved
from kit.sources.parsing.transcript_json import is_json, transcript_of
from kit.sources.parsing.transcript_layouts import Labels
from kit.sources.parsing.unpack import PackedError, unpacked
from kit.sources.products import intercom, mapped, threads, zendesk
from kit.sources.products.fields import all_names, has_columns
from kit.sources.reader import Context

#: Kinds of sources by reader; all others are tickets.
_KINDS = {
    "transcript": "call", "gong": "call", "survey": "survey", "qualtrics": "survey", "typeform": "survey",
    "surveymonkey": "survey",
    "google-forms": "survey", "microsoft-forms": "survey", "alchemer": "survey", "notes": "onboarding",
}  # fmt: skip
#: Names of one product's own columns from which a file is taken for its.
ENOUGH = 3
#: So many people speak in a call at least.
VOICES = 2
#: Bytes of a file that tell words from a table.
HEAD = 20_000
#: What a proposal asks of calls.
OWN_PEOPLE = "calls: name your own people under own_staff"
#: What stands before words in notes and is nobody's name.
_SIDE = re.compile(
    r"(?:customer|client|us|we|team|me|them|they|you|q|a|kunde|wir|nous|cliente?|note|summary|action|next steps?)s?", re.I
)
_STARS = re.compile(r"(?:overall )?(?:star |customer )?(?:rating|stars?)|score|bewertung|note|valoracion")


#: Columns of what somebody noted down, and those beside them by which it was one of our own people.
_NOTES = frozenset({"note", "notes", "activity notes", "call notes", "meeting notes", "notiz", "notizen"})
_NOTED = frozenset(
    {"activity date", "activity type", "external attendees", "internal attendees", "attendees", "logged by", "csm", "call type"}
)


#: Columns of who wrote a message.
_SENDERS = frozenset(
    {"sender", "from", "from name", "sender name", "author", "author name", "speaker", "user", "username", "nickname"}
)


@dataclass
class Proposal:
    """What a file wants; ``questions`` are what only a person can say."""

    reader: str
    kind: str
    columns: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)


def proposal_of(files: list[File]) -> Proposal | None:
    """A proposal for files that belong together; None where no reader reads any of them."""
    inside = list(_inside(files))
    if not inside:
        return None
    tables = [inner for inner, kind in inside if kind in TABLES and not _is_running_text(inner)]
    if not tables:
        return _of_words(inside)
    for file in tables:
        rows = rows_of(file, [])
        if (name := _product_of(file, rows)) and not (name == "intercom" and _is_without_conversations(tables)):
            return Proposal(name, _kind(name), questions=_unmapped_account(name))
    if all(exported_messages(text_of(file.data)) for file in tables):
        return Proposal("transcript", "call", questions=[OWN_PEOPLE])
    if all(file.suffix == ".json" and _is_call(file) for file in tables):
        return Proposal("transcript", "call", questions=[OWN_PEOPLE])
    return _of_table(max((rows_of(file, []) for file in tables), key=lambda rows: len(rows.rows)))


def _is_without_conversations(tables: list[File]) -> bool:
    """Whether of Intercom's tables only that of the parts is there, or one that looks like it: messages, then."""
    kinds = {table_of(set(rows_of(file, []).columns), intercom.SHAPES) for file in tables}
    return "parts" in kinds and not kinds & {"conversations", "api_conversations"}


def _kind(reader: str) -> str:
    return (
        "review"
        if mapped.DECLARED.get(reader, {}).get("reader") == "review" or reader in {"review", "g2"}
        else _KINDS.get(reader, "ticket")
    )


def _inside(files: list[File]) -> Iterator[tuple[File, str]]:
    """Files that some reader could read; what cannot be opened is told by `kit check`."""
    for file in files:
        try:
            yield from ((inner, kind) for inner, kind in unpacked(file) if kind in TABLES or kind == "mail")
        except PackedError:
            continue


def _is_running_text(file: File) -> bool:
    """Whether a file is words and no table: by its ending, its first lines, or a header that is none."""
    if file.suffix in {".vtt", ".srt", ".sbv", ".md"}:
        return True
    if file.suffix not in {".txt", ".log", ""}:
        return False
    head = text_of(file.data[:HEAD])
    return bool(messages_of(head)) or _is_spoken(head) or len(rows_of(file, []).columns) < ENOUGH


def _is_spoken(text: str) -> bool:
    """Whether most lines of a text begin with a speaker's name; sentences with commas look like a table."""
    lines = [line for line in text.split("\n") if line.strip()][:-1]
    labels = Labels(lines, set())
    return len(labels.names) >= VOICES and 2 * sum(labels.of(line.strip()) is not None for line in lines) >= len(lines) > 0


def _of_words(inside: list[tuple[File, str]]) -> Proposal:
    """A folder of calls, or of notes and mails: the reader that finds more conversations, then more sides."""
    if any(kind == "mail" for _, kind in inside):
        return Proposal("notes", "ticket", questions=["mails: say your own domain under own_staff"])
    if all(file.data[:9].lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT") or file.suffix == ".srt" for file, _ in inside):
        return Proposal("transcript", "call", questions=[OWN_PEOPLE])
    scores = {name: _scored(name, [file for file, _ in inside]) for name in ("transcript", "notes")}
    is_call = scores["transcript"][0] >= scores["notes"][0] and scores["transcript"][1] >= VOICES
    name = "transcript" if is_call else max(scores, key=scores.__getitem__)
    return Proposal(name, _kind(name), questions=[OWN_PEOPLE] if name == "transcript" else [])


def _is_call(file: File) -> bool:
    """Whether a file is one call's answer of a recorder and no table of conversations."""
    names = table.names_in(rows_of(file, []), Context(Source(id="feed", kind="call", reader="table", path="x"), ZoneInfo("UTC")))
    text = text_of(file.data)
    if {"conversation_id", "occurred_at", "turns"} <= set(names) or not is_json(text):
        return False
    speakers = [turn.speaker for turn in transcript_of(text)[1]]
    return len(set(speakers)) >= VOICES or (len(speakers) > 1 and set(speakers) == {""})


def _scored(reader: str, files: list[File]) -> tuple[int, int]:
    """How many conversations a reader finds in the first files, and how many people speak in them."""
    context = Context(Source(id="feed", kind="call", reader=reader, path="x"), ZoneInfo("UTC"))
    read = [entry for entry in READERS[reader].read(files[:20], context) if isinstance(entry, Conversation)]
    speakers = {turn.speaker for entry in read for turn in entry.turns if turn.speaker and not _SIDE.fullmatch(turn.speaker)}
    return len(read), len(speakers)


def _product_of(file: File, rows: Rows) -> str:
    """The product whose own columns a file has; "" where it is nobody's."""
    columns, head = set(rows.columns), file.data[:20_000]
    marks = {
        "gong": b'"callTranscripts"' in head,
        "zendesk": table_of(columns, zendesk.SHAPES) == "comments" or {"requester_id", "submitter_id"} <= columns,
        "intercom": "conversation_parts" in columns or table_of(columns, intercom.SHAPES) in {"conversations", "parts"},
        "qualtrics": {"ResponseId", "RecordedDate"} <= columns,
        "surveymonkey": "Respondent ID" in columns and bool({"End Date", "Start Date", "Collector ID"} & columns),
        "discord": all(mark in head for mark in (b'"guild"', b'"channel"', b'"messages"'))
        or {"AuthorID", "Author", "Date", "Content"} <= columns,
        "typeform": "Submit Date (UTC)" in columns or (b'"answers"' in head and b'"response_id"' in head),
    }
    for name, declared in threads.DECLARED.items():
        marks.setdefault(name, _is_declared(declared, rows.columns))
    return next((name for name, is_there in marks.items() if is_there), "") or _mapped_product(columns)


def _is_declared(declared: dict[str, Any], columns: list[str]) -> bool:
    """Whether a file is one of a product's: by enough names that tell its table, or by two of them and others of its names."""
    tables = [declared.get(part, {}).get("known_by", []) for part in ("conversations", "messages")]
    known_by = [names for table_names in tables for names in table_names]
    if has_columns(columns, [names for names in known_by if len(names) >= ENOUGH]):
        return True
    return has_columns(columns, known_by) and len(set(all_names(declared)) & set(columns)) >= ENOUGH


def _mapped_product(columns: set[str]) -> str:
    """The review site or board most of whose names a file has, its words among them."""
    best, most, columns = "", ENOUGH - 1, set(leaves_of([*columns]))
    for name, declared in mapped.DECLARED.items():
        names = declared["columns"]
        hits = sum(any(theirs in columns for theirs in candidates) for candidates in names.values())
        has_words = any(theirs in columns for ours in ("text", "likes") for theirs in names.get(ours, ()))
        if declared["reader"] == "review" and has_words and hits > most:
            best, most = name, hits
    return best


def _unmapped_account(name: str) -> list[str]:
    accountless = name in mapped.DECLARED and "account_id" not in mapped.DECLARED[name]["columns"]
    return ["no column tells the account; map account_id if one does"] if accountless else []


def _of_table(rows: Rows) -> Proposal:
    """A proposal for a table that is no product's: reviews, a survey, messages or conversations."""
    names = named(rows, {}, [*table.GUESSED, "likes", "dislikes"])
    has_stars = any(_STARS.fullmatch(normal(name)) for name in rows.columns)
    context = Context(Source(id="feed", kind="survey", reader="survey", path="x"), ZoneInfo("UTC"))
    if {"likes", "dislikes"} & set(names) or (has_stars and "text" in names):
        return _with_columns("review", rows)
    if survey.pairs_of(rows, names.get("conversation_id", "")):
        return _with_columns("survey", rows)
    is_wordless = not {"text", "turns"} & set(names)
    messages = _words_of_messages(rows, names) if is_wordless else ""
    if is_wordless and not messages and set(survey.questions_of(rows, context)) - {names.get("subject")}:
        return _with_columns("survey", rows)
    proposal = _with_columns("table", rows)
    if messages:
        proposal.columns["text"] = messages
    names |= proposal.columns
    if _is_chat(rows, names):
        proposal.columns.pop("conversation_id", "")
        proposal.options["group_by"] = names["occurred_at"]
        proposal.questions.append(
            "one row is one message here, and a day is a conversation: name your own people under own_staff"
        )
    elif {"conversation_id", "occurred_at"} <= set(names) and refused_repeats(rows, names):
        _as_messages(proposal, rows, names)
    return proposal


def _is_chat(rows: Rows, names: dict[str, str]) -> bool:
    """Whether rows are messages of one chat: no id of a row's own, and a few senders who come again."""
    sender = names.get("contact_name", "")
    if JOIN not in names.get("conversation_id", JOIN) or "occurred_at" not in names or normal(sender) not in _SENDERS:
        return False
    senders = [cell(row.values.get(sender)) for row in rows.rows]
    return VOICES <= len(set(senders)) < len(senders)


def _words_of_messages(rows: Rows, names: dict[str, str]) -> str:
    """The words' column where no name tells it and rows are messages, of several rows to an id; "" where they are none."""
    words = text_column(rows, names.values())
    if not words or "conversation_id" not in names:
        return ""
    return words if refused_repeats(rows, names | {"text": words}) else ""


def _with_columns(reader: str, rows: Rows) -> Proposal:
    context = Context(Source(id="feed", kind=_kind(reader), reader=reader, path="x"), ZoneInfo("UTC"))
    taken = READERS[reader].names(rows, context)
    guessed = _by_content(rows, taken, context)
    taken |= guessed
    proposal = Proposal(reader, _kind(reader), {ours: theirs for ours, theirs in taken.items() if ours != theirs})
    proposal.questions += [f"{ours} is {theirs!r} by what stands in it; is it?" for ours, theirs in guessed.items()]
    needed = {"table": ("conversation_id", "occurred_at", "text"), "survey": ("occurred_at",), "review": ("occurred_at", "text")}[
        reader
    ]
    there = ", ".join(rows.columns[:20])
    wants = [name for name in needed if name not in taken and not ({"turns", "likes", "subject"} & set(taken) and name == "text")]
    proposal.questions += [f"which column is {name}? there are {there}" for name in wants]
    if normal(taken.get("text", "")) in _NOTES and any(normal(name) in _NOTED for name in rows.columns):
        asked = (
            f"who wrote {taken['text']!r}? as it stands its words count as the customers'; leave the file out if they are yours"
        )
        proposal.questions.append(asked)
    if "account_id" not in taken:
        proposal.questions.append("no column tells the account; map account_id if one does")
    return proposal


def _by_content(rows: Rows, taken: dict[str, str], context: Context) -> dict[str, str]:
    """Columns of times, of ids and of words where no name tells them."""
    guessed: dict[str, str] = {}
    if "occurred_at" not in taken and (hit := time_column(rows, taken.values(), context)):
        guessed["occurred_at"] = hit
    is_needed = context.source.reader == "table" and "conversation_id" not in taken
    if is_needed and (hit := id_column(rows, [*taken.values(), *guessed.values()]) or joined_id(rows, taken | guessed)):
        guessed["conversation_id"] = hit
    is_needed = context.source.reader != "survey" and not {"text", "turns", "subject", "likes", "dislikes"} & set(taken)
    if is_needed and (hit := text_column(rows, [*taken.values(), *guessed.values()])):
        guessed["text"] = hit
    return guessed


def _as_messages(proposal: Proposal, rows: Rows, names: dict[str, str]) -> None:
    """Turn a proposal into one for a table with one message a row."""
    proposal.options["group_by"] = names["conversation_id"]
    side = resolved(rows.columns, {}, ["side"]).get("side", "") or side_column(rows, names.values())
    if not side and (sender := sender_column(rows, [])):
        proposal.columns["email"] = sender
        proposal.questions.append("mails: say your own domain under own_staff")
        return
    if not side:
        proposal.questions.append("one row is one message here: which column tells who wrote? map it as side")
        return
    proposal.columns["side"] = side
    words = sorted({cell(row.values.get(side)) for row in rows.rows} - {""})
    if unknown := [word for word in words[:20] if not side_in(word, side, {})]:
        proposal.questions.append(f"whose are {', '.join(map(repr, unknown))} in {side!r}? say so under options.sides")

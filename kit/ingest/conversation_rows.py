"""One heard conversation as the rows that are stored: masked, sides settled, passages found."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.config.settings import Settings, Source
from kit.cycles import cycle_ids
from kit.ingest.passage_splitter import passages_of
from kit.ingest.redact import Redactor, usable_name
from kit.ingest.reply_text import own_spans
from kit.ingest.speakers import settled
from kit.record.languages import is_spoken, language_of, spoken_tags, tag_of
from kit.sources.conversation import Conversation, Turn, UnreadableRow
from kit.sources.parsing.display_names import bare_name, is_placeholder

#: What stands between two turns in the stored text.
BETWEEN = "\n\n"

_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ue000\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Text without control characters and half characters, its lines ending in LF."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


@dataclass(frozen=True)
class Rules:
    """Everything that decides how a heard conversation is stored."""

    settings: Settings
    redactor: Redactor

    @property
    def spoken(self) -> frozenset[str]:
        return spoken_tags(self.settings)


def redactor_of(
    settings: Settings, accounts: pd.DataFrame, conversations: Iterable[Conversation] = (), unread: Iterable[UnreadableRow] = ()
) -> Redactor:
    """The workspace's redactor, knowing the accounts' names and those of everybody heard."""
    conversations = list(conversations)
    people = {name for conversation in conversations for name in (*conversation.people, *conversation.speakers)}
    people = _names_of(people | {name for row in unread for name in row.people})
    companies = {*accounts["name"], *(name for conversation in conversations for name in conversation.companies)}
    return Redactor(settings.redact, f"{settings.company}|{settings.seed}", people, companies)


def sided(conversation: Conversation, settings: Settings) -> list[Turn]:
    """A conversation's turns with a side each."""
    return settled(conversation.turns, settings.own_staff, settings.company, conversation.cast)


def _laid_out(turns: list[Turn], redactor: Redactor, people: tuple[str, ...]) -> tuple[str, list[dict[str, Any]]]:
    """The stored text and where each turn stands in it."""
    texts, laid, offset = [], [], 0
    for turn in turns:
        text = redactor.text(clean(turn.text), people).strip()
        if text:
            laid.append({"side": turn.side, "speaker": _speaker(turn, redactor), "start": offset, "end": offset + len(text)})
            texts.append(text)
            offset += len(text) + len(BETWEEN)
    return BETWEEN.join(texts), laid


def _speaker(turn: Turn, redactor: Redactor) -> str:
    """Who spoke, as it is stored: a placeholder, the same for one person whatever stands beside the name."""
    name = clean(turn.speaker).strip()
    return name if is_placeholder(name) else redactor.person(bare_name(name))


def _names_of(names: Iterable[str]) -> set[str]:
    """Names as they are looked for, each with and without what people add to theirs."""
    cleaned = {clean(name) for name in names}
    return {name for given in cleaned | set(map(bare_name, cleaned)) if (name := usable_name(given)) and not is_placeholder(name)}


def _customer_spans(text: str, turns: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [span for turn in turns if turn["side"] == "customer" for span in own_spans(text, turn["start"], turn["end"])]


def _digest(row: dict[str, Any]) -> str:
    values = [str(row[name]) for name in ("occurred_at", "account_id", "contact_id", "role", "url", "language", "text", "turns")]
    return hashlib.blake2b("\0".join(values).encode(), digest_size=12).hexdigest()


def stored_id(given: str, redactor: Redactor, people: tuple[str, ...] = ()) -> str:
    """A conversation's id as it is stored: one that is a mail's is hashed, a name in it is masked."""
    given = clean(given).strip()
    return (
        f"mail-{redactor.code(given, 8)}"
        if "@" in given
        else redactor.text(given, people)
        if any(map(str.isalpha, given))
        else given
    )


def row_of(conversation: Conversation, source: Source, rules: Rules) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """The conversation's row (without ``cycle``) and its passages' offsets into ``text``."""
    redactor = rules.redactor
    people = tuple(sorted(_names_of((*conversation.people, *conversation.speakers))))
    text, turns = _laid_out(sided(conversation, rules.settings), redactor, people)
    spans = _customer_spans(text, turns)
    language = tag_of(conversation.language) or language_of(" ".join(text[start:end] for start, end in spans))
    conversation_id = stored_id(conversation.conversation_id, redactor, people)
    row = {
        "conversation_key": f"{source.id}:{conversation_id}", "source": source.id, "kind": source.kind,
        "conversation_id": conversation_id, "account_id": clean(conversation.account_id),
        "contact_id": redactor.contact(clean(conversation.contact_id), people),
        "role": redactor.short(clean(conversation.role)), "url": redactor.link(clean(conversation.url)),
        "language": language, "text": text,
        "turns": json.dumps(turns, ensure_ascii=False),
        "file": redactor.short(conversation.file, people), "line": conversation.line,
        "occurred_at": conversation.occurred_at, "duplicate_of": "", "first_run_cycle": "", "is_late": False,
    }  # fmt: skip
    row["digest"] = _digest(row)
    return row, passages_of(text, spans) if is_spoken(language, rules.spoken) else []


def customer_words(texts: pd.Series, turns: pd.Series) -> list[str]:
    """What the customers said in each stored conversation, turn after turn."""
    words = []
    for text, laid in zip(texts, turns, strict=True):
        words.append(" ".join(text[turn["start"] : turn["end"]] for turn in json.loads(laid) if turn["side"] == "customer"))
    return words


def frames_of(conversations: list[tuple[Conversation, Source]], rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of ``conversations`` and of ``passages`` for conversations as heard, in their order.

    Returns
    -------
    conversations : DataFrame of shape (n_heard, all columns of the record's table); keys may repeat.
    passages : DataFrame with the columns of the record's table and ``row``, the position in ``conversations``.
    """
    rows, parts = [], []
    for number, (conversation, source) in enumerate(conversations):
        row, spans = row_of(conversation, source, rules)
        rows.append(row)
        parts += [(number, row["conversation_key"], start, end, row["text"][start:end]) for start, end in spans]
    conversations = pd.DataFrame(rows)
    conversations["occurred_at"] = pd.to_datetime(conversations["occurred_at"], utc=True)
    conversations["cycle"] = cycle_ids(conversations["occurred_at"], rules.settings.cycle, rules.settings.timezone)
    return conversations, _passage_rows(parts, conversations["cycle"])


def passages_of_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The passages of stored conversations, as :func:`frames_of` made them when they were heard."""
    parts = []
    for number, (key, text, laid) in enumerate(zip(rows["conversation_key"], rows["text"], rows["turns"], strict=True)):
        spans = passages_of(text, _customer_spans(text, json.loads(laid)))
        parts += [(number, key, start, end, text[start:end]) for start, end in spans]
    return _passage_rows(parts, rows["cycle"])


def _passage_rows(parts: list[tuple[int, str, int, int, str]], cycles: pd.Series) -> pd.DataFrame:
    """Passages as they are stored, before they have a stance; ``row`` is the position of their conversation's cycle."""
    passages = pd.DataFrame(parts, columns=["row", "conversation_key", "start", "end", "text"])
    passages["passage_id"] = passages["conversation_key"] + "#" + passages["start"].astype("str")
    passages["cycle"] = cycles.to_numpy()[passages["row"].to_numpy(dtype=int)] if len(passages) else ""
    return passages.assign(stance="")

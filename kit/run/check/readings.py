"""Readings: for each source its first conversations as the kit understands them, before anything is stored."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np

from kit.config.settings import Source
from kit.errors import KitError
from kit.ingest.conversation_rows import Rules, redactor_of, row_of
from kit.ingest.inbox import Batch, Delivery, deliveries_of, read_into, rules_mark
from kit.record.kept import Arrays, keeping, kept
from kit.sources.conversation import Conversation, UnreadableRow
from kit.sources.parsing.cells import check_encoding
from kit.sources.parsing.kinds import TABLES
from kit.sources.parsing.rows import rows_of
from kit.sources.parsing.unpack import PackedError, unpacked
from kit.workspace import Workspace

#: Conversations of a source that are shown, and those over which sides and languages are counted.
SHOWN, COUNTED = 3, 500
#: Rows set aside and unknown accounts that are printed.
LISTED = 5
_UNDATED = re.compile(r"which is no date|needs its date|tells no date")
#: Characters of one turn that are printed.
WIDTH = 90


@dataclass
class Reading:
    """What one source holds, read and not stored.

    Attributes
    ----------
    n_rows, n_empty : rows its files have, and those of them without a word.
    fault : why it could not be read at all; "" where it could.
    """

    source: Source
    deliveries: list[Delivery] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)
    unread: list[UnreadableRow] = field(default_factory=list)
    n_rows: int = 0
    n_empty: int = 0
    fault: str = ""

    @property
    def n_files(self) -> int:
        return sum(len(delivery.files) for delivery in self.deliveries)


def readings_of(work: Workspace) -> list[Reading]:
    """Every source, read as a run would read it."""
    return [_read(work, source) for source in work.settings.sources]


def _read(work: Workspace, source: Source) -> Reading:
    batch, reading = Batch(), Reading(source)
    try:
        reading.deliveries = deliveries_of(work.folder, source, work.settings, {}, "", str)
        reading.n_rows = sum(read_into(batch, delivery) for delivery in reading.deliveries)
    except KitError as error:
        reading.fault = str(error)
    reading.conversations = [conversation for conversation, _ in batch.conversations]
    reading.unread = [row for row, _ in batch.unread]
    reading.n_empty = batch.wordless[source.id]
    return reading


def reading_lines(work: Workspace, readings: list[Reading]) -> Iterator[str]:
    """What `kit check` prints of the readings."""
    conversations = list(chain.from_iterable(reading.conversations for reading in readings))
    unread = list(chain.from_iterable(reading.unread for reading in readings))
    rules = Rules(work.settings, redactor_of(work.settings, work.accounts, conversations, unread))
    known, inbox = set(work.accounts["account_id"]), _inbox(work, readings)
    with keeping(work.record.folder, "check") if work.record.folder.is_dir() else nullcontext():
        understood = [_understood(reading, rules, (inbox, reading.source.id)) for reading in readings]
    for reading, parts in zip(readings, understood, strict=True):
        yield f"  {reading.source.id}: {_counts(reading)}"
        yield from (f"    {line}" for line in _of_source(reading, rules, known, parts))


def _inbox(work: Workspace, readings: list[Reading]) -> tuple[str, ...]:
    """All that decides how conversations are understood: every file's content, the settings and the accounts' names."""
    names = list(work.accounts["name"])
    marks = [rules_mark(reading.source, work.settings, names) for reading in readings]
    return (*marks, *(delivery.fingerprint for reading in readings for delivery in reading.deliveries))


@dataclass(frozen=True)
class Understood:
    """How a source's first conversations are understood, of :data:`COUNTED` at the most.

    Attributes
    ----------
    sides, languages : how many turns have each side, and how many conversations each language; "" is not known.
    n_mute, n : conversations without a customer's words, and all that were looked at.
    shown : the language of those that are printed.
    """

    sides: Counter[str]
    languages: Counter[str]
    n_mute: int
    n: int
    shown: tuple[str, ...]


def _understood(reading: Reading, rules: Rules, asked: tuple[object, ...]) -> Understood:
    """A source's first conversations, masked and counted, or as they were counted when the inbox was the same."""

    def counted() -> Arrays:
        rows = [row_of(conversation, reading.source, rules) for conversation in reading.conversations[:COUNTED]]
        sides = Counter(turn["side"] for row, _ in rows for turn in json.loads(row["turns"]))
        languages = Counter(row["language"] for row, _ in rows)
        numbers = [sum(not spans for _, spans in rows), len(rows)]
        return {
            "sides": np.array(list(sides), dtype=np.str_), "n_sides": np.array(list(sides.values()), dtype=int),
            "languages": np.array(list(languages), dtype=np.str_), "n_languages": np.array(list(languages.values()), dtype=int),
            "numbers": np.array(numbers), "shown": np.array([row["language"] for row, _ in rows[:SHOWN]], dtype=np.str_),
        }  # fmt: skip

    parts = kept("understood", asked, counted)
    counts = (
        Counter(dict(zip(parts[name].tolist(), parts[f"n_{name}"].tolist(), strict=True))) for name in ("sides", "languages")
    )  # fmt: skip
    return Understood(*counts, *parts["numbers"].tolist(), tuple(parts["shown"].tolist()))


def _counts(reading: Reading) -> str:
    if reading.fault:
        return reading.fault
    n_undated = sum(bool(_UNDATED.search(row.reason)) for row in reading.unread)
    aside = f"{len(reading.unread)} set aside" + (f" ({n_undated} of them without a date that can be read)" if n_undated else "")
    parts = [f"{reading.n_files} file{'s' * (reading.n_files != 1)}", f"{reading.n_rows} row{'s' * (reading.n_rows != 1)}"]
    return ", ".join([*parts, f"{len(reading.conversations)} conversations", aside, f"{reading.n_empty} without words"])


def _of_source(reading: Reading, rules: Rules, known: set[str], understood: Understood) -> Iterator[str]:
    if taken := names_taken(reading):
        yield f"columns: {taken}"
    if understood.n:
        yield from _counted(reading, understood, known)
    shown = zip(reading.conversations, understood.shown, strict=False)
    rows = [row_of(replace(conversation, language=tag), reading.source, rules) for conversation, tag in shown]
    for number, (row, spans) in enumerate(rows, start=1):
        who = f"account {row['account_id'] or '(none)'} · role {row['role'] or '(none)'}"
        yield f"{number}. {row['conversation_id']} · {row['occurred_at']:%Y-%m-%d %H:%M} · {who}"
        yield from (f"   {line}" for line in _turn_lines(row, spans))
    yield from _aside_lines(reading, rules)


def _aside_lines(reading: Reading, rules: Rules) -> Iterator[str]:
    """Why rows are set aside, the most frequent reason first, with the first row of each."""
    alike: dict[str, list[UnreadableRow]] = {}
    for row in reading.unread:
        alike.setdefault(row.reason, []).append(row)
    for reason, rows in sorted(alike.items(), key=lambda entry: -len(entry[1]))[:LISTED]:
        place, count = (
            f"{rules.redactor.short(rows[0].file)}:{rows[0].line}",
            f" and {len(rows) - 1} more" if len(rows) > 1 else "",
        )
        yield f"set aside: {place}{count}: {rules.redactor.text(reason, tuple(rows[0].people))}"
    if len(alike) > LISTED:
        yield f"set aside: for {len(alike) - LISTED} more reasons"


def _counted(reading: Reading, understood: Understood, known: set[str]) -> Iterator[str]:
    """Sides, accounts and languages of the first conversations."""
    sides, languages, n_mute = understood.sides, understood.languages, understood.n_mute
    accounts = Counter(conversation.account_id for conversation in reading.conversations)
    strange = {account: count for account, count in accounts.items() if account and account not in known}
    yield "turns: " + _listed(sides) + _of_first(understood.n, reading)
    yield f"accounts: {sum(accounts.values()) - sum(strange.values()) - accounts['']} known, {accounts['']} without" + (
        f", {sum(strange.values())} not in the accounts file ({', '.join(list(strange)[:LISTED])})" if strange else ""
    )
    yield "languages: " + _listed(languages) + _of_first(understood.n, reading)
    if n_mute:
        yield f"no customer's words remain in {n_mute} of {understood.n} conversations"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name or 'not known'} {count}" for name, count in counts.most_common())


def _of_first(number: int, reading: Reading) -> str:
    return f" (of the first {number} conversations)" if number < len(reading.conversations) else ""


def _turn_lines(row: dict[str, Any], spans: list[tuple[int, int]]) -> Iterator[str]:
    """Turns as they are stored; of the customer's only the words that count."""
    turns = json.loads(row["turns"])
    for turn in turns[:4]:
        start, end = turn["start"], turn["end"]
        kept = " … ".join(row["text"][left:right] for left, right in spans if start <= left and right <= end)
        words = " ".join((kept if turn["side"] == "customer" else row["text"][start:end]).split())
        who = f"{turn['side'] or 'not known'}{' ' + turn['speaker'] if turn['speaker'] else ''}"
        yield f"{who}: {words[:WIDTH]}{'…' if len(words) > WIDTH else ''}"
    if len(turns) > 4:
        yield f"and {len(turns) - 4} more turns"


def names_taken(reading: Reading) -> str:
    """Which columns of the first file stand for ours, with those that were guessed; "" where the reader has its own."""
    names = reading.deliveries[0].reader.names if reading.deliveries else None
    if names is None:
        return ""
    mapped, context = reading.source.columns, reading.deliveries[0].context
    for file in reading.deliveries[0].files:
        try:
            inside = [inner for inner, kind in unpacked(file) if kind in TABLES]
        except PackedError:
            continue  # the file is set aside with this reason, which is printed there
        if inside:
            wanted = [context.column(name) for name in reading.deliveries[0].reader.columns]
            rows = rows_of(inside[0], wanted, *check_encoding(context))
            taken = names(rows, context)
            return ", ".join(f"{ours} from {theirs!r}{_how(ours, theirs, mapped)}" for ours, theirs in taken.items())
    return ""


def _how(ours: str, theirs: str, mapped: dict[str, str]) -> str:
    if theirs in {ours, mapped.get(ours)}:
        return ""
    return " (mapped, spelled otherwise)" if ours in mapped else " (guessed)"

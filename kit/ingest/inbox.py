"""The inbox: which deliveries are new, and what their files hold."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kit.config.settings import Settings, Source
from kit.errors import SettingsError
from kit.ingest.redact import usable_name
from kit.ingest.redact.names import pattern_of
from kit.sources import check_source
from kit.sources.account_lists import AccountNames, account_names
from kit.sources.conversation import Conversation, EmptyRow, UnreadableRow
from kit.sources.parsing.display_names import bare_name
from kit.sources.parsing.files import File, find_files, read_file
from kit.sources.reader import Context, Reader

#: Raised when stored rows would come out differently from the same files, so that everything is read again.
READING = 6
#: Characters of an unforeseen error that are told.
MOST_OF_ERROR = 200


@dataclass(frozen=True)
class Delivery:
    """Files that are read together; ``is_fresh`` where they were not read before as they are now."""

    source: Source
    name: str
    files: list[File]
    fingerprint: str
    is_fresh: bool
    context: Context
    reader: Reader
    accounts: AccountNames


@dataclass
class Batch:
    """What the deliveries of one loading hold.

    Attributes
    ----------
    rows, wordless : rows read, and rows without words, by source id.
    """

    conversations: list[tuple[Conversation, Source]] = field(default_factory=list)
    unread: list[tuple[UnreadableRow, Source]] = field(default_factory=list)
    wordless: Counter = field(default_factory=Counter)
    rows: Counter = field(default_factory=Counter)


def rules_mark(source: Source, settings: Settings, names: Iterable[str]) -> str:
    """Fingerprint of all that decides, besides a file itself, how it is stored; ``names`` are those to be masked."""
    rules = [
        source.model_dump(mode="json", exclude={"heartbeat_days", "name"}), settings.redact.model_dump(mode="json"),
        settings.own_staff.model_dump(mode="json"), settings.timezone, settings.cycle, settings.seed, settings.company,
        settings.languages, settings.embedding, sorted(names), READING,
    ]  # fmt: skip
    return hashlib.blake2b(json.dumps(rules, sort_keys=True).encode(), digest_size=8).hexdigest()


def _groups(workspace: Path, source: Source, reader: Reader, context: Context) -> dict[str, list[File]]:
    """Files of a source by delivery: one each, or all of a folder where they are tables that belong together."""
    if reader.fetch is not None:
        files = reader.fetch(workspace, context)
        return {source.id: files} if reader.is_joined else {file.name: [file] for file in files}
    groups: dict[str, list[File]] = {}
    for name, system, path in find_files(workspace, source.path):
        group = source.path if reader.is_whole else Path(name).parent.as_posix() if reader.is_joined else name
        groups.setdefault(group, []).append(read_file(name, system, path))
    return groups


def deliveries_of(
    workspace: Path, source: Source, settings: Settings, known: dict[str, str], mark: str, hidden: Callable[[str], str]
) -> list[Delivery]:
    """Everything a source delivers.

    Parameters
    ----------
    known : name of a delivery, as the record has it, to its fingerprint.
    mark : :func:`rules_mark` of the source.
    hidden : what a delivery's name becomes in the record; file names hold people's names.
    """
    context = Context(source, settings.zone, workspace)
    reader, accounts = check_source(source, context), account_names(context)
    deliveries = []
    for group, files in _groups(workspace, source, reader, context).items():
        digests = "".join(file.name + file.digest for file in files) + accounts.digest
        digest = hashlib.blake2b(digests.encode(), digest_size=12).hexdigest()
        name, fingerprint = hidden(group), f"{mark}-{digest}"
        deliveries.append(Delivery(source, name, files, fingerprint, known.get(name) != fingerprint, context, reader, accounts))
    return deliveries


def read_into(batch: Batch, delivery: Delivery) -> int:
    """Take a delivery's rows into the batch; returns how many there were."""
    count, default = 0, delivery.files[0].name
    for entry in _rows_of(delivery):
        count += 1
        if isinstance(entry, EmptyRow):
            batch.wordless[delivery.source.id] += 1
            continue
        entry.file = entry.file or default
        if isinstance(entry, Conversation):
            delivery.accounts.put(entry)
        (batch.conversations if isinstance(entry, Conversation) else batch.unread).append((entry, delivery.source))
    batch.rows[delivery.source.id] += count
    return count


def _rows_of(delivery: Delivery) -> Iterator[Conversation | UnreadableRow | EmptyRow]:
    """The rows of a delivery; a file that cannot be read, or that a reader fails on, is set aside and stops nothing else."""
    yield from (UnreadableRow(file.fault, 1, file=file.name) for file in delivery.files if file.fault)
    files = [file for file in delivery.files if not file.fault]
    if not files:
        return
    try:
        yield from delivery.reader.read(files, delivery.context)
    except SettingsError:
        raise
    except Exception as error:  # whatever a strange file makes a reader raise concerns this file alone
        words = str(error).partition("\n")[0][:MOST_OF_ERROR]
        reason = f"reader {delivery.source.reader!r} failed on it ({type(error).__name__}: {words}); the rest of it is not read"
        yield UnreadableRow(reason, 1, file=files[0].name)


def _names(batch: Batch) -> set[str]:
    """Names of people and companies that a batch gives, in lower case."""
    conversations = (conversation for conversation, _ in batch.conversations)
    names = {name for given in conversations for name in (*given.people, *given.companies, *given.speakers)}
    names |= {name for row, _ in batch.unread for name in row.people}
    return {usable.lower() for name in names if " " in (usable := usable_name(bare_name(name)))}


def newly_named(old: Batch, fresh: Batch) -> list[tuple[Conversation, Source]]:
    """Conversations known from before that hold a name which only the fresh deliveries give: they have to be masked again."""
    pattern = pattern_of(_names(fresh) - _names(old))
    if pattern is None:
        return []
    return [pair for pair in old.conversations if any(pattern.search(turn.text.lower()) for turn in pair[0].turns)]

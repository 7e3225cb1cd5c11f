"""What every reader is given: its source's settings, and the zone of naive times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kit.config.settings import Source
from kit.errors import SettingsError
from kit.sources.conversation import Conversation, EmptyRow, UnreadableRow
from kit.sources.parsing.files import File
from kit.sources.parsing.kinds import ADVICE, TABLES
from kit.sources.parsing.tables.row import Rows
from kit.sources.parsing.unpack import PackedError, unpacked
from kit.sources.pasted_chats import split

Entry = Conversation | UnreadableRow | EmptyRow
Read = Callable[[list[File], "Context"], Iterator[Entry]]


@dataclass(frozen=True)
class Context:
    """One source as its reader sees it.

    Attributes
    ----------
    zone : where times without an offset are read.
    folder : the workspace, for the lists that an option names.
    """

    source: Source
    zone: ZoneInfo
    folder: Path = Path()

    def column(self, name: str) -> str:
        """Their name of one of our columns: as mapped in kit.yaml, else the canonical one."""
        return self.source.columns.get(name, name)

    def option(self, name: str, default: Any) -> Any:
        """One of the source's ``options``; refused where its type is not the default's."""
        value = self.source.options.get(name, default)
        if not isinstance(value, type(default)):
            raise SettingsError(
                f"kit.yaml: source {self.source.id!r}: option {name!r} is {value!r}; it wants a {type(default).__name__}"
            )
        return value

    def check_names(self, columns: Iterable[str], options: Iterable[str]) -> None:
        """Refuse mapped columns and options that this reader does not know."""
        for kind, given, known in (("column", self.source.columns, columns), ("option", self.source.options, options)):
            if unknown := sorted(set(given) - set(known)):
                raise SettingsError(
                    f"kit.yaml: source {self.source.id!r}: reader {self.source.reader!r} knows no {kind} {unknown[0]!r}; "
                    f"it knows {', '.join(known) or 'none'}"
                )


@dataclass(frozen=True)
class Reader:
    """One reader and what it wants.

    Attributes
    ----------
    parse : files in, unpacked and of a kind the reader takes; conversations and unreadable rows out.
    columns, options : names that kit.yaml may give it.
    is_joined : whether all files of a folder are read together, as tables that refer to one another.
    is_whole : whether all files of a source, whatever their folder, are read together.
    is_in_warehouses : whether ``options: {url, schema}`` may name a database that holds its tables.
    fetch : makes files where the words come from elsewhere, as from a database; None where ``path`` names them.
    takes : kinds of files it reads, of :mod:`kit.sources.parsing.kinds`.
    names : which of a file's columns it takes for which of ours; None where a product's own names are fixed.
    """

    parse: Read
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    is_joined: bool = False
    fetch: Callable[[Path, Context], list[File]] | None = None
    takes: frozenset[str] = TABLES
    names: Callable[[Rows, Context], dict[str, str]] | None = None
    is_whole: bool = False
    is_in_warehouses: bool = False

    def read(self, files: list[File], context: Context) -> Iterator[Entry]:
        """Entries of one delivery: archives are unpacked, and every file of another kind is set aside with what it is."""
        taken: list[tuple[File, File]] = []
        for file in files:
            inside, refused = self._opened(file, context)
            taken += [(inner, file) for inner in inside]
            yield from refused
        for part in [taken] if self.is_joined else [[pair] for pair in taken]:
            outer = {inner.name: file.name for inner, file in part}
            for entry in self.parse([inner for inner, _ in part], context) if part else ():
                yield _placed(entry, outer, part[0][0].name)

    def _opened(self, file: File, context: Context) -> tuple[list[File], list[UnreadableRow]]:
        """Files in a file that this reader takes, and a line for each that it does not."""
        inside, refused = [], []
        try:
            for inner, kind in unpacked(file):
                if kind in self.takes:
                    inside.append(inner)
                else:
                    refused.append(UnreadableRow(_refusal(kind, file, inner, context.source.reader), 1, file=file.name))
        except PackedError as error:
            refused.append(UnreadableRow(str(error), 1, file=file.name))
        return inside, refused


def _refusal(kind: str, file: File, inner: File, reader: str) -> str:
    """What a file is that a reader does not take, and what to do."""
    where = f"{inner.name.removeprefix(file.name + '/')}: " if inner.name.startswith(file.name + "/") else ""
    if kind == "empty":
        return f"{where}the file is empty; deliver it again, or take it away"
    called = {
        "workbook": "an Excel workbook", "parquet": "a Parquet file", "mail": "a mail", "json": "JSON", "text": "text",
    }.get(kind, kind)  # fmt: skip
    advice = ADVICE.get(kind, "take it away, or name the reader that it is for")
    return f"{where}is {called}, which reader {reader!r} does not read; {advice}"


def _placed(entry: Entry, outer: dict[str, str], default: str) -> Entry:
    """An entry with the delivered file it comes from and pasted chats apart; a reason says which file in an archive it was."""
    if isinstance(entry, EmptyRow):
        return entry
    if isinstance(entry, Conversation):
        entry.turns = split(entry.turns)
    inner = entry.file or default
    entry.file = outer.get(inner, inner)
    if isinstance(entry, UnreadableRow) and inner.startswith(entry.file + "/"):
        entry.reason = f"{inner.removeprefix(entry.file + '/')}: {entry.reason}"
    return entry

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

Entry = Conversation | UnreadableRow | EmptyRow
Read = Callable[[list[File], "Context"], Iterator[Entry]]


@dataclass(frozen=True)
class Context:
    """One source as its reader sees it.

    Attributes
    ----------
    zone : where times without an offset are read.
    """

    source: Source
    zone: ZoneInfo

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
    read : files of one delivery in; conversations and unreadable rows out.
    columns, options : names that kit.yaml may give it.
    is_joined : whether all files of a folder are read together, as tables that refer to one another.
    fetch : makes files where the words come from elsewhere, as from a database; None where ``path`` names them.
    """

    read: Read
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    is_joined: bool = False
    fetch: Callable[[Path, Context], list[File]] | None = None

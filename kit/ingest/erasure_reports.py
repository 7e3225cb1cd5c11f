"""Erasure in reports: published files that still quote or name somebody, and taking that out of them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

#: Kinds of files that a run publishes.
PUBLISHED = frozenset({".html", ".json", ".csv", ".ipynb", ".log", ".txt", ".xml"})
#: Shorter words are not searched for in what was published: everybody says them.
MIN_QUOTED = 25
#: In the record's folder, while an erasure is under way: the published files that it will list.
NOTED = ".erasure-pages.json"
#: What stands for words, ids and names that were taken out.
ERASED = "(erased)"


@dataclass(frozen=True)
class Search:
    """What is looked for: ids of conversations, their passages, names and ids of the account."""

    conversation_ids: tuple[str, ...]
    texts: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Everything looked for in every form that a page, JSON or a spreadsheet has it in; None where there is nothing."""
        quoted = [form for text in self.texts if len(text) >= MIN_QUOTED for form in _forms(text)]
        whole = [form for name in (*self.conversation_ids, *self.names) for form in _forms(name)]
        parts = [*(re.escape(form) for form in quoted), *(rf"(?<![\w-]){re.escape(form)}(?![\w-])" for form in whole)]
        return re.compile("|".join(sorted(set(parts), key=len, reverse=True)), re.IGNORECASE) if parts else None

    def is_in(self, path: Path) -> bool:
        """Whether a file holds any of it."""
        pattern = self.pattern
        return bool(pattern and pattern.search(_text(path)))


def _forms(text: str) -> set[str]:
    escaped = {text, html.escape(text), html.escape(text, quote=False), text.replace('"', '""')}
    in_json = {json.dumps(form, ensure_ascii=False)[1:-1] for form in escaped} | {json.dumps(form)[1:-1] for form in escaped}
    return escaped | in_json


@dataclass(frozen=True)
class Published:
    """A folder of published briefs, and whether they may be rewritten."""

    folder: Path
    is_rewritten: bool = False

    @property
    def files(self) -> list[Path]:
        """Every file that a run publishes."""
        paths = sorted(self.folder.rglob("*")) if self.folder.is_dir() else []
        return [path for path in paths if path.suffix in PUBLISHED and path.is_file()]

    def still_naming(self, search: Search, record: Path) -> list[Path]:
        """Files that hold a conversation's id, its words, or the account's name or id.

        Parameters
        ----------
        record : the record's folder; the files are noted there until :func:`forget_noted`, so that they are listed again where
            the process dies after the record has lost the words to look for.
        """
        noted = set(_noted(record))
        named = [path for path in self.files if str(path.relative_to(self.folder)) in noted or search.is_in(path)]
        _note(record, [str(path.relative_to(self.folder)) for path in named])
        return named

    def redacted(self, search: Search) -> list[Path]:
        """Take all of it out of the files; returns those changed. Figures stay as they were printed."""
        changed = [path for path in self.files if search.is_in(path)]
        for path in changed:
            partial = path.with_name(path.name + ".partial")
            partial.write_text(search.pattern.sub(ERASED, _text(path)), encoding="utf-8")
            partial.replace(path)
        return changed


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def forget_noted(record: Path) -> None:
    """The erasure that noted its pages is whole."""
    (record / NOTED).unlink(missing_ok=True)


def _note(record: Path, names: list[str]) -> None:
    if names:
        (record / NOTED).write_text(json.dumps(names), encoding="utf-8")


def _noted(record: Path) -> list[str]:
    """Pages of an erasure whose process died before it could list them."""
    try:
        return list(json.loads((record / NOTED).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return []

"""Erasure in reports: published files that still quote or name somebody, and taking that out of them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

#: Kinds of files that a run publishes.
PUBLISHED = frozenset({".html", ".json", ".csv", ".ipynb", ".log", ".txt", ".xml"})
#: Shorter words are not searched for in what was published: everybody says them.
MIN_QUOTED = 25
#: What stands for words, ids and names that were taken out.
ERASED = "(erased)"


@dataclass(frozen=True)
class Search:
    """What is looked for: ids of conversations, their passages, names and ids of the account."""

    conversation_ids: tuple[str, ...]
    texts: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Everything looked for in every form that a page, JSON or a spreadsheet has it in; None where there is nothing."""
        quoted = [form for text in self.texts if len(text) >= MIN_QUOTED for form in _forms(text)]
        whole = [form for name in (*self.conversation_ids, *self.names) for form in _forms(name)]
        parts = [*(re.escape(form) for form in quoted), *(rf"(?<![\w-]){re.escape(form)}(?![\w-])" for form in whole)]
        return re.compile("|".join(sorted(set(parts), key=len, reverse=True)), re.IGNORECASE) if parts else None


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

    def still_naming(self, search: Search) -> list[Path]:
        """Files that hold a conversation's id, its words, or the account's name or id."""
        pattern = search.pattern
        return [path for path in self.files if pattern and pattern.search(_text(path))]

    def redacted(self, search: Search) -> list[Path]:
        """Take all of it out of the files; returns those changed. Figures stay as they were printed."""
        changed = self.still_naming(search)
        for path in changed:
            partial = path.with_name(path.name + ".partial")
            partial.write_text(search.pattern.sub(ERASED, _text(path)), encoding="utf-8")
            partial.replace(path)
        return changed


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

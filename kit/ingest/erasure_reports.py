"""Erasure in reports: published files that still quote or name somebody, and taking that out of them."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

#: Slides are an archive of XML; what stands in a PDF can be neither searched nor changed here.
SLIDES, UNSEARCHED = ".pptx", ".pdf"
#: Kinds of files that a run or an export publishes.
PUBLISHED = frozenset({".html", ".json", ".csv", ".ipynb", ".log", ".txt", ".xml", SLIDES})
#: Shorter words are not searched for in what was published: everybody says them.
MIN_QUOTED = 25
#: In the record's folder, while an erasure is under way: the published files that it will list.
NOTED = ".erasure-pages.json"
#: Letters of a quote that a page has of it at least where it cuts it short, and how many more it may have.
CLIPPED, MOST_CLIPPED = 40, 400
#: What stands between two words, and for letters that mean something in markup, JSON or a spreadsheet.
_SPACE = r"(?:\s|<br\s*/?>|\\u003cbr\\u003e|\\n|&nbsp;|&#160;)+"
_ESCAPED = {
    "'": r"(?:'|&#39;|&#x27;|\\u0027)", '"': r'(?:"|\\"|""|&quot;|&#34;|\\u0022)', "&": r"(?:&amp;|&|\\u0026(?:amp;)?)",
    "<": r"(?:<|&lt;|\\u003c|\\u0026lt;)", ">": r"(?:>|&gt;|\\u003e|\\u0026gt;)",
}  # fmt: skip
#: Words of plain letters and digits, as group 1; what JSON writes for a letter is none.
_WORD = re.compile(r"\\u[0-9a-f]{4}|\\[nrtbf]|([A-Za-z0-9]+)")
#: Parts of slides that hold words.
_XML = (".xml", ".rels")
#: What stands for words, ids and names that were taken out.
ERASED = "(erased)"


@dataclass(frozen=True)
class Search:
    """What is looked for: ids of conversations, their passages, names and ids of the account."""

    conversation_ids: tuple[str, ...]
    texts: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def _patterns(self) -> dict[str, list[re.Pattern[str]]]:
        """What is looked for in every form that a page, JSON or a spreadsheet has it in, by the word that it begins with."""
        quoted = [form for text in self.texts if len(text) >= MIN_QUOTED for form in _quoted(text)]
        whole = [(name, rf"(?<![\w-]){_written(name)}(?![\w-])") for name in (*self.conversation_ids, *self.names) if name]
        patterns: dict[str, list[re.Pattern[str]]] = {}
        for text, form in sorted({*quoted, *whole}, key=lambda pair: -len(pair[1])):
            first = _WORD.match(text)
            patterns.setdefault(first[1].lower() if first and first[1] else "", []).append(re.compile(form, re.IGNORECASE))
        return patterns

    def spans(self, content: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a file's text, one place after the other."""
        end, strange = 0, self._patterns.get("", [])
        begins = sorted({match.start() for pattern in strange for match in pattern.finditer(content)})
        known = ((match.start(), match[1].lower()) for match in _WORD.finditer(content) if match[1])
        starts = [(start, self._patterns[word]) for start, word in known if word in self._patterns]
        for start, patterns in sorted([*starts, *((start, strange) for start in begins)], key=lambda pair: pair[0]):
            matches = (pattern.match(content, start) for pattern in patterns if start >= end)
            if longest := next((match for match in matches if match), None):
                end = longest.end()
                yield longest.span()

    def is_in(self, path: Path) -> bool:
        """Whether a file holds any of it."""
        return next(self.spans(_text(path)), None) is not None

    def without(self, content: str) -> str:
        """A file's text with :data:`ERASED` in its place."""
        parts, end = [], 0
        for start, stop in self.spans(content):
            parts += [content[end:start], ERASED]
            end = stop
        return "".join([*parts, content[end:]])


def sentences(text: str) -> list[str]:
    """The sentences of a passage, any of which may be quoted alone."""
    return re.split(r"(?<=[.!?])\s+", text)


def _quoted(text: str) -> Iterator[tuple[str, str]]:
    """A text and the pattern of it whole, and of its beginning where a page cut it short."""
    text = text.lstrip("\"'([{<>- \n\t")
    yield text, _written(text)
    if len(text) > CLIPPED:
        yield text, rf"{_written(text[:CLIPPED].rsplit(' ', 1)[0])}[^<>\"]{{0,{MOST_CLIPPED}}}?(?:…|\\u2026|&hellip;)"


def _written(text: str) -> str:
    """A pattern of a text as templates, JSON, spreadsheets and figures write it: escaped, and broken into lines."""
    return "".join(_SPACE if part.isspace() else "".join(map(_letter, part)) for part in re.split(r"(\s+)", text.strip()) if part)


def _letter(letter: str) -> str:
    if letter in _ESCAPED:
        return _ESCAPED[letter]
    return re.escape(letter) if letter.isascii() else f"(?:{re.escape(letter)}|{re.escape(json.dumps(letter)[1:-1])})"


@dataclass(frozen=True)
class Published:
    """A folder of published briefs, whether they may be rewritten, and a folder of exported ones."""

    folder: Path
    is_rewritten: bool = False
    exports: Path | None = None

    @property
    def files(self) -> list[Path]:
        """Every file of words that a run or an export publishes."""
        return [path for path in self._all if path.suffix in PUBLISHED]

    @property
    def unsearched(self) -> list[Path]:
        """Exported files that may hold words and cannot be looked into."""
        return [path for path in self._all if path.suffix == UNSEARCHED]

    @property
    def _all(self) -> list[Path]:
        folders = [folder for folder in (self.folder, self.exports) if folder is not None and folder.is_dir()]
        return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]

    def _noted_as(self, path: Path) -> str:
        """A file as it is noted: by its place in the reports, or whole."""
        return str(path.relative_to(self.folder)) if path.is_relative_to(self.folder) else str(path.resolve())

    def still_naming(self, search: Search, record: Path) -> list[Path]:
        """Files that hold a conversation's id, its words, or the account's name or id.

        Parameters
        ----------
        record : the record's folder; the files are noted there until :func:`forget_noted`, so that they are listed again where
            the process dies after the record has lost the words to look for.
        """
        noted = set(_noted(record))
        named = [path for path in self.files if self._noted_as(path) in noted or search.is_in(path)]
        _note(record, [self._noted_as(path) for path in named])
        return named

    def redacted(self, search: Search) -> list[Path]:
        """Take all of it out of the files; returns those changed. Figures stay as they were printed."""
        changed = [path for path in self.files if search.is_in(path)]
        for path in changed:
            partial = path.with_name(path.name + ".partial")
            if path.suffix == SLIDES:
                _write_slides(path, partial, search)
            else:
                partial.write_text(search.without(_text(path)), encoding="utf-8")
            partial.replace(path)
        return changed


def _text(path: Path) -> str:
    """The words of a file; of slides those of all their parts."""
    if path.suffix != SLIDES:
        return path.read_text(encoding="utf-8", errors="replace")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith(_XML)]
    except (OSError, zipfile.BadZipFile):
        return ""
    return "\n".join(part.decode("utf-8", "replace") for part in parts)


def _write_slides(path: Path, target: Path, search: Search) -> None:
    """Slides with what is looked for taken out of every part of theirs."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.infolist():
            data = archive.read(entry)
            if entry.filename.endswith(_XML):
                data = search.without(data.decode("utf-8", "replace")).encode()
            copy.writestr(entry, data)


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

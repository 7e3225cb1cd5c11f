"""YAML edit: the text of a persona file with its pains in another order, new ones, more words; all else as it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from kit.errors import SettingsError
from kit.persona_files.placing import PlacedClaim
from kit.persona_files.yaml_text import claim_lines, comment_lines, value_text


@dataclass
class PainEdit:
    """What becomes of one pain: where it stands is told by its place among the edits.

    Attributes
    ----------
    own_id : of a pain that the file states, or that is new.
    new : the pain where it is new.
    words : phrases to be added to its language.
    evidence : sentences that stand above it as comments.
    """

    own_id: str
    new: PlacedClaim | None = None
    words: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    """A pain as it lies in the file: its lines, and its node."""

    lines: list[str]
    node: yaml.MappingNode
    first: int

    @property
    def own_id(self) -> str:
        return next((value.value for key, value in self.node.value if key.value == "id"), "")


def with_pains(text: str, edits: list[PainEdit]) -> str:
    """A persona file's text with its pains as the edits say.

    Parameters
    ----------
    text : of the file, its lines ended by line feeds.
    edits : every pain that the file states and those that are new, in the order they are to have.

    Raises
    ------
    SettingsError
        The list of pains is written in a way that is not edited line by line: in brackets, or with references.
    """
    lines = text.split("\n")
    node = _pains_of(text)
    if node is None:
        block = [line for edit in edits for line in _lines_of(edit, None)]
        while lines and not lines[-1].strip():
            lines.pop()
        return "\n".join([*lines, "pains:", *block]) + "\n"
    entries, start, end = _entries(lines, node)
    by_id = {entry.own_id: entry for entry in entries}
    block = [line for edit in edits for line in _lines_of(edit, by_id.get(edit.own_id), node.start_mark.column)]
    return "\n".join([*lines[:start], *block, *lines[end:]])


def _pains_of(text: str) -> yaml.SequenceNode | None:
    whole = yaml.compose(text, Loader=yaml.SafeLoader)
    value = next((value for key, value in whole.value if key.value == "pains"), None)
    if value is None:
        return None
    entries = value.value if isinstance(value, yaml.SequenceNode) else []
    if not entries or value.flow_style or not all(isinstance(entry, yaml.MappingNode) for entry in entries):
        raise SettingsError("`pains:` is not written as a list of lines `- id: ...`; write it so, then propose again")
    return value


def _entries(lines: list[str], node: yaml.SequenceNode) -> tuple[list[_Entry], int, int]:
    """The entries with their lines, comments above them included, and where the first begins and the last ends."""
    column = node.start_mark.column
    starts = [entry.start_mark.line for entry in node.value]
    if any(lines[line][: entry.start_mark.column].strip() != "-" for line, entry in zip(starts, node.value, strict=True)):
        raise SettingsError("`pains:` has entries whose dash stands apart from them; write `- id: ...` on one line, then again")
    ends = [_last_line(lines, entry, column) + 1 for entry in node.value]
    begins = [starts[0], *ends[:-1]]  # what stands above an entry, comments and blanks, goes with it
    entries = [
        _Entry(lines[begin:end], entry, start - begin)
        for begin, start, end, entry in zip(begins, starts, ends, node.value, strict=True)
    ]
    return entries, begins[0], ends[-1]


def _last_line(lines: list[str], entry: yaml.MappingNode, column: int) -> int:
    """The last line of an entry; a comment set in further than the dashes is still its own."""
    last = entry.end_mark.line if entry.flow_style else max(value.start_mark.line for _, value in entry.value)
    for number in range(last + 1, max(last + 1, entry.end_mark.line if not entry.flow_style else last + 1)):
        line = lines[number]
        depth = len(line) - len(line.lstrip())
        if line.strip() and depth > column:
            last = number
    return last


def _lines_of(edit: PainEdit, entry: _Entry | None, column: int = 2) -> list[str]:
    comments = [line for sentence in edit.evidence for line in comment_lines(sentence, column, "  ")]
    if entry is None:
        return [*comments, *claim_lines(edit.new, column)] if edit.new else []
    own = _with_words(entry, edit.words) if edit.words else entry.lines
    return [*own[: entry.first], *comments, *own[entry.first :]]


def _with_words(entry: _Entry, words: list[str]) -> list[str]:
    """An entry's lines with phrases added to its language, in the way that the entry is written."""
    language = next((value for key, value in entry.node.value if key.value == "language"), None)
    lines = list(entry.lines)
    shift = entry.node.start_mark.line - entry.first
    if isinstance(language, yaml.SequenceNode) and language.value and not language.flow_style:
        place = _last_scalar(language) - shift
        lines[place + 1 : place + 1] = [f"{' ' * language.start_mark.column}- {value_text(word)}" for word in words]
        return lines
    if isinstance(language, yaml.SequenceNode):
        return _inserted(lines, language.end_mark, shift, value_text(words)[1:-1], bool(language.value))
    if entry.node.flow_style:
        return _inserted(lines, entry.node.end_mark, shift, f"language: {value_text(words)}", True)
    statement = next(value for key, value in entry.node.value if key.value == "statement")
    place = statement.end_mark.line - shift
    lines[place + 1 : place + 1] = [f"{' ' * entry.node.start_mark.column}language: {value_text(words)}"]
    return lines


def _last_scalar(language: yaml.SequenceNode) -> int:
    """The line on which the last phrase of a list ends."""
    return language.value[-1].end_mark.line


def _inserted(lines: list[str], end: yaml.Mark, shift: int, text: str, has_more: bool) -> list[str]:
    """Text put before a closing bracket."""
    line, place = lines[end.line - shift], end.column - 1
    before = line[:place].rstrip()
    lines[end.line - shift] = f"{before}{', ' if has_more else ''}{text}{line[place:]}"
    return lines

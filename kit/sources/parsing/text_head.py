"""The head of a text file: who spoke, when and for which account.

Either YAML between two ``---`` lines, or ``Key: value`` lines before the first empty line. Keys, in any case:

    Account: a-017                       account_id
    Date: 2026-10-14 15:00               occurred_at, Started
    Call: c-00123                        conversation_id, id, Note; absent: the file's name without its ending
    Link: https://...                    url
    Contact: Jane Doe                    the customer who matters; absent: the customer who says most
    Role: Head of RevOps                 title; absent: that participant's
    Language: en
    Participants: Jane Doe (customer, Head of RevOps); Sam Lee (team, CSM)

In YAML ``participants`` may be a list of such entries or a mapping ``Jane Doe: customer, Head of RevOps``. In Zoom's VTT
the lines stand in a NOTE block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from kit.sources.conversation import Turn
from kit.sources.parsing.cells import cell
from kit.sources.parsing.side_words import side_told

KEYS = {
    "account": "account_id", "account_id": "account_id", "date": "occurred_at", "occurred_at": "occurred_at",
    "started": "occurred_at", "call": "conversation_id", "conversation_id": "conversation_id", "id": "conversation_id",
    "note": "conversation_id", "link": "url", "url": "url", "contact": "contact", "contact_id": "contact_id",
    "role": "role", "title": "role", "job_title": "role", "language": "language", "participants": "participants",
    "author": "author", "company": "company",
}  # fmt: skip
_LINE = re.compile(r"([A-Za-z][A-Za-z_ ]{0,20}?)\s*:[ \t]+(.+)")
_PARTICIPANT = re.compile(r"([^(]+?)\s*\(([^()]*)\)\s*$")


class PlainLoader(yaml.SafeLoader):
    """SafeLoader that keeps dates and numbers as the text they are."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag.rpartition(":")[2] in {"null", "merge"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass
class Head:
    """A file's head.

    Attributes
    ----------
    values : canonical name to text.
    people : name of each declared participant to a :class:`Turn` without text that holds side and title.
    body, line : what follows, and the line it starts on.
    fault : why the head cannot be read; "" where it can.
    """

    body: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    people: dict[str, Turn] = field(default_factory=dict)
    fault: str = ""


def participant(name: str, description: str) -> Turn:
    """A participant out of "customer, Head of RevOps", "team" or "Head of RevOps"."""
    first, _, rest = description.partition(",")
    side = side_told(first)
    return Turn("", side, name.strip(), title=(rest if side else description).strip())


def participants(value: Any) -> dict[str, Turn]:
    """Participants by name, from text, a list or a mapping."""
    if isinstance(value, dict):
        entries = [participant(cell(name), cell(description)) for name, description in value.items()]
    else:
        parts = value if isinstance(value, list) else re.split(r";\s*", cell(value))
        entries = []
        for part in parts:
            if isinstance(part, dict):
                description = ", ".join(filter(None, (cell(part.get("side")), cell(part.get("role") or part.get("title")))))
                entries.append(participant(cell(part.get("name")), description))
            elif match := _PARTICIPANT.match(cell(part)):
                entries.append(participant(match[1], match[2]))
            else:
                entries.append(Turn("", "", cell(part)))
    return {entry.speaker: entry for entry in entries if entry.speaker}


def head_of(values: dict[str, Any], body: str, line: int) -> Head:
    """A head out of its keys, spelled in any of the ways."""
    known = {}
    for key, value in values.items():
        if name := KEYS.get(cell(key).lower().replace(" ", "_")):
            known.setdefault(name, value)
    people = participants(known.pop("participants", ""))
    return Head(body, line, {name: cell(value) for name, value in known.items()}, people)


def _front_matter(text: str) -> Head | None:
    fenced = re.match(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text, re.S)
    if not fenced:
        return None
    line = text.count("\n", 0, fenced.end()) + 1
    try:
        values = yaml.load(fenced[1], Loader=PlainLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return Head(
            "", mark.line + 2 if mark else 1, fault=f"front matter is no YAML ({getattr(error, 'problem', None) or error})"
        )
    if not isinstance(values, dict):
        return Head("", 1, fault="front matter holds no `key: value` lines")
    return head_of(values, text[fenced.end() :], line)


def key_lines(lines: list[str]) -> dict[str, str]:
    """``Key: value`` lines whose keys are known; {} where any line is another."""
    values = {}
    for line in lines:
        match = _LINE.fullmatch(line.strip())
        if not match or match[1].lower().replace(" ", "_") not in KEYS:
            return {}
        values[match[1]] = match[2]
    return values


def read_head(text: str) -> Head:
    """The head of a text whose lines end in LF, and the body after it; a text without one is all body."""
    if (head := _front_matter(text)) is not None:
        return head
    stripped = text.lstrip("\n")
    skipped = len(text) - len(stripped)
    top, _, body = stripped.partition("\n\n")
    if values := key_lines(top.split("\n")):
        return head_of(values, body, skipped + top.count("\n") + 3)
    return Head(text, 1)

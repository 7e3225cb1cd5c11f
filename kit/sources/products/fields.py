"""Fields: values of an export's rows by the names a declaration gives them, and their words as plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kit.sources.parsing.cells import cell
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.tables.column_names import JOIN
from kit.sources.parsing.tables.json_rows import json_value, value_at

_MENTION = re.compile(r"<(?:[@#!][^|>]*\|([^>]*)|[@#!][^>]*|(?:https?|mailto):[^|>]*\|([^>]*)|((?:https?|mailto):[^>]*))>")


def value_in(values: dict[str, Any], name: str) -> Any:
    """The value under a name, a dotted path or two names joined; objects written as text in a cell are opened."""
    if JOIN in name:
        return " ".join(filter(None, (cell(value_in(values, part)) for part in name.split(JOIN))))
    value = value_at(values, name)
    head, _, rest = name.partition(".")
    if value is None and rest and isinstance(values.get(head), str):
        opened, fault = json_value(values[head])
        value = None if fault else value_at(opened, rest)
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        opened, fault = json_value(value)
        return value if fault else opened
    return value


def first_of(values: dict[str, Any], names: Sequence[str]) -> Any:
    """The first value that is not empty; None where all are."""
    return next((value for name in names if cell(value := value_in(values, name))), None)


def has_columns(columns: Sequence[str], known_by: Iterable[Sequence[str]]) -> bool:
    """Whether a file has all columns of one of the sets that tell a table; an object in a cell may hold any field."""
    there, opened = set(columns), {name.partition(".")[0] for name in columns if "." in name}
    closed = there - opened
    return any(all(name in there or ("." in name and name.partition(".")[0] in closed) for name in names) for names in known_by)


def all_names(declared: dict[str, Any]) -> list[str]:
    """Every column that a declaration names."""
    names = list(_strings(declared))
    return [*dict.fromkeys(part for name in names for part in name.split(JOIN))]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"sides", "seen"}:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def words_in(value: Any) -> str:
    """Words of a field: HTML, a document of nested nodes or a chat's markup as plain text."""
    if isinstance(value, dict):
        return re.sub(r"\n{3,}", "\n\n", _document(value)).strip()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else cell(value)
    if "<" in text and _MENTION.search(text):
        text = _MENTION.sub(lambda mention: mention[1] or mention[2] or mention[3] or "", text)
    return plain_of(text).strip()


def _document(node: dict[str, Any]) -> str:
    """The text of a document of nodes, as Jira has it: paragraphs as lines."""
    if isinstance(node.get("text"), str):
        return node["text"]
    if node.get("type") == "hardBreak":
        return "\n"
    inside = "".join(_document(inner) for inner in node.get("content") or [] if isinstance(inner, dict))
    return inside + ("\n" if node.get("type") in {"paragraph", "heading", "listItem", "codeBlock"} else "")

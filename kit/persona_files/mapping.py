"""Mappings: persona documents as JSON or as the head of a Markdown file: keys, lists and nested groups."""

from __future__ import annotations

from typing import Any

from kit.persona_files.document import Document, Field, Item, plain
from kit.persona_files.headings import words_of

#: Keys of an entry of a list that hold what it says, and how customers say it.
SAYS = ("statement", "title", "name", "text", "description", "summary", "label", "goal", "pain", "value", "content")
WORDS = ("language", "quotes", "quote", "phrases", "words", "verbatims")
#: Keys by which lists of sections name their heading and their content.
HEADING, CONTENT = (
    ("heading", "label", "field", "question", "section", "key"),
    ("content", "value", "text", "items", "answer", "body"),
)
#: Keys under which several personas stand.
SEVERAL = ("personas", "persona_list", "users", "profiles")
#: Deepest nesting that is read.
DEEPEST = 12


def documents_of_mapping(data: Any) -> list[Document]:
    """The personas of a JSON document: a list of them, a key ``personas``, or one."""
    if isinstance(data, list):
        return [document for part in data if isinstance(part, dict) for document in documents_of_mapping(part)]
    if not isinstance(data, dict):
        return []
    for name in SEVERAL:
        if isinstance(data.get(name), list) and all(isinstance(part, dict) for part in data[name]):
            first, *others = documents_of_mapping(data[name]) or [Document()]
            first.fields += fields_of({key: value for key, value in data.items() if key != name})
            return [first, *others]
    return [Document(fields=fields_of(data))]


def fields_of(data: dict[str, Any], parent: str = "", depth: int = 0) -> list[Field]:
    """A mapping's entries as fields; groups are opened, sections of a list go by their headings."""
    fields = []
    for key, value in data.items():
        label = str(key)
        if isinstance(value, dict) and depth < DEEPEST:
            fields += fields_of(value, label, depth + 1)
        elif isinstance(value, list) and value and all(_section(part) for part in value):
            fields += [Field(heading, _items(content), label) for heading, content in map(_section, value)]
        else:
            name = "persona name" if words_of(label) in ("title", "name") and words_of(parent) == "persona" else ""
            fields.append(Field(label, _items(value), name or parent))
    return fields


def _section(part: Any) -> tuple[str, Any] | None:
    """A section of a list as its heading and content."""
    if not isinstance(part, dict) or len(part) > 3:
        return None
    heading = next((part[key] for key in HEADING if isinstance(part.get(key), str)), None)
    content = next((part[key] for key in CONTENT if key in part), None)
    return (heading, content) if heading and content is not None else None


def _items(value: Any) -> list[Item]:
    if isinstance(value, list):
        return [item for part in value for item in _items(part)]
    if isinstance(value, dict):
        return [_entry(value)]
    return [] if value is None else [Item(str(value))]


def _entry(part: dict[str, Any]) -> Item:
    """An entry of a list that has keys of its own."""
    says = next((key for key in SAYS if isinstance(part.get(key), str)), "")
    words = [plain(word) for key in WORDS for word in _texts(part.get(key))]
    others = {key: value for key, value in part.items() if key not in (says, "id", *WORDS)}
    notes = [f"{key}: {text}" for key, value in others.items() for text in _texts(value)]
    return Item(str(part.get(says, "")), tuple(words), tuple(notes), str(part.get("id", "")))


def _texts(value: Any) -> list[str]:
    if isinstance(value, list | dict):
        return [text for part in (value.values() if isinstance(value, dict) else value) for text in _texts(part)]
    return [] if value is None or value == "" else [str(value)]

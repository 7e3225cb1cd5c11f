"""Document: what somebody else's persona file holds, as labels with the items under them, whatever form it came in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: What templates write where nothing was filled in.
_BLANK = re.compile(r"(?:n/?a|none|tbd|todo|[-–—.…_?]+|\[[^\]]*\]|<[^>]*>)?", re.IGNORECASE)
_LABELLED = re.compile(r"\s*([^\W\d_][^:\n]{0,59}?)\s?:(?:\s+|$)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Item:
    """One entry under a label.

    Attributes
    ----------
    text : as written, without markup.
    words : what stands below it in quotes: how customers say it.
    notes : what else stands below it.
    own_id : the id that the document gives it, "" for none.
    """

    text: str
    words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    own_id: str = ""


@dataclass
class Field:
    """A label, the label it stands under, and its items."""

    label: str
    items: list[Item] = field(default_factory=list)
    parent: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(is_filled(item.text) or item.words for item in self.items)


@dataclass
class Document:
    """One persona as a document describes it: fields in its order; ``title`` is its own name for it, "" for none."""

    title: str = ""
    fields: list[Field] = field(default_factory=list)

    def add(self, label: str, items: list[Item], parent: str = "") -> Field:
        """Put items under a label; what has no label gathers under "text"."""
        if not label and self.fields and self.fields[-1].label == "text":
            self.fields[-1].items += items
        else:
            self.fields.append(Field(label or "text", items, parent))
        return self.fields[-1]


def is_filled(text: str) -> bool:
    """Whether a value says anything: not empty, not a dash, not a placeholder in brackets."""
    return not _BLANK.fullmatch(text.strip())


def labelled(line: str) -> tuple[str, str] | None:
    """A line as label and value where it is written ``Label: value``."""
    match = _LABELLED.fullmatch(line)
    return (match[1].strip(), match[2].strip()) if match else None


def plain(text: str) -> str:
    """A text on one line: white space and characters that no file may hold become blanks."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())

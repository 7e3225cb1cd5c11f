"""Markdown: persona documents written for people, as labels and items."""

from __future__ import annotations

import html
import re
from typing import Any

import mistune

from kit.persona_files.document import Document, Item, labelled, plain
from kit.persona_files.headings import KEPT, PARTS, place_of, words_of
from kit.persona_files.table import documents_of_columns, is_by_attribute

Token = dict[str, Any]
_NAMED = re.compile(
    r"(?:\W*(?:user|buyer|customer|marketing|ideal)\s+)?\W*persona\s*#?\d*\s*[:–—-]\s*(?P<name>\S.*)", re.IGNORECASE
)
#: Words of headings that name the form, not a persona.
_FORM = frozenset(
    [
        "user",
        "buyer",
        "customer",
        "marketing",
        "our",
        "the",
        "persona",
        "personas",
        "profile",
        "template",
        "canvas",
        "card",
        "document",
        "of",
        "for",
    ]
)
_COUNTED = frozenset(["primary", "secondary", "tertiary", "first", "second", "third", "other", "additional"])
#: Where a name ends and a tagline begins: Petra - "The calendar is my product".
_TAGLINE = re.compile(r"\s+[-–—:|]\s+(?=[\"“«„'])|\s+(?=[“«„\"])")
#: Pictures before or after a name.
_PICTURES = re.compile(r"^[^\w\s\x00-\x7f“„«‘]+\s*(?=\w)|\s+[^\w\s\x00-\x7f]+$")
_QUOTE_MARKS = re.compile(r"^[\"“„«»'‘]\s*(.+?)\s*[\"”“»«'’]\.?$", re.DOTALL)
_parse = mistune.create_markdown(renderer=None, plugins=["table"])


def documents_of_markdown(text: str) -> list[Document]:
    """The personas of a Markdown document, in its order; what stands before the first belongs to it."""
    reader = _Reader()
    for token in _parse(text):
        reader.read(token)
    return [document for document in reader.documents if document.fields or document.title]


def text_of(tokens: list[Token]) -> str:
    """Inline tokens as their text: no emphasis, no addresses of links, pictures by their names."""
    parts = []
    for token in tokens:
        if token["type"] in ("softbreak", "linebreak") or token.get("raw", "").lower().startswith("<br"):
            parts.append("\n")
        else:
            parts.append(text_of(token["children"]) if "children" in token else html.unescape(token.get("raw", "")))
    return "".join(parts)


def unquoted(text: str) -> str:
    """A text without the quotation marks around it; "" where it stands in none."""
    match = _QUOTE_MARKS.match(text.strip())
    return match[1] if match else ""


def _lines(tokens: list[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token["type"] in ("softbreak", "linebreak"):
            lines.append([])
        else:
            lines[-1].append(token)
    return [line for line in lines if line]


def _bold_label(line: list[Token]) -> tuple[str, str] | None:
    """A line that begins in bold, as label and value: ``**Role:** Lead``, ``**Role**: Lead``, ``**Role**``."""
    first, rest = line[0], text_of(line[1:])
    if first["type"] != "strong":
        return None
    label = text_of(first["children"]).strip()
    if label.endswith(":") or not rest.strip():
        return label.rstrip(": \u00a0"), rest.strip()
    return (label, rest.lstrip()[1:].strip()) if rest.lstrip().startswith(":") else None


def _item_of(token: Token) -> Item:
    """A list item with what stands below it."""
    blocks = token["children"]
    text = plain(" ".join(text_of(block["children"]) for block in blocks if block["type"] in ("block_text", "paragraph")))
    below = [_item_of(child) for block in blocks if block["type"] == "list" for child in block["children"]]
    lines = [line for item in below for line in (item.text, *item.words, *item.notes)]
    words = tuple(unquoted(line) for line in lines if unquoted(line))
    return Item(text, words, tuple(line for line in lines if not unquoted(line)))


class _Reader:
    """Walks through the blocks of a document and remembers under which headings it is."""

    def __init__(self) -> None:
        self.documents = [Document()]
        self.headings: list[tuple[int, str]] = []
        self.label = ""  # that what comes next stands under
        self.is_open = False  # whether the last field goes on
        self.expects_name = False

    @property
    def parent(self) -> str:
        names = [name for _, name in self.headings if name != self.label]
        return names[-1] if names else ""

    def read(self, token: Token) -> None:
        kind = token["type"]
        if kind == "heading":
            self._heading(token["attrs"]["level"], plain(text_of(token["children"])))
        elif kind in ("paragraph", "block_text"):
            self._paragraph(token["children"])
        elif kind == "list":
            for child in token["children"]:
                self._list_item(child)
        elif kind == "table":
            self._table(token)
        elif kind == "block_quote":
            for child in token["children"]:
                self.read(child)
        elif kind in ("block_code", "block_html"):
            self._add([Item(plain(token["raw"]))])

    def _add(self, items: list[Item]) -> None:
        document = self.documents[-1]
        if self.is_open and document.fields:
            document.fields[-1].items += items
            return
        document.add(self.label, items, self.parent)
        self.is_open = bool(self.label)

    def _under(self, label: str, items: list[Item]) -> None:
        """Items of a label of their own, which ends with them."""
        self.documents[-1].add(label, items, self.headings[-1][1] if self.headings else "")
        self.is_open = False

    def _begin(self, label: str) -> None:
        self.label, self.is_open = label, False

    def _heading(self, level: int, text: str) -> None:
        self.headings = [pair for pair in self.headings if pair[0] < level]
        named, words = _NAMED.fullmatch(text), set(words_of(text).split())
        if named or self.expects_name or (level == 1 and not place_of(text) and not words & {"personas", "persona"}):
            self._persona(named["name"] if named else text)
        elif words <= _FORM | _COUNTED and ("persona" in words or "personas" in words) and words != {"persona"}:
            self.expects_name = bool(words & _COUNTED)
            self._begin("")
        elif level == 1 and "personas" in words:
            self._begin("")
        else:
            self._begin(text)
            self.headings.append((level, text))

    def _persona(self, heading: str) -> None:
        """A new persona, by the heading that names it."""
        if self.documents[-1].title:
            self.documents.append(Document())
        name, *tagline = _TAGLINE.split(heading, maxsplit=1)
        self.documents[-1].title = _PICTURES.sub("", name)
        self.expects_name, self.headings = False, []
        self._begin("")
        if tagline:
            self._under("tagline", [Item(tagline[0])])

    def _paragraph(self, tokens: list[Token]) -> None:
        lines = _lines(tokens)
        plain_pairs = [labelled(text_of(line)) for line in lines]
        is_list_of_labels = len(lines) > 1 and all(plain_pairs)
        rest: list[str] = []
        for line, pair in zip(lines, plain_pairs, strict=True):
            bold = _bold_label(line)
            is_own = pair and (is_list_of_labels or place_of(pair[0]) not in ("", KEPT)) and not self._is_placed
            label = bold if bold and self._is_label(*bold) else pair if is_own else None
            if label is None:
                rest.append(text_of(line))
                continue
            self._flush(rest)
            self._labelled(*label)
        self._flush(rest)

    @property
    def _is_placed(self) -> bool:
        return place_of(self.label, self.parent) not in ("", KEPT)

    def _is_label(self, label: str, value: str) -> bool:
        """Whether words in bold name what follows; in a section that has its place they may be a claim's first words."""
        is_part = set(words_of(label).split()) <= PARTS
        return not value or is_part or not self._is_placed or bool(place_of(label))

    def _labelled(self, label: str, value: str) -> None:
        if value:
            self._under(label, [Item(plain(value))])
        else:
            self._begin(label)

    def _flush(self, lines: list[str]) -> None:
        if text := plain(" ".join(lines)):
            self._add([Item(text)])
        lines.clear()

    def _list_item(self, token: Token) -> None:
        blocks = [block for block in token["children"] if block["type"] in ("block_text", "paragraph")]
        tokens = blocks[0]["children"] if blocks else []
        bold = _bold_label(tokens) if tokens else None
        pair = labelled(text_of(tokens)) if tokens else None
        label = bold or (pair if pair and place_of(pair[0]) else None)
        item = _item_of(token)
        if label is None or self._is_placed or (not label[1] and not item.words + item.notes):
            self._add([item])
        else:
            values = (
                [Item(plain(label[1]), item.words, item.notes)] if label[1] else [Item(note) for note in item.notes + item.words]
            )
            self._under(label[0], values)

    def _table(self, token: Token) -> None:
        """A table of attributes, of personas side by side, or of columns that each are a list."""
        head = [text_of(cell["children"]) for cell in token["children"][0]["children"]]
        body = token["children"][1]["children"] if len(token["children"]) > 1 else []
        rows = [[text_of(cell["children"]) for cell in row["children"]] for row in body]
        if not is_by_attribute([head, *rows]):
            for name, *cells in zip(head, *rows, strict=True):
                self._under(name or self.label, [Item(plain(cell)) for cell in cells])
        elif len(head) > 2:
            self.documents += documents_of_columns([head, *rows])
        else:
            for label, value in [tuple(head), *rows] if place_of(head[0]) else rows:
                self._under(label, [Item(value)])

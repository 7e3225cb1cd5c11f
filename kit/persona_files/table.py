"""Tables: persona documents as CSV: a row a persona, a column a persona, or a list of attributes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from kit.persona_files.document import Document, Item
from kit.persona_files.headings import place_of

#: What stands between the cells of a line, the likeliest first.
SEPARATORS = ",;\t|"
#: Headings of a table's own columns, which name no persona.
_OWN = frozenset(
    (
        "",
        "attribute",
        "attributes",
        "field",
        "details",
        "value",
        "values",
        "key",
        "property",
        "feld",
        "wert",
        "attribut",
        "champ",
        "valeur",
    )
)


def documents_of_csv(text: str) -> list[Document]:
    """The personas of a CSV file."""
    rows = rows_of(text)
    if not rows:
        return []
    if is_by_attribute(rows):
        return documents_of_columns(rows)
    head, *body = rows
    documents = []
    for row in body:
        document = Document()
        for label, cell in zip(head, [*row, *[""] * len(head)], strict=False):
            document.add(label, [Item(cell)])
        for extra in row[len(head) :]:
            document.add("", [Item(extra)])
        documents.append(document)
    return documents


def rows_of(text: str) -> list[list[str]]:
    """Cells of a CSV, with the separator that cuts its lines most alike."""

    def parsed(separator: str) -> list[list[str]]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]

    def places(rows: list[list[str]]) -> int:
        return max(_n_placed(rows[0]), _n_placed([row[0] for row in rows])) if rows else 0

    tried = [parsed(separator) for separator in SEPARATORS]
    return max(tried, key=lambda rows: (places(rows), min(map(len, rows), default=0)))


def _n_placed(labels: Sequence[str]) -> int:
    return sum(bool(label and place_of(label)) for label in labels)


def is_by_attribute(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first column holds the labels, not the first row."""
    return _n_placed([row[0] for row in rows if row]) > _n_placed(rows[0])


def documents_of_columns(rows: Sequence[Sequence[str]]) -> list[Document]:
    """Attributes in rows: each column behind the first is a persona; with two columns longer rows have several values."""
    head, body = rows[0], rows[1:]
    if place_of(head[0]) or (not head[0] and len(head) == 2):
        head, body = ["", *[""] * (len(head) - 1)], rows
    width = len(head)
    documents = [Document("" if name.lower() in _OWN else name) for name in head[1:]]
    for row in body:
        for place, document in enumerate(documents, start=1):
            cells = row[place:] if place == width - 1 else row[place : place + 1]
            document.add(row[0], [Item(cell) for cell in cells])
    return documents

"""Mapped products: reviews, forms and feedback boards whose rows a general reader reads under the product's own column names.

``columns.yaml`` holds the declarations: the general reader, and for each of our columns the names a product gives it.

    - id: app-reviews
      kind: review
      reader: google-play      # or app-store, trustpilot, capterra, reddit, canny, productboard,
      path: inbox/play/*.csv   #    google-forms, microsoft-forms, alchemer
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from kit.config.settings import Source
from kit.resources import own_yaml
from kit.sources import review, survey
from kit.sources.parsing.cells import check_encoding
from kit.sources.parsing.files import File
from kit.sources.parsing.rows import rows_of
from kit.sources.parsing.tables.column_names import JOIN, leaves_of
from kit.sources.reader import Context, Entry, Reader

#: Declarations by product.
DECLARED: dict[str, dict[str, Any]] = own_yaml(Path(__file__).parent / "columns.yaml")
_GENERAL = {"review": review.READER, "survey": survey.READER}


def read(product: dict[str, Any], files: list[File], context: Context) -> Iterator[Entry]:
    """Rows of a product's files, by its general reader under the product's own names."""
    source, general = context.source, _GENERAL[product["reader"]]
    names = product["columns"]
    wanted = [name for candidates in names.values() for name in candidates]
    for file in files:
        columns = leaves_of(rows_of(file, wanted, *check_encoding(context)).columns)
        there = {ours: [name for name in candidates if name in columns] for ours, candidates in names.items()}
        several = product.get("several", ())
        taken = {ours: JOIN.join(given if ours in several else given[:1]) for ours, given in there.items()}
        mapped = {ours: theirs for ours, theirs in taken.items() if theirs} | source.columns
        as_general = Source(id=source.id, kind=source.kind, reader=product["reader"], columns=mapped, options=source.options)
        yield from general.parse([file], Context(as_general, context.zone))


READERS = {
    name: Reader(partial(read, product), _GENERAL[product["reader"]].columns, _GENERAL[product["reader"]].options)
    for name, product in DECLARED.items()
}

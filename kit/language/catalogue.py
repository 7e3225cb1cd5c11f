"""Catalogue: the sentences of each language, read once from the gettext files that ship with the package."""

from __future__ import annotations

from functools import cache
from gettext import c2py
from pathlib import Path

#: One ``<language>.po`` a language, and the empty ``kit.pot`` that all of them follow.
FOLDER = Path(__file__).parent / "catalogues"
ENGLISH = "en"


@cache
def _read(tag: str) -> tuple[dict[tuple[str, str], tuple[str, ...]], object]:
    """Every message of a language by context and English, its forms, and which form a number takes."""
    from babel.messages.pofile import read_po

    with (FOLDER / f"{tag}.po").open("rb") as file:
        catalogue = read_po(file, locale=tag)
    known = {}
    for message in catalogue:
        if message.id and message.string and not message.fuzzy:
            first = message.id if isinstance(message.id, str) else message.id[0]
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
            if all(forms):
                known[message.context or "", first] = forms
    return known, c2py(catalogue.plural_expr)


def translation(tag: str, message: str, context: str = "") -> str:
    """A message in a language; as it is where the language has none of its own."""
    if tag == ENGLISH:
        return message
    known, _ = _read(tag)
    forms = known.get((context, message))
    return forms[0] if forms else untranslated(tag, message)


def plural_of(tag: str, message: str, messages: str, n: int) -> str:
    """The form of a message that a number takes in a language."""
    own = message if n == 1 else messages
    if tag == ENGLISH:
        return own
    known, form_of = _read(tag)
    forms = known.get(("", message))
    return forms[form_of(n)] if forms else untranslated(tag, own)


def untranslated(tag: str, message: str) -> str:
    """What stands where a language lacks a message: the English one. A test holds that none is lacking."""
    return message

"""Sentences: looked up in the catalogue by their English, then filled with names and figures.

A sentence is looked up whole, with named places: ``gettext("{name} has risen from {shares}.", name=..., shares=...)``. Babel
reads these calls out of the code (``make catalogue``); a test holds the catalogues in step with it.
"""

from __future__ import annotations

from kit.language.catalogue import plural_of, translation
from kit.language.current import language
from kit.language.numbers import grouped

NBSP = "\u00a0"


def gettext(message: str, /, **values: object) -> str:
    """A sentence in the language in force; values are put in their places as they are."""
    return _filled(translation(language(), message), values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """The same for a word that means something else elsewhere: the context tells which one is meant."""
    return _filled(translation(language(), message, context), values)


def ngettext(message: str, messages: str, n: int, /, **values: object) -> str:
    """A sentence about a number, in the form that the number asks for.

    Parameters
    ----------
    message, messages : of one, and of any other number; ``{n}`` is the number as the language writes it. What follows it stays on
        its line.
    """
    text = plural_of(language(), message, messages, n)
    return _filled(text.replace("{n} ", f"{{n}}{NBSP}"), {"n": grouped(n)} | values)


def marked(message: str) -> str:
    """A message that is looked up elsewhere: the call alone shows it to whoever gathers the catalogue."""
    return message


def marked_plural(message: str, messages: str) -> tuple[str, str]:
    """The same of a message about a number, with its plural."""
    return message, messages


def _filled(text: str, values: dict[str, object]) -> str:
    return text.format(**values) if values else text

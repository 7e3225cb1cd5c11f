"""Current language: the one that sentences and numbers are made in; English unless a page says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

#: Languages with a whole catalogue, as BCP 47 tags; the first is the one that the code is written in.
Language = Literal["en", "de", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "de", "fr")

_current: ContextVar[Language] = ContextVar("language", default="en")
_Made = TypeVar("_Made")
_Given = ParamSpec("_Given")


def language() -> Language:
    """The language in force here."""
    return _current.get()


@contextmanager
def in_language(tag: Language) -> Iterator[None]:
    """Sentences and numbers that are made inside the block are in this language."""
    before = _current.set(tag)
    try:
        yield
    finally:
        _current.reset(before)


def language_of(*shown: Any) -> Language:
    """The language of what a page is made of: of a brief as its settings say, of several that of the first.

    Where they say nothing it is the language in force.
    """
    return next(filter(None, map(_named, shown)), language())


def _named(shown: Any) -> Language | None:
    first = next(iter(shown), None) if isinstance(shown, Sequence) else shown
    return getattr(getattr(first, "settings", None), "language", None)


def in_own_language(make: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """A function that speaks the language of the brief, or of the briefs, that it is given."""

    @wraps(make)
    def made(*given: _Given.args, **more: _Given.kwargs) -> _Made:
        with in_language(language_of(*given, *more.values())):
            return make(*given, **more)

    return made

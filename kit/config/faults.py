"""What is wrong with a YAML file, in words: what a value has to be, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

#: Longest value that is shown whole.
MOST_SHOWN = 80
#: What a reader of YAML says, and what it means for somebody who writes a file by hand.
YAML_HINTS = (
    ("'\\t'", "indent with blanks, not with tabs"),
    ("mapping values are not allowed", 'text that holds ": " has to stand in quotes'),
    ("expected ',' or", "a bracket or a comma is missing, here or in the line before"),
    ("could not find expected ':'", "write `key: value`; text over several lines has to be indented"),
    ("expected <block end>", "indent it as the lines it belongs to"),
    ("found unexpected end of stream", "a quote is left open"),
    ("but found another document", "one file holds one document; remove the line ---"),
    ("could not determine a constructor", "tags (!...) are not read; write plain text"),
    ("undefined alias", "text that starts with * has to stand in quotes"),
    ("cannot start any token", "text that starts with this character has to stand in quotes"),
    ("unhashable key", "write `key: value`; a key is one word"),
)


def yaml_hint(problem: str) -> str:
    """What to do about a fault that the YAML reader found."""
    return next((hint for told, hint in YAML_HINTS if told in problem), "mend that line")


def told_fault(error: dict[str, Any], known: Iterable[str]) -> str:
    """One of pydantic's errors in words: the entry, its value, and what to write.

    Parameters
    ----------
    known : every name that the model knows, to guess what a misspelt one should have been.
    """
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        own = str(error["loc"][-1])
        if own in known:
            return f"{name!r} stands in the wrong place; indent it as the entry it belongs to"
        near = get_close_matches(own, sorted(known), 1)
        meant = f"; did you mean {near[0]!r}?" if near else "; remove it or correct its spelling"
        return f"{name!r} is no setting the kit knows{meant}"
    if error["type"] == "missing":
        return f"{name!r} is missing; add it"
    if error["type"] == "value_error":
        said = str(error["msg"]).removeprefix("Value error, ")
        is_whole = isinstance(error.get("input"), str | int | float)
        return f"{name} is {_shown(error['input'])}: {said}" if is_whole else f"{name}: {said}" if name else said
    if error.get("input") is None:
        return f"{name} is empty: give it a value, or remove the line"
    return f"{name or 'the file'} is {_shown(error['input'])}: {_wanted(error)}"


def _shown(value: object) -> str:
    told = repr(value)
    return told if len(told) <= MOST_SHOWN else told[: MOST_SHOWN - 3] + "..."


def _wanted(error: dict[str, Any]) -> str:
    """What a value of the right kind looks like."""
    kind, more = error["type"], error.get("ctx") or {}
    if kind == "literal_error":
        return f"write one of {more['expected'].replace(chr(39), '').replace(' or ', ', ')}"
    if kind == "string_too_short":
        return "write some text"
    if kind == "model_type" and more.get("class_name") == "Claim":
        return "write {id: a-short-name, statement: what customers would say}"
    if kind.startswith(("greater_than", "less_than")):
        return str(error["msg"]).replace("Input should be", "it has to be")
    return next((told for begins, told in WANTED if kind.startswith(begins)), str(error["msg"]))


#: What to write where pydantic asks for a kind of value, by the beginning of its error's name.
WANTED = (
    ("list", "write a list: [one, two], or a line `- one` for each"),
    ("model", "write `key: value` entries, each in a line of its own below or as {key: value}"),
    ("dict", "write `key: value` entries, each in a line of its own below or as {key: value}"),
    ("string", 'write text; a number or true and false in quotes: "7"'),
    ("date", "write a day as 2026-03-12"),
    ("int", "write a whole number"),
    ("float", "write a number"),
    ("bool", "write true or false"),
)

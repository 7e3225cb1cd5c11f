"""YAML files: read so that every fault names its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.reader import ReaderError

from kit.errors import SettingsError

Model = TypeVar("Model", bound=BaseModel)
Lines = dict[tuple, int]
#: Keys inside keys that a settings file has at the most.
DEEPEST = 20


class _Loader(yaml.SafeLoader):
    """SafeLoader that keeps dates, on, off, yes and no as text, so that a model decides what a value is."""


#: What the older YAML reads as something else than the text it looks like: `tracking: off` must not become "false".
_AS_TEXT = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in _AS_TEXT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


class _QuickLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """The same in C where that is there: a tenth of the time. What it stumbles over is read again, for the fault's words."""

    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


_AnyLoader = type[_Loader] | type[_QuickLoader]


def _lines_of(node: yaml.Node, path: Path, where: tuple, lines: Lines) -> None:
    """Note the line of every key and list item; refuse a key given twice."""
    lines[where] = node.start_mark.line + 1
    if len(where) > DEEPEST:
        raise SettingsError(f"{path}:{lines[where]}: refers to itself or is nested too deeply; write it out")
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*where, key.value)
            if place in lines:
                raise SettingsError(
                    f"{path}:{key.start_mark.line + 1}: {key.value!r} is given twice (first in line {lines[place]}); keep one"
                )
            _lines_of(value, path, place, lines)
            lines[place] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _lines_of(value, path, (*where, index), lines)


def _text_of(path: Path) -> str:
    """A file's text, which has to be UTF-8."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file; `kit init DIR` makes a commented workspace") from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); it has to be a file that you may read") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SettingsError(f"{path}:{line}: the byte {raw[error.start]:#04x} is no UTF-8; save the file as UTF-8") from None


def _yaml_fault(error: yaml.YAMLError, text: str) -> str:
    """The line and the fault of a text that is no YAML, and what to do about it."""
    if isinstance(error, ReaderError):
        line = text[: error.position].count("\n") + 1
        return f"{line}: not readable as YAML: holds the character U+{_code(error.character):04X}; take it out"
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None) or str(error)
    return f"{mark.line + 1 if mark else 1}: not readable as YAML: {problem}; {yaml_hint(problem)}"


def _code(character: int | str | bytes) -> int:
    return character if isinstance(character, int) else ord(character)


def read_yaml(path: Path) -> tuple[dict[str, Any], Lines]:
    """A YAML mapping and the line of each of its entries (by path of keys)."""
    return parse_yaml(_text_of(path), path)


def parse_yaml(text: str, path: Path) -> tuple[dict[str, Any], Lines]:
    """The same of a text; ``path`` is what faults name."""
    try:
        node, data = _quickly_read(path, text) or _read_with(_Loader, path, text)
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}:{_yaml_fault(error, text)}") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):  # a value that was told to be another kind
        raise SettingsError(f"{path}: holds a value that its tag (!!int, ...) does not fit; take the tag out") from None
    if not isinstance(data, dict):
        held = {"NoneType": "nothing", "list": "a list", "str": "text"}.get(type(data).__name__, "one value")
        raise SettingsError(f"{path}:1: holds {held}, not `key: value` lines; `kit init DIR` shows what they look like")
    lines: Lines = {}
    _lines_of(node, path, (), lines)
    return data, lines


def _quickly_read(path: Path, text: str) -> tuple[yaml.Node, Any] | None:
    """A text's node and data; None where a slower reader has to say what is wrong: with tabs the two differ."""
    if "\t" in text:
        return None
    try:
        return _read_with(_QuickLoader, path, text)
    except (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _read_with(loader: _AnyLoader, path: Path, text: str) -> tuple[yaml.Node, Any]:
    _check_bounds(path, text, loader)
    return yaml.compose(text, Loader=loader), yaml.load(text, Loader=loader)


#: What no file that a person writes comes near: characters, levels of nesting, and references to other places of the file
#: (a few, each to the one before, can stand for more text than there is memory).
MOST_CHARACTERS, MOST_LEVELS, MOST_ALIASES = 2_000_000, 40, 100


def _check_bounds(path: Path, text: str, loader: _AnyLoader) -> None:
    """Refuse a file that would take minutes or the whole memory to read."""
    if len(text) > MOST_CHARACTERS:
        raise SettingsError(
            f"{path}: has {len(text):,} characters, more than {MOST_CHARACTERS:,}; a settings file is written by hand"
        )
    level = n_aliases = 0
    for event in yaml.parse(text, Loader=loader):
        level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        n_aliases += isinstance(event, yaml.AliasEvent)
        if level > MOST_LEVELS or n_aliases > MOST_ALIASES:
            what = (
                f"nests deeper than {MOST_LEVELS} levels"
                if level > MOST_LEVELS
                else f"has over {MOST_ALIASES} references (*name)"
            )
            raise SettingsError(f"{path}:{event.start_mark.line + 1}: {what}; write it out plainly")


def _line_at(where: tuple, lines: Lines) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _names_of(schema: dict[str, Any]) -> set[str]:
    """Every name a model knows, at any depth, from its JSON schema."""
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}


def read_model(model: type[Model], path: Path) -> Model:
    """A YAML file as a validated model; every fault is told with file and line."""
    return model_of_text(model, _text_of(path), path)


def model_of_text(model: type[Model], text: str, path: Path) -> Model:
    """A YAML text as a validated model; ``path`` is what faults name beside their lines."""
    data, lines = parse_yaml(text, path)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        known = _names_of(model.model_json_schema())
        faults = [f"{path}:{_line_at(tuple(fault['loc']), lines)}: {fault_text(fault, known)}" for fault in error.errors()]
        raise SettingsError("\n".join(faults)) from None


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
    return next((hint for phrase, hint in YAML_HINTS if phrase in problem), "mend that line")


def fault_text(error: dict[str, Any], known: Iterable[str]) -> str:
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
        message = str(error["msg"]).removeprefix("Value error, ")
        is_whole = isinstance(error.get("input"), str | int | float)
        return f"{name} is {_shown(error['input'])}: {message}" if is_whole else f"{name}: {message}" if name else message
    if error.get("input") is None:
        return f"{name} is empty: give it a value, or remove the line"
    return f"{name or 'the file'} is {_shown(error['input'])}: {_wanted(error)}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + "..."


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
    return next((hint for begins, hint in WANTED if kind.startswith(begins)), str(error["msg"]))


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

"""YAML files whose errors name the file and the line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.reader import ReaderError

from kit.config.faults import told_fault, yaml_hint
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


def _told_yaml(error: yaml.YAMLError, text: str) -> str:
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
    text = _text_of(path)
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}:{_told_yaml(error, text)}") from None
    if not isinstance(data, dict):
        held = {"NoneType": "nothing", "list": "a list", "str": "text"}.get(type(data).__name__, "one value")
        raise SettingsError(f"{path}:1: holds {held}, not `key: value` lines; `kit init DIR` shows what they look like")
    lines: Lines = {}
    _lines_of(node, path, (), lines)
    return data, lines


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
    data, lines = read_yaml(path)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        known = _names_of(model.model_json_schema())
        told = [f"{path}:{_line_at(tuple(fault['loc']), lines)}: {told_fault(fault, known)}" for fault in error.errors()]
        raise SettingsError("\n".join(told)) from None

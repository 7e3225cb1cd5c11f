"""YAML files whose errors name the file and the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kit.errors import SettingsError

Model = TypeVar("Model", bound=BaseModel)
Lines = dict[tuple, int]


class _Loader(yaml.SafeLoader):
    """SafeLoader that keeps dates as text, so that a model decides what a value is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _lines_of(node: yaml.Node, path: Path, where: tuple, lines: Lines) -> None:
    """Note the line of every key and list item; refuse a key given twice."""
    lines[where] = node.start_mark.line + 1
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


def read_yaml(path: Path) -> tuple[dict[str, Any], Lines]:
    """A YAML mapping and the line of each of its entries (by path of keys)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file; `kit init DIR` makes a commented workspace") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 text ({error}); save it as UTF-8") from None
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise SettingsError(f"{path}:{line}: not readable as YAML: {problem}; mend that line") from None
    if not isinstance(data, dict):
        raise SettingsError(f"{path}:1: holds {type(data).__name__}, not `key: value` lines; see `kit init`")
    lines: Lines = {}
    _lines_of(node, path, (), lines)
    return data, lines


def _line_at(where: tuple, lines: Lines) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _told(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"]) or "the file"
    if error["type"] == "extra_forbidden":
        return f"{name!r} is no setting the kit knows; remove it or correct its spelling"
    if error["type"] == "missing":
        return f"{name!r} is missing; add it"
    seen = repr(error.get("input"))
    seen = seen if len(seen) <= 80 else seen[:77] + "..."
    return f"{name} is {seen}: {error['msg'].removeprefix('Value error, ')}"


def read_model(model: type[Model], path: Path) -> Model:
    """A YAML file as a validated model; every fault is told with file and line."""
    data, lines = read_yaml(path)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        told = [f"{path}:{_line_at(tuple(fault['loc']), lines)}: {_told(fault)}" for fault in error.errors()]
        raise SettingsError("\n".join(told)) from None

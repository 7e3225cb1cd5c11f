"""Writes docs/reference.md from the code: settings, persona files, the record's tables and the Python names.

A test fails where the page is not what the code says: `make reference`.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

import kit
from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.record.tables import TABLES

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"
HEAD = """# Reference

Printed from the code by `make reference`; [contract.md](contract.md) says what the most important of it means,
[explore.md](explore.md) shows it in use.
"""


def type_of(annotation: object) -> str:
    """A field's type as a reader writes it."""
    text = str(annotation).replace("typing.", "") if not isinstance(annotation, type) else annotation.__name__
    for name in ("kit.config.settings.", "kit.config.personas.", "datetime.", "pathlib."):
        text = text.replace(name, "")
    return (
        text.partition(", FieldInfo")[0].removeprefix("Annotated[").replace("|", "or").replace("<class '", "").replace("'>", "")
    )


def fields_of(model: type[BaseModel]) -> list[str]:
    """A table of a model's fields with their types and defaults."""
    rows = ["| setting | type | default |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        default = "must be given" if field.default is PydanticUndefined else _default(field.default)
        rows.append(f"| `{name}` | {type_of(field.annotation)} | {default} |")
    return rows


def parts_of(model: type[BaseModel]) -> list[str]:
    """The tables of the settings that are made of settings themselves."""
    lines = []
    for name, field in model.model_fields.items():
        inner = [part for part in (field.annotation, *get_args(field.annotation)) if isinstance(part, type)]
        for part in inner:
            if issubclass(part, BaseModel):
                lines += ["", f"### {name}:", "", *fields_of(part)]
    return lines


def _default(value: object) -> str:
    shown = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return f"`{json.dumps(shown, ensure_ascii=False, default=str)}`"


def tables() -> list[str]:
    """A line a table of the record."""
    rows = ["| table | a row is one | columns |", "|---|---|---|"]
    for name, table in TABLES.items():
        columns = ", ".join(
            f"`{column}`" + ("" if str(kind) == "string" else f" {kind}") for column, kind in table.columns.items()
        )
        rows.append(f"| `{name}` | {', '.join(table.key)} | {columns} |")
    return rows


def first_line(thing: object) -> str:
    """The first sentence of a docstring."""
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ").replace("|", "or")


def names() -> list[str]:
    """A line a public name, and a line a method of the workbench."""
    rows = ["| name | what it does |", "|---|---|"]
    rows += [f"| `kit.{name}` | {first_line(getattr(kit, name))} |" for name in kit.__all__ if name != "__version__"]
    methods = [name for name, _ in inspect.getmembers(kit.Workbench, inspect.isfunction) if not name.startswith("_")]
    rows += [f"| `w.{name}{_call(name)}` | {first_line(getattr(kit.Workbench, name))} |" for name in methods]
    return rows


def _call(name: str) -> str:
    parameters = list(inspect.signature(getattr(kit.Workbench, name)).parameters.values())[1:]
    return f"({', '.join(str(parameter).partition(':')[0].partition('=')[0].strip() for parameter in parameters)})"


def page() -> str:
    """The whole page."""
    parts = [
        ("kit.yaml", [*fields_of(Settings), *parts_of(Settings)]),
        ("A persona file", [*fields_of(Persona), *parts_of(Persona)]),
        ("The record's tables", ["Columns without a type are text; \"\" is not known.", "", *tables()]),
        ("Python", ["`w` is what `kit.open` returns.", "", *names()]),
    ]  # fmt: skip
    return "\n".join([HEAD, *("\n".join([f"## {title}", "", *lines, ""]) for title, lines in parts)]).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

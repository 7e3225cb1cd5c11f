"""The persona library: files the users own; the kit reads them and never writes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from kit.config.settings import Bar, BarChange, Frozen, Kind, ThemesChange, checked_id
from kit.config.yaml_files import read_model
from kit.errors import SettingsError

#: Ids that would take another page's place: a persona's brief is <id>.html.
RESERVED = ("index",)
#: Sections whose claims customers can voice. Messages are the company's own words; see kit.messaging.
LEDGER = ("goals", "pains", "objections", "decision_criteria")


#: Sections of a persona whose claims customers can voice, so that passages may belong to them.
VOICED = ("pains", "objections", "decision_criteria", "goals")


#: Sections whose entries are claims, in the order a brief lists them.
SECTIONS = ("goals", "pains", "objections", "decision_criteria", "messaging")


class Claim(Frozen):
    """One sentence of a persona file that customers can bear out or not."""

    id: str
    statement: Annotated[str, Field(min_length=1)]
    language: list[str] = []  # words customers use for it

    _id = field_validator("id")(checked_id)


class Who(Frozen):
    """Who this persona's customers are."""

    roles: list[str] = []
    not_roles: list[str] = []
    reports_to: str = ""  # for people: `kit check` shows it; nothing is matched by it
    segments: list[str] = []


class Persona(Frozen):
    """One persona file."""

    id: str
    name: Annotated[str, Field(min_length=1)]
    status: Literal["draft", "active", "retired"] = "active"
    validated_on: date | None = None
    tracking: Literal["close", "standard", "low", "off"] = "standard"
    review: Literal["none", "ambiguous", "all"] = "none"
    who: Who = Who()
    goals: list[Claim] = []
    pains: list[Claim] = []
    objections: list[Claim] = []
    decision_criteria: list[Claim] = []
    metrics: list[str] = []
    tools: list[str] = []
    messaging: list[Claim] = []
    sources: list[Kind] = []
    bar: BarChange = BarChange()
    themes: ThemesChange = ThemesChange()

    @field_validator("id")
    @classmethod
    def _names_a_page(cls, text: str) -> str:
        if text in RESERVED:
            raise ValueError(f"{text!r} is the name of a page that every cycle has; give the persona another id")
        return checked_id(text)

    @field_validator(*SECTIONS)
    @classmethod
    def _claims_have_own_ids(cls, claims: list[Claim]) -> list[Claim]:
        ids = [claim.id for claim in claims]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"ids {twice} are given more than once; give each claim its own id")
        return claims

    @property
    def is_tracked(self) -> bool:
        """Whether themes are found and a brief is written; conversations are matched to every persona that is not retired."""
        return self.status != "retired" and self.tracking != "off"

    def claims(self, section: str) -> dict[str, Claim]:
        """Claims of one section by full name, ``<persona>/<section>/<id>``, in the file's order."""
        return {f"{self.id}/{section}/{claim.id}": claim for claim in getattr(self, section)}

    def bar_over(self, bar: Bar) -> Bar:
        """The bar in force for this persona."""
        return self.bar.over(bar)


def read_persona(path: Path) -> Persona:
    """One persona file; its id is its file's name."""
    persona = read_model(Persona, path)
    if persona.id != path.stem:
        raise SettingsError(f"{path}:1: id is {persona.id!r}, the file is named {path.stem!r}; make them the same")
    return persona


def read_personas(workspace: Path) -> list[Persona]:
    """All personas of a workspace, by id."""
    folder = workspace / "personas"
    paths = sorted(folder.glob("*.yaml")) + sorted(folder.glob("*.yml"))
    if not paths:
        raise SettingsError(f"{folder}: holds no persona files; write one <id>.yaml for each persona (see `kit init`)")
    personas: dict[str, Persona] = {}
    files: dict[str, Path] = {}
    for path in paths:
        persona = read_model(Persona, path)
        if persona.id in personas:
            other = f"another persona file ({files[persona.id].name})"
            raise SettingsError(f"{path}:1: id {persona.id!r} is already used by {other}; give each its own")
        personas[persona.id], files[persona.id] = persona, path
    for path in paths:
        read_persona(path)
    return sorted(personas.values(), key=lambda persona: persona.id)

"""Watched subjects: what a team follows beside its personas, a subject a file in ``watches/``, by words, phrases and meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from kit.config.personas import Persona
from kit.config.settings import BarChange, Frozen, checked_id
from kit.config.yaml_files import read_model
from kit.errors import SettingsError
from kit.words import words_of

#: Under this id the record keeps the shares and shifts of watched subjects; no persona may have it.
WATCHED = "watched-subjects"


class Subject(Frozen):
    """One file of ``watches/``: a competitor, a launch, a policy."""

    id: str
    name: Annotated[str, Field(min_length=1)]
    words: list[str] = []  # any of them is a mention, in any of its forms: outage, outages
    phrases: list[str] = []  # likewise, their words one after the other
    meaning: list[str] = []  # sentences that say it; what is very like one of them is a mention, whatever its words

    _id = field_validator("id")(checked_id)

    @field_validator("words", "phrases", "meaning")
    @classmethod
    def _can_be_found(cls, terms: list[str]) -> list[str]:
        if empty := [term for term in terms if not words_of(term)]:
            raise ValueError(f"{empty} hold no word that could be looked for; write words that begin with a letter")
        return terms

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.words + self.phrases + self.meaning:
            raise ValueError("a subject wants `words`, `phrases` or `meaning` by which it is known")
        return self


class WatchedSubjects(Persona):
    """All subjects as what is measured like one persona that everybody speaks for: one vote an account, the same tests.

    Notes
    -----
    The bar is the workspace's but for ``min_consistency``: who names a subject may say very different things of it.
    """

    bar: BarChange = BarChange(min_consistency=0)
    subjects: list[Subject] = []


def read_watches(workspace: Path) -> list[Subject]:
    """The subjects of a workspace, by id; none where there is no folder ``watches/``."""
    folder = workspace / "watches"
    subjects = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        subject = read_model(Subject, path)
        if subject.id != path.stem:
            raise SettingsError(f"{path}:1: id is {subject.id!r}, the file is named {path.stem!r}; make them the same")
        subjects.append(subject)
    return subjects


def watched_of(subjects: list[Subject]) -> WatchedSubjects | None:
    """The subjects as they are measured; None where there are none."""
    return WatchedSubjects(id=WATCHED, name="Watched subjects", subjects=subjects) if subjects else None

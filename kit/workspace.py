"""Workspace: settings, personas, accounts and the record of one company, read once and passed down; and how one begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from kit.config.accounts import read_accounts
from kit.config.personas import Persona, read_personas
from kit.config.settings import Settings, read_settings
from kit.cycles import Cycle, cycles_before, parse_cycle
from kit.errors import WorkspaceError
from kit.record.store import Record
from kit.record.vectors import Vectors


@dataclass(frozen=True)
class Workspace:
    """What every step of a run works with.

    Attributes
    ----------
    folder : Path of the workspace.
    settings, personas : what the user decided and maintains.
    record : the running record.
    """

    folder: Path
    settings: Settings
    personas: list[Persona]
    record: Record

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """accounts.csv: ``account_id, name, segment, tier, arr, renewal_on``."""
        return read_accounts(self.folder, self.settings)

    @cached_property
    def vectors(self) -> Vectors:
        return Vectors(self.record, self.settings.embedding, self.settings.spread)

    @property
    def tracked(self) -> list[Persona]:
        """Personas that conversations are matched to and briefs written for."""
        return [persona for persona in self.personas if persona.is_tracked]

    def persona(self, persona_id: str) -> Persona:
        """The tracked persona of an id."""
        for persona in self.tracked:
            if persona.id == persona_id:
                return persona
        raise WorkspaceError(f"{self.folder}: there is no tracked persona {persona_id!r}; known: {[p.id for p in self.tracked]}")

    def window(self, cycle: str) -> list[str]:
        """The cycles one fit looks over, oldest first, ending with ``cycle``; before anything was heard they are left out."""
        wanted = [one.id for one in cycles_before(parse_cycle(cycle), self.settings.window_cycles - 1)] + [cycle]
        heard = set(self.record.read("conversations", columns=["cycle"], cycle=wanted)["cycle"])
        first = next((at for at, one in enumerate(wanted) if one in heard), len(wanted) - 1)
        return wanted[min(first, len(wanted) - 1 - self.settings.baseline_cycles) :]

    def baseline(self, cycle: str) -> list[str]:
        """The cycles that "before" means."""
        return [one.id for one in cycles_before(parse_cycle(cycle), self.settings.baseline_cycles)]

    def checked_cycle(self, cycle: str) -> Cycle:
        """The cycle of a name, refused where it is of another kind than the workspace's."""
        parsed = parse_cycle(cycle)
        if parsed.kind != self.settings.cycle:
            raise WorkspaceError(
                f"cycle {cycle!r} is a {parsed.kind}; {self.folder / 'kit.yaml'} says `cycle: {self.settings.cycle}`"
            )
        return parsed


def open_workspace(folder: str | Path) -> Workspace:
    """Read and check everything a user wrote; nothing slow happens here."""
    path = Path(folder)
    settings = read_settings(path)
    work = Workspace(path, settings, read_personas(path), Record(path / "record"))
    if not work.tracked:
        raise WorkspaceError(f"{path / 'personas'}: every persona is retired or `tracking: off`; track at least one")
    return work


TEMPLATES = Path(__file__).parent / "workspace_template"


def begin(folder: Path) -> list[Path]:
    """Write a commented workspace; returns the files made.

    Raises
    ------
    WorkspaceError
        The folder holds something already; nothing in it is touched.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(f"{folder}: is there already and holds something; name a new or empty folder")
    made = []
    for template in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        target = folder / template.relative_to(TEMPLATES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        made.append(target)
    return made

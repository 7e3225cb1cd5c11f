"""Workspace: settings, personas, accounts and the record of one company, read once and passed down; and how one begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
from markupsafe import Markup

from kit.config.accounts import read_accounts
from kit.config.persona_schema import SCHEMA_FILE, schema_text
from kit.config.personas import Persona, read_personas
from kit.config.settings import Settings, read_settings
from kit.config.watches import WATCHED, Subject, read_watches
from kit.cycles import Cycle, cycles_before, parse_cycle
from kit.errors import RecordError, WorkspaceError
from kit.formats import NBSP, counted
from kit.record.minilm import is_installed
from kit.record.store import Record
from kit.record.vectors import Vectors, vectors_of_record

_TABLE = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")


@dataclass(frozen=True, repr=False)
class Workspace:
    """One company's folder, opened: what every step of a run works with. :func:`kit.open` makes it.

    Attributes
    ----------
    folder : Path of the workspace.
    settings : Settings, what kit.yaml says.
    personas : list of Persona, every file of ``personas/``, tracked or not.
    record : Record, the tables the kit keeps of what it read.
    watches : list of Subject, every file of ``watches/``.

    Examples
    --------
    >>> work.settings.company, [persona.id for persona in work.tracked]
    ('Your company', ['hands-on-lead'])
    >>> list(work.accounts.columns)
    ['account_id', 'name', 'segment', 'tier', 'arr', 'renewal_on']
    >>> work.baseline("2026-10")
    ['2026-07', '2026-08', '2026-09']
    """

    folder: Path
    settings: Settings
    personas: list[Persona]
    record: Record
    watches: list[Subject] = field(default_factory=list)

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """accounts.csv: ``account_id, name, segment, tier, arr, renewal_on``."""
        return read_accounts(self.folder, self.settings)

    @cached_property
    def vectors(self) -> Vectors:
        return vectors_of_record(self.record, self.settings.embedding, self.settings.spread, self.settings.company)

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
        """The cycles one fit looks over, oldest first, ``cycle`` last; those before the first conversation are left out."""
        earlier = cycles_before(parse_cycle(cycle), self.settings.window_cycles - 1)
        wanted = [*(before.id for before in earlier), cycle]
        known = set(self.cycles)
        first = next((place for place, name in enumerate(wanted) if name in known), len(wanted) - 1)
        return wanted[min(first, len(wanted) - 1 - self.settings.baseline_cycles) :]

    def names_of_accounts(self) -> list[str]:
        """What accounts are called: by accounts.csv, and by the ids that conversations came with, which often are their names."""
        ids = self.record.read("conversations", ["account_id"])["account_id"]
        return sorted({*self.accounts["name"], *ids} - {""})

    def baseline(self, cycle: str) -> list[str]:
        """The cycles that "before" means."""
        return [before.id for before in cycles_before(parse_cycle(cycle), self.settings.baseline_cycles)]

    def checked_cycle(self, cycle: str) -> Cycle:
        """The cycle of a name, refused where it is of another kind than the workspace's."""
        parsed = parse_cycle(cycle)
        if parsed.kind != self.settings.cycle:
            raise WorkspaceError(
                f"cycle {cycle!r} is a {parsed.kind}; {self.folder / 'kit.yaml'} says `cycle: {self.settings.cycle}`"
            )
        return parsed

    def run_of(self, cycle: str | None = None) -> str:
        """The cycle whose run found the themes: the one asked for, or the newest there is.

        Raises
        ------
        RecordError
            No run has found themes yet, or none of that cycle.
        """
        runs = self.record.cycles("themes")[::-1]
        if not runs:
            raise RecordError(f"{self.folder}: no run has found themes yet; `kit run {self.folder}` first")
        if cycle is not None and cycle not in runs:
            raise RecordError(f"{self.folder}: {cycle} has no run of its own; there are runs of {', '.join(runs)}")
        return cycle or runs[-1]

    @property
    def cycles(self) -> list[str]:
        """The cycles of which the record holds conversations, oldest first."""
        return self.record.cycles("conversations")[::-1]

    def __repr__(self) -> str:
        return f"Workspace({str(self.folder)!r}: {self._summary()})".replace(NBSP, " ")

    def _summary(self) -> str:
        cycles, sources = self.cycles, self.settings.sources
        read = f"conversations of {cycles[0]} to {cycles[-1]}" if cycles else "no conversation read yet"
        parts = (self.settings.company, counted(len(self.tracked), "persona"), counted(len(sources), "source"), read)
        return ", ".join(parts)

    def _repr_html_(self) -> str:
        """The workspace as a notebook displays it: a line, its personas, its sources with what was read of each."""
        personas = [(persona.id, persona.name, persona.status, persona.tracking) for persona in self.personas]
        read = pc.value_counts(self.record.arrow("conversations", ["source"])["source"]).to_pylist()
        n_read = {row["values"]: row["counts"] for row in read}
        sources = [(source.id, source.kind, source.reader, f"{n_read.get(source.id, 0):,}") for source in self.settings.sources]
        return Markup("<p><strong>{}</strong>: {}</p>{}{}").format(
            self.folder, self._summary(), _table(("persona", "name", "status", "tracking"), personas),
            _table(("source", "kind", "reader", "conversations"), sources),
        )  # fmt: skip


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Markup:
    """Rows as an HTML table, every cell escaped."""
    cells = [Markup("<tr>{}</tr>").format(Markup("").join(map(Markup("<td>{}</td>").format, row))) for row in rows]
    return _TABLE.format(Markup("").join(map(Markup("<th>{}</th>").format, head)), Markup("").join(cells))


def open_workspace(folder: str | Path) -> Workspace:
    """Read and check everything a user wrote; nothing slow happens here.

    Raises
    ------
    WorkspaceError
        A file is missing, or says what it cannot: the message names the file, the line and what to write.
    """
    path = Path(folder)
    settings = read_settings(path)
    work = Workspace(path, settings, read_personas(path), Record(path / "record"), read_watches(path))
    if work.watches and any(persona.id == WATCHED for persona in work.personas):
        raise WorkspaceError(f"{path / 'personas'}: {WATCHED!r} is the name of what is watched; give the persona another id")
    if not work.tracked:
        raise WorkspaceError(f"{path / 'personas'}: every persona is retired or `tracking: off`; track at least one")
    return work


TEMPLATES = Path(__file__).parent / "workspace_template"
#: The template's line on the embedding, and the one a new workspace has where MiniLM's weights are there: it hears more.
_FAST_LINE = "embedding: wordllama"
_BEST_LINE = "embedding: minilm   "


def begin(folder: str | Path) -> list[Path]:
    """Write a new, commented workspace, as ``kit init`` does.

    Parameters
    ----------
    folder : a folder that is new or empty.

    Returns
    -------
    list of Path, the files made.

    Raises
    ------
    WorkspaceError
        The folder holds something already; nothing in it is touched.

    Examples
    --------
    >>> [path.name for path in kit.begin("another-company")]
    ['accounts.csv', 'tickets.csv', 'kit.yaml', 'hands-on-lead.yaml', 'persona.schema.json']
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(f"{folder}: is there already and holds something; name a new or empty folder")
    made = []
    for template in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        target = folder / template.relative_to(TEMPLATES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_with_embedding(template.read_text(encoding="utf-8")), encoding="utf-8")
        made.append(target)
    schema = folder / "personas" / SCHEMA_FILE
    schema.write_text(schema_text(), encoding="utf-8")
    return [*made, schema]


def _with_embedding(text: str) -> str:
    """A template's text with the better embedding where its weights are: written down, since no run asks what is installed."""
    return text.replace(_FAST_LINE, _BEST_LINE) if is_installed() else text

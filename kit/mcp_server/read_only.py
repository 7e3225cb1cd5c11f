"""Read-only: a workspace opened anew for each question, so that edits count; nothing in it is ever written."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from kit.record.vectors import VectorsUnkept
from kit.workspace import Workspace, open_workspace


class ReadOnlyWorkspace(Workspace):
    """A workspace whose vectors are kept in memory and never in the record."""

    @cached_property
    def vectors(self) -> VectorsUnkept:
        return VectorsUnkept(self.record, self.settings.embedding, self.settings.spread, self.settings.company)


class Opener:
    """Opens one workspace again and again; vectors that were made for one question serve the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._last: ReadOnlyWorkspace | None = None

    def __call__(self) -> ReadOnlyWorkspace:
        """The workspace as its files are now."""
        work = open_workspace(self.folder)
        fresh = ReadOnlyWorkspace(work.folder, work.settings, work.personas, work.record)
        if self._last is not None and self._last.settings == fresh.settings and "vectors" in self._last.__dict__:
            fresh.__dict__["vectors"] = self._last.vectors
        self._last = fresh
        return fresh

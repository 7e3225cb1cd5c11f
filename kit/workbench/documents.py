"""Documents: what a persona's customers said that has content, a row a passage, for a model of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kit.errors import ParameterError
from kit.record.vectors import Vectors
from kit.themes.find_themes import persona_window
from kit.themes.window import CONTENT
from kit.workbench.filters import Wanted, filtered
from kit.workbench.tables import conversations_of
from kit.workspace import Workspace

#: What documents can be picked by, and the column that each is in.
PICKED_BY = {
    "cycle": "cycle", "segment": "segment", "tier": "tier", "account": "account_id", "source": "source", "kind": "kind",
    "stance": "stance",
}  # fmt: skip


def documents_of(
    work: Workspace, persona: str, vectors: Vectors, where: Mapping[str, Wanted], known: Mapping[str, Iterable[str]]
) -> pd.DataFrame:
    """Passages with content of a persona's counted conversations, over the window of the newest run.

    Parameters
    ----------
    where : filters by name, of :data:`PICKED_BY`.
    known : by column, the values that can be asked for.

    Raises
    ------
    ParameterError, WorkspaceError
        A filter or a value that is none.
    """
    if unknown := sorted(set(where) - set(PICKED_BY)):
        raise ParameterError(f"where: {unknown[0]!r} is no filter; use {', '.join(PICKED_BY)}")
    cycles = work.window(work.run_of())
    passages = persona_window(work.record, work.persona(persona), vectors, cycles).passages
    passages = passages[passages["kind"] == CONTENT].drop(columns=["kind", "cycle"])
    rows = passages.merge(conversations_of(work).drop(columns="text"), on="conversation_key")
    return filtered(rows, known, {PICKED_BY[name]: values for name, values in where.items()})

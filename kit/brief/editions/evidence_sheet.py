"""Evidence sheet: the passages of a persona's themes over the compared cycles, for a spreadsheet."""

from __future__ import annotations

import pandas as pd

from kit.formats import safe_cell
from kit.shifts.counted_conversations import counted_of
from kit.shifts.quotes import evidence_of
from kit.shifts.surest_nodes import with_nodes
from kit.workspace import Workspace

EVIDENCE_COLUMNS = ["theme_id", "conversation_id", "source", "account_id", "occurred_at", "start", "end", "quote"]


def evidence_rows(work: Workspace, persona_id: str, cycle: str) -> pd.DataFrame:
    """The evidence of a persona's themes over the compared cycles, as it goes to a spreadsheet.

    Returns
    -------
    DataFrame with the contract's columns; a passage of a finer group that the brief's shifts name stands once as its theme's
    and once as the group's. ``start`` and ``end`` are offsets of the quote in the stored conversation. A
    quote that a spreadsheet would take for a formula has an apostrophe before it.
    """
    cycles = [*work.baseline(cycle), cycle]
    conversations, matches, passages = (
        work.record.read(table, cycle=cycles) for table in ("conversations", "matches", "passages")
    )
    themes, nodes, assignments = (
        work.record.read(table, run_cycle=cycle, persona_id=persona_id) for table in ("themes", "theme_nodes", "assignments")
    )
    counted = counted_of(conversations, matches, work.accounts, persona_id, work.settings.zone)
    named = set(work.record.read("shifts", ["theme_id"], cycle=cycle)["theme_id"])
    ours = assignments[assignments["cycle"].isin(cycles)]
    _, ours = with_nodes(themes, ours, nodes[nodes["theme_id"].isin(named)])
    rows = evidence_of(ours, passages, conversations, counted)
    rows = rows.assign(occurred_at=rows["occurred_at"].dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for column in ("conversation_id", "account_id", "quote"):
        rows[column] = rows[column].map(safe_cell)
    return rows[EVIDENCE_COLUMNS]

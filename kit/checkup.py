"""Checking a workspace without running it: files read, personas compared, sources looked into, the record's last state told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd

from kit.cycles import last_complete
from kit.library_health import library_health
from kit.overlap import overlaps
from kit.sources.files import find_files
from kit.workspace import Workspace, open_workspace

#: Rows of a list that are printed; the line before says how many there are.
SHOWN = 20


def checkup_lines(folder: Path, now: datetime) -> Iterator[str]:
    """What `kit check` prints, line by line.

    Parameters
    ----------
    now : the present moment (aware); staleness is measured from it.

    Raises
    ------
    WorkspaceError
        Settings, personas or accounts cannot be used; the message names file and line.
    """
    work = open_workspace(folder)
    tracked = ", ".join(persona.id for persona in work.tracked)
    cycle = last_complete(work.settings.cycle, now.astimezone(work.settings.zone)).id
    yield f"{work.settings.company}: settings, {len(work.personas)} personas and {len(work.accounts)} accounts are readable"
    yield f"tracked: {tracked}; the last complete cycle is {cycle}"
    yield from _sources(work)
    yield from _set_aside(work)
    yield from _library(work, now)


def _sources(work: Workspace) -> Iterator[str]:
    yield "\nSources"
    heard = work.record.read("conversations", columns=["source", "occurred_at"])
    for source in work.settings.sources:
        ours = heard.loc[heard["source"] == source.id, "occurred_at"]
        files = "reads a query" if source.reader == "sql" else f"{len(find_files(work.folder, source.path))} files"
        last = (
            f"{len(ours)} conversations in the record, the last of {ours.max():%Y-%m-%d}"
            if len(ours)
            else "nothing in the record yet"
        )
        yield f"  {source.id} ({source.kind}, {source.reader}): {files}; {last}; stale after {source.heartbeat_days} days"


def _set_aside(work: Workspace) -> Iterator[str]:
    aside = work.record.read("set_aside")
    yield f"\nSet aside: {len(aside)} rows" + (f", the first {SHOWN}" if len(aside) > SHOWN else "")
    for row in aside.head(SHOWN).to_dict("records"):
        yield f"  {row['file']}:{row['line']}: source {row['source']!r}: {row['reason']}"


def _library(work: Workspace, now: datetime) -> Iterator[str]:
    cycles = sorted(set(work.record.read("matches", columns=["cycle"])["cycle"]))
    matches = work.record.read("matches", cycle=cycles[-1:])
    pairs = overlaps(work.tracked, work.vectors.of, matches)
    problems = library_health(work.personas, pairs, now.date())
    yield f"\nThe persona library: {len(problems)} things to mend" if len(problems) else "\nThe persona library: nothing to mend"
    for row in problems.to_dict("records"):
        yield f"  {row['persona_id']}: {row['problem']}: {row['what']}; {row['fix']}"
    close = pairs[pairs["n_conversations"] > 0] if len(pairs) else pd.DataFrame()
    if len(close):
        yield f"\nBetween personas in {cycles[-1]}"
    for row in close.head(SHOWN).to_dict("records"):
        told = f"{row['n_conversations']} conversations, definitions alike {row['similarity']:.0%}"
        yield f"  {row['persona_id']} and {row['other_id']}: {told}"

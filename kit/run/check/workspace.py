"""Checking a workspace without running it: files read, personas compared, sources looked into, the record's last state told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd

from kit.config.personas import SECTIONS
from kit.cycles import in_zone, last_complete
from kit.errors import WorkspaceError
from kit.matching.persona_overlap import NEAR_SAME, overlaps
from kit.run.check.persona_files import TRACKING, library_health
from kit.run.check.readings import Reading, reading_lines, readings_of
from kit.run.check.references import unfound_lines
from kit.run.check.speakers import doubt_lines
from kit.run.notify import check_recipients
from kit.sources import check_sources
from kit.sources.parsing.files import find_files
from kit.workspace import Workspace, open_workspace

#: What a status means, where that is not plain.
STATUS = {"draft": "matched and briefed as an active one, its card says draft", "retired": "neither matched nor briefed"}

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
        Settings, sources, personas or accounts cannot be used; the message names file and line. Raised at the end too, where a
        source gives no conversation.
    """
    work = open_workspace(folder)
    cycle = last_complete(work.settings.cycle, now.astimezone(work.settings.zone)).id
    check_sources(work.settings)
    yield f"{work.settings.company}: settings, {len(work.personas)} personas and {len(work.accounts)} accounts are readable"
    yield f"the last complete cycle is {cycle}"
    check_recipients(work.settings, [persona.id for persona in work.tracked])
    yield from _tracking(work)
    yield from _people(work)
    yield from _sources(work)
    yield from _unfound(work)
    readings = readings_of(work)
    yield "\nRead"
    yield from reading_lines(work, readings)
    if doubts := list(doubt_lines(work, readings)):
        yield "\nWhose words"
        yield from (f"  {line}" for line in doubts)
    yield from _set_aside(work)
    yield from _own_sections(work)
    yield from _library(work, now)
    _refuse_silence(work, readings)


def _refuse_silence(work: Workspace, readings: list[Reading]) -> None:
    """Refuse a workspace with a source whose rows give no conversation and never gave one; its rows may be yet to come."""
    spoken = set(work.record.read("conversations", columns=["source"])["source"])
    given = [reading for reading in readings if reading.n_rows or reading.fault]
    silent = [reading for reading in given if not reading.conversations and reading.source.id not in spoken]
    if silent:
        reasons = "; ".join(f"{reading.source.id!r} ({_why(reading)})" for reading in silent)
        raise WorkspaceError(f"{work.folder}: nothing is read from {reasons}")


def _why(reading: Reading) -> str:
    if reading.fault:
        return reading.fault
    if reading.unread:
        return f"{len(reading.unread)} of {reading.n_rows} rows set aside, the first because: {reading.unread[0].reason}"
    return f"none of its {reading.n_rows} rows holds any words; say which column does, with `columns` or `options`"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _tracking(work: Workspace) -> Iterator[str]:
    """Which personas are tracked how, and what that means."""
    yield "\nTracking"
    for level, meaning in TRACKING.items():
        ids = [persona.id for persona in work.personas if persona.tracking == level and persona.status != "retired"]
        if ids:
            yield f"  {level} ({meaning}): {', '.join(ids)}"
    retired = [persona.id for persona in work.personas if persona.status == "retired"]
    if retired:
        yield f"  retired (neither matched nor briefed): {', '.join(retired)}"


def _people(work: Workspace) -> Iterator[str]:
    """What each persona's file says of itself, where it is not the ordinary, and what waits for a person."""
    yield "\nPersonas"
    states = work.record.read("matches", ["persona_id", "state"])
    waiting = states.loc[states["state"] == "awaiting review", "persona_id"].value_counts()
    for persona in work.personas:
        n_claims = sum(len(persona.claims(section)) for section in SECTIONS)
        notes = [f"{persona.status}, {_counted(n_claims, 'claim')}"]
        notes += [STATUS[persona.status]] if persona.status in STATUS else []
        rules = persona.bar.model_dump(exclude_none=True)
        notes += [f"a bar of its own: {', '.join(f'{rule} {limit:g}' for rule, limit in rules.items())}"] if rules else []
        notes += [f"reports to {persona.who.reports_to}"] if persona.who.reports_to else []
        notes += [f"review: {persona.review}"] if persona.review != "none" else []
        if n := int(waiting.get(persona.id, 0)):
            wait = "1 match waits" if n == 1 else f"{n} matches wait"
            notes.append(f"{wait} for a person; `kit review list` with `--persona {persona.id}`")
        yield f"  {persona.id}: {'; '.join(notes)}"


def _sources(work: Workspace) -> Iterator[str]:
    yield "\nSources"
    conversations = in_zone(work.record.read("conversations", columns=["source", "occurred_at"]), work.settings.zone)
    for source in work.settings.sources:
        ours = conversations.loc[conversations["source"] == source.id, "occurred_at"]
        files = "reads a database" if not source.path else _counted(len(find_files(work.folder, source.path)), "file")
        last = (
            f"{_counted(len(ours), 'conversation')} in the record, the last of {ours.max():%Y-%m-%d}"
            if len(ours)
            else "nothing in the record yet"
        )
        yield f"  {source.id} ({source.kind}, {source.reader}): {files}; {last}; stale after {source.heartbeat_days} days"


def _unfound(work: Workspace) -> Iterator[str]:
    """Names that lead to nothing; told and not refused."""
    if lines := list(unfound_lines(work)):
        yield "\nNamed and not found"
        yield from (f"  {line}" for line in lines)


def _own_sections(work: Workspace) -> Iterator[str]:
    """What is said of the notebooks that a workspace adds to its briefs; what reads notebooks is fetched where there are any."""
    if not (work.folder / "sections").is_dir():
        return
    from kit.run.own_sections import own_section_lines

    if own := list(own_section_lines(work)):
        yield "\nOwn sections"
        yield from (f"  {line}" for line in own)


def _set_aside(work: Workspace) -> Iterator[str]:
    if not len(work.record.read("deliveries", columns=["file"])):
        yield "\nSet aside: not read yet"
        return
    aside = work.record.read("set_aside")
    yield f"\nSet aside: {_counted(len(aside), 'row')}" + (f", the first {SHOWN}" if len(aside) > SHOWN else "")
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
    yield from _between(pairs, f" in {cycles[-1]}" if cycles else "")


def _between(pairs: pd.DataFrame, when: str) -> Iterator[str]:
    """Pairs that are alike or that conversations fall between, with the claims that cause it."""
    telling = pairs[(pairs["n_conversations"] > 0) | (pairs["similarity"] >= NEAR_SAME)]
    telling = telling.sort_values(["n_conversations", "similarity"], ascending=False, kind="stable")
    if len(telling):
        yield f"\nBetween personas{when}"
    for row in telling.head(SHOWN).to_dict("records"):
        number = row["n_conversations"]
        fallen = f"{_counted(number, 'conversation')}, definitions {row['similarity']:.0%} alike"
        yield f"  {row['persona_id']} and {row['other_id']}: {fallen}"
        if row["claims"]:
            yield f"    say the same: {', '.join(f'{own} = {other}' for own, other in row['claims'])}"
        if row["near"]:
            yield f"    conversations are near to: {', '.join(f'{place} ({count})' for place, count in row['near'])}"

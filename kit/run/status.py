"""Status: which runs there were, which cycles wait for theirs, how lately each source spoke, what waits for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from kit.cycles import cycles_between, last_complete, parse_cycle
from kit.record.lock import holder_of
from kit.workspace import Workspace

#: Runs that are listed, the newest first.
SHOWN = 10


def missed_cycles(work: Workspace, now: datetime) -> list[str]:
    """Complete cycles without a brief, oldest first.

    Parameters
    ----------
    now : aware time.

    Returns
    -------
    list of cycle ids after the first brief there is, up to the last complete cycle; without any brief that cycle alone.
    """
    newest = last_complete(work.settings.cycle, now.astimezone(work.settings.zone))
    briefs = work.record.read("briefs", columns=["cycle", "facts"])
    printed = {cycle for cycle, facts in briefs.itertuples(index=False) if not json.loads(facts).get("partial")}
    known = sorted((parse_cycle(name) for name in printed), key=lambda cycle: cycle.first)
    first = known[0] if known else newest
    return [cycle.id for cycle in cycles_between(first, newest) if cycle.id not in printed]


def status_lines(work: Workspace, now: datetime) -> Iterator[str]:
    """What `kit status` prints."""
    holder = holder_of(work.record.folder)
    yield f"{work.settings.company}: {f'{holder} is writing' if holder else 'nobody is writing'}"
    yield from _runs(work)
    missed = missed_cycles(work, now)
    listed = ", ".join(missed)
    yield (
        f"\nWithout a brief: {listed}; `kit run --catch-up` makes them, oldest first"
        if missed
        else "\nEvery complete cycle has its brief"
    )
    yield from _sources(work, now)
    waiting = work.record.read("matches", columns=["state"])["state"].isin(["awaiting review", "ambiguous"]).sum()
    yield f"\nMatches that a person may decide: {waiting}" + ("; `kit review list` shows them" if waiting else "")


def _runs(work: Workspace) -> Iterator[str]:
    runs = work.record.read("runs").sort_values("at", ascending=False)
    yield f"\nRuns ({min(SHOWN, len(runs))} of {len(runs)}, newest first)" if len(runs) else "\nRuns: none yet"
    for row in runs.head(SHOWN).to_dict("records"):
        outcome = f"failed: {row['error']}" if row["state"] == "failed" else f"done in {row['seconds']:.0f} s"
        outcome += "; parts of own sections were left out, `kit check` says why" if row["left_out"] else ""
        yield f"  {row['at'].tz_convert(work.settings.zone):%Y-%m-%d %H:%M}  {row['cycle']}  {outcome}"


def _sources(work: Workspace, now: datetime) -> Iterator[str]:
    conversations = work.record.read("conversations", columns=["source", "occurred_at"])
    last = conversations.groupby("source")["occurred_at"].max()
    yield "\nSources"
    for source in work.settings.sources:
        if source.id not in last:
            yield f"  {source.id}: nothing in the record yet"
            continue
        days = (now - last[source.id]).days
        late = f", beyond its {source.heartbeat_days} days" if days > source.heartbeat_days else ""
        yield f"  {source.id}: last on {last[source.id].tz_convert(work.settings.zone):%Y-%m-%d}, {days} days ago{late}"

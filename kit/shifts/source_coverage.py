"""Source coverage: which sources were heard, how lately, and whether a persona was heard as much as usual."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pandas as pd
from scipy import special

from kit import formats
from kit.config.personas import Persona
from kit.config.settings import Settings, Source
from kit.cycles import cycles_before, in_zone, parse_cycle
from kit.record.languages import is_spoken, spoken_tags

#: Fewer conversations than this part of the usual ...
FAR_BELOW = 0.5
#: ... and no more probable than this, where they come as they usually do, is no chance but a feed to check.
UNLIKELY = 0.01
#: How much a source's volume is believed to vary between cycles before its own is seen, as a part of its mean ...
USUAL_VARIATION = 0.15
#: ... for which its own past counts as much as these degrees of freedom would.
VARIATION_DEGREES = 4.0
#: Days of silence allowed to a source that is no longer in kit.yaml.
HEARTBEAT_DAYS = 31


def moment(when: date | datetime | str | pd.Timestamp, settings: Settings) -> pd.Timestamp:
    """A day (its first moment in the workspace's zone) or a time as a time in UTC."""
    if isinstance(when, date) and not isinstance(when, datetime):
        when = datetime.combine(when, time())
    stamp = pd.Timestamp(when)
    return (stamp.tz_localize(settings.zone) if stamp.tzinfo is None else stamp).tz_convert("UTC")


def usual_volumes(by_cycle: dict[str, int], baseline: list[str], first: str) -> list[int]:
    """Conversations of each baseline cycle in which the source was there already."""
    return [by_cycle[name] for name in baseline if first and name >= first]


def is_far_below(n_heard: int, usual: list[int], past: list[int] | None = None) -> bool:
    """Whether a source brought far less than usual, and less than chance and its own ups and downs explain.

    Parameters
    ----------
    n_heard : conversations in the cycle.
    usual : in each of the baseline's cycles.
    past : in each cycle before this one, for how much they vary; the baseline's without it.

    Notes
    -----
    Volumes are taken to be negative binomial around the usual. A source that brought nothing in one of the usual cycles comes in
    bursts, as surveys do: its heartbeat tells, not this.
    """
    expected = sum(usual) / len(usual) if usual and min(usual) else 0.0
    if not expected or n_heard >= FAR_BELOW * expected:
        return False
    excess = _variation(past or usual) * (1 + 1 / len(usual))  # the usual is itself a mean of cycles that vary
    size = 1 / excess
    by_chance = float(special.pdtr(n_heard, expected)), float(special.betainc(size, n_heard + 1, size / (size + expected)))
    return max(by_chance) < UNLIKELY  # Poisson's and the negative binomial's chance of no more than so many


def _variation(volumes: list[int]) -> float:
    """Variance between cycles beyond chance, in units of the squared mean; shrunk towards what is usual where few are known."""
    degrees, mean = len(volumes) - 1, max(sum(volumes) / len(volumes), 1e-9)
    squares = sum((volume - mean) ** 2 for volume in volumes) / mean**2 - degrees / mean
    return (max(squares, 0.0) + VARIATION_DEGREES * USUAL_VARIATION**2) / (degrees + VARIATION_DEGREES)


def state_of(days_silent: float | None, heartbeat_days: int, is_heard_in_cycle: bool, is_low: bool) -> str:
    """live, stale (silent for longer than its heartbeat, or far below its usual volume) or silent (and nothing in the cycle)."""
    if days_silent is None:
        return "silent"
    if days_silent > heartbeat_days:
        return "stale" if is_heard_in_cycle else "silent"
    return "stale" if is_low else "live"


def _source_row(
    source: Source, feed: pd.DataFrame, ours: pd.Series, cycles: list[str], baseline: list[str], end: pd.Timestamp
) -> dict[str, Any]:
    """One source's coverage.

    Parameters
    ----------
    feed : all conversations of the source before ``end``: ``occurred_at``, ``cycle``.
    ours : the cycle of each of the persona's counted conversations from it.
    """
    by_cycle = {name: int(count) for name, count in ours.value_counts().reindex(cycles, fill_value=0).items()}
    whole = {name: int(count) for name, count in feed["cycle"].value_counts().reindex(cycles, fill_value=0).items()}
    last_at = feed["occurred_at"].max() if len(feed) else None
    days_silent = None if last_at is None else (end - last_at) / pd.Timedelta(days=1)
    first = feed["cycle"].min() if len(feed) else ""
    usual, past = usual_volumes(by_cycle, baseline, first), usual_volumes(by_cycle, cycles[:-1], first)
    now = by_cycle[cycles[-1]]
    is_low = is_far_below(now, usual, past)
    return {
        "source": source.id, "name": source.title, "kind": source.kind, "conversations": now,
        "last_at": None if last_at is None else last_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "state": state_of(days_silent, source.heartbeat_days, whole[cycles[-1]] > 0, is_low),
        "expected": round(sum(usual) / len(usual), 1) if usual else None, "is_low": is_low,
        "days_silent": None if days_silent is None else round(days_silent, 1), "heartbeat_days": source.heartbeat_days,
        "by_cycle": by_cycle, "heard_by_cycle": whole,
    }  # fmt: skip


def _source_warning(row: dict[str, Any], persona: Persona) -> str:
    """What to check about one source; "" where all is well."""
    if row["state"] == "live":
        return ""
    name = f"source {row['source']!r} ({row['kind']})"
    if row["last_at"] is None:
        return f"{name} was never heard; check that its export arrives" if row["kind"] in persona.sources else ""
    if row["days_silent"] > row["heartbeat_days"]:
        allowed = f"{row['days_silent']:.0f} days before the cycle's end where {row['heartbeat_days']} are allowed"
        return f"{name} is {row['state']}: nothing since {row['last_at'][:10]}, {allowed}; check that feed"
    n_heard = "1 conversation" if row["conversations"] == 1 else f"{row['conversations']} conversations"
    return f"{name} brought {n_heard} for this persona where {formats.whole(row['expected'])} are usual; check that feed"


def _kind_warnings(rows: list[dict[str, Any]], persona: Persona) -> list[str]:
    """Kinds of source that the persona file names and that say nothing here."""
    kinds = {row["kind"] for row in rows}
    spoke = {row["kind"] for row in rows if row["conversations"]}
    missing = [
        f"the persona file names {kind} as a source, and kit.yaml has none" for kind in persona.sources if kind not in kinds
    ]
    return missing + [
        f"the persona file names {kind} as a source, and none of its conversations counted in this cycle"
        for kind in persona.sources
        if kind in kinds and kind not in spoke
    ]


def _unspoken_warning(conversations: pd.DataFrame, settings: Settings) -> list[str]:
    """Conversations of the cycle in languages that the embedding does not speak."""
    spoken = spoken_tags(settings)
    tags = conversations["language"][[not is_spoken(tag, spoken) for tag in conversations["language"]]]
    if tags.empty:
        return []
    each = ", ".join(f"{count} in {tag}" for tag, count in sorted(tags.value_counts().items()))
    are = "conversation was" if len(tags) == 1 else "conversations were"
    return [
        f"{len(tags)} {are} not heard, in languages the embedding {settings.embedding!r} does not speak ({each}); "
        "a multilingual `embedding:` hears them"
    ]


def coverage_of(
    conversations: pd.DataFrame,
    counted: pd.DataFrame,
    settings: Settings,
    persona: Persona,
    window: list[str],
    now_end: date | datetime | str | pd.Timestamp,
) -> dict[str, Any]:
    """What was heard of one persona in one cycle, and of each source.

    Parameters
    ----------
    conversations : rows of the record's table, any persona's: ``source``, ``kind``, ``cycle``, ``occurred_at``, ``language``,
        ``duplicate_of``. At least the cycle and what lies before it; later ones do no harm.
    counted : the persona's counted conversations: ``source``, ``cycle``, ``account_id``.
    window : the cycles looked over, oldest first, the cycle in question last; both tables hold all of them.
    now_end : when the cycle ends, or the present moment where it is not over; silence is measured from here.

    Returns
    -------
    dict with ``conversations`` and ``accounts`` (of this cycle, counted), ``sources`` and ``warnings``. Each source has
    ``conversations`` (counted in this cycle), ``last_at`` (of the whole feed, in the workspace's zone, None if never),
    ``state`` live | stale | silent,
    ``expected`` (the persona's mean over the baseline cycles in which the source was there, None if in none), ``is_low``,
    ``by_cycle`` {cycle: counted conversations} and ``heard_by_cycle`` {cycle: conversations of the feed}, oldest first.

    Notes
    -----
    A source's own silence counts for every persona; a volume far below the usual counts for this one.
    """
    end = moment(now_end, settings)
    cycle = window[-1]
    baseline = [earlier.id for earlier in cycles_before(parse_cycle(cycle), settings.baseline_cycles)]
    cycles = sorted({*window, *baseline})
    past = conversations[(conversations["occurred_at"] < end) & (conversations["duplicate_of"] == "")]
    past = in_zone(past, settings.zone)
    gone = sorted(set(past["source"].unique()) - {source.id for source in settings.sources})
    kinds = past.drop_duplicates("source", keep="last").set_index("source")["kind"].to_dict()
    sources = [*settings.sources, *(Source(id=name, kind=kinds[name], heartbeat_days=HEARTBEAT_DAYS) for name in gone)]
    rows = [
        _source_row(
            source, past[past["source"] == source.id], counted["cycle"][counted["source"] == source.id], cycles, baseline, end
        )
        for source in sources
    ]
    now = counted[counted["cycle"] == cycle]
    warnings = [warning for row in rows if (warning := _source_warning(row, persona))]
    return {
        "conversations": len(now), "accounts": int(now["account_id"][now["account_id"] != ""].nunique()), "sources": rows,
        "warnings": warnings + _kind_warnings(rows, persona) + _unspoken_warning(past[past["cycle"] == cycle], settings),
    }  # fmt: skip

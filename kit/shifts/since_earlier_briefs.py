"""Restatement: figures an earlier brief printed that came out differently this time, and why."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]

#: Points a share has to move before late or removed data are told; less would print the same whole percent.
LATE_PP = 1.0
#: Points where only the fit of the themes is new: every refit moves shares a little.
REFIT_PP = 3.0


def heard_by_cycle(facts: Facts) -> dict[str, int]:
    """Conversations counted in each cycle, as a brief's coverage has them."""
    total: dict[str, int] = {}
    for source in facts.get("coverage", {}).get("sources") or []:
        for cycle, count in (source.get("by_cycle") or {}).items():
            total[cycle] = total.get(cycle, 0) + count
    return total


def _why(before: int | None, now: int | None) -> str:
    if before is not None and now is not None and now != before:
        n, more = abs(now - before), now > before
        noun = "conversation" if n == 1 else "conversations"
        return f"{n} late {noun}" if more else f"{n} {noun} fewer: removed, or matched otherwise since"
    return "the themes were fitted anew"


def restated(earlier: Facts, now: Facts) -> list[Facts]:
    """Figures of the last brief that moved.

    Parameters
    ----------
    earlier, now : briefs in the contract's form; of both ``themes`` and ``coverage`` are read.

    Returns
    -------
    list of dict with ``what`` (words), ``theme``, ``cycle``, ``from``, ``to`` (whole percent as printed), ``from_share``,
    ``to_share`` (0-1), and ``why``; largest first.
    """
    heard = heard_by_cycle(earlier), heard_by_cycle(now)
    printed = {theme["id"]: theme for theme in earlier.get("themes") or []}
    found = []
    for theme in now.get("themes") or []:
        for cycle, share in theme["share"].items():
            before = printed.get(theme["id"], {"share": {}})["share"].get(cycle)
            counts = heard[0].get(cycle), heard[1].get(cycle)
            least = REFIT_PP if None in counts or counts[0] == counts[1] else LATE_PP
            if before is None or share is None or round(100 * abs(share - before), 6) < least:
                continue
            found.append({
                "what": f"share of “{theme['label']}”", "theme": theme["id"], "cycle": cycle, "from": f"{100 * before:.0f} %",
                "to": f"{100 * share:.0f} %", "from_share": before, "to_share": share, "why": _why(*counts),
            })  # fmt: skip
    return _largest_first(found)


def restated_since(printed: list[Facts], now: Facts) -> list[Facts]:
    """Figures that moved since a brief printed them: the last one of an earlier cycle, or the same cycle's own.

    Parameters
    ----------
    printed : every printed brief of the persona; later ones than ``now`` are left aside.

    Notes
    -----
    A brief made anew is held against what its first print said, so that a third print still tells what the second restated.
    """
    by_cycle = sorted(printed, key=lambda brief: brief["cycle"])
    earlier = [brief for brief in by_cycle if brief["cycle"] < now["cycle"]][-1:]
    same = [_first_printed(brief) for brief in printed if brief["cycle"] == now["cycle"]]
    found = {(row["theme"], row["cycle"]): row for brief in [*earlier, *same] for row in restated(brief, now)}
    return _largest_first(list(found.values()))


def _first_printed(brief: Facts) -> Facts:
    """A brief with the shares as they were before it restated them."""
    first = {(row["theme"], row["cycle"]): row["from_share"] for row in brief.get("restated") or []}
    themes = [
        theme | {"share": {cycle: first.get((theme["id"], cycle), share) for cycle, share in theme["share"].items()}}
        for theme in brief.get("themes") or []
    ]
    return brief | {"themes": themes}


def _largest_first(rows: list[Facts]) -> list[Facts]:
    return sorted(rows, key=lambda one: (-abs(one["to_share"] - one["from_share"]), one["theme"], one["cycle"]))

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
            least = REFIT_PP if counts[0] == counts[1] else LATE_PP
            if before is None or share is None or round(100 * abs(share - before), 6) < least:
                continue
            found.append({
                "what": f"share of “{theme['label']}”", "theme": theme["id"], "cycle": cycle, "from": f"{100 * before:.0f} %",
                "to": f"{100 * share:.0f} %", "from_share": before, "to_share": share, "why": _why(*counts),
            })  # fmt: skip
    return sorted(found, key=lambda one: (-abs(one["to_share"] - one["from_share"]), one["theme"], one["cycle"]))

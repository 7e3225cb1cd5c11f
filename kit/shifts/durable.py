"""Durable: whether the shifts that earlier briefs surfaced were still there in the cycle after."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Facts = dict[str, Any]

#: Part of a surfaced shift that has to be there in the next cycle for it to have held.
HELD_PART = 0.5


def share_in(facts: Facts, theme_id: str, cycle: str) -> float | None:
    """The share that a brief printed; None where it printed none."""
    for theme in facts.get("themes") or []:
        if theme["id"] == theme_id:
            return theme["share"].get(cycle)
    return None


def is_held(shift: Facts, share: float | None) -> bool | None:
    """Whether at least half of a shift is left; None where the theme or the persona was not heard enough to tell.

    Parameters
    ----------
    shift : as it was printed: ``share_before``, ``shift_pp``.
    share : the theme's share in the next brief's cycle, 0-1.
    """
    if share is None:
        return None
    left_pp = 100 * (share - shift["share_before"])
    return bool(left_pp * shift["shift_pp"] > 0 and abs(left_pp) >= HELD_PART * abs(shift["shift_pp"]))


def _is_enough(facts: Facts) -> bool:
    return facts.get("verdict") != "thin"


def previous_shifts(earlier: Facts, now: Facts) -> list[Facts]:
    """What became of each shift that an earlier brief surfaced.

    Parameters
    ----------
    earlier, now : briefs in the contract's form; of ``now`` only ``cycle``, ``verdict`` and ``themes`` are read.

    Returns
    -------
    list of dict with ``theme``, ``label``, ``cycle``, ``direction``, ``shift_pp``, ``share_before``, ``share_then`` (as printed),
    ``share_now`` and ``held`` (None: cannot be told, the theme is gone from the register or too little was heard).
    """
    labels = {theme["id"]: theme["label"] for theme in [*(earlier.get("themes") or []), *(now.get("themes") or [])]}
    found = []
    for shift in earlier.get("shifts") or []:
        if shift["surfaced"]:
            share = share_in(now, shift["theme"], now["cycle"])
            found.append({
                "theme": shift["theme"], "label": labels.get(shift["theme"], shift["theme"]), "cycle": earlier["cycle"],
                "direction": shift["direction"], "shift_pp": shift["shift_pp"], "share_before": shift["share_before"],
                "share_then": shift["share_now"], "share_now": share,
                "held": is_held(shift, share) if _is_enough(now) else None,
            })  # fmt: skip
    return found


def durability(briefs: list[Facts]) -> dict[str, int]:
    """The score over time: of the shifts surfaced and followed by another brief, how many held.

    Parameters
    ----------
    briefs : one persona's briefs, oldest first; the newest may be the one being made.
    """
    told = [one["held"] for earlier, now in pairwise(briefs) for one in previous_shifts(earlier, now)]
    judged = [held for held in told if held is not None]
    return {"surfaced": len(judged), "held": sum(judged), "untold": len(told) - len(judged)}

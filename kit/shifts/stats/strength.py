"""Strength: how a segment stands to the shift of the whole persona."""

from __future__ import annotations

from typing import Any

#: Accounts of a segment that have to raise a theme before its signal there is called strong.
STRONG_ACCOUNTS = 3
#: The two-sided p at which a segment shows a shift by itself, or the opposite one.
STRONG_P = 0.05
#: Part of the persona's shift that a segment's interval has to leave out before the shift is called absent there.
ABSENT_PART = 0.5


def strength_of(shift_pp: float, segment: dict[str, Any]) -> str:
    """strong, moderate, thin, absent or opposite.

    Parameters
    ----------
    shift_pp : the shift in question, of the whole persona.
    segment : ``shift_pp``, ``low_pp``, ``high_pp`` (its 95 % interval), ``p``, ``accounts`` raising it and
        ``smallest_visible_shift_pp`` of the segment.

    Notes
    -----
    In this order. strong: the segment shows it by itself, the same way, at p 0.05 and with an interval clear of zero, with at
    least three accounts, and its own shift is no smaller than what those could have shown, so that none is strong and thin.
    opposite: it shows the other way, as surely. thin: the smallest shift that its accounts could have shown is larger than the
    shift in question. absent: it could have shown it, and its interval leaves out half of it.
    moderate: all between; the segment could have shown it and neither shows it nor rules it out.
    """
    way = _way_shown(segment)
    is_seen = abs(segment["shift_pp"] or 0) >= segment["smallest_visible_shift_pp"]
    if way * shift_pp > 0 and is_seen and segment["accounts"] >= STRONG_ACCOUNTS:
        return "strong"
    if way * shift_pp < 0:
        return "opposite"
    if segment["smallest_visible_shift_pp"] > abs(shift_pp):
        return "thin"
    return "absent" if _is_absent(shift_pp, segment) else "moderate"


def alone_in(parts: list[dict[str, Any]], noun: str = "segment") -> str | None:
    """The one segment, or tier, that a shift is in; None where more than one shows it, or another may have it too.

    Parameters
    ----------
    parts : ``noun`` ("" for none known), ``strength``, ``p``, ``shift_pp``, ``low_pp`` and ``high_pp`` (points) of each.
    noun : "segment" or "tier".

    Notes
    -----
    That a segment does not show a shift says nothing: few may have spoken there. So every other one's interval has to leave out
    half of what this one shows, and none may show less of it by itself. A segment in which so few spoke that it has no interval
    is not asked, nor are accounts of no known segment.
    """
    known = [part for part in parts if part[noun] and part["shift_pp"] is not None]
    shown = [part for part in known if part["strength"] == "strong"]
    if len(shown) != 1 or len(known) < 2:
        return None
    own, others = shown[0], [part for part in known if part is not shown[0]]
    is_alone = all(_is_absent(own["shift_pp"], part) and _way_shown(part) * own["shift_pp"] <= 0 for part in others)
    return own[noun] if is_alone else None


def _way_shown(segment: dict[str, Any]) -> int:
    """1 or -1 where the segment shows a rise or a fall by itself, 0 where neither."""
    low, high = segment["low_pp"], segment["high_pp"]
    if low is None or high is None or segment["p"] > STRONG_P or low <= 0 <= high:
        return 0
    return 1 if low > 0 else -1


def _is_absent(shift_pp: float, segment: dict[str, Any]) -> bool:
    end = segment["high_pp"] if shift_pp > 0 else segment["low_pp"]
    return end is not None and abs(shift_pp) > 0 and end * (1 if shift_pp > 0 else -1) < ABSENT_PART * abs(shift_pp)

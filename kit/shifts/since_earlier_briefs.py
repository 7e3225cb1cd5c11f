"""Since earlier briefs: which of their shifts held, which of their figures came out differently this time, and why."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from kit import formats
from kit.language import gettext, ngettext

Facts = dict[str, Any]

#: Points a share has to move before late or removed data are told; less would print the same whole percent.
LATE_PP = 1.0
#: Points where only the fit of the themes is new: every refit moves shares a little.
REFIT_PP = 3.0
#: Part of their conversations that two themes must have in common before one's figures restate the other's.
SAME_HELD = 0.5
#: Conversations noted of a theme from which on the note may be a sample of them.
NOTED = 24


def counts_by_cycle(facts: Facts, name: str = "by_cycle") -> dict[str, int]:
    """Conversations of each cycle in a brief's coverage: the persona's own, or with ``heard_by_cycle`` the whole feeds'."""
    total: dict[str, int] = {}
    for source in facts.get("coverage", {}).get("sources") or []:
        for cycle, count in (source.get(name) or {}).items():
            total[cycle] = total.get(cycle, 0) + count
    return total


def _why(own: tuple[int | None, int | None], feeds: tuple[int | None, int | None]) -> str:
    """What changed a figure, by what the persona's conversations and the whole feeds counted then and now."""
    before, now = own
    if before is None or now is None or now == before:
        return gettext("the themes were fitted anew")
    more, number = now > before, abs(now - before)
    grown = (feeds[1] or 0) - (feeds[0] or 0)
    if more and grown >= now - before:
        return ngettext("{n} conversation came late", "{n} conversations came late", number)
    if not more and -grown >= before - now:
        return ngettext("{n} conversation removed since", "{n} conversations removed since", number)
    if more:
        return ngettext(
            "{n} conversation more, matched otherwise since", "{n} conversations more, matched otherwise since", number
        )
    return ngettext("{n} conversation fewer, matched otherwise since", "{n} conversations fewer, matched otherwise since", number)


def _decided(theme: Facts, cycle: str) -> str:
    """What changed a theme's figures where a person has set it finer or wider since; "" where nobody has."""
    is_set = any(event.get("by") and event["cycle"] == cycle for event in theme.get("events") or [])
    return gettext("a person set it finer or wider since") if is_set else ""


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
    own, feeds = ([counts_by_cycle(brief, name) for brief in (earlier, now)] for name in ("by_cycle", "heard_by_cycle"))
    rows, themes = [], now.get("themes") or []
    for theme in themes:
        printed = printed_theme(earlier, theme, themes)
        for cycle, share in theme["share"].items():
            before = printed["share"].get(cycle)
            counts, whole = ((then.get(cycle), here.get(cycle)) for then, here in (own, feeds))
            least = REFIT_PP if None in counts or counts[0] == counts[1] else LATE_PP
            if before is None or share is None or round(100 * abs(share - before), 6) < least:
                continue
            rows.append({
                "what": gettext("share of {name}", name=formats.quoted(theme.get("statement") or theme["label"])),
                "theme": theme["id"], "cycle": cycle,
                "from": formats.percent(before), "to": formats.percent(share), "from_share": before, "to_share": share,
                "why": _decided(theme, now["cycle"]) or _why(counts, whole),
            })  # fmt: skip
    return _largest_first(rows)


def printed_theme(earlier: Facts, theme: Facts, beside: list[Facts]) -> Facts:
    """The theme of an earlier brief that holds what a theme holds now: the one of its id, else the likest.

    Where none does, one without shares: there is nothing to restate.
    A brief of a time when what themes hold was not noted is read by the ids alone.

    Parameters
    ----------
    beside : all themes of now. A printed one that goes on under its own id is restated by that one alone: a wider group that
        comes up beside it holds more.
    """
    going_on = {other["id"]: other.get("holds") or [] for other in beside if other["id"] != theme["id"]}
    themes = [
        printed for printed in earlier.get("themes") or []
        if in_common(printed.get("holds") or [], going_on.get(printed["id"], [])) < SAME_HELD
    ]  # fmt: skip
    nothing: Facts = {"share": {}}
    ours = next((printed for printed in themes if printed["id"] == theme["id"]), nothing)
    if not theme.get("holds") or not any(printed.get("holds") for printed in themes):
        return ours
    common = [in_common(printed.get("holds") or [], theme["holds"]) for printed in [ours, *themes]]
    best = max(range(len(common)), key=lambda place: (common[place] >= SAME_HELD and place == 0, common[place], -place))
    return [ours, *themes][best] if common[best] >= SAME_HELD else nothing


def in_common(before: list[str], now: list[str]) -> float:
    """Part of their conversations that two themes have in common, 0-1, estimated from the codes noted of each.

    Parameters
    ----------
    before, now : "<cycle>:<code>" of the conversations with the smallest codes (:func:`kit.themes.snapshot.held_codes`).
        Cycles that only one of them knows are left aside.
    """
    cycles = {code.partition(":")[0] for code in before} & {code.partition(":")[0] for code in now}
    limit = min((max(_codes(codes)) for codes in (before, now) if len(codes) >= NOTED), default="g")
    ours, theirs = ({code for code in _codes([name for name in codes if name.partition(":")[0] in cycles]) if code <= limit}
                    for codes in (before, now))  # fmt: skip
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def _codes(names: list[str]) -> list[str]:
    return [name.partition(":")[2] for name in names]


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
    same = [brief for brief in printed if brief["cycle"] == now["cycle"]]
    of_same = [_as_first_told(row, brief) for brief in same for row in restated(_first_printed(brief), now)]
    of_earlier = [row for brief in earlier for row in restated(brief, now)]
    moves = {(row["theme"], row["cycle"]): row for row in [*of_same, *of_earlier]}
    return _largest_first(list(moves.values()))


def _as_first_told(row: Facts, brief: Facts) -> Facts:
    """A restatement with the reason that the same cycle's last print gave for the same figures.

    The counts of that print are those of now, so that it could not be told any more what had moved a figure.
    """
    same = ("theme", "cycle", "from_share", "to_share")
    for known in brief.get("restated") or []:
        if all(known[name] == row[name] for name in same):
            return row | {"why": known["why"]}
    return row


def _first_printed(brief: Facts) -> Facts:
    """A brief with the shares as they were before it restated them."""
    first = {(row["theme"], row["cycle"]): row["from_share"] for row in brief.get("restated") or []}
    themes = [
        theme | {"share": {cycle: first.get((theme["id"], cycle), share) for cycle, share in theme["share"].items()}}
        for theme in brief.get("themes") or []
    ]
    return brief | {"themes": themes}


def _largest_first(rows: list[Facts]) -> list[Facts]:
    return sorted(rows, key=lambda row: (-abs(row["to_share"] - row["from_share"]), row["theme"], row["cycle"]))


#: Part of a surfaced shift that has to be there in the next cycle for it to have held.
HELD_PART = 0.5


def share_in(facts: Facts, theme_id: str, cycle: str) -> float | None:
    """The share that a brief printed; None where it printed none."""
    theme = _theme_in(facts, theme_id)
    return theme["share"].get(cycle) if theme else None


def interval_in(facts: Facts, theme_id: str, cycle: str) -> tuple[float, float] | None:
    """The 95 % interval of that share; None where the brief printed none."""
    theme = _theme_in(facts, theme_id) or {}
    low, high = ((theme.get(end) or {}).get(cycle) for end in ("low", "high"))
    return None if low is None or high is None else (low, high)


def _theme_in(facts: Facts, theme_id: str) -> Facts | None:
    return next((theme for theme in facts.get("themes") or [] if theme["id"] == theme_id), None)


def is_held(shift: Facts, share: float | None, interval: tuple[float, float] | None = None) -> bool | None:
    """Whether a shift is still there; None where the theme or the persona was not heard enough to tell.

    Parameters
    ----------
    shift : as it was printed: ``share_before``, ``shift_pp`` and, where it has one, ``expected_pp``.
    share : the theme's share in the next brief's cycle, 0-1.
    interval : the ends of that share's 95 % interval; without it half of the shift decides alone.

    Notes
    -----
    It did not hold where the interval leaves out half of it, and held where the interval lies wholly on its side of the share
    before; between, nobody can tell. Half is of what was likely left once luck was taken off, where that was printed: a true
    rise of 15 points that was found as 25 would else not hold as often as not.
    """
    if share is None:
        return None
    way = 1 if shift["shift_pp"] > 0 else -1
    half = HELD_PART * abs(shift.get("expected_pp") or shift["shift_pp"])
    left = [way * 100 * (value - shift["share_before"]) for value in (share, *(interval or ()))]
    if interval is None:
        return bool(left[0] > 0 and left[0] >= half)
    if max(left) < half:
        return False
    return True if min(left) > 0 else None


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
    shifts = []
    for shift in earlier.get("shifts") or []:
        if shift["surfaced"]:
            share = share_in(now, shift["theme"], now["cycle"])
            shifts.append({
                "theme": shift["theme"], "label": labels.get(shift["theme"], shift["theme"]), "cycle": earlier["cycle"],
                "direction": shift["direction"], "shift_pp": shift["shift_pp"], "share_before": shift["share_before"],
                "share_then": shift["share_now"], "share_now": share,
                "held": is_held(shift, share, interval_in(now, shift["theme"], now["cycle"])) if _is_enough(now) else None,
            })  # fmt: skip
    return shifts


def durability(briefs: list[Facts]) -> dict[str, int]:
    """The score over time: of the shifts surfaced and followed by another brief, how many held.

    Parameters
    ----------
    briefs : one persona's briefs, oldest first; the newest may be the one being made.
    """
    outcomes = [shift["held"] for earlier, now in pairwise(briefs) for shift in previous_shifts(earlier, now)]
    judged = [held for held in outcomes if held is not None]
    return {"surfaced": len(judged), "held": sum(judged), "untold": len(outcomes) - len(judged)}

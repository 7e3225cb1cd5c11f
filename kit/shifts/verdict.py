"""Verdict: whether a persona has shifted, is steady, is unclear, is too thin to tell, or rests on stale sources."""

from __future__ import annotations

from typing import Any

from kit import formats
from kit.config.personas import Persona
from kit.config.settings import Bar

#: A shift of so many points is a big one; where it could not have been seen, not enough was heard.
BIG_SHIFT_PP = 30.0
#: Part of a persona's usual conversations above which a source matters, whatever the persona file says.
REAL_PART = 0.20


def sources_that_matter(persona: Persona, coverage: dict[str, Any]) -> list[dict[str, Any]]:
    """Sources whose silence would hide a change.

    One that brings a real part of what is usually heard of this persona; and every one of a kind that the persona file names
    where no other source of that kind is heard.

    Parameters
    ----------
    coverage : ``sources`` with ``kind`` and, where known, ``expected`` conversations of the cycle.
    """
    usual = {source["source"]: float(source.get("expected") or 0) for source in coverage["sources"]}
    whole = sum(usual.values())
    heard_kinds = {source["kind"] for source in coverage["sources"] if source["state"] == "live"}
    named = set(persona.sources) - heard_kinds
    return [
        source | {"usual_part": round(usual[source["source"]] / whole, 4) if whole else None}
        for source in coverage["sources"]
        if source["kind"] in named or (whole and usual[source["source"]] / whole >= REAL_PART)
    ]


def thin_reasons(bar: Bar, known: dict[str, Any]) -> list[dict[str, Any]]:
    """Why too little was heard to say anything; empty where enough was.

    Parameters
    ----------
    known : ``accounts_now``, ``accounts_before``, ``n_baseline_cycles``, ``n_themes``, ``conversations_now``,
        ``awaiting_review`` (counts) and ``smallest_visible_alone_pp``.

    Notes
    -----
    Where more of the cycle waits for a person than counts, that comes first; where nothing counts yet it is the only reason.
    """
    least = max(bar.min_accounts, 2)
    reasons = []
    if (waiting := known["awaiting_review"]) > known["conversations_now"]:
        reasons.append({"code": "awaiting_review", "conversations": waiting})
        if not known["conversations_now"]:
            return reasons
    if not known["n_baseline_cycles"]:
        reasons.append({"code": "no_baseline", "text": "no cycle before this one was heard"})
    if not known["n_themes"]:
        reasons.append({"code": "no_themes", "text": "no theme was found"})
    for code in ("accounts_now", "accounts_before"):
        if known[code] < least:
            when = "in this cycle" if code == "accounts_now" else "over the baseline"
            text = f"only {formats.counted(known[code], 'account')} spoke {when}, where {least} are needed"
            reasons.append({"code": f"few_{code}", "text": text, "accounts": known[code], "needed": least})
    if (seen := known["smallest_visible_alone_pp"]) > BIG_SHIFT_PP:
        reasons.append(blind_reason(seen))
    return reasons


def blind_reason(seen: float) -> dict[str, Any]:
    """Why accounts that could not have shown a big shift say nothing; ``seen``: the smallest that they could have, in points."""
    alone = f"even a theme tested by itself would have needed a shift of {formats.size_in_points(seen)} to show"
    text = alone if seen < 100 else "no shift could have been seen"
    return {"code": "blind", "text": text, "smallest_visible_alone_pp": seen, "limit_pp": BIG_SHIFT_PP}


def stale_reasons(persona: Persona, coverage: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources that matter and were not heard as usual."""
    kept = ("source", "kind", "state", "last_at", "conversations", "expected", "usual_part")
    return [
        {"code": f"{source['state']}_source", "text": _silence(source), **{name: source.get(name) for name in kept}}
        for source in sources_that_matter(persona, coverage)
        if source["state"] in ("silent", "stale")
    ]


def _silence(source: dict[str, Any]) -> str:
    name = f"source {source['source']!r} ({source['kind']}) is {source['state']}"
    return f"{name}, last heard on {source['last_at'][:10]}" if source["last_at"] else f"{name}, and was never heard"


def verdict_of(
    persona: Persona, bar: Bar, shifts: list[dict[str, Any]], known: dict[str, Any], coverage: dict[str, Any]
) -> dict[str, Any]:
    """The verdict with its reasons, as data.

    Returns
    -------
    dict with ``verdict`` and ``reasons``, a list of dicts with a ``code`` and the numbers behind it.

    Notes
    -----
    In this order. shifted: a shift is surfaced. thin: too few accounts, nothing to compare with, or accounts that could
    not have shown a shift of 30 points. stale: a source that matters is silent or stale. unclear: nothing was surfaced, and
    in some theme a shift of one and a half times the bar's size cannot be excluded. steady: it can in every theme. Silent
    sources are named whatever the verdict.
    """
    surfaced = [shift["theme"] for shift in shifts if shift["surfaced"]]
    thin, stale = thin_reasons(bar, known), stale_reasons(persona, coverage)
    met = f"{len(surfaced)} of {len(shifts)} themes met the bar"
    reasons = [{"code": "surfaced", "text": met, "themes": surfaced, "of": len(shifts)}] if surfaced else []
    reasons += [*thin, *stale]
    if surfaced or thin or stale:
        return {"verdict": "shifted" if surfaced else "thin" if thin else "stale", "reasons": reasons}
    unclear = unclear_reasons(known)
    reasons = unclear or [_excluded(known, met)]
    return {"verdict": "unclear" if unclear else "steady", "reasons": reasons}


def unclear_reasons(known: dict[str, Any]) -> list[dict[str, Any]]:
    """Why nothing can be said although nothing was surfaced; empty where a shift worth telling is excluded.

    Parameters
    ----------
    known : ``steady_within_pp`` and ``not_excluded``, of :func:`kit.shifts.measure_persona.coverage_of_persona`.
    """
    within, missed = known["steady_within_pp"], known["not_excluded"]
    if not missed:
        return []
    themes = formats.counted(len(missed), "theme")
    text = f"a shift of {formats.size_in_points(within)} cannot be excluded in {themes} of {known['n_themes']}"
    names = [theme["theme"] for theme in missed]
    return [{"code": "not_excluded", "text": text, "within_pp": within, "themes": names, "of": known["n_themes"]}]


def _excluded(known: dict[str, Any], met: str) -> dict[str, Any]:
    """What steady stands on, and how often it would hide a real rise."""
    within, hidden = known["steady_within_pp"], {name: known[name] for name in ("hides_15", "hides_25")}
    hides = " and ".join(f"one of {size} points in {formats.percent(known[f'hides_{size}'])}" for size in (15, 25))
    text = f"{met}; a shift of {formats.size_in_points(within)} is excluded in every theme. A real rise would be missed: {hides}"
    seen = known["smallest_visible_shift_pp"]
    return {"code": "nothing_surfaced", "text": text, "within_pp": within, "smallest_visible_shift_pp": seen} | hidden

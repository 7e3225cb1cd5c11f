"""The facts of a brief: one persona's cycle in the contract's form, put together from the tables that hold it."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from kit.brief.model import SCHEMA_VERSION
from kit.brief.model.made_with import Grouping
from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.record.tables import COUNTED_STATES

Facts = dict[str, Any]


def head_of(persona: Persona, settings: Settings, cycle: str, baseline: list[str], cycles: list[str], partial: bool) -> Facts:
    """Who the brief is of, which cycles it compares and what was in force."""
    return {
        "schema_version": SCHEMA_VERSION,
        "persona": {
            "id": persona.id, "name": persona.name, "tracking": persona.tracking, "status": persona.status,
            "validated_on": str(persona.validated_on or ""),
        },
        "company": settings.company, "cycle": cycle, "baseline": baseline, "cycles": cycles, "partial": partial,
        "bar": persona.bar_over(settings.bar).model_dump(),
        "settings": {
            "seed": settings.seed, "embedding": settings.embedding, "baseline_cycles": settings.baseline_cycles,
            "top_tiers": settings.top_tiers,
            "currency": settings.currency, "revenue_name": settings.revenue_name, "timezone": settings.timezone,
            "grouping": persona.themes.over(settings.themes).model_dump(include=set(Grouping.model_fields)),
            **({"language": settings.language} if settings.language != "en" else {}),
        },
    }  # fmt: skip


def themes_and_nodes(themes: pd.DataFrame, nodes: pd.DataFrame, persona_id: str) -> pd.DataFrame:
    """What shares are of: a persona's themes, and the nodes among them as found themes."""
    ours = nodes[nodes["persona_id"] == persona_id].assign(claim="", origin="node")
    return pd.concat([themes[themes["persona_id"] == persona_id], ours], ignore_index=True)


def theme_facts(
    themes: pd.DataFrame, shares: pd.DataFrame, events: pd.DataFrame, statements: dict[str, str], examples: dict[str, Facts],
    unsettled_below: float,
) -> list[Facts]:  # fmt: skip
    """Every theme that has a share, the largest this cycle first.

    Parameters
    ----------
    themes : rows of the record's themes of one persona.
    shares : ``theme_id, cycle, share, low, high, n_accounts, n_voters_active, n_conversations, rank`` of that persona over
        the window.
    events : rows of theme_events of that persona.
    statements : claim's full name to its sentence.
    examples : theme id to one quote.
    unsettled_below : stability under which a theme is unsettled.
    """
    register = themes.set_index("theme_id")
    facts, shown = [], set(shares["theme_id"])
    for theme_id, rows in shares.groupby("theme_id"):
        theme, by_cycle = register.loc[theme_id], rows.to_dict("records")
        facts.append({
            "id": theme_id, "label": theme["label"] or statements.get(theme["claim"], ""), "claim": theme["claim"] or None,
            "statement": statements.get(theme["claim"]), "origin": theme["origin"], "born": theme["born"],
            "new_in": _new_in(theme, rows),
            "terms": json.loads(theme["terms"] or "[]"), "stability": round(float(theme["stability"]), 4),
            "unsettled": bool(theme["stability"] < unsettled_below),
            **{name: _by_cycle(by_cycle, name) for name in ("share", "low", "high")},
            "accounts": {row["cycle"]: int(row["n_accounts"]) for row in by_cycle},
            "rank": {row["cycle"]: int(row["rank"]) for row in by_cycle},
            "n_conversations": {row["cycle"]: int(row["n_conversations"]) for row in by_cycle},
            "events": events_of(events, str(theme_id)), "example": examples.get(str(theme_id)),
            "holds": json.loads(theme["holds"] or "[]"), "parent": parent_of(register["parent"], str(theme_id), shown),
        })  # fmt: skip
    last = max(shares["cycle"], default="")
    return sorted(facts, key=lambda theme: (-(theme["share"].get(last) or 0), theme["id"]))


def parent_of(parents: pd.Series, theme_id: str, shown: set[str]) -> str | None:
    """The narrowest wider theme that is shown too; None where there is none.

    Parameters
    ----------
    parents : the parent of every theme and node, "" none, by id.
    """
    parent = parents.get(theme_id, "")
    while parent and parent not in shown:
        parent = parents.get(parent, "")
    return parent or None


def _by_cycle(rows: list[Facts], name: str) -> dict[str, float | None]:
    """A share by cycle; None where nobody spoke: that is no 0 %."""
    return {row["cycle"]: round(float(row[name]), 4) if row["n_voters_active"] else None for row in rows}


def _new_in(theme: pd.Series, rows: pd.DataFrame) -> str:
    """The cycle a theme was born in where it is new there; "" for a claim, and where the window heard it before, or nobody."""
    before = rows[rows["cycle"] < theme["born"]]
    is_new = not theme["claim"] and before["n_voters_active"].any() and not before["n_conversations"].any()
    return str(theme["born"]) if is_new else ""


def corrected_themes(themes: list[Facts], corrections: dict[str, Facts], cycle: str) -> list[Facts]:
    """Themes with the cycle's share as ``corrected`` for wrong matches, None where that is not known.

    Parameters
    ----------
    corrections : what :func:`kit.shifts.corrections.match_error_correction.corrections` returns.

    Notes
    -----
    The interval holds both errors, of the voters and of the correction, which are independent.
    """
    rows = []
    for theme in themes:
        own, half = corrections.get(theme["id"]), ((theme["high"][cycle] or 0.0) - (theme["low"][cycle] or 0.0)) / 2
        share = own and _within(
            "share", own["share"], math.hypot(half * own.get("spread", 1.0), own["share_half"]), (0.0, 1.0), 4
        )
        rows.append(theme | {"corrected": share})
    return rows


def corrected_shifts(shifts: list[Facts], corrections: dict[str, Facts]) -> list[Facts]:
    """Shifts with what they are when ``corrected`` for wrong matches, likewise."""
    rows = []
    for shift in shifts:
        own, half = corrections.get(shift["theme"]), (shift["high_pp"] - shift["low_pp"]) / 2
        both = own and math.hypot(half * own.get("shift_spread", 1.0), own["shift_half_pp"])
        size = own and _within("shift_pp", own["shift_pp"], both, (-100.0, 100.0), 1)
        rows.append(shift | {"corrected": size})
    return rows


def checked_themes(themes: list[Facts], corrections: dict[str, Facts], cycle: str) -> list[Facts]:
    """Themes with the cycle's share as ``checked``: corrected for wrong themes, and for wrong matches where those are known too.

    Parameters
    ----------
    corrections : what :func:`kit.shifts.corrections.theme_error_correction.theme_corrections` returns.
    """
    corrected = corrected_themes(themes, corrections, cycle)
    rows = []
    for theme, own in zip(themes, corrected, strict=True):
        read = corrections.get(theme["id"])
        known = {"n_read": read["n_read"], "right": round(read["right"], 4)} if read else {}
        rows.append(theme | ({"checked": own["corrected"] | known} if read else {}))
    return rows


def checked_shifts(shifts: list[Facts], corrections: dict[str, Facts]) -> list[Facts]:
    """Shifts with what they are as ``checked``, likewise."""
    known = {theme: facts for theme, facts in corrections.items() if facts["shift_pp"] is not None}
    corrected = corrected_shifts(shifts, known)
    return [
        shift | ({"checked": own["corrected"]} if own["corrected"] else {}) for shift, own in zip(shifts, corrected, strict=True)
    ]


def _within(name: str, value: float, half: float, bounds: tuple[float, float], digits: int) -> Facts:
    """A figure with its interval, ``low`` and ``high`` in the figure's own unit."""
    unit = "_pp" if name.endswith("_pp") else ""
    ends = {f"low{unit}": max(bounds[0], value - half), f"high{unit}": min(bounds[1], value + half)}
    return {key: round(float(end), digits) for key, end in ({name: value} | ends).items()}


def events_of(events: pd.DataFrame, theme_id: str) -> list[Facts]:
    """What became of a theme, in the order of the runs."""
    rows = events[events["theme_id"] == theme_id].sort_values(["run_cycle", "event"])
    return [
        {"cycle": row["run_cycle"], "event": row["event"], "other": row["other_theme_id"]} | _decided_by(row["evidence"])
        for _, row in rows.iterrows()
    ]


def _decided_by(evidence: str) -> Facts:
    """Who brought an event about, where a person did; an erasure may have taken the evidence out."""
    by = json.loads(evidence or "{}").get("by")
    return {"by": by} if by else {}


def matching_facts(matches: pd.DataFrame, persona_id: str, overlaps: list[Facts], quality: Facts | None) -> Facts:
    """How many conversations were matched to the persona, fall between it and another, or wait for a person."""
    ours = matches[matches["persona_id"] == persona_id]
    either = matches[(matches["persona_id"] == persona_id) | (matches["runner_up"] == persona_id)]
    return {
        "attached": int(ours["state"].isin(COUNTED_STATES).sum()),
        "ambiguous": int((either["state"] == "ambiguous").sum()),
        "awaiting_review": int((ours["state"] == "awaiting review").sum()),
        "unmatched": int((matches["state"] == "unmatched").sum()),
        "overlaps": overlaps, "quality": quality,
    }  # fmt: skip

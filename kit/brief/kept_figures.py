"""Kept figures: shares and shifts of a cycle's briefs as tables of the record, for whoever reads it with another tool."""

from __future__ import annotations

import pandas as pd

from kit.brief.model import Brief
from kit.record.store import Record
from kit.record.tables import TABLES

#: Figures of a shift that are kept as its brief has them.
FIGURES = ("direction", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "q", "surfaced")
#: Words of a shift that may be missing.
WORDS = ("label", "kind", "since", "surfaced_by")
#: Lists of a shift that become words joined by blanks.
LISTS = ("below_bar", "now_cycles", "before_cycles")


def keep_figures(
    record: Record, cycle: str, shares: pd.DataFrame, briefs: list[Brief], names: dict[str, str] | None = None
) -> None:
    """Write the shares and shifts of a cycle in place of those that an earlier run of the same cycle wrote.

    Parameters
    ----------
    shares : what :class:`kit.shifts.compare_cycles.Comparison` holds: every theme in every cycle of the window.
    briefs : of every tracked persona.
    names : of watched subjects, by the ids of their themes.
    """
    labels = {theme.id: theme.label for brief in briefs for theme in brief.themes} | (names or {})
    known = shares.assign(run_cycle=cycle, label=[labels.get(name, "") for name in shares["theme_id"]]) if len(shares) else shares
    record.replace("shares", known.reindex(columns=list(TABLES["shares"].columns)), run_cycle=cycle)
    record.replace("shifts", shift_rows(briefs), cycle=cycle)


def shift_rows(briefs: list[Brief]) -> pd.DataFrame:
    """Every tested theme of some briefs, one row each; the columns of the record's ``shifts``."""
    rows = [
        {name: getattr(shift, name) for name in FIGURES}
        | {name: getattr(shift, name) or "" for name in WORDS}
        | {name: " ".join(getattr(shift, name) or ()) for name in LISTS}
        | {"only_in": shift.only_in or (f"tier {shift.only_in_tier}" if shift.only_in_tier else "")}
        | {
            "cycle": brief.cycle, "persona_id": brief.persona.id, "theme_id": shift.theme,
            "n_accounts": len(shift.accounts), "n_accounts_active": shift.accounts_active,
        }
        for brief in briefs
        for shift in brief.shifts
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TABLES["shifts"].columns))

"""Step 4a: a cycle held against its baseline, for every persona, before anything is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.cycles import periods_of
from kit.formats import counted
from kit.shifts.compare_cycles import compare_cycle
from kit.steps.result import StepResult
from kit.workspace import Workspace

COLUMNS = [
    "persona_id", "theme_id", "label", "direction", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "q",
    "n_accounts", "surfaced", "below_bar",
]  # fmt: skip


@dataclass(frozen=True, repr=False)
class ComparedCycles(StepResult):
    """What changed in a cycle.

    Attributes
    ----------
    table : DataFrame of shape (n_themes, 14)
        One row a tested theme of the library: ``persona_id``, ``theme_id``, ``label``, ``direction``, ``share_before`` and
        ``share_now`` (0 to 1), ``shift_pp`` with ``low_pp`` and ``high_pp`` (percentage points), ``p``, ``q``,
        ``n_accounts`` concerned, ``surfaced``, ``below_bar`` (names of the rules it missed, joined by blanks).
    shares : DataFrame of shape (n_themes * n_cycles, n_columns)
        ``persona_id``, ``theme_id``, ``cycle``, ``share`` (0 to 1), ``n_accounts`` that raise it, ``n_accounts_active``.
    verdicts : DataFrame of shape (n_personas, 2), ``persona_id`` and ``verdict``.
    """

    shares: pd.DataFrame
    verdicts: pd.DataFrame


def compare_cycles(work: Workspace, cycle: str) -> ComparedCycles:
    """Hold a cycle against its baseline: shares, shifts with their intervals, and the verdicts. Nothing is stored.

    Parameters
    ----------
    work : the workspace, its themes found for this cycle.
    cycle : the cycle that is "now".

    Returns
    -------
    ComparedCycles; its table has one row a tested theme.

    Raises
    ------
    RecordError
        The cycle has no run of its own; the message names those that have.

    Examples
    --------
    >>> compared = kit.compare_cycles(work, "2026-10")
    >>> compared
    2026-10 against 2026-07, 2026-08, 2026-09: 0 of 4 tested themes surfaced
    >>> compared.verdicts["verdict"].to_list()
    ['thin']
    """
    baseline = work.baseline(work.run_of(work.checked_cycle(cycle).id))
    periods = periods_of(cycle, work.window(cycle), baseline)
    compared = compare_cycle(work.record, work.settings, work.personas, work.accounts, work.vectors, periods)
    labels = work.record.read("themes", ["theme_id", "label"], run_cycle=cycle).set_index("theme_id")["label"].to_dict()
    rows = [_row(name, shift, labels) for name, shifts in compared.shifts.items() for shift in shifts]
    table = pd.DataFrame(rows, columns=COLUMNS)
    verdicts = pd.DataFrame([(name, verdict["verdict"]) for name, verdict in compared.verdicts.items()])
    n_surfaced = int(table["surfaced"].sum())
    sentence = f"{cycle} against {', '.join(baseline)}: {n_surfaced:,} of {counted(len(table), 'tested theme')} surfaced"
    return ComparedCycles(sentence, table, compared.shares, verdicts.set_axis(["persona_id", "verdict"], axis=1))


def _row(persona_id: str, shift: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    """A shift in the contract's form as a row; lists become counts or words."""
    return shift | {
        "persona_id": persona_id, "theme_id": shift["theme"], "label": labels.get(shift["theme"], ""),
        "n_accounts": len(shift["accounts"]), "below_bar": " ".join(shift["below_bar"]),
    }  # fmt: skip

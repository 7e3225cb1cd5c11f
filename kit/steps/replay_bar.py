"""Looking back: what another bar would have surfaced in past cycles, and how much of it by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from kit.config.watches import watched_of
from kit.cycles import cycles_between
from kit.errors import ParameterError
from kit.formats import counted
from kit.shifts.replay import placebo, removed_by_rule, replay
from kit.steps.result import StepResult
from kit.workspace import Workspace


@dataclass(frozen=True, repr=False)
class ReplayedBar(StepResult):
    """Past cycles under another bar.

    Attributes
    ----------
    table : DataFrame of shape (n_themes * n_cycles, 17), what :func:`kit.shifts.replay.replay` returns: every tested theme with
        ``surfaced`` and ``below_bar`` of the bar in force, ``would_surface`` and ``would_miss`` of the tried one.
    by_chance : DataFrame of shape (n_cycles * 50, 3), ``cycle``, ``shuffle`` and ``surfaced``: how many shifts the tried bar
        surfaces where each account's cycles change places.
    """

    by_chance: pd.DataFrame

    @property
    def removed_by_rule(self) -> pd.DataFrame:
        """What each rule of the tried bar removed: ``rule``, ``missed``, and ``alone`` for those that missed no other."""
        return removed_by_rule(self.table)

    @property
    def mean_by_chance(self) -> float:
        """Shifts that the tried bar surfaces by chance over these cycles, the mean over shuffles."""
        return float(self.by_chance.groupby("shuffle")["surfaced"].sum().mean()) if len(self.by_chance) else 0.0

    @property
    def changes(self) -> pd.DataFrame:
        """The rows that either bar surfaces."""
        return self.table[self.table["surfaced"] | self.table["would_surface"]]


def replay_bar(work: Workspace, cycle: str, bar: Mapping[str, object], first: str = "") -> ReplayedBar:
    """What a bar would have surfaced in past cycles. Nothing is stored; kit.yaml stays as it is.

    Parameters
    ----------
    work : the workspace, with a run whose themes look over all these cycles.
    cycle : the last cycle to look at.
    bar : rules and their values, e.g. ``{"min_accounts": 8}``; laid over the bar of every persona.
    first : the first cycle to look at; "" for ``cycle`` alone.

    Returns
    -------
    ReplayedBar; its table has one row a tested theme and cycle.

    Examples
    --------
    >>> kit.replay_bar(work, "2026-10", {"min_accounts": 3})
    2026-10: 0 of 4 tested themes surfaced by the bar in force, 0 by the tried one, 0.0 by chance
    """
    span = cycles_between(work.checked_cycle(first or cycle), work.checked_cycle(cycle))
    if not span:
        raise ParameterError(f"{first}..{cycle} holds no cycle; write the earlier one first, as 2026-08..2026-10")
    cycles = [each.id for each in span]
    watched = watched_of(work.watches)
    personas = [*work.personas, *([watched] if watched else [])]
    table = replay(work.record, work.settings, personas, work.accounts, work.vectors, cycles, dict(bar))
    chance = placebo(work.record, work.settings, personas, work.accounts, cycles, dict(bar), vectors=work.vectors)
    result = ReplayedBar("", table, chance)
    sentence = (
        f"{cycle if len(cycles) == 1 else f'{cycles[0]} to {cycle}'}: {int(table['surfaced'].sum()):,} of "
        f"{counted(len(table), 'tested theme')} surfaced by the bar in force, {int(table['would_surface'].sum()):,} by the tried "
        f"one, {result.mean_by_chance:.1f} by chance"
    )
    return replace(result, sentence=sentence)

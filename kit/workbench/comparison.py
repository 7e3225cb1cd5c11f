"""Comparison: any two periods or groups of a persona, theme by theme, by the test that the briefs are made with."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kit.cycles import periods_of
from kit.errors import ParameterError
from kit.shifts.compare_cycles import read_tables
from kit.shifts.measure_persona import Spoken, spoken_of
from kit.shifts.stats.account_regression import contrast_of
from kit.shifts.stats.cycle_variation import CycleVariation, cycle_variations_of, month_spread
from kit.shifts.stats.persona_tests import weighted_q
from kit.shifts.stats.theme_shifts import table_of
from kit.shifts.stats.votes import votes_of
from kit.shifts.surest_nodes import node_ids
from kit.workbench.sides import WHO, PickedSide, told_apart_by
from kit.workspace import Workspace

#: What a row of a comparison holds of the test.
FIGURES = ["theme_id", "direction", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p"]
#: Figures of a side that nobody spoke on.
UNSPOKEN = {"before": ["share_before", "shift_pp", "low_pp", "high_pp"], "now": ["share_now", "shift_pp", "low_pp", "high_pp"]}
COUNTS = ["accounts_before", "active_before", "accounts_now", "active_now"]


@dataclass(frozen=True)
class SpokenLibrary:
    """What was said of every tracked persona over the window of one run.

    Attributes
    ----------
    window : its cycles, oldest first.
    spoken : by persona id; ``counted`` has ``tier`` beside the columns that votes are made of.
    """

    window: list[str]
    spoken: dict[str, Spoken]

    def wander(self, persona: str, cycles: list[str]) -> CycleVariation:
        """How ordinary months vary, told by the cycles that are looked back on, pooled over the library as in a brief."""
        named = {of.votes.cycles[code] for of in self.spoken.values() for code in np.unique(of.votes.cycle)}
        spreads = [month_spread(of.votes, [name for name in cycles if name in named]) for of in self.spoken.values()]
        return cycle_variations_of(spreads)[list(self.spoken).index(persona)]


def spoken_library(work: Workspace, run: str) -> SpokenLibrary:
    """What was said of every tracked persona, as the run of a cycle assigned it."""
    window, baseline = work.window(run), work.baseline(run)
    tables, periods = read_tables(work.record, run, window), periods_of(run, window, baseline)
    return SpokenLibrary(window, {
        each.id: spoken_of(tables, work.settings, each, work.accounts, periods) for each in work.tracked
    })  # fmt: skip


def compared_sides(library: SpokenLibrary, persona: str, now: PickedSide, before: PickedSide, by: str = "") -> pd.DataFrame:
    """Two sides of a persona, theme by theme.

    Parameters
    ----------
    by : a column whose groups are looked at alone, each against itself; "" for all together.

    Returns
    -------
    DataFrame ``theme_id, direction, share_before, share_now`` (0 to 1), ``shift_pp, low_pp, high_pp`` (percentage points, 95 %),
    ``p, q, accounts_before, active_before, accounts_now, active_now`` and the group; the surest first.

    Raises
    ------
    ParameterError
        The two sides share conversations, or nobody spoke on them.
    """
    spoken = library.spoken[persona]
    wander = library.wander(persona, [name for name in library.window if name not in now.cycles])
    sides = now.of(spoken.counted), before.of(spoken.counted)
    _check(*sides)
    groups = sorted({*sides[0][by], *sides[1][by]} - {""}) if by else [""]
    parts = []
    for group in groups:
        ours = tuple(side[side[by] == group] if by else side for side in sides)
        rows = _contrasted(library.window, spoken, ours, told_apart_by(now, before), wander)
        parts.append(rows.assign(**{by: group}) if by else rows)
    table = pd.concat(parts, ignore_index=True)
    table["q"] = weighted_q(table["p"].to_numpy(), np.ones(len(table))) if len(table) else []
    columns = [*FIGURES, "q", *COUNTS, *([by] if by else [])]
    return table.sort_values(["p", "theme_id"], kind="stable", ignore_index=True)[columns]


def _check(now: pd.DataFrame, before: pd.DataFrame) -> None:
    for name, side in (("now", now), ("before", before)):
        if side.empty:
            raise ParameterError(f"{name}: no conversation of the persona is so; widen its filters")
    if shared := len(set(now["conversation_key"]) & set(before["conversation_key"])):
        raise ParameterError(f"now and before share {shared:,} conversations; name sides that have none in common")


def _contrasted(
    window: list[str], spoken: Spoken, sides: tuple[pd.DataFrame, pd.DataFrame], apart: set[str], wander: CycleVariation
) -> pd.DataFrame:
    """The test of each theme, with the accounts behind it.

    Each side's cycles get names of their own, so that two groups of one month can be held against each other; what two sides
    have in a month in common then cancels out, and what tells them apart explains nothing of the difference.
    """
    nodes = node_ids(spoken.themes)
    themes = [name for name in spoken.themes["theme_id"] if name not in nodes]
    named = pd.concat([side.assign(cycle=f"{place}:" + side["cycle"]) for place, side in zip("10", sides, strict=True)])
    named = named.assign(segment="") if apart & set(WHO) else named
    named = named.assign(kind="") if apart - set(WHO) else named
    cycles = [f"{place}:{name}" for place in "01" for name in window]
    votes = votes_of(spoken.evidence, named, themes, cycles)
    there = [sorted(set(named.loc[named["cycle"].str.startswith(place), "cycle"])) for place in "10"]
    contrast = contrast_of(votes, *there)
    loadings = contrast.loadings[: len(window)] + contrast.loadings[len(window) :]
    order = [list(spoken.votes.themes).index(name) for name in themes]
    ours = CycleVariation(wander.logit_variance[order], wander.autocorrelation[order], wander.degrees[order], wander.is_short)
    rows = table_of(votes, replace(contrast, loadings=loadings), ours)[FIGURES]
    return _with_accounts(rows, spoken.evidence, sides)


def _with_accounts(rows: pd.DataFrame, evidence: pd.DataFrame, sides: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Rows with how many accounts raised each theme, of how many that spoke; a side nobody spoke on has no share."""
    for name, side in zip(("now", "before"), sides, strict=True):
        known = side[side["account_id"] != ""]
        raising = evidence[evidence["conversation_key"].isin(known["conversation_key"])]
        count = raising.groupby("theme_id")["account_id"].nunique()
        n_raising = rows["theme_id"].map(count).fillna(0).astype(int)
        rows = rows.assign(**{f"accounts_{name}": n_raising, f"active_{name}": known["account_id"].nunique()})
        if side.empty:
            rows = rows.assign(**dict.fromkeys(UNSPOKEN[name], np.nan), direction="", p=1.0)
    return rows

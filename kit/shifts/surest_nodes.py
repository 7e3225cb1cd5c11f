"""Surest nodes: the finer and wider groups of a fit, tested beside the themes; of those that overlap the surest is reported."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

#: What a node is told from a theme by.
NODE = "node"
#: Stands in ``below_bar`` where a surer node or theme that holds much of the same is reported instead.
OVERLAP = "overlap"
#: Part of the smaller one's passages that two share from which only the surer is reported.
MUCH_IN_COMMON = 0.5
#: How many times smaller a node's p must be than a theme's to take its place: of many nodes within a theme that moved the surest
#: is surer by luck, and a theme has a name that readers know.
CLEARLY_SURER = 10.0
#: How many times less sure a group is taken for whose share was all there before: of a wide group that holds what moved, most
#: passages are on what did not, and who reads its quotes would not see what has changed.
VAGUE = 1000.0

#: Times which a node's tests count in the family of false discovery, a theme's once: there are two to four nodes a theme, much of
#: whose passages are the theme's, and every one that counts makes the themes less sure.
NODE_TIMES = 0.2

Shift = dict[str, Any]


def with_nodes(themes: pd.DataFrame, assignments: pd.DataFrame, nodes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Themes and assignments of one persona with those of its nodes.

    Parameters
    ----------
    themes : ``theme_id, claim, stability`` of the themes that are tested.
    assignments : ``theme_id`` and ``leaf`` of each passage.
    nodes : ``theme_id, leaves, stability`` of the nodes.

    Returns
    -------
    themes, assignments
        A passage is once its theme's and once each node's that joins its leaf: a conversation raises a node when it raises any
        of its leaves.
    """
    if nodes.empty:
        return themes, assignments
    leaves = nodes.assign(leaf=nodes["leaves"].map(json.loads)).explode("leaf")[["theme_id", "leaf"]]
    leaved = assignments[assignments["leaf"] != ""].drop(columns="theme_id").merge(leaves, on="leaf")
    return themes_and_nodes(themes, nodes), pd.concat([assignments, leaved[assignments.columns]], ignore_index=True)


def themes_and_nodes(themes: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """The themes of :func:`with_nodes` alone."""
    if nodes.empty:
        return themes
    return pd.concat([themes, nodes.assign(origin=NODE, claim="")], ignore_index=True).sort_values("theme_id", ignore_index=True)


def node_ids(themes: pd.DataFrame) -> set[str]:
    """Ids of the nodes among the themes that are tested."""
    return set(themes.loc[themes["origin"] == NODE, "theme_id"])


def hidden_nodes(themes: pd.DataFrame) -> set[str]:
    """Ids of the nodes that no brief has shown: they stay in the record unless they are surfaced."""
    return set(themes.loc[(themes["origin"] == NODE) & (themes["state"] != "live"), "theme_id"])


def importance_of(themes: pd.DataFrame) -> np.ndarray:
    """Times which the tests of each theme and node count in the family; shape (n_themes,)."""
    return np.where(themes["origin"] == NODE, NODE_TIMES, 1.0)


def surest(shifts: list[Shift], themes: pd.DataFrame, evidence: pd.DataFrame) -> list[Shift]:
    """A persona's shifts, of nodes only the reported ones and those that a brief has shown before.

    Parameters
    ----------
    shifts : every tested one, judged.
    themes : ``theme_id, origin, state`` of what was tested.
    evidence : ``theme_id, passage_id`` of the compared cycles.

    Notes
    -----
    Among surfaced shifts the surest comes first; one that has much in common with a surer one is not surfaced, where either is a
    node. Two themes share no passage.
    """
    nodes = node_ids(themes)
    hidden = hidden_nodes(themes)
    held = {name: set(rows) for name, rows in evidence.groupby("theme_id")["passage_id"]}
    taken: list[str] = []
    covered: dict[str, str] = {}
    for shift in sorted((shift for shift in shifts if shift["surfaced"]), key=lambda shift: _unsureness(shift, nodes)):
        name = shift["theme"]
        rivals = [other for other in taken if name in nodes or other in nodes]
        common = {other: _in_common(held.get(name, set()), held.get(other, set())) for other in rivals}
        most = max(common, key=lambda other: common[other], default="")
        if most and common[most] >= MUCH_IN_COMMON:
            covered[name] = most
        else:
            taken.append(name)
    kept = [_covered(shift, covered[shift["theme"]]) if shift["theme"] in covered else shift for shift in shifts]
    shown = [shift for shift in kept if shift["theme"] not in hidden or shift["surfaced"]]
    return sorted(shown, key=lambda shift: (not shift["surfaced"], shift["p"], shift["theme"]))


def _unsureness(shift: Shift, nodes: set[str]) -> tuple[float, float, str]:
    """What surfaced shifts are sorted by: p, a node's times CLEARLY_SURER, times VAGUE by the part of the share that is usual.

    Of equals the larger shift comes first.
    """
    factor = CLEARLY_SURER if shift["theme"] in nodes else 1.0
    low, high = sorted((shift["share_before"], shift["share_now"]))
    usual = low / high if high > 0 else 1.0
    return shift["p"] * factor * VAGUE**usual, -abs(shift["shift_pp"]), shift["theme"]


def _in_common(ours: set[str], theirs: set[str]) -> float:
    """Part of the smaller one's passages that both hold."""
    return len(ours & theirs) / max(min(len(ours), len(theirs)), 1)


def _covered(shift: Shift, surer: str) -> Shift:
    below_bar = [*shift["below_bar"], OVERLAP]
    return shift | {"surfaced": False, "surfaced_by": None, "below_bar": below_bar, "other_voice": None, "reported_as": surer}

"""Groups: the themes of a persona's newest run and the finer and wider groups beside them, by the passages they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.record.store import Record

#: A group lies in a larger one that holds more than this part of it; in the smallest such one.
MOSTLY = 0.5
#: A group that holds more than this part of a theme is the theme in other words: its own groups are the theme's finer ones.
SAME_THEME = 0.8
#: Passages that a theme and a finer group of it have in common at least.
FEWEST = 5
#: Columns of a tree.
TREE = ["depth", "theme_id", "label", "is_theme", "n_passages", "stability", "claim"]


@dataclass(frozen=True)
class Groups:
    """A persona's themes and groups in one run.

    Attributes
    ----------
    run : the run's cycle, "" where there is none.
    table : DataFrame indexed by id: ``label, claim, state, is_theme, stability, n_passages, terms, centre``; themes that nobody
        raises are not in it.
    held : DataFrame of bool, a row a passage and a column an id: which passages each holds.
    parents : id to the id of the smallest larger group that it mostly lies in, "" none.
    """

    run: str
    table: pd.DataFrame
    held: pd.DataFrame
    parents: dict[str, str]

    def finer(self, theme_id: str) -> list[str]:
        """Ids of the finer groups of a theme, the largest first; no two of them hold the same passage."""
        ours, kids = self.held[theme_id], []
        for name in self._children(theme_id):
            if self.table.at[name, "is_theme"]:
                continue
            inside = int((self.held[name] & ours).sum())
            if self.is_same(name, theme_id):
                kids += [part for part in self.finer(name) if self._common(part, theme_id) >= FEWEST]
            elif inside >= FEWEST:
                kids.append(name)
        return sorted(kids, key=lambda name: (-self._common(name, theme_id), name))

    def home(self, group_id: str) -> str:
        """The theme that holds most of a group, "" where none does."""
        common = {name: self._common(group_id, name) for name in self.table.index[self.table["is_theme"]]}
        best = max(common, key=lambda name: common[name], default="")
        return best if best and common[best] > MOSTLY * self.held[group_id].sum() else ""

    def is_same(self, group_id: str, theme_id: str) -> bool:
        """Whether a group is a theme in other words: it holds nearly all of it."""
        return self._common(group_id, theme_id) > SAME_THEME * self.held[theme_id].sum()

    def within(self, group_id: str) -> list[str]:
        """Ids of the themes that mostly lie in a group, the largest first."""
        ours, sizes = self.held[group_id], self.held.sum()
        themes = [
            name
            for name in self.table.index[self.table["is_theme"]]
            if name != group_id and (self.held[name] & ours).sum() > MOSTLY * sizes[name]
        ]
        return sorted(themes, key=lambda name: (-sizes[name], name))

    def around(self, theme_id: str) -> list[str]:
        """The groups that hold a theme and at least one more, the narrowest first."""
        sizes = self.held.sum()
        wider = [
            name
            for name in self.table.index[~self.table["is_theme"]]
            if theme_id in (within := self.within(name)) and len(within) > 1
        ]
        return sorted(wider, key=lambda name: (sizes[name], name))

    def tree(self) -> pd.DataFrame:
        """Every theme and group under the smallest larger one that it mostly lies in, the largest first.

        Returns
        -------
        DataFrame ``depth, theme_id, label, is_theme, n_passages, stability, claim``; depth 0 lies in no other.
        """
        waiting, rows = [(0, name) for name in reversed(self._children(""))], []
        while waiting:
            depth, name = waiting.pop()
            rows.append((depth, name, *self.table.loc[name, TREE[2:]]))
            waiting += [(depth + 1, child) for child in reversed(self._children(name))]
        return pd.DataFrame(rows, columns=TREE)

    def _children(self, name: str) -> list[str]:
        kids = [child for child, parent in self.parents.items() if parent == name]
        return sorted(kids, key=lambda child: (-self.table.at[child, "n_passages"], child))

    def _common(self, name: str, other: str) -> int:
        return int((self.held[name] & self.held[other]).sum())


def groups_of(record: Record, persona_id: str) -> Groups:
    """The themes and groups of a persona as the run of its newest cycle left them."""
    themes = record.read("themes", persona_id=persona_id)
    run = str(themes["run_cycle"].max()) if len(themes) else ""
    themes = themes[(themes["run_cycle"] == run) & (themes["n_passages"] > 0)].assign(is_theme=True)
    nodes = record.read("theme_nodes", persona_id=persona_id, run_cycle=[run]).assign(is_theme=False, claim="")
    rows = record.read("assignments", ["passage_id", "theme_id", "leaf"], persona_id=persona_id, run_cycle=[run])
    held = {name: (rows["theme_id"] == name).to_numpy() for name in themes["theme_id"]}
    held |= {row.theme_id: rows["leaf"].isin(json.loads(row.leaves)).to_numpy() for row in nodes.itertuples()}
    both = pd.concat([frame for frame in (themes, nodes) if len(frame)], ignore_index=True) if len(nodes) else themes
    columns = ["label", "claim", "state", "is_theme", "stability", "n_passages", "terms", "centre"]
    table = both.set_index("theme_id")[columns].astype({"is_theme": bool})
    members = pd.DataFrame(held, index=rows["passage_id"], dtype=bool)
    return Groups(run, table, members, parents_of(members))


def parents_of(held: pd.DataFrame) -> dict[str, str]:
    """The smallest larger group that each mostly lies in, "" where there is none.

    Parameters
    ----------
    held : DataFrame of bool, a row a passage and a column an id.
    """
    member = held.to_numpy(dtype=float)
    common, names = member.T @ member, list(held.columns)
    sizes = np.diag(common)
    parents = {}
    for place, name in enumerate(names):
        wider = np.flatnonzero((sizes > sizes[place]) & (common[place] > MOSTLY * sizes[place]))
        parents[name] = min((names[other] for other in wider), key=lambda other: (sizes[names.index(other)], other), default="")
    return parents

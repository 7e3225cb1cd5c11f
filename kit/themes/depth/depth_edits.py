"""Depth edits: which themes a person wants finer and which groups wider, the last word on each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

#: What a person can ask for, and the row beside it that keeps what a part was at that moment: its theme is the row's value.
FINER, WIDER, PART = "finer", "wider", "part"
#: How a theme came to be that a person made of a group of the tree.
PERSON = "person"


@dataclass(frozen=True)
class Depth:
    """What a person has decided about the depth that themes are shown at.

    Attributes
    ----------
    parts : theme id to its finer groups, each with its centre, a unit vector.
    stays : theme id to centres of what stays in it beside them.
    within : id of a wider group that is a theme to the themes that lie in it.
    widened : ids of all groups that ever were wider themes.
    """

    parts: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)
    stays: dict[str, list[np.ndarray]] = field(default_factory=dict)
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    widened: frozenset[str] = frozenset()

    @property
    def made(self) -> frozenset[str]:
        """Ids of the themes that a person made of groups."""
        return frozenset({part for parts in self.parts.values() for part in parts} | set(self.within))

    def without(self, theme_ids: set[str]) -> Depth:
        """The same without what was decided about some themes."""
        parts, stays, within = (
            {name: value for name, value in of.items() if name not in theme_ids} for of in (self.parts, self.stays, self.within)
        )
        return Depth(parts, stays, within, self.widened)

    def without_parts(self, theme_ids: set[str]) -> Depth:
        """The same with some of the finer groups left in their themes: those that a claim states by now."""
        parts = {name: {part: of for part, of in parts.items() if part not in theme_ids} for name, parts in self.parts.items()}
        stays = {
            name: [*self.stays.get(name, []), *(of for part, of in self.parts[name].items() if part in theme_ids)]
            for name in parts
        }
        return replace(self, parts={name: of for name, of in parts.items() if of}, stays=stays)


def depth_of(rows: pd.DataFrame) -> Depth:
    """The depth in force, from rows of the record's ``theme_edits`` in the order they were made."""
    parts: dict[str, dict[str, np.ndarray]] = {}
    stays: dict[str, list[np.ndarray]] = {}
    within: dict[str, tuple[str, ...]] = {}
    is_depth = rows["action"].isin([FINER, WIDER])
    for row in rows[is_depth].itertuples():
        if row.action == WIDER:
            within[row.theme_id] = tuple(row.value.split())
            continue
        kept = rows[(rows["action"] == PART) & (rows["value"] == row.theme_id) & (rows["edited_at"] == row.edited_at)]
        centres = [np.asarray(centre, dtype=np.float32) for centre in kept["centre"]]
        pairs = sorted(zip(kept["theme_id"], centres, strict=True), key=lambda pair: (pair[0], pair[1].tolist()))
        parts[row.theme_id] = {name: centre for name, centre in pairs if name in row.value.split()}
        stays[row.theme_id] = [centre for name, centre in pairs if name == row.theme_id]
    return Depth(
        {name: of for name, of in parts.items() if of}, {name: of for name, of in stays.items() if of and parts[name]},
        {name: of for name, of in within.items() if of}, frozenset(within),
    )  # fmt: skip

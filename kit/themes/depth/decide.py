"""Deciding on depth: this theme finer, or this group as a theme, from the next run on; or back as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from kit.config.personas import SECTIONS, Persona
from kit.errors import WorkspaceError
from kit.formats import percent
from kit.geometry import unit
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.record.vectors import Vectors
from kit.themes.depth.depth_edits import FINER, PART, WIDER
from kit.themes.depth.groups import MOSTLY, Groups, groups_of
from kit.themes.depth.lay_out import nearest_to_lines
from kit.themes.edits import edits_of, write_edits
from kit.themes.find_themes import claim_lines, persona_window
from kit.themes.window import Window

#: Themes that a wider group holds at least: with one it would be that theme by another name.
FEWEST_WITHIN = 2


@dataclass(frozen=True)
class Spoken:
    """What a persona's customers said up to a run, and what its file claims.

    Attributes
    ----------
    window : the passages and their vectors. claims : full name of each stated claim to its lines, unit rows.
    statements : the claims' sentences by their full names.
    """

    window: Window
    claims: dict[str, np.ndarray]
    statements: Mapping[str, str]

    @property
    def placed(self) -> pd.Series:
        """Ids of the passages that have a vector."""
        return self.window.passages["passage_id"][self.window.text_of >= 0]

    def centre_of(self, passages: Iterable[str]) -> np.ndarray:
        """Unit mean vector of the texts of some passages; all zeros where there are none."""
        is_ours = self.window.passages["passage_id"].isin(set(passages)).to_numpy()
        rows = np.unique(self.window.text_of[is_ours & (self.window.text_of >= 0)])
        return unit(self.window.vectors[rows].mean(axis=0)) if len(rows) else np.zeros(self.window.vectors.shape[1])

    def kept_by(self, passages: pd.Index, held: pd.DataFrame, centres: dict[str, np.ndarray]) -> dict[str, float]:
        """Part of what each group holds of some passages that is nearest to the group's own centre, 0 to 1; 1 for the rest.

        Parameters
        ----------
        held : DataFrame of bool, a row for each of ``passages`` and a column for each group.
        centres : of each group, and of the rest of the passages under "".
        """
        near = self._centred(passages) @ np.array([unit(of - self._mean) for of in centres.values()]).T
        best = np.array(list(centres), dtype=object)[near.round(9).argmax(axis=1)]
        return {name: float((best[held[name]] == name).mean()) if name else 1.0 for name in centres}

    @property
    def _mean(self) -> np.ndarray:
        return self.window.vectors.mean(axis=0)

    def saying(self, claim: str, passages: pd.Index, held: pd.DataFrame) -> str:
        """The group that holds most of the passages nearest to what a claim's lines say, "" where that is the rest.

        Parameters
        ----------
        passages : those of the theme that states the claim. held : DataFrame of bool, a row for each and a column for each group.
        """
        near = nearest_to_lines(self._centred(passages), self.claims[claim], self._mean)
        counts = held.iloc[near].sum()
        rest = len(near) - int(counts.sum())
        best = min(counts.index, key=lambda name: (-counts[name], name), default="")
        return best if best and counts[best] > rest else ""

    def _centred(self, passages: pd.Index) -> np.ndarray:
        rows = pd.Series(self.window.text_of, index=self.window.passages["passage_id"]).reindex(passages).to_numpy()
        return unit(self.window.vectors[rows.astype(int)] - self._mean)


def spoken_of(record: Record, persona: Persona, vectors: Vectors, cycles: list[str]) -> Spoken:
    """What the customers of a persona said over a window of cycles, and what its file claims."""
    statements = {name: claim.statement for section in SECTIONS for name, claim in persona.claims(section).items()}
    return Spoken(persona_window(record, persona, vectors, cycles), claim_lines(persona, vectors), statements)


@one_writer("kit themes")
def make_finer(
    record: Record, theme_id: str, spoken: Spoken, edited_by: str, edited_at: datetime, group_id: str = ""
) -> list[str]:
    """Show a theme by its finer groups from the next run of any cycle on; what is in none of them stays in the theme.

    Parameters
    ----------
    theme_id : a theme of the newest run.
    group_id : the one group that is wanted as a theme, beside those that are already; "" for all finer groups of the theme.

    Returns
    -------
    Ids of the groups that become themes, the largest first. Of a theme that states a claim the group that says the claim stays,
    so that the claim is not called unheard.

    Raises
    ------
    WorkspaceError
        There is no such theme, it is finer already, or nothing in it stands apart.
    """
    groups = groups_of(record, theme_id.rpartition("/")[0])
    _check_theme(groups, theme_id)
    if group_id:
        _check_known(groups, group_id)
    known = edits_of(record.read("theme_edits")).depth.parts.get(theme_id, {})
    if known and not group_id:
        raise WorkspaceError(f"finer {theme_id}: it is shown by its finer groups already; `kit themes undo` takes that back")
    centres, rest = _parts_of(groups, theme_id, [group_id] if group_id else groups.finer(theme_id), list(known), spoken)
    claim, stay = groups.table.at[theme_id, "claim"], list(rest.values())
    ours = groups.held.index[groups.held[theme_id] & groups.held.index.isin(spoken.placed)]
    is_stated = bool(centres) and claim in spoken.claims
    says = spoken.saying(claim, ours, groups.held.loc[ours, list(centres)]) if is_stated else ""
    if says in centres:
        stay = [centres.pop(says), *stay]
    if not centres:
        why = f"its finer group {says} says the claim {claim} itself" if says else "it holds no finer group that stands apart"
        raise WorkspaceError(f"finer {theme_id}: {why}; `kit themes tree` shows what there is")
    _write_parts(record, groups, theme_id, (known | centres, stay), edited_by, edited_at)
    return list(centres)


def _parts_of(
    groups: Groups, theme_id: str, parts: list[str], known: list[str], spoken: Spoken
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The centre of each part of a theme, of what of it lies in the theme, and of the rest under "" where there is any.

    Parts most of which is nearer to another one or to the rest would not hold together by themselves and are left out.
    """
    ours, passages = groups.held[theme_id], groups.held.index
    centres = {name: spoken.centre_of(passages[ours & groups.held[name]]) for name in parts}
    out = groups.held[[*parts, *(name for name in known if name in groups.held)]].any(axis=1)
    rest = spoken.centre_of(passages[ours & ~out])
    own = {"": rest} if rest.any() else {}
    is_ours = ours & passages.isin(spoken.placed)
    kept = spoken.kept_by(passages[is_ours], groups.held.loc[is_ours], centres | own) if centres else {}
    lost = [name for name in centres if kept[name] <= MOSTLY]
    if not lost:
        return centres, own
    return _parts_of(groups, theme_id, [name for name in parts if name not in lost], known, spoken)


def _write_parts(
    record: Record, groups: Groups, theme_id: str, parts: tuple[dict[str, np.ndarray], list[np.ndarray]],
    edited_by: str, edited_at: datetime,
) -> None:  # fmt: skip
    """The rows that make a theme finer: its parts, what stays in it, and the decision."""
    centres, stay = parts
    rows = [(name, PART, theme_id, centre) for name, centre in [*centres.items(), *((theme_id, of) for of in stay)]]
    _write(record, groups, [*rows, (theme_id, FINER, " ".join(centres), None)], edited_by, edited_at)


@one_writer("kit themes")
def without_part(record: Record, group_id: str, edited_by: str, edited_at: datetime) -> str:
    """Leave a finer group in its theme again from the next run on; returns that theme, "" where the group is no part of any."""
    depth = edits_of(record.read("theme_edits")).depth
    theme_id = next((name for name, parts in sorted(depth.parts.items()) if group_id in parts), "")
    if theme_id:
        groups, of = groups_of(record, group_id.rpartition("/")[0]), depth.parts[theme_id]
        left = {name: centre for name, centre in of.items() if name != group_id}
        stay = [*depth.stays.get(theme_id, []), of[group_id]]
        _write_parts(record, groups, theme_id, (left, stay if left else []), edited_by, edited_at)
    return theme_id


@one_writer("kit themes")
def make_wider(record: Record, group_id: str, spoken: Spoken, edited_by: str, edited_at: datetime) -> list[str]:
    """Make a wider group a theme from the next run of any cycle on; the themes that mostly lie in it are counted with it.

    Parameters
    ----------
    group_id : a group of the newest run's tree.

    Returns
    -------
    Ids of the themes that lie within it, the largest first.

    Raises
    ------
    WorkspaceError
        There is no such group, it is a theme, it holds fewer than two themes, they are less than half of it, or one of them
        states a claim of the persona file: the brief would call the claim unheard.
    """
    groups = groups_of(record, group_id.rpartition("/")[0])
    within = _themes_within(groups, group_id)
    stated = [name for name in within if groups.table.at[name, "claim"] in spoken.statements]
    if stated:
        claim, others = groups.table.at[stated[0], "claim"], [name for name in within if name not in stated]
        instead = f"merge the others into it (`kit themes merge {others[0]} {stated[0]}`), or " if others else ""
        raise WorkspaceError(
            f"wider {group_id}: {stated[0]} in it states the claim {claim} (“{spoken.statements[claim]}”), "
            f"which would be called unheard; {instead}take the claim out of the persona file"
        )
    rows = [(name, PART, group_id, None) for name in within]
    _write(record, groups, [*rows, (group_id, WIDER, " ".join(within), None)], edited_by, edited_at)
    return within


def _themes_within(groups: Groups, group_id: str) -> list[str]:
    """The themes that a wider group holds, where it can be a theme."""
    _check_known(groups, group_id)
    if groups.table.at[group_id, "is_theme"]:
        above = next(iter(groups.around(group_id)), "")
        hint = (
            f"the group around it is {above}: `kit themes wider {above}`"
            if above
            else "no wider group holds it and another theme"
        )
        raise WorkspaceError(f"wider {group_id}: it is a theme; {hint}")
    within = [name for name in groups.within(group_id) if groups.table.at[name, "state"] != "hidden"]
    if len(within) < FEWEST_WITHIN:
        raise WorkspaceError(
            f"wider {group_id}: it does not hold {FEWEST_WITHIN} themes; pin it, and it is a theme from the next run on"
        )
    part = (groups.held[within].any(axis=1) & groups.held[group_id]).sum() / groups.held[group_id].sum()
    if part < MOSTLY:
        raise WorkspaceError(f"wider {group_id}: the themes in it ({', '.join(within)}) are only {percent(part)} of it")
    return within


@one_writer("kit themes")
def take_back(record: Record, theme_id: str, edited_by: str, edited_at: datetime) -> str:
    """Take back what makes a theme finer, or a group wider, from the next run on; returns which of the two it was.

    Raises
    ------
    WorkspaceError
        Neither is in force.
    """
    depth = edits_of(record.read("theme_edits")).depth
    action = FINER if theme_id in depth.parts else WIDER if theme_id in depth.within else ""
    if not action:
        raise WorkspaceError(f"{theme_id}: it is neither finer nor wider than the fit has it")
    groups = groups_of(record, theme_id.rpartition("/")[0])
    _write(record, groups, [(theme_id, action, "", None)], edited_by, edited_at)
    return action


def _check_known(groups: Groups, name: str) -> None:
    if name not in groups.table.index:
        raise WorkspaceError(f"there is no theme or group {name!r} that anybody raises; `kit themes tree` shows their ids")


def _check_theme(groups: Groups, theme_id: str) -> None:
    _check_known(groups, theme_id)
    if not groups.table.at[theme_id, "is_theme"]:
        raise WorkspaceError(f"finer {theme_id}: it is a group and no theme yet; `kit themes pin {theme_id}` makes it one")


def _write(
    record: Record, groups: Groups, rows: list[tuple[str, str, str, np.ndarray | None]], edited_by: str, edited_at: datetime
) -> None:
    """Rows of one decision: theme, action, value, and the centre; None is the theme's own."""
    known = groups.table
    written = []
    for name, action, value, centre in rows:
        there = known.loc[name] if name in known.index else pd.Series({"terms": "[]", "centre": []})
        written.append((name, action, value, there["terms"], list(there["centre"] if centre is None else centre)))
    write_edits(record, written, edited_by, edited_at)

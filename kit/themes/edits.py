"""A person's word on themes: rename, merge, hide, pin and depth, kept in the record and carried out by every later run."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import pandas as pd

from kit.cycles import after_the_last
from kit.errors import WorkspaceError
from kit.geometry import unit
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.themes.depth.depth_edits import FINER, PART, WIDER, Depth, depth_of


@dataclass(frozen=True)
class Edits:
    """What a person has decided about themes, the last word on each.

    Attributes
    ----------
    names : theme id to the name given. merged : theme id to the theme it is put into.
    hidden, pinned : ids of themes.
    centres : theme id to what the theme was when a person last decided something about it, a unit vector; missing where
        that was not kept.
    depth : which themes are shown by their finer groups, and which wider groups are themes.
    """

    names: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    centres: dict[str, np.ndarray] = field(default_factory=dict)
    depth: Depth = field(default_factory=Depth)

    def without(self, theme_ids: set[str]) -> Edits:
        """The same without what was decided about some themes."""
        return Edits(
            {name: value for name, value in self.names.items() if name not in theme_ids},
            {name: value for name, value in self.merged.items() if name not in theme_ids},
            self.hidden - theme_ids,
            self.pinned - theme_ids,
            self.centres,
            self.depth.without(theme_ids),
        )

    def stated(self, theme_ids: set[str]) -> Edits:
        """The same with finer groups that a claim of the persona file states by now left to their claim."""
        return replace(self, depth=self.depth.without_parts(theme_ids))

    def decided(self) -> set[str]:
        """Themes that something is decided about."""
        return {*self.names, *self.merged, *self.hidden, *self.pinned, *self.depth.parts}

    def target(self, theme_id: str) -> str:
        """Where a theme's passages go: itself, or the theme it was merged into, however many steps on."""
        seen = {theme_id}
        while (following := self.merged.get(theme_id, "")) and following not in seen:
            theme_id = following
            seen.add(theme_id)
        return theme_id

    def fitted_target(self, theme_id: str) -> str:
        """The same, but for merges into themes that a person made of groups: no fit knows those."""
        seen = {theme_id}
        while (following := self.merged.get(theme_id, "")) and following not in seen | self.depth.made:
            theme_id = following
            seen.add(theme_id)
        return theme_id


def edits_of(rows: pd.DataFrame) -> Edits:
    """The edits in force, from rows of the record's ``theme_edits`` in the order they were made."""
    names: dict[str, str] = {}
    merged: dict[str, str] = {}
    marks: dict[str, set[str]] = {"hide": set(), "pin": set()}
    within: defaultdict[str, list[str]] = defaultdict(list)
    centres: dict[str, np.ndarray] = {}
    for row in rows.itertuples():
        centre = getattr(row, "centre", None)
        is_rest = row.action == PART and row.theme_id == row.value  # what stays in a theme that is shown by its finer groups
        # no fit depends on the depth that things are shown at
        is_kept = row.theme_id in centres and row.action in (PART, FINER, WIDER)
        if centre is not None and len(centre) and not is_rest and not is_kept:
            centres[row.theme_id] = np.asarray(centre, dtype=np.float32)
        if row.action == "rename":
            names[row.theme_id] = row.value
        elif row.action == "merge":
            merged[row.theme_id] = row.value
        elif row.action == WIDER:
            merged = {name: into for name, into in merged.items() if into != row.theme_id or name not in within[row.theme_id]}
            within[row.theme_id] = row.value.split()
            merged |= dict.fromkeys(within[row.theme_id], row.theme_id)
        elif row.action in ("hide", "pin"):
            marks[row.action].add(row.theme_id)
        elif row.action in ("show", "unpin"):
            marks[{"show": "hide", "unpin": "pin"}[row.action]].discard(row.theme_id)
    return Edits(
        {name: value for name, value in names.items() if value},
        {name: value for name, value in merged.items() if value},
        frozenset(marks["hide"]),
        frozenset(marks["pin"]),
        centres,
        depth_of(rows),
    )


#: Cosine about the persona's mean, or plain cosine, from which a theme is still what a person decided about. Below both the
#: decision is not carried out and asked for again: a name must not stand on another theme.
SAME_ABOUT_MEAN, SAME_PLAIN = 0.5, 0.9


def unmatched(edits: Edits, centres: dict[str, np.ndarray], mean: np.ndarray) -> set[str]:
    """Themes that are no longer what they were when a person decided about them.

    Parameters
    ----------
    centres : what each theme that is heard now holds, as unit vectors.
    mean : of all the persona's passages.
    """
    gone = set()
    for theme_id in edits.decided() & set(centres):
        was, now = edits.centres.get(theme_id), centres[theme_id]
        if was is None or len(was) != len(now):
            continue
        about = float(unit(was - mean) @ unit(now - mean))
        if about < SAME_ABOUT_MEAN and float(was @ now) < SAME_PLAIN:
            gone.add(theme_id)
    return gone


#: The event of a theme whose edits were not carried out, and what is said of it beside them.
UNMATCHED = "unmatched"
ASKED = "; not carried out: the theme is about something else since, decide again or take it back"

#: What a person can do to a theme, and what it takes beside the theme: a name, another theme, or nothing.
ACTIONS = {"rename": "name", "merge": "theme", "unmerge": "", "hide": "", "show": "", "pin": "", "unpin": ""}


def current_themes(record: Record, persona_id: str = "") -> pd.DataFrame:
    """The themes of one persona, or of all, as their newest run left them, with what a person said about them.

    Returns
    -------
    DataFrame ``run_cycle, persona_id, theme_id, label, claim, born, state, origin, stability, n_passages, is_pinned, decisions``
        ``decisions`` says in words what a person decided, and what of it the next run carries out; "" where nothing. What was
        decided about a theme that has since become another is said to wait for a new decision. Finer and wider groups that a
        brief has named or somebody has decided about are among them, with "node" as their origin.
    """
    themes = _newest(record, persona_id)
    nodes, rows = _newest_nodes(record, persona_id, set(themes["theme_id"])), record.read("theme_edits")
    named = {name for facts in record.read("briefs", ["facts"])["facts"] for name in _named(facts)}
    nodes = nodes[nodes["theme_id"].isin(named | set(rows["theme_id"]))]
    themes = pd.concat([themes, nodes], ignore_index=True).sort_values(["persona_id", "theme_id"], ignore_index=True)
    runs = record.read("runs", ["at", "state"])
    is_carried = rows["edited_at"] <= runs.loc[runs["state"] != "failed", "at"].max()
    edits, carried = edits_of(rows), edits_of(rows[is_carried])
    columns = ["run_cycle", "persona_id", "theme_id", "label", "claim", "born", "state", "origin", "stability", "n_passages"]
    events = record.read("theme_events", ["run_cycle", "theme_id", "event"], run_cycle=sorted(set(themes["run_cycle"])))
    asked = set(events.loc[events["event"] == UNMATCHED, "theme_id"]) - set(rows.loc[~is_carried, "theme_id"])
    decisions = [_decisions(name, edits, carried) + ASKED * (name in asked) for name in themes["theme_id"]]
    return themes[columns].assign(is_pinned=themes["theme_id"].isin(edits.pinned), decisions=pd.Series(decisions, dtype="str"))


def _newest(record: Record, persona_id: str) -> pd.DataFrame:
    """Each persona's themes as the run of its newest cycle left them."""
    themes = record.read("themes", **({"persona_id": persona_id} if persona_id else {}))
    newest = themes.groupby("persona_id")["run_cycle"].transform("max")
    return themes[themes["run_cycle"] == newest].reset_index(drop=True)


def _newest_nodes(record: Record, persona_id: str, themes: set[str]) -> pd.DataFrame:
    """The finer and wider groups of the newest run, but for those that are themes by now."""
    nodes = record.read("theme_nodes", **({"persona_id": persona_id} if persona_id else {}))
    newest = nodes.groupby("persona_id")["run_cycle"].transform("max")
    is_ours = (nodes["run_cycle"] == newest) & ~nodes["theme_id"].isin(themes)
    return nodes[is_ours].assign(origin="node", claim="").reset_index(drop=True)


def _named(facts: str) -> list[str]:
    """Ids of the themes that a brief names."""
    return [theme["id"] for theme in json.loads(facts).get("themes") or []]


def _decisions(theme_id: str, edits: Edits, carried: Edits) -> str:
    """What is decided about a theme; ``carried`` are the decisions that the newest run has carried out."""
    now, then = _in_words(theme_id, edits), _in_words(theme_id, carried)
    pending = [f"{decision} (from the next run)" for decision in now if decision not in then]
    ending = [f"{decision} (until the next run)" for decision in then if decision not in now]
    return ", ".join([decision for decision in now if decision in then] + pending + ending)


def _in_words(theme_id: str, edits: Edits) -> list[str]:
    words = [f"renamed {edits.names[theme_id]!r}"] if theme_id in edits.names else []
    words += [f"merged into {edits.merged[theme_id]}"] if theme_id in edits.merged else []
    depth = edits.depth
    words += [f"finer: {', '.join(depth.parts[theme_id])}"] if theme_id in depth.parts else []
    words += [f"wider: holds {', '.join(depth.within[theme_id])}"] if theme_id in depth.within else []
    words += [f"a finer group of {theme}" for theme, parts in depth.parts.items() if theme_id in parts]
    return words + ["hidden"] * (theme_id in edits.hidden) + ["pinned"] * (theme_id in edits.pinned)


@one_writer("kit themes")
def edit_theme(
    record: Record,
    theme_id: str,
    action: str,
    value: str,
    edited_by: str,
    edited_at: datetime,
    statements: Mapping[str, str] | None = None,
) -> pd.Series:
    """Write down what a person decides about a theme; it holds from the next run of any cycle on.

    Parameters
    ----------
    theme_id : e.g. "revops-lead/t07".
    action : rename, merge, unmerge, hide, show, pin or unpin.
    value : the new name ("" takes the name back), or the theme to merge into; "" for the others.
    edited_at : aware time of the decision.
    statements : what the persona files claim, by the claims' full names. A theme that holds one of them is neither hidden nor
        merged away: the brief would say that nobody raises the claim.

    Returns
    -------
    Series
        The row as written to the record's ``theme_edits``.
    """
    persona_id = theme_id.rpartition("/")[0]
    known = _newest(record, persona_id) if persona_id else pd.DataFrame({"theme_id": []})
    nodes = _newest_nodes(record, persona_id, set(known["theme_id"])) if persona_id else known
    if action in ("merge", "unmerge") and theme_id in set(nodes["theme_id"]):
        raise WorkspaceError(f"{action} {theme_id}: it is no theme yet; pin it, and the next run makes it one")
    _check(theme_id, action, value, {*known["theme_id"], *(nodes["theme_id"] if action != "merge" else [])})
    known = pd.concat([known, nodes.assign(claim="")], ignore_index=True) if len(nodes) else known
    theme = known[known["theme_id"] == theme_id].iloc[0]
    held = theme["claim"]
    if action in ("hide", "merge") and held in (statements or {}):
        raise WorkspaceError(
            f"{action} {theme_id}: it states the claim {held} (“{statements[held]}”); "
            "merge the other theme into it, or take the claim out of the persona file"
        )
    if action == "merge" and edits_of(record.read("theme_edits")).target(value) == theme_id:
        raise WorkspaceError(f"theme {value!r} is itself merged into {theme_id!r}; take that back first: unmerge {value}")
    stored = "merge" if action == "unmerge" else action
    return write_edits(record, [(theme_id, stored, value, theme["terms"], list(theme["centre"]))], edited_by, edited_at).iloc[0]


def write_edits(
    record: Record, edits: list[tuple[str, str, str, str, list[float]]], edited_by: str, edited_at: datetime
) -> pd.DataFrame:
    """Write the rows of one decision: theme, action, value, and the theme's terms and centre; returns them as written."""
    edited_at = after_the_last(record.read("theme_edits", columns=["edited_at"])["edited_at"], edited_at)
    rows = []
    for place, (theme_id, action, value, terms, centre) in enumerate(edits):
        stamp = f"{theme_id}|{action}|{value}|{edited_by}|{edited_at.isoformat()}" + f"|{place}" * bool(place)
        rows.append(
            {
                "edit_id": hashlib.sha256(stamp.encode()).hexdigest()[:16],
                "persona_id": theme_id.rpartition("/")[0],
                "theme_id": theme_id,
                "action": action,
                "value": value,
                "edited_by": edited_by,
                "edited_at": edited_at,
                "terms": terms,
                "centre": centre,
            }
        )
    written = pd.DataFrame(rows)
    record.append("theme_edits", written)
    return written


def _check(theme_id: str, action: str, value: str, known: set[str]) -> None:
    """Refuse what cannot be done, saying what can."""
    if action not in ACTIONS:
        raise WorkspaceError(f"action {action!r} is none; use {', '.join(ACTIONS)}")
    if theme_id not in known:
        raise WorkspaceError(
            f"there is no theme {theme_id!r} in the record; ids look like revops-lead/t07, see `kit themes list`"
        )
    wanted = ACTIONS[action]
    if wanted == "theme" and (value not in known or value == theme_id):
        raise WorkspaceError(
            f"merge {theme_id}: {value!r} is no other theme of that persona; give the id of the theme that stays"
        )
    if not wanted and value:
        raise WorkspaceError(f"{action} {theme_id}: takes nothing beside the theme, got {value!r}")

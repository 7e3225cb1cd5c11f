"""Laying out: the themes that a fit finds in; the themes as a person wants them, finer or wider, out.

It is laid over a fit after its topics were tied to themes. What is looked for, and which theme is which, does not depend on it:
so it may be decided, changed and taken back between any two runs, and every id stays on what it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kit.geometry import unit
from kit.themes.communities import group_agreement
from kit.themes.depth.depth_edits import FINER, PART, PERSON, WIDER
from kit.themes.edits import Edits, edits_of
from kit.themes.register import FRESH
from kit.themes.theme_identity import MOVED_PART

#: Texts nearest to a claim that tell where it is said, and the part of them that its theme keeps at least.
NEAREST, LEAST_SAYING = 20, 0.25


@dataclass(frozen=True)
class Lineage:
    """The run of the newest earlier cycle: the theme of each passage as shown and as fitted, and each theme's centre."""

    shown: dict[str, str]
    fitted: dict[str, str]
    centres: dict[str, np.ndarray]


def shown_themes(theme_ids: np.ndarray, vectors: np.ndarray, mean: np.ndarray, edits: Edits) -> np.ndarray:
    """The theme that each text is shown under.

    Parameters
    ----------
    theme_ids : ndarray of shape (n_texts,), object: the theme that the fit put each text to, "" none.
    vectors : ndarray of shape (n_texts, n_dimensions), unit rows. mean : of all of them.

    Returns
    -------
    ndarray of shape (n_texts,), object
        A text of a theme that is wanted finer is under the group whose centre, about the mean, it is nearest to, or in the
        theme itself where it is nearer to what stays there; a text of a theme within a wider one is under that.
    """
    shown = theme_ids.copy()
    waiting = [(str(name), np.flatnonzero(theme_ids == name), frozenset()) for name in sorted(set(theme_ids) - {""})]
    while waiting:
        name, rows, passed = waiting.pop()
        if name in edits.depth.parts and name not in passed:
            near = _nearest(unit(vectors[rows] - mean), mean, edits, name)
            waiting += [(part, rows[near == part], passed | {name}) for part in sorted(set(near))]
        elif (into := edits.target(name)) != name and into not in passed:
            waiting.append((into, rows, passed | {name}))
        else:
            shown[rows] = into
    return shown


def _nearest(centred: np.ndarray, mean: np.ndarray, edits: Edits, theme_id: str) -> np.ndarray:
    """The finer group of each text of a theme, or the theme itself; shape (n_texts,), object."""
    pairs = _centres(edits, theme_id, len(mean))
    if not pairs:  # of another model
        return np.full(len(centred), theme_id, dtype=object)
    near = (centred @ unit(np.array([centre for _, centre in pairs]) - mean).T).round(9)
    return np.array([name for name, _ in pairs], dtype=object)[near.argmax(axis=1)]


def followed(edits: Edits, lineage: Lineage, now: dict[str, str], centres: dict[str, np.ndarray]) -> Edits:
    """Edits whose finer groups are looked for where a fit has put them by now: it may join their theme to another.

    Parameters
    ----------
    lineage : the run of the newest earlier cycle.
    now : passage id to the theme that this fit put it to, "" none. centres : unit vector of each theme of this fit.

    Notes
    -----
    A group follows the most of what it held in that run, where that is more than half. Read from an earlier cycle alone, so that
    running a cycle again finds the same.
    """
    parts: defaultdict[str, dict[str, np.ndarray]] = defaultdict(dict)
    stays = dict(edits.depth.stays)
    for theme_id, groups in edits.depth.parts.items():
        for part, centre in groups.items():
            home = _home(lineage, now, part, theme_id) or theme_id
            if home != theme_id and home not in edits.depth.parts:
                stays[home] = [np.asarray(lineage.centres.get(home, centres[home]))]
            parts[home][part] = centre
    return replace(edits, depth=replace(edits.depth, parts=dict(parts), stays=stays))


def _home(lineage: Lineage, now: dict[str, str], part: str, theme_id: str) -> str:
    """The theme that most of what a finer group held is in now, of its theme where that is not raised any more; "" none."""
    held = Counter(now[name] for name, was in lineage.shown.items() if was == part and now.get(name))
    if not held and theme_id not in now.values():
        held = Counter(now[name] for name, was in lineage.fitted.items() if was == theme_id and now.get(name))
    best = min(held, key=lambda name: (-held[name], name), default="")
    return best if best and held[best] > MOVED_PART * held.total() else ""


def with_claims_kept(
    edits: Edits, known: pd.DataFrame, lines: dict[str, np.ndarray], of_texts: tuple[np.ndarray, np.ndarray], mean: np.ndarray
) -> Edits:
    """Edits under which no claim of the persona file loses what says it to a finer theme.

    Parameters
    ----------
    known : ``theme_id, claim`` of the persona's themes. lines : full name of each stated claim to its lines, unit rows.
    of_texts : ndarrays of shape (n_texts,), the theme of each text as fitted, and (n_texts, n_dimensions), unit rows.
    mean : of all texts.

    Notes
    -----
    A group that a claim states by now is the claim's theme. Where less than LEAST_SAYING of the texts nearest to a claim's lines
    would stay in its theme, the group that most of them are in stays there.
    """
    (fitted, vectors), stating = of_texts, {row.theme_id: row.claim for row in known.itertuples() if row.claim in lines}
    kept = {*stating}
    for theme_id in sorted(set(stating) & set(edits.depth.parts)):
        centred = unit(vectors[fitted == theme_id] - mean)
        near = nearest_to_lines(centred, lines[stating[theme_id]], mean)
        group_of = _nearest(centred[near], mean, edits, theme_id)
        counts = Counter(group_of.tolist())
        if counts[theme_id] < LEAST_SAYING * len(near):
            kept.add(min(counts, key=lambda name: (-counts[name], name)))
    return edits.stated(kept)


def nearest_to_lines(centred: np.ndarray, lines: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Rows nearest to one of a claim's lines, NEAREST at the most; ``centred`` are unit rows about the mean."""
    best = (centred @ unit(lines - mean).T).max(axis=1, initial=-1.0)
    return np.argsort(-best.round(9), kind="stable")[:NEAREST]


def _centres(edits: Edits, theme_id: str, size: int) -> list[tuple[str, np.ndarray]]:
    """The centres of a theme's finer groups and of what stays in it, which goes by its own id; none of another model."""
    stays = [(theme_id, stay) for stay in edits.depth.stays.get(theme_id, [])]
    return [(name, centre) for name, centre in (*stays, *edits.depth.parts[theme_id].items()) if len(centre) == size]


def as_fitted(themes: pd.DataFrame, theme_of_passage: dict[str, str]) -> pd.DataFrame:
    """Themes as a fit found them, before a person's finer and wider ones were laid over.

    Parameters
    ----------
    themes : ``theme_id, claim, origin, state`` as a run left them.
    theme_of_passage : passage id to the theme the fit of that run put it to.
    """
    kept = themes[~is_made(themes)].reset_index(drop=True)
    is_raised = kept["theme_id"].isin(set(theme_of_passage.values())) & ~kept["state"].isin(["live", "hidden"])
    return kept.assign(state=kept["state"].mask(is_raised, "live").astype(object))


def is_made(themes: pd.DataFrame) -> pd.Series:
    """Which themes a person made of groups, and no claim states."""
    return (themes["origin"] == PERSON) & (themes["claim"] == "")


def with_made(known: pd.DataFrame, later: frozenset[str], shown: np.ndarray, edits: Edits, nodes: pd.DataFrame) -> pd.DataFrame:
    """Known themes with those that a person made of groups, where somebody raises them.

    Parameters
    ----------
    known : themes as the nearest run left them. later : ids that runs of later cycles alone know.
    shown : ndarray of shape (n_texts,), object: what :func:`shown_themes` returns.
    nodes : rows of the record's ``theme_nodes``, whose names the new themes begin with.
    """
    made = edits.depth.made & set(shown)
    ours = known[~(known["theme_id"].isin(later & edits.depth.made) & ~known["theme_id"].isin(made))]
    labels = nodes.drop_duplicates("theme_id", keep="last").set_index("theme_id")["label"].to_dict()
    new = [
        FRESH | {"theme_id": name, "state": "live", "label": labels.get(name, "")}
        for name in sorted(made - set(ours["theme_id"]))
    ]
    ours = pd.concat([frame for frame in (ours, pd.DataFrame(new)) if len(frame)], ignore_index=True) if new else ours
    is_ours = ours["theme_id"].isin(made) & (ours["claim"] == "")
    return ours.assign(origin=ours["origin"].mask(is_ours, PERSON)).reset_index(drop=True)


def stability_of_parts(
    shown: np.ndarray, labelings: tuple[np.ndarray, ...], edits: Edits, of_fit: dict[str, float]
) -> dict[str, float]:
    """How well the finer groups are found again by the single fits of the leaves; as well as their theme where there are none."""
    parts = {part: theme for theme, parts in edits.depth.parts.items() for part in parts if part in set(shown)}
    if not labelings:
        return {part: of_fit.get(theme, 0.0) for part, theme in sorted(parts.items())}
    names = sorted(set(shown) - {""})
    groups = np.array([names.index(name) if name else -1 for name in shown])
    agreement = group_agreement(groups, list(labelings), np.zeros(len(groups), dtype=bool))
    return {part: agreement[names.index(part)] for part in sorted(parts)}


def shown_now(rows: pd.DataFrame, assignments: pd.DataFrame, edits: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows on passages with themes that were set finer or wider since, or taken back, under what shows the passage today.

    Parameters
    ----------
    rows : ``passage_id`` and ``columns``, which hold theme ids. assignments : ``passage_id, theme_id, fitted`` of a run.
    edits : rows of the record's ``theme_edits``.
    """
    known = assignments.drop_duplicates("passage_id").set_index("passage_id")
    shown, fitted = (rows["passage_id"].map(known[name]).fillna("").astype(object) for name in ("theme_id", "fitted"))
    home = _homes(edits, edits_of(edits).depth.made)
    moved = {}
    for name in columns:
        is_back = [now in home.get(was, ()) for was, now in zip(rows[name], shown, strict=True)]
        is_moved = (shown != "") & (rows[name] != "") & ((rows[name] == fitted) | np.array(is_back, dtype=bool))
        moved[name] = rows[name].mask(is_moved, shown).astype("str")
    return rows.assign(**moved)


def _homes(edits: pd.DataFrame, made: frozenset[str]) -> dict[str, set[str]]:
    """Where the passages of each theme that a person made and took back belong."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    finer, wider = (edits[edits["action"] == action] for action in (FINER, WIDER))
    for part in edits[(edits["action"] == PART) & edits["value"].isin(finer["theme_id"])].itertuples():
        homes[part.theme_id].add(part.value)
    for row in wider.itertuples():
        homes[row.theme_id] |= set(row.value.split())
    return {name: themes for name, themes in homes.items() if name not in made}

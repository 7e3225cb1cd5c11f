"""History of themes: what a run did to the themes of the run before: born, split, merged, died, returned."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.themes.edits import Edits
from kit.themes.theme_identity import MOVED_PART, origin_of, shared_counts, similarity


def event(theme_id: str, name: str, other: str, **evidence: object) -> dict[str, object]:
    """One row of a theme's history."""
    return {"theme_id": theme_id, "event": name, "other_theme_id": other, "evidence": evidence}


def history(
    lineage: pd.DataFrame, before: list[str], now: list[int], centres: np.ndarray, theme_of: dict[int, str], edits: Edits
) -> list[dict[str, object]]:
    """What became of the themes of the newest earlier cycle.

    Parameters
    ----------
    lineage : themes as that run left them: ``theme_id, state, claim, centre``; a claim the persona no longer makes is "".
    before, now : theme ("" none) in that run and topic (-1 none) in this fit, of each passage that both saw.
    centres : ndarray of shape (n_topics, n_dimensions); ``lineage.centre`` on the same footing.
    theme_of : every topic's theme.

    Returns
    -------
    list of dict ``theme_id, event, other_theme_id, evidence``
        event is born, split, merged, died or returned. Told against the earlier cycle's run alone, so that running a cycle again
        tells the same.
    """
    state = dict(zip(lineage["theme_id"], lineage["state"], strict=True))
    themes = sorted(name for name in state if state[name] in ("live", "hidden"))
    shared = shared_counts(now, before, themes, len(centres))
    rows = []
    for topic, theme_id in sorted(theme_of.items()):
        if theme_id not in state:
            rows.append(_birth(theme_id, shared[topic], themes))
        elif theme_id not in themes and edits.target(theme_id) == theme_id:
            near = float(similarity(centres[[topic]], lineage, [theme_id])[0, 0])
            rows.append(event(theme_id, "returned", "", centre_similarity=round(near, 3)))
    first = {str(row["theme_id"]): row for row in reversed(rows)}
    return [row for row in rows if first[str(row["theme_id"])] is row] + _ends(lineage, themes, shared, theme_of)


def _birth(theme_id: str, shared: np.ndarray, themes: list[str]) -> dict[str, object]:
    """A split where most of what was seen before came from one theme, else a birth."""
    total = int(shared.sum())
    if origin := origin_of(shared, themes):
        return event(theme_id, "split", origin, passages=int(shared.max()), of=total)
    return event(theme_id, "born", "", passages_seen_before=total)


def _ends(lineage: pd.DataFrame, themes: list[str], shared: np.ndarray, theme_of: dict[int, str]) -> list[dict[str, object]]:
    """What became of the living themes that no topic carries on."""
    kept = set(theme_of.values())
    rows = []
    for theme_id, claim in zip(lineage["theme_id"], lineage["claim"], strict=True):
        if theme_id not in themes or theme_id in kept or claim:
            continue
        went = shared[:, themes.index(theme_id)]
        if went.sum() and went.max() / went.sum() >= MOVED_PART:
            into = theme_of[int(went.argmax())]
            rows.append(event(theme_id, "merged", into, passages=int(went.max()), of=int(went.sum())))
        else:
            rows.append(event(theme_id, "died", "", passages_left=int(went.sum())))
    return rows

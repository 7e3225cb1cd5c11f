"""History of depth: which themes a person cut into finer ones, joined in a wider one, or took back, since the run before."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from kit.themes.depth.lay_out import is_made
from kit.themes.edits import Edits
from kit.themes.theme_history import event

#: What is written beside an event that a person brought about.
BY = {"by": "a person"}


def depth_history(
    lineage: pd.DataFrame, lineage_shown: dict[str, str], assignments: pd.DataFrame, edits: Edits
) -> list[dict[str, object]]:
    """What a person's finer and wider themes did to the themes of the newest earlier cycle.

    Parameters
    ----------
    lineage : themes as that run left them. lineage_shown : passage id to the theme it was shown under there.
    assignments : ``passage_id, theme_id`` of this run.

    Returns
    -------
    list of dict ``theme_id, event, other_theme_id, evidence``
        *cut*: a theme is shown by its finer groups; *split*: one of these, or a theme out of a wider one; *joined*: a wider
        group that holds themes since; *whole*: a theme that finer ones have gone back to; *merged*: these.
    """
    now = dict(zip(assignments["passage_id"], assignments["theme_id"], strict=True))
    shown, before = set(now.values()) - {""}, set(lineage_shown.values())
    rows = _begun(edits, shown - before, Counter(now.values()))
    ended = set(lineage.loc[is_made(lineage), "theme_id"]) & before - shown - edits.depth.made
    for name in sorted(ended):
        went = Counter(now[passage] for passage, was in lineage_shown.items() if was == name and now.get(passage))
        rows += _apart(name, went, before) if name in edits.depth.widened else _whole(name, went)
    return [row for place, row in enumerate(rows) if row not in rows[:place]]


def _begun(edits: Edits, fresh: set[str], sizes: Counter[str]) -> list[dict[str, object]]:
    rows = [
        event(name, "joined", "", **BY, themes=list(edits.depth.within[name])) for name in sorted(fresh & set(edits.depth.within))
    ]
    for theme, parts in sorted(edits.depth.parts.items()):
        cut = sorted(fresh & set(parts))
        rows += [event(theme, "cut", "", **BY, into=cut)] if cut else []
        rows += [event(name, "split", theme, **BY, passages=sizes[name]) for name in cut]
    return rows


def _apart(name: str, went: Counter[str], before: set[str]) -> list[dict[str, object]]:
    """A wider theme was taken back: the themes in it are there again."""
    return [event(other, "split", name, **BY, passages=went[other]) for other in sorted(set(went) - before)]


def _whole(name: str, went: Counter[str]) -> list[dict[str, object]]:
    """Finer themes were taken back: each is where it came from."""
    if not went:
        return []
    into = min(went, key=lambda other: (-went[other], other))
    return [event(name, "merged", into, **BY, passages=went[into]), event(into, "whole", "", **BY)]

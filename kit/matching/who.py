"""Who speaks, by the title given and the account's segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.config.personas import Persona
from kit.matching.job_titles import FOREIGN, SETTLES, best_role, is_excluded, is_telling

#: Log-odds that a settling title adds: it outweighs any words (a voice model rarely goes beyond 5).
TITLE_ODDS = 8.0

#: Log-odds of a title that fits in part, per unit of fit above FOREIGN.
PARTIAL_ODDS = 4.0

#: Log-odds for "none of them" where a title names a function that no persona has.
FOREIGN_ODDS = 3.0

#: Log-odds of a segment that the persona's file names, against one it does not.
SEGMENT_ODDS = 0.4

#: Fits this close are the same fit: the title does not tell the two apart.
SAME_FIT = 0.10


@dataclass(frozen=True)
class Titles:
    """What titles tell.

    Attributes
    ----------
    odds : ndarray (n, n_personas + 1), log-odds by title; the last column is "none of them".
    settled : ndarray (n,) of int, the one persona a title settles on, -1 otherwise.
    said : list of n sentences for the reasons, "" where there is no title.
    given : list of n titles as given.
    """

    odds: np.ndarray
    settled: np.ndarray
    said: list[str]
    given: list[str]


def title_evidence(titles: list[str], personas: list[Persona]) -> Titles:
    """What each title as given tells about each persona."""
    told = {title: _one_title(title, personas) for title in sorted(set(titles))}
    odds = np.array([told[title][0] for title in titles]).reshape(len(titles), len(personas) + 1)
    settled = np.array([told[title][1] for title in titles], dtype=int)
    return Titles(odds, settled, [told[title][2] for title in titles], list(titles))


def _one_title(title: str, personas: list[Persona]) -> tuple[list[float], int, str]:
    none, odds = len(personas), [0.0] * (len(personas) + 1)
    if not title.strip():
        return odds, -1, ""
    best = [best_role(title, persona.who.roles) for persona in personas]
    excluded = [is_excluded(title, persona.who.not_roles) for persona in personas]
    fits = [0.0 if out else fit for (fit, _), out in zip(best, excluded, strict=True)]
    top = max(fits, default=0.0)
    odds[:none] = [-TITLE_ODDS if out else 0.0 for out in excluded]
    if not is_telling(title) and top < SETTLES:
        return odds, -1, f"title {title} names no function"
    if top >= SETTLES:
        near = [at for at, fit in enumerate(fits) if fit >= SETTLES and fit > top - SAME_FIT]
        odds = [0.0 if at in near else -TITLE_ODDS for at in range(none + 1)]
        return odds, near[0] if len(near) == 1 else -1, f"title {title} is the role {best[near[0]][1]}"
    if top < FOREIGN:
        odds[none] = FOREIGN_ODDS
        return odds, -1, f"title {title} is no role of any persona"
    odds[:none] = [
        mark if out else PARTIAL_ODDS * max(0.0, fit - FOREIGN) for mark, fit, out in zip(odds, fits, excluded, strict=False)
    ]
    nearest = best[fits.index(top)][1]
    return odds, -1, f"title {title} is partly the role {nearest}"


def segment_odds(segments: list[str], personas: list[Persona]) -> np.ndarray:
    """Log-odds by segment, shape (n, n_personas + 1); 0 where the segment or the file's list is empty."""
    odds = np.zeros((len(segments), len(personas) + 1))
    for column, persona in enumerate(personas):
        named = {name.lower() for name in persona.who.segments}
        if named:
            odds[:, column] = [0.0 if not one else SEGMENT_ODDS / 2 * (1 if one.lower() in named else -1) for one in segments]
    return odds

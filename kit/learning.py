"""Learning: whether what reviewers decided makes the matcher better, before it is believed."""

from __future__ import annotations

import numpy as np

from kit.match import match_probabilities
from kit.personas import Persona
from kit.speech import Heard, Lines
from kit.who import Titles

#: Decisions from which the matcher may learn; fewer tell nothing that can be held out.
MIN_TAUGHT = 10

#: Folds of the decisions; each is held out once.
FOLDS = 3


def held_out_loss(
    speech: Heard,
    titles: Titles,
    segments: list[str],
    personas: list[Persona],
    lines: Lines,
    contacts: list[str],
    decided: np.ndarray,
) -> tuple[float, float]:
    """Mean log-loss on decided conversations: of the matcher as it is, and of one taught by the other decisions.

    Parameters
    ----------
    decided : ndarray (n,) of int, as in :func:`kit.match.match_probabilities`.

    Returns
    -------
    untaught, taught : float of at least 0; smaller is better.
    """
    rows = np.flatnonzero(decided >= 0)
    plain = match_probabilities(speech, titles, segments, personas, lines, None, contacts)[rows, decided[rows]]
    taught = np.zeros(len(rows))
    for fold in range(FOLDS):
        out = rows[fold::FOLDS]
        others = decided.copy()
        others[out] = -1
        found = match_probabilities(speech, titles, segments, personas, lines, others, contacts)
        taught[fold::FOLDS] = found[out, decided[out]]
    return tuple(float(-np.log(np.maximum(part, 1e-6)).mean()) for part in (plain, taught))


def learned_decisions(
    speech: Heard,
    titles: Titles,
    segments: list[str],
    personas: list[Persona],
    lines: Lines,
    contacts: list[str],
    decided: np.ndarray,
) -> np.ndarray:
    """The decisions the matcher is taught by: all of them where that is better on held-out ones, none otherwise.

    Returns
    -------
    ndarray (n,) of int, ``decided`` or -1 everywhere.
    """
    if (decided >= 0).sum() < MIN_TAUGHT:
        return np.full(len(decided), -1)
    untaught, taught = held_out_loss(speech, titles, segments, personas, lines, contacts, decided)
    return decided if taught < untaught else np.full(len(decided), -1)

"""Odds: what a model says of conversations, made true of those it has not seen."""

from __future__ import annotations

import numpy as np

#: Temperatures tried on held-out conversations, and the one where nothing can be held out (read from the match bench).
TEMPERATURES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
GUESSED_TEMPERATURE = 0.33

#: Right decisions between two personas, of held-out conversations, from which their voices can be told apart, and how many
#: of each it takes to say so. Two coins are right half of the time.
TELLS_APART, MIN_ALIKE = 0.60, 15


def log_softmax(odds: np.ndarray) -> np.ndarray:
    """Log-probabilities of log-odds, row by row."""
    return odds - np.logaddexp.reduce(odds, axis=1, keepdims=True)


def temperature_of(odds: np.ndarray, truth: np.ndarray) -> float:
    """By how much log-odds are to be divided so that they are true of conversations the model has not seen.

    Parameters
    ----------
    odds : ndarray (m, n_columns), held-out log-odds; truth : ndarray (m,) of int, the right columns.

    Returns
    -------
    float, the one of :data:`TEMPERATURES` with the highest likelihood; :data:`GUESSED_TEMPERATURE` where nothing was held out.
    """
    if not len(truth):
        return GUESSED_TEMPERATURE
    losses = []
    for heat in TEMPERATURES:
        normal = odds / heat - np.logaddexp.reduce(odds / heat, axis=1, keepdims=True)
        losses.append(-normal[np.arange(len(truth)), truth].sum())
    return TEMPERATURES[int(np.argmin(losses))]


def alike_groups(odds: np.ndarray, truth: np.ndarray, n_personas: int) -> list[list[int]]:
    """Personas whose voices nobody could tell apart, by number, in groups of two or more.

    Notes
    -----
    Of two personas with at least :data:`MIN_ALIKE` held-out conversations each, the part put right between the two (mean
    over both) must reach
    :data:`TELLS_APART`; otherwise what the model still says about the pair is chance, and adding it up over a
    contact's conversations would make a certainty of it.
    """
    group = list(range(n_personas))
    for one in range(n_personas):
        for other in range(one + 1, n_personas):
            mine, theirs = truth == one, truth == other
            if min(mine.sum(), theirs.sum()) < MIN_ALIKE:
                continue
            first = odds[:, one] > odds[:, other]
            if (first[mine].mean() + (~first)[theirs].mean()) / 2 < TELLS_APART:
                group = [group[one] if at == group[other] else at for at in group]
    found = [[at for at in range(n_personas) if group[at] == name] for name in sorted(set(group))]
    return [members for members in found if len(members) > 1]


def levelled(odds: np.ndarray, groups: list[list[int]]) -> np.ndarray:
    """Log-odds with every persona of a group given the group's mean."""
    odds = odds.copy()
    for members in groups:
        odds[:, members] = np.logaddexp.reduce(odds[:, members], axis=1, keepdims=True) - np.log(len(members))
    return odds


def with_nothing(odds: np.ndarray, nothing: np.ndarray, lean: float) -> np.ndarray:
    """Log-probabilities with "none of them" made likelier by what is near to no persona, and by ``lean`` everywhere."""
    odds = log_softmax(odds)
    odds[:, -1] = np.logaddexp(odds[:, -1], nothing) + lean
    return log_softmax(odds)

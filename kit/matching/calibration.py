"""Calibration: log-odds made true on conversations the model has not seen."""

from __future__ import annotations

import numpy as np

#: Temperatures tried on held-out conversations, and the one where nothing can be held out (read from the match bench).
TEMPERATURES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
GUESSED_TEMPERATURE = 0.33

#: How much the persona files are tried to add to voices that titles or decisions have taught, and the leans towards "none of
#: them" that are tried, in log-odds.
SAYS, LEANS = (0.0, 0.25, 0.5, 1.0, 2.0), (-4.0, -3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)

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
    for own in range(n_personas):
        for other in range(own + 1, n_personas):
            mine, theirs = truth == own, truth == other
            if min(mine.sum(), theirs.sum()) < MIN_ALIKE:
                continue
            first = odds[:, own] > odds[:, other]
            if (first[mine].mean() + (~first)[theirs].mean()) / 2 < TELLS_APART:
                group = [group[own] if member == group[other] else member for member in group]
    groups = [[member for member in range(n_personas) if group[member] == name] for name in sorted(set(group))]
    return [members for members in groups if len(members) > 1]


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


def cooled(odds: np.ndarray, heat: float) -> np.ndarray:
    """Log-probabilities with the personas among themselves, and all of them against "none of them", divided by a temperature.

    Notes
    -----
    Not all columns at once: where many personas are as likely as each other, the one column of "none of them" would gain on
    each of them and so on all.
    """
    anybody = np.logaddexp.reduce(odds[:, :-1], axis=1, keepdims=True)
    two = log_softmax(np.hstack([anybody, odds[:, -1:]]) / heat)
    return np.hstack([log_softmax(odds[:, :-1] / heat) + two[:, :1], two[:, 1:]])


def stacked(odds: np.ndarray, scores: np.ndarray, heat: float, say: float) -> np.ndarray:
    """Log-probabilities of the voices at a temperature, and of the files as far as they have a say among the personas.

    Parameters
    ----------
    odds : ndarray (n, n_personas + 1), of the voice model; scores : ndarray (n, n_personas), of the persona files.
    heat, say : what the voices are divided and the files multiplied by.
    """
    both = cooled(odds, heat)
    anybody = np.logaddexp.reduce(both[:, :-1], axis=1, keepdims=True)
    return np.hstack([log_softmax(both[:, :-1] + say * scores) + anybody, both[:, -1:]])


def truest(
    unseen: np.ndarray, scores: np.ndarray, nothing: np.ndarray, truth: np.ndarray, leans: tuple[float, ...]
) -> tuple[float, float, float]:
    """Temperature of the voices, say of the files and lean towards "none of them" that are truest of known conversations.

    Parameters
    ----------
    unseen : ndarray (m, n_personas + 1), log-odds of voices not taught by these conversations; truth : ndarray (m,) of int.
    scores, nothing : of the same conversations, see :func:`stacked` and :func:`with_nothing`.
    leans : those tried. How often nobody fits can only be learned from decisions: a title settles on somebody.

    Notes
    -----
    Stacking (Wolpert 1992) over three numbers: the smallest log-loss of the grid.
    """
    rows, losses = np.arange(len(truth)), {}
    for heat in TEMPERATURES:
        for say in SAYS:
            both = stacked(unseen, scores, heat, say)
            for lean in leans:
                likely = with_nothing(both, nothing, lean)[rows, truth]
                losses[heat, say, lean] = -np.maximum(likely, np.log(1e-4)).sum()
    return min(losses, key=lambda tried: (losses[tried], tried))


def agreed(odds: np.ndarray, unseen: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Log-probabilities of voices and files where nobody says who speaks: each is trusted as far as the other bears it out.

    Parameters
    ----------
    odds, unseen : ndarray (n, n_personas + 1), of the voice model, and of voices not taught by the conversation itself.
    scores : ndarray (n, n_personas), of the persona files.

    Notes
    -----
    Each is divided by the temperature at which it is true of what the other chooses; then the mean of both is taken. How often
    two readings agree tells how often they are right (Platanios, Blum and Mitchell 2014) as far as they err apart. The voices
    were taught by what the files chose, so they do not quite: therefore the mean and not the sum.
    """
    clear = scores.max(axis=1) > 0
    voices, files = unseen[clear, :-1], scores[clear]
    own, theirs = temperature_of(voices, files.argmax(axis=1)), temperature_of(files, voices.argmax(axis=1))
    cool = cooled(odds, own)
    anybody = np.logaddexp.reduce(cool[:, :-1], axis=1, keepdims=True)
    mean = (log_softmax(odds[:, :-1] / own) + log_softmax(scores / theirs)) / 2
    return np.hstack([log_softmax(mean) + anybody, cool[:, -1:]])

"""Learning: whether what reviewers decided makes the matcher better, before it is believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.config.personas import Persona
from kit.matching.persona_match import MatchEvidence, match_probabilities
from kit.matching.persona_similarity import PersonaLines

#: Decisions from which the matcher may learn; fewer tell nothing that can be held out.
MIN_TAUGHT = 10

#: Folds of the decisions; each is held out once.
FOLDS = 3


def held_out_loss(
    evidence: MatchEvidence, personas: list[Persona], lines: PersonaLines, decided: np.ndarray
) -> tuple[float, float]:
    """Mean log-loss on decided conversations: of the matcher as it is, and of one taught by the other decisions.

    Parameters
    ----------
    decided : ndarray (n,) of int, as in :func:`kit.matching.persona_match.match_probabilities`.

    Returns
    -------
    untaught, taught : float of at least 0; smaller is better.
    """
    rows = np.flatnonzero(decided >= 0)
    plain = match_probabilities(evidence, personas, lines)[rows, decided[rows]]
    taught = np.zeros(len(rows))
    for fold in range(FOLDS):
        out = rows[fold::FOLDS]
        others = decided.copy()
        others[out] = -1
        likely = match_probabilities(evidence, personas, lines, others)
        taught[fold::FOLDS] = likely[out, decided[out]]
    return tuple(float(-np.log(np.maximum(part, 1e-6)).mean()) for part in (plain, taught))


@dataclass(frozen=True)
class LearningOutcome:
    """Whether the matcher learned from decisions.

    Attributes
    ----------
    decided : ndarray (n,) of int, the decisions it is taught by, -1 everywhere where it is not.
    n_decisions : how many settle a persona, or that it is none.
    untaught_loss, taught_loss : mean log-loss on held-out decisions; None where there are too few to hold any out.
    """

    decided: np.ndarray
    n_decisions: int
    untaught_loss: float | None = None
    taught_loss: float | None = None

    def __str__(self) -> str:
        if self.untaught_loss is None or self.taught_loss is None:
            return f"The matcher learns from {MIN_TAUGHT} decisions on; there are {self.n_decisions} in these cycles."
        losses = f"{self.untaught_loss:.2f} without them and {self.taught_loss:.2f} with them"
        is_better = self.taught_loss < self.untaught_loss
        end = "so it was taught" if is_better else "so it stays as it was"
        return f"{self.n_decisions} decisions, held out in turn: the matcher's log-loss is {losses}, {end}."


NOTHING_LEARNED = LearningOutcome(np.zeros(0, dtype=int), 0)


def learned_decisions(
    evidence: MatchEvidence, personas: list[Persona], lines: PersonaLines, decided: np.ndarray
) -> LearningOutcome:
    """The decisions the matcher is taught by: all of them where that is better on held-out ones, none otherwise."""
    n, nothing = int((decided >= 0).sum()), np.full(len(decided), -1)
    if n < MIN_TAUGHT:
        return LearningOutcome(nothing, n)
    untaught, taught = held_out_loss(evidence, personas, lines, decided)
    return LearningOutcome(decided if taught < untaught else nothing, n, untaught, taught)

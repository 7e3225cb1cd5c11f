"""Match: which persona a conversation's speaker is, or none of them, or an honest "cannot tell"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from kit.personas import Persona
from kit.titles import FOREIGN, SETTLES, best_role, is_excluded, is_telling
from kit.voices import (
    GUESS_WEIGHT,
    MIN_CORPUS,
    NONE,
    Heard,
    Lines,
    alike_groups,
    fit_voices,
    guesses,
    held_out,
    levelled,
    predicted,
    temperature_of,
    voice_features,
    zero_shot,
)

#: A match is attached from this likelihood and this lead over the second choice; below either it is ambiguous.
#: Read from the match bench, where conversations that no title settles are right 19 times in 20 where they are attached.
MIN_SCORE, MIN_MARGIN = 0.70, 0.20

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

#: How much the other conversations of the same contact, and of the same unsettled title, tell about this one:
#: their mean log-odds count as this many conversations at the most.
CONTACT_VOICES, TITLE_VOICES = 2.5, 1.0

#: Weighted cosine of a conversation's best passage to any persona's lines at which "none of them" is as
#: likely as the nearest persona, and how steeply that falls; read from the match bench (left-out personas).
NONE_COSINE, NONE_STEEPNESS = 0.15, 8.0

#: Conversations settled by title from which a persona needs no guessed examples.
ENOUGH_SETTLED = 20

#: Cosine from which a place in the persona file is named as a reason.
REASON_COSINE = 0.40

COLUMNS = ["conversation_key", "cycle", "persona_id", "runner_up", "score", "runner_up_score", "margin", "state", "reasons"]


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


def voice_odds(speech: Heard, personas: list[Persona], lines: Lines, known: np.ndarray, learn: bool) -> np.ndarray:
    """Log-probabilities by words alone, shape (n, n_personas + 1).

    Parameters
    ----------
    known : ndarray (n,) of int, the persona where a title or a reviewer settles it, n_personas for none of them, else -1.
    learn : whether the conversations may teach the voices; False reads the persona files only.
    """
    scores = zero_shot(speech, personas, lines)
    odds = np.column_stack([scores, np.full(len(scores), -np.inf)])
    if learn:
        odds = _learned(speech, scores, lines, known, odds)
    odds = _log_softmax(odds)
    nothing = NONE_STEEPNESS * (NONE_COSINE - speech.cosine.max(axis=1, initial=0.0)) - np.log(len(personas))
    odds[:, -1] = np.logaddexp(odds[:, -1], nothing)
    return _log_softmax(odds)


def _learned(speech: Heard, scores: np.ndarray, lines: Lines, known: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """Log-odds of a voice model taught by settled conversations, and by guesses for personas that have too few."""
    none = scores.shape[1]
    guessed = guesses(scores, speech.cosine, known < 0) if len(scores) >= MIN_CORPUS else np.full(len(scores), -1)
    settled = np.bincount(known[known >= 0], minlength=none)[:none]
    guessed = np.where((guessed >= 0) & (settled[guessed] >= ENOUGH_SETTLED), -1, guessed)
    labels = np.where(known >= 0, known, guessed)
    own, quiet = voice_features(speech, lines)
    weights = np.where(known >= 0, 1.0, GUESS_WEIGHT if (known >= 0).any() else 1.0)
    features, labels = sparse.vstack([own, quiet]).tocsr(), np.append(labels, np.full(quiet.shape[0], none))
    weights = np.append(weights, np.ones(quiet.shape[0]))
    model = fit_voices(features, labels, weights, none)
    if model is None:
        return odds
    certain = np.append(known >= 0, np.zeros(quiet.shape[0], dtype=bool))
    rows, held = held_out(features, labels, weights, certain, none + 1)
    learned = predicted(model, own, none + 1) / temperature_of(held, labels[rows])
    learned = levelled(learned, alike_groups(held, labels[rows], none))
    missing = [column for column in range(none) if column not in model.classes_]
    learned[:, missing] = _log_softmax(scores)[:, missing]
    return learned


def lent_odds(odds: np.ndarray, groups: list[str], most: float) -> np.ndarray:
    """What the other conversations of a group tell about each one, shape (n, n_personas + 1).

    Parameters
    ----------
    odds : ndarray (n, n_personas + 1), log-probabilities by words.
    groups : n names, of the contact or of the title; "" is alone.
    most : how many conversations the others' mean counts as.
    """
    codes, number = np.unique(np.array(groups, dtype=object), return_inverse=True)
    lent = np.zeros_like(odds)
    for code, name in enumerate(codes):
        members = np.flatnonzero(number == code)
        if not name or len(members) < 2:
            continue
        others = (odds[members].sum(axis=0) - odds[members]) / (len(members) - 1)
        lent[members] = min(most, len(members) - 1) * (others - others.mean(axis=1, keepdims=True))
    return lent


def _log_softmax(odds: np.ndarray) -> np.ndarray:
    return odds - np.logaddexp.reduce(odds, axis=1, keepdims=True)


def match_probabilities(
    speech: Heard, titles: Titles, segments: list[str], personas: list[Persona], lines: Lines,
    decided: np.ndarray | None = None, contacts: list[str] | None = None, learn: bool = True,
) -> np.ndarray:  # fmt: skip
    """How likely each conversation's speaker is each persona, or none of them.

    Parameters
    ----------
    speech, titles, segments : what is said, what the title tells and the account's segment, n each.
    decided : ndarray (n,) of int, what reviewers decided (a persona's number, n_personas for none), -1 elsewhere.
    contacts : n names of who speaks, "" where that is not known: one contact is one persona.
    learn : see :func:`voice_odds`.

    Returns
    -------
    ndarray of shape (n, n_personas + 1), rows sum to 1; the last column is "none of them".
    """
    known = titles.settled if decided is None else np.where(decided >= 0, decided, titles.settled)
    words = voice_odds(speech, personas, lines, known, learn)
    unsettled = [one if settled < 0 else "" for one, settled in zip(titles.given, titles.settled, strict=True)]
    lent = lent_odds(words, contacts or [""] * len(words), CONTACT_VOICES) + lent_odds(words, unsettled, TITLE_VOICES)
    return np.exp(_log_softmax(words + lent + titles.odds + segment_odds(segments, personas)))


def match_states(probabilities: np.ndarray, personas: list[Persona]) -> pd.DataFrame:
    """Best persona, runner-up, margin and state of each conversation.

    Returns
    -------
    DataFrame of n rows: ``persona_id`` ("" where none of them is likeliest), ``runner_up`` ("" where that is none of
    them), ``score`` and ``runner_up_score`` (0 to 1), ``margin`` (their difference), ``state``: attached, ambiguous or unmatched.

    Notes
    -----
    The margin is taken over everything else, "none of them" included. An ambiguous conversation keeps the
    persona it is nearest to; it is never counted.
    """
    names = [*(persona.id for persona in personas), NONE]
    order = np.argsort(-probabilities, axis=1, kind="stable")
    rows = np.arange(len(probabilities))
    first, second = order[:, 0], order[:, 1]
    score, other = probabilities[rows, first], probabilities[rows, second]
    is_none, margin = first == len(personas), score - other
    named = np.array(names, dtype=object)
    sure = (score >= MIN_SCORE) & (margin >= MIN_MARGIN)
    persona_id = np.where(is_none & sure, "", named[np.where(is_none, second, first)])
    runner_up = named[second]
    state = np.where(~sure, "ambiguous", np.where(is_none, "unmatched", "attached"))
    runner_up = np.where(runner_up == NONE, "", np.where(is_none & ~sure, "", runner_up))
    table = {
        "persona_id": persona_id,
        "runner_up": runner_up,
        "score": score,
        "runner_up_score": other,
        "margin": margin,
        "state": state,
    }
    return pd.DataFrame(table).astype({"persona_id": "str", "runner_up": "str", "state": "str"})


def match_reasons(
    matched: pd.DataFrame, speech: Heard, titles: Titles, segments: list[str], personas: list[Persona]
) -> list[str]:
    """Why each conversation is matched as it is, in words."""
    column = {persona.id: at for at, persona in enumerate(personas)}
    told = []
    for row, (persona_id, state, runner_up) in enumerate(
        zip(matched["persona_id"], matched["state"], matched["runner_up"], strict=True)
    ):
        parts = [titles.said[row] or "no title"]
        at = column.get(persona_id)
        if at is not None and segments[row] and segments[row].lower() in {one.lower() for one in personas[at].who.segments}:
            parts.append(f"segment {segments[row]}")
        near = at is not None and speech.cosine[row, at] >= REASON_COSINE
        parts.append(f"language near {speech.place[row][at]}" if near else "words near nothing in the persona files")
        if state == "ambiguous":
            parts.append(f"as near to {runner_up or NONE}")
        told.append("; ".join(parts))
    return told

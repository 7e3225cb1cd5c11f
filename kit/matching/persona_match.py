"""Persona match: which persona a conversation's speaker is, or none of them, or an honest "cannot tell"."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.matching.calibration import log_softmax
from kit.matching.job_titles import Titles, segment_odds
from kit.matching.persona_classifier import voice_odds
from kit.matching.persona_similarity import NONE, PersonaLines, PersonaSimilarity

#: What stands for a persona where it is none of them.
NOBODY = "none of them"


#: A match is attached from this likelihood on, and ambiguous below. The lead over the second choice needs no bar of its own:
#: what is 0.72 likely leads by at least 0.44.
#: Conversations that no title settles are right 19 times in 20 where they are attached so (half of the sample without its
#: titles), and 19 in 20 of those whose persona is left out of the library stay with nobody (see the match bench's README).
MIN_SCORE = 0.72

#: How much the other conversations of the same contact, and of the same unsettled title, tell about this one:
#: their mean log-odds count as this many conversations at the most.
CONTACT_VOICES, TITLE_VOICES = 2.5, 1.0

#: Cosine from which a place in the persona file is named as a reason.
REASON_COSINE = 0.40

#: How sure a reviewer's decision is where it speaks for others of the same contact or title.
DECIDED = 0.95

#: Log-odds that words reach at the most: less than a settling title (:data:`TITLE_ODDS`), so that they never overrule it.
LOUDEST_VOICE = 6.0

COLUMNS = ["conversation_key", "cycle", "persona_id", "runner_up", "score", "runner_up_score", "margin", "state", "reasons"]


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


@dataclass(frozen=True)
class MatchEvidence:
    """All that tells of whose words n conversations are.

    Attributes
    ----------
    similarity, titles : what is said, and what the speakers' titles tell.
    segments : of the accounts, "" where that is not known.
    contacts : who speaks, "" where that is not known: one contact is one persona.
    """

    similarity: PersonaSimilarity
    titles: Titles
    segments: list[str]
    contacts: list[str]


def match_probabilities(
    evidence: MatchEvidence, personas: list[Persona], lines: PersonaLines, decided: np.ndarray | None = None, learn: bool = True
) -> np.ndarray:
    """How likely each conversation's speaker is each persona, or none of them.

    Parameters
    ----------
    evidence : of n conversations.
    decided : ndarray (n,) of int, what reviewers decided (a persona's number, n_personas for none), -1 elsewhere.
    learn : see :func:`voice_odds`.

    Returns
    -------
    ndarray of shape (n, n_personas + 1), rows sum to 1; the last column is "none of them".
    """
    titles = evidence.titles
    decided = np.full(len(titles.given), -1) if decided is None else decided
    words = voice_odds(evidence.similarity, personas, lines, titles.settled, decided, learn)
    telling = np.where((decided >= 0)[:, None], _certain(decided, words.shape[1]), words)
    unsettled = [title if settled < 0 else "" for title, settled in zip(titles.given, titles.settled, strict=True)]
    lent = lent_odds(telling, evidence.contacts, CONTACT_VOICES) + lent_odds(telling, unsettled, TITLE_VOICES)
    spoken = np.maximum(log_softmax(words + lent), -LOUDEST_VOICE)
    return np.exp(log_softmax(spoken + titles.odds + segment_odds(evidence.segments, personas)))


def _certain(decided: np.ndarray, n_columns: int) -> np.ndarray:
    """What a reviewer's word lends to others of the contact or title: log-probabilities, :data:`DECIDED` for the one decided."""
    odds = np.full((len(decided), n_columns), np.log((1 - DECIDED) / max(n_columns - 1, 1)))
    odds[np.arange(len(decided)), decided] = np.log(DECIDED)
    return odds


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
    sure = score >= MIN_SCORE
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


def match_reasons(matched: pd.DataFrame, evidence: MatchEvidence, personas: list[Persona], lent: list[bool]) -> list[str]:
    """Why each conversation is matched as it is, in words.

    Parameters
    ----------
    lent : whether the title was given elsewhere by the same contact.
    """
    column, spoken = {persona.id: place for place, persona in enumerate(personas)}, Counter(evidence.contacts)
    similarity, segments, contacts = evidence.similarity, evidence.segments, evidence.contacts
    reasons = []
    for row, (persona_id, state, runner_up) in enumerate(
        zip(matched["persona_id"], matched["state"], matched["runner_up"], strict=True)
    ):
        title = evidence.titles.sentences[row]
        parts = [f"{title} (given elsewhere)" if title and lent[row] else title or "no title"]
        place = column.get(persona_id)
        own_segments = {name.lower() for name in personas[place].who.segments} if place is not None else set()
        if segments[row] and segments[row].lower() in own_segments:
            parts.append(f"segment {segments[row]}")
        near = place is not None and similarity.cosine[row, place] >= REASON_COSINE
        parts.append(f"language near {similarity.place[row][place]}" if near else "words near nothing in the persona files")
        if contacts[row] and (others := spoken[contacts[row]] - 1):
            parts.append(f"with what the same contact says in {others} other conversation{'s' * (others > 1)}")
        if state == "ambiguous":
            score, next_score = matched["score"].iat[row], matched["runner_up_score"].iat[row]
            parts.append(f"not sure enough: {score:.2f}, next {runner_up or NONE} {next_score:.2f}")
        reasons.append("; ".join(parts))
    return reasons

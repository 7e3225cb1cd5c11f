"""Language: the words that accounts use now against before, and against the persona file's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pandas as pd

from kit.personas import SECTIONS, Persona
from kit.words import phrases_of

Facts = dict[str, Any]

#: Accounts that must use a term in one of the two periods before it is looked at.
MIN_ACCOUNTS = 3

#: Weight of the prior: this many words of the corpus as a whole stand behind each period's own.
PRIOR_WORDS = 100.0

#: Score from which a term rises, and below whose negative it fades. With the prior's shrinkage 2 of 1,800 terms of the
#: sample's quiet personas rise by chance and none fades; a baseline of three cycles makes fading the steadier of the two,
#: hence the lower bound.
RISING_Z, FADING_Z = 2.3, 1.9

#: Terms told in each list at the most.
MOST_TERMS = 12

#: A shorter term is dropped where a longer one that holds it has at least this part of its accounts.
SAME_TERM = 0.7


def term_votes(
    passages: pd.DataFrame, counted: pd.DataFrame, cycles: list[str]
) -> tuple[dict[str, float], dict[str, set[str]], int]:
    """How much each term is used in some cycles, account by account.

    Parameters
    ----------
    passages : DataFrame (conversation_key, text).
    counted : DataFrame (conversation_key, cycle, voter_id), the persona's counted conversations.

    Returns
    -------
    votes : term to the sum over voters of the part of the voter's conversations that use it.
    users : term to the voters that use it at all.
    n_voters : voters that spoke.
    """
    spoke = counted[counted["cycle"].isin(cycles)]
    size = Counter(spoke["voter_id"])
    voter_of = dict(zip(spoke["conversation_key"], spoke["voter_id"], strict=True))
    terms: dict[str, set[str]] = defaultdict(set)
    for key, text in zip(passages["conversation_key"], passages["text"], strict=True):
        if key in voter_of:
            terms[key] |= phrases_of(text)
    votes: dict[str, float] = defaultdict(float)
    users: dict[str, set[str]] = defaultdict(set)
    for key in sorted(terms):
        for term in terms[key]:
            votes[term] += 1 / size[voter_of[key]]
            users[term].add(voter_of[key])
    return votes, users, len(size)


def weighted_log_odds(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """z of each term's log-odds now against before, with an informative Dirichlet prior.

    Parameters
    ----------
    now, before : ndarray (n_terms,), accounts that use each term in each period.

    Notes
    -----
    The prior is the two periods together, scaled to :data:`PRIOR_WORDS`: a term that is rare everywhere needs more to
    stand out (Monroe, Colaresi and Quinn 2008).
    """
    prior = PRIOR_WORDS * (now + before) / max((now + before).sum(), 1e-9)

    def odds(users: np.ndarray) -> np.ndarray:
        mine = users + prior
        return np.log(mine) - np.log(np.maximum(users.sum() + prior.sum() - mine, 1e-9))

    return (odds(now) - odds(before)) / np.sqrt(1 / (now + prior) + 1 / (before + prior))


def language_shift(persona: Persona, passages: pd.DataFrame, counted: pd.DataFrame, cycle: str, baseline: list[str]) -> Facts:
    """Terms rising and fading, and the file's own words that are or are not said.

    Parameters
    ----------
    passages : DataFrame (passage_id, conversation_key, text, stance) of the window; greetings and the like are left out.
    counted : the persona's counted conversations (conversation_key, cycle, voter_id).

    Returns
    -------
    dict
        ``rising``, ``fading``: list of {term, before, now (0 to 1: mean over voters of the part of their conversations that
        use it), accounts (voters using it in the period where it is more used), z, in_file, example (a passage_id)}.
        ``unsaid``: words of the file
        that nobody used in the cycle. ``new_to_file``: the terms most accounts use now that the file does not hold.

    Notes
    -----
    ``z`` counts an account once a term and period, however often it says it; ``before`` and ``now`` count its fraction.
    """
    said = passages[passages["stance"] != "other"]
    now, users_now, n_now = term_votes(said, counted, [cycle])
    before, users_before, n_before = term_votes(said, counted, baseline)
    own = file_terms(persona)
    told = {
        "rising": [],
        "fading": [],
        "unsaid": sorted(own - set(now)) if n_now else [],
        "new_to_file": _new(now, users_now, own, n_now),
    }
    terms = sorted(
        term for term in {*now, *before} if max(len(users_now.get(term, ())), len(users_before.get(term, ()))) >= MIN_ACCOUNTS
    )
    if not terms or not n_now or not n_before:
        return told
    ones, others = (np.array([len(users.get(term, ())) for term in terms], dtype=float) for users in (users_now, users_before))
    z = weighted_log_odds(ones, others)
    here = counted[counted["cycle"].isin([cycle, *baseline])]
    for name, rises in (("rising", True), ("fading", False)):
        found = [at for at in np.lexsort((np.arange(len(z)), -np.abs(z))) if (z[at] >= RISING_Z if rises else z[at] <= -FADING_Z)]
        users = users_now if rises else users_before
        kept = _without_parts([terms[at] for at in found if len(users.get(terms[at], ())) >= MIN_ACCOUNTS], users)[:MOST_TERMS]
        keys = set(here.loc[(here["cycle"] == cycle) == rises, "conversation_key"])
        told[name] = [
            {"term": term, "before": round(before.get(term, 0.0) / n_before, 4), "now": round(now.get(term, 0.0) / n_now, 4),
             "accounts": len(users[term]), "z": round(float(z[terms.index(term)]), 2), "in_file": term in own,
             "example": _example(term, said, keys)}
            for term in kept
        ]  # fmt: skip
    return told


def file_terms(persona: Persona) -> set[str]:
    """Terms of a persona file that a customer might say."""
    texts = [
        text
        for section in SECTIONS
        if section != "messaging"
        for claim in getattr(persona, section)
        for text in (claim.statement, *claim.language)
    ]
    return {term for text in [*texts, *persona.metrics, *persona.tools] for term in phrases_of(text, longest=2)}


def _new(votes: dict[str, float], users: dict[str, set[str]], own: set[str], n_voters: int) -> list[Facts]:
    words = {word for term in own for word in term.split()}
    fresh = [term for term in votes if len(users[term]) >= MIN_ACCOUNTS and not set(term.split()) <= words]
    ordered = sorted(fresh, key=lambda term: (-votes[term] * len(term.split()) ** 0.5, term))
    kept = _without_parts(ordered[: 5 * MOST_TERMS], users)[:MOST_TERMS]
    return [{"term": term, "now": round(votes[term] / n_voters, 4), "accounts": len(users[term])} for term in kept]


def _without_parts(terms: list[str], users: dict[str, set[str]]) -> list[str]:
    """Terms without those that are but a part of another one said by nearly the same accounts."""
    kept: list[str] = []
    for term in terms:
        held = [other for other in terms if other != term and f" {term} " in f" {other} "]
        wider = [other for other in kept if f" {other} " in f" {term} " and len(users[term]) < SAME_TERM * len(users[other])]
        if not wider and not any(len(users[other]) >= SAME_TERM * len(users[term]) for other in held):
            kept.append(term)
    return kept


def _example(term: str, passages: pd.DataFrame, keys: set[str]) -> str | None:
    """The first passage, by id, in which a term is said."""
    ours = passages[passages["conversation_key"].isin(keys) & passages["text"].str.lower().str.contains(term, regex=False)]
    for passage_id, text in sorted(zip(ours["passage_id"], ours["text"], strict=True)):
        if term in phrases_of(text):
            return passage_id
    return None

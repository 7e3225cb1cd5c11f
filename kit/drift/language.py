"""Language: the words that accounts use now against before, and against the persona file's own."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import SECTIONS, Persona
from kit.drift.term_usage import Usage, terms_of, usage_of
from kit.matching.stances import ON_NOTHING
from kit.words import stems


def language_facts(language: Facts, quotes: dict[str, Facts]) -> Facts:
    """Terms rising and fading, each with one place where it was said."""
    facts = {
        side: [term | {"example": quotes.get(term.get("example") or "")} for term in language[side]]
        for side in ("rising", "fading")
    }
    return language | facts


Facts = dict[str, Any]

#: Accounts that must use a term in one of the two periods before it is looked at.
MIN_ACCOUNTS = 3

#: Weight of the prior: this many words of the corpus as a whole stand behind each side's own.
PRIOR_WORDS = 100.0

#: Score from which a term rises, and below whose negative it fades: of 1,680 terms of the sample's quiet personas over three
#: cycles 3 rise by chance and none fades. A baseline of three cycles makes fading the steadier of the two, hence the lower bound.
RISING_Z, FADING_Z = 2.3, 1.9

#: Score of a phrase one of whose words rises or fades by itself: it is looked at only there, so one chance in twenty is enough.
PHRASE_Z = 1.64

#: Terms told in each list at the most.
MOST_TERMS = 12

#: Of two phrases, one holding the other, the longer is told where it has at least this part of the shorter one's accounts.
SAME_TERM = 0.7

#: A word is dropped where the phrases told that hold it have at least this part of its accounts.
SAID_BY_PHRASES = 0.5

#: Passages that tell how common a word is among all customers: of this many, a word of one in a thousand is seen five times.
PRIOR_PASSAGES = 5000

#: Letters of a single word of the file that is told as unsaid: shorter ones are mostly verbs ("runs", "eats") that say nothing
#: by themselves.
LEAST_LETTERS = 5


def weighted_log_odds(now: np.ndarray, before: np.ndarray, common: np.ndarray | None = None) -> np.ndarray:
    """z of each term's log-odds on one side against the other, with an informative Dirichlet prior.

    Parameters
    ----------
    now, before : ndarray (n_terms,), accounts' cycles (or lines of a file) that use each term on each side.
    common : ndarray (n_terms,), how common each term is anyway; the two sides together where it is not given.

    Notes
    -----
    The prior is ``common``, scaled to :data:`PRIOR_WORDS`: a term that is common everywhere needs more to stand out (Monroe,
    Colaresi and Quinn 2008).
    """
    common = now + before if common is None else common
    prior = PRIOR_WORDS * common / max(common.sum(), 1e-9)

    def odds(users: np.ndarray) -> np.ndarray:
        mine = users + prior
        return np.log(mine) - np.log(np.maximum(users.sum() + prior.sum() - mine, 1e-9))

    return (odds(now) - odds(before)) / np.sqrt(1 / (now + prior) + 1 / (before + prior))


def language_shift(persona: Persona, passages: pd.DataFrame, counted: pd.DataFrame, cycle: str, baseline: list[str]) -> Facts:
    """Terms rising and fading, and the file's own words against those of its customers.

    Parameters
    ----------
    passages : DataFrame (passage_id, conversation_key, text, stance) of the window, everybody's; greetings and the like are
        left out.
    counted : the persona's counted conversations (conversation_key, cycle, voter_id).

    Returns
    -------
    dict
        ``rising``, ``fading``: phrases before words, the surest first: list of {term, before, now (0 to 1: mean over voters of
        the part of their conversations that use it), accounts (that use it in the period where it is more used), z,
        in_file, example (a passage_id)}.
        ``unsaid``: terms of the file that none of the persona's customers used in the cycle, not even in a greeting.
        ``new_to_file``: terms that accounts use now and the file does not, as {term, now, accounts, z}. Both the most telling
        first; for both the forms of a word are one, "cancel" and "cancelled" (:func:`kit.words.stem`).

    Notes
    -----
    ``z`` counts an account once a term and cycle, however often it says it: were it counted once a period, a common word would
    move between one cycle and three without being said more or less. ``before`` and ``now`` count the part of all that an
    account says in the period.
    """
    meaningful = passages[~passages["stance"].isin(ON_NOTHING)]
    now, before = usage_of(meaningful, counted, [cycle]), usage_of(meaningful, counted, baseline)
    own = file_lines(persona)
    facts: Facts = {"rising": [], "fading": []} | _against_file(now, own, meaningful, _stems_said(passages, counted, cycle))
    if now.n_voters and before.n_voters:
        here = counted[counted["cycle"].isin([cycle, *baseline])]
        for side, terms in _moved(now, before).items():
            at_most = now if side == "rising" else before
            keys = here.loc[(here["cycle"] == cycle) == (side == "rising"), "conversation_key"]
            ours = meaningful[meaningful["conversation_key"].isin(keys)]
            texts = sorted(zip(ours["passage_id"], ours["text"], strict=True)) if terms else []
            lowered, taken = [text.lower() for _, text in texts], set[str]()
            for term, z in terms:
                example = _example(term, texts, lowered, taken)
                taken.add(example or "")
                facts[side].append(_entry(term, z, now, before, at_most, own) | {"example": example})
    return facts


def _entry(term: str, z: float, now: Usage, before: Usage, at_most: Usage, own: list[dict[str, str]]) -> Facts:
    """One term as it is told; ``at_most`` is the period in which it is used more."""
    shares = {name: round(usage.votes.get(term, 0.0) / usage.n_voters, 4) for name, usage in (("before", before), ("now", now))}
    in_file = any(term in line for line in own)
    return {"term": at_most.form(term), "accounts": at_most.n_accounts(term), "z": round(z, 2), "in_file": in_file} | shares


def _moved(now: Usage, before: Usage) -> dict[str, list[tuple[str, float]]]:
    """Terms rising and fading with their z, phrases first and the surest first."""
    used = {term for usage in (now, before) for term, users in usage.users.items() if len(users) >= MIN_ACCOUNTS}
    terms = sorted(used)
    z = dict(zip(terms, weighted_log_odds(now.n_cycles(terms), before.n_cycles(terms)).tolist(), strict=True))
    moves = {}
    for side, usage, sign, bound in (("rising", now, 1, RISING_Z), ("fading", before, -1, FADING_Z)):
        sure = {term for term in terms if sign * z[term] >= bound}
        with_sure = {term for term in terms if sign * z[term] >= PHRASE_Z and " " in term and sure & set(term.split())}
        usual = [term for term in sure | with_sure if len(usage.users.get(term, ())) >= MIN_ACCOUNTS]
        kept = _phrases_first(sorted(usual, key=lambda term: (-abs(z[term]), term)), usage.users)[:MOST_TERMS]
        moves[side] = [(term, z[term]) for term in kept]
    return moves


def file_lines(persona: Persona) -> list[dict[str, str]]:
    """Terms of each line of a persona file that a customer might say, with the form they have there, in the file's order."""
    texts = [
        text
        for section in SECTIONS
        if section != "messaging"
        for claim in getattr(persona, section)
        for text in (claim.statement, *claim.language)
    ]
    return [terms_of(text) for text in [*texts, *persona.metrics, *persona.tools]]


def _stems_said(passages: pd.DataFrame, counted: pd.DataFrame, cycle: str) -> set[str]:
    """Terms, as their stems, of all that the persona's customers said in a cycle."""
    keys = counted.loc[counted["cycle"] == cycle, "conversation_key"]
    texts = passages.loc[passages["conversation_key"].isin(keys), "text"]
    return {stems(phrase) for text in texts for phrase in terms_of(text).values()}


def _against_file(now: Usage, own: list[dict[str, str]], meaningful: pd.DataFrame, stems_said: set[str]) -> Facts:
    """What customers say and the file does not, and the other way round, by log-odds over how common a term is anyway."""
    if not now.n_voters:
        return {"unsaid": [], "new_to_file": []}
    lines = Counter(term for line in own for term in line)
    anyone = _anyone(meaningful)
    terms = sorted({*lines, *(term for term, users in now.users.items() if len(users) >= MIN_ACCOUNTS)})
    users, in_file = now.n_users(terms), np.array([lines[term] for term in terms], dtype=float)
    common = np.array([anyone[term] + lines[term] for term in terms], dtype=float) + users
    z = dict(zip(terms, weighted_log_odds(users, in_file, common).tolist(), strict=True))
    words = {word for term in lines for word in stems(term).split()}
    fresh = [term for term in terms if not set(stems(term).split()) <= words]
    fresh.sort(key=lambda term: (-_telling(term, z), -len(term.split()), term))
    return {
        "unsaid": _unsaid(sorted((term for term in lines if stems(term) not in stems_said), key=lambda term: z[term]), own),
        "new_to_file": [
            {"term": now.form(term), "now": round(now.votes[term] / now.n_voters, 4), "accounts": now.n_accounts(term),
             "z": round(z[term], 2)}
            for term in sorted(_phrases_first(fresh, now.users), key=fresh.index)[:MOST_TERMS]
        ],
    }  # fmt: skip


def _telling(term: str, z: dict[str, float]) -> float:
    """How telling a term is: a phrase as much as the word of it that tells most."""
    return max(z.get(part, z[term]) for part in [term, *term.split()])


def _anyone(passages: pd.DataFrame) -> Counter[str]:
    """In how many passages each term stands, whoever said it; of a long window every n-th passage."""
    texts = passages.sort_values("passage_id")["text"].tolist()
    return _terms_in(tuple(texts[:: 1 + len(texts) // PRIOR_PASSAGES]))


@lru_cache(maxsize=1)  # every persona of a cycle asks for the same texts
def _terms_in(texts: tuple[str, ...]) -> Counter[str]:
    return Counter(term for text in texts for term in terms_of(text))


def _unsaid(terms: list[str], own: list[dict[str, str]]) -> list[str]:
    """Terms as the file writes them, without phrases that hold an unsaid word: that word tells it."""
    forms = {term: form for line in reversed(own) for term, form in line.items()}
    alone = {term for term in terms if " " not in term}
    kept: list[str] = []
    for term in terms:
        words = set(term.split())
        is_told = any(set(stems(term).split()) & set(stems(other).split()) for other in kept)
        if not is_told and (len(forms[term]) >= LEAST_LETTERS if term in alone else not words & alone):
            kept.append(term)
    return [forms[term] for term in kept]


def _phrases_first(terms: list[str], users: dict[str, set[str]]) -> list[str]:
    """Phrases before words, each in the order given, without what another one tells as well.

    Notes
    -----
    Of two phrases, one holding the other, the longer stays where nearly as many accounts say it. A word stays where it is said
    by many who say none of the phrases.
    """
    phrases = [term for term in terms if " " in term]

    def is_told(term: str) -> bool:
        longer = [other for other in phrases if other != term and f" {term} " in f" {other} "]
        shorter = [other for other in phrases if other != term and f" {other} " in f" {term} "]
        return any(len(users[other]) >= SAME_TERM * len(users[term]) for other in longer) or any(
            len(users[term]) < SAME_TERM * len(users[other]) for other in shorter
        )

    kept = [term for term in phrases if not is_told(term)]
    alone = []
    for term in terms:
        holders = set().union(*(users[other] for other in kept if term in other.split()))
        if " " not in term and len(holders) < SAID_BY_PHRASES * len(users[term]):
            alone.append(term)
    return kept + alone


def _example(term: str, texts: list[tuple[str, str]], lowered: list[str], taken: set[str]) -> str | None:
    """The first passage in which a term is said; one that no other term has as its example where there is one.

    Parameters
    ----------
    texts : id and text of each passage, by id. lowered : the texts in lower case.
    """
    start, first = term.split(maxsplit=1)[0][:3], None
    for (passage_id, text), lower in zip(texts, lowered, strict=True):
        if start in lower and term in terms_of(text):
            if passage_id not in taken:
                return passage_id
            first = first or passage_id
    return first

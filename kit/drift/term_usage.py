"""Usage: which words and phrases accounts use in some cycles, a term and its plural as one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from kit.words import phrases_of, singular

#: Texts whose terms are kept: a persona's are asked for by the cycle's use, by what the file leaves unsaid and by examples.
KEPT_TEXTS = 2**13


@dataclass(frozen=True)
class Usage:
    """How much each term is used in some cycles, account by account.

    Attributes
    ----------
    votes : term to the sum over voters of the part of the voter's conversations that use it.
    cycles_used : term to in how many cycles of how many voters it is used, so that one cycle and three can be compared.
    users : term to the voters that use it at all.
    forms : term to how often each of its forms was written.
    n_voters : voters that spoke.
    """

    votes: dict[str, float]
    cycles_used: dict[str, int]
    users: dict[str, set[str]]
    forms: dict[str, dict[str, int]]
    n_voters: int

    def n_cycles(self, terms: list[str]) -> np.ndarray:
        """Voters' cycles in which each term is used, shape (n_terms,)."""
        return np.array([self.cycles_used.get(term, 0) for term in terms], dtype=float)

    def n_users(self, terms: list[str]) -> np.ndarray:
        """Voters that use each term, shape (n_terms,)."""
        return np.array([len(self.users.get(term, ())) for term in terms], dtype=float)

    def n_accounts(self, term: str) -> int:
        """Accounts that use a term; where no account of those who use it is known, the speakers."""
        users = self.users[term]
        return sum(user.startswith("account:") for user in users) or len(users)

    def form(self, term: str) -> str:
        """A term as it is written most often."""
        forms = self.forms.get(term) or {term: 1}
        return min(forms, key=lambda form: (-forms[form], form))


@lru_cache(maxsize=KEPT_TEXTS)
def terms_of(text: str) -> dict[str, str]:
    """Terms of a text, each with the form it has there; to be read only."""
    return {" ".join(map(singular, phrase.split())): phrase for phrase in sorted(phrases_of(text))}


def usage_of(passages: pd.DataFrame, counted: pd.DataFrame, cycles: list[str]) -> Usage:
    """How much each term is used in some cycles.

    Parameters
    ----------
    passages : DataFrame (conversation_key, text).
    counted : DataFrame (conversation_key, cycle, voter_id), the persona's counted conversations.
    """
    spoke = counted[counted["cycle"].isin(cycles)]
    keys, voters, months = (spoke[name].to_numpy(dtype=object) for name in ("conversation_key", "voter_id", "cycle"))
    size, voter_of = Counter(voters), dict(zip(keys, voters, strict=True))
    cycle_of = dict(zip(keys, zip(voters, months, strict=True), strict=True))
    terms: dict[str, set[str]] = defaultdict(set)
    forms: dict[str, dict[str, int]] = defaultdict(dict)  # of tens of thousands: a Counter each would take as long as the rest
    for key, text in zip(*(passages[name].to_numpy(dtype=object) for name in ("conversation_key", "text")), strict=True):
        if key in voter_of:
            for term, form in terms_of(text).items():
                terms[key].add(term)
                forms[term][form] = forms[term].get(form, 0) + 1
    votes: dict[str, float] = defaultdict(float)
    used_in: dict[str, set[tuple[str, str]]] = defaultdict(set)
    users: dict[str, set[str]] = defaultdict(set)
    for key in sorted(terms):
        for term in terms[key]:
            votes[term] += 1 / size[voter_of[key]]
            used_in[term].add(cycle_of[key])
            users[term].add(voter_of[key])
    return Usage(votes, {term: len(pairs) for term, pairs in used_in.items()}, users, forms, len(size))

"""Job titles: as given, made comparable with a persona's roles, and what they speak for."""

# ruff: noqa: E501 - tables of words read better in long lines
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from kit.config.personas import Persona

#: What an abbreviation stands for; several words where it does.
ABBREVIATIONS = {
    "vp": "vice president", "svp": "senior vice president", "evp": "executive vice president", "avp": "vice president",
    "sr": "senior", "snr": "senior", "jr": "junior", "mgr": "manager", "mngr": "manager", "dir": "director", "hd": "head",
    "asst": "assistant", "assoc": "associate", "coord": "coordinator", "admin": "administrator", "exec": "executive",
    "revops": "revenue operations", "rev": "revenue", "ops": "operations", "op": "operations", "salesops": "sales operations",
    "mops": "marketing operations", "mktg": "marketing", "mktng": "marketing", "mkt": "marketing", "mkting": "marketing",
    "cs": "customer success", "csm": "customer success manager", "csms": "customer success manager", "cx": "customer experience",
    "acct": "account", "am": "account manager", "ae": "account executive", "kam": "key account manager",
    "sdr": "sales development representative", "bdr": "business development representative", "rep": "representative",
    "demandgen": "demand generation", "dg": "demand generation", "gen": "generation", "gtm": "go market", "biz": "business",
    "fin": "finance", "fpa": "financial planning analysis", "ar": "accounts receivable", "bi": "business intelligence",
    "eng": "engineer", "engr": "engineer", "dev": "developer", "swe": "software engineer", "dwh": "data warehouse",
    "hr": "human resources", "it": "information technology", "pm": "product manager", "infosec": "information security",
    "cfo": "chief finance officer", "cro": "chief revenue officer", "cmo": "chief marketing officer", "cto": "chief technology officer",
    "cio": "chief information officer", "cdo": "chief data officer", "cco": "chief customer officer", "coo": "chief operations officer",
    "ceo": "chief executive officer", "ciso": "chief information security officer", "chro": "chief human resources officer",
}  # fmt: skip

#: Different words for one function.
SYNONYMS = {
    "financial": "finance", "controller": "finance", "comptroller": "finance", "controlling": "finance", "treasurer": "finance",
    "treasury": "finance", "accounting": "finance", "accountant": "finance", "engineering": "engineer", "engineers": "engineer",
    "developer": "engineer", "programmer": "engineer", "client": "customer", "clients": "customer", "customers": "customer",
    "marketer": "marketing", "marketeer": "marketing", "operation": "operations", "accounts": "account", "systems": "system",
    "partnerships": "partner", "partnership": "partner", "successes": "success", "sales": "sales", "analytics": "analytics",
}  # fmt: skip

#: Rank, which tells little about the function; words of one rank count as the same.
RANKS = {
    "chief": 5, "officer": 5, "founder": 5, "president": 4, "vice": 4, "head": 4, "director": 4, "principal": 3, "lead": 3, "leader": 3,
    "leadership": 3, "manager": 3, "management": 3, "managers": 3, "team": 3, "supervisor": 3, "senior": 2, "staff": 2, "global": 2,
    "regional": 2, "group": 2, "specialist": 1, "analyst": 1, "associate": 1, "coordinator": 1, "assistant": 1, "junior": 1, "intern": 1,
    "professional": 1, "person": 1, "emea": 2, "apac": 2, "na": 2, "us": 2, "uk": 2, "eu": 2, "i": 1, "ii": 1, "iii": 1, "iv": 1,
}  # fmt: skip

JOINING = frozenset({"of", "and", "the", "for", "to", "in", "at", "a", "an", "de", "interim", "acting", "deputy", "our"})

#: Fit from which a title settles who speaks: the same function, whatever the rank.
SETTLES = 0.80

#: Fit below which a title that names a function speaks against the persona.
FOREIGN = 0.30

#: Part of the fit that rank makes up; the function makes up the rest.
RANK_WEIGHT = 0.15


@lru_cache(maxsize=4096)
def normal_title(title: str) -> tuple[str, ...]:
    """A title's words, lower case, abbreviations written out, synonyms made one, in order, each once.

    Examples
    --------
    >>> normal_title("Sr. Mgr, RevOps")
    ('senior', 'manager', 'revenue', 'operations')
    """
    text = title.lower().replace("fp&a", "fpa").replace("rev ops", "revops")
    words: dict[str, None] = {}
    for word in re.findall(r"[^\W\d_]+", text.replace("'s", "").replace(".", "")):
        for part in ABBREVIATIONS.get(word, word).split():
            if part not in JOINING:
                words[SYNONYMS.get(part, part)] = None
    return tuple(words)


@lru_cache(maxsize=4096)
def _function(title: str) -> frozenset[str]:
    return frozenset(word for word in normal_title(title) if word not in RANKS)


def _rank(title: str) -> int:
    return max((RANKS[word] for word in normal_title(title) if word in RANKS), default=2)


def is_telling(title: str) -> bool:
    """Whether a title names a function at all ("Manager" and "Analyst" do not)."""
    return bool(_function(title))


def title_fit(title: str, role: str) -> float:
    """How near a title is to a role of a persona file.

    Returns
    -------
    float from 0 (nothing in common) to 1 (the same words); at least :data:`SETTLES` where the function is the same.
    """
    given, meant = _function(title), _function(role)
    if normal_title(title) == normal_title(role):
        return 1.0
    if not given or not meant:
        return 0.0
    function = len(given & meant) / len(given | meant)
    rank = 1 - abs(_rank(title) - _rank(role)) / 5
    return function * (1 - RANK_WEIGHT + RANK_WEIGHT * rank)


def best_role(title: str, roles: list[str]) -> tuple[float, str]:
    """The nearest of some roles and its fit; ``(0.0, "")`` where there are none."""
    return max(((title_fit(title, role), role) for role in roles), key=lambda pair: pair[0], default=(0.0, ""))


def is_excluded(title: str, not_roles: list[str]) -> bool:
    """Whether a title is one of the roles that a persona says it is not."""
    words = frozenset(normal_title(title))
    return bool(words) and any(
        words == frozenset(normal_title(role)) or (_function(role) and _function(title) == _function(role)) for role in not_roles
    )


def known_titles(conversations: pd.DataFrame) -> pd.Series:
    """The title each conversation's speaker goes by: as given, or else as the same contact gave it elsewhere.

    Parameters
    ----------
    conversations : DataFrame (conversation_key, account_id, contact_id, role, occurred_at).

    Notes
    -----
    Of several titles the contact's latest stands. Contacts are told apart within their account.
    """
    titled = conversations[(conversations["role"].str.strip() != "") & (conversations["contact_id"] != "")]
    latest = titled.sort_values(["occurred_at", "conversation_key"]).groupby(["account_id", "contact_id"])["role"].last()
    contacts = pd.MultiIndex.from_frame(conversations[["account_id", "contact_id"]])
    borrowed = pd.Series(latest.reindex(contacts).fillna("").to_numpy(), index=conversations.index, dtype="str")
    return conversations["role"].str.strip().where(conversations["role"].str.strip() != "", borrowed)


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
    sentences : list of n sentences for the reasons, "" where there is no title.
    given : list of n titles as given.
    """

    odds: np.ndarray
    settled: np.ndarray
    sentences: list[str]
    given: list[str]


def title_evidence(titles: list[str], personas: list[Persona]) -> Titles:
    """What each title as given tells about each persona."""
    evidence = {title: _one_title(title, personas) for title in sorted(set(titles))}
    odds = np.array([evidence[title][0] for title in titles]).reshape(len(titles), len(personas) + 1)
    settled = np.array([evidence[title][1] for title in titles], dtype=int)
    return Titles(odds, settled, [evidence[title][2] for title in titles], list(titles))


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
        near = [role for role, fit in enumerate(fits) if fit >= SETTLES and fit > top - SAME_FIT]
        odds = [0.0 if role in near else -TITLE_ODDS for role in range(none + 1)]
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
            odds[:, column] = [
                0.0 if not segment else SEGMENT_ODDS / 2 * (1 if segment.lower() in named else -1) for segment in segments
            ]
    return odds

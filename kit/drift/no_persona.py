"""No persona: what is said by those who fit nobody, for the index's "people you have no persona for"."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from kit.config.personas import Persona
from kit.config.settings import Themes
from kit.cycles import in_zone
from kit.geometry import unit
from kit.matching.job_titles import normal_title
from kit.matching.stances import ON_NOTHING
from kit.record.lock import one_writer
from kit.shifts.account_revenue import account_facts, accounts_of, arr_of, revenue_of
from kit.shifts.quotes import READABLE, quote_facts
from kit.themes.clusters import SeededClusters
from kit.themes.labels import NamingVectors, most_central, theme_labels
from kit.words import content_words
from kit.workspace import Workspace

Facts = dict[str, Any]

#: Themes that are told, and the newest passages of those who fit nobody that are looked at.
MOST_THEMES, MOST_PASSAGES = 8, 3000
#: Part of a theme's passages that is by people who fit nobody outright: below it the group lies between personas and nobody,
#: which is for review to settle and not for a new persona.
MIN_SURE = 0.25
#: Words told of a theme, and how much likelier than elsewhere a passage of it has one.
MOST_TERMS, TERM_LIFT = 8, 5.0

COLUMNS = ["conversation_key", "conversation_id", "source", "cycle", "account_id", "role", "occurred_at", "url"]


@one_writer("looking for people without a persona")
def missing_people(work: Workspace, cycle: str) -> Facts:
    """Who was heard and fits no persona, and what they say: computed, and kept in the record for the index to show.

    Returns
    -------
    dict
        ``cycle``, ``cycles`` (the window, oldest first); ``now`` and ``window``, each {conversations, of_conversations,
        accounts, of_accounts, nearly}; ``titles``: list of {title, conversations, accounts} over the window, the most heard
        first; ``themes``: list of {label, terms, conversations, conversations_now, accounts (ids), arr {amount, currency,
        accounts_without_arr}, titles, quote, keys (of the conversations), between {conversations, accounts}}, the most accounts
        first; ``accounts``: what accounts.csv says of every account in a theme; ``arr`` of them together, each once;
        ``between``: accounts that share a theme and have no conversation in it that fits nobody; ``settings``.

    Notes
    -----
    Who fits nobody is one whose match is unmatched, as in the briefs. ``nearly`` counts the ambiguous ones that are as near to
    nobody as to a persona: they are not counted as fitting nobody, but what they say helps to find the themes, which are of
    the whole window. A theme's figures, titles, label and quote are of those who fit nobody; ``between`` counts the others.
    """
    cycles = work.window(cycle)
    people = _people(work, cycles)
    theirs = people[people["is_nobody"] | people["is_nearly"]]
    themes = _themes(work, cycle, people, theirs) if len(theirs) >= MIN_CONVERSATIONS else []
    named = sorted({name for theme in themes for name in theme["accounts"]})
    beside = {name for theme in themes for name in theme["between"]["accounts"]} - set(named)
    now = people[people["cycle"] == cycle]
    facts: Facts = {
        "cycle": cycle, "cycles": cycles, "now": _counts(now), "window": _counts(people),
        "titles": _titles(people[people["is_nobody"]]), "themes": themes, "arr": _arr(work, named),
        "between": sorted(beside),
        "accounts": account_facts(work.accounts, set(named), now.loc[now["is_nobody"], "account_id"]),
        "settings": {"currency": work.settings.currency, "revenue_name": work.settings.revenue_name}
        | ({"language": work.settings.language} if work.settings.language != "en" else {}),
    }  # fmt: skip
    work.record.replace("nobody", pd.DataFrame([(cycle, json.dumps(facts))], columns=["cycle", "facts"]), cycle=cycle)
    return facts


def nearest_nobody(matches: pd.DataFrame, personas: list[Persona]) -> pd.Series:
    """Whether a match is ambiguous between a persona and nobody at all."""
    known = {persona.id for persona in personas}
    return (matches["state"] == "ambiguous") & ~matches["runner_up"].isin(known)


def _people(work: Workspace, cycles: list[str]) -> pd.DataFrame:
    """Every conversation of the cycles that was matched, with ``is_nobody`` and ``is_nearly``."""
    matches = work.record.read("matches", ["conversation_key", "persona_id", "runner_up", "state"], cycle=cycles)
    matches = matches.assign(is_nobody=matches["state"] == "unmatched", is_nearly=nearest_nobody(matches, work.personas))
    conversations = work.record.read("conversations", COLUMNS, cycle=cycles)
    return conversations.merge(matches[["conversation_key", "is_nobody", "is_nearly"]], on="conversation_key")


def _counts(people: pd.DataFrame) -> dict[str, int]:
    """How many conversations and accounts fit nobody, of how many, and how many nearly do."""
    nobody = people[people["is_nobody"]]
    return {
        "conversations": len(nobody), "of_conversations": len(people),
        "accounts": len(accounts_of(nobody)), "of_accounts": len(accounts_of(people)),
        "nearly": int(people["is_nearly"].sum()),
    }  # fmt: skip


def _titles(people: pd.DataFrame) -> list[Facts]:
    """Titles as given, those of the same words together; "" is a title that was not given."""
    same = people["role"].map(lambda title: " ".join(sorted(normal_title(title))))
    rows = [
        {"title": min(ours["role"].str.strip()), "conversations": len(ours), "accounts": len(accounts_of(ours))}
        for _, ours in people.groupby(same)
    ]
    return sorted(rows, key=lambda row: (row["title"] == "", -row["conversations"], row["title"]))


def _arr(work: Workspace, account_ids: list[str]) -> Facts:
    """What accounts are worth together; unknown is counted apart."""
    worth = revenue_of(work.accounts, work.settings.top_tiers, work.settings.currency)
    whole = arr_of(account_ids, account_ids, worth)
    return {name: whole[name] for name in ("amount", "currency", "accounts_without_arr")}


def _themes(work: Workspace, cycle: str, people: pd.DataFrame, theirs: pd.DataFrame) -> list[Facts]:
    """What several of those who fit nobody say and the others do not."""
    passages = _their_passages(work, people, theirs)
    own = passages["is_theirs"].to_numpy()
    vectors = work.vectors.of(list(passages["text"]))
    kept = is_peculiar(vectors, own, passages["conversation_key"].to_numpy())
    if not kept.any():
        return []
    centred = unit(vectors - vectors.mean(axis=0))[kept]
    groups = groups_of(centred, work.settings.themes, work.settings.seed)
    rows = passages[kept].reset_index(drop=True).merge(people, on="conversation_key")
    shared = [group for group in sorted(set(groups) - {-1}) if _is_shared(rows[groups == group])]
    terms = {group: _terms(rows.loc[groups == group, "text"], passages.loc[~own, "text"]) for group in shared}
    worded = [group for group in shared if terms[group]]
    themes = [_theme(work, cycle, rows[groups == group], centred[groups == group], terms[group]) for group in worded]
    return sorted(themes, key=lambda theme: (-len(theme["accounts"]), -theme["conversations"], theme["label"]))[:MOST_THEMES]


def _their_passages(work: Workspace, people: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Passages that say something: the newest of those who fit nobody (``is_theirs``), and everybody else's."""
    columns = ["passage_id", "conversation_key", "text", "stance", "start", "end"]
    passages = work.record.read("passages", columns, cycle=sorted(set(people["cycle"])))
    passages = passages[passages["conversation_key"].isin(people["conversation_key"])]
    telling = passages[~passages["stance"].isin(ON_NOTHING)]
    is_theirs = telling["conversation_key"].isin(theirs["conversation_key"])
    ours = telling[is_theirs].merge(theirs[["conversation_key", "occurred_at"]], on="conversation_key")
    ours = ours.sort_values(["occurred_at", "passage_id"], ascending=[False, True]).drop(columns="occurred_at")[:MOST_PASSAGES]
    return pd.concat([ours.assign(is_theirs=True), telling[~is_theirs].assign(is_theirs=False)], ignore_index=True)


def _is_shared(rows: pd.DataFrame) -> bool:
    """Whether enough accounts that fit nobody say it (conversations, where no account is known), and enough of it is theirs."""
    sure = rows[rows["is_nobody"]]
    voices = len(accounts_of(sure)) or sure["conversation_key"].nunique()
    return bool(voices >= MIN_VOICES and len(sure) >= MIN_SURE * len(rows))


def _terms(texts: pd.Series, others: pd.Series) -> list[str]:
    """Words that several of these passages hold and few of the others' do, the most telling first.

    None where no such word is said :data:`MIN_VOICES` times: then chance has put the passages together.
    """
    own = Counter(word for text in texts for word in set(content_words(text)))
    elsewhere = Counter(word for text in others for word in set(content_words(text)) & own.keys())
    lift = {word: count / len(texts) * (len(others) + 1) / (elsewhere[word] + 1) for word, count in own.items() if count > 1}
    telling = [word for word in lift if lift[word] >= TERM_LIFT]
    if max((own[word] for word in telling), default=0) < MIN_VOICES:
        return []
    return sorted(telling, key=lambda word: (-own[word] * np.log(lift[word]), word))[:MOST_TERMS]


def _theme(work: Workspace, cycle: str, rows: pd.DataFrame, vectors: np.ndarray, terms: list[str]) -> Facts:
    """One theme with the accounts and the revenue of those who fit nobody, quoted by the one of them nearest to its middle."""
    sure = rows[rows["is_nobody"]]
    accounts, others = accounts_of(sure), rows[~rows["is_nobody"]]
    passage = _quoted(rows, vectors)
    conversations = work.record.read("conversations", [*COLUMNS, "text"], cycle=list(passage["cycle"]))
    conversations = in_zone(conversations, work.settings.zone)
    quote = quote_facts(passage[["passage_id", "conversation_key", "start", "end"]], conversations, set(passage["passage_id"]))
    return {
        "label": _label(work, passage["text"].iloc[0], terms), "terms": terms,
        "conversations": int(sure["conversation_key"].nunique()),
        "conversations_now": int(sure.loc[sure["cycle"] == cycle, "conversation_key"].nunique()),
        "accounts": accounts, "arr": _arr(work, accounts),
        "titles": [row["title"] for row in _titles(sure.drop_duplicates("conversation_key")) if row["title"]],
        "quote": quote[passage["passage_id"].iloc[0]], "keys": sorted(set(sure["conversation_key"])),
        "between": {
            "conversations": len(set(others["conversation_key"]) - set(sure["conversation_key"])),
            "accounts": sorted(set(accounts_of(others)) - set(accounts)),
        },
    }  # fmt: skip


def _quoted(rows: pd.DataFrame, vectors: np.ndarray) -> pd.DataFrame:
    """The passage, as one row, that is nearest to the middle of what those who fit nobody say; readable ones come first."""
    sure = rows["is_nobody"].to_numpy()
    ours, (shortest, longest) = rows[sure], READABLE
    order = most_central(vectors[sure], vectors[sure].mean(axis=0), len(ours))
    best = next((place for place in order if shortest <= len(ours["text"].iloc[place]) <= longest), order[0])
    return ours.iloc[[best]]


def _label(work: Workspace, text: str, terms: list[str]) -> str:
    """The stretch of the quote that names it best: a name from elsewhere in the group may be of another matter."""
    naming = NamingVectors(work.vectors.of([text]), work.vectors.once)
    return theme_labels([text], np.array(["it"], dtype=object), {"it": terms}, naming, {})["it"]


#: Conversations below which there is nothing to group, and the accounts (or conversations, where no account is known) that a
#: theme has at least: two may have spoken to each other.
MIN_CONVERSATIONS, MIN_VOICES = 8, 3
#: Nearest passages of other conversations that are asked whose they are, and how many of them must be theirs at the least.
NEAREST, FEWEST_OWN = 15, 2
#: Times the odds of a passage being theirs that its neighbourhood must show: small talk, which everybody shares, shows 1.
LIFT = 2.0
#: Passages of others that are looked at, evenly spaced where there are more; and rows compared in one go (40 MB).
MOST_OTHERS, BLOCK = 40_000, 256
#: Peculiar passages from which they are searched for more than one group.
MIN_GROUPED = 16


def is_peculiar(vectors: np.ndarray, is_theirs: np.ndarray, conversations: np.ndarray) -> np.ndarray:
    """Which of their passages lie among their own more than among everybody's.

    Parameters
    ----------
    vectors : ndarray (n, n_dimensions), unit rows: passages of everybody.
    is_theirs : ndarray (n,) of bool.
    conversations : ndarray (n,) of str; a conversation's own passages do not speak for each other.

    Returns
    -------
    ndarray (n,) of bool; False wherever a passage is not theirs.

    Notes
    -----
    Of each passage's :data:`NEAREST` neighbours at least :data:`FEWEST_OWN` are theirs, and the odds of a neighbour being theirs
    are :data:`LIFT` times the odds among all passages.
    """
    peculiar = np.zeros(len(vectors), dtype=bool)
    theirs = np.flatnonzero(is_theirs)
    others = np.flatnonzero(~is_theirs)
    kept = np.sort(np.concatenate([theirs, others[:: max(1, -(-len(others) // MOST_OTHERS))]]))
    if len(kept) <= NEAREST or not len(theirs):
        peculiar[theirs] = True
        return peculiar
    centred = unit(vectors - vectors[kept].mean(axis=0))
    own, told_in = is_theirs[kept], np.unique(conversations, return_inverse=True)[1]
    with threadpool_limits(1):  # the last bits depend on the number of threads, and near ties would fall differently
        for first in range(0, len(theirs), BLOCK):
            rows = theirs[first : first + BLOCK]
            near = centred[rows] @ centred[kept].T
            near[told_in[rows][:, None] == told_in[kept][None, :]] = -np.inf
            nearest = np.argpartition(-near, NEAREST - 1, axis=1)[:, :NEAREST]
            peculiar[rows] = _stands_out(own[nearest].sum(axis=1), float(own.mean()))
    return peculiar


def _stands_out(n_own: np.ndarray, part: float) -> np.ndarray:
    """Whether so many of their own among the nearest are more than their part of everything lets expect."""
    wanted = LIFT * part / (1 - part) if part < 1 else 0.0
    return (n_own >= FEWEST_OWN) & (n_own >= wanted * (NEAREST - n_own))


def groups_of(vectors: np.ndarray, how: Themes, seed: int) -> np.ndarray:
    """A group number for each peculiar passage, 0 the largest; -1 for one that is linked to no group.

    Parameters
    ----------
    vectors : ndarray (n, n_dimensions), unit rows about the mean of everybody's passages.
    how, seed : as for the personas' themes: several seeded fits, and what they agree on.
    """
    if len(vectors) < MIN_GROUPED:
        return np.zeros(len(vectors), dtype=int)
    with threadpool_limits(1):
        return SeededClusters(how, seed).fit(vectors.astype(np.float32)).labels_

"""Searching: the passages of some cycles that fit a question, from the record as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.matching.job_titles import SETTLES, known_titles, normal_title, title_fit
from kit.matching.stances import ON_NOTHING
from kit.record.store import Record
from kit.record.tables import COUNTED_STATES
from kit.words import begins_word

#: A passage worth quoting has at least four words.
LONG_ENOUGH = r"(?:\S+\s+){3}\S"

PASSAGE = ["passage_id", "conversation_key", "cycle", "text", "stance", "start", "end"]
CONVERSATION = [
    "conversation_key",
    "source",
    "conversation_id",
    "account_id",
    "contact_id",
    "role",
    "url",
    "duplicate_of",
    "occurred_at",
]
TITLED = ["conversation_key", "account_id", "contact_id", "role", "occurred_at"]


@dataclass(frozen=True)
class Question:
    """What is asked for; every part narrows, "" leaves open.

    Attributes
    ----------
    persona : a persona's id. role : a job title, however written.
    about : pain, objection, decision-criterion, goal, question, praise, or any.
    theme : a theme's id. cycle : one cycle only.
    words : words that have to be said, all of them, in any form that begins with them.
    like : a sentence; passages that mean the same.
    last : how many quotes.
    account : an account's id. segment, tier : as accounts.csv writes them.

    Examples
    --------
    >>> kit.Question(persona="hands-on-lead", words="dashboard").about
    'any'
    """

    persona: str = ""
    role: str = ""
    about: str = "any"
    theme: str = ""
    cycle: str = ""
    words: str = ""
    like: str = ""
    last: int = 20
    account: str = ""
    segment: str = ""
    tier: str = ""


def heard_cycles(record: Record) -> list[str]:
    """Every cycle in which something was said, newest first."""
    return record.cycles("conversations")


def stretches(cycles: list[str]) -> Iterator[list[str]]:
    """Cycles, newest first, in stretches of 1, 2, 4, ...: the newest are read alone, an old record in a few readings."""
    first, size = 0, 1
    while first < len(cycles):
        yield cycles[first : first + size]
        first, size = first + size, 2 * size


def is_role(role: str, asked: str) -> bool:
    """Whether a title as given is the role asked for: the same function, or all of its words."""
    return title_fit(role, asked) >= SETTLES or (
        bool(normal_title(asked)) and set(normal_title(asked)) <= set(normal_title(role))
    )


@dataclass(frozen=True)
class Role:
    """A role that is asked for, as the record knows it.

    Attributes
    ----------
    titles : the titles given that are this role. contacts : who gives one of them anywhere.
    """

    titles: frozenset[str]
    contacts: frozenset[str]


def role_borne(record: Record, asked: str) -> Role:
    """The titles and contacts of a role; none where nobody bears it."""
    rows = record.arrow("conversations", ["role", "contact_id"])
    titles = frozenset(role for role in pc.unique(rows["role"]).to_pylist() if is_role(role, asked))
    contacts = pc.unique(rows.filter(_among(rows["role"], titles))["contact_id"]).to_pylist()
    return Role(titles, frozenset(contacts) - {""})


def speakers(
    record: Record, question: Question, role: Role | None, cycles: list[str], accounts: set[str] | None = None
) -> set[str] | None:
    """Conversations of some cycles that the persona, role or accounts asked for speak in; None where none is asked for.

    Parameters
    ----------
    accounts : ids of the accounts asked for; None for any.

    Notes
    -----
    Who gives no title is known by the one that the same contact gives elsewhere in the record, as matching knows them.
    """
    keys: set[str] | None = None
    if question.persona:
        matches = record.arrow(
            "matches",
            ["conversation_key", "persona_id", "state"],
            lambda rows: pc.and_(pc.equal(rows["persona_id"], question.persona), _among(rows["state"], COUNTED_STATES)),
            cycle=cycles,
        )
        keys = set(matches["conversation_key"].to_pylist())
    if role is not None:
        of_role = _of_role(record, role, cycles)
        keys = of_role if keys is None else keys & of_role
    if accounts is not None:
        columns = ["conversation_key", "account_id"]
        rows = record.arrow("conversations", columns, lambda rows: _among(rows["account_id"], accounts), cycle=cycles)
        of_accounts = set(rows["conversation_key"].to_pylist())
        keys = of_accounts if keys is None else keys & of_accounts
    return keys


def _of_role(record: Record, role: Role, cycles: list[str]) -> set[str]:
    if not role.titles:
        return set()
    rows = record.arrow("conversations", ["conversation_key", "account_id", "contact_id", "role"], cycle=cycles)
    keys = set(rows.filter(_among(rows["role"], role.titles))["conversation_key"].to_pylist())
    is_bare = pc.equal(pc.utf8_trim_whitespace(rows["role"]), "")
    untitled = rows.filter(pc.and_(is_bare, _among(rows["contact_id"], role.contacts)))
    elsewhere = borrowed_titles(record, untitled.to_pandas())
    return keys | set(elsewhere.index[elsewhere.isin(role.titles)])


def borrowed_titles(record: Record, untitled: pd.DataFrame) -> pd.Series:
    """The title that each contact gives elsewhere in the record, by conversation; "" where none does.

    Parameters
    ----------
    untitled : DataFrame (conversation_key, account_id, contact_id) of conversations without a title.
    """
    contacts = set(untitled["contact_id"]) - {""}
    if not contacts:
        return pd.Series("", index=untitled["conversation_key"], dtype="str")
    given = record.arrow("conversations", TITLED, lambda rows: _among(rows["contact_id"], contacts)).to_pandas()
    titles = known_titles(given).set_axis(given["conversation_key"])
    return titles.reindex(untitled["conversation_key"]).fillna("")


def fitting_passages(
    record: Record, question: Question, cycles: list[str], only: set[str] | None, of_theme: set[str] | None
) -> pd.DataFrame:
    """Passages of some cycles that have the words, stance and theme asked for, in the conversations given (None: any)."""
    if only is not None and not only:
        return pd.DataFrame(columns=PASSAGE, dtype="str")

    chosen = {"conversation_key": only, "passage_id": of_theme}
    among = {name: pa.array(list(values), pa.string()) for name, values in chosen.items() if values is not None}

    def keep(rows: pa.Table) -> pa.ChunkedArray:
        wanted = _has_stance(rows["stance"], question)
        for name, values in among.items():
            wanted = pc.and_(wanted, pc.is_in(rows[name], value_set=values))
        for word in question.words.split():  # plain search is quick; patterns are for what it finds
            wanted = pc.and_(wanted, pc.match_substring(rows["text"], word, ignore_case=True))
        if not pc.any(wanted).as_py():
            return wanted
        text = pc.if_else(wanted, rows["text"], "")
        for pattern in [LONG_ENOUGH, *map(begins_word, question.words.split())]:
            wanted = pc.and_(wanted, pc.match_substring_regex(text, pattern))
        return wanted

    return record.read("passages", PASSAGE, keep, cycle=cycles)


def _has_stance(stances: pa.ChunkedArray, question: Question) -> pa.ChunkedArray:
    if question.about != "any":
        return pc.equal(stances, question.about)
    return pc.invert(_among(stances, () if question.words else ON_NOTHING))


def _among(values: pa.ChunkedArray, known: Iterable[str]) -> pa.ChunkedArray:
    return pc.is_in(values, value_set=pa.array(list(known), pa.string()))


def with_conversations(record: Record, passages: pd.DataFrame) -> pd.DataFrame:
    """Passages with who said them, when and where; those of conversations that were delivered twice are left out."""
    cycles = sorted(set(passages["cycle"]))
    keys = pa.array(passages["conversation_key"].unique(), pa.string())

    def among(rows: pa.Table) -> pa.ChunkedArray:
        return pc.is_in(rows["conversation_key"], value_set=keys)

    conversations = record.read("conversations", CONVERSATION, among, cycle=cycles)
    conversations = conversations[conversations["duplicate_of"] == ""].drop(columns="duplicate_of")
    matches = record.read("matches", ["conversation_key", "persona_id", "state"], among, cycle=cycles)
    counted = matches.loc[matches["state"].isin(COUNTED_STATES), ["conversation_key", "persona_id"]]
    rows = passages.merge(conversations, on="conversation_key")
    rows = rows.merge(counted.rename(columns={"persona_id": "persona"}), on="conversation_key", how="left")
    return rows.fillna({"persona": ""})


def of_theme(record: Record, theme: str) -> tuple[set[str], list[str]]:
    """Passages of a theme and their cycles, newest first: each cycle's as the newest run that looked at it assigned them."""
    of_persona = {"persona_id": theme.rpartition("/")[0]}
    runs = record.arrow("assignments", ["run_cycle", "cycle"], **of_persona).group_by("cycle").aggregate([("run_cycle", "max")])
    newest = dict(zip(runs["cycle"].to_pylist(), runs["run_cycle_max"].to_pylist(), strict=True))
    columns = ["run_cycle", "cycle", "theme_id", "passage_id"]
    rows = record.arrow(
        "assignments", columns, lambda rows: pc.equal(rows["theme_id"], theme), run_cycle=sorted(set(newest.values()))
    )
    assigned = rows.to_pandas()
    assigned = assigned[assigned["run_cycle"] == assigned["cycle"].map(newest)]
    return set(assigned["passage_id"]), sorted(set(assigned["cycle"]), reverse=True)

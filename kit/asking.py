"""Asking: what a role or persona is saying, newest first, from the record as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.embed import Vectors
from kit.errors import ParameterError, WorkspaceError
from kit.personas import Persona
from kit.record import Record
from kit.stance_examples import STANCES
from kit.titles import SETTLES, normal_title, title_fit
from kit.words import content_words

#: Matches that count for a persona.
COUNTED = ("attached", "approved")

#: Cosine from which a passage means what was asked for, where words alone do not say it.
SAME_MEANING = 0.45

#: Passages whose meaning is compared with a question at the most; the newest are.
MOST_COMPARED = 20_000

#: Words a passage has at least to be worth quoting.
MIN_WORDS = 4

CONVERSATION = [
    "conversation_key",
    "cycle",
    "source",
    "conversation_id",
    "account_id",
    "contact_id",
    "role",
    "url",
    "duplicate_of",
    "occurred_at",
]


@dataclass(frozen=True)
class Question:
    """What is asked for; every part narrows, "" leaves open.

    Attributes
    ----------
    persona : a persona's id. role : a job title, however written.
    about : pain, objection, decision-criterion, goal, or any.
    theme : a theme's id. cycle : one cycle only.
    words : words that have to be said, all of them, in any form that begins with them.
    like : a sentence; passages that mean the same.
    last : how many quotes.
    """

    persona: str = ""
    role: str = ""
    about: str = "any"
    theme: str = ""
    cycle: str = ""
    words: str = ""
    like: str = ""
    last: int = 20


def quotes(record: Record, personas: list[Persona], question: Question, vectors: Vectors | None = None) -> list[dict[str, Any]]:
    """The last quotes that answer a question, newest first, one per account before a second of any.

    Parameters
    ----------
    vectors : needed where the question has ``like``.

    Returns
    -------
    list of dict: ``text, stance, account_id, role, occurred_at, source, conversation_id, url, cycle, persona, passage_id,
    start, end``;
    with ``like`` also ``likeness`` (0 to 1).

    Notes
    -----
    Cycles are read from the newest backwards until there are enough accounts, so an old record is no slower than a
    young one. Greetings, thanks and logistics are never quoted.
    """
    _check(question, personas, vectors)
    cycles = [question.cycle] if question.cycle else heard_cycles(record)
    found: list[pd.DataFrame] = []
    accounts: set[str] = set()
    for cycle in cycles:
        said = _said_in(record, cycle, question)
        if question.like and vectors is not None and len(said):
            said = _alike(said, question.like, vectors)
        if len(said):
            found.append(said)
        accounts |= set(said["account_id"])
        if len(accounts) >= question.last:
            break
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    return [] if rows.empty else _told(_in_turn(rows, question.last))


def heard_cycles(record: Record) -> list[str]:
    """Every cycle in which something was said, newest first."""
    return sorted(set(record.read("conversations", ["cycle"])["cycle"]), reverse=True)


def _check(question: Question, personas: list[Persona], vectors: Vectors | None) -> None:
    known = [persona.id for persona in personas]
    if question.persona and question.persona not in known:
        raise WorkspaceError(f"there is no persona {question.persona!r}; known: {', '.join(known)}")
    if question.about not in (*STANCES, "any"):
        raise ParameterError(f"about {question.about!r} is none; use one of {', '.join(STANCES[:-1])} or any")
    if question.last < 1:
        raise ParameterError(f"last is {question.last}; ask for at least 1 quote")
    if question.like and vectors is None:
        raise ParameterError("a question by meaning needs the workspace's vectors; pass them as `vectors`")


def _said_in(record: Record, cycle: str, question: Question) -> pd.DataFrame:
    """Passages of one cycle that answer the question but for its meaning."""
    passages = record.read("passages", ["passage_id", "conversation_key", "text", "stance", "start", "end"], cycle=cycle)
    passages = passages[_is_wanted(passages, question)]
    if passages.empty:  # nothing to read the other tables for
        return pd.DataFrame(columns=["account_id"], dtype="str")
    conversations = record.read("conversations", CONVERSATION, cycle=cycle)
    conversations = conversations[conversations["duplicate_of"] == ""]
    matches = record.read("matches", ["conversation_key", "persona_id", "state"], cycle=cycle)
    matches = matches[matches["state"].isin(COUNTED)].rename(columns={"persona_id": "persona"})
    if question.persona:
        matches = matches[matches["persona"] == question.persona]
        conversations = conversations[conversations["conversation_key"].isin(matches["conversation_key"])]
    if question.role:
        roles = {role for role in conversations["role"].unique() if is_role(role, question.role)}
        conversations = conversations[conversations["role"].isin(roles)]
    passages = passages[passages["conversation_key"].isin(conversations["conversation_key"])]
    if question.theme:
        passages = passages[passages["passage_id"].isin(_of_theme(record, question.theme, cycle))]
    rows = passages.merge(conversations.drop(columns="duplicate_of"), on="conversation_key")
    return rows.merge(matches[["conversation_key", "persona"]], on="conversation_key", how="left").fillna({"persona": ""})


def _is_wanted(passages: pd.DataFrame, question: Question) -> pd.Series:
    wanted = pd.Series(True, index=passages.index)
    for word in question.words.lower().split():  # the rarest filter first; \b keeps the search out of Python
        wanted &= passages["text"].str.contains(rf"\b{_escaped(word)}", regex=True, case=False)
    if question.about != "any":
        wanted &= passages["stance"] == question.about
    elif not question.words:
        wanted &= ~passages["stance"].isin(["other", ""])
    return wanted & passages["text"].str.contains(rf"(?:\S+\s+){{{MIN_WORDS - 1}}}\S", regex=True)


def _escaped(word: str) -> str:
    return "".join(letter if letter.isalnum() or letter == "_" else f"\\{letter}" for letter in word)


def is_role(role: str, asked: str) -> bool:
    """Whether a title as given is the role asked for: the same function, or all of its words."""
    return title_fit(role, asked) >= SETTLES or (
        bool(normal_title(asked)) and set(normal_title(asked)) <= set(normal_title(role))
    )


def _of_theme(record: Record, theme: str, cycle: str) -> set[str]:
    """Passages of a theme in a cycle, as the newest run that looked at it assigned them."""
    rows = record.read("assignments", ["run_cycle", "passage_id"], cycle=cycle, theme_id=theme)
    return set(rows.loc[rows["run_cycle"] == rows["run_cycle"].max(), "passage_id"]) if len(rows) else set()


def _alike(rows: pd.DataFrame, like: str, vectors: Vectors) -> pd.DataFrame:
    """Rows that mean what was asked, by cosine or by sharing its words."""
    rows = rows.sort_values(["occurred_at", "passage_id"], ascending=[False, True]).head(MOST_COMPARED)
    if rows.empty:
        return rows.assign(likeness=pd.Series(dtype=float))
    asked = set(content_words(like))
    shared = np.array([len(asked & set(content_words(text))) / max(len(asked), 1) for text in rows["text"]])
    cosine = vectors.of(list(rows["text"])) @ vectors.of([like])[0]
    likeness = np.clip(np.maximum(cosine, (cosine + shared) / 2), 0, 1)
    return rows.assign(likeness=np.round(likeness, 3))[likeness >= SAME_MEANING]


def _in_turn(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """Newest first, each account's first quote before any account's second; within a conversation the plainest pain first."""
    order = {stance: at for at, stance in enumerate(STANCES)}
    rows = rows.assign(
        plainness=rows["stance"].map(order).fillna(len(order)),
        voter=rows["account_id"].where(rows["account_id"] != "", rows["conversation_key"]),
    )
    rows = rows.sort_values(
        ["occurred_at", "conversation_key", "plainness", "start"], ascending=[False, True, True, True], kind="stable"
    )
    turn = rows.groupby("voter", sort=False).cumcount()
    rows = rows.assign(turn=turn).sort_values(
        ["turn", "occurred_at", "conversation_key"], ascending=[True, False, True], kind="stable"
    )
    return rows.head(last)


def _told(rows: pd.DataFrame) -> list[dict[str, Any]]:
    names = ["text", "stance", "account_id", "role", "source", "conversation_id", "url", "cycle", "persona", "passage_id"]
    extra = ["likeness"] if "likeness" in rows else []
    return [
        {name: row[name] for name in names}
        | {"occurred_at": row["occurred_at"].isoformat(), "start": int(row["start"]), "end": int(row["end"])}
        | {name: float(row[name]) for name in extra}
        for row in rows.to_dict("records")
    ]


def quote_lines(found: list[dict[str, Any]]) -> list[str]:
    """Quotes as text, two lines each: the words, then who, when and where."""
    lines = []
    for quote in found:
        who = " · ".join(part for part in (quote["account_id"] or "account unknown", quote["role"] or "role unknown") if part)
        where = " · ".join(
            part for part in (quote["occurred_at"][:10], f"{quote['source']}/{quote['conversation_id']}", quote["url"]) if part
        )
        lines += [f"“{quote['text'].strip()}”", f"    {quote['stance'] or 'not yet classed'} · {who} · {where}"]
    return lines

"""Asking: what a role or persona is saying, newest first, from the record as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, tzinfo
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from kit.ask.asked_accounts import asked_accounts
from kit.ask.search import (
    Question,
    borrowed_titles,
    fitting_passages,
    heard_cycles,
    of_theme,
    role_borne,
    speakers,
    stretches,
    with_conversations,
)
from kit.ask.similarity import SAME_MEANING, likeness
from kit.config.personas import Persona
from kit.cycles import in_zone, parse_cycle
from kit.errors import CycleError, ParameterError, WorkspaceError
from kit.formats import readable_json, visible
from kit.matching.stances import ASKABLE, STANCES
from kit.record.store import Record
from kit.record.vectors import Vectors

#: Passages whose meaning is compared with a question at the most; the newest that fit are.
MOST_COMPARED = 20_000

#: Likenesses this near to each other count as equal: within such a band the newest comes first.
BAND = 0.1

#: Themes named where one is asked for that is not there.
MOST_NAMED = 12


def find_quotes(
    record: Record,
    personas: list[Persona],
    question: Question,
    vectors: Vectors | None = None,
    accounts: pd.DataFrame | None = None,
    zone: tzinfo = UTC,
) -> list[dict[str, Any]]:
    """The last quotes that answer a question, newest first, one per account before a second of any.

    Parameters
    ----------
    vectors : needed where the question has ``like``.
    accounts : DataFrame (account_id, name, segment, tier, ...), as read by ``accounts.read_accounts``; names are "" without it,
        and no segment or tier is known.
    zone : what ``occurred_at`` is told in.

    Returns
    -------
    list of dict: ``text, stance, account_id, account_name, role, is_borrowed`` (the title is given elsewhere),
    ``occurred_at, source, conversation_id, url, cycle, persona, passage_id, start, end``;
    with ``like`` also ``likeness`` (0 to 1).

    Notes
    -----
    Cycles are read from the newest backwards until there are enough accounts, so an old record is no slower than a
    young one. Greetings, thanks and logistics are never quoted. With ``like`` the nearest in meaning come first, the newest
    among those equally near.
    """
    check_question(record, personas, question, vectors)
    asked = asked_accounts(record, question, accounts)
    is_by_meaning = question.like and vectors is not None
    rows = _alike(record, question, vectors, asked) if is_by_meaning else _fitting(record, question, asked)
    return [] if rows.empty else _as_quotes(record, _in_turn(rows, question.last), accounts, zone)


def n_fitting(record: Record, question: Question, vectors: Vectors | None = None, accounts: pd.DataFrame | None = None) -> int:
    """How many passages fit a question, however many of them are quoted; with ``like`` of those that are compared."""
    asked = asked_accounts(record, question, accounts)
    if question.like and vectors is not None:
        return len(_alike(record, question, vectors, asked))
    twice = record.arrow(
        "conversations", ["conversation_key", "duplicate_of"], lambda rows: pc.not_equal(rows["duplicate_of"], "")
    )
    repeated = set(twice["conversation_key"].to_pylist())
    return sum(int((~passages["conversation_key"].isin(repeated)).sum()) for passages in _passages(record, question, asked))


def quotes_of_passages(
    record: Record, passages: pd.DataFrame, accounts: pd.DataFrame | None = None, zone: tzinfo = UTC
) -> list[dict[str, Any]]:
    """Passages as quotes, in their order; what :func:`find_quotes` returns of them.

    Parameters
    ----------
    passages : DataFrame (:data:`kit.ask.search.PASSAGE`); those of conversations that were delivered twice are left out.
    """
    return [] if passages.empty else _as_quotes(record, with_conversations(record, passages), accounts, zone)


def _as_quotes(record: Record, rows: pd.DataFrame, accounts: pd.DataFrame | None, zone: tzinfo) -> list[dict[str, Any]]:
    return _quote_facts(in_zone(_titled(record, rows), zone), accounts)


def check_question(record: Record, personas: list[Persona], question: Question, vectors: Vectors | None = None) -> None:
    """Refuse a question that cannot be answered, saying what can be asked."""
    known = [persona.id for persona in personas]
    if question.persona and question.persona not in known:
        raise WorkspaceError(f"there is no persona {question.persona!r}; known: {', '.join(known)}")
    if question.about not in (*ASKABLE, "any"):
        raise ParameterError(f"about {question.about!r} is none; use one of {', '.join(ASKABLE)} or any")
    if question.last < 1:
        raise ParameterError(f"last is {question.last}; ask for at least 1 quote")
    if question.like and vectors is None:
        raise ParameterError("a question by meaning needs the workspace's vectors; pass them as `vectors`")
    if question.cycle:
        _check_cycle(question.cycle, heard_cycles(record))
    if question.theme:
        _check_theme(record, question.theme)


def _check_cycle(cycle: str, known: list[str]) -> None:
    try:
        parse_cycle(cycle)
    except CycleError as error:
        raise CycleError(f"{error}; the record holds {f'{known[-1]} to {known[0]}' if known else 'none yet'}") from None


def _check_theme(record: Record, theme: str) -> None:
    known = sorted(set(record.arrow("themes", ["theme_id"])["theme_id"].to_pylist()))
    if theme in known:
        return
    own = [name for name in known if name.rpartition("/")[0] == theme.rpartition("/")[0]] or known
    more = f" and {len(own) - MOST_NAMED} more, see `kit themes list`" if len(own) > MOST_NAMED else ""
    named = f"known: {', '.join(own[:MOST_NAMED])}{more}" if own else "no run has found any yet"
    raise WorkspaceError(f"there is no theme {theme!r}; {named}")


def _passages(record: Record, question: Question, accounts: set[str] | None) -> Iterator[pd.DataFrame]:
    """Passages that fit, a stretch of cycles after another, newest first."""
    ids, cycles = of_theme(record, question.theme) if question.theme else (None, heard_cycles(record))
    role = role_borne(record, question.role) if question.role else None
    for stretch in stretches([question.cycle] if question.cycle else cycles):
        yield fitting_passages(record, question, stretch, speakers(record, question, role, stretch, accounts), ids)


def _fitting(record: Record, question: Question, accounts: set[str] | None) -> pd.DataFrame:
    """Rows enough to choose the quotes from."""
    parts: list[pd.DataFrame] = []
    voters: set[str] = set()
    for passages in _passages(record, question, accounts):
        if len(passages):
            rows = with_conversations(record, passages)
            parts.append(rows.assign(voter=_voter(rows)))
            voters |= set(parts[-1]["voter"])
        if len(voters) >= question.last or (question.account and sum(map(len, parts)) >= question.last):
            break
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _alike(record: Record, question: Question, vectors: Vectors, accounts: set[str] | None) -> pd.DataFrame:
    """Rows that mean what was asked, by their vectors and the words they share with it."""
    parts: list[pd.DataFrame] = []
    for passages in _passages(record, question, accounts):
        parts.append(passages)
        if sum(map(len, parts)) >= MOST_COMPARED:
            break
    rows = pd.concat([passages for passages in parts if len(passages)] or [pd.DataFrame()], ignore_index=True)
    if rows.empty:
        return rows
    rows = rows.sort_values("cycle", ascending=False, kind="stable").head(MOST_COMPARED)
    likely = likeness(rows["text"], vectors.of(list(rows["text"])), question.like, vectors.once([question.like])[0])
    rows = rows.assign(likeness=np.round(likely, 3))[likely >= SAME_MEANING]
    rows = with_conversations(record, rows)
    return rows.assign(voter=_voter(rows))


def _voter(rows: pd.DataFrame) -> pd.Series:
    return rows["account_id"].where(rows["account_id"] != "", rows["conversation_key"])


def _in_turn(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """Nearest in meaning, then newest first, each account's first quote before any account's second; within a conversation
    the plainest pain first."""
    order = {stance: place for place, stance in enumerate(STANCES)}
    rows = rows.assign(
        band=np.floor(rows["likeness"] / BAND + 1e-9) if "likeness" in rows else 0.0,
        plainness=rows["stance"].map(order).fillna(len(order)),
    )
    by = {"band": False, "occurred_at": False, "conversation_key": True, "plainness": True, "start": True}
    rows = rows.sort_values(list(by), ascending=list(by.values()), kind="stable")
    rows = rows.assign(turn=rows.groupby("voter", sort=False).cumcount())
    by = {"turn": True, "band": False, "occurred_at": False, "conversation_key": True}
    return rows.sort_values(list(by), ascending=list(by.values()), kind="stable").head(last)


def _titled(record: Record, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the title that a contact gives elsewhere, where none is given here."""
    given = rows["role"].str.strip()
    elsewhere = borrowed_titles(record, rows[given == ""].drop_duplicates("conversation_key"))
    known = elsewhere.to_dict()
    borrowed = pd.Series([known.get(key, "") for key in rows["conversation_key"]], index=rows.index, dtype="str")
    return rows.assign(role=given.where(given != "", borrowed), is_borrowed=(given == "") & (borrowed != ""))


def _quote_facts(rows: pd.DataFrame, accounts: pd.DataFrame | None) -> list[dict[str, Any]]:
    names = ["text", "stance", "account_id", "role", "source", "conversation_id", "url", "cycle", "persona", "passage_id"]
    called = {} if accounts is None else dict(zip(accounts["account_id"], accounts["name"], strict=True))
    return [
        {name: row[name] for name in names}
        | {"account_name": called.get(row["account_id"], ""), "is_borrowed": bool(row["is_borrowed"])}
        | {"occurred_at": row["occurred_at"].isoformat(), "start": int(row["start"]), "end": int(row["end"])}
        | ({"likeness": float(row["likeness"])} if "likeness" in row else {})
        for row in rows.to_dict("records")
    ]


def who_said(quote: dict[str, Any]) -> tuple[str, str]:
    """The account, by name and id, and the title of who is quoted, as people read them."""
    account = f"{quote['account_name']} ({quote['account_id']})" if quote["account_name"] else quote["account_id"]
    borrowed = " (title given elsewhere)" if quote["is_borrowed"] else ""
    return account or "account unknown", f"{quote['role']}{borrowed}" if quote["role"] else "role unknown"


def quotes_json(quotes: list[dict[str, Any]]) -> str:
    """Quotes as JSON, the same from every way out."""
    return readable_json(quotes)


def quote_lines(quotes: list[dict[str, Any]]) -> list[str]:
    """Quotes as text, two lines each: the words, then who, when and where."""
    lines = []
    for quote in quotes:
        near = [f"likeness {quote['likeness']:.2f}"] if "likeness" in quote else []
        where = [quote["occurred_at"][:10], f"{quote['source']}/{quote['conversation_id']}", quote["url"]]
        details = [quote["stance"] or "not yet classed", *who_said(quote), *where, *near]
        lines += [f"“{quote['text'].strip()}”", "    " + " · ".join(part for part in details if part)]
    return [visible(line) for line in lines]

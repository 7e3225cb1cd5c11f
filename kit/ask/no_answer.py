"""Unanswered: why a question found nothing, in a sentence."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.ask.asked_accounts import asked_accounts
from kit.ask.search import Question, heard_cycles
from kit.config.personas import Persona
from kit.formats import count, counted, listed
from kit.record.store import Record
from kit.record.tables import COUNTED_STATES

#: Titles named where nobody bears the one that is asked for.
MOST_TITLES = 5


def why_nothing(record: Record, personas: list[Persona], question: Question, accounts: pd.DataFrame | None = None) -> str:
    """Why nobody is quoted, and what to do, where something can be done.

    Parameters
    ----------
    question : one that found no quotes, and that is not refused.
    accounts : DataFrame (account_id, segment, tier, ...), as read by ``accounts.read_accounts``.
    """
    known = heard_cycles(record)
    if not known:
        return "Nothing is read yet; `kit run` first."
    if question.cycle and question.cycle not in known:
        return f"Nothing was heard in {question.cycle}; the record holds {known[-1]} to {known[0]}."
    cycles = [question.cycle] if question.cycle else known
    if reason := _of_persona(record, personas, question.persona, cycles):
        return reason
    columns = ["role", "account_id", "duplicate_of"]
    rows = record.arrow("conversations", columns, lambda rows: pc.equal(rows["duplicate_of"], ""), cycle=cycles)
    asked = asked_accounts(record, question, accounts)
    if asked is not None:
        n_spoken = pc.sum(pc.is_in(rows["account_id"], value_set=pa.array(sorted(asked), pa.string()))).as_py() or 0
        if not n_spoken:
            return f"No conversation of {_whose(question, len(asked))} in {_span(cycles)}; {_heard_of_all(len(rows))}."
    looked = f"looked through {counted(len(rows), 'conversation')} of {_span(cycles)}"
    reason = f"Nobody said anything that fits ({_asked(question)}); {looked}."
    return f"{reason} {_titles(rows['role'].to_pylist())}" if question.role else reason


def _of_persona(record: Record, personas: list[Persona], persona_id: str, cycles: list[str]) -> str:
    """What keeps a persona from being quoted at all; "" where nothing does."""
    persona = next((known for known in personas if known.id == persona_id), None)
    if persona is None:
        return ""
    states = Counter(record.arrow("matches", ["state"], persona_id=persona.id, cycle=cycles)["state"].to_pylist())
    if any(states[state] for state in COUNTED_STATES):
        return ""
    if waiting := states["awaiting review"]:
        return (
            f"No match of {persona.id} in {_span(cycles)} is approved yet, and {count(waiting)} await a decision "
            f"(`review: {persona.review}`): `kit review list WORKSPACE --persona {persona.id}` shows them, "
            "`kit review approve WORKSPACE CONVERSATION` approves one."
        )
    if persona.status == "retired":
        return f"{persona.id} is retired, so no conversation is matched to it; make it `status: active`, and run again."
    return f"No conversation of {_span(cycles)} is matched to {persona.id}; `kit check` says how much of it is heard."


def _span(cycles: list[str]) -> str:
    return cycles[0] if len(cycles) == 1 else f"{cycles[-1]} to {cycles[0]}"


def _whose(question: Question, n_accounts: int) -> str:
    """The accounts asked for, as a sentence names them."""
    if question.account:
        return f"account {question.account}{'' if n_accounts else ', which is of another segment or tier,'}"
    named = listed([f"{name} {getattr(question, name)}" for name in ("segment", "tier") if getattr(question, name)])
    return f"the {counted(n_accounts, 'account')} of {named}"


def _heard_of_all(n_conversations: int) -> str:
    return f"of all accounts there {'is' if n_conversations == 1 else 'are'} {count(n_conversations)}"


def _asked(question: Question) -> str:
    names = ("persona", "role", "about", "theme", "cycle", "words", "like", "account", "segment", "tier")
    parts = {name: getattr(question, name) for name in names}
    return (
        ", ".join(f"{name} {value}" for name, value in parts.items() if value and (name, value) != ("about", "any")) or "anything"
    )


def _titles(roles: list[str]) -> str:
    borne = [role for role, _ in Counter(role for role in roles if role).most_common(MOST_TITLES)]
    return f"Titles borne most: {listed(borne)}." if borne else "No title is given anywhere."

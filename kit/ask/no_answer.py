"""Unanswered: why a question found nothing, in a sentence."""

from __future__ import annotations

from collections import Counter

import pyarrow.compute as pc

from kit.ask.search import Question, heard_cycles
from kit.config.personas import Persona
from kit.formats import count, counted, listed
from kit.record.store import Record
from kit.record.tables import COUNTED_STATES

#: Titles named where nobody bears the one that is asked for.
MOST_TITLES = 5


def why_nothing(record: Record, personas: list[Persona], question: Question) -> str:
    """Why nobody is quoted, and what to do, where something can be done.

    Parameters
    ----------
    question : one that found no quotes, and that is not refused.
    """
    known = heard_cycles(record)
    if not known:
        return "Nothing is read yet; `kit run` first."
    if question.cycle and question.cycle not in known:
        return f"Nothing was heard in {question.cycle}; the record holds {known[-1]} to {known[0]}."
    cycles = [question.cycle] if question.cycle else known
    if reason := _of_persona(record, personas, question.persona, cycles):
        return reason
    rows = record.arrow("conversations", ["role", "duplicate_of"], lambda rows: pc.equal(rows["duplicate_of"], ""), cycle=cycles)
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


def _asked(question: Question) -> str:
    parts = {name: getattr(question, name) for name in ("persona", "role", "about", "theme", "cycle", "words", "like")}
    return (
        ", ".join(f"{name} {value}" for name, value in parts.items() if value and (name, value) != ("about", "any")) or "anything"
    )


def _titles(roles: list[str]) -> str:
    borne = [role for role, _ in Counter(role for role in roles if role).most_common(MOST_TITLES)]
    return f"Titles borne most: {listed(borne)}." if borne else "No title is given anywhere."

"""Reviewing: taking what people decide about matches, one by one or from a file."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from kit.config.personas import Persona
from kit.cycles import after_the_last
from kit.errors import ParameterError, WorkspaceError
from kit.matching.persona_match import NOBODY
from kit.matching.reviewer_decisions import VERDICTS, with_found
from kit.record.lock import one_writer
from kit.record.store import Record


@dataclass(frozen=True)
class GivenDecision:
    """One decision as a reviewer gives it.

    Attributes
    ----------
    key, note : the conversation, and why.
    verdict : approve and reject speak of the persona proposed; reassign names another.
    persona_id : whom to reassign to, "" for none of them; with another verdict "" or the persona that was shown.
    proposed : the persona that the reviewer was shown, "" for none of them; None where the record's is meant as it stands.
    """

    key: str
    verdict: str
    persona_id: str = ""
    note: str = ""
    proposed: str | None = None


def user_name() -> str:
    """Who is signed in: whose decisions these are where nobody says otherwise."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such variable is set, and the system has no name for the number
        return "unknown"


def decisions_on(
    keys: Iterable[str], verdict: str, persona_id: str = "", note: str = "", proposed: str | None = None
) -> list[GivenDecision]:
    """The same decision on several conversations; one named twice is decided once.

    Raises
    ------
    ParameterError
        There is no such verdict.
    """
    if verdict not in VERDICTS:
        raise ParameterError(f"verdict {verdict!r} is none; use one of {', '.join(VERDICTS)}")
    return [GivenDecision(key, verdict, persona_id, note, proposed) for key in dict.fromkeys(keys)]


@one_writer("a review decision")
def decide(record: Record, personas: list[Persona], given: list[GivenDecision], by: str, now: datetime) -> int:
    """Decide matches: ``kit review approve|reject|reassign``. Nothing earlier is changed; the newest decision stands.

    Parameters
    ----------
    given : what is decided; a match that has changed since it was shown is refused, and nothing is written then.
    by, now : who decides, and when (an aware time).

    Returns
    -------
    int, how many decisions were added. They take effect with the next run.
    """
    check_reviewer(by)
    now = after_the_last(record.read("decisions", columns=["decided_at"])["decided_at"], now)
    matches = matches_of(record, [decision.key for decision in given])
    rows = []
    for decision in given:
        if problem := problem_of(decision, matches, personas):
            raise WorkspaceError(f"{record.folder}: {problem}")
        rows.append(decision_of(decision, matches, by, now, f"{now.isoformat()}/{by}"))
    return record.add_new("decisions", pd.DataFrame(rows), "decision_id")


def check_reviewer(by: str) -> None:
    """Refuses a decision that nobody signs."""
    if not by.strip():
        raise ParameterError("a decision needs a name to it, and `by` is empty; say who decides, e.g. --by ann")


def matches_of(record: Record, keys: list[str]) -> pd.DataFrame:
    """The matches of some conversations, indexed by them, with what the matcher found by itself."""
    return with_found(record.read("matches", conversation_key=keys)).set_index("conversation_key")


def problem_of(decision: GivenDecision, matches: pd.DataFrame, personas: list[Persona]) -> str:
    """Why a decision cannot be taken, "" where it can.

    Parameters
    ----------
    matches : as :func:`matches_of` gives them.
    """
    if decision.verdict not in VERDICTS:
        return f"verdict is {decision.verdict!r}; use one of {', '.join(VERDICTS)}"
    if decision.key not in matches.index:
        return f"conversation {decision.key!r} has no match to decide; `kit review list` shows those that have"
    if decision.verdict == "reassign":
        return _no_home(decision.persona_id, personas)
    now = matches.loc[decision.key, "persona_id"]
    shown = now if decision.proposed is None else decision.proposed
    if decision.persona_id and decision.persona_id != shown:
        return (
            f"{decision.verdict} speaks of the persona proposed, {shown or NOBODY!r}, and persona_id says "
            f"{decision.persona_id!r}; write `reassign` to give it to that one, or empty persona_id"
        )
    if shown != now:
        return (
            f"{decision.verdict} speaks of {shown or NOBODY!r}, which was proposed then; now it is {now or NOBODY!r}: look at it "
            f"again with `kit review show`, or export the queue anew (conversation {decision.key!r})"
        )
    return "" if now else f"conversation {decision.key!r} is matched to nobody; reassign it, to a persona or to none of them"


def _no_home(persona_id: str, personas: list[Persona]) -> str:
    """Why no conversation can be given to a persona, "" where one can; "" is none of them, which always can."""
    persona = next((persona for persona in personas if persona.id == persona_id), None)
    known = ", ".join(persona.id for persona in personas if persona.status != "retired")
    if persona_id and not persona:
        return f"there is no persona {persona_id!r} to reassign to; known: {known}"
    if persona and persona.status == "retired":
        return f"persona {persona_id!r} is retired and takes no conversations; known: {known}"
    return ""


def decision_of(decision: GivenDecision, matches: pd.DataFrame, by: str, now: datetime, token: str) -> dict[str, Any]:
    """A row of the decisions.

    Parameters
    ----------
    matches : as :func:`matches_of` gives them.
    token : what tells this decision from another one that says the same of the same.
    """
    match = matches.loc[decision.key]
    whom = decision.persona_id if decision.verdict == "reassign" else match["persona_id"]
    return {
        "decision_id": decision_id(decision, token), "conversation_key": decision.key, "persona_id": whom,
        "verdict": decision.verdict, "decided_by": by.strip(), "note": decision.note,
        "decided_at": pd.Timestamp(now).tz_convert("UTC").as_unit("us"),
        "proposed": match["found_persona"], "proposed_runner_up": match["found_runner_up"],
        "proposed_state": match["found_state"], "score": float(match["score"]),
    }  # fmt: skip


def decision_id(decision: GivenDecision, token: str) -> str:
    """The name of a decision: what the reviewer saw and said, and nothing of what the record holds by now."""
    shown = "\x1e" if decision.proposed is None else decision.proposed
    mark = "\x1f".join([decision.key, decision.verdict, decision.persona_id, shown, decision.note, token])
    return hashlib.sha256(mark.encode()).hexdigest()[:16]

"""Reviewing: taking what people decide about matches, one by one or from a file."""

from __future__ import annotations

import getpass
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from kit.config.personas import Persona
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
    key, verdict, note : the conversation, one of :data:`kit.matching.reviewer_decisions.VERDICTS`, and why.
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


@one_writer("a review decision")
def decide(
    record: Record, personas: list[Persona], conversation_keys: list[str], verdict: str, by: str, now: datetime,
    persona_id: str = "", note: str = "", proposed: str | None = None,
) -> int:  # fmt: skip
    """Decide matches: ``kit review approve|reject|reassign``. Nothing earlier is changed; the newest decision stands.

    Parameters
    ----------
    conversation_keys : which; one named twice is decided once.
    verdict : approve and reject speak of the persona proposed; reassign names another in ``persona_id``, "" for none of them.
    by, now : who decides, and when (an aware time).
    proposed : the persona that was shown with them; a match that has changed since is refused.

    Returns
    -------
    int, how many decisions were added. They take effect with the next run.
    """
    check_reviewer(by)
    if verdict not in VERDICTS:
        raise ParameterError(f"verdict {verdict!r} is none; use one of {', '.join(VERDICTS)}")
    keys = list(dict.fromkeys(conversation_keys))
    matches = matches_of(record, keys)
    rows = []
    for said in (GivenDecision(key, verdict, persona_id, note, proposed) for key in keys):
        if problem := problem_of(said, matches, personas):
            raise WorkspaceError(f"{record.folder}: {problem}")
        rows.append(decision_of(said, matches, by, now, f"{now.isoformat()}/{by}"))
    return record.add_new("decisions", pd.DataFrame(rows), "decision_id")


def check_reviewer(by: str) -> None:
    """Refuses a decision that nobody signs."""
    if not by.strip():
        raise ParameterError("a decision needs a name to it, and `by` is empty; say who decides, e.g. --by ann")


def matches_of(record: Record, keys: list[str]) -> pd.DataFrame:
    """The matches of some conversations, indexed by them, with what the matcher found by itself."""
    return with_found(record.read("matches", conversation_key=keys)).set_index("conversation_key")


def problem_of(said: GivenDecision, matches: pd.DataFrame, personas: list[Persona]) -> str:
    """Why a decision cannot be taken, "" where it can.

    Parameters
    ----------
    matches : as :func:`matches_of` gives them.
    """
    if said.verdict not in VERDICTS:
        return f"verdict is {said.verdict!r}; use one of {', '.join(VERDICTS)}"
    if said.key not in matches.index:
        return f"conversation {said.key!r} has no match to decide; `kit review list` shows those that have"
    if said.verdict == "reassign":
        return _no_home(said.persona_id, personas)
    now = matches.loc[said.key, "persona_id"]
    shown = now if said.proposed is None else said.proposed
    if said.persona_id and said.persona_id != shown:
        return (
            f"{said.verdict} speaks of the persona proposed, {shown or NOBODY!r}, and persona_id says {said.persona_id!r}; "
            "write `reassign` to give it to that one, or empty persona_id"
        )
    if shown != now:
        return (
            f"{said.verdict} speaks of {shown or NOBODY!r}, which was proposed then; now it is {now or NOBODY!r}: look at it "
            f"again with `kit review show`, or export the queue anew (conversation {said.key!r})"
        )
    return "" if now else f"conversation {said.key!r} is matched to nobody; reassign it, to a persona or to none of them"


def _no_home(persona_id: str, personas: list[Persona]) -> str:
    """Why no conversation can be given to a persona, "" where one can; "" is none of them, which always can."""
    found = next((persona for persona in personas if persona.id == persona_id), None)
    known = ", ".join(persona.id for persona in personas if persona.status != "retired")
    if persona_id and not found:
        return f"there is no persona {persona_id!r} to reassign to; known: {known}"
    if found and found.status == "retired":
        return f"persona {persona_id!r} is retired and takes no conversations; known: {known}"
    return ""


def decision_of(said: GivenDecision, matches: pd.DataFrame, by: str, now: datetime, token: str) -> dict[str, Any]:
    """A row of the decisions.

    Parameters
    ----------
    matches : as :func:`matches_of` gives them.
    token : what tells this decision from another one that says the same of the same.
    """
    match = matches.loc[said.key]
    whom = said.persona_id if said.verdict == "reassign" else match["persona_id"]
    return {
        "decision_id": decision_id(said, token), "conversation_key": said.key, "persona_id": whom, "verdict": said.verdict,
        "decided_by": by.strip(), "note": said.note, "decided_at": pd.Timestamp(now).tz_convert("UTC").as_unit("us"),
        "proposed": match["found_persona"], "proposed_runner_up": match["found_runner_up"],
        "proposed_state": match["found_state"], "score": float(match["score"]),
    }  # fmt: skip


def decision_id(said: GivenDecision, token: str) -> str:
    """The name of a decision: what the reviewer saw and said, and nothing of what the record holds by now."""
    shown = "\x1e" if said.proposed is None else said.proposed
    mark = "\x1f".join([said.key, said.verdict, said.persona_id, shown, said.note, token])
    return hashlib.sha256(mark.encode()).hexdigest()[:16]

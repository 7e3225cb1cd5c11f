"""Reviewing: the queue of matches that a person decides, and the deciding."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kit.counted import voter_ids
from kit.decisions import VERDICTS
from kit.errors import ParameterError, WorkspaceError
from kit.personas import Persona
from kit.queueing import review_queue
from kit.record import Record

#: Columns of an exported queue; a reviewer fills in verdict, persona_id (where it is another one) and note.
EXPORTED = [
    "conversation_key", "verdict", "persona_id", "note", "proposed", "runner_up", "state", "score", "worth", "drawn",
    "account_id", "role",
    "occurred_at", "reasons", "words", "exported_at",
]  # fmt: skip

#: Characters of a conversation that are shown in a queue.
SHOWN = 240


#: What a spreadsheet would run as a formula; such cells are exported with a leading apostrophe.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Applied:
    """What applying a file of decisions did.

    Attributes
    ----------
    n_new, n_known, n_blank : decisions added, known from before, and lines without a verdict.
    refused : list of "line: reason", the lines that were left out.
    """

    n_new: int
    n_known: int
    n_blank: int
    refused: list[str]


def queue_of(
    record: Record, personas: list[Persona], seed: int, cycles: list[str], persona_id: str = "", limit: int = 20
) -> pd.DataFrame:
    """The matches to decide next, with what was said: ``kit review list``.

    Parameters
    ----------
    cycles : which cycles' matches.
    persona_id : only this persona's; "" for all.

    Returns
    -------
    DataFrame of the columns of :data:`EXPORTED` but ``exported_at``; verdict, persona_id and note are empty, to be filled in.
    """
    _known_persona(persona_id, personas, "")
    columns = ["conversation_key", "cycle", "account_id", "contact_id", "role", "occurred_at", "text"]
    conversations = record.read("conversations", columns, cycle=cycles)
    matches = record.read("matches", cycle=cycles)
    voters = pd.Series(voter_ids(conversations).to_numpy(), index=conversations["conversation_key"].to_numpy())
    queue = review_queue(matches, voters, record.read("decisions"), seed, persona_id, limit)
    told = queue.merge(conversations.drop(columns="cycle"), on="conversation_key", how="left")
    told = told.assign(
        words=told["text"].str.slice(0, SHOWN).str.replace("\n", " "), verdict="", note="", proposed=told["persona_id"]
    )
    return told.assign(persona_id="")[[name for name in EXPORTED if name != "exported_at"]]


def shown(record: Record, conversation_key: str) -> dict[str, Any]:
    """Everything a reviewer needs to decide one match: ``kit review show``."""
    conversation = record.read("conversations", conversation_key=conversation_key)
    if conversation.empty:
        raise WorkspaceError(
            f"{record.folder}: there is no conversation {conversation_key!r}; `kit review list` shows those to decide"
        )
    row = conversation.iloc[0]
    match = record.read("matches", conversation_key=conversation_key)
    passages = record.read("passages", ["text", "stance", "start"], conversation_key=conversation_key)
    decisions = record.read("decisions", conversation_key=conversation_key)
    return {
        "conversation_key": conversation_key, "account_id": row["account_id"], "role": row["role"], "source": row["source"],
        "occurred_at": row["occurred_at"].isoformat(), "url": row["url"], "text": row["text"],
        "turns": json.loads(row["turns"] or "[]"),
        "passages": passages.sort_values("start")[["text", "stance"]].to_dict("records"),
        "match": {} if match.empty else match.iloc[0].to_dict(), "decisions": decisions.to_dict("records"),
    }  # fmt: skip


def decide(
    record: Record, personas: list[Persona], conversation_keys: list[str], verdict: str, by: str, now: datetime,
    persona_id: str = "", note: str = "", drawn: str = "queue",
) -> int:  # fmt: skip
    """Decide matches: ``kit review approve|reject|reassign``. Nothing earlier is changed; the newest decision stands.

    Parameters
    ----------
    verdict : approve and reject speak of the persona proposed; reassign names another in ``persona_id``, "" for none of them.
    by, now : who decides, and when (an aware time).

    Returns
    -------
    int, how many decisions were added. They take effect with the next run.
    """
    if verdict not in VERDICTS:
        raise ParameterError(f"verdict {verdict!r} is none; use one of {', '.join(VERDICTS)}")
    matches = record.read("matches", conversation_key=list(conversation_keys))
    rows = []
    for key in conversation_keys:
        if problem := _problem(key, verdict, persona_id, matches, personas):
            raise WorkspaceError(f"{record.folder}: {problem}")
        rows.append(_row(key, verdict, persona_id, by, note, drawn, now, matches, f"{now.isoformat()}/{by}"))
    record.append("decisions", pd.DataFrame(rows))
    return len(rows)


def _known_persona(persona_id: str, personas: list[Persona], where: str) -> None:
    known = [persona.id for persona in personas]
    if persona_id and persona_id not in known:
        raise WorkspaceError(f"{where}there is no persona {persona_id!r}; known: {', '.join(known)}")


def _problem(key: str, verdict: str, persona_id: str, matches: pd.DataFrame, personas: list[Persona]) -> str:
    """Why a decision cannot be taken, "" where it can."""
    if verdict not in VERDICTS:
        return f"verdict is {verdict!r}; use one of {', '.join(VERDICTS)}"
    row = matches[matches["conversation_key"] == key]
    if row.empty:
        return f"conversation {key!r} has no match to decide; `kit review list` shows those that have"
    known = [persona.id for persona in personas]
    if verdict == "reassign" and persona_id and persona_id not in known:
        return f"there is no persona {persona_id!r} to reassign to; known: {', '.join(known)}"
    if verdict != "reassign" and not row.iloc[0]["persona_id"]:
        return f"conversation {key!r} is matched to nobody; reassign it to a persona instead"
    return ""


def _row(
    key: str, verdict: str, persona_id: str, by: str, note: str, drawn: str, now: datetime, matches: pd.DataFrame, token: str
) -> dict[str, Any]:
    match = matches[matches["conversation_key"] == key].iloc[0]
    whom = persona_id if verdict == "reassign" else match["persona_id"]
    mark = "\x1f".join([key, verdict, whom, by, note, token])
    return {
        "decision_id": hashlib.sha256(mark.encode()).hexdigest()[:16], "conversation_key": key, "persona_id": whom,
        "verdict": verdict,
        "decided_by": by, "note": note, "decided_at": pd.Timestamp(now).tz_convert("UTC").as_unit("us"), "drawn": drawn,
        "proposed": match["persona_id"], "proposed_state": match["state"], "score": float(match["score"]),
    }  # fmt: skip


def export_queue(queue: pd.DataFrame, path: Path, now: datetime) -> Path:
    """Write a queue as CSV for a spreadsheet: ``kit review export``."""
    rows = queue.assign(exported_at=now.isoformat())[EXPORTED]
    for name in ("account_id", "role", "reasons", "words"):
        rows = rows.assign(**{name: rows[name].map(lambda text: f"'{text}" if text.startswith(FORMULA) else text)})
    rows.to_csv(path, index=False, encoding="utf-8", quoting=csv.QUOTE_MINIMAL)
    return path


def apply_decisions_file(record: Record, personas: list[Persona], path: Path, by: str, now: datetime) -> Applied:
    """Take the decisions of an exported and filled-in CSV: ``kit review apply``.

    Parameters
    ----------
    by, now : who decides, and when.

    Notes
    -----
    A decision is known by its line's content and export, so applying a file twice changes nothing. A line that cannot be
    taken is refused
    with its number and the rest stands.
    """
    lines = _read_lines(path)
    matches = record.read("matches", conversation_key=sorted({row.get("conversation_key") or "" for _, row in lines}))
    known = set(record.read("decisions", ["decision_id"])["decision_id"])
    rows, refused, n_known, n_blank = [], [], 0, 0
    for line, row in lines:
        verdict = (row.get("verdict") or "").strip().lower()
        if not verdict:
            n_blank += 1
            continue
        key, whom = (row.get("conversation_key") or "").strip(), (row.get("persona_id") or "").strip()
        if problem := _problem(key, verdict, whom, matches, personas):
            refused.append(f"{path}:{line}: {problem}")
            continue
        drawn = "sample" if row.get("drawn") == "sample" else "queue"
        made = _row(
            key, verdict, whom, by, (row.get("note") or "").strip(), drawn, now, matches, row.get("exported_at") or str(path.name)
        )
        if made["decision_id"] in known:
            n_known += 1
            continue
        known.add(made["decision_id"])
        rows.append(made)
    if rows:
        record.append("decisions", pd.DataFrame(rows))
    return Applied(len(rows), n_known, n_blank, refused)


def _read_lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Lines of a decisions file by number; refuses a file that is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lines = [(reader.line_num, row) for row in reader]
            names = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WorkspaceError(
            f"{path}: cannot be read as a CSV of decisions ({error}); export one with `kit review export`"
        ) from None
    if missing := [name for name in ("conversation_key", "verdict") if name not in names]:
        raise WorkspaceError(
            f"{path}:1: lacks the columns {missing}; export the queue with `kit review export` and fill in its verdicts"
        )
    return lines

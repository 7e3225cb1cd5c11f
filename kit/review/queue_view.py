"""Review view: what a reviewer is shown of the matches that wait, in a list and one by one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

import pandas as pd

from kit.config.personas import Persona
from kit.cycles import in_zone, parse_cycle
from kit.errors import WorkspaceError
from kit.matching.stances import ON_NOTHING
from kit.record.store import Record
from kit.review.queue import review_queue
from kit.shifts.counted_conversations import voter_ids
from kit.workspace import Workspace

#: Columns of a queue; a reviewer fills in verdict, persona_id (where it is another one) and note.
QUEUE = [
    "conversation_key", "verdict", "persona_id", "note", "proposed", "runner_up", "state", "score", "worth", "drawn",
    "account_id", "account", "role", "source", "occurred_at", "reasons", "words", "url",
]  # fmt: skip

#: Characters of a conversation that are shown in a queue: three or four remarks.
SHOWN = 400


def matched_cycles(work: Workspace, cycle: str = "") -> list[str]:
    """The cycles whose matches can be reviewed, or the one that is asked for.

    Raises
    ------
    WorkspaceError
        Nothing was matched yet, or nothing in that cycle, or there can be no such cycle.
    """
    wanted = work.checked_cycle(cycle).id if cycle else ""
    cycles = sorted(set(work.record.read("matches", ["cycle"])["cycle"]), key=lambda name: parse_cycle(name).first)
    if not cycles:
        raise WorkspaceError(f"{work.folder}: nothing is read and matched yet; `kit run {work.folder}` first")
    if wanted and wanted not in cycles:
        raise WorkspaceError(f"{work.folder}: nothing is matched in {wanted}; there are matches from {cycles[0]} to {cycles[-1]}")
    return [wanted] if wanted else cycles


@dataclass(frozen=True)
class Wanted:
    """Which matches a queue is to hold.

    Attributes
    ----------
    cycles : which cycles' matches.
    persona_id : only this persona's; "" for all.
    limit : how many; None for all that are undecided.
    """

    cycles: list[str]
    persona_id: str = ""
    limit: int | None = 20


def queue_of(
    record: Record, personas: list[Persona], seed: int, wanted: Wanted, accounts: pd.DataFrame | None = None, zone: tzinfo = UTC
) -> pd.DataFrame:
    """The matches to decide next, with what the customer said: ``kit review list``.

    Parameters
    ----------
    wanted : which.
    accounts : ``account_id``, ``name``, for the names.
    zone : what ``occurred_at`` is told in.

    Returns
    -------
    DataFrame of the columns of :data:`QUEUE`; verdict, persona_id and note are empty, to be filled in. ``score`` and
    ``worth`` have two digits; ``drawn`` is why the row is in this queue.
    """
    known = [persona.id for persona in personas]
    if wanted.persona_id and wanted.persona_id not in known:
        raise WorkspaceError(f"there is no persona {wanted.persona_id!r}; known: {', '.join(known)}")
    columns = ["conversation_key", "account_id", "contact_id", "role", "source", "occurred_at", "url", "text"]
    conversations = in_zone(record.read("conversations", columns, cycle=wanted.cycles), zone)
    voters = pd.Series(voter_ids(conversations).to_numpy(), index=conversations["conversation_key"].to_numpy())
    matches, decisions = record.read("matches", cycle=wanted.cycles), record.read("decisions")
    queue = review_queue(matches, voters, decisions, seed, wanted.persona_id, wanted.limit)
    rows = queue.merge(conversations, on="conversation_key", how="left")
    passages = record.read("passages", ["conversation_key", "text", "stance", "start"], cycle=wanted.cycles)
    words = telling_words(passages[passages["conversation_key"].isin(set(queue["conversation_key"]))])
    pairs, names = zip(rows["conversation_key"], rows["text"].str.slice(0, SHOWN), strict=True), _names(accounts)
    rows = rows.assign(
        words=pd.Series([" ".join(words.get(key, text).split()) for key, text in pairs], index=rows.index, dtype="str"),
        account=pd.Series([names.get(account_id, "") for account_id in rows["account_id"]], index=rows.index, dtype="str"),
        proposed=rows["persona_id"], score=rows["score"].round(2), worth=rows["worth"].round(2), verdict="", note="",
    )  # fmt: skip
    return rows.assign(persona_id="")[QUEUE]


def telling_words(passages: pd.DataFrame, most: int = SHOWN) -> dict[str, str]:
    """What tells most of each conversation: its longest pains, objections, criteria and goals, in the order they were said.

    Small talk is shown only where there is nothing else.

    Parameters
    ----------
    passages : DataFrame (conversation_key, text, stance, start), the customers' own words.
    most : characters shown of one conversation; of a longer first passage its beginning.
    """
    rows = passages.assign(is_other=passages["stance"].isin(ON_NOTHING), size=passages["text"].str.len())
    rows = rows[~rows["is_other"] | rows.groupby("conversation_key")["is_other"].transform("all")]
    rows = rows.sort_values(["conversation_key", "size", "start"], ascending=[True, False, True])
    place = rows.groupby("conversation_key").cumcount()
    rows = rows[(rows.groupby("conversation_key")["size"].cumsum() <= most) | (place == 0)]
    rows = rows.assign(text=rows["text"].str.slice(0, most)).sort_values(["conversation_key", "start"])
    return rows.groupby("conversation_key")["text"].agg(" … ".join).to_dict()


def shown(record: Record, conversation_key: str, accounts: pd.DataFrame | None = None, zone: tzinfo = UTC) -> dict[str, Any]:
    """Everything a reviewer needs to decide one match, its times in a zone: ``kit review show``."""
    conversation = in_zone(record.read("conversations", conversation_key=conversation_key), zone)
    if conversation.empty:
        raise WorkspaceError(
            f"{record.folder}: there is no conversation {conversation_key!r}; `kit review list` shows those to decide"
        )
    row = conversation.iloc[0]
    match = record.read("matches", conversation_key=conversation_key)
    passages = record.read("passages", ["text", "stance", "start"], conversation_key=conversation_key)
    decisions = record.read("decisions", conversation_key=conversation_key)
    decisions = decisions.assign(decided_at=decisions["decided_at"].dt.tz_convert(zone))
    account = _names(accounts).get(row["account_id"], "")
    return {
        "conversation_key": conversation_key, "account_id": row["account_id"], "account": account,
        "role": row["role"], "source": row["source"], "kind": row["kind"], "occurred_at": row["occurred_at"].isoformat(),
        "url": row["url"], "text": row["text"],
        "turns": json.loads(row["turns"] or "[]"),
        "passages": passages.sort_values("start")[["text", "stance"]].to_dict("records"),
        "match": {} if match.empty else match.iloc[0].to_dict(), "decisions": decisions.to_dict("records"),
    }  # fmt: skip


def _names(accounts: pd.DataFrame | None) -> dict[str, str]:
    return {} if accounts is None else dict(zip(accounts["account_id"], accounts["name"], strict=True))

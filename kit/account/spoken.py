"""Spoken: one account's conversations and passages, read from the record without reading anybody else's words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.ask.search import borrowed_titles
from kit.cycles import in_zone
from kit.record.store import Keep
from kit.record.tables import COUNTED_STATES
from kit.workspace import Workspace

_CONVERSATION = [
    "conversation_key", "cycle", "occurred_at", "source", "kind", "conversation_id", "account_id", "contact_id", "role", "url",
    "duplicate_of",
]  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """What one account said.

    Attributes
    ----------
    conversations : DataFrame, oldest first
        ``conversation_key, cycle, occurred_at`` (in the workspace's zone), ``source, kind, conversation_id, role, is_borrowed``
        (the title is given elsewhere), ``url, persona_id, is_counted``; duplicates are left out.
    raised : DataFrame
        ``conversation_key, cycle, persona_id, theme_id, passage_id, strength`` (0 to 1), ``stance, start, end``: the passages of
        counted conversations that raise a theme, as the newest run assigned them.
    run : the cycle of that run; "" where none has found themes yet.
    """

    conversations: pd.DataFrame
    raised: pd.DataFrame
    run: str

    def counted(self, persona_id: str) -> pd.DataFrame:
        """The conversations that count for a persona."""
        rows = self.conversations
        return rows[rows["is_counted"] & (rows["persona_id"] == persona_id)]


def spoken_by(work: Workspace, account_id: str) -> Spoken:
    """The conversations of an account, with the persona of each and the themes that they raise."""
    rows = work.record.read("conversations", _CONVERSATION, lambda rows: pc.equal(rows["account_id"], account_id))
    rows = rows[rows["duplicate_of"] == ""].drop(columns="duplicate_of")
    matches = work.record.read("matches", ["conversation_key", "persona_id", "state"], _of(rows["conversation_key"]))
    rows = _titled(work, rows).merge(matches, on="conversation_key", how="left")
    rows = rows.assign(persona_id=rows["persona_id"].fillna(""), is_counted=rows["state"].isin(COUNTED_STATES))
    rows = rows.drop(columns="state").sort_values(["occurred_at", "conversation_key"], kind="stable", ignore_index=True)
    runs = work.record.cycles("themes")
    run = runs[0] if runs else ""
    return Spoken(in_zone(rows, work.settings.zone), _raised(work, rows[rows["is_counted"]], run), run)


def _of(keys: pd.Series, column: str = "conversation_key") -> Keep:
    """Keeps the rows of some conversations or passages."""
    wanted = pa.array(keys, pa.string())
    return lambda rows: pc.is_in(rows[column], value_set=wanted)


def _titled(work: Workspace, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the title that a contact gives elsewhere, where none is given here."""
    given = rows["role"].str.strip()
    elsewhere = borrowed_titles(work.record, rows[given == ""]).to_dict()
    borrowed = pd.Series([elsewhere.get(key, "") for key in rows["conversation_key"]], index=rows.index, dtype="str")
    return rows.assign(role=given.where(given != "", borrowed), is_borrowed=(given == "") & (borrowed != ""))


def _raised(work: Workspace, counted: pd.DataFrame, run: str) -> pd.DataFrame:
    columns = ["conversation_key", "cycle", "persona_id", "theme_id", "passage_id", "strength"]
    assigned = work.record.read("assignments", columns, _of(counted["conversation_key"]), run_cycle=[run] if run else [])
    assigned = assigned[assigned["theme_id"] != ""].merge(
        counted[["conversation_key", "persona_id"]], on=["conversation_key", "persona_id"]
    )
    cycles = sorted(set(assigned["cycle"]))
    of_passage = ["passage_id", "stance", "start", "end"]
    passages = work.record.read("passages", of_passage, _of(assigned["passage_id"], "passage_id"), cycle=cycles)
    return assigned.merge(passages, on="passage_id")

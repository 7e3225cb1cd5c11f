"""Deciding on stances: taking what people say that a passage voices, one by one or from a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd

from kit.formats import listed
from kit.matching.stances import STANCES
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.review.words_on_passages import KindOfWord, Signed, take_words


@dataclass(frozen=True)
class StanceWord:
    """What a reviewer says that one passage voices.

    Attributes
    ----------
    passage_id, note : which, and why.
    stance : one of :data:`kit.matching.stances.STANCES`; "other" is a plain statement.
    """

    passage_id: str
    stance: str
    note: str = ""


@one_writer("a decision on a stance")
def decide_stances(record: Record, words: list[StanceWord], by: str, now: datetime) -> int:
    """Take words on what passages voice: ``kit themes stance``. Nothing earlier is changed; the newest word stands.

    Parameters
    ----------
    words : what is said; where one cannot be taken nothing is written.
    by, now : who says it, and when (an aware time).

    Returns
    -------
    int, how many were added. From the next run on they hold for all passages with the same words, and the classifier of this
    workspace learns from them.
    """
    return take_words(record, kind_of_stances(record, [word.passage_id for word in words]), words, by, now)


def kind_of_stances(record: Record, passage_ids: list[str]) -> KindOfWord:
    """How words on the stances of some passages are taken."""
    shown = shown_stances(record, passage_ids)
    return KindOfWord("stance_decisions", partial(problem_of_stance, shown=shown), partial(row_of_stance, shown=shown))


def shown_stances(record: Record, passage_ids: list[str]) -> pd.DataFrame:
    """``conversation_key, stance`` of some passages by id, as the newest run classed them."""
    keys = sorted({passage.rpartition("#")[0] for passage in passage_ids})
    rows = record.read("passages", ["passage_id", "conversation_key", "stance"], conversation_key=keys)
    return rows.set_index("passage_id")


def problem_of_stance(word: StanceWord, shown: pd.DataFrame) -> str:
    """Why a word cannot be taken, "" where it can."""
    if word.stance not in STANCES:
        return f"stance is {word.stance!r}; use {listed(STANCES)}"
    if word.passage_id not in shown.index:
        return f"there is no passage {word.passage_id!r}; `kit themes evidence` shows ids"
    return ""


def row_of_stance(word: StanceWord, signed: Signed, token: str, shown: pd.DataFrame) -> dict[str, Any]:
    """A row of the decisions; ``signed`` is by whom and when, ``token`` tells it from another that says the same of the same."""
    row, (by, now) = shown.loc[word.passage_id], signed
    mark = "\x1f".join(["stance", word.passage_id, word.stance, word.note, token])
    return {
        "decision_id": hashlib.sha256(mark.encode()).hexdigest()[:16], "passage_id": word.passage_id,
        "conversation_key": row["conversation_key"], "stance": word.stance, "proposed": row["stance"],
        "decided_by": by.strip(), "note": word.note, "decided_at": pd.Timestamp(now).tz_convert("UTC").as_unit("us"),
    }  # fmt: skip

"""Duplicates: one conversation under two ids, as a call and the note of it in the CRM."""

from __future__ import annotations

import re
from functools import lru_cache

import pandas as pd

#: Days apart at which two records of one conversation may be dated.
DAYS = 3
#: Words that two records must have; shorter ones are alike by chance ("It does not work.").
MIN_WORDS = 12
#: Part of the shorter one's five-word runs that stand in the longer one too.
ALIKE = 0.8
#: Words in a run.
RUN = 5
#: Conversations of one voter looked at in one window; a loud account's hundredth is not compared with all before it.
MAX_WINDOW = 200

_WORD = re.compile(r"\w+")
#: What two records are compared by.
_COMPARED = ["conversation_key", "source", "voter", "occurred_at", "url", "words"]


@lru_cache(maxsize=4 * MAX_WINDOW)
def _runs(text: str) -> frozenset[int]:
    words = _WORD.findall(text.lower())
    return (
        frozenset(hash(tuple(words[start : start + RUN])) for start in range(len(words) - RUN + 1))
        if len(words) >= MIN_WORDS
        else frozenset()
    )


def _same(record: dict, other: dict) -> bool:
    if record["url"] and record["url"] == other["url"] and record["source"] != other["source"]:
        return True
    if record["source"] == other["source"] and record["occurred_at"] != other["occurred_at"]:
        return False
    if record["source"] == other["source"]:
        return record["words"] == other["words"] and record["words"].count(" ") >= MIN_WORDS
    shorter, longer = sorted((_runs(record["words"]), _runs(other["words"])), key=len)
    return len(shorter) > 0 and len(shorter & longer) >= ALIKE * len(shorter)


def duplicates_of(conversations: pd.DataFrame) -> dict[str, str]:
    """Which conversations are another one's second record.

    Two are the same where they are of one account (or contact), at most three days apart, and in different sources with
    one link, or with nearly all of the shorter one's words in the longer one; within one source, only the very same words at
    the very same time. The first by time, then by key, is the one that counts.

    Parameters
    ----------
    conversations : DataFrame with ``conversation_key``, ``source``, ``account_id``, ``contact_id``, ``occurred_at``,
    ``url``, ``words``
        (what the customer said).

    Returns
    -------
    dict of conversation_key to the key that counts in its stead.
    """
    voters = conversations["account_id"].where(conversations["account_id"] != "", "\0" + conversations["contact_id"])
    frame = conversations.assign(voter=voters)[voters != "\0"].sort_values(["voter", "occurred_at", "conversation_key"])
    same: dict[str, str] = {}
    window: list[dict] = []
    span = pd.Timedelta(days=DAYS)
    for row in frame[_COMPARED].to_dict("records"):
        earliest = row["occurred_at"] - span
        same_voter = (earlier for earlier in window[-MAX_WINDOW:] if earlier["voter"] == row["voter"])
        window = [earlier for earlier in same_voter if earlier["occurred_at"] >= earliest]
        first = next((earlier for earlier in window if _same(earlier, row)), None)
        if first is None:
            window.append(row)
        else:
            same[row["conversation_key"]] = first["conversation_key"]
    return same


def read_twice(conversations: pd.DataFrame, sources: list[str]) -> dict[str, str]:
    """Which conversations were read from one file under two sources' ids, as after a source was given another id.

    Parameters
    ----------
    conversations : DataFrame with ``conversation_key``, ``source``, ``file``, ``conversation_id``.
    sources : the ids in kit.yaml now; what an id that is not there any more has brought counts, since decisions name it.

    Returns
    -------
    dict of conversation_key to the key that counts in its stead.
    """
    frame = conversations.assign(is_current=conversations["source"].isin(sources)).sort_values(["is_current", "conversation_key"])
    first = frame.groupby(["file", "conversation_id"])[["conversation_key", "source"]].transform("first")
    twice = first["source"] != frame["source"]
    return dict(zip(frame["conversation_key"][twice], first["conversation_key"][twice], strict=True))

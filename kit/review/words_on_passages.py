"""Words on passages: what people say of single passages, taken one by one or from a file, whatever it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kit.cycles import after_the_last
from kit.errors import WorkspaceError
from kit.record.store import Record
from kit.review.record_decisions import check_reviewer
from kit.review.spreadsheet import Applied

#: Who says it, and when (an aware time).
Signed = tuple[str, datetime]


@dataclass(frozen=True)
class KindOfWord:
    """One kind of words.

    Attributes
    ----------
    table : of the record, that they go to.
    problem_of : why a word cannot be taken, "" where it can.
    row_of : a word's row; of the word, of who signs it, and of what tells it from another that says the same of the same.
    """

    table: str
    problem_of: Callable[[Any], str]
    row_of: Callable[[Any, Signed, str], dict[str, Any]]


def take_words(record: Record, kind: KindOfWord, words: Sequence[Any], by: str, now: datetime) -> int:
    """Take words that somebody says now; where one cannot be taken nothing is written. Returns how many were added."""
    check_reviewer(by)
    now = after_the_last(record.read(kind.table, columns=["decided_at"])["decided_at"], now)
    rows = []
    for word in words:
        if problem := kind.problem_of(word):
            raise WorkspaceError(f"{record.folder}: {problem}")
        rows.append(kind.row_of(word, (by, now), f"{now.isoformat()}/{by}"))
    return record.add_new(kind.table, pd.DataFrame(rows), "decision_id")


def take_lines(record: Record, kind: KindOfWord, path: Path, given: Sequence[tuple[int, Any, str]], signed: Signed) -> Applied:
    """Take words of a file, each with its line and its export's mark; what is known already is not added again."""
    earlier = record.read(kind.table, ["decision_id", "decided_at"])
    signed = (signed[0], after_the_last(earlier["decided_at"], signed[1]))
    rows, refused = {}, []
    for line, word, token in given:
        if problem := kind.problem_of(word):
            refused.append(f"{path}:{line}: {problem}")
            continue
        row = kind.row_of(word, signed, f"file/{token}")
        rows[row["decision_id"]] = row
    fresh = [row for name, row in rows.items() if name not in set(earlier["decision_id"])]
    n_new = record.add_new(kind.table, pd.DataFrame(fresh), "decision_id") if fresh else 0
    return Applied(n_new, len(rows) - n_new, 0, refused)

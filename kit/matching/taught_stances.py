"""Taught stances: what people say that a passage voices; it holds for its words, and teaches the workspace's classifier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kit.matching.reviewer_decisions import in_order
from kit.record.store import Record

#: A stance that somebody decided counts as so many shipped examples, which are of other trades. On each of twelve labelled sets
#: 30 decisions make more passages right with it than without (tests/benchmarks/words/STANCE.md); with 30 a point more is, and a
#: decision that is wrong does more harm.
WEIGHT = 10.0

Taught = tuple[tuple[str, str], ...]


def taught_stances(record: Record) -> Taught:
    """The (stance, text) pairs that people decided, the newest word on each text.

    Returns
    -------
    tuple of pairs, by text
        Words are read where the passages lie, so that nothing is taught by a conversation that was forgotten.
    """
    decided = record.read("stance_decisions")
    if decided.empty:
        return ()
    columns = ["passage_id", "text"]
    texts = record.read("passages", columns, conversation_key=sorted(set(decided["conversation_key"])))
    rows = in_order(decided).merge(texts, on="passage_id")
    latest = rows.drop_duplicates("text", keep="last").sort_values("text", kind="stable")
    return tuple((str(stance), str(text)) for stance, text in zip(latest["stance"], latest["text"], strict=True))


def weights_of(n_shipped: int, n_taught: int) -> np.ndarray | None:
    """How much each example counts, the shipped ones first; None where all count alike."""
    return np.repeat([1.0, WEIGHT], [n_shipped, n_taught]) if n_taught else None


def with_taught(texts: Sequence[str], stances: Sequence[str], taught: Taught) -> list[str]:
    """Stances of some texts, with those that people decided in place of the classifier's."""
    decided = {text: stance for stance, text in taught}
    return [decided.get(text, stance) for text, stance in zip(texts, stances, strict=True)]

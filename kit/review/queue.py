"""The review queue: which matches a person should look at first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.matching.reviewer_decisions import latest_decisions, lots
from kit.record.tables import COUNTED_STATES

#: One entry in so many is drawn at random instead of by worth: only a random sample can tell how good the matcher is.
SAMPLE_EVERY = 4

COLUMNS = ["conversation_key", "cycle", "persona_id", "runner_up", "score", "margin", "state", "reasons", "worth", "drawn"]


def decision_worth(matches: pd.DataFrame, voters: pd.Series) -> pd.Series:
    """What a decision would change: points of share it would move, times how likely it is to move them.

    Parameters
    ----------
    matches : DataFrame (conversation_key, cycle, persona_id, score, state).
    voters : Series of who votes with each conversation, indexed by conversation_key.

    Returns
    -------
    Series of float, 0 to 100 points, aligned with ``matches``.

    Notes
    -----
    A conversation's vote in its persona's share of a cycle is one over the voters heard, divided by the conversations of its
    own voter.
    What counts now changes if the match is wrong, what is held back changes if it is right.
    """
    voter = matches["conversation_key"].map(voters)
    frame = pd.DataFrame({"persona": matches["persona_id"], "cycle": matches["cycle"], "voter": voter})
    of_voter = frame.groupby(["persona", "cycle", "voter"])["voter"].transform("size")
    n_voters = frame.groupby(["persona", "cycle"])["voter"].transform("nunique")
    likely = np.where(matches["state"].isin(COUNTED_STATES), 1 - matches["score"], matches["score"])
    worth = 100 * likely / (of_voter * n_voters.clip(lower=1))
    return worth.where(matches["persona_id"] != "", 0.0).fillna(0.0)


def review_queue(
    matches: pd.DataFrame, voters: pd.Series, decisions: pd.DataFrame, seed: int, persona_id: str = "", limit: int | None = 20
) -> pd.DataFrame:
    """Matches to decide next, the most worth first, with a random one after every few.

    Parameters
    ----------
    matches, voters : see :func:`decision_worth`.
    decisions : rows of the record; what is decided is not shown again.
    persona_id : only matches that this persona is the first or second choice of; all by default.
    limit : how many rows; None for all.

    Returns
    -------
    DataFrame of the columns of :data:`COLUMNS`; ``worth`` in points of share, ``drawn`` "queue" or "sample": what put the row
    into this queue. Whether it is of the random sample that rates are read from, its lot alone tells
    (:mod:`kit.matching.match_accuracy`).
    """
    ours = matches if not persona_id else matches[(matches["persona_id"] == persona_id) | (matches["runner_up"] == persona_id)]
    left = ours[~ours["conversation_key"].isin(latest_decisions(decisions).index)].copy()
    left["worth"] = decision_worth(matches, voters).reindex(left.index)
    left["lot"] = lots(left["conversation_key"], seed)
    held = left["state"].isin(["awaiting review", "ambiguous"])
    by_worth = (
        left.assign(held=held)
        .sort_values(["held", "worth", "conversation_key"], ascending=[False, False, True])["conversation_key"]
        .tolist()
    )
    by_lot = left.sort_values(["lot", "conversation_key"])["conversation_key"].tolist()
    order: dict[str, str] = {}
    sources = {"queue": iter(by_worth), "sample": iter(by_lot)}
    while len(order) < min(len(left) if limit is None else limit, len(left)):
        drawn = "queue" if (len(order) + 1) % SAMPLE_EVERY else "sample"
        order[next(key for key in sources[drawn] if key not in order)] = drawn
    queue = left.set_index("conversation_key").loc[list(order)].reset_index()
    return queue.assign(drawn=list(order.values()))[COLUMNS]

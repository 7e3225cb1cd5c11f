"""Review: the matches that a person should decide next, and the buttons to decide them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.formats import counted
from kit.review.queue_view import Wanted, queue_of
from kit.steps.result import StepResult
from kit.workspace import Workspace

if TYPE_CHECKING:
    from ipywidgets import VBox


@dataclass(frozen=True, repr=False)
class ReviewQueue(StepResult):
    """Matches to decide.

    Attributes
    ----------
    table : DataFrame of shape (n_matches, 18), :data:`kit.review.queue_view.QUEUE`: the match, its ``score`` and ``worth`` (0 to
        1), why it is in the queue, and what the customer said. ``verdict``, ``persona_id`` and ``note`` are to be filled in.
    """


def review_queue(work: Workspace, cycle: str, persona_id: str = "", limit: int | None = 20) -> ReviewQueue:
    """The matches to decide next: those that a decision would change most, every fourth drawn at random.

    Parameters
    ----------
    work : the workspace, its conversations matched.
    cycle : whose matches.
    persona_id : only this persona's; "" for all.
    limit : how many; None for all that are undecided.

    Returns
    -------
    ReviewQueue; its table has one row a match.

    Examples
    --------
    >>> kit.review_queue(work, "2026-10", limit=1).table[["proposed", "state"]].to_dict("records")
    [{'proposed': 'hands-on-lead', 'state': 'attached'}]
    """
    wanted = Wanted([work.checked_cycle(cycle).id], persona_id, limit)
    queue = queue_of(work.record, work.personas, work.settings.seed, wanted, work.accounts, work.settings.zone)
    return ReviewQueue(f"{cycle}: {counted(len(queue), 'match', 'matches')} to decide", queue)


def review_table(work: Workspace, queue: ReviewQueue, by: str = "") -> VBox:
    """The queue as widgets in a notebook: approve, reject or reassign each match.

    Parameters
    ----------
    work : the workspace; decisions go to its record.
    queue : what :func:`review_queue` returned.
    by : who decides, written into every decision; "" is who is signed in.

    Returns
    -------
    VBox of one row a match.

    Examples
    --------
    >>> shown = kit.review_table(work, kit.review_queue(work, "2026-10", limit=1), by="ann")
    >>> len(shown.children)
    1
    """
    from kit.review.widgets import review_buttons

    return review_buttons(work.record, work.personas, queue.table, by)

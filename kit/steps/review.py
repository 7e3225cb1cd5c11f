"""Review: the matches and the evidence that a person should decide next, and the buttons to decide them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.formats import counted
from kit.review.evidence_queue import WantedEvidence, evidence_queue_of, theme_labels
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


@dataclass(frozen=True, repr=False)
class EvidenceQueue(StepResult):
    """Passages to look at.

    Attributes
    ----------
    table : DataFrame of shape (n_passages, 17), :data:`kit.review.evidence_queue.EVIDENCE`: the passage, the theme it was put to,
        and who said it. ``verdict``, ``theme_id``, ``note`` and ``stance_is`` are to be filled in.
    labels : names of the persona's themes by id.
    """

    labels: dict[str, str]


def evidence_queue(work: Workspace, cycle: str, persona_id: str, theme_id: str = "", limit: int | None = 10) -> EvidenceQueue:
    """Passages to look at next, with the theme each was put to; whole conversations, drawn at random.

    Parameters
    ----------
    work : the workspace, its themes found.
    cycle : as the run of this cycle put them; those of its baseline are asked about too.
    persona_id : whose themes.
    theme_id : only conversations that raise this theme; "" for all.
    limit : how many conversations; None for all that are undecided.

    Returns
    -------
    EvidenceQueue; its table has one row a passage.

    Examples
    --------
    >>> sorted(kit.evidence_queue(work, "2026-10", "hands-on-lead").table["verdict"].unique())
    ['']
    """
    wanted = WantedEvidence(work.checked_cycle(cycle).id, persona_id, theme_id, limit)
    table = evidence_queue_of(work, wanted)
    n_talks = table["conversation_key"].nunique()
    sentence = f"{cycle}: {counted(len(table), 'passage')} of {counted(n_talks, 'conversation')} to look at"
    return EvidenceQueue(sentence, table, theme_labels(work, wanted.cycle, persona_id))


def evidence_table(work: Workspace, queue: EvidenceQueue, by: str = "") -> VBox:
    """The queue as widgets in a notebook: is each passage in the right theme, and if not, which one is it about?

    Parameters
    ----------
    work : the workspace; what is said goes to its record.
    queue : what :func:`evidence_queue` returned.
    by : who decides, written into every decision; "" is who is signed in.

    Returns
    -------
    VBox of one row a passage.

    Examples
    --------
    >>> queue = kit.evidence_queue(work, "2026-10", "hands-on-lead", limit=1)
    >>> len(kit.evidence_table(work, queue, by="ann").children) == len(queue.table)
    True
    """
    from kit.review.evidence_widgets import evidence_buttons

    return evidence_buttons(work.record, queue.table, queue.labels, by)

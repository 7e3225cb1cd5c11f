"""Asking the record: what a role or persona is saying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.ask.no_answer import why_nothing
from kit.ask.quotes import find_quotes
from kit.ask.search import Question
from kit.ask.verified import verified
from kit.formats import counted
from kit.steps.result import StepResult
from kit.workspace import Workspace


@dataclass(frozen=True, repr=False)
class Quotes(StepResult):
    """Quotes that answer a question.

    Attributes
    ----------
    table : DataFrame of shape (n_quotes, 14), ``text``, ``stance``, ``account_id``, ``role``, ``occurred_at``, where it was said
        and its offsets; with ``like`` also ``likeness`` (0 to 1).
    quotes : list of dict, the same.
    n_left_out : how many more there would be if the stored conversations held them at their place.
    """

    quotes: list[dict[str, Any]]
    n_left_out: int = 0


def quotes(work: Workspace, question: Question) -> Quotes:
    """The last quotes that answer a question, newest first, one an account before a second of any.

    Parameters
    ----------
    work : the workspace.
    question : who, what about, which words; with ``like`` the nearest in meaning come first.

    Returns
    -------
    Quotes; its table has one row a quote. Where there is none the sentence says why. Each was held against the stored
    conversation once more: one that does not stand there at its place is left out, and the sentence counts it.

    Examples
    --------
    >>> answer = kit.quotes(work, kit.Question(role="head of operations", about="pain", words="dashboard"))
    >>> answer
    1 quote
    >>> answer.table[["account_id", "text"]].to_dict("records")
    [{'account_id': 'a-001', 'text': 'I rebuild the same dashboard by hand every Monday, it takes the whole morning.'}]
    """
    if question.cycle:
        work.checked_cycle(question.cycle)
    chosen = find_quotes(work.record, work.personas, question, work.vectors, work.accounts, work.settings.zone)
    answers, n_unsound = verified(work.record, chosen) if chosen else ([], 0)
    sentence = counted(len(answers), "quote") if chosen else why_nothing(work.record, work.personas, question, work.accounts)
    return Quotes(sentence + _left_out(n_unsound), pd.DataFrame(answers), answers, n_unsound)


def _left_out(n_unsound: int) -> str:
    """That passages are not in their stored conversations; "" where all are."""
    if not n_unsound:
        return ""
    return (
        f"; {counted(n_unsound, 'passage')} left out: the stored conversation does not hold it at its place "
        "(`kit doctor` says what is wrong with the record)"
    )

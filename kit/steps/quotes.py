"""Asking the record: what a role or persona is saying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.ask.no_answer import why_nothing
from kit.ask.quotes import find_quotes
from kit.ask.search import Question
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
    """

    quotes: list[dict[str, Any]]


def quotes(work: Workspace, question: Question) -> Quotes:
    """The last quotes that answer a question, newest first, one an account before a second of any.

    Parameters
    ----------
    work : the workspace.
    question : who, what about, which words; with ``like`` the nearest in meaning come first.

    Returns
    -------
    Quotes; its table has one row a quote. Where there is none the sentence says why.

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
    answers = find_quotes(work.record, work.personas, question, work.vectors, work.accounts, work.settings.zone)
    sentence = counted(len(answers), "quote") if answers else why_nothing(work.record, work.personas, question)
    return Quotes(sentence, pd.DataFrame(answers), answers)

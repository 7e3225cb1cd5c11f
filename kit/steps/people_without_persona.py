"""Step 6: those who fit no persona, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kit.brief.model import People
from kit.brief.sections.no_persona import theme_rows
from kit.drift.no_persona import missing_people
from kit.formats import counted
from kit.steps.result import StepResult
from kit.workspace import Workspace


@dataclass(frozen=True, repr=False)
class PeopleWithoutPersona(StepResult):
    """Who was in the conversations and fits nobody.

    Attributes
    ----------
    table : DataFrame of shape (n_themes, 7), what they say: ``theme``, ``accounts``, their revenue, ``conversations`` over the
        window and in the cycle, ``titles`` and ``words``.
    people : People, all of it: how many of how many, their titles, their themes with accounts and revenue.
    """

    people: People


def people_without_persona(work: Workspace, cycle: str) -> PeopleWithoutPersona:
    """Find out who fits no persona and what they say, over the window that ends with the cycle.

    Parameters
    ----------
    work : the workspace, its conversations matched.
    cycle : the last cycle of the window.

    Returns
    -------
    PeopleWithoutPersona; its table has one row a theme that several of them raise.

    Examples
    --------
    >>> kit.people_without_persona(work, "2026-10")
    2026-10: 0 of 2 conversations fit no persona; 0 themes
    """
    people = People.model_validate(missing_people(work, work.checked_cycle(cycle).id))
    table = pd.DataFrame(theme_rows(people))
    whole = counted(people.now.of_conversations, "conversation")
    sentence = f"{cycle}: {people.now.conversations:,} of {whole} fit no persona; {counted(len(table), 'theme')}"
    return PeopleWithoutPersona(sentence, table, people)

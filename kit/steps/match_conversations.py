"""Step 2: passages get their stance, conversations their persona."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kit.formats import counted, listed
from kit.matching.learn_from_reviews import LearningOutcome
from kit.matching.match_conversations import match_cycle_window
from kit.matching.persona_overlap import overlaps
from kit.record.tables import COUNTED_STATES
from kit.steps.result import StepResult
from kit.workspace import Workspace


@dataclass(frozen=True, repr=False)
class MatchedConversations(StepResult):
    """Whose words the conversations of a cycle are.

    Attributes
    ----------
    table : DataFrame of shape (n_conversations, 12)
        ``conversation_key``, ``persona_id`` ("" where it is nobody's), ``state``, ``score`` (0 to 1), ``runner_up``,
        ``margin`` (0 to 1), ``reasons`` and what the matcher found by itself.
    overlaps : DataFrame of shape (n_pairs, 7), pairs of personas, the most alike first: ``persona_id``, ``other_id``,
        ``similarity`` (0 to 1), ``n_conversations`` that fall between them, and what causes it.
    learning : LearningOutcome, whether reviewers' decisions have taught the matcher.
    """

    overlaps: pd.DataFrame
    learning: LearningOutcome

    @property
    def by_persona(self) -> pd.DataFrame:
        """Conversations by persona (rows) and state (columns); shape (n_personas, n_states)."""
        return self.table.value_counts(["persona_id", "state"]).unstack(fill_value=0)

    @property
    def least_sure(self) -> pd.DataFrame:
        """Ambiguous matches, the smallest margin first."""
        return self.table[self.table["state"] == "ambiguous"].sort_values("margin")


def match_conversations(work: Workspace, cycle: str) -> MatchedConversations:
    """Give every passage its stance and every conversation its persona, over the window that ends with the cycle.

    Parameters
    ----------
    work : the workspace.
    cycle : the last cycle of the window; what is returned is of this cycle, what is stored of the whole window.

    Returns
    -------
    MatchedConversations; its table has one row a conversation of the cycle, duplicates left out.

    Examples
    --------
    >>> matched = kit.match_conversations(work, "2026-10")
    >>> matched
    2026-10: 2 conversations, 2 count for a persona (2 attached)
    >>> matched.by_persona.loc["hands-on-lead", "attached"].item()
    2
    """
    window = work.window(work.checked_cycle(cycle).id)
    learning = match_cycle_window(work.record, work.settings, work.personas, work.accounts, work.vectors, window)
    matches = work.record.read("matches", cycle=cycle)
    states = matches["state"].value_counts()
    n_counted = int(states.reindex(COUNTED_STATES, fill_value=0).sum())
    by_state = listed(f"{number:,} {state}" for state, number in states.items())
    sentence = f"{cycle}: {counted(len(matches), 'conversation')}, {n_counted:,} count for a persona ({by_state or 'none'})"
    return MatchedConversations(sentence, matches, overlaps(work.tracked, work.vectors.of, matches), learning)

"""Votes: who spoke in each cycle, and what part of each voter's words raised each theme."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Votes:
    """One persona's conversations as votes: in every cycle each voter has one, split over the kinds it spoke through.

    Attributes
    ----------
    themes, cycles, voters, segments, kinds, tiers : tuple of str
        What the codes below stand for; sorted, so that codes do not depend on the order of rows.
    voter, cycle, kind : int arrays of shape (n_cells,)
        A cell is what one voter said in one cycle through one kind of source.
    weight : float array of shape (n_cells,), 0-1
        Part of the voter's conversations of the cycle that are in the cell; sums to 1 over a voter's cycle.
    n_conversations : int array of shape (n_cells,)
    raised : float array of shape (n_cells, n_themes), 0-1
        Part of the cell's conversations that raise the theme.
    segment : int array of shape (n_voters,)
    is_account : bool array of shape (n_voters,)
        False where a contact or a single conversation votes because the account is not known.
    tier : int array of shape (n_voters,), or None where no tier is known.
    """

    themes: tuple[str, ...]
    cycles: tuple[str, ...]
    voters: tuple[str, ...]
    segments: tuple[str, ...]
    kinds: tuple[str, ...]
    voter: np.ndarray
    cycle: np.ndarray
    kind: np.ndarray
    weight: np.ndarray
    n_conversations: np.ndarray
    raised: np.ndarray
    segment: np.ndarray
    is_account: np.ndarray
    tiers: tuple[str, ...] = ()
    tier: np.ndarray | None = None

    def of_cells(self, chosen: np.ndarray) -> Votes:
        """The same votes with only the chosen cells (a mask or positions); codes keep their meaning."""
        parts = ("voter", "cycle", "kind", "weight", "n_conversations", "raised")
        return replace(self, **{name: getattr(self, name)[chosen] for name in parts})

    def in_cycles(self, cycles: list[str]) -> Votes:
        """Only what was said in these cycles."""
        return self.of_cells(self.said_in(cycles))

    def said_in(self, cycles: Collection[str]) -> np.ndarray:
        """Which cells are of these cycles; shape (n_cells,), bool."""
        wanted = set(cycles)
        return np.array([name in wanted for name in self.cycles], dtype=bool)[self.cycle]

    def of_themes(self, themes: list[str]) -> Votes:
        """Only what raised these themes, in their order; who spoke stays."""
        columns = [self.themes.index(name) for name in themes]
        return replace(self, themes=tuple(themes), raised=self.raised[:, columns])

    def in_segment(self, segment: str) -> Votes:
        """Only what one segment's voters said."""
        return self.of_part("segment", segment)

    def of_part(self, noun: str, name: str) -> Votes:
        """Only what the voters of one segment or tier said; ``noun`` is "segment" or "tier"."""
        return self.of_cells(self.is_of_part(noun, name)[self.voter])

    def is_of_part(self, noun: str, name: str) -> np.ndarray:
        """Whether each voter is of one segment or tier; shape (n_voters,)."""
        names, codes = {"segment": (self.segments, self.segment), "tier": (self.tiers, self.tier)}[noun]
        return codes == names.index(name)


def grouped(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values, sorted, and the place of each one's among them: as ``np.unique``, without sorting what is sorted."""
    steps = np.diff(values)
    if (steps < 0).any() or not len(values):
        return np.unique(values, return_inverse=True)
    is_first = np.append(True, steps > 0)
    return values[is_first], np.cumsum(is_first) - 1


def _codes(values: pd.Series, known: tuple[str, ...]) -> np.ndarray:
    return pd.Index(known).get_indexer(pd.Index(values))


def _column(conversations: pd.DataFrame, name: str) -> pd.Series:
    if name in conversations:
        return conversations[name]
    return pd.Series("", index=conversations.index, dtype="str")


def votes_of(evidence: pd.DataFrame, conversations: pd.DataFrame, themes: list[str], cycles: list[str]) -> Votes:
    """The votes of one persona.

    Parameters
    ----------
    evidence : DataFrame
        ``conversation_key``, ``theme_id``: one row or more for each conversation that raises a theme. Rows of
        conversations or themes that are not asked for are left out.
    conversations : DataFrame
        ``conversation_key`` (unique), ``voter_id``, ``cycle``; ``segment``, ``tier`` and ``kind`` where known. Every counted
        conversation, themed or not.
    themes, cycles : which to look at, cycles in order of time.
    """
    spoken = conversations[conversations["cycle"].isin(cycles)]
    voters, segments, kinds, tiers = (
        tuple(sorted(set(_column(spoken, name).to_numpy(dtype=object)))) for name in ("voter_id", "segment", "kind", "tier")
    )
    voter, kind = _codes(spoken["voter_id"], voters), _codes(_column(spoken, "kind"), kinds)
    cycle = _codes(spoken["cycle"], tuple(cycles))
    key = (voter.astype(np.int64) * len(cycles) + cycle) * max(len(kinds), 1) + kind
    cells, cell, count = np.unique(key, return_inverse=True, return_counts=True)
    pairs = evidence[["conversation_key", "theme_id"]].drop_duplicates()
    keys = tuple(spoken["conversation_key"].to_numpy(dtype=object))
    row, theme = _codes(pairs["conversation_key"], keys), _codes(pairs["theme_id"], tuple(themes))
    is_counted = (row >= 0) & (theme >= 0)
    flat = cell[row[is_counted]] * len(themes) + theme[is_counted]
    raising = np.bincount(flat, minlength=len(cells) * len(themes)).reshape(len(cells), len(themes))
    voter_cycle = cells // max(len(kinds), 1)
    _, of_vote = np.unique(voter_cycle, return_inverse=True)
    segment, tier = np.zeros(len(voters), dtype=int), np.zeros(len(voters), dtype=int)
    segment[voter], tier[voter] = _codes(_column(spoken, "segment"), segments), _codes(_column(spoken, "tier"), tiers)
    return Votes(
        tuple(themes), tuple(cycles), voters, segments, kinds,
        voter=voter_cycle // max(len(cycles), 1), cycle=voter_cycle % max(len(cycles), 1), kind=cells % max(len(kinds), 1),
        weight=count / np.bincount(of_vote, weights=count)[of_vote] if len(cells) else np.zeros(0),
        n_conversations=count, raised=raising / np.maximum(count, 1)[:, None], segment=segment,
        is_account=np.array([not name.startswith(("contact:", "conversation:")) for name in voters], dtype=bool),
        tiers=tiers, tier=tier,
    )  # fmt: skip


def vote_table(votes: Votes) -> tuple[np.ndarray, np.ndarray]:
    """Each voter's vote in each cycle.

    Returns
    -------
    fractions : float array of shape (n_voters, n_cycles, n_themes), 0-1
        Part of the voter's conversations of the cycle that raise the theme; 0 where it did not speak.
    n_conversations : int array of shape (n_voters, n_cycles)
    """
    cell = votes.voter * len(votes.cycles) + votes.cycle
    shape = (len(votes.voters), len(votes.cycles))
    n_cells = shape[0] * shape[1]
    count = np.bincount(cell, weights=votes.n_conversations, minlength=n_cells).astype(int)
    raised = votes.raised * votes.weight[:, None]
    fractions = np.stack(
        [np.bincount(cell, weights=raised[:, theme], minlength=n_cells) for theme in range(len(votes.themes))], axis=-1
    ) if votes.themes else np.zeros((n_cells, 0))  # fmt: skip
    return fractions.reshape(*shape, len(votes.themes)), count.reshape(shape)

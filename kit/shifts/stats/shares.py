"""Shares: how much of what a persona's accounts say is about each theme, in each cycle."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from kit.shifts.stats.votes import Votes, vote_table, votes_of


def share_by_theme(evidence: pd.DataFrame, conversations: pd.DataFrame) -> pd.DataFrame:
    """Account-weighted share of each theme in each cycle.

    Parameters
    ----------
    evidence : DataFrame of shape (n_evidence, 3)
        ``conversation_key`` (str), ``theme_id`` (str), ``cycle`` (str). One persona.
    conversations : DataFrame of shape (n_conversations, 3)
        ``conversation_key`` (str, unique), ``voter_id`` (str), ``cycle`` (str).
        Every counted conversation, themed or not: the denominator.

    Returns
    -------
    DataFrame of shape (n_themes * n_cycles, 10)
        ``theme_id``, ``cycle``, ``share`` (0 to 1), ``low``, ``high`` (its 95 % interval, voter by voter),
        ``n_accounts`` raising it, ``n_accounts_active``,
        ``n_voters_active``, ``n_conversations`` raising it, ``rank`` within the cycle (1 is the largest share; equal
        shares have the same rank). A theme nobody raised has share 0, not a missing row.

    Notes
    -----
    Each voter's own fraction is taken first, then the mean over voters, so one loud account weighs as much as a quiet
    one. Shares of several themes do not sum to 1: a conversation may raise more than one, or none. A contact or a
    conversation without an account votes, but is not counted in ``n_accounts``.
    """
    themes = sorted(set(evidence["theme_id"]) - {""})
    return shares_of(votes_of(evidence, conversations, themes, sorted(set(conversations["cycle"]))))


def shares_of(votes: Votes) -> pd.DataFrame:
    """The table of :func:`share_by_theme` from votes; for every theme and cycle that the votes name."""
    fractions, count = vote_table(votes)
    active = count > 0
    n_voters = active.sum(axis=0)
    share = fractions.sum(axis=0) / np.maximum(n_voters, 1)[:, None]
    accounts = active & votes.is_account[:, None]
    raising = ((fractions > 0) & accounts[..., None]).sum(axis=0)
    conversations = np.zeros((len(votes.cycles), len(votes.themes)))
    np.add.at(conversations, votes.cycle, votes.raised * votes.n_conversations[:, None])
    n_themes = len(votes.themes)
    low, high = _intervals(fractions, active, share)
    table = pd.DataFrame(
        {
            "theme_id": pd.Series(np.repeat(votes.themes, len(votes.cycles)), dtype="str"),
            "cycle": pd.Series(np.tile(votes.cycles, n_themes), dtype="str"),
            "share": share.T.ravel(),
            "low": low.T.ravel(),
            "high": high.T.ravel(),
            "n_accounts": raising.T.ravel(),
            "n_accounts_active": np.tile(accounts.sum(axis=0), n_themes),
            "n_voters_active": np.tile(n_voters, n_themes),
            "n_conversations": np.rint(conversations.T.ravel()).astype(int),
        }
    )
    ranks = table["share"].round(12).groupby(table["cycle"]).rank(method="min", ascending=False)
    return table.assign(rank=ranks.astype(int))


def share_over(shares: pd.DataFrame, cycles: list[str]) -> pd.Series:
    """Share of each theme over several cycles together, as a shift has it before: every voter's cycle is one vote.

    Parameters
    ----------
    shares : ``theme_id, cycle, share, n_voters_active``.

    Returns
    -------
    Series of share (0 to 1) by theme id; empty where nobody spoke in these cycles.
    """
    rows = shares[shares["cycle"].isin(cycles) & (shares["n_voters_active"] > 0)]
    sums = rows.assign(votes=rows["share"] * rows["n_voters_active"]).groupby("theme_id")[["votes", "n_voters_active"]].sum()
    return sums["votes"] / sums["n_voters_active"]


def _intervals(fractions: np.ndarray, active: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of each share, Wilson's on the number of independent votes that the voters are worth; Student's t in it.

    Parameters
    ----------
    fractions : float array of shape (n_voters, n_cycles, n_themes); active : bool array of shape (n_voters, n_cycles).
    share : float array of shape (n_cycles, n_themes).

    Notes
    -----
    What the voters are worth follows from their spread, a theme's own or that of all themes of the cycle together, whichever
    says less: a rare theme's own spread is too often too small. One voter alone tells nothing: 0 to 1.
    """
    n = active.sum(axis=0)[:, None].astype(float)
    spread = np.where(active[..., None], (fractions - share) ** 2, 0).sum(axis=0) / np.maximum(n - 1, 1)
    independent = share * (1 - share)
    ratio = np.divide(spread, independent, out=np.zeros_like(spread), where=independent > 0)
    common = np.divide(
        spread.sum(axis=1, keepdims=True), independent.sum(axis=1, keepdims=True),
        out=np.ones((len(share), 1)), where=independent.sum(axis=1, keepdims=True) > 0,
    )  # fmt: skip
    worth = n / np.clip(np.maximum(ratio, common), 1e-6, None)
    t = special.stdtrit(np.maximum(n - 1, 1), 0.975)
    centre = (share * worth + t**2 / 2) / (worth + t**2)
    half = t * np.sqrt(worth * independent + t**2 / 4) / (worth + t**2)
    return np.where(n > 1, np.clip(centre - half, 0, 1), 0.0), np.where(n > 1, np.clip(centre + half, 0, 1), 1.0)

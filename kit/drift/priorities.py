"""Priorities: the order of pains that a persona file states, against the order heard."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.shifts.stats.votes import vote_table, votes_of

Facts = dict[str, Any]

#: Draws of accounts behind the probability that the first pain really is first: exact to about a point.
DRAWS = 2000
#: How surely the first must lead a theme before that is no longer told as tied with it, all themes together.
LEADS = 0.90


def rivals_of(levels: pd.DataFrame, section: str) -> pd.DataFrame:
    """Themes that a claim is ranked among: its own section's, and for pains also those that no claim states."""
    of_section = levels["claim"].str.split("/").str[1] == section
    return levels[of_section | (levels["claim"] == "")] if section == "pains" else levels[of_section]


def priorities(
    persona: Persona, themes: pd.DataFrame, evidence: pd.DataFrame, counted: pd.DataFrame, cycle: str, seed: int
) -> Facts | None:
    """The order of pains stated against the order heard, with the probability that the first really is first.

    Parameters
    ----------
    evidence : DataFrame (conversation_key, theme_id, cycle) of the persona.
    counted : the persona's counted conversations.
    seed : of the draws.

    Returns
    -------
    dict or None where the file states no pain or nobody spoke
        ``stated_first`` (claim), ``heard_first`` (claim, or theme id where no claim states it; None where no pain was
        heard), ``heard_first_theme``, ``probability`` (0 to 1) that it is first, ``tied`` (ids of themes that may as well be
        first), ``order`` list of {theme, claim, share, rank_stated, rank_heard}.

    Notes
    -----
    The probability is the part of :data:`DRAWS` draws of the accounts that spoke, with replacement, in which the theme has
    the largest share. The themes compared are the stated pains and the themes that no claim states. Of many alike the one
    on top is there by luck, and the draws repeat that luck: so themes whose distance is less than the largest that as many
    alike would show by chance are told as tied.
    """
    stated = list(persona.claims("pains"))
    live = themes[themes["state"] == "live"]
    rivals = rivals_of(live, "pains").sort_values("theme_id", ignore_index=True)
    votes = votes_of(evidence[evidence["cycle"] == cycle], counted[counted["cycle"] == cycle], list(rivals["theme_id"]), [cycle])
    fractions, n_conversations = vote_table(votes)
    spoke = n_conversations[:, 0] > 0
    if not stated or not spoke.any() or rivals.empty:
        return None
    voices = fractions[spoke, 0, :]
    share = voices.mean(axis=0)
    order = [
        {"theme": theme, "claim": claim or None, "share": round(float(value), 4),
         "rank_stated": stated.index(claim) + 1 if claim in stated else None,
         "rank_heard": int((share > value).sum()) + 1 if value > 0 else None}
        for theme, claim, value in zip(rivals["theme_id"], rivals["claim"], share, strict=True)
    ]  # fmt: skip
    facts = {"stated_first": stated[0], "order": sorted(order, key=lambda row: (-row["share"], row["theme"]))}
    if share.max() == 0:
        return facts | {"heard_first": None, "heard_first_theme": None, "probability": None, "tied": []}
    first = facts["order"][0]
    names = list(rivals["theme_id"])
    column = names.index(first["theme"])
    alike = {names[place] for place in tied_with(voices, column, seed)}
    tied = [row["theme"] for row in facts["order"] if row["theme"] in alike]
    return facts | {
        "heard_first": first["claim"] or first["theme"], "heard_first_theme": first["theme"],
        "probability": first_in_draws(voices, column, seed), "tied": tied,
    }  # fmt: skip


def first_in_draws(voices: np.ndarray, column: int, seed: int) -> float:
    """Part of account draws in which one theme has the largest share; a tie counts for none.

    Parameters
    ----------
    voices : ndarray (n_voters, n_themes), each voter's vote, 0 to 1.
    """
    drawn = _draws(len(voices), seed) @ voices
    others = np.delete(drawn, column, axis=1).max(axis=1, initial=-1.0)
    return round(float((drawn[:, column] > others + 1e-9).mean()), 3)


def tied_with(voices: np.ndarray, column: int, seed: int) -> list[int]:
    """Columns of the themes whose distance to the first may be chance, raised by anybody; never the first itself.

    Parameters
    ----------
    voices : ndarray (n_voters, n_themes), each voter's vote, 0 to 1.
    column : of the theme with the largest share.

    Notes
    -----
    Distances are held against the largest of all themes' distances, in their own standard errors, that account draws show around
    what was heard (multiple comparisons with the best, Hsu 1996).
    """
    n = len(voices)
    apart = voices[:, [column]] - voices
    lead = apart.mean(axis=0)
    error = np.maximum(apart.std(axis=0) / np.sqrt(n), 0.5 / n)
    largest = ((_draws(n, seed) @ apart / n - lead) / error).max(axis=1)
    is_tied = (lead / error <= np.quantile(largest, LEADS)) & (voices.max(axis=0) > 0)
    return [int(place) for place in np.flatnonzero(is_tied) if place != column]


@lru_cache(maxsize=1)  # a persona's probability and its ties are of the same draws
def _draws(n: int, seed: int) -> np.ndarray:
    """How often each of n voters is in each draw, shape (DRAWS, n); to be read only."""
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS)

"""Priorities: the order of pains that a persona file states, against the order heard."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.config.personas import Persona
from kit.shifts.stats.votes import vote_table, votes_of

Facts = dict[str, Any]

#: Draws of accounts behind the probability that the first pain really is first: exact to about a point.
DRAWS = 2000


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
        heard), ``heard_first_theme``, ``probability`` (0 to 1) that it is first, ``order`` list of {theme, claim, share,
        rank_stated, rank_heard}.

    Notes
    -----
    The probability is the part of :data:`DRAWS` draws of the accounts that spoke, with replacement, in which the theme has
    the largest share. The themes compared are the stated pains and the themes that no claim states.
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
        return facts | {"heard_first": None, "heard_first_theme": None, "probability": None}
    first = facts["order"][0]
    won = first_in_draws(voices, list(rivals["theme_id"]).index(first["theme"]), seed)
    return facts | {"heard_first": first["claim"] or first["theme"], "heard_first_theme": first["theme"], "probability": won}


def first_in_draws(voices: np.ndarray, column: int, seed: int) -> float:
    """Part of account draws in which one theme has the largest share; a tie counts for none.

    Parameters
    ----------
    voices : ndarray (n_voters, n_themes), each voter's vote, 0 to 1.
    """
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(len(voices), np.full(len(voices), 1 / len(voices)), size=DRAWS)
    drawn = weights @ voices
    others = np.delete(drawn, column, axis=1).max(axis=1, initial=-1.0)
    return round(float((drawn[:, column] > others + 1e-9).mean()), 3)

"""Judging: every shift of a persona in the contract's form, held against the bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.bar import missed_rules
from kit.evidence import account_centres, consistency_of, other_voice_of, quotes_of
from kit.exposure import accounts_of, arr_of, loudest_of, top_tier_of
from kit.measured import Measured
from kit.settings import Settings
from kit.strength import strength_of

#: Stability below which a theme is not settled; themes.UNSETTLED_BELOW of the theme benchmark.
UNSETTLED_BELOW = 0.5
#: Passages of a voter on a theme in a cycle that are embedded for consistency and quotes; more change neither.
PASSAGES_A_VOTER = 6

#: Digits kept of a figure; others are percentage points and have two.
DIGITS = {"share_before": 4, "share_now": 4, "p": 6, "q": 6}


def sampled_evidence(one: Measured) -> pd.DataFrame:
    """The passages of the compared cycles that are embedded: some of each voter, theme and cycle."""
    recent = one.compared(one.evidence)
    return recent.groupby(["theme_id", "voter_id", "cycle"], sort=False).head(PASSAGES_A_VOTER).reset_index(drop=True)


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Figures as they are kept: shares with four digits, points with two."""
    return {name: round(value, DIGITS.get(name, 2)) + 0.0 if isinstance(value, float) else value for name, value in row.items()}


@dataclass(frozen=True)
class _Said:
    """The sampled passages and their vectors, as they are and less the persona's mean."""

    rows: pd.DataFrame
    vectors: np.ndarray
    centred: np.ndarray

    def where(self, chosen: pd.Series) -> _Said:
        mask = chosen.to_numpy()
        return _Said(self.rows[mask], self.vectors[mask], self.centred[mask])


def judged_shifts(
    one: Measured, q: np.ndarray, said: tuple[pd.DataFrame, np.ndarray], settings: Settings, accounts: pd.DataFrame
) -> list[dict[str, Any]]:
    """Every shift of a persona; surfaced ones first, then by p.

    Parameters
    ----------
    q : float array of shape (n_themes,), of the rows of ``one.table``.
    said : what :func:`sampled_evidence` returns, and the unit vectors of its quotes.
    accounts : ``account_id``, ``tier``, ``arr``.

    Notes
    -----
    Accounts, weeks, tiers, revenue, consistency and quotes are of those a shift concerns: who raises the theme in this
    cycle, and for a fading or gone theme who raised it in the baseline.
    """
    rows, vectors = said
    middle = vectors.mean(axis=0) if len(vectors) else 0.0
    sample = _Said(rows, vectors, vectors - middle)
    shifts = [_shift(one, row, sample, settings, accounts) for row in one.table.assign(q=np.round(q, 6)).to_dict("records")]
    bar = one.persona.bar_over(settings.bar)
    is_settled = dict(zip(one.themes["theme_id"], one.themes["stability"] >= UNSETTLED_BELOW, strict=True))
    for shift in shifts:
        n_weeks = one.periods.n_weeks(shift["concerned_cycles"])
        shift["below_bar"] = missed_rules(shift, bar, n_weeks, bool(is_settled[shift["theme"]]))
        shift["surfaced"] = not shift["below_bar"]
    return sorted(shifts, key=lambda shift: (not shift["surfaced"], shift["p"], shift["theme"]))


def _shift(one: Measured, row: dict[str, Any], sample: _Said, settings: Settings, accounts: pd.DataFrame) -> dict[str, Any]:
    theme = row.pop("theme_id")
    concerned = one.periods.concerned(row["direction"])
    evidence = one.evidence[(one.evidence["theme_id"] == theme) & one.evidence["cycle"].isin(concerned)]
    told = evidence.drop_duplicates("conversation_key")
    ids, loudest, heard = accounts_of(told), loudest_of(told), accounts_of(one.compared(one.counted))
    return {
        "theme": theme,
        **rounded(row),
        "largest_account_part": round(loudest["n"] / max(loudest["of"], 1), 4),
        "loudest": loudest,
        "weeks": int(told["week"].nunique()),
        "accounts": ids,
        "top_tier_accounts": top_tier_of(ids, accounts, settings.top_tiers),
        "arr": arr_of(ids, heard, accounts, settings.currency),
        "segments": _segments(one, theme, row["mix_adjusted_pp"], told),
        **_reach(one, theme, accounts, settings.top_tiers),
        **_words(sample, theme, concerned),
        "history": "short" if one.wander.is_short else "used",
        "n_baseline_cycles": len(one.contrast.cycle_weights),
        "concerned_cycles": concerned,
    }


def _reach(one: Measured, theme: str, accounts: pd.DataFrame, top_tiers: list[str]) -> dict[str, Any]:
    now, raised = one.counted["cycle"] == one.periods.now, one.evidence["cycle"] == one.periods.now
    active = accounts_of(one.counted[now])
    raising = accounts_of(one.evidence[raised & (one.evidence["theme_id"] == theme)])
    return {"reach_now": {"n": len(raising), "of": len(active)}, "top_tier_active": top_tier_of(active, accounts, top_tiers)}


def _words(sample: _Said, theme: str, concerned: list[str]) -> dict[str, Any]:
    is_concerned = sample.rows["cycle"].isin(concerned)
    is_theme = is_concerned & (sample.rows["theme_id"] == theme)
    ours = sample.where(is_theme)
    others = sample.where(is_concerned & ~sample.rows["voter_id"].isin(set(ours.rows["voter_id"])))
    by_account = sample.where(is_theme & (sample.rows["account_id"] != ""))
    consistency = consistency_of(account_centres(by_account.centred, by_account.rows["account_id"]))
    return {
        "consistency": None if consistency is None else round(consistency, 3),
        "quotes": quotes_of(ours.rows, ours.vectors),
        "other_voice": other_voice_of(others.rows, others.vectors),
    }


def _segments(one: Measured, theme: str, shift_pp: float, told: pd.DataFrame) -> list[dict[str, Any]]:
    now = one.counted[one.counted["cycle"] == one.periods.now]
    found = []
    for name, table in one.segments.items():
        own = rounded(table.set_index("theme_id").loc[theme].to_dict())
        kept = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "smallest_visible_shift_pp")
        segment = {
            "segment": name,
            "accounts": len(accounts_of(told[told["segment"] == name])),
            "accounts_active": len(accounts_of(now[now["segment"] == name])),
            **{key: own[key] for key in kept},
        }
        found.append(segment | {"strength": strength_of(shift_pp, segment)})
    return found

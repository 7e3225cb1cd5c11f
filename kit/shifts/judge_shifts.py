"""Judging: every shift of a persona in the contract's form, held against the bar."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.config.settings import Settings
from kit.shifts.account_revenue import AccountRevenue, accounts_of, arr_of, loudest_of, revenue_of
from kit.shifts.bar import missed_rules
from kit.shifts.measure_persona import MeasuredPersona
from kit.shifts.quotes import centres_of, consistency_of, other_voice_of, quotes_of
from kit.shifts.stats.smallest_visible_shift import strength_of
from kit.shifts.surest_nodes import node_ids

#: Stability below which a theme is not settled; themes.UNSETTLED_BELOW of the theme benchmark.
UNSETTLED_BELOW = 0.5
#: Passages of a voter on a theme in a cycle that are embedded for consistency and quotes; more change neither.
PASSAGES_A_VOTER = 6

#: Accounts, and other statements, that consistency is taken over; more move it by less than 0.02.
MOST_ALIKE = 400

#: Voters a segment has in the cycle and in its baseline before its own shift is told: one alone has no spread, and two who
#: say the same have none either, so that their interval would be a point.
SEGMENT_VOTERS = 3

#: Digits kept of a figure; others are percentage points and have two.
DIGITS = {"share_before": 4, "share_now": 4, "p": 6, "q": 6}


def sampled_evidence(measures: MeasuredPersona) -> pd.DataFrame:
    """The passages of the compared cycles that are embedded: some of each voter, theme and cycle."""
    recent = measures.compared(measures.evidence)
    return recent.groupby(["theme_id", "voter_id", "cycle"], sort=False).head(PASSAGES_A_VOTER).reset_index(drop=True)


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Figures as they are kept: shares with four digits, points with two."""
    return {name: round(value, DIGITS.get(name, 2)) + 0.0 if isinstance(value, float) else value for name, value in row.items()}


class _SampledPassages:
    """The sampled passages with their vectors, and where each theme, account and cycle stands in them."""

    def __init__(self, rows: pd.DataFrame, vectors: np.ndarray, nodes: set[str]) -> None:
        self.rows, self.vectors, self.nodes = rows, vectors, nodes
        self.theme, self.cycle, self.account = (rows[name].to_numpy(dtype=object) for name in ("theme_id", "cycle", "account_id"))
        self._known: dict[tuple[str, ...], tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def where(self, chosen: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
        return self.rows[chosen], self.vectors[chosen]

    def consistency(self, theme: str, cycles: list[str]) -> float | None:
        """How alike the accounts' words on a theme are, of what was said in some cycles."""
        centres, themes, accounts = self._known_centres(tuple(cycles))
        ours = _thinned(np.flatnonzero(themes == theme))
        beside, whose = centres, accounts
        others = np.flatnonzero((themes != theme) & ~np.isin(themes, list(self.nodes)))
        if theme in self.nodes:  # a node's passages are its theme's too: it is held against what is not in it
            beside, _, whose = self._centres(self._spoke(cycles) & self._is_beside(theme))
            others = np.arange(len(beside))
        others = _thinned(others)
        alike = consistency_of(centres[ours], beside[others], accounts[ours][:, None] == whose[others][None, :])
        return None if alike is None else round(alike, 3)

    def _is_beside(self, node: str) -> np.ndarray:
        """Passages of themes that are not in a node."""
        passages = self.rows["passage_id"].to_numpy(dtype=object)
        held = set(passages[self.theme == node])
        return ~np.isin(self.theme, list(self.nodes)) & np.array([name not in held for name in passages], dtype=bool)

    def _spoke(self, cycles: list[str] | tuple[str, ...]) -> np.ndarray:
        return np.isin(self.cycle, cycles) & (self.account != "")

    def _known_centres(self, cycles: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What :meth:`_centres` makes of all that was said in some cycles; made once."""
        if cycles not in self._known:
            self._known[cycles] = self._centres(self._spoke(cycles))
        return self._known[cycles]

    def _centres(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Mean direction of what each account said about each theme, with the themes and the accounts."""
        pairs = pd.MultiIndex.from_arrays([self.theme[chosen], self.account[chosen]])
        code, names = pairs.factorize(sort=True)
        of_pairs = (names.get_level_values(level).to_numpy() for level in (0, 1))
        return centres_of(self.vectors[chosen], code), *of_pairs


def _thinned(rows: np.ndarray) -> np.ndarray:
    """At most so many of the rows, evenly spaced."""
    return rows if len(rows) <= MOST_ALIKE else rows[np.linspace(0, len(rows) - 1, MOST_ALIKE).astype(int)]


def judged_shifts(
    measures: MeasuredPersona,
    tests: pd.DataFrame,
    embedded: tuple[pd.DataFrame, np.ndarray],
    settings: Settings,
    accounts: pd.DataFrame,
) -> list[dict[str, Any]]:
    """Every shift of a persona; surfaced ones first, then by p.

    Parameters
    ----------
    tests : ``q`` and ``survives_dropping_any_account`` of the rows of ``measures.table``.
    embedded : what :func:`sampled_evidence` returns, and the unit vectors of its quotes.
    accounts : ``account_id``, ``tier``, ``arr``.

    Notes
    -----
    Accounts, weeks, tiers, revenue, consistency and quotes are of those a shift concerns: who raises the theme in this
    cycle, and for a fading or gone theme who raised it in the baseline. The wholes are of the same cycles:
    ``accounts_active`` of the shift and of each segment, ``top_tier_active``, and ``persona_amount`` of the revenue.
    """
    sample, ground = (
        _SampledPassages(*embedded, node_ids(measures.themes)),
        _Ground(measures, revenue_of(accounts, settings.top_tiers, settings.currency)),
    )
    bar = measures.persona.bar_over(settings.bar)
    is_settled = dict(zip(measures.themes["theme_id"], measures.themes["stability"] >= UNSETTLED_BELOW, strict=True))
    evidence_of = dict(iter(measures.evidence.groupby("theme_id", sort=False)))
    shifts = []
    for row in measures.table.drop(columns=["p_without", "is_kept"]).join(tests).to_dict("records"):
        theme = row.pop("theme_id")
        shift = ground.shift({"theme": theme, **rounded(row)}, evidence_of.get(theme, measures.evidence[:0]))
        shift |= _words(sample, theme, shift["concerned_cycles"])
        n_weeks = measures.periods.n_weeks(shift["concerned_cycles"])
        shift["below_bar"] = missed_rules(shift, bar, n_weeks, bool(is_settled[theme]))
        shift["surfaced"] = not shift["below_bar"]
        shift["other_voice"] = _other_voice(sample, theme, shift["concerned_cycles"]) if shift["surfaced"] else None
        shifts.append(shift)
    return sorted(shifts, key=lambda shift: (not shift["surfaced"], shift["p"], shift["theme"]))


class _Ground:
    """What every shift of a persona stands on: who was heard, and what they are worth."""

    def __init__(self, measures: MeasuredPersona, worth: AccountRevenue) -> None:
        self.measures, self.worth = measures, worth
        self.now, self.before = self._active([measures.periods.now]), self._active(list(measures.periods.baseline))
        self.enough = {name: self._has_voters(name) for name in measures.segments}
        tables = {name: table.to_dict("records") for name, table in measures.segments.items()}
        self.segments = {name: {row["theme_id"]: row for row in rows} for name, rows in tables.items()}

    def _active(self, cycles: list[str]) -> pd.Series:
        """Segment of each account that spoke in some cycles, by id."""
        spoke = self.measures.counted[self.measures.counted["cycle"].isin(cycles) & (self.measures.counted["account_id"] != "")]
        return spoke.groupby("account_id")["segment"].first()

    def _has_voters(self, segment: str) -> bool:
        """Whether a segment has voters enough in the cycle and in its baseline for a shift of its own to be told."""
        ours, periods = self.measures.counted[self.measures.counted["segment"] == segment], self.measures.periods
        sides = (ours.loc[ours["cycle"].isin(cycles), "voter_id"] for cycles in ([periods.now], periods.baseline))
        return all(side.nunique() >= SEGMENT_VOTERS for side in sides)

    def shift(self, shift: dict[str, Any], evidence: pd.DataFrame) -> dict[str, Any]:
        """A shift with who raised it: ``evidence`` is the theme's."""
        concerned = self.measures.periods.concerned(shift["direction"])
        voices = evidence[evidence["cycle"].isin(concerned)].drop_duplicates("conversation_key")
        raising = accounts_of(evidence[evidence["cycle"] == self.measures.periods.now])
        ids, loudest = accounts_of(voices), loudest_of(voices)
        active = self.now if concerned == [self.measures.periods.now] else self.before
        return shift | {
            "largest_account_part": round(loudest["n"] / max(loudest["of"], 1), 4),
            "loudest": loudest,
            "weeks": int(voices["week"].nunique()),
            "accounts": ids,
            "top_tier_accounts": len(self.worth.top.intersection(ids)),
            "top_tier_active": len(self.worth.top.intersection(active.index)),
            "reach_now": {"n": len(raising), "of": len(self.now)},
            "accounts_active": len(active),
            "arr": arr_of(ids, list(active.index), self.worth),
            "segments": self._segments(shift, voices, active.value_counts().to_dict()),
            "history": "short" if self.measures.wander.is_short else "used",
            "n_baseline_cycles": len(self.measures.contrast.cycle_weights),
            "concerned_cycles": concerned,
        }

    def _segments(self, shift: dict[str, Any], voices: pd.DataFrame, active: dict[str, int]) -> list[dict[str, Any]]:
        kept = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "smallest_visible_shift_pp")
        known = voices[voices["account_id"] != ""].drop_duplicates("account_id")
        raising = known["segment"].value_counts()
        segments = []
        for name, rows in self.segments.items():
            own = rounded({key: rows[shift["theme"]][key] for key in kept})
            segment = {"segment": name, "accounts": int(raising.get(name, 0)), "accounts_active": active.get(name, 0), **own}
            segment["strength"] = strength_of(shift["mix_adjusted_pp"], segment)
            segments.append(segment if self.enough[name] else segment | dict.fromkeys(("shift_pp", "low_pp", "high_pp")))
        return segments


def _words(sample: _SampledPassages, theme: str, concerned: list[str]) -> dict[str, Any]:
    ours = np.isin(sample.cycle, concerned) & (sample.theme == theme)
    return {"consistency": sample.consistency(theme, concerned), "quotes": quotes_of(*sample.where(ours))}


def _other_voice(sample: _SampledPassages, theme: str, concerned: list[str]) -> dict[str, Any] | None:
    is_concerned = np.isin(sample.cycle, concerned)
    raising = set(sample.rows["voter_id"][is_concerned & (sample.theme == theme)])
    return other_voice_of(*sample.where(is_concerned & ~sample.rows["voter_id"].isin(raising).to_numpy()))

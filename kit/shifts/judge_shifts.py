"""Judging: every shift of a persona in the contract's form, held against the bar."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from kit.config.settings import Bar, Settings
from kit.shifts.account_revenue import AccountRevenue, accounts_of, arr_of, loudest_of, revenue_of
from kit.shifts.bar import missed_rules
from kit.shifts.measure_persona import MeasuredPersona, with_visible
from kit.shifts.quotes import QUOTES, are_on_theme, centres_of, consistency_of, other_voice_of, quotes_of, theme_words
from kit.shifts.stats.lasting_change import courses_of
from kit.shifts.stats.persona_tests import expected_pp, lasting_segments
from kit.shifts.stats.strength import strength_of
from kit.shifts.surest_nodes import hidden_nodes, node_ids

#: Stability below which a theme is not settled; themes.UNSETTLED_BELOW of the theme benchmark.
UNSETTLED_BELOW = 0.5
#: Passages of a voter on a theme in a cycle that are embedded for consistency and quotes; more change neither.
PASSAGES_A_VOTER = 6

#: Accounts, and other statements, that consistency is taken over; more move it by less than 0.02.
MOST_ALIKE = 400

#: Voters a segment has in the cycle and in its baseline before its own shift is told: one alone has no spread, and two who
#: say the same have none either, so that their interval would be a point. A test of its own, which can surface a shift, asks
#: for more (:mod:`kit.shifts.stats.persona_tests`).
VOTERS_TO_TELL_SEGMENT = 3

#: Figures of a test that no brief prints.
INNER = ("pooled_share", "inner_low_pp", "inner_high_pp", "error_pp", "null_error_pp", "is_kept", "is_lasting")
#: p of a lasting change from which what was said in the cycles before is embedded too, for its quotes.
LIKELY_P = 0.05

#: Digits kept of a figure; others are percentage points and have two.
DIGITS = {"share_before": 4, "share_now": 4, "p": 6, "q": 6}


def sampled_evidence(measures: MeasuredPersona) -> pd.DataFrame:
    """The passages of the compared cycles that are embedded: some of each voter, theme and cycle.

    Of a theme that may have changed for good, those of the cycles before as well.
    """
    lasting, cycles = measures.tests.lasting, measures.evidence["cycle"]
    is_recent = cycles.isin(measures.periods.compared)
    if lasting is not None:
        changed = set(lasting.loc[lasting["p"] <= LIKELY_P, "theme_id"])
        is_recent |= cycles.isin(measures.tests.blocks.before) & measures.evidence["theme_id"].isin(changed)
    recent = measures.evidence[is_recent]
    return recent.groupby(["theme_id", "voter_id", "cycle"], sort=False).head(PASSAGES_A_VOTER).reset_index(drop=True)


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Figures as they are kept: shares with four digits, points with two."""
    return {
        name: float(round(value, DIGITS.get(name, 2))) + 0.0 if isinstance(value, float) else value for name, value in row.items()
    }


class _SampledPassages:
    """The sampled passages with their vectors, and where each theme, account and cycle stands in them."""

    def __init__(self, rows: pd.DataFrame, vectors: np.ndarray, themes: pd.DataFrame) -> None:
        self.rows, self.vectors, self.nodes = rows, vectors, node_ids(themes)
        self.words = {row.theme_id: theme_words(row.label, json.loads(row.terms or "[]")) for row in themes.itertuples()}
        self.theme, self.cycle, self.account = (rows[name].to_numpy(dtype=object) for name in ("theme_id", "cycle", "account_id"))
        self.is_node = np.isin(self.theme, list(self.nodes))
        self._codes = [np.unique(names, return_inverse=True) for names in (self.theme, self.account)]
        self._known: dict[tuple[str, ...], tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def where(self, chosen: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
        return self.rows[chosen], self.vectors[chosen]

    def quotable(self, theme: str, cycles: list[str]) -> np.ndarray:
        """Rows of a theme that may be quoted, shape (n_rows,).

        What three voters say is what the theme is about in those cycles; what one or two say may be a passage that only fell to
        the nearest theme, and is quoted only where it speaks of the theme by its words.
        """
        ours = np.isin(self.cycle, cycles) & (self.theme == theme)
        if self.rows.loc[ours, "voter_id"].nunique() < QUOTES:
            ours[ours] = are_on_theme(self.rows.loc[ours, "quote"].tolist(), self.words.get(theme, set()))
        return ours

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
        passages = self.rows["passage_id"]
        return ~self.is_node & ~passages.isin(passages[self.theme == node]).to_numpy()

    def _spoke(self, cycles: list[str] | tuple[str, ...]) -> np.ndarray:
        return np.isin(self.cycle, cycles) & (self.account != "")

    def _known_centres(self, cycles: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What :meth:`_centres` makes of all that was said in some cycles; made once."""
        if cycles not in self._known:
            self._known[cycles] = self._centres(self._spoke(cycles))
        return self._known[cycles]

    def _centres(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Mean direction of what each account said about each theme, with the themes and the accounts."""
        (themes, theme), (accounts, account) = self._codes
        pairs, code = np.unique(theme[chosen] * max(len(accounts), 1) + account[chosen], return_inverse=True)
        of_theme, of_account = np.divmod(pairs, max(len(accounts), 1))
        return centres_of(self.vectors[chosen], code), themes[of_theme], accounts[of_account]


def _thinned(rows: np.ndarray) -> np.ndarray:
    """At most so many of the rows, evenly spaced."""
    return rows if len(rows) <= MOST_ALIKE else rows[np.linspace(0, len(rows) - 1, MOST_ALIKE).astype(int)]


def judged_shifts(
    measures: MeasuredPersona,
    q: pd.DataFrame,
    level: float,
    sampled: tuple[pd.DataFrame, np.ndarray],
    settings: Settings,
    accounts: pd.DataFrame,
) -> list[dict[str, Any]]:
    """Every shift of a persona; surfaced ones first, then by p.

    Parameters
    ----------
    q : what :func:`kit.shifts.stats.persona_tests.family_q` returns of the persona: a row a theme.
    level : p at which a theme is called as the only one of its library: what :func:`~kit.shifts.stats.persona_tests.step_level`
        returns.
    sampled : what :func:`sampled_evidence` returns, and the unit vectors of its quotes.
    accounts : ``account_id``, ``tier``, ``arr``.

    Notes
    -----
    A theme is surfaced by its cycle against the baseline, by its last cycles together, or by one segment; in this order, and
    its figures are those of the test that surfaced it (``now_cycles`` against ``before_cycles``). One that none surfaces has
    those of its cycle. Accounts, weeks, tiers, revenue, consistency and quotes are of those a shift concerns: who raises the
    theme in the cycles now, and for a fading or gone theme who raised it before. The wholes are of the same cycles:
    ``accounts_active`` of the shift and of each segment, ``top_tier_active``, and ``persona_amount`` of the revenue.
    """
    sample = _SampledPassages(*sampled, measures.themes)
    ground = _Ground(measures, revenue_of(accounts, settings.top_tiers, settings.currency))
    bar = measures.persona.bar_over(settings.bar)
    is_settled = dict(zip(measures.themes["theme_id"], measures.themes["stability"] >= UNSETTLED_BELOW, strict=True))
    by_theme = dict(iter(measures.evidence.groupby("theme_id", sort=False)))
    judge = _Judge(measures, ground, sample, bar, level)
    shifts = [
        judge.shift(place, row, by_theme.get(theme, measures.evidence[:0]), bool(is_settled[theme]))
        for place, (theme, row) in enumerate(zip(measures.table["theme_id"], q.to_dict("records"), strict=True))
    ]
    shifts = [shift | course for shift, course in zip(shifts, _courses(measures, shifts), strict=True)]
    return sorted(shifts, key=lambda shift: (not shift["surfaced"], shift["p"], shift["theme"]))


def _courses(measures: MeasuredPersona, shifts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each shift what kind it is, and since when; one that lasts no longer than its cycle began in it."""
    blocks = measures.tests.blocks
    lasts = [shift["surfaced"] and shift["lasting"] is not None and shift["lasting"]["called"] for shift in shifts]
    chosen = np.array([place for place, shift in enumerate(shifts) if lasts[place] or not shift["surfaced"]], dtype=int)
    courses = courses_of(measures.votes, list(blocks.window), measures.tests.around, chosen) if blocks else {}
    nothing = {"kind": None, "since": None, "since_low": None, "since_high": None}
    result = []
    for place, shift in enumerate(shifts):
        course = courses.get(place)
        is_told = course and (course.kind != "blip" if lasts[place] else course.is_blip)
        if is_told:
            result.append({name: getattr(course, name) for name in nothing})
        elif shift["surfaced"]:
            now = measures.periods.now
            result.append({"kind": "step", "since": now, "since_low": now, "since_high": now})
        else:
            result.append(nothing)
    return result


class _Judge:
    """Holds one theme's tests against the bar, one after the other, until one of them surfaces it."""

    def __init__(self, measures: MeasuredPersona, ground: _Ground, sample: _SampledPassages, bar: Bar, level: float) -> None:
        self.measures, self.ground, self.sample, self.bar, self.level = measures, ground, sample, bar, level
        self.hidden = hidden_nodes(measures.themes)
        self.now, self.before = [measures.periods.now], list(measures.periods.baseline)

    def shift(self, place: int, q: dict[str, float], evidence: pd.DataFrame, is_settled: bool) -> dict[str, Any]:
        """The shift of the theme in one row of the tables."""
        tests, level = self.measures.tests, self.bar.max_false_discovery
        steps = [("step", tests.step, self.now, self.before, "")]
        if tests.lasting is not None and q["lasting"] <= level and tests.lasting["is_lasting"].iloc[place]:
            steps.append(("lasting", tests.lasting, list(tests.blocks.now), list(tests.blocks.before), ""))
        steps += [
            (f"segment {name}", tests.segments[name], self.now, self.before, name)
            for name in tests.tested_segments()
            if q[f"segment {name}"] <= level
        ]
        judged = []
        for name, table, now, before, segment in steps:
            shift = self._judged(table.iloc[[place]], q[name], (now, before), segment, evidence)
            n_weeks = self.measures.periods.n_weeks(shift["concerned_cycles"])
            shift["below_bar"] = missed_rules(shift, self.bar, n_weeks, is_settled)
            judged.append(shift | {"surfaced_by": name.split()[0] if not shift["below_bar"] else None})
            if not shift["below_bar"]:
                break
        best = judged[-1] if not judged[-1]["below_bar"] else judged[0]
        best["surfaced"] = not best["below_bar"]
        is_shown = best["surfaced"] or best["theme"] not in self.hidden  # of many nodes a brief shows few
        best["quotes"] = _quotes(self.sample, best["theme"], best["concerned_cycles"]) if is_shown else []
        best["other_voice"] = self._other_voice(best) if best["surfaced"] else None
        return best | {"lasting": self._lasting(place, q["lasting"])}

    def _judged(
        self, table: pd.DataFrame, q: float, cycles: tuple[list[str], list[str]], segment: str, evidence: pd.DataFrame
    ) -> dict[str, Any]:
        (row,) = table.to_dict("records")
        figures = rounded({name: value for name, value in row.items() if name not in INNER} | {"q": float(q)})
        theme = figures.pop("theme_id")
        ours = evidence[evidence["segment"] == segment] if segment else evidence
        shift = self.ground.shift({"theme": theme, **figures}, ours, cycles, segment)
        left = float(expected_pp(table, self.level, self.bar.min_shift_pp)[0])
        shift |= {"expected_pp": round(left, 1)}
        shift |= {"survives_dropping_any_account": bool(row["is_kept"]), "only_in": segment or None}
        return shift | {"consistency": self.sample.consistency(theme, shift["concerned_cycles"])}

    def _lasting(self, place: int, q: float) -> dict[str, Any] | None:
        """The last cycles together against those before, whatever surfaced the theme."""
        tests = self.measures.tests
        if tests.lasting is None:
            return None
        row = tests.lasting.iloc[place]
        kept = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "mix_adjusted_pp", "p")
        called = bool(row["is_lasting"] and q <= self.bar.max_false_discovery)
        cycles = {"now_cycles": list(tests.blocks.now), "before_cycles": list(tests.blocks.before)}
        return rounded({name: float(row[name]) for name in kept} | {"q": float(q)}) | {"called": called} | cycles

    def _other_voice(self, shift: dict[str, Any]) -> dict[str, Any] | None:
        return _other_voice(self.sample, shift["theme"], shift["concerned_cycles"])


class _Ground:
    """What every shift of a persona stands on: who was heard, and what they are worth."""

    def __init__(self, measures: MeasuredPersona, worth: AccountRevenue) -> None:
        self.measures, self.worth = measures, worth
        self._of_cycles: dict[tuple[str, ...], tuple[pd.Series, pd.Series]] = {}
        self.now = self._active([measures.periods.now])
        self.step = {name: _by_theme(table) for name, table in measures.segments.items()}
        self._lasting: dict[str, dict[str, dict[str, Any]]] | None = None

    def _active(self, cycles: list[str]) -> pd.Series:
        """Segment of each account that spoke in some cycles, by id."""
        return self._spoke(cycles)[0]

    def _spoke(self, cycles: list[str]) -> tuple[pd.Series, pd.Series]:
        """Segment of each account that spoke in some cycles, by id, and how many voters each segment had; looked up once."""
        if tuple(cycles) not in self._of_cycles:
            spoke = self.measures.counted[self.measures.counted["cycle"].isin(cycles)]
            segments = spoke[spoke["account_id"] != ""].groupby("account_id")["segment"].first()
            self._of_cycles[tuple(cycles)] = segments, spoke.groupby("segment")["voter_id"].nunique()
        return self._of_cycles[tuple(cycles)]

    def _segment_tables(self, now: list[str], before: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
        """Rows of every segment by theme, of the cycles that are compared."""
        if now == [self.measures.periods.now]:
            return self.step
        if self._lasting is None:
            tests, seed = self.measures.tests, (0, self.measures.persona.id)
            tables = with_visible(self.measures.votes, lasting_segments(self.measures.votes, tests), tests, (now, before), seed)
            self._lasting = {name: _by_theme(table) for name, table in tables.items()}
        return self._lasting

    def _has_voters(self, segment: str, now: list[str], before: list[str]) -> bool:
        """Whether a segment has voters enough in the cycles now and before for a shift of its own to be told."""
        return all(self._spoke(cycles)[1].get(segment, 0) >= VOTERS_TO_TELL_SEGMENT for cycles in (now, before))

    def shift(
        self, shift: dict[str, Any], evidence: pd.DataFrame, cycles: tuple[list[str], list[str]], segment: str = ""
    ) -> dict[str, Any]:
        """A shift with who raised it: ``evidence`` is the theme's, of one segment where ``segment`` is not empty."""
        now, before = cycles
        concerned = now if shift["direction"] in ("rising", "new") else before
        raised = evidence[evidence["cycle"].isin(concerned)].drop_duplicates("conversation_key")
        raising = accounts_of(evidence[evidence["cycle"] == self.measures.periods.now])
        ids, loudest = accounts_of(raised), loudest_of(raised)
        active = self._active(concerned)
        active = active[active == segment] if segment else active
        return shift | {
            "now_cycles": now, "before_cycles": before,
            "largest_account_part": round(loudest["n"] / max(loudest["of"], 1), 4),
            "loudest": loudest,
            "weeks": int(raised["week"].nunique()),
            "accounts": ids,
            "top_tier_accounts": len(self.worth.top.intersection(ids)),
            "top_tier_active": len(self.worth.top.intersection(active.index)),
            "reach_now": {"n": len(raising), "of": len(self.now)},
            "accounts_active": len(active),
            "arr": arr_of(ids, list(active.index), self.worth),
            "segments": self._segments(shift, raised, active.value_counts().to_dict(), cycles),
            "history": "short" if self.measures.wander.is_short else "used",
            "n_baseline_cycles": len(before),
            "concerned_cycles": concerned,
        }  # fmt: skip

    def _segments(
        self, shift: dict[str, Any], raised: pd.DataFrame, active: dict[str, int], cycles: tuple[list[str], list[str]]
    ) -> list[dict[str, Any]]:
        kept = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "smallest_visible_shift_pp")
        known = raised[raised["account_id"] != ""].drop_duplicates("account_id")
        raising = known["segment"].value_counts()
        segments = []
        for name, rows in self._segment_tables(*cycles).items():
            own = rounded({key: rows[shift["theme"]][key] for key in kept})
            segment = {"segment": name, "accounts": int(raising.get(name, 0)), "accounts_active": active.get(name, 0), **own}
            is_enough = self._has_voters(name, *cycles)
            segment |= {} if is_enough else dict.fromkeys(("shift_pp", "low_pp", "high_pp"))
            segments.append(segment | {"strength": strength_of(shift["mix_adjusted_pp"], segment)})
        return segments


def _by_theme(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["theme_id"]: row for row in table.to_dict("records")}


def _quotes(sample: _SampledPassages, theme: str, concerned: list[str]) -> list[dict[str, Any]]:
    return quotes_of(*sample.where(sample.quotable(theme, concerned)))


def _other_voice(sample: _SampledPassages, theme: str, concerned: list[str]) -> dict[str, Any] | None:
    is_concerned = np.isin(sample.cycle, concerned)
    raising = set(sample.rows["voter_id"][is_concerned & (sample.theme == theme)])
    is_theme = ~sample.is_node  # a group that no brief names has neither a name nor a lasting id
    return other_voice_of(*sample.where(is_concerned & is_theme & ~sample.rows["voter_id"].isin(raising).to_numpy()))

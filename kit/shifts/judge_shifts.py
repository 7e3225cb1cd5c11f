"""Judging: every shift of a persona in the contract's form, held against the bar."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from kit.config.settings import Bar, Settings
from kit.shifts.account_revenue import AccountRevenue, arr_of, loudest_of, revenue_of
from kit.shifts.bar import missed_rules
from kit.shifts.measure_persona import MeasuredPersona, with_visible
from kit.shifts.naming_quotes import candidates_of
from kit.shifts.quotes import SampledPassages, codes_of, is_among, other_voice_of, quotes_of
from kit.shifts.stats.lasting_change import courses_of
from kit.shifts.stats.persona_tests import PARTS, expected_pp, lasting_parts
from kit.shifts.stats.strength import alone_in, strength_of
from kit.shifts.surest_nodes import hidden_nodes

#: Stability below which a theme is not settled; themes.UNSETTLED_BELOW of the theme benchmark.
UNSETTLED_BELOW = 0.5
#: Passages of a voter on a theme in a cycle that are embedded for consistency and quotes; more change neither.
PASSAGES_A_VOTER = 6

#: Voters a segment or tier has in the cycle and in its baseline before its own shift is told: one alone has no spread, and two
#: who say the same have none either, so that their interval would be a point. A test of its own, which can surface a shift,
#: asks for more (:mod:`kit.shifts.stats.persona_tests`).
VOTERS_TO_TELL_PART = 3

#: Figures of a test that no brief prints.
INNER = ("pooled_share", "inner_low_pp", "inner_high_pp", "error_pp", "null_error_pp", "is_kept", "is_lasting", "n_before")
#: p of a lasting change from which what was said in the cycles before is embedded too, for its quotes.
LIKELY_P = 0.05

#: Part of the accounts that a shift is of: "segment" or "tier", and which; twice "" for all.
AccountPart = tuple[str, str]
ALL: AccountPart = ("", "")

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


def judged_shifts(
    measures: MeasuredPersona,
    q: pd.DataFrame,
    level: float,
    sampled: tuple[pd.DataFrame, np.ndarray],
    settings: Settings,
    accounts: pd.DataFrame,
) -> list[dict[str, Any]]:
    """Every shift of a persona that may be shown; surfaced ones first, then by p.

    Parameters
    ----------
    q : what :func:`kit.shifts.stats.persona_tests.family_q` returns of the persona: a row a theme.
    level : p at which a theme is called as the only one of its library: what :func:`~kit.shifts.stats.persona_tests.step_level`
        returns.
    sampled : what :func:`sampled_evidence` returns, and the unit vectors of its quotes.
    accounts : ``account_id``, ``tier``, ``arr``.

    Notes
    -----
    A theme is surfaced by its cycle against the baseline, by its last cycles together, by one segment or one tier; in this order,
    and its figures are those of the test that surfaced it (``now_cycles`` against ``before_cycles``). One that none surfaces
    has those of its cycle. A node that no brief has shown is not among the shifts where none of its tests has a q that the bar
    lets through: of hundreds, a few have. Accounts, weeks, tiers, revenue, consistency and quotes are of those a shift concerns:
    who raises the theme in the cycles now, and for a fading or gone theme who raised it before. The wholes are of the same
    cycles: ``accounts_active`` of the shift and of each segment, ``top_tier_active``, and ``persona_amount`` of the revenue.
    Where no brief is made of it (:attr:`MeasuredPersona.seed` is None) there are neither quotes nor segments nor courses.
    """
    sample = SampledPassages(*sampled, measures.themes)
    bar = measures.persona.bar_over(settings.bar)
    chosen = _chosen(measures, q, bar.max_false_discovery)
    asked = [measures.votes.themes[place] for place in chosen]
    ground = _Ground(measures, revenue_of(accounts, settings.top_tiers, settings.currency), asked)
    judge = _Judge(measures, ground, sample, bar, level)
    rows, is_settled = q.to_dict("records"), (measures.themes["stability"] >= UNSETTLED_BELOW).tolist()
    shifts = {place: judge.shift(place, rows[place], is_settled[place]) for place in chosen}
    if measures.seed is not None:
        courses = _courses(measures, shifts)
        shifts = {place: shift | course for (place, shift), course in zip(shifts.items(), courses, strict=True)}
    return sorted(shifts.values(), key=lambda shift: (not shift["surfaced"], shift["p"], shift["theme"]))


def _chosen(measures: MeasuredPersona, q: pd.DataFrame, level: float) -> list[int]:
    """Places of the themes, and of the nodes that a brief has shown or that some test may surface."""
    hidden = hidden_nodes(measures.themes)
    may_surface = (q <= level).any(axis=1).tolist()
    return [place for place, name in enumerate(measures.votes.themes) if name not in hidden or may_surface[place]]


def shown_themes(measures: MeasuredPersona, q: pd.DataFrame, settings: Settings) -> list[str]:
    """Ids of the themes, and of the nodes that a brief may show.

    Parameters
    ----------
    q : what :func:`kit.shifts.stats.persona_tests.family_q` returns of the persona.
    """
    level = measures.persona.bar_over(settings.bar).max_false_discovery
    return [measures.votes.themes[place] for place in _chosen(measures, q, level)]


def _courses(measures: MeasuredPersona, shifts: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each shift what kind it is, and since when; one that lasts no longer than its cycle began in it."""
    blocks = measures.tests.blocks
    lasts = {
        place: shift["surfaced"] and shift["lasting"] is not None and shift["lasting"]["called"]
        for place, shift in shifts.items()
    }  # fmt: skip
    chosen = np.array([place for place, shift in shifts.items() if lasts[place] or not shift["surfaced"]], dtype=int)
    courses = courses_of(measures.votes, list(blocks.window), measures.tests.around, chosen) if blocks else {}
    nothing = {"kind": None, "since": None, "since_low": None, "since_high": None}
    result = []
    for place, shift in shifts.items():
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

    def __init__(self, measures: MeasuredPersona, ground: _Ground, sample: SampledPassages, bar: Bar, level: float) -> None:
        self.measures, self.ground, self.sample, self.bar, self.level = measures, ground, sample, bar, level
        self.hidden = hidden_nodes(measures.themes)
        self.now, self.before = [measures.periods.now], list(measures.periods.baseline)
        self._rows: dict[int, list[dict[str, Any]]] = {}

    def _row(self, table: pd.DataFrame, place: int) -> dict[str, Any]:
        """A row of one of the tests' tables, each of which is turned into rows once."""
        if id(table) not in self._rows:
            self._rows[id(table)] = table.to_dict("records")
        return self._rows[id(table)][place]

    def shift(self, place: int, q: dict[str, float], is_settled: bool) -> dict[str, Any]:
        """The shift of the theme in one row of the tables."""
        judged = []
        for name, table, now, before, part in self._steps(place, q):
            shift = self._judged(self._row(table, place), q[name], (now, before), part)
            n_weeks = self.measures.periods.n_weeks(shift["concerned_cycles"])
            shift["below_bar"] = missed_rules(shift, self.bar, n_weeks, is_settled)
            judged.append((shift | {"surfaced_by": name.split()[0] if not shift["below_bar"] else None}, part))
            if not shift["below_bar"]:
                break
        best, part = judged[-1] if not judged[-1][0]["below_bar"] else judged[0]
        best["surfaced"] = not best["below_bar"]
        return self._as_shown(best, part) | {"lasting": self._lasting(place, q["lasting"])}

    def _steps(self, place: int, q: dict[str, float]) -> list[tuple[str, pd.DataFrame, list[str], list[str], AccountPart]]:
        """The tests that may surface a theme: name, table, the cycles now and before, and the part of the accounts."""
        tests, level = self.measures.tests, self.bar.max_false_discovery
        steps = [("step", tests.step, self.now, self.before, ALL)]
        if tests.lasting is not None and q["lasting"] <= level and tests.lasting["is_lasting"].iloc[place]:
            blocks = tests.blocks_of(place)
            steps.append(("lasting", tests.lasting, list(blocks.now), list(blocks.before), ALL))
        return steps + [
            (f"{noun} {name}", tests.parts(noun)[0][name], self.now, self.before, (noun, name))
            for noun in PARTS
            for name in tests.tested(noun)
            if q[f"{noun} {name}"] <= level
        ]

    def _as_shown(self, shift: dict[str, Any], part: AccountPart) -> dict[str, Any]:
        """A shift with its segments and quotes, where a brief may show it: of many nodes it shows few."""
        is_shown = self.measures.seed is not None and (shift["surfaced"] or shift["theme"] not in self.hidden)
        theme, concerned = shift["theme"], shift["concerned_cycles"]
        segments = self.ground.parts(shift, "segment", part) if is_shown else []
        tiers = self.ground.parts(shift, "tier", part) if is_shown and shift["surfaced"] else []
        return shift | {
            "segments": segments,
            "tiers": tiers,
            "alone_in": alone_in(segments, "segment") if shift["surfaced"] else None,
            "alone_in_tier": alone_in(tiers, "tier") if shift["surfaced"] else None,
            "quotes": _quotes(self.sample, theme, concerned) if is_shown else [],
            "naming": [self._candidates(theme, cycles) if is_shown else [] for cycles in (self.now, self.before)],
            "other_voice": _other_voice(self.sample, theme, concerned) if is_shown and shift["surfaced"] else None,
        }

    def _candidates(self, theme: str, cycles: list[str]) -> list[dict[str, Any]]:
        """What may be quoted under a theme's name of some cycles."""
        return candidates_of(*self.sample.where(self.sample.quotable(theme, cycles)))

    def _judged(self, row: dict[str, Any], q: float, cycles: tuple[list[str], list[str]], part: AccountPart) -> dict[str, Any]:
        figures = rounded({name: value for name, value in row.items() if name not in INNER} | {"q": float(q)})
        theme = figures.pop("theme_id")
        shift = self.ground.shift({"theme": theme, **figures}, cycles, part)
        left = float(expected_pp({name: [value] for name, value in row.items()}, self.level, self.bar.min_shift_pp)[0])
        shift |= {"expected_pp": round(left, 1)}
        only = {f"only_in{end}": part[1] if part[0] == noun else None for noun, end in (("segment", ""), ("tier", "_tier"))}
        shift |= {"survives_dropping_any_account": bool(row["is_kept"]), **only}
        return shift | {"consistency": self.sample.consistency(theme, shift["concerned_cycles"])}

    def _lasting(self, place: int, q: float) -> dict[str, Any] | None:
        """The last cycles together against those before, whatever surfaced the theme."""
        tests = self.measures.tests
        if tests.lasting is None:
            return None
        row = self._row(tests.lasting, place)
        kept = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "mix_adjusted_pp", "p")
        called = bool(row["is_lasting"] and q <= self.bar.max_false_discovery)
        blocks = tests.blocks_of(place)
        cycles = {"now_cycles": list(blocks.now), "before_cycles": list(blocks.before)}
        return rounded({name: float(row[name]) for name in kept} | {"q": float(q)}) | {"called": called} | cycles


class _Ground:
    """What every shift of a persona stands on: who was heard, and what they are worth.

    ``asked`` are the themes whose segments may be shown.
    """

    def __init__(self, measures: MeasuredPersona, worth: AccountRevenue, asked: list[str]) -> None:
        self.measures, self.worth, self.asked = measures, worth, asked
        self._of_cycles: dict[tuple[str, ...], tuple[pd.DataFrame, dict[str, pd.Series]]] = {}
        self.now = self._active([measures.periods.now])
        self._tables: dict[tuple[str, ...], dict[str, dict[str, dict[str, Any]]]] = {}
        evidence = measures.evidence
        self.account = evidence["account_id"].to_numpy(dtype=object)
        tiers = measures.counted.drop_duplicates("account_id").set_index("account_id")["tier"]
        self.part_of = {
            "segment": evidence["segment"].to_numpy(dtype=object),
            "tier": tiers.reindex(self.account).to_numpy(dtype=object),
        }
        (self.cycle, self.cycles), (self.key, _), (self.week, _) = (
            codes_of(evidence[name]) for name in ("cycle", "conversation_key", "week")
        )
        self.rows_of = evidence.groupby("theme_id", sort=False).indices

    def _active(self, cycles: list[str], part: AccountPart = ALL) -> pd.DataFrame:
        """Segment and tier of each account that spoke in some cycles, by id; of one part where one is given."""
        accounts, _ = self._spoke(cycles)
        return accounts if part == ALL else accounts[accounts[part[0]] == part[1]]

    def _spoke(self, cycles: list[str]) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
        """Accounts that spoke in some cycles, and how many voters each segment and each tier had; looked up once."""
        if tuple(cycles) not in self._of_cycles:
            spoke = self.measures.counted[self.measures.counted["cycle"].isin(cycles)]
            accounts = spoke[spoke["account_id"] != ""].groupby("account_id")[list(PARTS)].first()
            self._of_cycles[tuple(cycles)] = accounts, {noun: spoke.groupby(noun)["voter_id"].nunique() for noun in PARTS}
        return self._of_cycles[tuple(cycles)]

    def _part_tables(self, noun: str, theme: str, now: list[str], before: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
        """Rows of every segment or tier by theme, of the cycles that are compared, with what each could have shown.

        Segments are shown of every theme, tiers of what surfaced: what those could have shown is simulated theme by theme.
        """
        asked = self.asked if noun == "segment" else [theme]
        is_step, compared = now == [self.measures.periods.now], (noun, *now, *before, *(asked if noun == "tier" else ()))
        if compared not in self._tables:
            votes, tests, name = self.measures.votes, self.measures.tests, self.measures.persona.id
            tables = tests.parts(noun)[0] if is_step else lasting_parts(votes, tests, len(before), noun)
            ours = {part: table[table["theme_id"].isin(asked)] for part, table in tables.items()}
            seed = self.measures.seed if is_step else 0, name if noun == "segment" else f"{name} {noun}"
            visible = with_visible(self.measures, noun, ours, (now, before), seed)
            self._tables[compared] = {
                part: {row["theme_id"]: row for row in table.to_dict("records")} for part, table in visible.items()
            }  # fmt: skip
        return self._tables[compared]

    def _has_voters(self, part: AccountPart, now: list[str], before: list[str]) -> bool:
        """Whether a part has voters enough in the cycles now and before for a shift of its own to be told."""
        noun, name = part
        return all(self._spoke(cycles)[1][noun].get(name, 0) >= VOTERS_TO_TELL_PART for cycles in (now, before))

    def _raised(self, theme: str, cycles: list[str], part: AccountPart = ALL) -> np.ndarray:
        """Rows of the evidence of a theme in some cycles, of one part where one is given, the first of each conversation."""
        rows = self.rows_of.get(theme, np.zeros(0, dtype=int))
        rows = rows[is_among(self.cycle[rows], self.cycles, cycles)]
        rows = rows if part == ALL else rows[self.part_of[part[0]][rows] == part[1]]
        return rows[np.sort(np.unique(self.key[rows], return_index=True)[1])]

    def shift(self, shift: dict[str, Any], cycles: tuple[list[str], list[str]], part: AccountPart = ALL) -> dict[str, Any]:
        """A shift with who raised it, of one part of the accounts where one is given; its segments are yet to come."""
        now, before = cycles
        concerned = now if shift["direction"] in ("rising", "new") else before
        raised = self._raised(shift["theme"], concerned, part)
        raising = set(self.account[self._raised(shift["theme"], [self.measures.periods.now], part)]) - {""}
        ids, loudest = sorted(set(self.account[raised]) - {""}), loudest_of(self.account[raised].tolist())
        active = self._active(concerned, part)
        return shift | {
            "now_cycles": now, "before_cycles": before,
            "largest_account_part": round(loudest["n"] / max(loudest["of"], 1), 4),
            "loudest": loudest,
            "weeks": len(np.unique(self.week[raised])),
            "accounts": ids,
            "top_tier_accounts": len(self.worth.top.intersection(ids)),
            "top_tier_active": len(self.worth.top.intersection(active.index)),
            "reach_now": {
                "n": len(raising), "of": len(self.now), "arr": arr_of(sorted(raising), list(self.now.index), self.worth)
            },
            "accounts_active": len(active),
            "arr": arr_of(ids, list(active.index), self.worth),
            "segments": [],
            "history": "short" if self.measures.wander.is_short else "used",
            "n_baseline_cycles": len(before),
            "concerned_cycles": concerned,
        }  # fmt: skip

    def parts(self, shift: dict[str, Any], noun: str, part: AccountPart) -> list[dict[str, Any]]:
        """A shift in every segment or tier that spoke, for one of all accounts or of one part of them."""
        kept = ("share_before", "share_now", "shift_pp", "low_pp", "high_pp", "p", "smallest_visible_shift_pp")
        cycles = shift["now_cycles"], shift["before_cycles"]
        raised = self._raised(shift["theme"], shift["concerned_cycles"], part)
        first = dict(reversed([*zip(self.account[raised], self.part_of[noun][raised], strict=True)]))
        raising = Counter(name for account, name in first.items() if account)
        active = self._active(shift["concerned_cycles"], part)[noun].value_counts().to_dict()
        rows = []
        for name, table in self._part_tables(noun, shift["theme"], *cycles).items():
            own = rounded({key: table[shift["theme"]][key] for key in kept})
            row = {noun: name, "accounts": raising[name], "accounts_active": active.get(name, 0), **own}
            is_enough = self._has_voters((noun, name), *cycles)
            row |= {} if is_enough else dict.fromkeys(("shift_pp", "low_pp", "high_pp"))
            rows.append(row | {"strength": strength_of(shift["mix_adjusted_pp"], row)})
        return rows


def _quotes(sample: SampledPassages, theme: str, concerned: list[str]) -> list[dict[str, Any]]:
    return quotes_of(*sample.where(sample.quotable(theme, concerned)))


def _other_voice(sample: SampledPassages, theme: str, concerned: list[str]) -> dict[str, Any] | None:
    is_concerned = sample.in_cycles(concerned)
    raises = np.zeros(int(sample.voter.max(initial=-1)) + 1, dtype=bool)
    raises[sample.voter[is_concerned & sample.speaks_of(theme)]] = True
    is_theme = ~sample.is_node  # a group that no brief names has neither a name nor a lasting id
    return other_voice_of(*sample.where(is_concerned & is_theme & ~raises[sample.voter]))

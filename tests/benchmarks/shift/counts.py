"""Counts: thousands of simulated months through the kit's test and bar, and through the rules others use."""

from __future__ import annotations

import hashlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from months import Case, make_months
from rivals import RIVALS
from scipy import stats
from threadpoolctl import threadpool_limits

from kit.config.settings import Bar
from kit.cycles import Periods
from kit.shifts.bar import q_values, size_pp, survivals
from kit.shifts.stats.shift_test import shifts_of
from kit.shifts.stats.votes import Votes, vote_table

SIZES = (0.05, 0.10, 0.15, 0.20)

#: Months in which nothing changed; the first ten are the goal's, the rest is told beside them.
STILL = (
    Case("no change"), Case("one loud account", loud=40), Case("changed mix of segments and channels", mix_change=True),
    Case("wandering months (0.3 logit)", wander=0.3), *(Case(f"{n} accounts", n_accounts=n) for n in (8, 15, 30, 120, 500)),
    Case("uneven talkers", unevenness=0.9),
    Case("accounts stick to a subject within a month", sticky=0.5),
    Case("wandering months, 3 past cycles", wander=0.3, n_past=3),
    Case("no change, 3 past cycles", n_past=3),
    Case("uneven talkers, 15 accounts", unevenness=0.9, n_accounts=15),
    Case("loud account, mix and wandering together", loud=40, mix_change=True, wander=0.3, unevenness=0.9),
)  # fmt: skip
N_GOAL_CASES = 10

#: Months in which theme 0 changed.
MOVED = (
    *(Case(f"+{100 * size:.0f} points from 15 %, {n} accounts", planted=size, n_accounts=n) for n in (60, 120) for size in SIZES),
    *(Case(f"+15 points from 15 %, {n} accounts", planted=0.15, n_accounts=n) for n in (15, 30, 500)),
    Case("new theme, 0 to 15 %, 60 accounts", base=0.0, planted=0.15),
    Case("new theme, 0 to 25 %, 15 accounts", base=0.0, planted=0.25, n_accounts=15),
    Case("fading, 25 to 10 %, 60 accounts", base=0.25, planted=-0.15),
    Case("gone, 15 to 0 %, 60 accounts", planted=-0.15),
    Case("+40 points in one of three segments, 60 accounts", planted=0.40, planted_in=(2,)),
    Case("+15 points, uneven talkers, 60 accounts", planted=0.15, unevenness=0.9),
    Case("+15 points, wandering months, 60 accounts", planted=0.15, wander=0.3),
    Case("+15 points, wandering months, 120 accounts", planted=0.15, wander=0.3, n_accounts=120),
)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """What was found in the months of one case; arrays have a row a month.

    Attributes
    ----------
    p, q : float arrays of shape (n_months, n_themes)
    estimate, half_width : float arrays of shape (n_months, n_themes), percentage points
        Of the part said differently.
    truth : float array of shape (n_months,), percentage points
        What theme 0 was moved by.
    passes : dict of rule to bool array of shape (n_months, n_themes)
    rivals : dict of name to int array of shape (n_months, n_themes), 1 called rising, -1 falling
    """

    case: Case
    p: np.ndarray
    q: np.ndarray
    estimate: np.ndarray
    half_width: np.ndarray
    truth: np.ndarray
    passes: dict[str, np.ndarray]
    rivals: dict[str, np.ndarray]

    @property
    def changed(self) -> np.ndarray:
        """Themes that were moved on purpose, which cannot be false alarms."""
        return np.arange(self.p.shape[1]) == 0 if self.case.planted else np.zeros(self.p.shape[1], dtype=bool)

    @property
    def surfaced(self) -> np.ndarray:
        return np.logical_and.reduce(list(self.passes.values()))

    def found(self, called: np.ndarray) -> np.ndarray:
        """Months in which theme 0 was called, in its true direction."""
        return called[:, 0] & (self.estimate[:, 0] * self.case.planted > 0)


def seed_sequence(name: str) -> np.random.SeedSequence:
    """Seeds of a case's months, from its name alone."""
    return np.random.SeedSequence(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))


def _periods(case: Case) -> Periods:
    names = tuple(f"month {code:04d}" for code in range(case.n_past + 1))
    return Periods(names[-1], names[-4:-1], names[:-1])


def _rules(votes: Votes, table: pd.DataFrame, q: np.ndarray, bar: Bar) -> dict[str, np.ndarray]:
    fractions, _ = vote_table(votes)
    now, before = (fractions[:, -1] > 0).sum(axis=0), (fractions[:, -4:-1] > 0).any(axis=1).sum(axis=0)
    n_accounts = np.where(table["direction"].isin(["rising", "new"]), now, before)
    level = np.full(len(q), bar.max_false_discovery)
    sizes = np.array([size_pp(row) for row in table[["shift_pp", "mix_adjusted_pp"]].to_dict("records")])
    return {
        "max_false_discovery": q <= level,
        "min_accounts": n_accounts >= bar.min_accounts,
        "min_shift_pp": sizes >= bar.min_shift_pp,
        "one_account": survivals(*(table[name].to_numpy() for name in ("p", "p_without", "is_kept")), level),
    }


def tally(case: Case, n_months: int) -> Tally:
    """The months of one case through the kit's rules and the others'."""
    periods, bar, rows = _periods(case), Bar(), []
    for seed in seed_sequence(case.name).spawn(n_months):
        months = make_months(case, seed)
        table = shifts_of(months.votes, periods)[0]
        q = q_values(table["p"].to_numpy())
        part = np.isin(months.votes.segment, case.planted_in).mean()
        others = {name: rule(months.raising, months.n_conversations) for name, rule in RIVALS.items()}
        half = (table["high_pp"] - table["low_pp"]).to_numpy() / 2
        truth, rules = 100 * case.planted * part, _rules(months.votes, table, q, bar)
        rows.append((table["p"], q, table["mix_adjusted_pp"], half, truth, rules, others))
    stacked = [np.array([row[at] for row in rows]) for at in range(5)]
    passes, rivals = ({name: np.array([row[at][name] for row in rows]) for name in rows[0][at]} for at in (5, 6))
    return Tally(case, *stacked, passes, rivals)


def interval_of(n_yes: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a proportion."""
    found = stats.binomtest(int(n_yes), int(n)).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def figure(name: str, case: str, yes: np.ndarray, goal: str = "", holds: bool | None = None, **others: float) -> dict:
    low, high = interval_of(yes.sum(), len(yes))
    return {
        "figure": name, "case": case, "value": float(yes.mean()), "low": low, "high": high, "n": len(yes), "goal": goal,
        "holds": holds, "others": {key.replace("_", " "): float(value) for key, value in others.items()},
    }  # fmt: skip


def _judged(one: dict, least: float | None = None, most: float | None = None, highest: float | None = None) -> dict:
    holds = (least is None or one["value"] >= least) and (most is None or one["value"] <= most)
    return one | {"holds": bool(holds and (highest is None or one["high"] <= highest))}


def still_figures(of: Tally, is_goal: bool) -> list[dict]:
    """False alarms and coverage in months without change."""
    others = {name: float((called != 0).any(axis=1).mean()) for name, called in of.rivals.items()}
    goal = "<= 5 %, interval end <= 6.5 %"
    at_q = figure("false alarms at q 0.05, other rules off", of.case.name, (of.q <= 0.05).any(axis=1), goal)
    at_bar = figure("false alarms, default bar", of.case.name, of.surfaced.any(axis=1), "<= 1 %")
    found = [_judged(at_q | {"others": others}, most=0.05, highest=0.065), _judged(at_bar, most=0.01)]
    return [*(one if is_goal else one | {"goal": "", "holds": None} for one in found), coverage_figure(of, is_goal)]


def coverage_figure(of: Tally, is_goal: bool) -> dict:
    """How often the interval of theme 0 holds what it was moved by; beside it all themes, rare ones too."""
    truth = np.zeros_like(of.estimate)
    truth[:, 0] = of.truth
    holds = np.abs(of.estimate - truth) <= of.half_width
    one = figure("interval coverage, theme 0", of.case.name, holds[:, 0], "93 to 97 %")
    one["others"] = {"all twelve themes": float(holds.mean())}
    return _judged(one, least=0.93, most=0.97) if is_goal else one | {"goal": ""}


#: Goals of power: case to least at p 0.05 alone and at q 0.05 among 12 themes.
POWER_GOALS = {"+15 points from 15 %, 60 accounts": (0.90, 0.75), "+15 points from 15 %, 120 accounts": (0.99, 0.95)}


def moved_figures(of: Tally) -> list[dict]:
    """Power, coverage, and what each rule of the bar costs, in months with a planted shift."""
    name, (alone, among) = of.case.name, POWER_GOALS.get(of.case.name, (None, None))
    others = {rival: float((called[:, 0] == np.sign(of.case.planted)).mean()) for rival, called in of.rivals.items()}
    at_p = figure("power at p 0.05, one theme", name, of.found(of.p <= 0.05), f">= {alone:.0%}" if alone else "")
    at_q = figure("power at q 0.05 among 12 themes", name, of.found(of.q <= 0.05), f">= {among:.0%}" if among else "")
    whole = figure("surfaced, default bar", name, of.found(of.surfaced))
    found = [_judged(at_p, least=alone) if alone else at_p, _judged(at_q, least=among) if among else at_q]
    return [found[0], found[1] | {"others": others}, whole, coverage_figure(of, is_goal=True), *_losses(of)]


def _losses(of: Tally) -> list[dict]:
    called = of.found(of.q <= 0.05)
    return [
        figure(f"loss by {rule}, of months called at q 0.05", of.case.name, ~passes[called, 0])
        for rule, passes in of.passes.items()
        if rule != "max_false_discovery" and called.any()
    ]


def oracle_figures(still: Tally, moved: Tally) -> list[dict]:
    """Power of a test that knows the true spread of such months: what is possible at best."""
    spread = still.estimate[:, 0].std()
    p = 2 * stats.norm.sf(np.abs(moved.estimate) / spread)
    return [
        figure("best possible power at p 0.05, wandering known", moved.case.name, moved.found(p <= 0.05)),
        figure("best possible power at p 0.05 / 12, wandering known", moved.case.name, moved.found(p <= 0.05 / 12)),
    ]


def run_counts(still_months: int, moved_months: int, n_jobs: int) -> list[dict]:
    """All figures of *counts*."""
    bounds = {120: replace(STILL[3], name="wandering months, 120 accounts", n_accounts=120)}
    cases = [*((case, still_months) for case in (*STILL, *bounds.values())), *((case, moved_months) for case in MOVED)]
    with ProcessPoolExecutor(n_jobs, initializer=threadpool_limits, initargs=(1,)) as pool:
        tallies = dict(zip([case.name for case, _ in cases], pool.map(tally, *zip(*cases, strict=True)), strict=True))
    found = [one for at, case in enumerate(STILL) for one in still_figures(tallies[case.name], at < N_GOAL_CASES)]
    found += [one for case in MOVED for one in moved_figures(tallies[case.name])]
    for case in MOVED:
        if case.wander:
            still = tallies[bounds[case.n_accounts].name if case.n_accounts in bounds else STILL[3].name]
            found += oracle_figures(still, tallies[case.name])
    return found

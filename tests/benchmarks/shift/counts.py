"""Counts: simulated months through the kit's tests and bar, and through the rules others use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from cases import BLIPS, HIDDEN_GOALS, POWER_GOALS, STILL
from draws import drawn
from months import SEGMENTS, TIERS, Case, Months, make_library, still_case
from rivals import RIVALS, VOTE_RIVALS

from kit.config.settings import Bar
from kit.cycles import Periods
from kit.matching.match_accuracy import wilson
from kit.shifts.bar import size_pp
from kit.shifts.chance import passing_by_test
from kit.shifts.measure_persona import STEADY_PART
from kit.shifts.stats.equivalence import is_excluded
from kit.shifts.stats.persona_tests import PersonaTests, expected_pp, family_q, library_tests, step_level
from kit.shifts.stats.shares import shares_of
from kit.shifts.stats.strength import alone_in, strength_of
from kit.shifts.stats.votes import Votes

#: Share from which a coverage is held against its goal.
COMMON = 0.02
#: How many times fewer months a library of six personas is drawn: each costs as much as six.
LIBRARY_PART = 2


@dataclass(frozen=True)
class Look:
    """One month of one persona: arrays have a row a theme.

    Attributes
    ----------
    step, q : p of the test of one cycle, and the smallest q of any of the theme's tests.
    called, passes : whether a theme was called at q 0.05, and whether each test surfaces it, by the name of the test.
    estimate, covers, share_covers : points of the part said differently, and whether the intervals hold the truth.
    is_steady : whether the persona would be called steady.
    alone_in, alone_in_tier : the segment and the tier that theme 0 is said to have moved in alone; None where there is none.
    """

    step: np.ndarray
    q: np.ndarray
    called: np.ndarray
    passes: dict[str, np.ndarray]
    kept: dict[str, np.ndarray]
    estimate: np.ndarray
    printed: np.ndarray
    covers: np.ndarray
    share_covers: np.ndarray
    is_steady: bool
    alone_in: str | None
    alone_in_tier: str | None
    rivals: dict[str, np.ndarray]

    @property
    def surfaced(self) -> np.ndarray:
        return np.logical_or.reduce(list(self.passes.values()))


def looks_of(case: Case, seed: np.random.SeedSequence) -> list[list[Look]]:
    """Every look at one draw of a case: a list of personas for each month looked at."""
    library = make_library(case, seed)
    names = library[0].votes.cycles
    found = []
    for at in range(case.looks):
        last = case.n_past + at
        window = names[last - case.n_past : last + 1]
        periods = Periods(window[-1], window[-4:-1], window[:-1])
        votes = [of.votes.in_cycles(list(window)) for of in library]
        tests = library_tests(votes, periods)
        bar = Bar()
        q = family_q(tests, [bar.min_shift_pp] * len(votes))
        cases = [case, *[still_case(case)] * (case.n_personas - 1)]  # one persona of a library is planted
        personas = zip(cases, votes, tests, q, library, strict=True)
        found.append([
            _look(of_persona, last, (of, own), table, periods, months) for of_persona, of, own, table, months in personas
        ])  # fmt: skip
    return found


def _look(case: Case, month: int, of: tuple[Votes, PersonaTests], q: pd.DataFrame, periods: Periods, months: Months) -> Look:
    votes, tests = of
    bar, step = Bar(), tests.step
    passes = passing_by_test(votes, tests, q, bar, periods)
    truth = np.zeros(len(step))
    part = _planted_part(case, votes)
    before = case.points[max(month - 3, 0) : month].mean()
    truth[0] = 100 * part * (case.points[month] - before)
    estimate = step["mix_adjusted_pp"].to_numpy()
    shares = shares_of(votes)
    now = shares[shares["cycle"] == periods.now]
    level = case.shares + np.eye(len(step))[0] * part * case.points[month]
    rivals = {name: rule(months.raising[: month + 1], months.n_conversations[: month + 1]) for name, rule in RIVALS.items()}
    rivals |= {name: rule(votes, periods) for name, rule in VOTE_RIVALS.items()}
    kept = {
        "one_account": step["is_kept"].to_numpy(),
        "min_shift_pp": np.array([size_pp(row) for row in step.to_dict("records")]) >= bar.min_shift_pp,
    }
    return Look(
        step=step["p"].to_numpy(), q=q.min(axis=1).to_numpy(), called=(q <= 0.05).to_numpy().any(axis=1),
        passes=passes, kept=kept, estimate=estimate, printed=_printed(tests, passes), covers=_covers(step, truth),
        share_covers=((now["low"] <= level) & (level <= now["high"])).to_numpy(),
        is_steady=bool(is_excluded(step, STEADY_PART * bar.min_shift_pp).all()),
        alone_in=_alone_in(tests, "segment", estimate[0]), alone_in_tier=_alone_in(tests, "tier", estimate[0]), rivals=rivals,
    )  # fmt: skip


def _planted_part(case: Case, votes: Votes) -> float:
    """Part of the accounts that the change was planted in."""
    is_in = np.isin(votes.segment, case.planted_in)
    return float((is_in & np.isin(votes.tier, case.planted_in_tiers) if case.tiers else is_in).mean())


def _alone_in(tests: PersonaTests, noun: str, shift_pp: float) -> str | None:
    """The segment or tier that a brief names theme 0 in alone, but that what its accounts could have shown is not simulated."""
    parts, (tables, contrasts) = [], tests.parts(noun)
    for name, table in tables.items():
        row = table.iloc[0]
        part = {key: row[key] for key in ("p", "shift_pp", "low_pp", "high_pp")}
        part |= {noun: name, "accounts": contrasts[name].n_now, "smallest_visible_shift_pp": 0.0}
        parts.append(part | {"strength": strength_of(shift_pp, part)})
    return alone_in(parts, noun)


def _covers(step: pd.DataFrame, truth: np.ndarray) -> np.ndarray:
    return ((step["adjusted_low_pp"] <= truth) & (truth <= step["adjusted_high_pp"])).to_numpy()


def _printed(tests: PersonaTests, passes: dict[str, np.ndarray]) -> np.ndarray:
    """The size that a brief tells to expect of each theme: of the test that surfaced it."""
    bar = Bar()
    level = step_level([tests], bar.max_false_discovery)
    sizes = expected_pp(tests.step, level, bar.min_shift_pp)
    is_lasting = passes["lasting"] & ~passes["step"]
    return np.where(is_lasting, expected_pp(tests.lasting, level, bar.min_shift_pp), sizes) if is_lasting.any() else sizes


def figure(name: str, case: str, yes: np.ndarray, goal: str = "", holds: bool | None = None, **others: float) -> dict:
    """One row of the results: a part of months, with Wilson's interval."""
    low, high = wilson(int(np.sum(yes)), len(yes))
    return {
        "figure": name, "case": case, "value": float(np.mean(yes)), "low": low, "high": high, "n": len(yes), "goal": goal,
        "holds": holds, "others": {key.replace("_", " "): float(value) for key, value in others.items()},
    }  # fmt: skip


def still_figures(case: Case, draws: list[list[list[Look]]]) -> list[dict]:
    """False alarms and coverage in months without change."""
    looks = [look for draw in draws for look in draw]  # one look each: a list of personas
    at_q = np.array([any(of.called.any() for of in look) for look in looks])
    at_bar = np.array([any(of.surfaced.any() for of in look) for look in looks])
    by_test = {name: np.mean([any(of.passes[name].any() for of in look) for look in looks]) for name in looks[0][0].passes}
    others = {name: np.mean([any((of.rivals[name] != 0).any() for of in look) for look in looks]) for name in looks[0][0].rivals}
    steady = np.array([not any(of.surfaced.any() for of in look) and look[0].is_steady for look in looks])
    q_row = figure("false alarms at q 0.05, other rules off", case.name, at_q, "<= 5 %, interval end <= 6.5 %", **others)
    bar_row = figure("false alarms, default bar", case.name, at_bar, "<= 2 %", **by_test)
    rows = [
        q_row | {"holds": q_row["value"] <= 0.05 and q_row["high"] <= 0.065},
        bar_row | {"holds": bar_row["value"] <= 0.02},
        figure("called steady where nothing changed", case.name, steady),
    ]
    return [*rows, *coverage_figures(case, looks)]


def coverage_figures(case: Case, looks: list[list[Look]]) -> list[dict]:
    """How often the intervals of themes of 2 % and more hold the truth."""
    common = case.shares >= COMMON
    covers = np.concatenate([of.covers[common] for look in looks for of in look])
    shares = np.concatenate([of.share_covers[common] for look in looks for of in look])
    rows = [figure("coverage of shift intervals, themes from 2 %", case.name, covers, "93 to 97 %")]
    if not (case.wander or case.mix_change or case.season or case.loud or case.wild):
        rows.append(figure("coverage of share intervals, themes from 2 %", case.name, shares, "93 to 97 %"))
    return [row | {"holds": 0.93 <= row["value"] <= 0.97} for row in rows]


def moved_figures(case: Case, draws: list[list[list[Look]]]) -> list[dict]:
    """Power, what hides it, and the size that is printed, in months with a planted shift."""
    sign = np.sign(max(case.points, key=abs))
    seen = np.array([[look[0].surfaced[0] and sign * look[0].printed[0] > 0 for look in draw] for draw in draws])
    by_test = {name: np.mean([any(look[0].passes[name][0] for look in draw) for draw in draws]) for name in draws[0][0][0].passes}
    least = POWER_GOALS.get(case.name)
    row = figure("surfaced, default bar", case.name, seen.any(axis=1), f">= {least:.0%}" if least else "", **by_test)
    rows = [row | {"holds": None if least is None else row["value"] >= least}]
    last = [draw[-1] for draw in draws]
    others = {name: np.mean([look[0].rivals[name][0] == sign for look in last]) for name in last[0][0].rivals}
    called = np.array([look[0].called[0] for look in last])
    rows.append(figure("called at q 0.05, other rules off, last month", case.name, called, **others))
    rows += _losses(case, last)
    if case.name in HIDDEN_GOALS:
        hidden = np.array([not any(of.surfaced.any() for of in look) and look[0].is_steady for look in last])
        most = HIDDEN_GOALS[case.name]
        row = figure("a real rise called steady", case.name, hidden, f"<= {most:.0%}")
        rows.append(row | {"holds": row["value"] <= most})
    if case.name in BLIPS:
        lasting = np.array([any(look[0].passes["lasting"][0] for look in draw) for draw in draws])
        row = figure("a blip called lasting", case.name, lasting, "<= 5 %")
        rows.append(row | {"holds": row["value"] <= 0.05})
    if case.looks == 1 and case.n_personas == 1:
        rows += _named_alone(case, last)
    if case.name == "+15 points, 30 accounts":
        rows.append(_printed_size(case, last))
    return rows + (coverage_figures(case, last) if case.looks == 1 else [])


def _losses(case: Case, last: list[list[Look]]) -> list[dict]:
    called = [look[0] for look in last if look[0].called[0]]
    names = ("one_account", "min_shift_pp")
    return [
        figure(f"loss by {name}, of months called at q 0.05", case.name, np.array([not of.kept[name][0] for of in called]))
        for name in names
        if called
    ]


def _named_alone(case: Case, last: list[list[Look]]) -> list[dict]:
    """How often what was surfaced is told as a change of one segment alone, which it is where one alone was planted in."""
    segments, tiers = ([getattr(look[0], of) for look in last if look[0].surfaced[0]] for of in ("alone_in", "alone_in_tier"))
    if not segments:
        return []
    if len(case.planted_in) == 1:
        return [_named_right("segment", case, SEGMENTS[case.planted_in[0]], segments)]
    if len(case.planted_in_tiers) == 1:
        return [_named_right("tier", case, TIERS[case.planted_in_tiers[0]], tiers)]
    rows = [_named_wrongly("segment", case, segments)]
    return [*rows, _named_wrongly("tier", case, tiers)] if case.tiers else rows


def _named_right(noun: str, case: Case, planted: str, named: list[str | None]) -> dict:
    right, another = np.array([name == planted for name in named]), np.mean([name not in (None, planted) for name in named])
    words = f"named as a change of its {noun} alone, of what was surfaced"
    return figure(words, case.name, right, **{f"another_{noun}": float(another)})


def _named_wrongly(noun: str, case: Case, named: list[str | None]) -> dict:
    wrong = figure(
        f"wrongly named as a change of one {noun} alone", case.name, np.array([bool(name) for name in named]), "<= 2 %"
    )
    return wrong | {"holds": wrong["value"] <= 0.02}


def _printed_size(case: Case, last: list[list[Look]]) -> dict:
    """The printed size of what was surfaced, on average; a percentage here is a percentage point."""
    sizes = np.array([look[0].printed[0] for look in last if look[0].surfaced[0]])
    found = np.array([look[0].estimate[0] for look in last if look[0].surfaced[0]])
    mean, error = sizes.mean() / 100, 1.96 * sizes.std() / np.sqrt(len(sizes)) / 100
    return {
        "figure": "printed size of a surfaced shift, points", "case": case.name, "value": mean, "low": mean - error,
        "high": mean + error, "n": len(sizes), "goal": "15 +- 3", "holds": bool(abs(mean - 0.15) <= 0.03),
        "others": {"as found": found.mean() / 100},
    }  # fmt: skip


def run_counts(cases: list[Case], n_months: int, n_jobs: int) -> Iterator[list[dict]]:
    """All figures of *counts*, a case at a time."""
    sizes = [max(n_months // (LIBRARY_PART if case.n_personas > 1 else 1), 20) for case in cases]
    for case, draws in drawn([(looks_of, case, n) for case, n in zip(cases, sizes, strict=True)], n_jobs):
        yield (still_figures if case in STILL else moved_figures)(case, draws)

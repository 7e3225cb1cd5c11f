"""Years: invented personas looked at month after month: drift since validation, the watch list, and errors that add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace

import numpy as np
from cases import RISES
from counts import figure
from draws import drawn
from months import Case, make_library

from kit.config.settings import Bar
from kit.cycles import Periods
from kit.shifts.bar import size_pp
from kit.shifts.chance import false_a_year, passing
from kit.shifts.over_time.since_validation import SIZE_PART, Reference, since_tests, yearly_q
from kit.shifts.over_time.watch_list import watched
from kit.shifts.over_time.years import batch_level, lord_level
from kit.shifts.stats.persona_tests import family_p, family_q, library_tests

#: Months before the persona file was validated, months looked at after it, and months that a fit looks over.
BEFORE, YEAR, WINDOW = 6, 12, 12
#: Months over which a false discovery rate is kept, and how often theme 0 changes its level in them.
MONTHS, EVERY = 36, 6
CREEP = tuple(0.015 * month for month in range(1, YEAR + 1))
STILL_YEAR, TO_AND_FRO = (0.0,) * YEAR, tuple(0.15 * ((month // EVERY) % 2) for month in range(MONTHS))
AR = {"wander": 0.3, "ar": 0.3}

#: Years in which nothing moves, and years in which theme 0 creeps.
STILL_YEARS = (
    Case("a year without a change", n_past=BEFORE, course=STILL_YEAR),
    Case("a year without a change, wandering (0.3, resembling 0.3)", n_past=BEFORE, course=STILL_YEAR, **AR),
    Case("a year without a change, library of 6 x 12, wandering (0.3, resembling 0.3)", n_past=BEFORE, course=STILL_YEAR,
         n_personas=6, **AR),
)  # fmt: skip
CREEPS = (
    Case("creep of 1.5 points a month, 60 accounts", n_past=BEFORE, course=CREEP),
    Case("creep of 1.5 points a month, 60 accounts, wandering (0.3, resembling 0.3)", n_past=BEFORE, course=CREEP, **AR),
    Case("+3 points a month for six months, 60 accounts", n_past=WINDOW - 1, course=RISES),
)
LONG = (
    Case("36 months, a change of 15 points every sixth", n_past=WINDOW - 1, course=TO_AND_FRO),
    Case("36 months, nothing changes, wandering (0.3, resembling 0.3)", n_past=WINDOW - 1, course=(0.0,) * MONTHS, **AR),
)
#: Of these it is told how many false shifts a year their libraries expect.
TOLD_YEARS = STILL_YEARS[:2]
YEARS = (*STILL_YEARS, *CREEPS, *LONG)
CREEP_GOALS = {CREEPS[0].name: 0.80}
#: Rules of a level over all months, as they are asked for one.
LEVELS = {"batch_prds": batch_level, "lord": partial(lord_level, apart=4)}


@dataclass(frozen=True)
class MonthSeen:
    """What a library shows in one month, an array a persona: direction (-1, 0, 1) of each theme."""

    drifted: list[np.ndarray]
    on_watch: list[np.ndarray]
    surfaced: list[np.ndarray]


def year_of(case: Case, seed: np.random.SeedSequence) -> list[MonthSeen]:
    """Every look at one draw of a year."""
    library = make_library(case, seed)
    names = library[0].votes.cycles
    months = []
    for last in range(case.n_past, len(names)):
        window = list(names[max(0, last + 1 - WINDOW) : last + 1])
        periods = Periods(window[-1], tuple(window[-4:-1]), tuple(window[:-1]))
        votes = [of.votes.in_cycles(window) for of in library]
        tests = library_tests(votes, periods)
        months.append(_month(votes, tests, periods, _reference(window, names[case.n_past])))
    return months


def _reference(window: list[str], validated: str) -> Reference:
    """As :func:`kit.shifts.over_time.since_validation.reference_of` has it for months that have names of their own."""
    earlier = [name for name in window if name < validated]
    before, now = tuple(earlier[-3:] if len(earlier) >= 3 else window[:3]), tuple(window[-3:])
    return Reference("recent") if set(before) & set(now) else Reference("validated", before, now)


def _month(votes: list, tests: list, periods: Periods, reference: Reference) -> MonthSeen:
    bar, window = Bar(), periods.window
    q = family_q(tests, [bar.min_shift_pp] * len(votes))
    signs = [np.sign(of.step["mix_adjusted_pp"].to_numpy()) for of in tests]
    surfaced = [passing(of, own, table, bar, periods) * sign for of, own, table, sign in zip(votes, tests, q, signs, strict=True)]
    since = since_tests(votes, [reference] * len(votes), [of.around for of in tests])
    yearly = yearly_q(since, [SIZE_PART * bar.min_shift_pp] * len(votes), YEAR)
    drifted, on_watch = [], []
    for of, own, tested, years_q, shown in zip(votes, tests, since, yearly, surfaced, strict=True):
        drifted.append(_drifted(tested.table, years_q, bar, len(shown)))
        free = np.flatnonzero((shown == 0) & (drifted[-1] == 0))
        entries = watched(of, window, own.around, free) if own.blocks else []
        places = np.zeros(len(shown))
        for entry in entries:
            places[entry.theme] = np.sign(entry.figures["shift_pp"])
        on_watch.append(places)
    return MonthSeen(drifted, on_watch, surfaced)


def _drifted(table, q: np.ndarray, bar: Bar, n_themes: int) -> np.ndarray:
    if table is None:
        return np.zeros(n_themes)
    sizes = np.array([size_pp(row) for row in table.to_dict("records")])
    called = (q <= bar.max_false_discovery) & table["is_kept"] & table["is_lasting"] & (sizes >= SIZE_PART * bar.min_shift_pp)
    return called.to_numpy() * np.sign(table["mix_adjusted_pp"].to_numpy())


def still_rows(case: Case, draws: list[list[MonthSeen]]) -> list[dict]:
    """How often something is called, watched or surfaced in a year in which nothing moves."""
    false = np.array([any(of.any() for month in draw for of in month.drifted) for draw in draws])
    row = figure("a false drift since validation within a year", case.name, false, "<= 5 %")
    lists = np.array([(of != 0).sum() for draw in draws for month in draw for of in month.on_watch])
    goal, holds = "<= 1 entry a month", bool(lists.mean() <= 1)
    rate = figure("a theme stands on the watch list, nothing moves", case.name, lists > 0, goal, holds)
    error = 1.96 * lists.std() / np.sqrt(len(draws))  # lists of one draw's months are alike
    entries = rate | {
        "figure": "entries a persona and month, nothing moves (100 % is one entry)", "value": float(lists.mean()),
        "low": float(lists.mean() - error), "high": float(lists.mean() + error), "goal": "<= 1",
    }  # fmt: skip
    surfaced = np.array([sum((of != 0).sum() for month in draw for of in month.surfaced) for draw in draws])
    year = figure("a false shift surfaced within a year, default bar", case.name, surfaced > 0, shifts_a_year=surfaced.mean())
    return [row | {"holds": row["value"] <= 0.05}, rate, entries, year]


def creep_rows(case: Case, draws: list[list[MonthSeen]]) -> list[dict]:
    """How soon a creeping theme is called, and whether it stood on the watch list a month before it surfaced."""
    called = np.array([[month.drifted[0][0] > 0 for month in draw] for draw in draws])
    by = {f"by_month_{month}": called[:, :month].any(axis=1).mean() for month in (6, 9) if month < called.shape[1]}
    least = CREEP_GOALS.get(case.name)
    goal = "" if least is None else f">= {least:.0%}"
    row = figure("drift since validation called within the year", case.name, called.any(axis=1), goal, **by)
    rows = [row | {"holds": None if least is None else row["value"] >= least}]
    stood = [mark for draw in draws if (mark := _stood_before(draw)) is not None]
    if stood:
        before = figure("stood on the watch list a cycle before it surfaced", case.name, np.array(stood)[:, 1], ">= 60 %",
                        or_called_a_drift=np.array(stood)[:, 0].mean())  # fmt: skip
        rows.append(before | {"holds": before["value"] >= 0.60})
    return rows


def _stood_before(draw: list[MonthSeen]) -> tuple[bool, bool] | None:
    """Whether theme 0 was shown a month before it first surfaced; None where it never did, or did in the first month."""
    first = next((place for place, month in enumerate(draw) if month.surfaced[0][0] > 0), 0)
    if not first:
        return None
    month = draw[first - 1]
    is_watched = bool(month.on_watch[0][0] > 0)
    return is_watched or bool(month.drifted[0][0] > 0), is_watched


@dataclass(frozen=True)
class Called:
    """Themes called in one month, other rules off: each month by itself, and under each rule of a level over all of them."""

    alone: np.ndarray
    batch_prds: np.ndarray
    lord: np.ndarray


def long_of(case: Case, seed: np.random.SeedSequence) -> list[Called]:
    """36 months of one persona, looked at each."""
    votes = make_library(case, seed)[0].votes
    names, bar, months = votes.cycles, Bar(), []
    earlier: dict[str, list[dict]] = {rule: [] for rule in LEVELS}
    for last in range(case.n_past, len(names)):
        window = names[last + 1 - WINDOW : last + 1]
        periods = Periods(window[-1], window[-4:-1], window[:-1])
        tests = library_tests([votes.in_cycles(list(window))], periods)
        p = family_p(tests, [bar.min_shift_pp])
        q = family_q(tests, [bar.min_shift_pp])[0].min(axis=1).to_numpy()
        called = {"alone": q <= bar.max_false_discovery}
        for rule, level_of in LEVELS.items():
            level, n_called = level_of(p.tolist(), earlier[rule], bar.max_false_discovery)
            earlier[rule].append({"tests": len(p), "called": n_called})
            called[rule] = q <= level
        months.append(Called(**called))
    return months


def long_rows(case: Case, draws: list[list[Called]]) -> list[dict]:
    """Realised false discovery rate over 36 months, with what the months by themselves have; power, and what it costs."""
    points = case.points[-MONTHS:]
    changes = [month for month in range(1, MONTHS) if points[month] != points[month - 1]]
    rates, power = {}, {}
    for name in ("alone", *LEVELS):
        called = np.array([[getattr(month, name) for month in draw] for draw in draws])  # (draws, months, themes)
        false = called[:, :, 1:].sum(axis=(1, 2)) + (0 if changes else called[:, :, 0].sum(axis=1))
        rates[name] = false / np.maximum(called.sum(axis=(1, 2)), 1)
        power[name] = np.array([draw[month : month + 3, 0].any() for draw in called for month in changes])
    rows = []
    for name in LEVELS:
        rule = name.replace("_", "-")
        rows.append(_mean_row(f"false discovery rate over 36 months, other rules off, {rule}", case, rates[name], rates["alone"]))
        if changes:
            lost = power["alone"].mean() - power[name].mean()
            row = figure(f"a change called within three months, {rule}", case.name, power[name], "<= 10 points lost",
                         each_month_by_itself=power["alone"].mean(), points_lost=lost)  # fmt: skip
            rows.append(row | {"holds": bool(lost <= 0.10)})
    return rows


def _mean_row(name: str, case: Case, under: np.ndarray, alone: np.ndarray) -> dict:
    """A mean of proportions, with its interval."""
    mean, error = float(under.mean()), 1.96 * float(under.std()) / np.sqrt(len(under))
    return {
        "figure": name, "case": case.name, "value": mean, "low": float(max(mean - error, 0.0)),
        "high": float(min(mean + error, 1.0)), "n": len(under),
        "goal": "<= 5 %", "holds": mean <= 0.05, "others": {"each month by itself": float(alone.mean())},
    }  # fmt: skip


def expected_row(case: Case, draws: list[float]) -> dict:
    """False shifts a year that libraries are told to expect, from their past alone."""
    told = np.array(draws)
    mean, error = float(told.mean()), 1.96 * float(told.std()) / np.sqrt(len(told))
    return {
        "figure": "false shifts a year that a library is told to expect (100 % is one shift)", "case": case.name, "value": mean,
        "low": float(max(mean - error, 0.0)), "high": float(mean + error),
        "n": len(told), "goal": "", "holds": None, "others": {},
    }  # fmt: skip


def _expected(case: Case, seed: np.random.SeedSequence) -> float:
    names = (votes := make_library(case, seed)[0].votes).cycles[-WINDOW:]
    months = [f"2026-{number:02d}" for number in range(1, WINDOW + 1)]
    cells = np.isin(votes.cycle, [votes.cycles.index(name) for name in names])
    shown = votes.of_cells(cells)
    shown = replace(shown, cycles=tuple(months), cycle=shown.cycle - (len(votes.cycles) - WINDOW))
    periods = Periods(months[-1], tuple(months[-4:-1]), tuple(months[:-1]))
    return float(false_a_year([SimpleNamespace(votes=shown, periods=periods)], [Bar()], 1) or 0.0)


def run_years(cases: list[Case], n_draws: int, n_jobs: int) -> Iterator[list[dict]]:
    """All figures of *years*, a case at a time; libraries and long stretches are drawn less often."""
    found = drawn([one for case in cases for one in _asked(case, n_draws)], n_jobs)
    for case in cases:
        draws = next(found)[1]
        rows = (long_rows if case in LONG else still_rows if case in STILL_YEARS else creep_rows)(case, draws)
        yield rows + ([expected_row(case, next(found)[1])] if case in TOLD_YEARS else [])


def _asked(case: Case, n_draws: int) -> list[tuple]:
    """What is drawn of a case: its months, and of some what its library is told to expect, from draws of their own."""
    n = max(n_draws // (4 if case.n_personas > 1 or case in LONG else 1), 10)
    own = [(long_of if case in LONG else year_of, case, n)]
    expected = replace(case, name=f"{case.name}, expected")
    return own + ([(_expected, expected, max(n_draws // 10, 5))] if case in TOLD_YEARS else [])

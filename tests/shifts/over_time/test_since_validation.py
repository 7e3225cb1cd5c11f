"""The last cycles against those before the persona file was checked."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.shifts.over_time.since_validation import Reference, reference_of, since_tests, yearly_q
from kit.shifts.stats.cycle_variation import CycleVariation
from kit.shifts.stats.lasting_change import courses_of
from kit.shifts.stats.votes import votes_of

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


def votes_raising(parts, n_accounts=40):
    """Two themes: of the accounts, each two conversations a month, a part raises "moves" and always a fifth "stays"."""
    rows = [
        (f"account:{name:02d}", month, f"{month}/{name}/{at}") for month in MONTHS for name in range(n_accounts) for at in (0, 1)
    ]
    frame = pd.DataFrame(rows, columns=["voter_id", "cycle", "conversation_key"])
    rng = np.random.default_rng(3)
    chance = frame["cycle"].map(dict(zip(MONTHS, parts, strict=True)))
    moves = frame[rng.random(len(frame)) < chance].assign(theme_id="moves")
    stays = frame[rng.random(len(frame)) < 0.2].assign(theme_id="stays")
    return votes_of(pd.concat([moves, stays]), frame, ["moves", "stays"], MONTHS)


def steady(n_themes=2, variance=0.02):
    return CycleVariation(np.full(n_themes, variance), np.zeros(n_themes), np.full(n_themes, 40.0), False)


CASES = [
    (date(2026, 4, 10), MONTHS, "2026-12", ("validated", ("2026-01", "2026-02", "2026-03"))),
    (date(2026, 4, 1), MONTHS, "2026-12", ("validated", ("2026-01", "2026-02", "2026-03"))),
    (date(2026, 3, 31), MONTHS, "2026-12", ("first", ("2026-01", "2026-02", "2026-03"))),
    (date(2025, 6, 1), MONTHS, "2026-12", ("first", ("2026-01", "2026-02", "2026-03"))),
    (date(2026, 10, 2), MONTHS, "2026-12", ("validated", ("2026-07", "2026-08", "2026-09"))),
    (date(2026, 11, 2), MONTHS, "2026-12", ("recent", ())),
    (date(2026, 4, 10), MONTHS[:5], "2026-05", ("short", ())),
    (date(2026, 4, 10), MONTHS[:-1], "2026-12", ("short", ())),
    (None, MONTHS, "2026-12", ("never", ())),
]


@pytest.mark.parametrize(("validated_on", "spoke", "cycle", "expected"), CASES)
def test_the_cycles_before_validation_are_those_that_were_over(validated_on, spoke, cycle, expected):
    reference = reference_of(validated_on, list(spoke), cycle)
    assert (reference.state, reference.before) == expected
    assert reference.now == (tuple(MONTHS[-3:]) if reference.before else ())


def test_a_creep_is_seen_with_its_size_and_its_onset():
    votes = votes_raising([0.1] * 4 + list(np.linspace(0.14, 0.46, 8)))
    reference = Reference("validated", tuple(MONTHS[:3]), tuple(MONTHS[-3:]))
    tests = since_tests([votes], [reference], [steady()])
    row = tests[0].table.set_index("theme_id").loc["moves"]
    assert row["is_lasting"]
    assert row["low_pp"] < 31 < row["high_pp"]
    q = yearly_q(tests, [5.0], 12)[0]
    assert q[0] < 0.01 < q[1]
    course = courses_of(votes, MONTHS, tests[0].wander, np.array([0]), MONTHS[2])[0]
    assert course.kind == "drift"
    assert "2026-04" <= course.since_low <= course.since <= course.since_high <= "2026-08"


def test_no_drift_begins_before_the_file_was_checked():
    votes = votes_raising([0.05, 0.3, 0.3, *[0.3] * 9])
    courses = courses_of(votes, MONTHS, steady(), np.array([0, 1]), MONTHS[5])
    assert all(course.since_low > MONTHS[5] and course.kind != "blip" for course in courses.values())


def test_q_is_over_the_library_and_all_looks_of_a_year():
    votes = votes_raising([0.15] * 6 + [0.32] * 6)
    reference = Reference("validated", tuple(MONTHS[:3]), tuple(MONTHS[-3:]))
    alone = since_tests([votes], [reference], [steady()])
    both = since_tests([votes, votes], [reference, Reference("never")], [steady(), steady()])
    monthly, weekly = (yearly_q(alone, [5.0], looks)[0][0] for looks in (12, 52))
    assert weekly == pytest.approx(min(monthly * 52 / 12, 1))
    first, nothing = yearly_q(both, [5.0, 5.0], 12)
    assert first[0] == pytest.approx(monthly)  # a persona that is not compared adds no tests
    assert len(nothing) == 0
    assert both[1].table is None


def test_cycles_that_may_resemble_each_other_make_a_drift_less_sure():
    votes = votes_raising([0.15] * 6 + [0.32] * 6)
    reference = Reference("validated", tuple(MONTHS[:3]), tuple(MONTHS[-3:]))
    still, wandering = (since_tests([votes], [reference], [steady(variance=of)])[0].table for of in (0.0, 0.1))
    assert wandering["p"][0] > still["p"][0]
    assert wandering["high_pp"][0] - wandering["low_pp"][0] > still["high_pp"][0] - still["low_pp"][0]

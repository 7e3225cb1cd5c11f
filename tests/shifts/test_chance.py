"""What a bar would surface where nothing changed."""

import numpy as np
import pandas as pd
import pytest

from kit.config.settings import Bar
from kit.cycles import Periods, periods_of
from kit.shifts.chance import false_a_year, pseudo_periods, reordered
from kit.shifts.compare_cycles import read_tables
from kit.shifts.measure_persona import measured_library
from kit.shifts.stats.votes import vote_table, votes_of


def test_cycles_change_places_as_wholes():
    talks = [(at, cycle) for at in range(8) for cycle in ("c1", "c2", "c3") if (at, cycle) != (2, "c2")]
    rows = [(f"account:{at}", cycle) for at, cycle in talks for _ in range(at % 3 + 1)]
    frame = pd.DataFrame(rows, columns=["voter_id", "cycle"])
    frame = frame.assign(conversation_key=[f"k{at:02d}" for at in range(len(rows))])
    raising = frame[frame["cycle"] == "c3"][["conversation_key"]].assign(theme_id="t")
    votes = votes_of(raising, frame, ["t"], ["c1", "c2", "c3"])
    before, count = vote_table(votes)
    after, moved_count = vote_table(reordered(votes, ["c1", "c2", "c3"], np.array([2, 0, 1])))
    np.testing.assert_allclose(after, before[:, [1, 2, 0]])  # the first stands third now
    np.testing.assert_array_equal(moved_count, count[:, [1, 2, 0]])


def test_the_last_past_cycle_stands_for_the_one_in_question():
    periods = Periods("c6", ("c3", "c4", "c5"), ("c1", "c2", "c3", "c4", "c5"))
    assert pseudo_periods(periods) == Periods("c5", ("c2", "c3", "c4"), ("c1", "c2", "c3", "c4"))


def measured(small, cycles):
    periods = periods_of(cycles[-1], list(cycles), list(cycles[-4:-1]))
    tables = read_tables(small.record, "2026-10", periods.window)
    return measured_library(tables, small.settings, small.personas, small.accounts, periods)


def test_few_shifts_a_year_are_false_where_nothing_changes(small_record):
    small = small_record()
    assert 0 <= false_a_year(measured(small, small.cycles), [Bar()], 1) <= 1


def test_a_loose_bar_surfaces_more_by_chance(small_record):
    small = small_record()
    loose = Bar(max_false_discovery=1.0, min_shift_pp=1, min_accounts=1)
    assert false_a_year(measured(small, small.cycles), [loose], 1) > 12


@pytest.mark.parametrize("n", [1, 2])
def test_with_too_few_past_cycles_nothing_is_told(small_record, n):
    small = small_record()
    assert false_a_year(measured(small, small.cycles[:n]), [Bar()], 1) is None

"""Cycles: names, order, membership."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.cycles import cycle_ids, cycle_of, cycles_before, cycles_between, is_over, last_complete, parse_cycle
from kit.errors import CycleError

KINDS = st.sampled_from(["month", "quarter", "week"])
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-1", "24-01", "", "2024-Q5", "2024-W54", "2023-W53", "0000-01", "2024-01 ", "٢٠٢٤-01"]
)
def test_a_malformed_cycle_is_refused(text):
    with pytest.raises(CycleError, match="is none; write a month as"):
        parse_cycle(text)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
    ],
)
def test_first_day_is_in_and_the_next_cycles_first_day_is_out(text, first, after):
    assert (parse_cycle(text).first, parse_cycle(text).after) == (first, after)


@given(DAYS, KINDS)
def test_every_day_lies_in_its_cycle_and_no_other(day, kind):
    cycle = cycle_of(day, kind)
    assert cycle.first <= day < cycle.after
    assert cycle.kind == kind
    assert cycle_of(cycle.after, kind) != cycle


@given(DAYS, KINDS, st.integers(0, 30))
def test_cycles_before_touch_each_other_and_sort_as_text(day, kind, count):
    cycle = cycle_of(day, kind)
    chain = [*cycles_before(cycle, count), cycle]
    assert all(one.after == other.first for one, other in pairwise(chain))
    assert sorted(one.id for one in chain) == [one.id for one in chain]
    assert cycles_between(chain[0], cycle) == chain


def test_a_later_first_cycle_leaves_nothing_between():
    assert cycles_between(parse_cycle("2026-10"), parse_cycle("2026-09")) == []


def test_the_last_complete_cycle_is_over_and_the_one_after_is_not():
    now = datetime(2026, 11, 1, tzinfo=UTC)
    assert last_complete("month", now).id == "2026-10"
    assert is_over(parse_cycle("2026-10"), now)
    assert not is_over(parse_cycle("2026-11"), now)
    assert not is_over(parse_cycle("2026-10"), now - timedelta(seconds=1))


def test_a_time_belongs_to_the_cycle_of_its_local_day():
    times = pd.Series(pd.to_datetime(["2026-10-31T23:30Z", "2026-11-01T00:30Z"]))
    assert cycle_ids(times, "month", "UTC").tolist() == ["2026-10", "2026-11"]
    assert cycle_ids(times, "month", "Europe/Berlin").tolist() == ["2026-11", "2026-11"]

"""Times: many ways of writing one moment, and none that can be read in two ways."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.sources.parsing.dates import order_of, time_of
from tests.benchmarks.reading.times import by_kit, read_forms

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 10, 14, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-10-14T15:00",
        "2026-10-14 15:00:00",
        "2026-10-14T15:00:00+02:00",
        "2026-10-14T13:00:00Z",
        "2026-10-14T13:00:00.000Z",
        "20261014T150000",
        "2026-10-14 13:00:00 UTC",
        "2026-10-14T08:00:00-05:00",
        "2026/10/14 15:00",
        "14.10.2026 15:00",
        "14. 10. 2026 15:00".replace(" ", "", 2),
        "10/14/2026 3:00 PM",
        "10/14/2026, 3:00:00 p.m.",
        "14/10/2026 15:00",
        "Oct 14, 2026 15:00",
        "October 14th, 2026 3:00 PM",
        "14 October 2026 15:00",
        "14-Oct-2026 15:00",
        "Wed, 14 Oct 2026 15:00:00 +0200",
        "Wednesday, October 14, 2026 15:00",
        "Edited October 14, 2026 15:00",
        "1791982800",
        "1791982800000",
        1791982800,
        1791982800.0,
        datetime(2026, 10, 14, 15, 0),
        AT,
    ],
)
def test_one_moment_in_many_spellings(value):
    assert time_of(value, BERLIN) == AT


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2026-02-30",
        "31/02/2026",
        "2026-13-01",
        "03/04/2026",
        "1899-01-01",
        "2150-01-01",
        "2026-W41",
        "2026-10",
        "13:00",
        "99999999999999999",
        None,
        True,
        float("nan"),
        "14/14/2026",
        "10/14/2026 25:00",
        "0000-00-00",
        "٢٠٢٦-١٠-١٤",
        "20 26-10-14",
        "1e9",
        "x" * 100,
        "13/10/26 99:99 PM",
    ],
)
def test_what_is_no_time_or_two_is_none(value):
    assert time_of(value, BERLIN) is None


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00+00:00"),  # the hour that is skipped: read with the offset before it
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),  # the hour that comes twice: the earlier
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-24", "2026-10-23T22:00:00+00:00"),
    ],
)
def test_naive_times_around_the_change_of_clocks(value, utc):
    assert time_of(value, BERLIN).isoformat() == utc


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["03/04/2026", "13/04/2026"], "dmy"),
        (["03/04/2026", "04/13/2026"], "mdy"),
        (["03/04/2026"], ""),
        (["13/04/2026", "04/13/2026"], ""),
        (["2026-10-14", None, 3], ""),
    ],
)
def test_a_column_tells_its_own_order(values, order):
    assert order_of(values) == order


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_the_order_told_is_followed(order, day):
    assert time_of("03/04/2026", ZoneInfo("UTC"), order).date() == day


@given(st.text(max_size=40) | st.floats() | st.integers() | st.datetimes() | st.dates().map(str) | st.datetimes().map(str))
def test_anything_is_a_time_or_none(value):
    found = time_of(value, BERLIN, "dmy")
    assert found is None or found.tzinfo is UTC


FORMS = read_forms()


def test_the_table_of_forms_holds_at_least_120():
    assert len(FORMS) >= 120
    assert sum(moment is None for _, moment in FORMS) >= 30


@pytest.mark.parametrize(("form", "moment"), FORMS, ids=[form for form, _ in FORMS])
def test_every_form_of_the_table_is_read_right_or_refused(form, moment):
    found = by_kit(form)
    assert (found.replace(microsecond=0) if found else None) == moment


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Kolkata", 3), ("Europe/Dublin", 8)])
def test_a_zone_name_of_several_meanings_means_the_workspaces_own(zone, hour):
    assert time_of("2026-10-14 09:12 IST", ZoneInfo(zone)).hour == hour


@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(["%d.%m.%Y %H:%M:%S", "%Y-%m-%d %I:%M:%S %p", "%B %d, %Y %H:%M:%S", "%d/%b/%y %I:%M:%S %p"]),
)
def test_a_time_written_out_is_read_as_it_was(moment, form):
    moment = moment.replace(microsecond=0)
    if "%y" not in form or 2000 <= moment.year < 2100:
        assert time_of(moment.strftime(form), ZoneInfo("UTC")) == moment.replace(tzinfo=UTC)

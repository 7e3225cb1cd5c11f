import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import formats


def plain(text):
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.004, "<1 %"),
        (0.005, "1 %"),
        (0.18, "18 %"),
        (0.185, "19 %"),
        (1.0, "100 %"),
        (None, "not known"),
        (float("nan"), "not known"),
    ],
)
def test_shares_are_whole_percent_and_a_trace_stays_visible(share, text):
    assert plain(formats.percent(share)) == text


@pytest.mark.parametrize(
    ("pp", "low", "high", "text"),
    [
        (22.0, 11.0, 33.0, "+22 points, 11 to 33"),
        (-14.2, -23.0, -5.0, "−14 points, −23 to −5"),
        (1.0, -0.2, 2.4, "+1 point, −0.2 to 2"),
        (0.3, None, None, "0 points"),
        (None, None, None, "not known"),
    ],
)
def test_a_shift_is_printed_with_its_interval(pp, low, high, text):
    assert plain(formats.shift(pp, low, high)) == text


@pytest.mark.parametrize(("pp", "text"), [(8.6, "9 points"), (9.0, "9 points"), (0.4, "1 point"), (None, "not known")])
def test_what_would_have_been_seen_is_rounded_up(pp, text):
    assert plain(formats.size_in_points(pp)) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (621_800, "USD", "$620K"), (1_249_000, "EUR", "€1.2M"), (995_000, "USD", "$1M"), (4_800, "USD", "$4.8K"),
        (87, "GBP", "£87"), (0, "USD", "$0"), (3.44e9, "CHF", "CHF 3.4B"), (None, "USD", "not known"),
        (3e12, "USD", "$3T"),
    ],
)  # fmt: skip
def test_money_is_rounded_to_two_digits(amount, currency, text):
    assert plain(formats.money(amount, currency)) == text


@pytest.mark.parametrize(
    ("cycle", "name", "mark"),
    [("2026-10", "October 2026", "Oct"), ("2026-Q3", "Q3 2026", "Q3"), ("2026-W05", "week 5 of 2026", "W05")],
)
def test_cycles_have_a_name_and_a_mark(cycle, name, mark):
    assert (formats.cycle_name(cycle), formats.cycle_mark(cycle)) == (name, mark)


@pytest.mark.parametrize(
    ("cycles", "text"),
    [
        (["2026-07", "2026-08", "2026-09"], "July to September 2026"),
        (["2025-12", "2026-01"], "December 2025 to January 2026"),
        (["2026-W39", "2026-W40"], "week 39 to week 40 of 2026"),
        (["2026-Q3"], "Q3 2026"),
        ([], "no earlier cycle"),
    ],
)
def test_a_run_of_cycles_names_its_ends(cycles, text):
    assert formats.cycles_named(cycles) == text


@pytest.mark.parametrize(("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_parts_are_listed_as_one_would_say_them(parts, text):
    assert formats.listed(parts) == text


def test_days_and_counts_are_printed_whole():
    assert formats.day("2026-10-03T14:00:00Z") == "3 October 2026"
    assert formats.day("") == ""
    assert plain(formats.short_day("2026-10-03")) == "3 Oct 2026"
    assert plain(formats.counted(1, "account")) == "1 account"
    assert plain(formats.counted(2514, "account")) == "2,514 accounts"


@given(st.floats(-100, 100))
def test_a_shift_and_its_opposite_print_the_same_digits(pp):
    assert formats.signed(pp).strip("+−") == formats.signed(-pp).strip("+−")


@pytest.mark.parametrize(("cycle", "noun"), [("2026-10", "month"), ("2026-Q3", "quarter"), ("2026-W41", "week")])
def test_a_cycle_is_called_what_it_is(cycle, noun):
    assert formats.period(cycle) == noun


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [(0.36, 0.13, "36 to 13 %"), (0.003, 0.05, "<1 to 5 %"), (None, 0.2, "20 %"), (0.0, 1.0, "0 to 100 %")],
)
def test_two_shares_are_printed_from_to(before, now, text):
    assert formats.from_to(before, now).replace(formats.NBSP, " ") == text


@pytest.mark.parametrize(
    ("figures", "shares", "size"),
    [
        ((0.27, 0.13, -14.0, -20, -8), "27 to 13 %", "−14 points, −20 to −8"),
        ((0.274, 0.129, -14.5, -20, -8), "27.4 to 12.9 %", "−14.5 points, −20 to −8"),
        ((0.1836, 0.2784, 9.48, 0, 21), "18.4 to 27.8 %", "+9.4 points, 0 to 21"),
        ((None, 0.2, 20, 1, 39), "20 %", "+20 points, 1 to 39"),
    ],
)
def test_shares_and_the_points_between_them_add_up_as_printed(figures, shares, size):
    told = formats.change(*figures)
    assert told["shares"].replace("\u00a0", " ") == shares
    assert told["size"].replace("\u00a0", " ") == size

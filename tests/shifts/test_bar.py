"""The bar."""

import pytest

from kit.config.settings import Bar
from kit.shifts.bar import missed_rules, size_pp

GOOD = {
    "shift_pp": 20.0, "mix_adjusted_pp": 18.0, "q": 0.01, "consistency": 0.5, "weeks": 4, "accounts": list("abcdefgh"),
    "top_tier_accounts": 2, "survives_dropping_any_account": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "bar", "rule"),
    [
        ({"accounts": list("abcd")}, {}, "min_accounts"),
        ({}, {"min_top_tier_accounts": 3}, "min_top_tier_accounts"),
        ({"shift_pp": 9.9}, {}, "min_shift_pp"),
        ({"mix_adjusted_pp": 9.9}, {}, "min_shift_pp"),
        ({"mix_adjusted_pp": -18.0}, {}, "min_shift_pp"),
        ({"consistency": 0.29}, {}, "min_consistency"),
        ({"consistency": None}, {}, "min_consistency"),
        ({"weeks": 1}, {}, "min_weeks"),
        ({"q": 0.06}, {}, "max_false_discovery"),
        ({"survives_dropping_any_account": False}, {}, "one_account"),
    ],
)
def test_each_rule_is_told_by_its_name(change, bar, rule):
    assert missed_rules(GOOD, Bar(), 5, is_settled=True) == []
    assert missed_rules(GOOD | change, Bar(**bar), 5, is_settled=True) == [rule]


def test_what_lies_exactly_on_a_limit_clears_it():
    limits = {"accounts": list("abcde"), "top_tier_accounts": 2, "shift_pp": 10.0, "consistency": 0.30, "weeks": 2, "q": 0.05}
    assert missed_rules(GOOD | limits, Bar(min_top_tier_accounts=2), 5, is_settled=True) == []


def test_a_theme_that_fits_do_not_agree_on_is_below_the_bar():
    assert missed_rules(GOOD, Bar(), 5, is_settled=False) == ["stability"]


def test_a_cycle_of_one_week_is_not_asked_for_two():
    assert missed_rules(GOOD | {"weeks": 1}, Bar(), 1, is_settled=True) == []


def test_the_smaller_part_is_held_against_the_bar():
    assert size_pp({"shift_pp": -12.0, "mix_adjusted_pp": -15.0}) == 12
    assert size_pp({"shift_pp": 3.0, "mix_adjusted_pp": -3.0}) == 0

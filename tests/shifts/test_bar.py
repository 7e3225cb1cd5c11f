"""The bar, and the false discovery rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.config.settings import Bar
from kit.shifts.bar import missed_rules, q_values, size_pp, survivals

GOOD = {
    "shift_pp": 20.0, "mix_adjusted_pp": 18.0, "q": 0.01, "consistency": 0.5, "weeks": 4, "accounts": list("abcdefgh"),
    "top_tier_accounts": 2, "survives_dropping_any_account": True,
}  # fmt: skip


def test_q_is_benjamini_and_hochbergs_worked_by_hand():
    np.testing.assert_allclose(q_values(np.array([0.01, 0.04, 0.03, 0.5])), [0.04, 0.16 / 3, 0.16 / 3, 0.5])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_is_never_below_p_and_keeps_the_order_of_p(p):
    q = q_values(np.array(p))
    assert (q >= np.array(p) - 1e-12).all()
    assert (np.diff(q[np.argsort(p)]) >= -1e-12).all()


def test_a_missing_p_is_refused_and_does_not_spoil_the_others_in_silence():
    with pytest.raises(ValueError, match="between 0 and 1"):
        q_values(np.array([0.01, np.nan]))


def test_no_tests_have_no_q():
    assert len(q_values(np.zeros(0))) == 0


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


def test_a_call_survives_only_if_it_is_still_made():
    p, level = np.array([0.001, 0.5, 0.5, 0.5]), np.full(4, 0.05)
    kept = np.ones(4, dtype=bool)
    assert survivals(p, np.array([0.0124, 1, 1, 1]), kept, level)[0]  # 4 x 0.0124 is just below 0.05
    assert not survivals(p, np.array([0.0126, 1, 1, 1]), kept, level)[0]
    assert survivals(p, np.array([0.0124, 1, 1, 1]), kept, level)[1:].all()  # what was not called is asked for size only
    assert not survivals(p, p, np.zeros(4, dtype=bool), level).any()


def test_a_call_whose_q_lies_exactly_on_the_level_is_made_with_and_without_an_account():
    p, level = np.array([0.0125, 0.5, 0.5, 0.5]), np.full(4, 0.05)
    assert q_values(p)[0] == level[0]
    assert survivals(p, p, np.ones(4, dtype=bool), level)[0]
    assert not survivals(p, np.full(4, 0.02), np.ones(4, dtype=bool), level)[0]

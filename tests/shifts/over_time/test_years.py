"""Errors that add up over many cycles."""

import json
import sys

import numpy as np
import pandas as pd
import pytest

from kit.config.settings import Bar
from kit.errors import SettingsError
from kit.shifts.over_time.years import bar_under, batch_level, earlier_batches, lord_level


def gamma(batch):
    """The part of the false discovery rate that the rule gives a batch: 1.6 is its exponent."""
    return 0.4374901658 / batch**1.6


def test_the_level_of_the_first_cycle_is_its_part_of_the_rate():
    level, called = batch_level([0.001, 0.5, 0.9], [], 0.05)
    assert level == pytest.approx(0.05 * gamma(1))
    assert called == 1


def test_what_was_called_before_is_earned_back():
    """Zrnic et al. 2020: the level is alpha times gamma times (tests + calls before) over tests."""
    earlier = [{"tests": 10, "called": 2}, {"tests": 10, "called": 3}]
    level, called = batch_level([0.5] * 20, earlier, 0.05)
    assert level == pytest.approx(0.05 * gamma(3) * (20 + 5) / 20)
    assert called == 0


def test_a_cycle_without_tests_has_the_level_asked_for():
    assert batch_level([], [{"tests": 3, "called": 0}], 0.05) == (0.05, 0)


def test_without_the_package_the_setting_is_refused_by_name(monkeypatch):
    monkeypatch.setitem(sys.modules, "online_fdr.p_values", None)
    with pytest.raises(SettingsError, match=r"watch: batch-prds needs the package online-fdr"):
        batch_level([0.5], [], 0.05)


def test_a_bar_never_asks_for_less_than_it_did():
    bar = Bar(max_false_discovery=0.02)
    assert bar_under(bar, None) is bar
    assert bar_under(bar, {"level": 0.001}).max_false_discovery == 0.001
    assert bar_under(bar, {"level": 0.4}).max_false_discovery == 0.02


def test_earlier_cycles_are_read_from_what_was_printed_each_once():
    watch = {"rule": "batch-prds", "batch": 1, "level": 0.02, "tests": 9, "called": 1}
    rows = [
        ("2026-08", {"library": {"false_a_year": 0.1, "watch": watch}}), ("2026-07", {}),
        ("2026-08", {"library": {"false_a_year": 0.1, "watch": watch}}), ("2026-09", {"library": {"watch": None}}),
        ("2026-10", {"library": {"watch": watch | {"tests": 99}}}),
    ]  # fmt: skip
    printed = pd.DataFrame([(cycle, json.dumps(facts)) for cycle, facts in rows], columns=["cycle", "facts"])
    assert earlier_batches(printed, "2026-10") == [{"tests": 9, "called": 1}]


def test_over_many_months_without_a_change_few_have_a_false_call():
    rng = np.random.default_rng(1)
    false = 0
    for _ in range(200):
        earlier = []
        for _ in range(36):
            _, called = batch_level(list(rng.random(12)), earlier, 0.05)
            earlier.append({"tests": 12, "called": called})
        false += any(batch["called"] for batch in earlier)
    assert false / 200 <= 0.09  # 5 % and what 200 draws leave open


def given_out(earlier, cycles, rate=0.05, apart=4):
    """The levels of LORD over some cycles, nothing called but what ``earlier`` says."""
    batches = [{"tests": 20, "called": earlier.get(place, 0)} for place in range(cycles)]
    return [lord_level([1.0] * 20, batches[:place], rate, apart)[0] for place in range(cycles)]


def test_lord_spends_half_the_rate_before_anything_is_called():
    levels = given_out({}, 2000)
    assert levels[0] == pytest.approx(0.025 / 36)
    assert levels[35] == pytest.approx(0.025 / 36 * (35 / 36) ** 35)
    assert sum(levels) == pytest.approx(0.025)


@pytest.mark.parametrize("called", [{3: 1}, {3: 2, 9: 1}, {0: 1, 1: 1, 40: 2}])
def test_what_lord_gives_out_never_adds_up_to_more_than_the_rate_times_what_was_called(called):
    levels = given_out(called, 400)
    n_called = np.cumsum([called.get(place, 0) for place in range(400)])
    assert (np.cumsum(levels) <= 0.05 * np.maximum(n_called, 1) + 1e-12).all()
    assert sum(levels) == pytest.approx(0.05 * n_called[-1], rel=1e-3)


def test_a_call_earns_nothing_before_tests_share_no_cycle_with_it():
    before, after = given_out({}, 12), given_out({5: 1}, 12)
    assert after[:9] == before[:9]
    assert after[9] - before[9] == pytest.approx(0.025 / 6)  # the first call earns what half the rate leaves
    assert given_out({5: 1, 6: 1}, 12)[10] - after[10] == pytest.approx(0.05 / 6)


def test_lord_never_allows_more_than_one_cycle_by_itself_would():
    assert max(given_out(dict.fromkeys(range(20), 9), 30)) == 0.05


def test_lord_calls_by_step_up_at_its_level():
    level, called = lord_level([0.0005, 0.0001, 0.4, 0.9], [{"tests": 4, "called": 3}] * 6, 0.05, 4)
    assert level == pytest.approx(0.05)
    assert called == 2
    assert lord_level([], [], 0.05, 4) == (pytest.approx(0.025 / 36), 0)


def test_over_many_months_without_a_change_lord_has_few_false_calls():
    rng = np.random.default_rng(2)
    false = 0
    for _ in range(200):
        earlier = []
        for _ in range(36):
            _, called = lord_level(list(rng.random(12)), earlier, 0.05, 4)
            earlier.append({"tests": 12, "called": called})
        false += any(batch["called"] for batch in earlier)
    assert false / 200 <= 0.09  # 5 % and what 200 draws leave open

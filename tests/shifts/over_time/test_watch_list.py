"""Themes that moved one way for two or three cycles."""

import numpy as np
import pytest

from kit.shifts.over_time.watch_list import BY_CHANCE, LEAST_SURE, RUNS, level_of, watched
from tests.shifts.over_time.test_since_validation import MONTHS, steady, votes_raising

BOTH = np.array([0, 1])


def entries(parts, chosen=BOTH):
    return watched(votes_raising(parts), MONTHS, steady(), chosen)


def test_a_theme_that_rose_for_three_cycles_is_watched():
    (entry,) = entries([0.1] * 9 + [0.2, 0.22, 0.24])
    assert (entry.theme, entry.n_cycles, entry.before) == (0, 3, tuple(MONTHS[3:9]))
    assert entry.figures["shift_pp"] == pytest.approx(12, abs=4)


def test_a_theme_that_fell_for_two_cycles_is_watched():
    (entry,) = entries([0.3] * 10 + [0.12, 0.12])
    assert entry.n_cycles == 2
    assert entry.figures["shift_pp"] < 0


@pytest.mark.parametrize("parts", [[0.15] * 12, [0.15] * 11 + [0.4], [0.15] * 9 + [0.3, 0.05, 0.3]])
def test_what_stays_jumped_once_or_went_to_and_fro_is_not(parts):
    assert [entry for entry in entries(parts) if entry.theme == 0] == []


def test_what_is_a_finding_already_is_not_watched_again():
    assert entries([0.1] * 9 + [0.2, 0.22, 0.24], np.array([1])) == []


@pytest.mark.parametrize("n_themes", [4, 12, 40])
def test_so_many_themes_have_only_so_many_entries_by_luck(n_themes):
    assert level_of(n_themes) * n_themes * len(RUNS) == pytest.approx(BY_CHANCE)


def test_few_themes_do_not_make_a_list_of_everything():
    assert level_of(1) == level_of(0) == LEAST_SURE


def test_too_few_cycles_before_make_no_list():
    votes = votes_raising([0.1] * 9 + [0.2, 0.22, 0.24])
    assert watched(votes, MONTHS[-4:], steady(), BOTH) == []

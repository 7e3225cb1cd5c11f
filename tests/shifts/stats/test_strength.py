"""Strength of a shift in one segment."""

import pytest

from kit.shifts.stats.strength import strength_of


def segment(shift_pp, p, accounts, visible, reach=5.0):
    """A segment whose interval reaches ``reach`` points to either side of its shift."""
    ends = {"low_pp": shift_pp - reach, "high_pp": shift_pp + reach}
    return {"shift_pp": shift_pp, "p": p, "accounts": accounts, "smallest_visible_shift_pp": visible} | ends


@pytest.mark.parametrize(
    ("of", "strength"),
    [
        (segment(30.0, 0.001, 9, 15.0), "strong"),
        (segment(10.0, 0.2, 4, 15.0), "moderate"),
        (segment(-10.0, 0.01, 4, 15.0), "opposite"),
        (segment(-10.0, 0.2, 4, 15.0, reach=14.0), "absent"),  # the other way, and not surely
        (segment(1.0, 0.8, 4, 15.0, reach=8.0), "absent"),  # not half of 22 points
        (segment(1.0, 0.8, 4, 30.0, reach=8.0), "thin"),  # it could not have shown them
        (segment(30.0, 0.001, 3, 15.0), "strong"),  # three accounts are
        (segment(30.0, 0.001, 2, 15.0), "moderate"),  # two accounts are no segment
        (segment(30.0, 0.3, 2, 41.0), "thin"),
        (segment(60.0, 0.001, 5, 30.0), "strong"),  # what shows itself could be seen
        (segment(14.0, 0.04, 9, 15.0, reach=16.0), "moderate"),  # its interval crosses zero
        (segment(14.0, 0.08, 9, 15.0), "moderate"),
        (segment(14.0, 0.04, 9, 15.0) | {"low_pp": None}, "moderate"),
    ],
)
def test_strength_follows_its_rules(of, strength):
    assert strength_of(22.0, of) == strength


def test_a_fall_is_judged_as_a_rise_is():
    assert strength_of(-22.0, segment(-30.0, 0.001, 9, 15.0)) == "strong"
    assert strength_of(-22.0, segment(10.0, 0.01, 9, 15.0)) == "opposite"
    assert strength_of(-22.0, segment(-1.0, 0.8, 9, 15.0)) == "absent"

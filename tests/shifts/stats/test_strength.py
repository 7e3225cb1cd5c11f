"""Strength of a shift in one segment."""

import pytest

from kit.shifts.stats.strength import alone_in, strength_of


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


def seen_in(name, shift_pp, reach, strength, p=0.4):
    ends = {"low_pp": shift_pp - reach, "high_pp": shift_pp + reach}
    return {"segment": name, "p": p, "shift_pp": shift_pp, "strength": strength} | ends


@pytest.mark.parametrize(
    ("others", "alone"),
    [
        ([seen_in("mid", 2.0, 10.0, "absent")], "big"),
        ([seen_in("mid", 2.0, 12.0, "thin")], "big"),  # it could not have shown 12 points, and yet has fewer than 15
        ([seen_in("mid", 2.0, 14.0, "thin")], None),  # it may have 15 of the 30 too
        ([seen_in("mid", -20.0, 9.0, "opposite")], "big"),
        ([seen_in("mid", 25.0, 9.0, "strong")], None),
        ([seen_in("mid", 8.0, 6.0, "moderate", p=0.01)], None),  # less than half of it, and surely some
        ([seen_in("mid", 2.0, 10.0, "absent"), seen_in("small", 8.0, 10.0, "moderate")], None),
        ([seen_in("", 30.0, 9.0, "strong"), seen_in("mid", 2.0, 10.0, "absent")], "big"),  # accounts of no known segment are none
        ([seen_in("mid", 2.0, 10.0, "absent"), {**seen_in("few", 0.0, 0.0, "thin"), "shift_pp": None}], "big"),
        ([{**seen_in("few", 0.0, 0.0, "thin"), "shift_pp": None}], None),  # nobody to compare with
    ],
)
def test_a_change_is_in_one_segment_alone_where_every_other_rules_out_half_of_it(others, alone):
    assert alone_in([seen_in("big", 30.0, 9.0, "strong"), *others]) == alone


def test_a_fall_is_in_one_segment_alone_as_a_rise_is():
    assert alone_in([seen_in("big", -30.0, 9.0, "strong"), seen_in("mid", -2.0, 10.0, "absent")]) == "big"
    assert alone_in([seen_in("big", -30.0, 9.0, "strong"), seen_in("mid", -8.0, 10.0, "thin")]) is None

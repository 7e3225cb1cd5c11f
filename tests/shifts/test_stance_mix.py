"""What a theme voices, each account counted once."""

import pandas as pd

from kit.shifts.stance_mix import mixes_of


def said(*rows):
    """(theme, voter, stance) of each passage."""
    table = pd.DataFrame(rows, columns=["theme_id", "voter_id", "stance"])
    return table.assign(passage_id=[f"p{at}" for at in range(len(table))])


def mixes(*rows):
    table = said(*rows)
    return mixes_of(table.drop(columns="stance"), table[["passage_id", "stance"]])


def test_a_loud_account_weighs_as_much_as_a_quiet_one():
    found = mixes(*[("t1", "loud", "praise")] * 9, ("t1", "quiet", "pain"))
    assert (found["t1"]["praise"], found["t1"]["pain"]) == (0.5, 0.5)


def test_parts_sum_to_one_and_plain_statements_are_not_sure():
    found = mixes(("t1", "a", "pain"), ("t1", "b", "other"), ("t1", "c", "decision-criterion"), ("t2", "a", "small-talk"))
    assert all(abs(sum(mix.values()) - 1) < 0.001 for mix in found.values())
    assert (found["t1"]["criterion"], found["t1"]["not_sure"]) == (0.3333, 0.3333)
    assert found["t2"]["small_talk"] == 1.0


def test_small_talk_does_not_make_a_classifier_at_home():
    orders = [*[("t1", f"a{at}", "not_sure") for at in range(6)], *[("t1", f"b{at}", "pain") for at in range(4)]]
    assert mixes(*orders, *[("t1", f"c{at}", "small-talk") for at in range(90)])["t1"]["not_sure"] == 1.0
    believed = [("t1", f"d{at}", "pain") for at in range(4)]
    assert mixes(*orders, *believed, *[("t1", f"c{at}", "small-talk") for at in range(14)])["t1"]["small_talk"] == 0.5


def test_nothing_but_small_talk_has_no_mix():
    assert mixes(("t1", "a", "small-talk"))["t1"]["not_sure"] == 1.0


def test_abroad_no_mix_is_shown():
    found = mixes(*[("t1", f"a{at}", "not_sure") for at in range(5)], *[("t1", f"b{at}", "pain") for at in range(5)])
    assert found["t1"]["not_sure"] == 1.0
    assert found["t1"]["pain"] == 0.0


def test_nobody_said_anything():
    assert mixes() == {}

"""test_summary"""

from kit.brief import summary
from kit.brief.reasons import below_bar
from tests.briefs import brief, facts_of, shift_on
from tests.briefs import shift as shift_of


def test_the_largest_of_two_rising_shifts_leads():
    facts = facts_of("shifted")
    facts["shifts"][1] |= {"direction": "rising", "shift_pp": 40.0}
    assert summary.lead(brief(facts)).theme == "revops-lead/t01"


def test_one_loud_account_is_explained_however_small_its_change():
    facts = facts_of("loud")
    shift = shift_on(facts, "t08")
    shift |= {"shift_pp": 2.0, "below_bar": ["min_shift_pp"]}
    assert summary.nearly(brief(facts))[0].theme == shift["theme"]
    assert below_bar(brief(facts), shift_of(shift))[0].startswith("one account: 70 of 93")


def test_what_is_raised_most_leaves_out_no_kind_of_theme_and_tells_one_complaint_once():
    facts = facts_of("steady")
    first, second, third = (row.theme for row in summary.then_and_now(brief(facts))[:3])
    themes = {theme["id"]: theme for theme in facts["themes"]}
    themes[first] |= {"claim": None, "mix": {"goal": 0.9}}
    assert [row.theme for row in summary.raised_most(brief(facts), 3)] == [first, second, third]
    themes[second]["parent"] = first
    assert second not in [row.theme for row in summary.raised_most(brief(facts), 8)]
    themes[second]["parent"] = None
    themes[second]["example"] = themes[first]["example"]
    assert second not in [row.theme for row in summary.raised_most(brief(facts), 8)]

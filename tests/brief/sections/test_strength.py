"""sections/test_strength"""

import pytest

from kit.brief import figures, headline, sections, summary
from kit.brief.sections import (
    first_screen,
    method,
    not_heard,
    strength,
)
from tests.briefs import STORIES, brief, corrected, facts_of, plain, text_of
from tests.briefs import shift as shift_of


def test_a_corrected_shift_stands_beside_the_shift():
    told = corrected()
    assert "Corrected for wrong and missed matches it is +20 points" in plain(strength.rests_on(brief(told)))
    assert headline.doubts(brief(told)) == []
    assert "Shares corrected for wrong and missed matches" in not_heard.section(brief(told)).html


@pytest.mark.parametrize(
    ("shift", "said", "from_mix", "told"),
    [
        (14.4, 13.4, 0.4, "+13 points of this, who spoke makes +1 point"),
        (-14.4, -13.6, -0.8, "−14 points of this, who spoke makes 0 points"),
        (10.0, 12.0, -2.0, "+12 points of this, who spoke makes −2 points"),
    ],
)
def test_the_parts_of_a_shift_make_the_shift_as_printed(shift, said, from_mix, told):
    facts = facts_of("shifted")
    facts["shifts"][0] |= {"shift_pp": shift, "mix_adjusted_pp": said, "from_mix_pp": from_mix}
    assert f"What the same kind of accounts say now makes {told}." in plain(strength.rests_on(brief(facts)))


def test_a_segments_shift_that_is_not_known_is_not_made_of_its_shares():
    facts = facts_of("shifted")
    facts["shifts"][0]["segments"][0] |= {
        "share_before": 0.0,
        "share_now": 1.0,
        "shift_pp": None,
        "low_pp": None,
        "high_pp": None,
    }
    assert strength.segment_rows(brief(facts).shifts[0].segments[:1])[0][2:5] == ["0\u00a0%", "100\u00a0%", "not known"]


def test_a_fading_shift_names_whose_accounts_it_counts():
    facts = facts_of("shifted")
    rising, fading = (strength.picture(brief(facts), shift_of(shift), 1) for shift in facts["shifts"][:2])
    assert (rising["columns"][1], fading["columns"][1]) == ("Accounts raising it", "Accounts that raised it before")
    assert "before · " in fading["wide"].layout.yaxis.ticktext[0]
    assert "before" not in rising["wide"].layout.yaxis.ticktext[0]


def test_segments_of_what_did_not_surface_have_no_strength_words():
    page = text_of(sections.strength.section(brief("steady")))
    assert not [word for word in ("strong", "moderate", "thin") if word in page.replace("How strong, and where", "").split()]
    assert "strong" in text_of(sections.strength.section(brief("shifted"))).split()


def test_a_lone_unknown_account_is_no_segment():
    facts = facts_of("shifted")
    lone = facts["shifts"][0]["segments"][2] | {"accounts_active": 1}
    facts["shifts"][0]["segments"] += [lone | {"segment": ""}, lone | {"segment": "unknown size"}]
    page = text_of(sections.strength.section(brief(facts)))
    assert "not known" not in page
    assert "unknown size" not in page


def test_segments_are_said_to_be_looked_at_alone():
    assert "Smallest that would show" in text_of(sections.strength.section(brief("steady")))
    assert "What would show in a segment or tier is for that one by itself." in text_of(
        sections.strength.section(brief("steady"))
    )


def test_a_quiet_cycle_says_what_a_shift_would_have_needed_in_each_segment():
    told = plain(strength.finding(brief("steady")))
    needed = "19 points in mid-market, 21 points in enterprise and 29 points in SMB"
    assert told == f"To show by itself, a change would have needed {needed}"
    assert strength.finding(brief("thin")) == "Too few spoke to compare segments"
    facts = facts_of("steady")
    for shift in facts["shifts"]:
        for part in shift["segments"]:
            part["smallest_visible_shift_pp"] = 100.0
    assert strength.finding(brief(facts)) == "In no segment would a change of any size have shown by itself"


def test_what_did_show_in_a_segment_is_not_printed_smaller_than_what_would_have():
    facts = facts_of("shifted")
    part = facts["shifts"][0]["segments"][0]
    part |= {"shift_pp": -20.25, "smallest_visible_shift_pp": 20.2}
    (row,) = strength.segment_rows([shift_of(facts["shifts"][0]).segments[0]])
    assert plain(row[5]) == "20 points"
    facts["shifts"][0]["segments"][0] |= {"shift_pp": -20.1}
    (row,) = strength.segment_rows([shift_of(facts["shifts"][0]).segments[0]])
    assert plain(row[5]) == "21 points"


def test_figures_are_told_as_one_would_say_them():
    facts = facts_of("shifted")
    facts["shifts"][0]["q"] = 6.4e-05
    assert method.chance_rows(brief(facts))[0][3] == "less than 0.0001"
    facts = facts_of("steady")
    facts["coverage"]["sources"] = facts["coverage"]["sources"][:1]
    assert figures.three_figures(brief(facts))[2]["unit"] == "source delivered on time"


def test_a_shift_corrected_for_wrong_themes_takes_the_place_of_the_one_corrected_for_matches():
    told = corrected()
    told["shifts"][0]["checked"] = {"shift_pp": 12.0, "low_pp": 3.0, "high_pp": 21.0}
    assert "Corrected for passages in the wrong theme and wrong matches it is +12 points" in plain(strength.rests_on(brief(told)))
    told["shifts"][0]["corrected"] = None
    assert "Corrected for passages in the wrong theme it is +12 points" in plain(strength.rests_on(brief(told)))


@pytest.mark.parametrize("story", STORIES)
def test_the_segments_and_those_of_no_known_segment_sum_to_the_whole(story):
    for shift in brief(story).shifts:
        named = [segment for segment in shift.segments if segment.segment]
        raising, spoke = summary.without_segment(shift)
        assert sum(segment.accounts for segment in named) + raising == len(shift.accounts)
        assert sum(segment.accounts_active for segment in named) + spoke == shift.accounts_active


def test_accounts_of_no_known_segment_are_named_on_page_one_and_below_the_picture():
    facts = facts_of("shifted")
    facts["shifts"][0]["segments"].pop()
    raising, spoke = summary.without_segment(brief(facts).shifts[0])
    assert spoke > 1
    whom = f"{raising} of the {spoke} accounts of no known segment raise it"
    assert whom in text_of(first_screen.section(brief(facts)))
    assert f"{spoke} accounts of no known segment are in the whole" in text_of(strength.section(brief(facts)))


def test_what_is_not_ruled_out_is_printed_with_its_range():
    facts = facts_of("steady") | {"verdict": "unclear"}
    themes = [shift["theme"] for shift in facts["shifts"][:2]]
    facts["heard"]["not_excluded"] = [
        {"theme": themes[0], "low_pp": -3.0, "high_pp": 24.6}, {"theme": themes[1], "low_pp": -41.8, "high_pp": 7.6},
    ]  # fmt: skip
    rows = strength.ranges(brief(facts))
    assert [row[1] for row in rows] == ["−42 to +8", "−3 to +25"]
    assert "the range in points that holds with 90 % certainty" in text_of(strength.section(brief(facts)))
    assert strength.ranges(brief("steady")) == []


def test_a_change_that_is_large_enough_is_not_called_too_small():
    facts = facts_of("steady")
    facts["shifts"] = [facts["shifts"][0] | {"shift_pp": 24.7, "mix_adjusted_pp": 19.3, "low_pp": 1.0, "high_pp": 30.0}]
    facts["shifts"][0]["below_bar"] = ["min_shift_pp", "max_false_discovery"]
    says = strength.picture(brief(facts), brief(facts).shifts[0], 0)["finding"]
    assert says.startswith("The largest change, which may be chance among so many themes: ")
    facts["shifts"][0] |= {"low_pp": -1.0}
    says = strength.picture(brief(facts), brief(facts).shifts[0], 0)["finding"]
    assert says.startswith("The largest change, which may be chance: ")
    facts["shifts"][0] |= {"shift_pp": 12.0, "mix_adjusted_pp": 12.0}
    assert (
        "is under the 20\u00a0points that count as a change and may be chance"
        in strength.picture(brief(facts), brief(facts).shifts[0], 0)["finding"]
    )
    facts["shifts"][0] |= {"shift_pp": 24.7, "mix_adjusted_pp": 19.3, "below_bar": ["min_shift_pp"]}
    assert "comes in part of who spoke" in strength.picture(brief(facts), brief(facts).shifts[0], 0)["finding"]

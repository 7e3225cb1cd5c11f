"""test_figures"""

from kit.brief import figures, sections
from kit.brief.sections import (
    accounts,
    then_and_now,
)
from tests.briefs import brief, facts_of, plain
from tests.briefs import shift as shift_of


def test_a_fading_lead_has_the_wholes_of_the_baseline():
    facts = facts_of("shifted")
    facts["shifts"] = [facts["shifts"][1] | {"accounts_active": 61, "top_tier_active": 11, "top_tier_accounts": 2}]
    told = [figure["number"] + " " + figure["whole"] for figure in figures.three_figures(brief(facts))]
    assert told[:2] == ["50 of 61", "2 of 11"]
    assert "of all accounts that spoke then" in accounts.exposure(brief(facts), shift_of(facts["shifts"][0]))


def test_whose_votes_a_share_is_the_mean_of_is_told_with_those_of_no_known_account():
    facts = facts_of("shifted")
    facts["heard"] |= {"accounts_now": 44, "voters_now": 49}
    voters = "44 accounts and 5 others"
    assert plain(figures.voters(brief(facts))) == voters
    assert f"over {voters}, each one vote" in plain(sections.method.section(brief(facts)).html)
    assert f"over {voters}, each one vote" in plain(then_and_now.slope(brief(facts))["note"])
    facts["heard"]["voters_now"] = 44
    assert plain(figures.voters(brief(facts))) == "44 accounts"


def test_three_figures_carry_their_wholes():
    told = [tuple(plain(part) for part in figure.values()) for figure in figures.three_figures(brief("shifted"))]
    assert told == [
        ("23", "of 50", "accounts raise “the merged numbers …”"),
        ("4", "of 8", "accounts of top tier A"),
        ("$960K", "", "ARR of those 23 (21 known), 45 % of that of all who spoke"),
    ]


def test_an_unknown_revenue_is_not_printed_as_nothing():
    facts = facts_of("shifted")
    facts["shifts"][0]["arr"] |= {"amount": 0.0, "accounts_without_arr": 14, "share_of_persona": None}
    assert figures.three_figures(brief(facts))[2]["number"] == "Not known"


def test_a_fading_lead_counts_those_who_raised_it_before():
    facts = facts_of("shifted")
    facts["shifts"] = facts["shifts"][1:]
    assert figures.three_figures(brief(facts))[0] == {"number": "50", "whole": "of 52", "unit": "accounts raised it before"}


def test_the_smallest_change_of_a_thin_month_is_the_one_that_its_headline_has():
    facts = facts_of("thin") | {"smallest_visible_shift_pp": 100.0}
    facts["heard"]["smallest_visible_alone_pp"] = 43.0
    assert plain(figures.three_figures(brief(facts))[1]["number"]) == "43 points"
    facts["heard"]["smallest_visible_alone_pp"] = 100.0
    assert figures.three_figures(brief(facts))[1]["number"] == "No"


def test_one_account_is_not_counted_as_accounts():
    facts = facts_of("steady")
    facts["coverage"] |= {"accounts": 1, "conversations": 2}
    spoke = figures.three_figures(brief(facts))[0]
    assert (spoke["number"], plain(spoke["unit"])) == ("1", "account, in 2 conversations")

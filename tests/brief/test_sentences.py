import json
from pathlib import Path

import pytest

from kit.brief import amounts, caveats, headings, sentences, tables
from kit.brief import summary as gist
from kit.brief import wording as clauses

FACTS = Path(__file__).parents[1] / "facts"
STORIES = ("shifted", "steady", "thin", "loud", "ambiguous", "empty")


def facts_of(story):
    return json.loads((FACTS / f"{story}.json").read_text(encoding="utf-8"))


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("story", "headline"),
    [
        (
            "shifted",
            "The top pain has moved from “Manual reporting eats my week” to “the merged numbers don’t match”.",
        ),
        ("steady", "No shift. One of 9 points would have been seen."),
        ("thin", "Not enough was heard to tell: the ticket source intercom has been silent since 2 September 2026."),
        ("loud", "No shift. One of 9 points would have been seen."),
        ("empty", "Nothing was heard in October 2026, so nothing can be said about this persona."),
    ],
)  # fmt: skip
def test_headlines_are_whole_sentences(story, headline):
    assert plain(sentences.headline(facts_of(story))) == headline


@pytest.mark.parametrize(
    ("direction", "headline"),
    [
        ("rising", "“the merged numbers don’t match” has risen from 9 % to 31 %."),
        ("new", "A new pain: “the merged numbers don’t match”, at 31 % in its first appearance."),
        ("fading", "“the merged numbers don’t match” is fading: from 9 % to 31 %."),
        ("gone", "“the merged numbers don’t match” is no longer heard; it stood at 9 % before."),
    ],
)
def test_a_headline_without_an_overtaking_tells_the_move(direction, headline):
    facts = facts_of("shifted")
    facts["shifts"] = facts["shifts"][:1]
    facts["themes"] = facts["themes"][:1]
    facts["shifts"][0]["direction"] = direction
    assert plain(sentences.headline(facts)) == headline


def test_what_waits_for_approval_is_not_called_silence():
    facts = facts_of("empty")
    facts |= {"verdict": "thin", "verdict_reasons": [{"code": "awaiting_review", "conversations": 108}]}
    facts["matching"]["awaiting_review"] = 108
    waits = "108 conversations wait for a person’s approval; until then nothing counts."
    assert plain(sentences.headline(facts)) == waits
    assert not any("108" in note for note in sentences.also(facts))
    assert sentences.suggestions(facts)[0].startswith("Decide what waits: `kit review list` with `--persona ")
    facts["coverage"]["conversations"] = 12
    facts["matching"]["awaiting_review"] = 1
    assert plain(sentences.headline(facts)) == "1 conversation waits for a person’s approval; only 12 conversations count so far."


def test_a_stale_source_forbids_the_word_steady():
    facts = facts_of("steady")
    facts |= {"verdict": "stale", "verdict_reasons": [{"code": "stale_source", "source": "zendesk"}]}
    facts["coverage"]["sources"][1] |= {"state": "stale", "is_low": True, "conversations": 7}
    told = plain(sentences.headline(facts))
    assert told == "This quiet cannot be called steady: the ticket source zendesk brought 7 conversations where 90 are usual."


def test_a_thin_persona_whose_sources_all_spoke_is_told_by_its_accounts():
    facts = facts_of("thin") | {"verdict_reasons": []}
    told = plain(sentences.headline(facts))
    assert told == "Not enough was heard to tell: only 6 accounts spoke, and a shift would have needed 41 points to show."


def test_the_first_note_of_a_shift_is_its_size_with_interval():
    notes = [plain(note) for note in sentences.also(facts_of("shifted"))]
    assert notes[0] == "“the merged numbers don’t match” rose from 9 % to 31 % (+22 points, 11 to 33)."
    assert notes[2] == "Mind that the survey source nps-survey was last heard on 20 August 2026."


def test_one_loud_account_is_named_with_its_conversations():
    (note,) = sentences.also(facts_of("loud"))
    assert plain(note).endswith(
        "(+12 points, −1 to 26); one account: 31 of 34 conversations are Halden Freight’s, and each account has one vote."
    )


def test_an_account_that_is_not_most_of_a_change_is_not_called_the_one():
    facts = facts_of("loud")
    shift = next(shift for shift in facts["shifts"] if "one_account" in shift["below_bar"])
    shift["loudest"] = {"account_id": "a-011", "n": 9, "of": 34}
    told = plain(clauses.below_bar(facts, shift)[0])
    assert told == "it does not hold without one of its accounts; the loudest, Halden Freight, has 9 of 34 conversations"


def test_an_ambiguous_pair_is_said_to_be_a_problem_of_the_definitions():
    (note,) = sentences.also(facts_of("ambiguous"))
    assert "“Growth Marketer”" in note
    assert "the definitions are the problem" in note


@pytest.mark.parametrize(
    ("rule", "clause"),
    [
        ("min_accounts", "2 accounts raised it, the bar asks for 8"),
        ("min_top_tier_accounts", "2 top-tier accounts raised it, the bar asks for 0"),
        ("min_weeks", "said in 4 weeks, the bar asks for 2"),
        ("min_consistency", "the accounts’ words are not alike (0.44, the bar asks for 0.3)"),
        ("max_false_discovery", "it may be chance (q 0.31, the bar allows 0.05)"),
        ("min_shift_pp", "only +4 points of it is said differently, the rest is who spoke; the bar asks for 10"),
        ("stability", "repeated fits do not agree on what belongs to it"),
        ("a_rule_of_tomorrow", "a rule of tomorrow"),
    ],
)
def test_each_missed_rule_is_told_with_its_figures(rule, clause):
    facts = facts_of("loud")
    shift = next(shift for shift in facts["shifts"] if "one_account" in shift["below_bar"])
    shift |= {"below_bar": [rule], "mix_adjusted_pp": 4.0, "top_tier_accounts": 2, "loudest": None}
    assert [plain(text) for text in clauses.below_bar(facts, shift)] == [clause]


def test_suggestions_name_the_message_that_fell_behind_and_what_nothing_speaks_to():
    told = [plain(text) for text in sentences.suggestions(facts_of("shifted"))]
    assert told[0] == (
        "The message “Save hours on reporting” now speaks to a pain that fell behind: “Manual reporting eats my week”, "
        "31 % before and 17 % now."
    )
    assert told[1] == "No message was found to speak to “the merged numbers don’t match”, at 31 % this cycle."
    assert told[-1] == "Check the nps-survey feed: it was last heard on 20 August 2026."


def test_a_message_is_not_blamed_where_nothing_surfaced():
    facts = facts_of("shifted")
    for shift in facts["shifts"]:
        shift["surfaced"] = False
    assert not [text for text in sentences.suggestions(facts) if text.startswith("The message")]


def test_a_thin_cycle_suggests_its_feed_first():
    assert plain(sentences.suggestions(facts_of("thin"))[0]).startswith("Check the intercom feed")


def test_three_figures_carry_their_wholes():
    told = [tuple(plain(part) for part in figure.values()) for figure in amounts.three_figures(facts_of("shifted"))]
    assert told == [
        ("14", "of 52", "accounts raise it"),
        ("5", "of 9", "in the top tier"),
        ("$620K", "", "ARR, 18 % of this persona’s; 1 account unknown"),
    ]


def test_an_unknown_revenue_is_not_printed_as_nothing():
    facts = facts_of("shifted")
    facts["shifts"][0]["arr"] |= {"amount": 0.0, "accounts_without_arr": 14, "share_of_persona": None}
    assert amounts.three_figures(facts)[2]["number"] == "Not known"


def test_a_fading_lead_counts_those_who_raised_it_before():
    facts = facts_of("shifted")
    facts["shifts"] = facts["shifts"][1:]
    assert amounts.three_figures(facts)[0] == {"number": "7", "whole": "", "unit": "accounts raised it before"}


def test_a_shift_that_no_accounts_could_show_is_never_called_visible():
    facts = facts_of("steady") | {"smallest_visible_shift_pp": 100.0}
    assert sentences.headline(facts) == "No shift was seen, and none of any size could have been."
    assert amounts.three_figures(facts)[1] == {"number": "No", "whole": "", "unit": "shift of any size could have been seen"}


def test_renewals_near_the_end_of_the_cycle_are_counted():
    facts = facts_of("shifted")
    assert headings.renewing(facts, facts["shifts"][0]["accounts"]) == ["a-011", "a-012", "a-014", "a-018"]
    assert plain(headings.who(facts)) == "14 accounts, $620K ARR; 4 renew within 90 days"


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (headings.slope, "“the merged numbers don’t match” overtook the rest: 9 % before, 31 % now"),
        (headings.customers, "14 of 52 accounts said it, in their own words"),
        (headings.strength, "The shift is strong in mid-market and enterprise, thin in SMB"),
        (headings.themes_moved, "2 of 8 themes moved beyond the bar over 6 cycles"),
        (headings.claims, "Of 8 claims, 1 overtaken, 1 rising, 1 fading, 4 holding and 1 not enough heard"),
        (headings.words, "They say “merged numbers” more, and “export” less"),
        (headings.nearly, "1 change stayed just below the bar, and why"),
        (headings.not_heard, "The survey source nps-survey was last heard on 20 August 2026"),
    ],
)
def test_headings_state_their_finding(heading, told):
    assert plain(heading(facts_of("shifted"))) == told


@pytest.mark.parametrize("story", STORIES)
def test_every_story_has_a_sentence_for_everything(story):
    facts = facts_of(story)
    told = [sentences.headline(facts), *sentences.also(facts), *sentences.suggestions(facts), *amounts.strength(facts)]
    told += [*caveats.unheard(facts), *caveats.reasons(facts), *caveats.restated(facts), *caveats.previous(facts)]
    assert all(sentence.endswith(".") for sentence in told)
    assert not [sentence for sentence in told if "None" in sentence or "nan" in sentence or "{" in sentence]


def test_the_largest_of_two_rising_shifts_leads():
    facts = facts_of("shifted")
    facts["shifts"][1] |= {"direction": "rising", "shift_pp": 40.0}
    assert gist.lead(facts)["theme"] == "revops-lead/t01"


def test_accounts_of_unknown_revenue_come_last():
    facts = facts_of("shifted")
    rows = gist.raising_accounts(facts, facts["shifts"][0]["accounts"])
    assert [row["arr"] for row in rows][-1] is None
    known = [row["arr"] for row in rows[:-1]]
    assert known == sorted(known, reverse=True)


def test_reasons_of_a_verdict_are_told_with_their_numbers():
    told = [plain(sentence) for sentence in caveats.reasons(facts_of("thin"))]
    assert told == [
        "Only 6 accounts spoke in this cycle, where 8 are needed.",
        "The smallest shift that could have been seen is 41 points.",
        "The ticket source intercom has been silent since 2 September 2026.",
    ]


def test_a_birth_is_the_cycle_a_theme_was_first_heard_in_not_the_run_that_found_it():
    assert caveats.theme_events(facts_of("shifted")) == [
        "July 2026: “the merged numbers don’t match” was first heard from two conversations.",
        "August 2026: “dashboards take a minute to load” split from “CRM hygiene is nobody’s job”.",
    ]


def test_revenue_is_called_what_the_workspace_calls_it():
    facts = facts_of("shifted")
    facts["settings"]["revenue_name"] = "assets"
    assert "$620K assets" in plain(headings.who(facts))
    assert plain(amounts.three_figures(facts)[2]["unit"]).startswith("assets, 18 %")


def test_a_move_just_short_of_the_bar_is_printed_so_that_it_shows():
    facts = facts_of("loud")
    shift = facts["shifts"][0] | {"shift_pp": 9.79, "mix_adjusted_pp": 9.79, "below_bar": ["min_shift_pp"]}
    assert [plain(text) for text in clauses.below_bar(facts, shift)] == ["a move of +9.8 points, the bar asks for 10"]


def test_one_loud_account_is_explained_however_small_its_change():
    facts = facts_of("loud")
    shift = next(shift for shift in facts["shifts"] if "one_account" in shift["below_bar"])
    shift |= {"shift_pp": 2.0, "below_bar": ["min_shift_pp"]}
    assert gist.nearly(facts)[0] == shift
    assert clauses.below_bar(facts, shift)[0].startswith("one account: 31 of 34")


def test_a_handful_of_shared_conversations_is_no_problem_of_definitions():
    facts = facts_of("ambiguous")
    facts["matching"]["overlaps"][0]["conversations"] = 3
    assert sentences.also(facts) == []
    assert [plain(text) for text in clauses.overlap_notes(facts)] == [
        "3 conversations fit “Growth Marketer” as well as this persona."
    ]


def test_an_order_that_is_not_sure_is_not_told_as_a_fact():
    facts = facts_of("shifted")
    facts["priorities"]["probability"] = 0.44
    (told,) = [plain(text) for text in sentences.suggestions(facts) if text.startswith("The persona file")]
    assert told.endswith("was raised most this cycle, though that it is really first is not sure (probability 44 %).")


def test_a_thin_persona_tells_its_reasons_and_no_change():
    notes = [plain(note) for note in sentences.also(facts_of("thin"))]
    assert notes == [
        "Only 6 accounts spoke in this cycle, where 8 are needed.",
        "The smallest shift that could have been seen is 41 points.",
    ]


def test_a_source_that_never_brought_anything_is_not_missed():
    facts = facts_of("steady")
    silent = {"source": "other", "kind": "call", "conversations": 0, "state": "silent", "last_at": "2026-08-31", "expected": 0.0}
    facts["coverage"]["sources"].append(silent | {"by_cycle": {"2026-10": 0}})
    facts["coverage"]["warnings"] = ["source 'other' (call) is silent; check that feed"]
    assert not [sentence for sentence in caveats.unheard(facts) if "other" in sentence]
    assert headings.not_heard(facts).replace("\u00a0", " ") == "All 5 sources delivered as usual or more"
    assert amounts.three_figures(facts)[2]["whole"] == "of 5"


def test_quotes_of_a_quiet_cycle_are_of_that_cycle():
    facts = facts_of("steady")
    for theme in facts["themes"]:
        if theme["example"]:
            theme["example"]["occurred_at"] = "2026-08-04T09:00:00Z"
    assert headings.customers(facts) == "Nobody is quoted this cycle"


def test_a_quiet_cycle_says_what_a_shift_would_have_needed_in_each_segment():
    told = plain(headings.strength(facts_of("steady")))
    needed = "11 points in mid-market and 14 points in enterprise"
    assert told == f"Looked at alone, a segment would have needed {needed} to show a shift"
    facts = facts_of("thin")
    for shift in facts["shifts"]:
        shift["segments"][0]["smallest_visible_shift_pp"] = 100.0
    assert headings.strength(facts) == "In no segment, looked at alone, could a shift of any size have been seen"


def test_a_pain_is_ranked_among_pains():
    facts = facts_of("shifted")
    facts["themes"][5]["share"]["2026-10"] = facts["shifts"][5]["share_now"] = 0.6
    assert sentences.headline(facts).startswith("The top pain has moved")


def test_a_rise_past_the_former_first_is_told_where_another_stands_first():
    facts = facts_of("shifted")
    facts["themes"][2]["share"]["2026-10"] = facts["shifts"][2]["share_now"] = 0.6
    assert plain(sentences.headline(facts)) == (
        "“the merged numbers don’t match” has passed “Manual reporting eats my week”, the top pain before."
    )


def test_a_thin_cycle_judges_no_claim_and_compares_no_words():
    facts = facts_of("steady") | {"verdict": "thin"}
    for claim in facts["claims"]:
        claim["heard_enough"] = False
    number = len(facts["claims"])
    assert plain(headings.claims(facts)) == f"Not enough was heard to judge any of {number} claims"
    assert headings.words(facts) == "Not enough was heard to compare words"


def test_a_cycle_with_the_words_of_before_says_what_was_looked_for():
    assert headings.words(facts_of("steady")) == "No word rose or fell beyond chance"
    assert headings.words(facts_of("steady") | {"baseline": []}) == "There are no earlier words to compare with"


def test_a_steady_persona_is_not_reassured_where_the_bar_could_be_missed():
    facts = facts_of("steady") | {"smallest_visible_shift_pp": 35.7}
    assert plain(sentences.headline(facts)) == (
        "No shift was found. One of 36 points would have been seen; one of the size of your bar (10) might have been missed."
    )
    assert sentences.verdict_told(facts) == ("Steady", "no change met the bar; one of its size might have been missed")
    assert sentences.verdict_told(facts_of("steady")) == sentences.VERDICTS["steady"]


def test_a_quoted_question_ends_its_sentence():
    facts = facts_of("shifted")
    facts["shifts"][0]["label"] = facts["themes"][0]["label"] = "which number is right?"
    assert sentences.headline(facts).endswith("to “which number is right?”")


def test_what_hardly_moved_is_no_rise_and_not_on_the_first_screen():
    facts = facts_of("loud")
    shift = next(shift for shift in facts["shifts"] if "one_account" in shift["below_bar"])
    shift |= {"share_before": 0.04, "share_now": 0.05, "shift_pp": 1.4, "low_pp": -7.0, "high_pp": 9.0}
    assert sentences.also(facts) == []
    assert plain(clauses.moved(facts, shift)) == "hardly moved: 4 % before, 5 % now (+1 point, −7 to 9)"
    other = facts["shifts"][0] | {"share_now": 0.3, "shift_pp": 8.0, "low_pp": -1.0, "high_pp": 17.0}
    facts["shifts"][0] = other
    assert "+8 points" in plain(sentences.also(facts)[0])
    assert gist.nearly(facts) == [other, shift]


def test_of_many_missed_rules_the_two_that_decide_are_told():
    facts = facts_of("loud")
    rules = ["min_accounts", "min_shift_pp", "min_consistency", "max_false_discovery", "one_account"]
    small = facts["shifts"][0] | {"below_bar": rules, "shift_pp": 2.9, "accounts": ["a-011"]}
    told = [plain(text) for text in clauses.below_bar(facts, small)]
    assert told == ["a move of +3 points, the bar asks for 10", "1 account raised it, the bar asks for 8"]
    large = small | {"shift_pp": 8.0}
    assert clauses.below_bar(facts, large)[0].startswith("it does not hold without one of its accounts")


def test_without_revenue_the_accounts_that_spoke_most_come_first():
    facts = facts_of("shifted")
    for number, account in enumerate(facts["accounts"].values()):
        account |= {"arr": None, "conversations": number}
    spoke = [row["conversations"] for row in gist.raising_accounts(facts, list(facts["accounts"]))]
    assert spoke == sorted(spoke, reverse=True)


def test_figures_are_told_as_one_would_say_them():
    facts = facts_of("shifted")
    facts["shifts"][0]["q"] = 6.4e-05
    assert "at a false discovery rate of less than 1 in 10,000" in amounts.strength(facts)[0]
    facts = facts_of("steady")
    facts["coverage"]["sources"] = facts["coverage"]["sources"][:1]
    assert amounts.three_figures(facts)[2]["unit"] == "source delivered as usual or more"


def test_an_interval_of_an_error_rate_has_two_ends():
    rates = [{"figure": "f", "case": "c", "value": 0.01, "low": 0.006, "high": 0.014}]
    assert plain(tables.rate_rows({"error_rates": rates})[0][3]) == "0.6 % to 1.4 %"

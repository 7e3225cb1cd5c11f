"""test_headline"""

import pytest

from kit.brief import figures, headline, summary, wording
from kit.brief.headline import VERDICTS
from kit.brief.sections import (
    suggestions,
)
from tests.briefs import QUALITY, brief, corrected, facts_of, plain, shift_on
from tests.briefs import shift as shift_of


@pytest.mark.parametrize(("shift_pp", "half"), [(4.0, 1.0), (20.0, 40.0), (-6.0, 2.0)])
def test_a_shift_that_wrong_matches_explain_is_doubted_on_the_first_screen(shift_pp, half):
    told = corrected(shift_pp, half)
    assert headline.notes(brief(told))[0].startswith("Check the matches first: corrected for wrong and missed ones, ")
    assert len(headline.notes(brief(told))) <= 4


@pytest.mark.parametrize(("high", "warned"), [(0.39, True), (0.52, False)])
def test_a_persona_that_was_mostly_missed_says_so_first(high, warned):
    told = corrected()
    told["matching"]["quality"] = QUALITY | {"recall": 0.34, "recall_low": 0.29, "recall_high": high}
    warning = "Check the matches first: only 34 % (29 % to 39 %) of what is truly this persona’s was matched to it."
    assert (plain(headline.notes(brief(told))[0]) == warning) is warned


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            "shifted",
            "“Manual reporting eats my week” (35 to 8 %) has given way to “the merged numbers don’t match” (5 to 34 %).",
        ),
        ("steady", "We saw no change: a rise or fall of 30 points is ruled out in every theme."),
        (
            "thin",
            "Too little was said to tell: only 5 accounts spoke in October 2026; 8 are needed; "
            "the call source gong has been silent since 1 September 2026.",
        ),
        ("loud", "We saw no change: a rise or fall of 30 points is ruled out in every theme."),
        ("empty", "Nobody spoke in October 2026, so nothing can be said about this persona."),
    ],
)  # fmt: skip
def test_headlines_are_whole_sentences(story, sentence):
    assert plain(headline.headline(brief(story))) == sentence


@pytest.mark.parametrize(
    ("direction", "sentence"),
    [
        ("rising", "“the merged numbers don’t match” has risen from 5 to 34 %."),
        ("new", "A new pain: “the merged numbers don’t match”, at 34 % from the start."),
        ("fading", "“the merged numbers don’t match” is fading, from 5 to 34 %."),
        ("gone", "Nobody raises “the merged numbers don’t match” any more; it stood at 5 % before."),
    ],
)
def test_a_headline_without_an_overtaking_tells_the_move(direction, sentence):
    facts = facts_of("shifted")
    facts["shifts"] = facts["shifts"][:1]
    facts["themes"] = facts["themes"][:1]
    facts["shifts"][0]["direction"] = direction
    assert plain(headline.headline(brief(facts))) == sentence


def test_what_waits_for_approval_is_not_called_silence():
    facts = facts_of("empty")
    facts |= {"verdict": "thin", "verdict_reasons": [{"code": "awaiting_review", "conversations": 108}]}
    facts["matching"]["awaiting_review"] = 108
    waits = "108 conversations wait for a person’s approval; until then nothing counts."
    assert plain(headline.headline(brief(facts))) == waits
    assert not any("108" in note for note in headline.notes(brief(facts)))
    assert (
        suggestions.suggestions(brief(facts))[0]
        == "Decide which of the waiting conversations are this persona’s: until then they do not count."
    )
    facts["coverage"]["conversations"] = 12
    facts["matching"]["awaiting_review"] = 1
    assert (
        plain(headline.headline(brief(facts)))
        == "1 conversation waits for a person’s approval; only 12 conversations count so far."
    )


def test_a_stale_source_forbids_the_word_steady():
    facts = facts_of("steady")
    facts |= {"verdict": "stale", "verdict_reasons": [{"code": "stale_source", "source": "zendesk"}]}
    facts["coverage"]["sources"][1] |= {"state": "stale", "is_low": True, "conversations": 7}
    told = plain(headline.headline(brief(facts)))
    assert told == "This quiet cannot be called steady: the ticket source zendesk brought 7 conversations where 53 are usual."


def test_a_thin_persona_whose_sources_all_spoke_is_told_by_its_accounts():
    facts = facts_of("thin") | {"verdict_reasons": []}
    told = plain(headline.headline(brief(facts)))
    assert told == "Too little was said to tell: 5 accounts spoke, and that is not enough."


def test_the_first_note_of_a_shift_is_its_size_with_interval():
    notes = [plain(note) for note in headline.notes(brief("shifted"))]
    assert notes[0] == "“the merged numbers don’t match” rose from 5 % to 34 % (+29 points, 16 to 43)."
    assert notes[2] == "Mind that the nps survey source has been silent since 19 August 2026."


def test_one_loud_account_is_named_with_its_conversations():
    (note,) = headline.notes(brief("loud"))
    assert plain(note).endswith(
        "(+9 points, 3 to 16); one account: 70 of 93 conversations are Halden Freight’s, and each account has one vote."
    )


def test_an_ambiguous_pair_is_said_to_be_a_problem_of_the_definitions():
    (note,) = headline.notes(brief("ambiguous"))
    assert "“Growth Marketer”" in note
    assert "the definitions are the problem" in note


def test_a_shift_that_no_accounts_could_show_is_never_called_visible():
    facts = facts_of("steady") | {"smallest_visible_shift_pp": 100.0}
    assert plain(headline.headline(brief(facts))) == "We saw no change, but with 90 accounts none of any size would have shown."
    assert figures.three_figures(brief(facts))[1] == {
        "number": "No",
        "whole": "",
        "unit": "change of any size could have been seen",
    }


def test_a_handful_of_shared_conversations_is_no_problem_of_definitions():
    facts = facts_of("ambiguous")
    facts["matching"]["overlaps"][0]["conversations"] = 3
    assert headline.notes(brief(facts)) == []
    assert [plain(text) for text in wording.overlap_notes(brief(facts))] == [
        "3 conversations fit “Growth Marketer” as well as this persona."
    ]


def test_a_thin_persona_tells_its_reasons_and_no_change():
    notes = [plain(note) for note in headline.notes(brief("thin"))]
    assert notes == ["With 5 accounts, only a move of 53 points or more would most likely have shown."]


def test_a_pain_is_ranked_among_pains():
    facts = facts_of("shifted")
    shift_on(facts, "t03")["share_now"] = 0.6
    assert headline.headline(brief(facts)).startswith("“Manual reporting eats my week” (35 to 8")


def test_a_rise_past_the_former_first_is_told_where_another_stands_first():
    facts = facts_of("shifted")
    shift_on(facts, "t02")["share_now"] = 0.6
    shift_on(facts, "t01")["surfaced"] = False
    assert plain(headline.headline(brief(facts))) == (
        "“the merged numbers don’t match” (5 to 34 %) has passed “Manual reporting eats my week” (35 to 8 %), "
        "the top pain before."
    )


def test_a_steady_persona_is_not_reassured_where_the_bar_could_be_missed():
    """A brief made before verdicts stood on what they exclude."""
    reasons = [{"code": "nothing_surfaced", "text": "0 of 8 themes met the bar", "of": 8}]
    facts = facts_of("steady") | {"smallest_visible_shift_pp": 35.7, "verdict_reasons": reasons}
    assert plain(headline.headline(brief(facts))) == (
        "We saw no change, but with 90 accounts only a very large one (36 points) would most likely have shown."
    )
    assert headline.verdict_words(brief(facts)) == (
        "Steady",
        "no change was large enough to report; one that is might have been missed",
    )
    assert headline.verdict_words(brief("steady")) == VERDICTS["steady"]


def test_a_quoted_question_ends_its_sentence():
    assert wording.ended("They ask “which number is right?”") == "They ask “which number is right?”"
    assert wording.ended("They doubt the numbers") == "They doubt the numbers."


def test_what_hardly_moved_is_no_rise_and_not_on_the_first_screen():
    facts = facts_of("loud")
    shift = shift_on(facts, "t08")
    shift |= {"share_before": 0.04, "share_now": 0.05, "shift_pp": 1.4, "low_pp": -7.0, "high_pp": 9.0}
    assert headline.notes(brief(facts)) == []
    assert plain(wording.moved(brief(facts), shift_of(shift))) == "hardly moved: 4 % before, 5 % now (+1 point, −7 to 9)"
    other = shift_on(facts, "t01")
    other |= {"share_now": 0.3, "shift_pp": 18.0, "low_pp": -1.0, "high_pp": 37.0}
    assert "+18 points" in plain(headline.notes(brief(facts))[0])
    assert [near.theme for near in summary.nearly(brief(facts))] == [other["theme"], shift["theme"]]


def test_an_earlier_figure_that_moved_by_more_than_the_bar_is_said_near_the_top():
    row = {
        "what": "share of “exports”",
        "theme": "revops-lead/t01",
        "cycle": "2026-08",
        "from": "30\u00a0%",
        "to": "12\u00a0%",
        "from_share": 0.30,
        "to_share": 0.12,
        "why": "9\u00a0conversations removed since",
    }
    lines = [plain(line) for line in headline.notes(brief(facts_of("shifted", restated=[row])))]
    figure = "the share of “exports” in August 2026 was 30 % and is 12 %"
    assert lines[0] == f"Restated: {figure} (9 conversations removed since)."
    small = facts_of("shifted", restated=[row | {"to_share": 0.25}])
    assert not [line for line in headline.notes(brief(small)) if "earlier" in line]


def test_the_cause_of_too_little_is_the_verdicts_own_and_no_number_of_accounts_that_is_enough():
    facts = facts_of("thin")
    facts["verdict_reasons"] = [
        {"code": "blind", "smallest_visible_alone_pp": 43.0}, {"code": "themes_not_distinct", "text": "x", "alike_part": 0.24},
    ]  # fmt: skip
    told = plain(headline.headline(brief(facts)))
    assert told == (
        "Too little was said to tell: with 5 accounts, only a move of 43 points or more would most likely have shown."
    )
    assert "only 24 % of the passages most alike lie in the same theme" in " ".join(
        plain(line) for line in headline.why(brief(facts))
    )


def test_a_change_that_would_show_too_small_in_its_theme_is_the_headline_of_a_month_that_is_not_steady():
    facts = facts_of("steady") | {"verdict": "unclear"}
    known = {"held_part": 0.59, "within_pp": 15.0, "shows_pp": 8.9}
    facts["verdict_reasons"] = [{"code": "spread_over_themes", "text": "x"} | known]
    told = plain(headline.headline(brief(facts)))
    assert told == (
        "We saw no change, but a theme holds about 59 % of what is alike, so a rise or fall of 15 points would show as one of"
        " 8.9 points, and that is not ruled out in every theme."
    )


def test_a_lead_that_may_be_chance_has_caught_up_and_not_passed():
    facts = facts_of("shifted")
    facts["shifts"][1] |= {"surfaced": False, "share_now": 0.3}
    assert "has passed" in headline.headline(brief(facts))
    facts["priorities"] |= {"tied": [facts["shifts"][1]["theme"]], "heard_first_theme": facts["shifts"][0]["theme"]}
    told = plain(headline.headline(brief(facts)))
    assert "“the merged numbers don’t match” (5 to 34 %) has caught up with “Manual reporting eats my week” (35 to 30 %)" in told

"""What drifted since the persona file was checked, and what to watch, as sentences."""

import pytest

from kit.brief.sections import since_validation
from tests.briefs import another_persona, brief, facts_of, plain, text_of

DRIFT = {
    "theme": "revops-lead/t01", "direction": "fading", "share_before": 0.32, "share_now": 0.12, "shift_pp": -20.0,
    "low_pp": -28.0, "high_pp": -12.0, "mix_adjusted_pp": -19.0, "p": 0.0001, "q": 0.004, "accounts_now": {"n": 9, "of": 44},
    "accounts_before": {"n": 25, "of": 50}, "called": True, "kind": "drift", "since": "2026-06", "since_low": "2026-05",
    "since_high": "2026-07",
}  # fmt: skip
WATCHED = {
    "theme": "revops-lead/t07", "now_cycles": ["2026-08", "2026-09", "2026-10"],
    "before_cycles": ["2026-05", "2026-06", "2026-07"],
    "share_before": 0.09, "share_now": 0.15, "shift_pp": 6.0, "low_pp": -1.0, "high_pp": 13.0, "p": 0.03,
}  # fmt: skip
RATE = {"figure": since_validation.WATCH_RATE, "case": "a year without a change", "value": 0.31, "low": 0.3, "high": 0.32,
        "goal": "", "holds": True}  # fmt: skip


def drifted(*themes, state="validated", **changes):
    facts = facts_of("steady", **changes)
    facts["since_validation"] |= {"state": state, "themes": list(themes)}
    facts["on_watch"] = {"looked_at": 7, "level": 0.05, "themes": [WATCHED]}
    return brief(facts)


def section_text(of):
    return plain(text_of(since_validation.section(of)))


def test_a_drift_from_a_claim_says_what_the_file_says_since_when_how_far_and_who():
    text = section_text(drifted(DRIFT))
    assert "1 theme has drifted since 12 March 2026" in text
    sentence = (
        "The file says “Manual reporting eats my week”. Fewer customers do since about June 2026 (May 2026 to July 2026): "
        "from 32 % to 12 % (−20 points, −28 to −12). 9 of 44 accounts raised it over the last three cycles, "
        "25 of 50 accounts in the three before."
    )
    assert sentence in text


def test_a_drift_that_the_file_does_not_state_is_told_as_that():
    rising = DRIFT | {"theme": "revops-lead/t07", "direction": "rising", "shift_pp": 20.0, "low_pp": 12.0, "high_pp": 28.0,
                      "share_before": 0.12, "share_now": 0.32}  # fmt: skip
    text = section_text(drifted(rising))
    assert "The file does not say “the merged numbers don’t match”. More customers do since about" in text
    assert "from 12 % to 32 % (+20 points, 12 to 28)" in text


def test_themes_that_stayed_stand_in_the_table_alone():
    text = section_text(drifted(DRIFT | {"called": False}))
    assert "No drift since 12 March 2026 is more than chance" in text
    assert "The file says" not in text
    assert "Manual reporting eats my week from 32 % to 12 %" in text


@pytest.mark.parametrize(
    ("state", "heading", "why"),
    [
        ("never", "never validated", "validated_on"),
        ("recent", "too lately", "Three cycles have to follow"),
        ("short", "Too few cycles", "Six cycles"),
    ],
)
def test_where_nothing_can_be_compared_the_page_says_why(state, heading, why):
    facts = facts_of("steady")
    facts["since_validation"] = {"state": state, "before_cycles": [], "now_cycles": [], "themes": []}
    text = section_text(brief(facts))
    assert heading in text
    assert why in text


def test_a_check_before_all_that_can_be_compared_is_said():
    text = section_text(drifted(DRIFT, state="first"))
    assert "1 theme has drifted since May 2026" in text
    assert "an older drift does not show" in text


def test_what_is_on_watch_is_no_finding_and_has_its_error_rate():
    text = section_text(drifted(error_rates=[RATE]))
    assert "No findings: not large or sure enough to report" in text
    watched = "has stood above where it was for three cycles: 9 % before, 15 % over them (+6 points, −1 to 13)."
    assert watched in text
    assert "Where nothing moves, a theme stands on a persona’s watch list in 31 % of cycles." in text
    assert "watch list in" not in section_text(drifted())


def test_of_several_cases_a_watch_list_has_the_worst_ones_rate():
    wandering = RATE | {"case": "a year without a change, wandering", "value": 0.43}
    for rates in ([RATE, wandering], [wandering, RATE]):
        assert "watch list in 43 % of cycles." in section_text(drifted(error_rates=rates))


def test_an_empty_watch_list_is_said():
    facts = facts_of("steady")
    facts["on_watch"] = {"looked_at": 7, "level": 0.05, "themes": []}
    assert "No theme moves one way" in section_text(brief(facts))


def test_a_brief_of_before_says_that_nothing_was_compared():
    facts = facts_of("steady")
    for name in ("since_validation", "on_watch", "library"):
        del facts[name]
    assert "Too few cycles to tell a drift" in section_text(brief(facts))
    assert "expect" not in text_of(since_validation.library_section([brief(facts)]))


def index_text(*briefs):
    return plain(text_of(since_validation.library_section(briefs)))


def test_the_index_names_each_drift_and_theme_on_watch_under_its_persona():
    text = index_text(drifted(DRIFT), another_persona())
    assert "Customers have drifted from 1 of 2 persona files since validation" in text
    assert "Hands-on RevOps Lead , since its file was validated The file says “Manual reporting eats my week”." in text
    assert "On watch, no findings yet: “the merged numbers don’t match” has stood above" in text


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        (0.42, "At this bar expect 0.4 false shifts a year in this library"),
        (0.0, "At this bar expect fewer than 0.1 false shifts a year"),
        (None, "There are too few past cycles to say how many false shifts to expect in a year."),
    ],
)
def test_the_index_says_how_many_false_shifts_to_expect_in_a_year(rate, sentence):
    assert sentence in index_text(brief("steady", library={"false_a_year": rate, "watch": None}))


def test_the_librarys_own_record_counts_all_its_personas():
    text = index_text(
        brief("steady", durability={"surfaced": 5, "held": 3, "untold": 1}),
        brief("thin", durability={"surfaced": 2, "held": 2, "untold": 0}),
    )
    assert "of 7 reported shifts that another cycle followed, 5 held and 2 did not; 1 more cannot be told." in text
    assert "Its own record is empty" in index_text(brief("steady", durability={"surfaced": 0, "held": 0, "untold": 0}))


def test_a_level_over_all_cycles_is_told_with_what_it_was_asked_of():
    watch = {"rule": "batch-prds", "batch": 3, "level": 0.0037, "tests": 72, "called": 1}
    text = index_text(brief("steady", library={"false_a_year": 0.1, "watch": watch}))
    assert "in this one, number 3, q had to be at most 0.0037; 1 of 72 tests passed." in text


@pytest.mark.parametrize(
    ("validated_on", "told"),
    [
        ("2026-03-02", "No cycle of which themes are made ended before the file was validated on 2 March 2026."),
        ("2026-06-30", "Only 1 cycle ended before the file was validated on 30 June 2026; three are needed."),
        ("2026-07-01", "Only 2 cycles ended before the file was validated on 1 July 2026; three are needed."),
    ],
)
def test_a_file_validated_before_three_cycles_is_held_against_the_first_ones_and_says_so(validated_on, told):
    facts = facts_of("shifted")
    facts["persona"]["validated_on"] = validated_on
    facts["since_validation"] |= {"state": "first", "before_cycles": ["2026-05", "2026-06", "2026-07"]}
    assert plain(since_validation.compared(brief(facts))).startswith(told)


def test_a_library_that_was_only_held_against_its_first_cycles_does_not_speak_of_validation():
    facts = facts_of("steady")
    facts["since_validation"] |= {"state": "first"}
    told = plain(since_validation.library_finding([brief(facts)]))
    assert told == "No drift in 1 persona file since the first cycles there are; what was said before validation is not known"

"""sections/test_words"""

import pytest

from kit.brief import sections
from kit.brief.sections import words
from tests.briefs import brief, facts_of, plain

NEW = {"now": 0.2, "accounts": 9, "z": 3.0}
LANGUAGE = {
    "rising": [], "fading": [], "new_to_file": [NEW | {"term": "sso"}, NEW | {"term": "merged numbers", "accounts": 1}],
    "unsaid": ["gut feel", "spreadsheet", "sandbag"],
}  # fmt: skip


def test_words_stand_against_the_files_own_both_ways():
    page = plain(sections.words.section(brief(facts_of("steady", language=LANGUAGE))).html)
    assert "Customers say, the file does not: “sso” (9 accounts) and “merged numbers” (1 account)." in page
    assert "The file says, nobody said in October 2026: “gut feel”, “spreadsheet” and “sandbag”." in page
    assert words.unsaid(tuple(LANGUAGE["unsaid"]), 1) == "“gut feel” and 2 more"


@pytest.mark.parametrize("verdict", ["thin", "stale"])
def test_where_too_little_was_heard_no_words_are_compared(verdict):
    page = plain(sections.words.section(brief(facts_of("steady", language=LANGUAGE, verdict=verdict))).html)
    assert "Too little was said to compare words" in page
    assert "the file does not" not in page
    assert "same as before" not in page


def test_a_cycle_with_the_words_of_before_says_what_was_looked_for():
    first = facts_of("steady")
    first["heard"]["n_baseline_cycles"] = 0
    assert words.finding(brief("steady")) == "No word rose or fell beyond chance"
    assert words.finding(brief(first)) == "There are no earlier words to compare with"

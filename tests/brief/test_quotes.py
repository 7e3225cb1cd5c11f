"""test_quotes"""

import pytest

from kit.brief import quotes
from kit.links import web_address
from tests.briefs import brief, facts_of


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/1", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_only_web_links_are_followed(url, kept):
    assert bool(web_address(url)) is kept


PASSAGE = "We like the new look. The merged numbers don’t match our CRM. Who can tell us why that is?"


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (30, PASSAGE),
        (14, "The merged numbers don’t match our CRM. Who can tell us why that is?"),
        (8, "The merged numbers don’t match our CRM."),
        (3, ""),
    ],
)
def test_an_excerpt_is_the_whole_sentences_that_are_most_on_the_theme(most, shown):
    assert quotes.excerpt(PASSAGE, most, {"merg", "number", "match"}) == shown


def test_marks_that_the_sentence_before_left_are_no_part_of_an_excerpt():
    text = "He said that the bank would not pay me back at all! '' \" I am referring to the future payments."
    assert quotes.excerpt(text, 8, {"payment"}) == "I am referring to the future payments."


def test_of_several_quotes_the_first_given_comes_first_and_the_themes_own_name_last():
    made = brief(facts_of("shifted"))
    lead = made.shifts[0]
    name = next(theme.label for theme in made.themes if theme.id == lead.theme)
    words = (name, "The merged numbers don’t match what we sold.", "Please send the invoice again.")
    given = [lead.quotes[0].model_copy(update={"text": text}) for text in words]
    assert [quote.text for quote in quotes.most_on_theme(made, given, lead.theme, 30)] == [words[1], words[2], words[0]]


def test_words_without_an_end_are_cut_at_a_clause():
    spoken = "so the campaign went out on Monday, and I had no idea what it did, because the numbers come a day later"
    assert quotes.shortened(spoken, 16) == "so the campaign went out on Monday, and I had no idea what it did …"
    assert quotes.shortened("a few words", 16) == "a few words"

"""sections/test_every_section"""

import pytest

from kit.brief import headline, sections
from kit.brief.months import since_last_month
from kit.brief.sections import (
    claims,
    customers,
    library,
    method,
    nearly,
    not_heard,
    strength,
    suggestions,
    themes_moved,
    then_and_now,
    words,
)
from tests.briefs import STORIES, Outline, brief, facts_of, nasty, plain, text_of, waiting


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("module", sections.BRIEF, ids=lambda module: module.__name__)
def test_every_section_is_well_formed_for_every_story(story, module):
    section = module.section(brief(story))
    outline = Outline(section.html)
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert section.name in ids
    assert "None" not in text_of(section).replace("None of", "")
    assert "nan" not in text_of(section).split()


@pytest.mark.parametrize("module", sections.BRIEF, ids=lambda module: module.__name__)
def test_a_section_changes_nothing_it_is_given(module):
    facts = facts_of("shifted")
    module.section(brief(facts))
    assert facts == facts_of("shifted")


@pytest.mark.parametrize("module", sections.BRIEF, ids=lambda module: module.__name__)
def test_a_section_is_the_same_twice(module):
    assert module.section(brief("shifted")).html == module.section(brief("shifted")).html


@pytest.mark.parametrize("module", sections.BRIEF, ids=lambda module: module.__name__)
def test_what_customers_wrote_is_never_markup(module):
    section = module.section(brief(nasty(facts_of("shifted"))))
    tags = [tag for tag, _ in Outline(section.html).tags]
    assert "img" not in tags
    assert "onerror=alert(1)>" not in section.html


def test_every_figure_has_a_heading_a_text_alternative_and_its_numbers():
    for module in (sections.then_and_now, sections.strength, sections.themes_moved):
        outline = Outline(module.section(brief("shifted")).html)
        plots = [attributes for tag, attributes in outline.tags if attributes.get("class") == "plot"]
        assert plots
        assert all(plot["role"] == "img" and len(plot["aria-label"]) > 40 for plot in plots)
        assert sum(attributes.get("class") == "numbers" for _, attributes in outline.tags) == len(plots)
        assert sum(tag == "figcaption" for tag, _ in outline.tags) == len(plots)


@pytest.mark.parametrize("module", sections.BRIEF, ids=lambda module: module.__name__)
def test_where_all_waits_for_approval_no_section_tells_figures_that_do_not_count(module):
    text = text_of(module.section(brief(waiting())))
    assert "too little was heard" not in text
    assert "stands highest" not in text
    assert "delivered as usual" not in text
    assert "No source was heard" not in text


def test_where_all_waits_for_approval_there_is_no_picture_and_the_gloss_says_so():
    for module in (sections.first_screen, sections.strength, sections.themes_moved):
        assert module.section(brief(waiting())).figures == ()
    assert "Thin – what customers said waits for a person’s approval" in text_of(sections.first_screen.section(brief(waiting())))
    assert 'class="big"' not in sections.first_screen.section(brief(waiting())).html
    assert "themes tested" not in sections.nearly.section(brief(waiting())).html
    card = library.cards([brief(waiting())]).html
    assert "waits for a person’s approval" in card
    assert "0</strong>" not in card.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (then_and_now.finding, "“the merged numbers don’t match” overtook the rest: 5 % before, 34 % now"),
        (customers.finding, "23 of 50 accounts said it, in their own words"),
        (strength.finding, "The change is strong in enterprise, moderate in mid-market, thin in SMB"),
        (themes_moved.finding, "2 of 8 themes moved enough to report, over 6 months"),
        (claims.finding, "Of 5 claims, 1 overtaken, 1 fading, 2 holding and 1 too little said"),
        (words.finding, "They say “merged numbers” more, and “board meeting” less"),
        (nearly.finding, "1 change came near, and why it is not reported"),
        (not_heard.finding, "The nps survey source has been silent since 19 August 2026"),
    ],
)
def test_headings_state_their_finding(heading, told):
    assert plain(heading(brief("shifted"))) == told


@pytest.mark.parametrize("story", STORIES)
def test_every_story_has_a_sentence_for_everything(story):
    facts = facts_of(story)
    told = [
        headline.headline(brief(facts)),
        *headline.notes(brief(facts)),
        *suggestions.suggestions(brief(facts)),
        strength.rests_on(brief(facts)),
    ]
    told += [
        *not_heard.sentences(brief(facts)),
        *method.reasons(brief(facts)),
        *method.restated(brief(facts)),
        *since_last_month.held(brief(facts)),
        *since_last_month.restated(brief(facts)),
    ]
    assert all(sentence.endswith(".") for sentence in told)
    assert not [sentence for sentence in told if "None" in sentence or "nan" in sentence or "{" in sentence]

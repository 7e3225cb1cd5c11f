"""No figure stands on a page in two forms."""

import html
import re

import pytest

from kit.brief import headline, sections
from kit.brief.model import Brief
from kit.brief.sections import library
from tests.brief.figures_on_page import disagreements
from tests.briefs import STORIES, brief, plain, text_of


def page(story):
    return " ".join(text_of(module.section(brief(story))) for module in sections.BRIEF)


@pytest.mark.parametrize("story", STORIES)
def test_no_figure_of_a_story_stands_on_its_page_in_two_forms(story):
    assert disagreements(brief(story), page(story)) == []


@pytest.mark.parametrize("story", STORIES)
def test_a_card_says_what_the_brief_says(story):
    text = text_of(library.cards([brief(story)]))
    assert disagreements(brief(story), text) == []
    assert plain(headline.headline(brief(story))) in text


@pytest.mark.parametrize(
    ("story", "printed", "spoiled"),
    [
        ("shifted", "from 5 % to 34 %", "from 5 % to 33 %"),
        ("shifted", "match 5 % 34 % +29", "match 6 % 34 % +29"),
        ("shifted", "(+29 points, 17 to 43)", "(+28 points, 17 to 43)"),
        ("shifted", "stands highest, at 34 %", "stands highest, at 35 %"),
        ("shifted", "23 of 50 accounts said it", "23 of 51 accounts said it"),
        ("steady", "fall of 30 points is ruled out", "fall of 29 points is ruled out"),
    ],
)
def test_a_figure_in_a_second_form_is_seen(story, printed, spoiled):
    text = page(story)
    assert printed in text
    assert len(disagreements(brief(story), text.replace(printed, spoiled, 1))) == 1


@pytest.mark.run
def test_no_figure_of_the_sample_stands_on_its_page_in_two_forms(october, briefs):
    wrong = {}
    for name, facts in briefs.items():
        source = (october[1] / "2026-10" / f"{name}.html").read_text(encoding="utf-8")
        body = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", source, flags=re.S)
        wrong[name] = disagreements(Brief.model_validate(facts), " ".join(plain(html.unescape(body)).split()))
    assert {name: found for name, found in wrong.items() if found} == {}

"""No figure stands on a page in two forms."""

import pytest

from kit import formats
from kit.brief import headline, sections, summary
from kit.brief.model import Brief
from kit.brief.sections import library
from tests.brief.figures_on_page import disagreements
from tests.briefs import STORIES, brief, facts_of, plain, text_in, text_of


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
        ("shifted", "(+29 points, 16 to 43)", "(+28 points, 16 to 43)"),
        ("shifted", "stands highest, at 34 %", "stands highest, at 35 %"),
        ("shifted", "23 of 50 accounts said it", "23 of 51 accounts said it"),
        ("steady", "fall of 30 points is ruled out", "fall of 29 points is ruled out"),
    ],
)
def test_a_figure_in_a_second_form_is_seen(story, printed, spoiled):
    text = page(story)
    assert printed in text
    assert len(disagreements(brief(story), text.replace(printed, spoiled, 1))) == 1


def test_the_labels_of_a_picture_are_not_read_as_a_row():
    name = plain(summary.label(brief("shifted"), brief("shifted").shifts[0].theme))
    labels = f"<text>{name}</text><text>28 %</text><text>17 %</text><text>9 %</text>"
    assert disagreements(brief("shifted"), text_in(f"<div><svg>{labels}</svg></div>")) == []
    assert len(disagreements(brief("shifted"), text_in(f"<p>{name} <b>28 %</b> <b>17 %</b> +9</p>"))) == 1


def test_of_themes_that_share_a_name_each_may_have_its_own_figures_and_no_others():
    facts = facts_of("shifted")
    first, second = (next(theme for theme in facts["themes"] if theme["id"] == shift["theme"]) for shift in facts["shifts"][:2])
    first |= {"label": "same words", "statement": None}
    second |= {"label": "same words", "statement": None}
    both = Brief.model_validate(facts)
    marks = [
        tuple(plain(mark) for mark in (formats.percent(s.share_before), formats.percent(s.share_now), formats.points(s.shift_pp)))
        for s in both.shifts[:2]
    ]
    assert marks[0] != marks[1]
    rows = [f"“same words” rose from {before} to {now} ({size}, 1 to 2)" for before, now, size in marks]
    assert disagreements(both, " ".join(rows)) == []
    mixed = f"“same words” rose from {marks[0][0]} to {marks[0][1]} ({marks[1][2]}, 1 to 2)"
    assert len(disagreements(both, mixed)) == 1
    assert len(disagreements(both, f"“same words” rose from {marks[0][0]} to 99 %")) == 1


@pytest.mark.run
def test_no_figure_of_the_sample_stands_on_its_page_in_two_forms(october, briefs):
    wrong = {}
    for name, facts in briefs.items():
        source = (october[1] / "2026-10" / f"{name}.html").read_text(encoding="utf-8")
        wrong[name] = disagreements(Brief.model_validate(facts), text_in(source))
    assert {name: found for name, found in wrong.items() if found} == {}

"""editions/slides: one slide a persona, its text and its chart as PowerPoint edits them."""

import io
import sys

import pytest

from kit.brief.editions.slides import page_one_slides, pulse_slides
from kit.brief.headline import headline
from kit.errors import WorkspaceError
from tests.briefs import STORIES, another_persona, brief, facts_of, nasty, plain

pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")


def headed(facts):
    made = brief(facts)
    return made.changed(headline=headline(made))


def slides_of(data):
    return list(pptx.Presentation(io.BytesIO(data)).slides)


def texts(slide):
    return plain("\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame))


def charts(slide):
    return [shape for shape in slide.shapes if shape.has_chart]


def test_page_one_is_one_slide_a_persona_the_shifted_first():
    slides = slides_of(page_one_slides([another_persona(), headed("shifted")]))
    assert len(slides) == 2
    first = texts(slides[0])
    assert slides[0].shapes.title.text_frame.text.startswith("Hands-on RevOps Lead: ")
    for part in (
        "has given way to",
        "23 of 50 accounts raise “the merged numbers …”",
        "$960K",
        "What to do next",
        "We stopped looking at the merged",
    ):
        assert part in first
    assert "CS Manager" in slides[1].shapes.title.text_frame.text


def test_the_chart_holds_the_figures_of_the_brief_and_says_its_finding():
    made = headed("shifted")
    (frame,) = charts(slides_of(page_one_slides([made]))[0])
    now = dict(zip(frame.chart.plots[0].categories, frame.chart.plots[0].series[1].values, strict=True))
    assert now["the merged numbers don’t match"] == made.shifts[0].share_now
    assert "the merged numbers don’t match: 5 to 34" in plain(frame._element.nvGraphicFramePr.cNvPr.get("descr"))


@pytest.mark.parametrize("story", STORIES)
def test_every_story_makes_a_slide_whose_shapes_lie_on_it(story):
    data = page_one_slides([headed(story)])
    deck = pptx.Presentation(io.BytesIO(data))
    for shape in deck.slides[0].shapes:
        assert shape.left + shape.width <= deck.slide_width
        assert shape.top + shape.height <= deck.slide_height
    assert "None" not in texts(deck.slides[0]).replace("None of", "")


def test_what_customers_wrote_is_text():
    assert "<img src=x" in texts(slides_of(page_one_slides([headed(nasty(facts_of("shifted")))]))[0])


def test_a_pulse_is_one_slide_a_persona_with_the_quarters_months():
    months = [headed("steady").changed(cycle="2026-08"), headed("thin").changed(cycle="2026-09"), headed("shifted")]
    slides = slides_of(pulse_slides("2026-Q4", {"revops-lead": months, "cs-manager": [another_persona()], "nobody": []}))
    assert len(slides) == 2
    assert "changed in October 2026" in slides[0].shapes.title.text_frame.text
    table = next(shape.table for shape in slides[0].shapes if shape.has_table)
    rows = [[plain(cell.text) for cell in row.cells] for row in table.rows]
    assert [row[:2] for row in rows[1:]] == [["August 2026", "Steady"], ["September 2026", "Thin"], ["October 2026", "Shifted"]]
    assert rows[3][3] == "23 accounts, $960K"
    (frame,) = charts(slides[0])
    assert len(list(frame.chart.plots[0].categories)) == len(months[-1].cycles)


def test_without_the_library_that_writes_slides_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(WorkspaceError, match=r"pip install 'persona-shift-kit\[slides\]'"):
        page_one_slides([headed("steady")])

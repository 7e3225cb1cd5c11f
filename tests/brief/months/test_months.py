"""months: what earlier briefs came down to, the line, the grid and the trend page."""

import re

import pytest

from kit.brief.headline import headline
from kit.brief.months import since_last_month, trend
from kit.brief.months.grid import History, grid
from kit.brief.months.past_briefs import glance, past_briefs, top_pain
from kit.brief.sections import library
from kit.plots.verdicts import verdict_line, verdict_mark
from tests.briefs import STORIES, Outline, brief, facts_of, nasty, plain, text_in, text_of


def earlier(story, cycle, **changes):
    made = brief(story)
    return made.changed(headline=headline(made)).facts() | {"cycle": cycle} | changes


def with_past(**changes):
    """The shifted story after two printed briefs."""
    printed = [earlier("steady", "2026-08"), earlier("thin", "2026-09")]
    return facts_of("shifted", past_briefs=past_briefs(printed, "2026-10"), **changes)


def moved(held, **changes):
    return {
        "theme": "revops-lead/t07", "label": "the merged numbers don’t match", "cycle": "2026-09", "direction": "rising",
        "shift_pp": 20.0, "share_before": 0.1, "share_then": 0.3, "share_now": 0.34, "held": held,
    } | changes  # fmt: skip


def test_a_brief_comes_down_to_its_shift_else_to_the_pain_raised_most():
    shifted, steady = glance(brief("shifted")), glance(brief("steady"))
    assert (shifted.verdict, shifted.label, shifted.accounts, shifted.amount) == (
        "shifted", "the merged numbers don’t match", len(brief("shifted").shifts[0].accounts), 959_000.0,
    )  # fmt: skip
    assert steady.label == "Manual reporting eats my week"
    assert steady.amount is None
    assert steady.accounts == next(t for t in brief("steady").themes if t.id == top_pain(brief("steady"))).accounts["2026-10"]


@pytest.mark.parametrize("story", STORIES)
def test_every_story_can_be_looked_back_on(story):
    (past,) = past_briefs([earlier(story, "2026-09")], "2026-10")
    assert past["verdict"] == brief(story).verdict
    assert past["headline"] == headline(brief(story))


def test_only_earlier_briefs_are_looked_back_on_the_oldest_first():
    printed = [earlier("thin", cycle) for cycle in ("2026-10", "2026-09", "2026-11", "2026-08")]
    assert [past["cycle"] for past in past_briefs(printed, "2026-10")] == ["2026-08", "2026-09"]


def test_a_brief_in_another_versions_form_keeps_its_verdict_and_its_headline():
    old = {"cycle": "2026-05", "verdict": "steady", "headline": "Nothing moved.", "coverage": {"accounts": 41}, "shifts": []}
    (past,) = past_briefs([old], "2026-10")
    assert (past["verdict"], past["headline"], past["accounts_active"], past["label"]) == ("steady", "Nothing moved.", 41, "")


def test_the_section_says_what_held_what_did_not_and_what_was_restated():
    restated = {
        "what": "share of “Manual reporting eats my week”", "theme": "revops-lead/t01", "cycle": "2026-09", "from": "30 %",
        "to": "34 %", "from_share": 0.3, "to_share": 0.34, "why": "12 conversations came late",
    }  # fmt: skip
    facts = with_past(previous_shifts=[moved(True), moved(False), moved(None, share_now=None)], restated=[restated])
    text = text_of(since_last_month.section(brief(facts)))
    assert "Since September 2026" in text
    assert "Of 3 reported changes, 1 held, 1 did not hold and 1 cannot be told yet; 1 earlier figure changed" in text
    assert "“the merged numbers don’t match” (risen, 10 to 30 %) held; it stands at 34 % now." in text
    assert "September 2026: 30 % was printed, it is 34 % now (12 conversations came late)." in text


def test_a_first_brief_says_that_it_is_the_first():
    text = text_of(since_last_month.section(brief("shifted")))
    assert "This is the first brief of this persona" in text
    assert "<svg" not in since_last_month.section(brief("shifted")).html


def test_the_line_names_each_month_in_words_and_stands_on_page_one():
    made = brief(with_past())
    assert since_last_month.line(made) == [("Aug", "steady"), ("Sep", "thin"), ("Oct", "shifted")]
    assert since_last_month.spoken(made) == "Verdicts so far: August 2026 steady, September 2026 thin, October 2026 shifted"
    first = since_last_month.section(made).html
    assert since_last_month.spoken(made) in first


def test_every_verdict_has_a_shape_of_its_own():
    assert len({verdict_mark(verdict) for verdict in library.ORDER}) == len(library.ORDER)
    Outline(verdict_line([("Oct <b>", "steady")], "October & so on"))


def test_the_grid_is_personas_by_cycles_with_gaps_where_there_was_no_brief():
    made = brief(with_past())
    histories = [
        History("revops-lead", "RevOps", tuple(since_last_month.so_far(made))),
        History("cs-lead", "CS", (glance(brief("thin")),)),
    ]
    shown = grid(histories, link="{cycle}/{id}.html")
    assert [column["mark"] for column in shown["columns"]] == ["August 2026", "September 2026", "October 2026"]
    first, second = shown["rows"]
    assert [cell and cell["word"] for cell in first["cells"]] == ["Steady", "Thin", "Shifted"]
    assert plain(first["cells"][2]["exposure"]) == "23 accounts, $960K"
    assert second["cells"][:2] == [None, None]
    assert second["cells"][2]["href"] == "2026-10/cs-lead.html"


def test_the_index_has_the_grid_before_the_cards():
    html = library.cards([brief(with_past())]).html
    assert html.index("months-grid") < html.index('class="cards"')
    assert "Personas by month" in html
    Outline(html)


def test_the_trend_page_says_how_often_something_changed_and_draws_each_persona():
    made = brief(with_past())
    history = History("revops-lead", "RevOps", tuple(since_last_month.so_far(made)))
    section = trend.section([history], [made])
    text = text_in(section.html)
    assert "1 of 3 briefs reported a change, for 1 persona" in text
    assert "October 2026 1 1 0 0 0 0 23 accounts, $960K" in text
    assert re.search(r'aria-label="What changed for each persona, or else what it raises most\.', section.html)
    assert "No brief has been made yet" in text_of(trend.section([], []))


def test_what_customers_wrote_is_never_markup():
    made = brief(nasty(with_past()))
    history = History("x", "</script><img src=x>", tuple(since_last_month.so_far(made)))
    for section in (since_last_month.section(made), library.cards([made]), trend.section([history], [made])):
        assert "img" not in {tag for tag, _ in Outline(section.html).tags}

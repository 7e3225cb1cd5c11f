import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kit.brief import html as markup
from kit.brief.sections import library
from kit.brief.sections import one_brief as sections
from kit.links import web_address

FACTS = Path(__file__).parents[1] / "facts"
STORIES = ("shifted", "steady", "thin", "loud", "ambiguous", "empty")
SECTIONS = sections.__all__
VOID = {"br", "meta", "link", "img", "hr", "input"}


def facts_of(story):
    return json.loads((FACTS / f"{story}.json").read_text(encoding="utf-8"))


class Outline(HTMLParser):
    """Collects tags and text, and fails on a tag that is closed out of order."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.feed(html)
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "script":
            self.text.append(data)


def words(section):
    return " ".join(" ".join(Outline(section.html).text).replace("\u00a0", " ").split())


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_is_well_formed_for_every_story(story, name):
    section = getattr(sections, name)(facts_of(story))
    outline = Outline(section.html)
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert section.name in ids
    assert "None" not in words(section).replace("None of", "")
    assert "nan" not in words(section).split()


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_changes_nothing_it_is_given(name):
    facts = facts_of("shifted")
    getattr(sections, name)(facts)
    assert facts == facts_of("shifted")


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_is_the_same_twice(name):
    assert getattr(sections, name)(facts_of("shifted")).html == getattr(sections, name)(facts_of("shifted")).html


def nasty(value):
    """Facts in which every text that people wrote tries to be markup; ids, names of rules and dates are left alone."""
    written = {"text", "label", "statement", "name", "term", "company", "role", "terms", "sentence", "why", "what"}

    def spoil(node, key=""):
        if isinstance(node, dict):
            return {name: spoil(part, name) for name, part in node.items()}
        if isinstance(node, list):
            return [spoil(part, key) for part in node]
        return f"</script><img src=x onerror=alert(1)>{node}" if key in written and isinstance(node, str) else node

    return spoil(value)


@pytest.mark.parametrize("name", SECTIONS)
def test_what_customers_wrote_is_never_markup(name):
    section = getattr(sections, name)(nasty(facts_of("shifted")))
    tags = [tag for tag, _ in Outline(section.html).tags]
    assert "img" not in tags
    assert "onerror=alert(1)>" not in section.html


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


def test_quotes_stand_with_account_role_date_source_and_link():
    text = words(sections.customers_say(facts_of("shifted")))
    assert "Halden Freight · Head of Revenue Operations · 6 October 2026 · gong" in text
    assert "One voice on something else: what the others raise most" in text
    assert 'href="https://example.com/gong/88121" rel="noopener noreferrer"' in sections.customers_say(facts_of("shifted")).html


def test_no_two_quotes_of_a_shift_are_of_one_account():
    facts = facts_of("shifted")
    for quote in facts["shifts"][0]["quotes"]:
        quote["account_id"] = "a-011"
    html = sections.customers_say(facts).html
    assert html.split('class="other"')[0].count("<blockquote>") == 1


def test_long_lists_of_accounts_fold():
    html = sections.who(facts_of("shifted")).html
    assert "The other 6" in html.replace("\u00a0", " ")


def test_every_figure_has_a_heading_a_text_alternative_and_its_numbers():
    for name in ("first_screen", "how_strong", "themes_moved"):
        outline = Outline(getattr(sections, name)(facts_of("shifted")).html)
        plots = [attributes for tag, attributes in outline.tags if attributes.get("class") == "plot"]
        assert plots
        assert all(plot["role"] == "img" and len(plot["aria-label"]) > 40 for plot in plots)
        assert sum(attributes.get("class") == "numbers" for _, attributes in outline.tags) == len(plots)
        assert sum(tag == "figcaption" for tag, _ in outline.tags) == len(plots)


def test_a_figures_data_cannot_end_its_block():
    facts = nasty(facts_of("shifted"))
    blocks = re.findall(
        r'<script type="application/json" data-for="slope">(.*?)</script>', sections.first_screen(facts).html, re.S
    )
    assert json.loads(blocks[0])["wide"]["data"]


def test_the_first_screen_says_what_a_thin_segment_would_have_needed():
    assert "SMB thin : looked at alone, would have needed a 41-point shift to show" in words(
        sections.first_screen(facts_of("shifted"))
    )


def test_numbers_are_the_same_in_the_sentence_the_table_and_the_chart():
    facts = facts_of("shifted")
    section = sections.first_screen(facts)
    shift = facts["shifts"][0]
    line = next(trace for trace in section.figures[0].data if trace.line.color.startswith("#b3"))
    assert list(line.y) == [shift["share_before"], shift["share_now"]]
    assert "the merged numbers don’t match 9 % 31 % +22" in words(section)


def test_the_heat_map_is_a_table_with_a_shade_for_each_count():
    html = sections.not_heard(facts_of("thin")).html
    assert 'class="n heat5">58' in html
    assert 'class="n heat1">3' in html
    assert 'class="n heat0">0' in html


def test_below_the_bar_each_change_names_its_rule():
    text = words(sections.nearly(facts_of("loud")))
    assert "one account: 31 of 34 conversations are Halden Freight’s" in text
    assert "All 6 themes tested below the bar" in text


def test_the_library_puts_what_moved_first_and_low_tracking_last():
    html = library.cards([facts_of(story) for story in STORIES]).html
    assert re.findall(r'class="card (\w+)"', html) == ["shifted", "thin", "steady", "steady", "steady", "thin"]
    assert "Of 6\u00a0personas, 1 shifted, 2 too thin to tell and 3 steady." in html


def waiting():
    facts = facts_of("steady") | {"verdict": "thin", "verdict_reasons": [{"code": "awaiting_review", "conversations": 108}]}
    facts["coverage"] |= {"conversations": 0, "accounts": 0}
    facts["matching"] |= {"attached": 0, "awaiting_review": 108}
    return facts


@pytest.mark.parametrize("name", SECTIONS)
def test_where_all_waits_for_approval_no_section_tells_figures_that_do_not_count(name):
    text = words(getattr(sections, name)(waiting()))
    assert "too little was heard" not in text
    assert "stands highest" not in text
    assert "delivered as usual" not in text
    assert "No source was heard" not in text


def test_where_all_waits_for_approval_there_is_no_picture_and_the_gloss_says_so():
    for name in ("first_screen", "how_strong", "themes_moved"):
        assert getattr(sections, name)(waiting()).figures == ()
    assert "Thin what was heard waits for a person’s approval" in words(sections.first_screen(waiting()))
    assert 'class="big"' not in sections.first_screen(waiting()).html
    assert "themes tested" not in sections.nearly(waiting()).html
    card = library.cards([waiting()]).html
    assert "waits for a person’s approval" in card
    assert "0</strong>" not in card.replace("\u00a0", " ")


def test_segments_of_what_did_not_surface_have_no_strength_words():
    page = words(sections.how_strong(facts_of("steady")))
    assert not [word for word in ("strong", "moderate", "thin") if word in page.replace("How strong, and where", "").split()]
    assert "strong" in words(sections.how_strong(facts_of("shifted"))).split()


def test_a_lone_unknown_account_is_no_segment():
    facts = facts_of("shifted")
    lone = facts["shifts"][0]["segments"][2] | {"accounts_active": 1}
    facts["shifts"][0]["segments"] += [lone | {"segment": ""}, lone | {"segment": "unknown size"}]
    page = words(sections.how_strong(facts))
    assert "not known" not in page
    assert "unknown size" not in page


def test_segments_are_said_to_be_looked_at_alone():
    assert "Smallest visible shift, looked at alone" in words(sections.how_strong(facts_of("steady")))
    assert "looked at alone, at p 0.05" in words(sections.how_strong(facts_of("steady")))


def test_of_a_thin_persona_only_what_would_help_is_suggested():
    text = words(sections.suggests(facts_of("thin")))
    assert "Nothing can be read from so little; what would help" in text
    assert "No message lost" not in text
    assert "More accounts heard would help" in text


def test_the_index_names_who_is_not_tracked():
    html = library.cards([facts_of("steady")], untracked=["Growth <b>", "Legal"]).html
    assert "Not tracked: Growth &lt;b&gt; and Legal." in html
    assert "Not tracked" not in library.cards([facts_of("steady")]).html


def test_a_missing_name_in_a_template_is_an_error():
    with pytest.raises(Exception, match="undefined"):
        markup.render("sections/nobody.html")

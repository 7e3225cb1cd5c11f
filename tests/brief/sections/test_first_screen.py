"""sections/test_first_screen"""

import json
import re

from kit.brief import sections, summary
from kit.brief.sections import (
    first_screen,
)
from tests.briefs import brief, facts_of, nasty, text_of


def test_a_change_is_the_tested_shift_in_every_table():
    facts = facts_of("shifted")
    facts["shifts"][0] |= {"share_before": 0.1, "share_now": 0.2249, "shift_pp": 12.51}
    row = next(row for row in summary.then_and_now(brief(facts)) if row.theme == facts["shifts"][0]["theme"])
    assert first_screen.share_rows([row])[0][-1] == "+13"


def test_a_figures_data_cannot_end_its_block():
    facts = nasty(facts_of("shifted"))
    blocks = re.findall(
        r'<script type="application/json" data-for="slope">(.*?)</script>', sections.first_screen.section(brief(facts)).html, re.S
    )
    assert json.loads(blocks[0])["wide"]["data"]


def test_the_first_screen_says_what_a_thin_segment_would_have_needed():
    facts = facts_of("shifted")
    facts["shifts"][0]["segments"][0] |= {"segment": "SMB", "strength": "thin", "smallest_visible_shift_pp": 40.6}
    page = text_of(sections.first_screen.section(brief(facts)))
    assert "SMB thin : looked at alone, would have needed a 41-point shift to show" in page


def test_numbers_are_the_same_in_the_sentence_the_table_and_the_chart():
    facts = facts_of("shifted")
    section = sections.first_screen.section(brief(facts))
    shift = facts["shifts"][0]
    line = next(trace for trace in section.figures[0].data if trace.line.color.startswith("#b3"))
    assert list(line.y) == [shift["share_before"], shift["share_now"]]
    assert "the merged numbers don’t match 5 % 34 % +29" in text_of(section)

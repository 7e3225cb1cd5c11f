"""sections/test_nearly"""

from kit.brief import sections
from tests.briefs import brief, text_of


def test_below_the_bar_each_change_names_its_rule():
    text = text_of(sections.nearly.section(brief("loud")))
    assert "one account: 70 of 93 conversations are Halden Freight’s" in text
    assert "All 8 themes that were tested and not reported" in text

"""sections/test_library"""

import re

from kit.brief.sections import library
from tests.briefs import STORIES, brief


def test_the_library_puts_what_moved_first_and_low_tracking_last():
    html = library.cards([brief(story) for story in STORIES]).html
    assert re.findall(r'class="card (\w+)"', html) == ["shifted", "thin", "thin", "steady", "steady", "steady"]
    assert "Of 6\u00a0personas, 1 shifted, 2 too thin to tell and 3 steady." in html


def test_the_index_names_who_is_not_tracked():
    html = library.cards([brief("steady")], untracked=["Growth <b>", "Legal"]).html
    assert "Not tracked: Growth &lt;b&gt; and Legal." in html
    assert "Not tracked" not in library.cards([brief("steady")]).html

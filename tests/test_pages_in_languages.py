"""German and French pages in headless Chromium: longer than English ones, they still fit, wide, on a phone and on paper."""

import re
import shutil

import pytest

from kit.brief import pages as report
from kit.language import LANGUAGES
from tests.stories.make import made
from tests.test_pages import CUT_LABELS, WIDTHS

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here; `apt-get install chromium` brings one"),
]
#: A shift with a silent source, a month without a change, and one in which too little was heard.
STORIES = ("shifted", "steady", "thin")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The page of each story in each language."""
    folder, drafted = tmp_path_factory.mktemp("pages"), {}
    for tag in LANGUAGES[1:]:
        for story in STORIES:
            brief = made(story, folder / f"{story}-{tag}", tag)
            drafted[tag, story] = folder / f"{story}-{tag}.html"
            drafted[tag, story].write_text(report.render_alone(brief), encoding="utf-8")
    return drafted


@pytest.mark.parametrize("width", WIDTHS)
def test_longer_words_fit_as_the_english_ones_do(files, width):
    with playwright.sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM)
        for name, path in files.items():
            page = chromium.new_page(viewport=dict(zip(("width", "height"), WIDTHS[width], strict=True)))
            page.goto(path.as_uri())
            first = page.locator("#first-screen")
            if width == "phone":
                assert first.evaluate("part => part.getBoundingClientRect().bottom") <= 2 * WIDTHS[width][1], name
            if width == "wide":
                assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) == 1, name
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            assert page.evaluate(CUT_LABELS) == [], name
            page.close()
        chromium.close()

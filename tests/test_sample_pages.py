"""The sample's own pages in headless Chromium: every one of them, in three widths."""

import re
import shutil

import pytest

from tests.test_pages import CUT_LABELS

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here; `apt-get install chromium` brings one"),
]
#: What code or a fault would look like on a page.
CODE = ("import ", "from kit", "show(", "Traceback", "NaN", "undefined")
WIDTHS = {"wide": (1280, 800), "tablet": (820, 1180), "phone": (390, 844)}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_sample_draws_all_says_nothing_asks_for_nothing_and_shows_no_code(october, width):
    reports = october[1]
    paths = sorted(reports.rglob("*.html"))
    assert len(paths) == 9  # six briefs, the library, the archive, the library over time
    with playwright.sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM)
        for path in paths:
            page = chromium.new_page(viewport=dict(zip(("width", "height"), WIDTHS[width], strict=True)))
            heard, asked = [], []
            page.on("console", lambda message, heard=heard: heard.append(message.text))
            page.on("pageerror", lambda error, heard=heard: heard.append(str(error)))
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(path.as_uri())
            first = page.locator("#first-screen")
            if first.count():
                assert len(first.inner_text().split()) <= 300, path.name
            if first.count() and width == "phone":
                assert first.evaluate("part => part.getBoundingClientRect().bottom") <= 2 * WIDTHS[width][1], path.name
            if first.count() and width == "wide":
                assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) == 1, path.name
            if path == reports / "2026-10" / "index.html" and width == "wide":
                assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) <= 4
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
            assert heard == [], path.name
            assert asked == [path.as_uri()], path.name
            assert page.locator(".plot").count() == page.locator(".plot svg:visible").count(), path.name
            assert page.locator("h1").count() == 1, path.name
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path.name
            assert page.evaluate(CUT_LABELS) == [], path.name
            shown = page.inner_text("body")
            assert not [word for word in CODE if word in shown], path.name
            page.close()
        chromium.close()


def test_every_page_is_one_file_of_at_most_300_kilobytes(october):
    assert max(path.stat().st_size for path in october[1].rglob("*.html")) <= 300 * 1024

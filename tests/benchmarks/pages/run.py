"""Measures pages as a reader meets them: words, screens wide and on a phone, A4 sides, bytes.

``python tests/benchmarks/pages/run.py FOLDER [FOLDER …]`` prints a row for every brief in folders of a cycle's pages: give the
folder of one version and that of another to see both. Needs chromium and playwright.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

WIDE, PHONE = (1280, 800), (390, 844)
COLUMNS = ("page", "words", "of page one", "screens wide", "screens phone", "A4 sides", "KB", "scripts")


def measure(browser: Browser, path: Path) -> tuple[Any, ...]:
    """One page's row: words as they are shown when it is opened, its heights in screens, its printed sides."""
    heights = []
    for width, height in (WIDE, PHONE):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(path.resolve().as_uri())
        page.wait_for_timeout(300)
        heights.append(page.evaluate("document.documentElement.scrollHeight") / height)
        if (width, height) == WIDE:
            words = len(page.inner_text("body").split())
            first = page.locator("#first-screen")
            of_first = len(first.inner_text().split()) if first.count() else "–"
            sides = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
        page.close()
    scripts = len(re.findall(r"<script\b(?![^>]*application/json)", path.read_text(encoding="utf-8")))
    kilobytes = round(path.stat().st_size / 1024)
    name = f"{path.parent.parent.name}/{path.stem}"
    return (name, words, of_first, f"{heights[0]:.1f}", f"{heights[1]:.1f}", sides, kilobytes, scripts)


def main(folders: list[str]) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not folders or not chromium:
        sys.exit(__doc__ if not folders else "there is no chromium here; `apt-get install chromium` brings one")
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium)
        for folder in map(Path, folders):
            for path in sorted(folder.glob("*.html")):
                if path.with_suffix(".json").exists():
                    print("| " + " | ".join(map(str, measure(browser, path))) + " |", flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])

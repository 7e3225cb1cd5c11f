"""The explore notebooks in a real JupyterLab, used as a person does: chosen in a widget, seen to change; money is no formula."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kit.record.store import Record
from kit.run.begin_from import begin_from
from kit.themes.edits import current_themes
from tests.lab_page import WAIT_MS, LabPage, started_lab
from tests.tutorial import deeds

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here; `apt-get install chromium` brings one"),
]
ROOT = Path(__file__).parents[1]
#: A sentence of the tutorial's messages, and the same with money, which JupyterLab would set as a formula if nothing forbade it.
INVOICE, MONEY = "Your invoice and the signed offer do not agree", "Your invoice says $14K here and the signed offer $9K there"
PLANNER, BOOKER = "conference-planner", "travel-booker"
RENAMED = "Bills are not what was offered"
#: How the theme of the invoices is called in October.
INVOICES = "The final invoice for our conference"


@pytest.fixture(scope="module")
def hotel(tmp_path_factory):
    """The tutorial's workspace, its invoices in dollars, after the run of September."""
    folder = tmp_path_factory.mktemp("lab")
    words = (ROOT / "data" / "examples" / "hotel" / "messages.csv").read_text(encoding="utf-8")
    (folder / "messages.csv").write_text(words.replace(INVOICE, MONEY), encoding="utf-8")
    list(begin_from(folder / "hotel", [folder / "messages.csv"]))
    for path in (folder / "hotel" / "personas").iterdir():
        path.unlink()
    for deed in deeds():
        if deed.file:
            (folder / deed.file).write_text(deed.text, encoding="utf-8")
    run(folder / "hotel", "2026-09")
    return folder / "hotel"


def run(workspace, cycle):
    """A month as the command line runs it; where its pages are."""
    command = [sys.executable, "-m", "kit", "run", str(workspace), "--cycle", cycle, "--jobs", "1"]
    pages = workspace.parent / "reports"
    done = subprocess.run([*command, "--reports", str(pages)], check=False, capture_output=True, text=True, env=_quiet())
    assert done.returncode == 0, done.stderr
    return pages / cycle


def _quiet():
    return os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def opened(hotel):
    """One JupyterLab and one browser for all notebooks: (the lab's page, a page for briefs)."""
    with started_lab(hotel) as address, playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield LabPage(browser.new_page(viewport={"width": 1400, "height": 1000}), address, hotel), browser.new_page()
        browser.close()


@pytest.fixture
def lab(opened):
    return opened[0]


def decision(hotel, theme):
    return current_themes(Record(hotel / "record"), PLANNER).set_index("theme_id")["decisions"][theme]


def words_of(page, path):
    page.goto(path.as_uri())
    return page.inner_text("body") + "".join(page.locator("details").all_text_contents())


def test_a_theme_is_clicked_renamed_in_the_next_brief_and_taken_back(opened, hotel):
    lab, brief = opened
    lab.run_all("explore_themes")
    lab.choose("persona", "Conference Planner")
    themes = lab.widget.locator(".widget-select select")
    lab.widget.locator(".js-plotly-plot").first.wait_for()
    label = themes.locator("option").filter(has_text=MONEY[:30]).text_content()
    themes.select_option(label=label)
    shown = lab.widget.locator("p", has=lab.page.locator("strong", has_text=MONEY[:30])).first.text_content()
    theme = shown.partition("(")[2].partition(")")[0]
    lab.widget.locator(f"td:has-text('{MONEY}')").first.wait_for()
    lab.write("name", RENAMED)
    lab.press("Rename")
    lab.sees("it holds from the next run on")
    assert decision(hotel, theme) == f"renamed '{RENAMED}' (from the next run)"
    assert RENAMED in words_of(brief, run(hotel, "2026-10") / f"{PLANNER}.html")
    lab.press("Undo")
    lab.sees(f"{theme}: rename; it holds from the next run on")
    assert decision(hotel, theme) == f"renamed '{RENAMED}' (until the next run)"
    again = words_of(brief, run(hotel, "2026-10") / f"{PLANNER}.html")
    assert RENAMED not in again
    assert MONEY in again


@pytest.fixture
def october(hotel):
    """Of September and October there are briefs."""
    if "2026-10" not in Record(hotel / "record").cycles("themes"):
        run(hotel, "2026-10")


@pytest.mark.usefixtures("october")
def test_two_sides_are_chosen_and_compared(lab):
    lab.run_all("compare_anything")
    lab.choose("persona", "Conference Planner")
    lab.sees(INVOICES)
    lab.choose("persona", "Travel Booker")
    lab.sees("cheaper prices on the portals")
    lab.sees_no_more(INVOICES)
    lab.widget.locator(".widget-select-multiple select").nth(1).select_option(["2026-10"])
    lab.sees("now and before share")


@pytest.mark.usefixtures("october")
def test_another_setting_of_themes_is_tried_and_adopted(lab, hotel):
    lab.run_all("theme_laboratory")
    lab.choose("persona", "Travel Booker")
    lab.choose("granularity", "coarse")
    lab.press("Try")
    lab.sees("Tried. Nothing is changed yet")
    lab.sees("travel-booker, 2026-10")
    assert "coarse" not in (hotel / "kit.yaml").read_text(encoding="utf-8")
    lab.press("Adopt")
    lab.sees("it holds for every persona from the next run on")
    assert yaml.safe_load((hotel / "kit.yaml").read_text(encoding="utf-8"))["themes"]["granularity"] == "coarse"


@pytest.mark.usefixtures("october")
def test_a_persona_is_followed_over_its_briefs(lab):
    lab.run_all("follow_a_persona")
    lab.choose("persona", "Conference Planner")
    lab.sees("The network fails when the hall is full")
    lab.choose("persona", "Travel Booker")
    lab.sees("Cancelling is a fight")
    lab.choose("show", "verdicts")
    lab.sees_no_more("Cancelling is a fight")
    assert lab.widget.locator("tbody tr").count() == 2


@pytest.mark.usefixtures("october")
def test_a_rule_of_the_bar_is_moved(lab):
    lab.run_all("07_tune_the_bar")
    lab.slide("min accounts", "3")
    lab.sees("min_accounts: 3")
    lab.widget.locator("td", has_text=INVOICES).first.wait_for()
    lab.slide("min accounts", "40")
    lab.sees("min_accounts: 40")
    lab.sees("Surfaced by this bar: none.")


@pytest.mark.usefixtures("october")
def test_a_question_is_put_together_and_answered_anew(lab):
    lab.run_all("08_ask_the_record")
    lab.choose("persona", "Conference Planner")
    lab.write("words", "invoice offer")
    lab.widget.locator("td", has_text=MONEY).first.wait_for()
    lab.write("words", "zebra")
    lab.sees("zebra")
    lab.sees_no_more(MONEY)
    assert lab.widget.locator("td").count() == 0


@pytest.mark.usefixtures("october")
def test_an_own_section_is_written(lab):
    lab.run_all("own_section")
    lab.page.get_by_text("Raised most by the top tier").first.wait_for(timeout=WAIT_MS)

"""Explore themes in a real JupyterLab: a theme is clicked and its quotes appear, renamed and taken back; money is no formula."""

import json
import shutil
import socket
import subprocess
import time

import pytest

from kit.record.store import Record
from kit.run import lab
from kit.themes.edits import current_themes
from kit.workspace import open_workspace

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here; `apt-get install chromium` brings one"),
]
YAML = "company: Small\ntop_tiers: [A]\nsources:\n  - {id: desk, kind: ticket, path: none}\n"
WAIT_MS = 120_000
#: Words with money in them, which JupyterLab would set as a formula where nothing forbids it.
MONEY = "the merged numbers do not match: $620K ARR here, $2.1M of all accounts there"


@pytest.fixture
def workspace(small_record, tmp_path):
    """A workspace as kit.open reads it, around a small record whose words hold money."""
    small = small_record(n_accounts=20)
    folder = tmp_path / "small"
    (folder / "personas").mkdir(parents=True)
    (folder / "personas" / "ops.yaml").write_text("id: ops\nname: Ops\n", encoding="utf-8")
    (folder / "kit.yaml").write_text(YAML, encoding="utf-8")
    small.accounts.assign(arr=0).to_csv(folder / "accounts.csv", index=False)
    small.record.folder.rename(folder / "record")
    record = Record(folder / "record")
    passages = record.read("passages")
    record.upsert("passages", passages.assign(text=passages["text"].str.replace("the merged numbers do not match", MONEY)))
    return folder


@pytest.fixture
def address(workspace):
    """JupyterLab as `kit lab` starts it, and where it is."""
    work = open_workspace(workspace)
    lab.copy_notebooks(work)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*lab.lab_command(work, port, is_shown=False), "--IdentityProvider.token=x", "--allow-root"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(240):
                with socket.socket() as asked:
                    if asked.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.25)
            yield f"http://127.0.0.1:{port}/lab/tree/explore/explore_themes.ipynb?token=x&reset"
        finally:
            server.terminate()


def test_themes_are_explored_in_a_real_jupyterlab(address, workspace):
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(WAIT_MS)
        page.goto(address)
        page.wait_for_selector("text=/Python 3.*Idle/")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        themes = page.locator(".widget-select select")
        themes.wait_for()
        page.wait_for_selector(".widget-box .js-plotly-plot, .jp-OutputArea .js-plotly-plot")
        merged = themes.locator("option").filter(has_text="merged numbers").text_content()
        themes.select_option(label=merged)
        page.wait_for_selector(f"td:has-text('{MONEY[:40]}')")
        assert page.locator("mjx-container, .MathJax").count() == 0
        page.get_by_placeholder("a name").fill("Numbers differ")
        page.get_by_placeholder("a name").press("Tab")
        page.get_by_role("button", name="Rename").click()
        page.wait_for_selector("text=it holds from the next run on")
        decided = current_themes(Record(workspace / "record"), "ops").set_index("theme_id")["decisions"]
        assert decided["ops/t01"] == "renamed 'Numbers differ' (from the next run)"
        page.get_by_role("button", name="Undo").click()
        page.wait_for_selector("text=/ops.t01: rename *; it holds/")
        browser.close()
    assert current_themes(Record(workspace / "record"), "ops").set_index("theme_id")["decisions"]["ops/t01"] == ""
    copy = json.loads((workspace / "explore" / "explore_themes.ipynb").read_text(encoding="utf-8"))
    assert copy["cells"]

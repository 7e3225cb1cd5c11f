"""A real JupyterLab as `kit lab` starts it, and a browser that uses its notebooks as a person does."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.run import lab
from kit.workspace import open_workspace

#: How long anything may take on a busy machine, in milliseconds.
WAIT_MS = 180_000
#: Controls of the widgets, by their label.
CHOICE = ".widget-dropdown:has(.widget-label:text-is('{}')) select"
WRITTEN = ".widget-text:has(.widget-label:text-is('{}')) input"
SLIDER = ".widget-hslider:has(.widget-label:text-is('{}')) .widget-readout"
#: What is typeset as mathematics.
TYPESET = "mjx-container, .MathJax, .katex"


@contextmanager
def started_lab(folder: Path) -> Iterator[str]:
    """JupyterLab over a workspace; where its notebooks are."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    work = open_workspace(folder)
    command = [*lab.lab_command(work, port, is_shown=False), "--IdentityProvider.token=x", "--allow-root"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(4 * WAIT_MS // 1000):
                with socket.socket() as asked:
                    if asked.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.25)
            yield f"http://127.0.0.1:{port}/lab/tree/{lab.FOLDER}/{{}}.ipynb?token=x&reset"
        finally:
            server.terminate()


class LabPage:
    """One notebook at a time, run top to bottom.

    Attributes
    ----------
    page : the browser's page.
    """

    def __init__(self, page, address: str, folder: Path) -> None:
        self.page, self.address, self.folder = page, address, folder
        page.set_default_timeout(WAIT_MS)

    def run_all(self, name: str) -> None:
        """Open a fresh copy of a notebook, as the newest run fills it in, and run all of its cells."""
        (self.folder / lab.FOLDER / f"{name}.ipynb").unlink(missing_ok=True)
        lab.copy_notebooks(open_workspace(self.folder))
        self.page.goto(self.address.format(name))
        self.page.wait_for_selector("text=/Python 3.*Idle/")
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()
        self.page.wait_for_function(_ALL_HAVE_RUN)
        assert self.page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']").count() == 0
        assert self.page.locator(TYPESET).count() == 0

    @property
    def widget(self):
        """The notebook's own view, in which something can be chosen."""
        return self.page.locator(".jp-OutputArea-output .widget-vbox").first

    def choose(self, name: str, value: str) -> None:
        """Take another value in a list that opens."""
        self.widget.locator(CHOICE.format(name)).select_option(label=value)

    def write(self, name: str, value: str) -> None:
        """Write into a field and leave it."""
        self.widget.locator(WRITTEN.format(name)).fill(value)
        self.widget.locator(WRITTEN.format(name)).press("Tab")

    def slide(self, name: str, value: str) -> None:
        """Give a slider another value by its number."""
        number = self.widget.locator(SLIDER.format(name))
        number.click()
        number.fill(value)
        number.press("Enter")

    def press(self, name: str) -> None:
        """Click a button."""
        self.widget.get_by_role("button", name=name, exact=True).click()

    def sees(self, text: str) -> None:
        """Wait until the view shows a text; no money is a formula in it."""
        self._seen(text).wait_for()
        assert self.page.locator(TYPESET).count() == 0

    def sees_no_more(self, text: str) -> None:
        """Wait until a text is gone from the view."""
        self._seen(text).wait_for(state="hidden")

    def _seen(self, text: str):
        """The first place of the view at which a text can be seen; a drawing may hold it unseen too."""
        return self.widget.get_by_text(text).locator("visible=true").first


#: Every code cell has a number and none is still asked for.
_ALL_HAVE_RUN = r"""() => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map(one => one.textContent);
  return prompts.length > 2 && prompts.every(text => /^\[\d+\]:/.test(text.trim()));
}"""

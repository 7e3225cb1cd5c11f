"""The page's question from beginning to end: its cells run as a notebook in the sample, and say what the page says of them."""

import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

import kit
from kit.run.notebooks import Kernels, execute_notebook

PAGE = Path(__file__).parents[2] / "docs" / "explore.md"


def cells():
    """The page's cells: indented blocks after the question, parted by empty lines."""
    text = PAGE.read_text(encoding="utf-8").partition("**A question from beginning to end**")[2].partition("![")[0]
    block = "\n".join(line[4:] for line in text.splitlines()[1:])
    return [cell.strip() for cell in re.split(r"\n\n+", block) if cell.strip()]


@pytest.mark.run
def test_which_pains_of_enterprise_accounts_grew_since_summer(october, tmp_path):
    code = cells()
    assert len(code) == 5
    first = nbformat.v4.new_code_cell('workspace: str = ".."  # the workspace folder')
    first.metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, code)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "stranger.ipynb")
    (october[0] / "explore").mkdir(exist_ok=True)
    with Kernels(1, cwd=october[0] / "explore") as kernels:
        done = execute_notebook(tmp_path / "stranger.ipynb", tmp_path / "done.ipynb", {"workspace": ".."}, kernels)
    html = HTMLExporter().from_filename(str(done))[0]
    table = html.partition("Pains that grew")[2].partition("</table>")[0]
    labels = re.findall(r"<tr><td[^>]*>([^<]+)</td>", table)
    assert len(labels) == 5
    assert 'src="data:image/svg+xml' in html
    work = kit.open(october[0])
    summer = {"cycle": ["2026-06", "2026-07", "2026-08"], "segment": "enterprise"}
    since = {"cycle": ["2026-09", "2026-10"], "segment": "enterprise"}
    rows = [work.compare(since, summer, persona=person.id) for person in work.tracked]
    qs = {row.label: row.q for table in rows for row in table.itertuples() if row.shift_pp > 0}
    assert min(qs.values()) > work.settings.bar.max_false_discovery, "the page says that none is sure"
    assert [qs[label] for label in labels if label in qs] == sorted(qs[label] for label in labels if label in qs)

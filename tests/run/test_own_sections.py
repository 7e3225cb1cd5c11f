"""Own sections: run after the brief is drafted, from the workspace's sections/, and no cell of theirs stops or changes a run."""

import nbformat
import pytest

import kit
from kit.run import own_sections
from kit.run.monthly import plan_run, run_plan, steps
from kit.run.own_sections import own_notebooks, own_section_lines, run_own_sections
from kit.workspace import open_workspace

PARAMETERS = 'workspace: str = ".."\ncycle: str = "2026-09"\npersona_id: str = "x"'
#: What a cell of an own section may do, and what is said of it.
FATES = {
    "a cell that fails": ("1 / 0", "stopped in cell 2: ZeroDivisionError"),
    "a cell that exits": ("import sys; sys.exit(3)", "stopped in cell 2: SystemExit"),
    "a kernel that dies": ("import os; os._exit(1)", "see whether memory ran out"),
    "a cell without an end": ("import time; time.sleep(600)", "a cell took more than 3 seconds"),
    "a cell that writes": (
        "import kit\nkit.match_conversations(kit.open(workspace), cycle)",
        "an own section reads the record and never writes to it",
    ),
}  # fmt: skip


def write_notebook(path, *cells, parameters=PARAMETERS, tags=("brief",)):
    path.parent.mkdir(exist_ok=True)
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (parameters, *cells)])
    made.cells[0].metadata["tags"] = ["parameters"]
    for cell in made.cells[1:]:
        cell.metadata["tags"] = list(tags)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path


@pytest.fixture
def work(tmp_path):
    kit.begin(tmp_path / "ours")
    return open_workspace(tmp_path / "ours")


@pytest.fixture
def own(work):
    return work.folder / "sections" / "hands-on-lead.ipynb"


@pytest.mark.parametrize(("source", "why"), FATES.values(), ids=FATES)
def test_nothing_that_a_cell_does_reaches_the_run(work, own, tmp_path, monkeypatch, source, why):
    if "sleep" in source:
        monkeypatch.setattr(own_sections, "CELL_SECONDS", 3)
    write_notebook(own, source)
    before = work.record.version()
    lines = []
    section = run_own_sections(work, "2026-10", tmp_path, lines.append)["hands-on-lead"]
    assert section.html == ""
    assert len(section.left_out) == 1
    assert why in section.left_out[0]
    assert lines == [f"own section hands-on-lead; left out: {section.left_out[0]}"]
    assert work.record.version() == before
    assert list(tmp_path.glob("*.ipynb")) == []  # a failed one names folders of this machine


LOOKED_INTO = {
    "somebody without a brief": ("other", {}, "no brief is made for 'other'; briefs are made for hands-on-lead"),
    "nothing tagged": ("hands-on-lead", {"tags": ()}, "no cell is tagged `brief`, so nothing of it is for the brief"),
    "no cycle": ("hands-on-lead", {"parameters": 'workspace = ".."'}, "does not declare cycle, so that it would show one cycle"),
    "as it should be": ("hands-on-lead", {}, "1 cell for the brief; no run yet"),
}


@pytest.mark.parametrize(("name", "more", "says"), LOOKED_INTO.values(), ids=LOOKED_INTO)
def test_check_says_of_each_notebook_whether_it_will_be_run(work, name, more, says):
    write_notebook(work.folder / "sections" / f"{name}.ipynb", "1", **more)
    (line,) = own_section_lines(work)
    assert line.startswith(f"sections/{name}.ipynb: ")
    assert says in line


def test_a_file_that_is_no_notebook_is_told_and_stops_nothing(work, own, tmp_path):
    own.parent.mkdir()
    own.write_text("{", encoding="utf-8")
    assert "cannot be read" in own_notebooks(work)[0].fault
    assert "cannot be read" in run_own_sections(work, "2026-10", tmp_path, str)["hands-on-lead"].left_out[0]


@pytest.mark.run
def test_an_own_section_stands_visible_behind_page_one_for_the_runs_cycle_and_check_says_what_was_left_out(work, own, tmp_path):
    shown = 'import kit\nw = kit.open(workspace)\nprint(f"{persona_id} in {cycle}: {len(w.conversations(cycle=cycle))} heard")'
    write_notebook(own, shown, 'from IPython.display import Image, display\ndisplay({"image/gif": "R0lG"}, raw=True)')
    plan = plan_run(work.folder, "2026-10", tmp_path / "reports")
    assert "own section hands-on-lead" in steps(plan)
    run_plan(plan)
    page = (tmp_path / "reports" / "2026-10" / "hands-on-lead.html").read_text(encoding="utf-8")
    places = [
        page.index(mark) for mark in ('id="first-screen"', 'id="own"', "hands-on-lead in 2026-10: 2 heard", 'class="evidence"')
    ]
    assert places == sorted(places)
    assert "image/gif" not in page
    assert (tmp_path / "reports" / "2026-10" / "notebooks" / "own_section-hands-on-lead.ipynb").exists()
    (line,) = own_section_lines(work)
    assert line.endswith("2 cells for the brief; left out of 2026-10: cell 3: image/gif cannot stand on a page; show a table, a "
                         "plotly figure, a PNG or Markdown")  # fmt: skip

"""Notebooks are windows: thin, without outputs, each runs top to bottom on the sample."""

import ast
import re
from pathlib import Path

import nbformat
import papermill
import pytest
from nbconvert import HTMLExporter

from kit.brief.html import PLOTLY
from kit.record.store import Record
from kit.run.kernels import Kernels
from kit.run.notebooks import execute_notebook

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
EXPLORE = sorted((Path(__file__).parents[1] / "notebooks" / "explore").glob("*.ipynb"))
EVERY = [*NOTEBOOKS, *EXPLORE]
NAMES = [path.stem for path in NOTEBOOKS]


def code(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_they_are_numbered_in_reading_order():
    assert [int(name[:2]) for name in NAMES] == list(range(1, 9))


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_stores_no_outputs(path):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(path))


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_holds_no_walls(path):
    tree = ast.parse("\n".join(cell.source for cell in code(path)))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.While | ast.Try)]
    assert all(len(cell.source.splitlines()) <= 12 for cell in code(path))


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_parameters_are_commented_literals(path):
    cell = code(path)[0]
    assert cell.metadata["tags"] == ["parameters"]
    assert papermill.inspect_notebook(str(path))
    assert all("  # " in line for line in cell.source.splitlines())
    for node in ast.parse(cell.source).body:
        assert isinstance(
            ast.literal_eval(node.value), {"str": str, "bool": bool, "int": int, "float": float}[node.annotation.id]
        )
    types = {name: parameter["inferred_type_name"] for name, parameter in papermill.inspect_notebook(str(path)).items()}
    assert set(types.values()) <= {"str", "bool", "int", "float"}


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question_and_says_what_it_does_not_show(path):
    prose = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    assert prose[0].startswith("# ")
    assert sum(line.startswith("# ") for text in prose for line in text.splitlines()) == 1
    assert prose[-1].startswith("**What this does not show.**")


@pytest.mark.parametrize("name", ["07_tune_the_bar", "08_ask_the_record"])
def test_the_notebooks_for_people_run_on_the_sample(october, tmp_path, name):
    path = next(path for path in NOTEBOOKS if path.stem == name)
    with Kernels(1, cwd=october[0]) as kernels:
        done = execute_notebook(path, tmp_path / "done.ipynb", {"workspace": "."}, kernels)
    assert sum(len(cell.outputs) for cell in code(done)) >= 1
    assert pictures_of(done) >= len(figures_of(done)) >= (name == "07_tune_the_bar")


@pytest.mark.run
@pytest.mark.parametrize("path", EXPLORE, ids=lambda path: path.stem)
def test_the_explore_notebooks_run_on_the_sample_and_write_nothing_to_its_record(october, tmp_path, path):
    version = Record(october[0] / "record").version()
    with Kernels(1, cwd=october[0]) as kernels:
        done = execute_notebook(path, tmp_path / "done.ipynb", {"workspace": "."}, kernels)
    streams = [out for cell in code(done) for out in cell.outputs if out.output_type == "stream" and out.name == "stderr"]
    assert not streams
    assert sum(len(cell.outputs) for cell in code(done)) >= 3
    assert Record(october[0] / "record").version() == version
    assert pictures_of(done) >= len(figures_of(done))


def figures_of(path):
    return [out for cell in code(path) for out in cell.outputs if PLOTLY in out.get("data", {})]


def pictures_of(path):
    """Pictures in what `jupyter nbconvert --to html` makes of an executed notebook."""
    return len(re.findall(r'<img[^>]*src="data:image/svg\+xml', HTMLExporter().from_filename(str(path))[0]))


def test_every_figure_of_the_monthly_notebooks_is_in_their_html(october):
    paths = sorted((october[1] / "2026-10" / "notebooks").glob("*.ipynb"))
    assert sum(len(figures_of(path)) for path in paths) > 10
    for path in paths:
        assert pictures_of(path) >= len(figures_of(path)), path.name


def test_the_monthly_notebooks_ran_without_a_warning_on_any_page(october):
    for path in (october[1] / "2026-10" / "notebooks").glob("*.ipynb"):
        streams = [out for cell in code(path) for out in cell.outputs if out.output_type == "stream" and out.name == "stderr"]
        assert not streams, (path.name, streams)

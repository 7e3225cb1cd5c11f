"""A parameter that a notebook does not declare is refused, also where plain papermill puts it there."""

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

import kit
from kit.errors import ParameterError
from kit.resources import resource
from kit.workbench.injected_parameters import check_cells

DECLARED = 'workspace: str = "."  # where\ncycle: str = "2026-10"\n'


@pytest.mark.parametrize(
    "cells",
    [
        ["", DECLARED, '# Parameters\ncycle = "2026-09"\n', "import kit"],
        ["", DECLARED, "import kit"],
        ["", "import kit", "# Parameters\nx = 1"],  # a person's own comment behind a cell that declares nothing
        ["# Parameters\nx = 1"],
        ["", "%matplotlib inline", "# Parameters\nx = 1"],
        [],
    ],
)
def test_what_is_declared_or_nobodys_business_passes(cells):
    check_cells(cells)


def test_what_is_not_declared_is_refused_by_name():
    with pytest.raises(ParameterError, match="declares no parameter 'cicle'; it declares workspace, cycle"):
        check_cells(["", DECLARED, '# Parameters\ncycle = "2026-09"\ncicle = "2026-08"\n', "import kit"])


@pytest.mark.run
def test_plain_papermill_from_anywhere_stops_at_an_unknown_parameter(tmp_path):
    kit.begin(tmp_path / "ours")
    notebook = resource("notebooks/08_ask_the_record.ipynb")
    with pytest.raises(PapermillExecutionError, match="declares no parameter 'cicle'; it declares workspace, persona_id"):
        papermill.execute_notebook(
            str(notebook), str(tmp_path / "out.ipynb"), {"workspace": str(tmp_path / "ours"), "cicle": "2026-10"},
            progress_bar=False, kernel_name="python3",
        )  # fmt: skip
    assert nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[0].source.startswith("<span")

"""Injected parameters: those that papermill put into a notebook, held against those that the notebook declares."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from kit.errors import ParameterError

#: How the cell begins that papermill puts behind the one tagged `parameters`.
INJECTED = "# Parameters\n"


def check_injected() -> None:
    """Refuse a parameter that the notebook which runs here does not declare; papermill itself would only warn.

    Raises
    ------
    ParameterError
        Naming the parameter and those that are declared.
    """
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    if running is not None:
        check_cells(running.user_ns.get("In") or [])


def check_cells(cells: Sequence[str]) -> None:
    """The same of the cells that have run, oldest first."""
    places = [place for place, cell in enumerate(cells) if cell.startswith(INJECTED)]
    if not places or not places[-1]:
        return
    declared, given = _assigned(cells[places[-1] - 1]), _assigned(cells[places[-1]])
    if declared and (unknown := [name for name in given if name not in declared]):
        raise ParameterError(f"the notebook declares no parameter {unknown[0]!r}; it declares {', '.join(declared)}")


def _assigned(cell: str) -> list[str]:
    """The names that a cell of plain assignments gives a value."""
    try:
        lines = ast.parse(cell).body
    except SyntaxError:
        return []
    targets = [
        line.target if isinstance(line, ast.AnnAssign) else line.targets[0]
        for line in lines
        if isinstance(line, ast.Assign | ast.AnnAssign)
    ]
    return [target.id for target in targets if isinstance(target, ast.Name)]

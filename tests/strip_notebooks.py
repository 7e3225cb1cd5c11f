"""Takes outputs and counts out of the notebooks it is given, as `python -m tests.strip_notebooks notebooks/*.ipynb`.

Ends with 1 where it changed one, so that a commit stops and the stripped file can be added: outputs hold customers' quotes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat


def strip(path: Path) -> bool:
    """Whether a notebook had outputs; they are gone afterwards."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    if cells:
        nbformat.write(notebook, path)
    return bool(cells)


if __name__ == "__main__":
    changed = [path for path in map(Path, sys.argv[1:]) if strip(path)]
    for path in changed:
        print(f"{path}: outputs taken out; add it again")
    sys.exit(1 if changed else 0)

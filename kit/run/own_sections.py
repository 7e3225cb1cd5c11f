"""Own sections: a researcher's notebook a persona, executed after the brief is drafted; none of them can stop or change a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kit.brief.own.parts import TAG, OwnSection, has_tagged, own_section
from kit.errors import KitError, one_line
from kit.language import in_language
from kit.lean_imports import lean_imports
from kit.record.lock import READS_ONLY
from kit.run.kernels import Kernels
from kit.run.notebooks import declared_parameters, execute_notebook
from kit.workspace import Workspace

with lean_imports():
    import nbformat

#: Where a workspace keeps them: ``sections/<persona>.ipynb``.
FOLDER = "sections"
#: Seconds that one cell may take before its section is left out.
CELL_SECONDS = 300
#: What such a notebook has to declare, so that next month's shows next month's figures.
NEEDED = ("workspace", "cycle")


@dataclass(frozen=True)
class OwnNotebook:
    """A notebook of ``sections/`` as it lies there.

    Attributes
    ----------
    persona_id : whose brief it adds to.
    fault : why it is not run; "" where it is.
    is_meant : whether it has something for a brief that is made, or cannot be read and may have.
    n_cells : cells tagged `brief`.
    """

    path: Path
    persona_id: str
    fault: str
    is_meant: bool
    n_cells: int = 0


def own_notebooks(work: Workspace) -> list[OwnNotebook]:
    """Every notebook of the workspace's ``sections/``, looked into and not run."""
    tracked = [persona.id for persona in work.tracked]
    return [_looked_into(path, tracked) for path in sorted((work.folder / FOLDER).glob("*.ipynb"))]


def _looked_into(path: Path, tracked: list[str]) -> OwnNotebook:
    if path.stem not in tracked:
        return OwnNotebook(
            path, path.stem, f"no brief is made for {path.stem!r}; briefs are made for {', '.join(tracked)}", False
        )
    try:
        notebook = nbformat.read(path, as_version=4)
        declared = set(declared_parameters(path))
    except Exception as error:  # whatever is wrong with a file of somebody's, the run goes on without it
        return OwnNotebook(path, path.stem, f"cannot be read ({one_line(error)}); save it in JupyterLab", True)
    n_cells = sum(TAG in cell.metadata.get("tags", []) for cell in notebook.cells)
    if not has_tagged(notebook):
        return OwnNotebook(path, path.stem, f"no cell is tagged `{TAG}`, so nothing of it is for the brief", False)
    if missing := [name for name in NEEDED if name not in declared]:
        fault = f"its cell tagged `parameters` does not declare {' and '.join(missing)}, so that it would show one cycle for ever"
        return OwnNotebook(path, path.stem, fault, True, n_cells)
    return OwnNotebook(path, path.stem, "", True, n_cells)


def run_own_sections(work: Workspace, cycle: str, folder: Path, done: Callable[[str], None]) -> dict[str, OwnSection]:
    """Execute the notebooks of ``sections/`` that have something for a brief.

    Parameters
    ----------
    folder : where the executed notebooks go.
    done : called with a line for each.

    Returns
    -------
    dict of persona id to its section; one that failed has no markup and says why.

    Notes
    -----
    Each gets a kernel of its own, which reads the record and cannot write to it. Nothing that a cell does, a failure, an exit,
    a killed kernel or a cell without an end, reaches the run.
    """
    sections = {}
    for notebook in own_notebooks(work):
        if notebook.is_meant:
            section = OwnSection(left_out=(notebook.fault,)) if notebook.fault else _executed(work, cycle, notebook, folder)
            sections[notebook.persona_id] = section
            done("; left out: ".join([f"own section {notebook.persona_id}", *section.left_out]))
    return sections


def _executed(work: Workspace, cycle: str, notebook: OwnNotebook, folder: Path) -> OwnSection:
    given = {"workspace": ".", "cycle": cycle, "persona_id": notebook.persona_id}
    declared = declared_parameters(notebook.path)
    target = folder / f"own_section-{notebook.persona_id}.ipynb"
    try:
        with Kernels(1, cwd=work.folder, env={READS_ONLY: "1"}) as kernels:
            parameters = {name: value for name, value in given.items() if name in declared}
            executed = execute_notebook(notebook.path, target, parameters, kernels, cell_seconds=CELL_SECONDS)
        with in_language(work.settings.language):
            return own_section(executed)
    except (KitError, OSError, ValueError, KeyError) as error:
        return OwnSection(left_out=(one_line(error),))
    finally:
        target.with_suffix(".failed.ipynb").unlink(missing_ok=True)  # its traceback names folders of this machine


def own_section_lines(work: Workspace) -> Iterator[str]:
    """What `kit check` says of them: each notebook, and what became of it in the last run."""
    runs = work.record.read("runs", ["cycle", "state", "left_out", "at"])
    done = runs[runs["state"] == "done"].sort_values("at", kind="stable")
    for notebook in own_notebooks(work):
        name = f"{FOLDER}/{notebook.path.name}"
        if notebook.fault:
            yield f"{name}: {notebook.fault}"
            continue
        cells = f"{notebook.n_cells} cell{'' if notebook.n_cells == 1 else 's'} for the brief"
        yield f"{name}: {cells}{_last(done, notebook.persona_id)}"


def _last(done: pd.DataFrame, persona_id: str) -> str:
    """What the last run left out of a persona's own section."""
    if not len(done):
        return "; no run yet"
    row = done.iloc[-1]
    reasons = [line.partition(": ")[2] for line in row["left_out"].splitlines() if line.startswith(f"{persona_id}: ")]
    return f"; left out of {row['cycle']}: {'; '.join(reasons)}" if reasons else ""

"""Lab: JupyterLab rooted in a workspace, with copies of the explore notebooks that are its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat

from kit.resources import resource
from kit.run.own_sections import FOLDER as SECTIONS
from kit.workspace import Workspace

#: Where a workspace's own copies lie, and what is copied: never a notebook of the monthly run.
FOLDER, NOTEBOOKS = (
    "explore",
    ("notebooks/explore/*.ipynb", "notebooks/07_tune_the_bar.ipynb", "notebooks/08_ask_the_record.ipynb"),
)
#: Executed notebooks hold customers' words: git takes none of them.
IGNORED = "# what is explored here quotes customers\n*\n"


def copy_notebooks(work: Workspace) -> list[Path]:
    """Give a workspace its own copies of the explore notebooks, their parameters filled in; those that are there stay.

    Returns
    -------
    list of Path, the copies that were made.

    Raises
    ------
    RecordError
        No run has found themes yet.
    """
    run, folder = work.run_of(), work.folder / FOLDER
    folder.mkdir(exist_ok=True)
    (work.folder / SECTIONS).mkdir(exist_ok=True)  # where a copy of own_section.ipynb is saved to
    (folder / ".gitignore").write_text(IGNORED, encoding="utf-8")
    before = work.baseline(run)
    filled = {"workspace": "..", "cycle": run, "now": run, "before": ",".join(before), "first_cycle": before[-2:][0]}
    filled["persona_id"] = work.tracked[0].id
    top, made = resource("notebooks"), []
    for pattern in NOTEBOOKS:
        for source in sorted(top.glob(pattern.removeprefix("notebooks/"))):
            target = folder / source.name
            if not target.exists():
                nbformat.write(_with_parameters(nbformat.read(source, as_version=4), filled), target)
                made.append(target)
    return made


def _with_parameters(notebook: nbformat.NotebookNode, filled: dict[str, str]) -> nbformat.NotebookNode:
    """A notebook whose parameters cell has other values; its comments and types stay."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(_filled(line, filled) for line in cell.source.splitlines())
    return notebook


def _filled(line: str, filled: dict[str, str]) -> str:
    left, _, right = line.partition(" = ")
    name = left.partition(":")[0].strip()
    if name not in filled or not right.startswith('"'):
        return line
    comment = right.partition("  # ")[2]
    return f"{left} = {json.dumps(filled[name])}" + (f"  # {comment}" if comment else "")


def lab_command(work: Workspace, port: int = 0, is_shown: bool = True) -> list[str]:
    """What starts JupyterLab for a workspace, for this machine alone.

    Parameters
    ----------
    port : where it listens; 0 for any that is free.
    is_shown : whether a browser is opened.
    """
    quiet = ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url="]  # it asks no network
    return [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={work.folder.resolve()}", f"--ServerApp.port={port}",
        *quiet,
        f"--LabApp.default_url=/lab/tree/{FOLDER}/explore_themes.ipynb", *([] if is_shown else ["--no-browser"]),
    ]  # fmt: skip


def open_lab(work: Workspace, port: int = 0, is_shown: bool = True) -> int:
    """Start JupyterLab and wait until it is stopped; its exit status."""
    return subprocess.run(lab_command(work, port, is_shown), check=False).returncode

"""A new workspace: commented files to write over."""

from __future__ import annotations

from pathlib import Path

from kit.errors import WorkspaceError

TEMPLATES = Path(__file__).parent / "workspace_template"


def begin(folder: Path) -> list[Path]:
    """Write a commented workspace; returns the files made.

    Raises
    ------
    WorkspaceError
        The folder holds something already; nothing in it is touched.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(f"{folder}: is there already and holds something; name a new or empty folder")
    made = []
    for template in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        target = folder / template.relative_to(TEMPLATES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        made.append(target)
    return made

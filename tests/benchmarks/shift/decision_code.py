"""Decision code: a name for the code that decides, so that a figure tells whether it was measured with the code that there is."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

SHIFTS = Path(__file__).parents[3] / "kit" / "shifts"
#: Words for what was decided, which decide nothing.
WORDS = ("strength.py",)


def decision_code(folder: Path = SHIFTS) -> str:
    """Twelve hex digits of the decision's statements; comments, docstrings and layout do not count."""
    stats = [path for path in (folder / "stats").glob("*.py") if path.name not in WORDS]
    files = sorted([*stats, folder / "bar.py", folder / "chance.py"])
    return hashlib.sha256("\n".join(f"{path.name} {_statements(path)}" for path in files).encode()).hexdigest()[:12]


def _statements(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)

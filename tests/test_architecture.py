"""The house keeps its shape: small folders, short modules, packages that say what they do, names that say what they hold."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "kit").rglob("*.py"))
PACKAGES = [path for path in MODULES if path.name == "__init__.py"]

#: Most modules a folder, lines a module, and lines a function's body without its docstring.
MAX_MODULES, MAX_LINES, MAX_BODY = 16, 400, 45
#: Words that name nothing: told by whom, found where, one of what?
NO_NAMES = {"told", "said", "heard", "found", "one", "at"}
#: Packages that touch no file of their own: tables in, tables, figures or text out. So nobody there writes a persona.
PURE = {"ask", "config", "drift", "matching", "plots", "shifts", "sources", "themes"}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def names_given(tree: ast.Module) -> list[tuple[str, int]]:
    """Every name that a module gives to something, with its line."""
    given = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.append((node.id, node.lineno))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            given.append((node.attr, node.lineno))
        elif isinstance(node, ast.arg):
            given.append((node.arg, node.lineno))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
            given.append((node.name or "", node.lineno))
        elif isinstance(node, ast.alias):
            given.append((node.asname or "", node.lineno))
    return given


def body_lines(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def documented_arguments(function: ast.FunctionDef) -> set[str]:
    """Names that a docstring's "Parameters" describes: what stands before " : " on its lines that are not indented."""
    section = re.search(r"Parameters\n-+\n(.*?)(?:\n\n\w+\n-+|\Z)", ast.get_docstring(function) or "", re.S)
    heads = re.findall(r"^\*{0,2}(\w+(?:, \w+)*) : ", section[1], re.M) if section else []
    return {name for head in heads for name in head.split(", ")}


def package_of(path: Path) -> str:
    inside = path.relative_to(ROOT / "kit").parts
    return inside[0] if len(inside) > 1 else ""


def test_imports_keep_the_contracts_in_pyproject():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_module_imports_itself_in_a_circle():
    """Imports inside functions count too: a circle is one however late it closes."""
    graph = grimp.build_graph("kit")
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    TopologicalSorter(imported).prepare()


def test_no_folder_holds_more_modules_than_a_reader_can_overlook():
    counts = {package.parent: len(list(package.parent.glob("*.py"))) - 1 for package in PACKAGES}
    assert {str(folder): n for folder, n in counts.items() if n > MAX_MODULES} == {}


def test_no_module_is_too_long():
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: n for name, n in lines.items() if n > MAX_LINES} == {}


def test_no_function_is_too_long():
    functions = [(path, node) for path in MODULES for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)]
    longest = {f"{path.relative_to(ROOT)}: {node.name}": body_lines(node) for path, node in functions}
    assert {name: n for name, n in longest.items() if n > MAX_BODY} == {}


def test_pure_packages_write_no_file():
    writes = re.compile(r"""write_text|write_bytes|to_csv\(|open\([^)]*["'][wax]""")
    writers = {package_of(path) for path in MODULES if writes.search(path.read_text(encoding="utf-8"))}
    assert writers & PURE == set()


def test_masks_have_their_one_pattern_in_words():
    """A pattern of its own for ``[person-3f2a]`` would go on reading the old form when the masks change."""
    own = re.compile(r"\\\[(?:\(\?:)?(?:person|account)\b")
    assert [str(path.relative_to(ROOT)) for path in MODULES if own.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", PACKAGES[1:], ids=lambda path: path.parent.name)
def test_a_package_says_what_goes_in_and_what_comes_out(path):
    first = (ast.get_docstring(tree_of(path)) or "").split("\n\n")[0]
    assert {"in", "out"} <= {word.strip(".,;:") for word in first.split()}


def test_names_say_what_they_hold():
    bad = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in MODULES
        for name, line in names_given(tree_of(path))
        if name.strip("_") in NO_NAMES
    ]
    assert bad == []


def test_docstrings_describe_arguments_that_there_are():
    strange = {}
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef):
                taken = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
                if extra := documented_arguments(node) - taken:
                    strange[f"{path.relative_to(ROOT)}: {node.name}"] = extra
    assert strange == {}

"""Newcomer: which files somebody opens and edits for five usual questions, counted on a tree by following its names.

    python tests/newcomer.py [TREE] [TREE ...]

Opened are the files that define what the answer uses, what that uses in turn, and so on, with their templates; methods go
with their class, types that only annotate are not followed. Edited are those of them that define something only this answer
uses (for a section: what no other section uses), and, where a new thing of a kind is named in text, every file that names a
known one. The entries stand below; of several the first that a tree holds is taken, so that trees of different ages can be
compared.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Where each answer begins: (module, name), newest first.
HEADLINE = [("kit.brief.headline", "headline"), ("kit.sentences", "headline")]
Q = [
    ("kit.shifts.compare_cycles", "library_q"),
    ("kit.shifts.compare_cycles", "library_tests"),
    ("kit.comparing", "library_tests"),
    ("kit.comparing", "_tests"),
]
SECTION = [("kit.brief.sections.claims", "section"), ("kit.sections", "claims")]
SOURCE = [("kit.sources.products.g2", "READER"), ("kit.sources.g2", "READER")]
CLUSTERING = [("kit.themes.clusters", "SeededClusters"), ("kit.clusters", "SeededClusters")]
#: What a known one is called, in every file that has to name a new one.
SOURCE_NAMES, DECLARED, CLUSTERING_NAMES = ["g2"], ["trustpilot"], ["hdbscan"]
TEXTS = (".py", ".yaml", ".md", ".ipynb", ".html")

Node = tuple[str, str]


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    """A definition and its parts, but for what only says a type."""
    yield node
    for field, value in ast.iter_fields(node):
        for part in (value if isinstance(value, list) else [value]) if field not in ("annotation", "returns") else ():
            if isinstance(part, ast.AST):
                yield from _without_annotations(part)


@dataclass(frozen=True)
class Module:
    """One module: what it defines at its top, and what its names stand for elsewhere."""

    path: Path
    defines: dict[str, ast.AST]
    imports: dict[str, Node]


class Tree:
    """A checkout, read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.modules = {self._name(path): self._read(path) for path in sorted((root / "kit").rglob("*.py"))}
        self.templates = {path.name: path for path in (root / "kit").rglob("*.html")}

    def _name(self, path: Path) -> str:
        return ".".join(path.relative_to(self.root).with_suffix("").parts).removesuffix(".__init__")

    def _read(self, path: Path) -> Module:
        defines: dict[str, ast.AST] = {}
        imports: dict[str, Node] = {}
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                defines[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                defines |= {name.id: node for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kit":
                imports |= {alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names}
        return Module(path, defines, imports)

    def entry(self, candidates: list[Node]) -> Node:
        """The first of some entries that this tree holds."""
        for module, name in candidates:
            if module in self.modules and name in self.modules[module].defines:
                return module, name
        raise SystemExit(f"{self.root}: holds none of {candidates}; add where the answer begins now")

    def used(self, node: Node) -> Iterator[Node]:
        """What one definition uses of the kit's own."""
        module = self.modules[node[0]]
        for part in _without_annotations(module.defines[node[1]]):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in module.imports:
                where = ".".join(module.imports[part.value.id])
                if where in self.modules and part.attr in self.modules[where].defines:
                    yield where, part.attr
            elif isinstance(part, ast.Name) and part.id in module.defines and part.id != node[1]:
                yield node[0], part.id
            elif isinstance(part, ast.Name) and part.id in module.imports:
                yield from self._imported(*module.imports[part.id])

    def _imported(self, module: str, name: str) -> Iterator[Node]:
        if module not in self.modules:
            return
        if name in self.modules[module].defines:
            yield module, name
        elif name in self.modules[module].imports:  # handed on by a package
            yield from self._imported(*self.modules[module].imports[name])

    def reached(self, start: Node) -> set[Node]:
        """Everything an answer uses, itself included."""
        seen, open_nodes = {start}, [start]
        while open_nodes:
            for node in self.used(open_nodes.pop()):
                if node not in seen:
                    seen.add(node)
                    open_nodes.append(node)
        return seen

    def files(self, nodes: set[Node]) -> set[str]:
        """The files of some definitions, with the templates that they name."""
        paths = set()
        for module, name in nodes:
            paths.add(self.modules[module].path)
            texts = [part.value for part in ast.walk(self.modules[module].defines[name]) if isinstance(part, ast.Constant)]
            names = {text.rpartition("/")[2] for text in texts if isinstance(text, str) and text.endswith(".html")}
            paths |= {self.templates[text] for text in names if text in self.templates}
        return {path.relative_to(self.root).as_posix() for path in paths}

    def naming(self, words: list[str]) -> set[str]:
        """Files that name the first of some words that any of them names."""
        places = [path for name in ("kit", "notebooks", "docs", "tests") for path in (self.root / name).rglob("*")]
        texts = {
            path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8")
            for path in [*places, self.root / "README.md"]
            if path.suffix in TEXTS and "benchmarks" not in path.parts and path.name != Path(__file__).name
        }
        for word in words:
            if hits := {name for name, text in texts.items() if re.search(rf"\b{word}\b", text)}:
                return hits
        return set()


def answers(tree: Tree) -> dict[str, tuple[set[str], set[str]]]:
    """The files that each question opens, and those that it edits."""
    section = tree.entry(SECTION)
    own = tree.reached(section)
    others = [node for node in _sections(tree, section) if node != section]
    shared = set().union(*(tree.reached(node) for node in others))
    source, clusters = tree.entry(SOURCE), tree.entry(CLUSTERING)
    named, declared = tree.naming(SOURCE_NAMES), tree.naming(DECLARED)
    by_code = (tree.files(tree.reached(source)) | named, named)
    return {
        "how the headline is made": (tree.files(tree.reached(tree.entry(HEADLINE))), set()),
        "how q is computed": (tree.files(tree.reached(tree.entry(Q))), set()),
        "add a source, declared where that can be": (declared, declared) if declared else by_code,
        "add a source by code": by_code,
        "add a section": (tree.files(own), tree.files(own - shared) | {"notebooks/05_persona_brief.ipynb"}),
        "change the clustering": (tree.files(tree.reached(clusters)), tree.naming(CLUSTERING_NAMES)),
    }


def _sections(tree: Tree, section: Node) -> list[Node]:
    """Every section's entry: one a module where each has its own, else the public functions beside this one."""
    module, name = section
    beside = module.rpartition(".")[0]
    own = [(other, name) for other in tree.modules if other.rpartition(".")[0] == beside and name in tree.modules[other].defines]
    if len(own) > 1:
        return own
    listed = ast.literal_eval(tree.modules[module].defines["__all__"].value)
    return [(module, public) for public in listed]


def sizes(tree: Tree) -> list[str]:
    """The largest folder, module and function of a tree."""
    folders: dict[Path, int] = {}
    for module in tree.modules.values():
        folders[module.path.parent] = folders.get(module.path.parent, 0) + (module.path.name != "__init__.py")
    folder = max(folders, key=lambda path: folders[path])
    lines = {module.path: len(module.path.read_text(encoding="utf-8").splitlines()) for module in tree.modules.values()}
    longest = max(lines, key=lambda path: lines[path])
    functions = [
        (_body(node), node.name, module.path)
        for module in tree.modules.values()
        for node in ast.walk(ast.parse(module.path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    length, name, path = max(functions, key=lambda row: row[0])
    return [
        f"{len(lines)} modules in {len(folders)} folders, at most {folders[folder]} in one ({folder.relative_to(tree.root)})",
        f"longest module {lines[longest]} lines ({longest.relative_to(tree.root)}), "
        f"longest function {length} lines without its docstring ({name} in {path.relative_to(tree.root)})",
    ]


def _body(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def main() -> None:
    for root in [Path(argument) for argument in sys.argv[1:]] or [Path(__file__).parents[1]]:
        tree = Tree(root)
        print(root, *sizes(tree), sep="\n  ")
        for question, (opened, edited) in answers(tree).items():
            print(f"  {question}: opens {len(opened | edited)}, edits {len(edited) or '-'}")
            for file in sorted(opened | edited):
                print(f"    {'*' if file in edited else ' '} {file}")


if __name__ == "__main__":
    main()

"""Writes the locks: every package with its hashes, no addresses, and without what sentence-transformers would bring.

requirements.lock is what a run needs, extras.lock what DuckDB, Dask and `watch:` add to it, tests.lock what the tests add to
both. All are resolved together, so that a package has one version in all of them.

bertopic declares sentence-transformers, which brings torch, and runs without it; `[tool.uv]` in pyproject.toml
says so to uv, and what is left of that branch is dropped here.
"""

import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Each lock and the extras of pyproject.toml that it adds to those above it.
LOCKS = {
    "requirements.lock": ("build", "explore", "slides", "mcp"),
    "extras.lock": ("dask", "duckdb", "watch"),
    "tests.lock": ("test",),
}
COMMAND = [
    "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", "--quiet",
]  # fmt: skip


def without_never(blocks: list[str]) -> list[str]:
    """The lock without packages whose marker is true nowhere."""
    return [block for block in blocks if "'never'" not in block.split("\n")[0]]


def resolved(extras: list[str], within: str = "") -> list[str]:
    """A lock's packages, each with its hashes; at the versions of another lock where one is given."""
    with tempfile.TemporaryDirectory() as folder:
        constraint, target = Path(folder) / "within.txt", Path(folder) / "lock.txt"
        constraint.write_text(within, encoding="utf-8")
        wanted = [part for name in extras for part in ("--extra", name)]
        command = [*COMMAND, *wanted, "--constraint", str(constraint), "--output-file", str(target)]
        subprocess.run(command, check=True, cwd=ROOT)
        return re.split(r"\n(?=\S)", target.read_text(encoding="utf-8").rstrip())


def main() -> None:
    every = "\n".join(resolved([name for extras in LOCKS.values() for name in extras]))
    known: set[str] = set()
    asked: list[str] = []
    for lock, extras in LOCKS.items():
        asked += extras
        blocks = resolved(asked, every)
        ours = [block for block in without_never(blocks) if _name(block) not in known]
        (ROOT / lock).write_text("\n".join(ours) + "\n", encoding="utf-8")
        known |= set(map(_name, ours))


def _name(block: str) -> str:
    return block.partition("==")[0]


if __name__ == "__main__":
    main()

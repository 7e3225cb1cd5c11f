"""Writes requirements.lock: every package with its hashes, no addresses, and without what sentence-transformers would bring.

bertopic declares sentence-transformers, which brings torch, and runs without it; `[tool.uv]` in pyproject.toml
says so to uv, and what is left of that branch is dropped here.
"""

import re
import subprocess
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
COMMAND = [
    "uv",
    "pip",
    "compile",
    "pyproject.toml",
    "--extra",
    "test",
    "--extra",
    "explore",
    "--extra",
    "slides",
    "--extra",
    "mcp",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--quiet",
    "--output-file",
    LOCK.name,
]


def without_never(text: str) -> str:
    """The lock without packages whose marker is true nowhere."""
    blocks = re.split(r"\n(?=\S)", text)
    return "\n".join(block for block in blocks if "'never'" not in block.split("\n")[0]).rstrip() + "\n"


if __name__ == "__main__":
    subprocess.run(COMMAND, check=True, cwd=LOCK.parent)
    LOCK.write_text(without_never(LOCK.read_text(encoding="utf-8")), encoding="utf-8")

"""The tutorial as a list of what its reader does: files written, commands run, lines seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
#: Stands for lines that are left out.
LEFT_OUT = "..."


@dataclass(frozen=True)
class Deed:
    """One thing that the reader does.

    Attributes
    ----------
    file : what is written, "" where a command is run. text : its content.
    command : what is run. shown : the lines that the page says come of it; `...` stands for any.
    """

    file: str = ""
    text: str = ""
    command: str = ""
    shown: tuple[str, ...] = ()


def deeds(page: Path = PAGE) -> list[Deed]:
    """All of them, in their order."""
    found: list[Deed] = []
    for kind, title, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if title:
            found.append(Deed(file=title, text=text))
        elif kind == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                found.append(Deed(command=command, shown=tuple(shown.splitlines())))
    return found


def missing_lines(shown: tuple[str, ...], printed: str) -> list[str]:
    """Lines that the page shows and the command did not print, in their order; a line may end in `...`."""
    rest, lacking = printed.splitlines(), []
    for line in (line for line in shown if line.strip() and line.strip() != LEFT_OUT):
        places = [place for place, own in enumerate(rest) if _is_alike(line, own)]
        if places:
            rest = rest[places[0] + 1 :]
        else:
            lacking.append(line)
    return lacking


def _is_alike(line: str, printed: str) -> bool:
    return printed.startswith(line.removesuffix(LEFT_OUT)) if line.endswith(LEFT_OUT) else printed.rstrip() == line.rstrip()

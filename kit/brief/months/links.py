"""Links between months: each published page leads to the same page of the cycle before and after, whichever came first.

Only the line of links is written anew, in pages that stand; what a past brief says is never touched. A reader who was sent
September's page learns there that October's exists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from kit import formats
from kit.cycles import parse_cycle
from kit.errors import CycleError

#: Where the page's frame leaves room for the links; pages of earlier versions have none and stay as they are.
ROOM = re.compile(r'<span class="months">.*?</span>', re.S)


def cycle_folders(reports: Path) -> list[Path]:
    """The folders of cycles that lie under ``reports``, oldest first."""
    return [folder for folder in sorted(reports.iterdir()) if _is_cycle(folder)] if reports.is_dir() else []


def _is_cycle(folder: Path) -> bool:
    try:
        return folder.is_dir() and bool(parse_cycle(folder.name))
    except CycleError:
        return False


def link_months(folders: Sequence[Path]) -> list[Path]:
    """Write the links of every page that lies in the folders of cycles.

    Parameters
    ----------
    folders : ``<reports>/<cycle>``, oldest first.

    Returns
    -------
    Pages whose links were not right; each was exchanged in one step, so that a reader sees the old page or the new one.
    """
    names = sorted({path.name for folder in folders for path in folder.glob("*.html")})
    changed = []
    for name in names:
        there = [folder for folder in folders if (folder / name).exists()]
        for earlier, folder, later in zip([None, *there], there, [*there[1:], None], strict=False):
            if _link(folder / name, earlier, later):
                changed.append(folder / name)
    return changed


def links(name: str, earlier: Path | None, later: Path | None) -> str:
    """The line's markup: "← September 2026", "November 2026 →"."""
    before = earlier and f'<a href="{_href(earlier, name)}" rel="prev">← {_cycle(earlier)}</a>'
    after = later and f'<a href="{_href(later, name)}" rel="next">{_cycle(later)} →</a>'
    return f'<span class="months">{" ".join(filter(None, (before, after)))}</span>'


def _href(folder: Path, name: str) -> str:
    return escape(f"../{folder.name}/{name}")


def _cycle(folder: Path) -> str:
    return escape(formats.cycle_name(folder.name))


def _link(page: Path, earlier: Path | None, later: Path | None) -> bool:
    """Whether a page had other links; it has these afterwards."""
    html = page.read_text(encoding="utf-8")
    line = links(page.name, earlier, later)
    linked = ROOM.sub(lambda _: line, html, count=1)
    if linked == html:
        return False
    partial = page.parent.parent / "page.partial.html"
    partial.write_text(linked, encoding="utf-8")
    partial.replace(page)
    return True

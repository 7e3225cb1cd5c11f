"""Hook of mkdocs: the repository's own documents are pages too, and links that lead out of the documents are told as names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
#: Documents that lie outside docs/; README has another name, since docs/README.md is a page as well.
OUTSIDE = {path.name: "readme.md" if path.name == "README.md" else path.name for path in ROOT.glob("*.md")}
_PICTURE = re.compile(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """Add the documents that lie beside docs/."""
    for name, page in OUTSIDE.items():
        text = _PICTURE.sub("", (ROOT / name).read_text(encoding="utf-8"))
        files.append(File.generated(config, page, content=_linked(text, ROOT, files)))
    return files


def on_page_markdown(markdown: str, page: Any, files: Files, **_: Any) -> str:
    """Links of a document in docs/ that lead out of it."""
    return markdown if page.file.src_uri in OUTSIDE.values() else _linked(markdown, ROOT / "docs", files)


def _linked(text: str, folder: Path, files: Files) -> str:
    """Text whose links lead to pages of the site; what is no page is named as it lies in the repository."""

    def led(link: re.Match[str]) -> str:
        words, target, place = link[1], link[2], link[3] or ""
        if "://" in target:
            return link[0]
        path = (folder / target).resolve()
        if not path.is_relative_to(ROOT):
            return words
        name = path.relative_to(ROOT).as_posix()
        page = OUTSIDE.get(name) or name.removeprefix("docs/")
        if page in OUTSIDE.values() or (name.startswith("docs/") and name.endswith((".md", ".json")) and path.exists()):
            return f"[{words}]({page}{place})"
        return words if name in words else f"{words} (`{name}`)"

    return _LINK.sub(led, text)

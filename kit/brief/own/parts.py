"""Parts of an own section: what the cells tagged `brief` of a researcher's executed notebook show, made fit for a page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from kit.brief.html import PLOTLY
from kit.brief.own.markup import cleaned, has_words, markdown_html, printed
from kit.language import gettext
from kit.lean_imports import lean_imports
from kit.plots.still import not_drawn, still

with lean_imports():
    import nbformat

TAG = "brief"
#: A picture of pixels, and all of one persona's own section, in bytes: the page as a whole may have 300 KB.
MOST_PICTURE, MOST_SECTION = 60 * 1024, 100 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
SECTION = Markup(
    '<section id="own" class="own" aria-labelledby="own-heading"><h2 id="own-heading"><span class="kicker">{kicker}</span> '
    '{heading}</h2>\n<p class="note">{note}</p>\n{parts}\n</section>'
)


@dataclass(frozen=True)
class OwnSection:
    """What a persona's own notebook gives its brief.

    Attributes
    ----------
    html : the section's markup; "" where nothing is shown.
    left_out : why something is not shown, a sentence each.
    """

    html: str = ""
    left_out: tuple[str, ...] = ()


def has_tagged(notebook: nbformat.NotebookNode) -> bool:
    """Whether any cell is meant for the brief."""
    return any(_is_tagged(cell) for cell in notebook.cells)


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return (cell.get("metadata") or {}).get("tags") or []


def _is_tagged(cell: Mapping[str, Any]) -> bool:
    return TAG in _tags(cell)


def own_section(executed: Path) -> OwnSection:
    """The section of an executed notebook: its tagged cells in their order."""
    shown, left_out, size = [], [], 0
    cells = [cell for cell in nbformat.read(executed, as_version=4).cells if "injected-parameters" not in _tags(cell)]
    for number, cell in enumerate(cells, start=1):
        for part, fault in _parts(cell) if _is_tagged(cell) else ():
            is_too_much = size + len(part.encode()) > MOST_SECTION
            if fault or is_too_much:
                why = fault or f"the section would have more than {MOST_SECTION // 1024} KB with it"
                left_out.append(f"cell {number}: {why}")
            elif part:
                shown.append(part)
                size += len(part.encode())
    return OwnSection(_section(shown) if shown else "", tuple(left_out))


def _section(parts: list[str]) -> str:
    """The parts under the heading that says whose they are."""
    note = gettext("The words and figures of this part are the researchers’ own; the kit has neither computed nor checked them.")
    kicker, heading = gettext("From the researchers"), gettext("Added by hand")
    return str(SECTION.format(kicker=kicker, heading=heading, note=note, parts=Markup("\n".join(parts))))


def _parts(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Markup of what a cell shows, or why it is not shown."""
    if cell["cell_type"] == "markdown":
        yield markdown_html(cell["source"]), ""
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            yield printed(output["text"] if output["name"] == "stdout" else ""), ""
        elif output["output_type"] in ("display_data", "execute_result"):
            yield _of_bundle(output["data"])


def _of_bundle(data: Mapping[str, Any]) -> tuple[str, str]:
    """The best of an output's forms as markup, and the fault where none can be shown."""
    for kind, made in FORMS.items():
        if kind in data:
            return made(data[kind])
    if set(data) == {"text/plain"}:
        return printed(data["text/plain"]), ""
    return "", f"{', '.join(sorted(data))} cannot stand on a page; show a table, a plotly figure, a PNG or Markdown"


def _table(html: str) -> tuple[str, str]:
    plain = cleaned(html)
    return (plain, "") if has_words(plain) else ("", "its HTML holds no words once scripts and pictures are taken out")


def _figure(spec: Mapping[str, Any]) -> tuple[str, str]:
    if fault := not_drawn(spec):
        return "", f"a figure: {fault}"
    title = (spec.get("layout") or {}).get("title") or {}
    name = str(title.get("text") or "") if isinstance(title, Mapping) else str(title)
    alt = escape(cleaned(name) or gettext("A figure of the researchers"))
    return f'<figure class="plot" role="img" aria-label="{alt}">{still(spec)}</figure>', ""


def _pixels(encoded: str) -> tuple[str, str]:
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
    except binascii.Error:
        return "", "a picture: its data cannot be read"
    return _embedded(data, "image/png") if data.startswith(PNG) else ("", "a picture: its data is no PNG")


def _embedded(data: bytes, kind: str) -> tuple[str, str]:
    """A picture inside the page; what is shown as a picture runs and loads nothing."""
    if len(data) > MOST_PICTURE:
        size = f"{len(data) // 1024:,} KB, and {MOST_PICTURE // 1024} KB is the most"
        return "", f"a picture: it has {size}; make it smaller (figsize, dpi) or draw it with plotly"
    source = base64.b64encode(data).decode()
    alt = escape(gettext("A picture of the researchers"))
    return f'<figure><img alt="{alt}" src="data:{kind};base64,{source}"></figure>', ""


#: What is made of an output, the best form first.
FORMS: dict[str, Callable[[Any], tuple[str, str]]] = {
    PLOTLY: _figure,
    "image/png": _pixels,
    "image/svg+xml": lambda drawn: _embedded(drawn.encode(), "image/svg+xml"),
    "text/markdown": lambda text: (markdown_html(text), ""),
    "text/html": _table,
}

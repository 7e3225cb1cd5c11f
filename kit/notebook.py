"""Notebook: sections, figures, tables and quotes displayed in one, escaped, links leading to web pages only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML, display
from markupsafe import Markup, escape

from kit.ask.quotes import who_said
from kit.brief.html import PLOTLY, Section, without_math
from kit.links import web_address
from kit.plots.still import static

#: The MIME type of what is shown of a figure where nothing draws plotly's own: an HTML export, GitHub, nbviewer.
SVG = "image/svg+xml"

ROW = Markup(
    "<tr><td style='text-align:left'>“{text}”</td><td>{stance}</td><td>{account}</td><td>{role}</td>"
    "<td style='white-space:nowrap'>{day}</td><td>{where}</td></tr>"
)
HEAD = Markup("<tr><th>Quote</th><th>About</th><th>Account</th><th>Role</th><th>Date</th><th>Source</th></tr>")
LINK = Markup('<a href="{url}" target="_blank" rel="noopener noreferrer">{name}</a>')


def quotes_html(quotes: list[dict[str, Any]]) -> Markup:
    """A table of quotes: the words, what they voice, who, when and where, with a link where there is one."""
    rows = []
    for quote in quotes:
        name, (account, role) = f"{quote['source']}/{quote['conversation_id']}", who_said(quote)
        where = LINK.format(url=address, name=name) if (address := web_address(quote["url"])) else name
        near = f", likeness {quote['likeness']:.2f}" if "likeness" in quote else ""
        stance = f"{quote['stance'] or 'not yet classed'}{near}"
        text, day = quote["text"].strip(), quote["occurred_at"][:10]
        rows.append(ROW.format(text=text, stance=stance, account=account, role=role, day=day, where=where))
    return Markup("<table>{}{}</table>").format(HEAD, Markup("").join(rows))


def show_quotes(quotes: list[dict[str, Any]], otherwise: str) -> None:
    """Display quotes, or in their stead a sentence that says why there are none."""
    display(HTML(without_math(str(quotes_html(quotes) if quotes else Markup("<p>{}</p>").format(otherwise)))))


CELL = Markup('<{0} style="text-align:{1}">{2}</{0}>')
BODY = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
#: Where the words of a cell stand, of text and of a number.
SIDE = {False: "left", True: "right"}
#: Rows shown of a long table; the caption says how many there are.
MOST_ROWS = 60


def table(rows: pd.DataFrame | Sequence[Any], caption: str) -> None:
    """Display rows under a caption; nothing to show is said in words.

    Parameters
    ----------
    rows : a frame, a list of dicts, or a list of sentences.
    caption : what the table is, without its count.

    Examples
    --------
    >>> kit.table(work.accounts[["account_id", "tier"]], "Accounts")
    <IPython.core.display.HTML object>
    """
    display(HTML(without_math(table_html(rows, caption))))


def table_html(rows: pd.DataFrame | Sequence[Any], caption: str) -> str:
    """Rows under their caption as HTML, every cell escaped; see :func:`table`."""
    sentences = [row for row in rows if isinstance(row, str)] if isinstance(rows, Sequence) else []
    frame = pd.DataFrame({"": sentences}) if sentences else pd.DataFrame(rows)
    if frame.empty:
        return f"<p><strong>{escape(caption)}</strong>: none.</p>"
    first = frame.head(MOST_ROWS)
    of = f" ({len(frame)})" if len(first) == len(frame) else f" (the first {len(first)} of {len(frame)})"
    return f"<p><strong>{escape(caption)}</strong>{of}</p>{_rows_html(first)}"


def _rows_html(rows: pd.DataFrame) -> Markup:
    """Rows as a table: text to the left, numbers to the right with three digits, lists in words, every cell escaped."""
    shown = rows if isinstance(rows.index, pd.RangeIndex) else rows.reset_index()
    is_number = [pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) for kind in shown.dtypes]
    head = Markup("").join(CELL.format("th", SIDE[right], name) for name, right in zip(shown.columns, is_number, strict=True))
    lines = [
        Markup("").join(CELL.format("td", SIDE[right], _cell(value)) for value, right in zip(row, is_number, strict=True))
        for row in shown.itertuples(index=False)
    ]
    return BODY.format(head, Markup("").join(map(Markup("<tr>{}</tr>").format, lines)))


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.3g}"
    return (
        f"{value:%Y-%m-%d %H:%M}" if isinstance(value, pd.Timestamp) else "" if value is None or value is pd.NaT else str(value)
    )


def show(*shown: Section | go.Figure) -> None:
    """Display sections, each followed by its figures; a figure alone is displayed by itself.

    A page takes the sections' markup and draws their figures itself; the figures displayed
    here are for the reader of the notebook.

    Parameters
    ----------
    *shown : sections of a brief, or figures.

    Examples
    --------
    >>> import plotly.graph_objects as go
    >>> kit.show(go.Figure())
    {'application/vnd.plotly.v1+json': ...}
    """
    for part in shown:
        figures = (part,) if isinstance(part, go.Figure) else part.figures
        if isinstance(part, Section):
            display(part)
        for figure in figures:
            display({PLOTLY: figure.to_plotly_json(), SVG: static(figure)}, raw=True)

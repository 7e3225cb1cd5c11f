"""Showing sections, figures and tables in a notebook."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML, display

from kit.markup import PLOTLY, Section, render


def show(*shown: Section | go.Figure) -> None:
    """Display sections, each followed by its figures; a figure alone is displayed by itself.

    A page takes the sections' markup and draws their figures itself; the figures displayed
    here are for the reader of the notebook.
    """
    for part in shown:
        figures = (part,) if isinstance(part, go.Figure) else part.figures
        if isinstance(part, Section):
            display(part)
        for figure in figures:
            display({PLOTLY: figure.to_plotly_json()}, raw=True)


def table(rows: pd.DataFrame | list[Any], caption: str) -> None:
    """Display a table with its caption: a frame, a list of rows (dicts), or a list of sentences.

    An empty one says so, since a table that is silently missing looks like one without rows.
    """
    if isinstance(rows, list) and rows and not isinstance(rows[0], dict):
        rows = [{"": str(row)} for row in rows]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    frame = frame.reset_index() if frame.index.names != [None] else frame
    cells = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    columns = [str(name) for name in frame.columns]
    display(HTML(render("sections/notebook_table.html", caption=caption, columns=columns, rows=cells)))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.4g}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

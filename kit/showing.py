"""Showing sections and figures in a notebook, through one function."""

from __future__ import annotations

import plotly.graph_objects as go
from IPython.display import display

from kit.brief.html import PLOTLY, Section


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

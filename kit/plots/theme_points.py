"""Theme points: a persona's passages on a map that can be clicked, one theme of it in colour."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kit.plots.style import COLOURS, layout, wrapped

#: What is drawn of a passage: in the theme that is chosen, in another, in none.
CHOSEN, OTHER, NONE = (COLOURS["accent"], 9, 0.95), (COLOURS["second"], 6, 0.35), (COLOURS["context"], 5, 0.25)
HEIGHT = 440


def plot_theme_points(points: pd.DataFrame, chosen: str = "") -> go.Figure:
    """Passages as points, near each other where they are alike.

    Parameters
    ----------
    points : ``x, y`` (no unit), ``theme_id`` ("" in none), ``label``, ``text``.
    chosen : the theme in colour; "" for none.

    Returns
    -------
    Figure of one trace, in the order of ``points``; hovering shows the theme and the words.
    """
    hover = [f"<b>{wrapped(row.label, 60)}</b><br>{wrapped(row.text, 60, 6)}" for row in points.itertuples()]
    figure = go.Figure(go.Scatter(
        x=points["x"], y=points["y"], mode="markers", text=hover, hovertemplate="%{text}<extra></extra>",
        marker=marks_of(points, chosen),
    ))  # fmt: skip
    figure.update_layout(**layout(HEIGHT, {"l": 8, "r": 8, "t": 8, "b": 8}) | {"dragmode": "pan"})
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    return figure.update_xaxes(**bare).update_yaxes(**bare)


def marks_of(points: pd.DataFrame, chosen: str) -> dict[str, list]:
    """Colour, size and opacity of each point."""
    looks = [CHOSEN if name and name == chosen else OTHER if name else NONE for name in points["theme_id"]]
    colours, sizes, opacities = (list(part) for part in zip(*looks, strict=True)) if looks else ([], [], [])
    return {"color": colours, "size": sizes, "opacity": opacities}


def as_widget(figure: go.Figure) -> go.FigureWidget | None:
    """The figure as a widget that tells what is clicked; None where the library for it is not installed."""
    try:
        return go.FigureWidget(figure)
    except ImportError:
        return None

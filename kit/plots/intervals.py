"""Intervals: shifts as dots with their 95 % intervals, one line a theme."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kit.plots.style import COLOURS, axis, colour_of, layout, wrapped

ROW_PX, MARGIN = 34, {"l": 300, "r": 20, "t": 10, "b": 44}


def plot_intervals(rows: pd.DataFrame) -> go.Figure:
    """Shifts in percentage points.

    Parameters
    ----------
    rows : ``label, direction, shift_pp, low_pp, high_pp``, the first on top; those without a shift are left out.

    Returns
    -------
    Figure of one line and dot a row; what rises and what fades have their own colours where the interval leaves out zero.
    """
    rows = rows[rows["shift_pp"].notna()].reset_index(drop=True)
    figure = go.Figure()
    for place, row in rows.iterrows():
        is_sure = row["low_pp"] > 0 or row["high_pp"] < 0
        colour = colour_of(row["direction"]) if is_sure else COLOURS["context"]
        line = {"color": colour, "width": 2}
        figure.add_scatter(x=[row["low_pp"], row["high_pp"]], y=[place, place], mode="lines", line=line, hoverinfo="skip")
        says = f"{row['shift_pp']:+.0f} points ({row['low_pp']:+.0f} to {row['high_pp']:+.0f})"
        figure.add_scatter(
            x=[row["shift_pp"]], y=[place], mode="markers", marker={"size": 10, "color": colour}, text=[says],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    names = [wrapped(label, 40) for label in rows["label"]]
    figure.update_layout(**layout(80 + ROW_PX * max(len(rows), 1), MARGIN))
    figure.update_yaxes(**axis(tickvals=list(range(len(rows))), ticktext=names, range=[len(rows) - 0.5, -0.5]))
    return figure.update_xaxes(
        **axis(title={"text": "shift, percentage points (95 % interval)"}, zeroline=True, zerolinecolor=COLOURS["ink"])
    )

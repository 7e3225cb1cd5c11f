"""The picture of a shift in each segment: dots with intervals over the band nobody could have seen."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from kit.formats import is_known, points
from kit.language import gettext
from kit.plots import style

SYMBOLS = {"strong": "circle", "moderate": "diamond", "thin": "circle-open", "absent": "x-thin-open", "opposite": "triangle-down"}
ROW_PX = 58
#: Characters of a segment's note that its margin has room for.
MOST_NOTE = 24


def plot_segments(segments: list[dict[str, Any]], direction: str, is_narrow: bool = False) -> go.Figure:
    """A dot and its interval for each segment, in points, with the unseeable band shaded.

    Parameters
    ----------
    segments : list of {"segment", "strength", "shift_pp", "low_pp", "high_pp", "smallest_visible_shift_pp", "note"}
        Points; intervals and band may be None, ``note`` is the line under the segment's name.
    direction : the shift's direction, for its colour.
    is_narrow : draw for a phone.
    """
    names = [f"{style.wrapped(row['segment'], 16, 1)}<br>{_in_rows(row['note'])}" for row in segments]
    margin = {"l": 166 if is_narrow else 190, "r": 24, "t": 8, "b": 50}
    figure = go.Figure(layout=style.layout(margin["t"] + margin["b"] + ROW_PX * len(segments), margin))
    reach = _reach(segments)
    figure.update_yaxes(
        style.axis(
            range=[len(segments) - 0.5, -0.5],
            tickvals=list(range(len(segments))),
            ticktext=names,
            ticks="",
            linecolor=style.CLEAR,
        )
    )
    figure.update_xaxes(
        style.axis(range=[-reach, reach], title=_axis_title(is_narrow), ticks="outside", nticks=5 if is_narrow else 7)
    )
    figure.add_vline(x=0, line={"color": style.COLOURS["muted"], "width": 1})
    for place, row in enumerate(segments):
        _add_band(figure, place, row["smallest_visible_shift_pp"], reach)
        _add_dot(figure, place, row, style.colour_of(direction) if direction else style.COLOURS["muted"])
    return figure


def _in_rows(note: str) -> str:
    """A note whose two parts stand below each other where they have no room side by side."""
    return note if len(note) <= MOST_NOTE else note.replace(" · ", "<br>")


def _axis_title(is_narrow: bool) -> dict:
    wide = gettext("change of the share against the time before, in points")
    text = gettext("change, in points") if is_narrow else wide
    return {"text": text, "standoff": 12, "font": {"size": style.TEXT_PX - 1, "color": style.COLOURS["muted"]}}


def _reach(segments: list[dict[str, Any]]) -> float:
    """How far the axis must go to either side."""
    columns = ("shift_pp", "low_pp", "high_pp", "smallest_visible_shift_pp")
    return min(100, 1.12 * max([10, *(abs(row[name]) for row in segments for name in columns if is_known(row.get(name)))]))


def _add_band(figure: go.Figure, place: int, visible: float | None, reach: float) -> None:
    """Shade what the segment could not have shown: all of it where that is not known."""
    half = min(visible, reach) if is_known(visible) else reach
    figure.add_shape(
        type="rect",
        layer="below",
        x0=-half,
        x1=half,
        y0=place - 0.34,
        y1=place + 0.34,
        fillcolor=style.COLOURS["band"],
        line={"width": 0},
    )


def _add_dot(figure: go.Figure, place: int, row: dict[str, Any], colour: str) -> None:
    if is_known(row.get("low_pp")) and is_known(row.get("high_pp")):
        figure.add_trace(
            go.Scatter(
                x=[row["low_pp"], row["high_pp"]],
                y=[place, place],
                mode="lines",
                hoverinfo="skip",
                line={"color": colour, "width": 2},
            )
        )
    if is_known(row.get("shift_pp")):
        figure.add_trace(
            go.Scatter(
                x=[row["shift_pp"]],
                y=[place],
                mode="markers+text",
                hoverinfo="skip",
                text=[points(row["shift_pp"])],
                textposition="top center",
                textfont={"color": colour},
                marker={"size": 12, "color": colour, "symbol": SYMBOLS[row["strength"]], "line": {"width": 2.5, "color": colour}},
            )
        )

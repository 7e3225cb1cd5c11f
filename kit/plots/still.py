"""Still: any figure as a static picture beside its data, for places that show notebooks and draw nothing themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import plotly.graph_objects as go

from kit.plots.explicit_figure import decoded, explicit
from kit.plots.style import COLOURS, TYPE
from kit.plots.svg import WIDE_PX, markup, svg

#: Pixels a picture is wide that is not laid out for a page.
WIDTH_PX = 760
#: Kinds of trace that are drawn.
DRAWN = ("scatter", "scattergl", "bar", "heatmap")
_VARIABLE = re.compile(r"var\(--(\w+)\)")


#: A figure, or its JSON as a notebook stores it.
AnyFigure = go.Figure | Mapping[str, Any]


def _json_of(figure: AnyFigure) -> Mapping[str, Any]:
    spec = figure.to_plotly_json() if isinstance(figure, go.Figure) else figure
    return {"data": spec.get("data") or [], "layout": spec.get("layout") or {}}


def not_drawn(figure: AnyFigure) -> str:
    """Why a figure cannot be drawn as it is meant; "" where it can."""
    spec = _json_of(figure)
    kinds = sorted({trace.get("type", "scatter") for trace in spec["data"]} - set(DRAWN))
    if kinds:
        return f"its kind {', '.join(kinds)} is not drawn here; scatter, line, bar and heat map are"
    if any(trace.get("stackgroup") for trace in spec["data"]):
        return "stacked areas are not drawn here; stacked bars are"
    axes = [axis for name, axis in spec["layout"].items() if re.fullmatch(r"[xy]axis\d*", name)]
    if any(axis.get("type") == "log" for axis in axes):
        return "a logarithmic axis is not drawn here; take the logarithm first, and say so in its title"
    is_over = any(axis.get("overlaying") for axis in axes)
    return "a second scale over the first is not drawn here; two figures are" if is_over else ""


def still(figure: AnyFigure, width: int = WIDTH_PX) -> str:
    """The figure as SVG markup with its colours for a page: ranges and ticks that it leaves to plotly are worked out.

    Parameters
    ----------
    width : pixels.

    Notes
    -----
    Traces of a kind that is not in :data:`DRAWN` are left out; :func:`not_drawn` says of which figures that is true.
    """
    spec = decoded(_json_of(figure))
    data = [trace for trace in spec["data"] if trace.get("type", "scatter") in DRAWN]
    return markup(explicit({"data": data, "layout": spec["layout"]}, width), width)


def static(figure: go.Figure) -> str:
    """The figure as one SVG document: as a page draws it where it is made for a page, else by :func:`still`."""
    try:
        drawn = svg(figure, WIDE_PX)
    except (KeyError, TypeError, ValueError):  # a figure that leaves ranges or sizes to plotly
        drawn = still(figure)
    return _alone(drawn)


def _alone(drawn: str) -> str:
    """An SVG that needs no page around it: its own type, paper and colours."""
    look = f'xmlns="http://www.w3.org/2000/svg" font-family="{escape(TYPE)}" role="img" style="background:#ffffff"'
    colours: Mapping[str, Any] = {"paper": "#ffffff"} | COLOURS
    drawn = _VARIABLE.sub(lambda name: colours[name[1]], drawn)
    return drawn.replace("<svg ", f"<svg {look} ", 1)

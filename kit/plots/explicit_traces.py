"""Explicit traces: scatter, bar and heatmap as the marks, lines and boxes they are drawn with."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

import numpy as np

from kit.plots.style import COLOURS, TEXT_PX

#: Colours of traces that name none, in their order.
USUAL = ("#00629b", "#b3470a", "#3f7d20", "#8a5a9e", "#a39c90", "#1c1a17")
#: Marks that are drawn, with a letter like each; another symbol becomes the circle.
SYMBOLS = {
    "circle": "●", "circle-open": "○", "diamond": "◆", "diamond-open": "◇", "square": "■", "square-open": "□",
    "triangle-up": "▲", "triangle-down": "▼", "x-thin-open": "✕",
}  # fmt: skip
_ALIKE = {"x": "x-thin-open", "cross": "x-thin-open", "x-thin": "x-thin-open", "star": "triangle-up"}
_DASHES = {"dot": "2,3", "dash": "6,4", "dashdot": "6,3,2,3", "longdash": "10,4", "longdashdot": "10,4,2,4"}
_PLAIN_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|rgba?\([\d., %]+\)|[a-zA-Z]+")
#: Width of a bar as a part of the room between two, and of a heat map's cell.
BAR, CELL = 0.7, 0.98
#: plotly's own rule: so many points without a mode carry marks.
FEW_POINTS = 20


class Scale(Protocol):
    """What a trace needs of an axis: its values as numbers, remembered for its range."""

    def add(self, values: Sequence[Any]) -> list[float | None]:
        """Values as numbers."""
        ...

    def start_at_zero(self) -> None:
        """Begin at zero: lengths are compared."""
        ...


@dataclass
class Parts:
    """What a figure's traces are drawn with, and each trace's mark and colour for the legend."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    """Where a trace stands: its axes with their names, and its colour."""

    x: Scale
    y: Scale
    refs: Mapping[str, str]
    colour: str


def parts_of(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], axes: Mapping[str, Scale]) -> Parts:
    """Each trace taken apart; the axes learn its values."""
    parts, bars = Parts(), _Bars(data, layout)
    for number, trace in enumerate(data):
        x, y = _axes_of(trace)
        colour = _colour_of(trace, number)
        place = _Place(axes[f"xaxis{x[1:]}"], axes[f"yaxis{y[1:]}"], {"xref": x, "yref": y}, colour)
        kind, mark = trace.get("type", "scatter"), "■"
        if kind == "heatmap":
            _add_cells(parts, trace, place)
        elif kind == "bar":
            bars.add(parts, trace, place)
        else:
            mark = _add_points(parts, trace, place)
        parts.keys.append((mark, colour))
    return parts


def _axes_of(trace: Mapping[str, Any]) -> tuple[str, str]:
    return str(trace.get("xaxis") or "x"), str(trace.get("yaxis") or "y")


def listed(values: Any) -> list[Any]:
    """Values as a list, days as text."""
    return [] if values is None else [str(value)[:10] if hasattr(value, "year") else value for value in values]


def colour(value: Any, otherwise: str) -> str:
    """A colour that is written as one; ``otherwise`` in the place of all else, so that no other markup comes with it."""
    return value if isinstance(value, str) and _PLAIN_COLOUR.fullmatch(value) else otherwise


def line(spec: Mapping[str, Any], otherwise: str) -> dict[str, Any]:
    """A line's look with its colour, width and dashes said."""
    given = spec.get("line") or {}
    dash = str(given.get("dash") or "solid")
    dash = _DASHES.get(dash, dash if re.fullmatch(r"[\d.,px]+", dash) else "solid")
    return {"color": colour(given.get("color"), otherwise), "width": float(given.get("width") or 2), "dash": dash}


def _colour_of(trace: Mapping[str, Any], number: int) -> str:
    for part in ("line", "marker"):
        if isinstance(given := (trace.get(part) or {}).get("color"), str):
            return colour(given, USUAL[number % len(USUAL)])
    return USUAL[number % len(USUAL)]


def _of(values: Any, number: int, otherwise: Any) -> Any:
    """A setting of one point: its own, or that of all."""
    if values is None:
        return otherwise
    return values if isinstance(values, str | int | float) else values[number] if number < len(values) else otherwise


def _add_points(parts: Parts, trace: Mapping[str, Any], place: _Place) -> str:
    """A scatter's lines and marks; returns the letter that is like its mark."""
    across, up = place.x.add(listed(trace.get("x"))), place.y.add(listed(trace.get("y")))
    mode = str(trace.get("mode") or ("lines+markers" if len(up) < FEW_POINTS else "lines"))
    axes = {"xaxis": place.refs["xref"], "yaxis": place.refs["yref"]}
    if trace.get("fill") == "toself":
        fill = {"fill": "toself", "fillcolor": colour(trace.get("fillcolor"), place.colour), "opacity": 0.25, "mode": "none"}
        parts.traces.append({"x": across, "y": up, **fill, **axes})
    if "lines" in mode:
        parts.traces.append({"x": across, "y": up, "mode": "lines", "line": line(trace, place.colour), **axes})
    drawn = [name for name in ("markers", "text") if name in mode]
    for number, (left, top) in enumerate(zip(across, up, strict=False)):
        if drawn and left is not None and top is not None:
            parts.traces.append({"x": [left], "y": [top], "mode": "+".join(drawn), **axes, **_point(trace, number, place.colour)})
    _add_error_bars(parts, trace, place, list(zip(across, up, strict=False)))
    return SYMBOLS[_symbol(trace, 0)] if "markers" in mode else "―"


def _symbol(trace: Mapping[str, Any], number: int) -> str:
    given = str(_of((trace.get("marker") or {}).get("symbol"), number, "circle"))
    given = _ALIKE.get(given, given)
    return given if given in SYMBOLS else "circle-open" if given.endswith("-open") else "circle"


def _point(trace: Mapping[str, Any], number: int, otherwise: str) -> dict[str, Any]:
    """The look of one mark and its text."""
    given = trace.get("marker") or {}
    shade, symbol = _of(given.get("color"), number, otherwise), _symbol(trace, number)
    own = _shade(shade, given["color"]) if isinstance(shade, int | float) else colour(shade, otherwise)
    opacity = float(_of(given.get("opacity"), number, 1)) * float(trace.get("opacity") or 1)
    width = 2 if symbol.endswith("-open") else 0
    marker = {"size": _size(given, number), "color": own, "symbol": symbol, "opacity": opacity}
    text = escape(str(_of(trace.get("text"), number, "")))
    where = "top center" if str(trace.get("textposition")).startswith("top") else "middle right"
    return {"marker": marker | {"line": {"width": width}}, "text": [text], "textposition": where, "textfont": {"size": TEXT_PX}}


def _size(marker: Mapping[str, Any], number: int) -> float:
    """Diameter in pixels: a size counts as it is, or as an area, by plotly's own reference."""
    size = float(_of(marker.get("size"), number, 6)) / float(marker.get("sizeref") or 1)
    return math.sqrt(max(size, 0)) if marker.get("sizemode") == "area" else size


def _shade(value: float, values: Any) -> str:
    """A number of a colour scale as a colour between the lightest and the blue."""
    known = [number for number in listed(values) if isinstance(number, int | float) and math.isfinite(number)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    part = (value - low) / ((high - low) or 1) if math.isfinite(value) else 0.0
    ends = [[int(COLOURS[name][start : start + 2], 16) for start in (1, 3, 5)] for name in ("hairline", "second")]
    return "#" + "".join(f"{round(a + part * (b - a)):02x}" for a, b in zip(*ends, strict=True))


def _add_error_bars(
    parts: Parts, trace: Mapping[str, Any], place: _Place, points: Sequence[tuple[float | None, float | None]]
) -> None:
    """A point's interval as a line through it."""
    look = {"mode": "lines", "line": {"color": place.colour, "width": 1.5}}
    axes = {"xaxis": place.refs["xref"], "yaxis": place.refs["yref"]}
    for side, scale in (("x", place.x), ("y", place.y)):
        given = trace.get(f"error_{side}") or {}
        above = listed(given.get("array"))
        below = listed(given.get("arrayminus")) or above
        for (left, top), up, down in zip(points, above, below, strict=False):
            if left is None or top is None or up is None or down is None:
                continue
            middle = left if side == "x" else top
            ends = scale.add([middle - float(down), middle + float(up)])
            others = [top, top] if side == "x" else [left, left]
            parts.traces.append({side: ends, "y" if side == "x" else "x": others, **look, **axes})


class _Bars:
    """Bars of several traces: side by side, or one on the other."""

    def __init__(self, data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> None:
        self.on = [_axes_of(trace) for trace in data if trace.get("type") == "bar"]
        self.is_stacked = layout.get("barmode") in ("stack", "relative")
        self.drawn: list[tuple[str, str]] = []
        self.tops: dict[tuple[Any, ...], float] = {}

    def add(self, parts: Parts, trace: Mapping[str, Any], place: _Place) -> None:
        """The bars of one trace as boxes."""
        is_flat = trace.get("orientation") == "h"
        along, across = (place.x, place.y) if is_flat else (place.y, place.x)
        lengths = [None if value is None else float(value) for value in listed(trace.get("x" if is_flat else "y"))]
        places = across.add(listed(trace.get("y" if is_flat else "x")) or list(range(len(lengths))))
        spacing, axes = _spacing(places), _axes_of(trace)
        count, before = self.on.count(axes), self.drawn.count(axes)
        wide = BAR * spacing / (1 if self.is_stacked else count)
        aside = 0.0 if self.is_stacked else (before - (count - 1) / 2) * wide
        for number, (length, middle) in enumerate(zip(lengths, places, strict=False)):
            if length is None or middle is None or not math.isfinite(length):
                continue
            low = self.tops.get((axes, middle, length < 0), 0.0) if self.is_stacked else 0.0
            self.tops[axes, middle, length < 0] = low + length
            along.add([low + length])
            across.add([middle - spacing / 2, middle + spacing / 2])
            own = colour(_of((trace.get("marker") or {}).get("color"), number, place.colour), place.colour)
            ends = ((low, low + length), (middle + aside - wide / 2, middle + aside + wide / 2))
            parts.shapes.append(_box(*(ends if is_flat else ends[::-1]), place.refs, own))
        along.start_at_zero()
        self.drawn.append(axes)


def _spacing(places: Sequence[float | None]) -> float:
    """Least distance between two places; 1 for one alone."""
    known = np.unique([place for place in places if place is not None])
    return float(np.diff(known).min()) if len(known) > 1 else 1.0


def _box(x: tuple[float, float], y: tuple[float, float], refs: Mapping[str, str], fill: str) -> dict[str, Any]:
    return {"type": "rect", "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], **refs, "fillcolor": fill}


def _add_cells(parts: Parts, trace: Mapping[str, Any], place: _Place) -> None:
    """A heat map's cells as boxes with their texts, or their numbers where it has none."""
    rows = [list(row) for row in trace["z"]]
    across = place.x.add(listed(trace.get("x")) or list(range(max(map(len, rows), default=0))))
    up = place.y.add(listed(trace.get("y")) or list(range(len(rows))))
    top = max((abs(float(value)) for row in rows for value in row if _is_number(value)), default=1.0) or 1.0
    for number, left, middle, value in _cells_of(rows, across, up):
        for scale, centre in ((place.x, left), (place.y, middle)):
            scale.add([centre - 0.5, centre + 0.5])
        sides = tuple((centre - CELL / 2, centre + CELL / 2) for centre in (left, middle))
        fill = {"opacity": round(0.08 + 0.6 * abs(value) / top, 2)}
        parts.shapes.append(_box(*sides, place.refs, COLOURS["second"]) | fill)
        texts = trace.get("text") if trace.get("texttemplate") else None
        text = texts[number[0]][number[1]] if texts is not None else f"{value:.3g}"
        lines = "<br>".join(escape(line) for line in str(text).split("<br>"))
        parts.notes.append({"text": lines, "x": left, "y": middle, **place.refs})


def _is_number(value: Any) -> bool:
    return value is not None and math.isfinite(float(value))


def _cells_of(
    rows: Sequence[Sequence[Any]], across: Sequence[Any], up: Sequence[Any]
) -> Iterator[tuple[tuple[int, int], float, float, float]]:
    """Each known cell: its row and column, where it stands, and its value."""
    for row, middle in enumerate(up):
        for column, left in enumerate(across):
            if _is_number(value := rows[row][column]):
                yield (row, column), left, middle, float(value)

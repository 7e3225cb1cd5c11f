"""Still: any figure as a static picture beside its data, for places that show notebooks and draw nothing themselves."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

import numpy as np
import plotly.graph_objects as go

from kit.plots.style import COLOURS, TYPE
from kit.plots.svg import WIDE_PX, svg

WIDTH_PX, HEIGHT_PX, MARGIN_PX = 760, 420, {"l": 70, "r": 20, "t": 24, "b": 48}
TEXT_PX, LINE_PX, TICKS = 12, 15, 6
#: Width of a letter, about; and the most that names at an upright axis take.
LETTER_PX, MOST_MARGIN_PX = 6.4, 330.0
#: Colours of traces that name none, in their order.
USUAL = ("#00629b", "#b3470a", "#3f7d20", "#8a5a9e", "#a39c90", "#1c1a17")
_BREAK = re.compile(r"<br\s*/?>")
_VARIABLE = re.compile(r"var\(--(\w+)\)")
_TAG = re.compile(r"<[^>]*>")


@dataclass
class _Axis:
    """One axis: where it lies in pixels, and what values it holds; names are put in the order in which they come."""

    spec: Mapping[str, Any]
    start: float
    end: float
    names: list[str] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def number(self, value: Any) -> float | None:
        """A value as a number on the axis; None where it is none."""
        if isinstance(value, str):
            if value not in self.names:
                self.names.append(value)
            return float(self.names.index(value))
        return float(value) if value is not None and math.isfinite(float(value)) else None

    def add(self, values: Sequence[Any]) -> list[float | None]:
        """Values as numbers, remembered for the axis' range."""
        numbers = [self.number(value) for value in values]
        self.values += [number for number in numbers if number is not None]
        return numbers

    @property
    def range(self) -> tuple[float, float]:
        given = self.spec.get("range")
        if given and not isinstance(given[0], str):
            return float(given[0]), float(given[1])
        low, high = min(self.values, default=0.0), max(self.values, default=1.0)
        room = 0.5 if self.names else 0.06 * (high - low) or 0.5
        low, high = low - room, high + room
        return (high, low) if self.spec.get("autorange") == "reversed" else (low, high)

    def pixel(self, number: float) -> float:
        low, high = self.range
        return round(self.start + (number - low) / ((high - low) or 1) * (self.end - self.start), 1)

    def ticks(self) -> list[tuple[float, str]]:
        """Where ticks stand, and what is written at them."""
        if (at_values := self.spec.get("tickvals")) is not None:
            texts = self.spec.get("ticktext")
            texts = [f"{value}" for value in at_values] if texts is None else list(texts)
            numbers = [self.number(value) for value in at_values]
            return [(number, text) for number, text in zip(numbers, texts, strict=True) if number is not None]
        if self.names:
            step = math.ceil(len(self.names) / 12)
            return [(float(place), name) for place, name in enumerate(self.names) if place % step == 0]
        low, high = sorted(self.range)
        step = _nice((high - low) / TICKS)
        marks = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
        suffix = "%" if "%" in str(self.spec.get("tickformat", "")) else ""
        return [(mark, f"{100 * mark:.0f}%" if suffix else f"{mark:g}") for mark in marks]


def _nice(step: float) -> float:
    power = 10 ** math.floor(math.log10(step)) if step > 0 else 1.0
    return next(part * power for part in (1, 2, 5, 10) if part * power >= step)


def still(figure: go.Figure, width: int = WIDTH_PX) -> str:
    """The figure as SVG markup; every text in it is escaped, nothing in it is loaded or run.

    Parameters
    ----------
    width : pixels.

    Notes
    -----
    Draws scatter, bar and heatmap traces, which are all that this package makes; another kind leaves its place empty.
    """
    whole_figure = _decoded(figure.to_plotly_json())
    data, layout = whole_figure["data"], whole_figure["layout"]
    named = [(number, trace) for number, trace in enumerate(data) if trace.get("name") and trace.get("showlegend") is not False]
    legend = named if layout.get("showlegend") is not False and len(named) > 1 else []
    height = int(layout.get("height") or HEIGHT_PX)
    given = layout.get("margin") or {}
    margin = {name: max(given.get(name, least), least) for name, least in MARGIN_PX.items()}
    margin["l"] = max(margin["l"], _longest_name(data, layout))
    axes = _axes(layout, width, height, margin)
    drawn = [_trace(trace, axes, _colour(trace, number)) for number, trace in enumerate(data)]  # first all ranges, then the marks
    pieces = [piece for marks in drawn for piece in marks]
    frames = [piece for name in axes for piece in _frame(name, axes)]
    notes = [piece for note in layout.get("annotations") or () for piece in _note(note, axes, (width, height, margin))]
    keys = [_key(trace, _colour(trace, number), height + LINE_PX * (row + 1)) for row, (number, trace) in enumerate(legend)]
    whole = height + (LINE_PX * (len(legend) + 1) if legend else 0)
    body = "".join([*frames, *pieces, *notes, *keys])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" width="{width}" height="{whole}" '
        f'font-family="{escape(TYPE)}" font-size="{TEXT_PX}" role="img">'
        f'<rect width="{width}" height="{whole}" fill="#ffffff"/>{body}</svg>'
    )


def _longest_name(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> float:
    """Pixels that the names at an upright axis need beside it."""
    names = [text for name, spec in layout.items() if name.startswith("yaxis") for text in (spec or {}).get("ticktext") or ()]
    names += [value for trace in data for value in _listed(trace.get("y")) if isinstance(value, str)]
    letters = max((len(line) for name in names for line in _BREAK.split(str(name))), default=0)
    return min(12 + LETTER_PX * letters, MOST_MARGIN_PX)


def _decoded(value: Any) -> Any:
    """A figure's JSON with arrays that plotly packs as bytes in lists again."""
    if isinstance(value, Mapping):
        if "bdata" in value:
            flat = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            shape = [int(part) for part in str(value.get("shape", len(flat))).split(",")]
            return flat.reshape(shape).tolist()
        return {name: _decoded(part) for name, part in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    return [_decoded(part) for part in value] if isinstance(value, list | tuple) else value


def _axes(layout: Mapping[str, Any], width: int, height: int, margin: Mapping[str, float]) -> dict[str, _Axis]:
    names = {"xaxis", "yaxis", *(name for name in layout if re.fullmatch(r"[xy]axis\d*", name))}
    axes = {}
    for name in sorted(names):
        spec = layout.get(name) or {}
        low, high = spec.get("domain") or (0, 1)
        if name[0] == "x":
            inner = width - margin["l"] - margin["r"]
            start, names_of = margin["l"], [str(value) for value in _listed(spec.get("categoryarray"))]
            axes[name] = _Axis(spec, start + low * inner, start + high * inner, names_of)
        else:
            inner = height - margin["t"] - margin["b"]
            start = height - margin["b"]
            names_of = [str(value) for value in _listed(spec.get("categoryarray"))]
            axes[name] = _Axis(spec, start - low * inner, start - high * inner, names_of)
    return axes


def _colour(trace: Mapping[str, Any], number: int) -> str:
    for part in ("line", "marker"):
        if isinstance(colour := (trace.get(part) or {}).get("color"), str):
            return colour
    return USUAL[number % len(USUAL)]


def _trace(trace: Mapping[str, Any], axes: Mapping[str, _Axis], colour: str) -> Iterator[str]:
    x = axes["xaxis" + str(trace.get("xaxis") or "x")[1:]]
    y = axes["yaxis" + str(trace.get("yaxis") or "y")[1:]]
    kind = trace.get("type", "scatter")
    if kind == "heatmap":
        return _cells(trace, x, y)
    across, up = x.add(_listed(trace.get("x"))), y.add(_listed(trace.get("y")))
    if kind == "bar":
        (x if trace.get("orientation") == "h" else y).values.append(0.0)
        return _bars(trace, (x, y), (across, up), colour)
    return _line_and_marks(trace, (x, y), (across, up), colour) if kind in ("scatter", "scattergl") else iter(())


def _listed(values: Any) -> list[Any]:
    return [] if values is None else [str(value)[:10] if hasattr(value, "year") else value for value in values]


def _line_and_marks(
    trace: Mapping[str, Any], axes: tuple[_Axis, _Axis], numbers: tuple[list[float | None], list[float | None]], colour: str
) -> Iterator[str]:
    x, y = axes
    places = [(x.pixel(a), y.pixel(b)) if a is not None and b is not None else None for a, b in zip(*numbers, strict=True)]
    mode, line, marker = str(trace.get("mode", "lines")), trace.get("line") or {}, trace.get("marker") or {}
    known = [place for place in places if place]
    if trace.get("fill") == "toself" and known:
        yield f'<polygon points="{_points(known)}" fill="{escape(str(trace.get("fillcolor") or colour))}" opacity="0.25"/>'
    if "lines" in mode:
        dash = ' stroke-dasharray="4 4"' if line.get("dash") not in (None, "solid") else ""
        for run in _runs(places):
            looks = f'fill="none" stroke="{escape(colour)}" stroke-width="{line.get("width", 2)}"{dash}'
            yield f'<polyline points="{_points(run)}" {looks}/>'
    for number, place in enumerate(places):
        if place and "markers" in mode:
            own, size = _of(marker.get("color"), number, colour), float(_of(marker.get("size"), number, 6))
            fill = "none" if "open" in str(_of(marker.get("symbol"), number, "")) else escape(str(own))
            opacity = _of(marker.get("opacity"), number, 1)
            looks = f'fill="{fill}" stroke="{escape(str(own))}" opacity="{opacity}"'
            yield f'<circle cx="{place[0]}" cy="{place[1]}" r="{size / 2:g}" {looks}/>'
        if place and "text" in mode:
            yield _text(str(_of(trace.get("text"), number, "")), place[0] + 6, place[1] + 4)


def _of(values: Any, number: int, otherwise: Any) -> Any:
    if values is None:
        return otherwise
    return values if isinstance(values, str | int | float) else values[number] if number < len(values) else otherwise


def _runs(places: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{left:g},{top:g}" for left, top in places)


def _bars(
    trace: Mapping[str, Any], axes: tuple[_Axis, _Axis], numbers: tuple[list[float | None], list[float | None]], colour: str
) -> Iterator[str]:
    x, y = axes
    is_flat = trace.get("orientation") == "h"
    along, across = (x, y) if is_flat else (y, x)
    lengths, places = numbers if is_flat else numbers[::-1]
    low, high = across.range
    thick = 0.7 * abs(across.end - across.start) / max(abs(high - low), 1)
    for length, place in zip(lengths, places, strict=True):
        if length is None or place is None:
            continue
        ends = sorted((along.pixel(0), along.pixel(length)))
        side = across.pixel(place) - thick / 2
        box = (ends[0], side, ends[1] - ends[0], thick) if is_flat else (side, ends[0], thick, ends[1] - ends[0])
        yield '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>'.format(*box, escape(colour))


def _cells(trace: Mapping[str, Any], x: _Axis, y: _Axis) -> Iterator[str]:
    rows = [list(row) for row in trace["z"]]
    across = x.add(_listed(trace.get("x")) or list(range(len(rows[0]) if rows else 0)))
    up = y.add(_listed(trace.get("y")) or list(range(len(rows))))
    return _drawn_cells(trace, rows, (x, y), (across, up))


def _drawn_cells(
    trace: Mapping[str, Any], rows: list[list[Any]], axes: tuple[_Axis, _Axis], numbers: tuple[list[Any], list[Any]]
) -> Iterator[str]:
    known = [float(value) for row in rows for value in row if value is not None and math.isfinite(float(value))]
    top = max(known, default=1.0) or 1.0
    wide, tall = (abs(axis.end - axis.start) / max(len(values), 1) for axis, values in zip(axes, numbers, strict=True))
    for b, row in zip(numbers[1], rows, strict=True):
        for a, value in zip(numbers[0], row, strict=True):
            if value is None or not math.isfinite(float(value)):
                continue
            left, middle = axes[0].pixel(a) - wide / 2, axes[1].pixel(b)
            box = f'x="{left:.1f}" y="{middle - tall / 2:.1f}" width="{wide - 1:.1f}" height="{tall - 1:.1f}"'
            yield f'<rect {box} fill="{COLOURS["second"]}" fill-opacity="{0.08 + 0.6 * float(value) / top:.2f}"/>'
            yield _text(f"{float(value):g}", left + wide / 2, middle + 4, "middle")


def _frame(name: str, axes: Mapping[str, _Axis]) -> Iterator[str]:
    """An axis with its ticks and its title; drawn from the ranges that all traces made."""
    axis, is_x = axes[name], name[0] == "x"
    if axis.spec.get("visible") is False:
        return
    beside = "y" if is_x else "x"
    other = axes.get(f"{beside}axis{str(axis.spec.get('anchor') or beside)[1:]}") or axes[f"{beside}axis"]
    ends = (axis.start, other.start, axis.end, other.start) if is_x else (other.start, axis.start, other.start, axis.end)
    yield '<line x1="{:g}" y1="{:g}" x2="{:g}" y2="{:g}" stroke="{}"/>'.format(*ends, COLOURS["hairline"])
    if axis.spec.get("showticklabels") is not False:
        for number, text in axis.ticks():
            place = axis.pixel(number)
            yield _text(text, place, other.start + 16, "middle") if is_x else _text(text, other.start - 6, place + 4, "end")
    if title := (axis.spec.get("title") or {}).get("text"):
        middle = (axis.start + axis.end) / 2
        yield _text(title, middle, other.start + 36, "middle") if is_x else _text(title, other.start - 6, axis.end - 8, "start")


def _note(note: Mapping[str, Any], axes: Mapping[str, _Axis], size: tuple[int, int, Mapping[str, float]]) -> Iterator[str]:
    width, height, margin = size
    places = []
    for side in "xy":
        ref, value = str(note.get(f"{side}ref") or "paper"), note.get(side, 0)
        axis = axes.get(f"{side}axis{ref.removesuffix(' domain')[1:]}") if ref != "paper" else None
        if axis is None:
            inner = width - margin["l"] - margin["r"] if side == "x" else height - margin["t"] - margin["b"]
            places.append(margin["l"] + float(value) * inner if side == "x" else height - margin["b"] - float(value) * inner)
        elif ref.endswith("domain"):
            places.append(axis.start + float(value) * (axis.end - axis.start))
        else:
            places.append(axis.pixel(axis.number(value) or 0.0))
    left, top = places[0] + float(note.get("xshift") or 0), places[1] - float(note.get("yshift") or 0)
    anchor = {"left": "start", "right": "end"}.get(str(note.get("xanchor")), "middle")
    yield _text(str(note.get("text", "")), left, top, anchor)


def _key(trace: Mapping[str, Any], colour: str, top: int) -> str:
    return f'<circle cx="16" cy="{top - 4}" r="4" fill="{escape(colour)}"/>' + _text(_BREAK.sub(" ", str(trace["name"])), 26, top)


def _text(text: str, left: float, top: float, anchor: str = "start") -> str:
    """Lines of text; plotly's own markup is taken out, all else is escaped."""
    lines = [unescape(_TAG.sub("", line)) for line in _BREAK.split(text)]
    spans = "".join(
        f'<tspan x="{left:.1f}" dy="{LINE_PX if row else 0}">{escape(line)}</tspan>' for row, line in enumerate(lines)
    )
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" fill="{COLOURS["ink"]}">{spans}</text>'


def static(figure: go.Figure) -> str:
    """The figure as one SVG document: as a page draws it where a page can, else by :func:`still`."""
    try:
        drawn = svg(figure, WIDE_PX)
    except (KeyError, TypeError, ValueError):  # a kind of figure that no page holds
        return still(figure)
    style = f'xmlns="http://www.w3.org/2000/svg" font-family="{escape(TYPE)}" style="background:#ffffff"'
    drawn = _VARIABLE.sub(
        lambda name: ({"paper": "#ffffff"} | COLOURS)[name[1]], drawn
    )  # outside a page nothing says what they are
    return drawn.replace("<svg ", f"<svg {style} ", 1)

"""SVG: a figure of this package as static markup, drawn when the page is made; nothing is left for a reader's machine to do."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from kit.formats import is_known
from kit.plots import style

#: Widths in pixels at which a figure is drawn for a desk and for a phone; the page scales it to the room there is.
WIDE_PX, NARROW_PX = 640, 350
LINE_HEIGHT = 1.3
#: From a line of text's middle down to its base line, as a part of its size.
BASE = 0.35
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_TICK_PX, _TICK_GAP_PX = 5, 4
#: Ticks of an axis that names none lie on one of these steps, as many as come nearest to its ``nticks``.
_STEPS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class _Axis:
    """One axis: where its range lies, in pixels."""

    start: float
    end: float
    low: float
    high: float

    def pixel(self, value: float) -> float:
        """Pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def part(self, share: float) -> float:
        """Pixel of a part of the axis, 0 to 1."""
        return self.start + share * (self.end - self.start)


def svg(figure: go.Figure, width: int) -> str:
    """The figure as an SVG that scales to its column and takes its colours from the page.

    Parameters
    ----------
    figure : of ``plot_slope``, ``plot_segments`` or ``plot_multiples``: scatter traces, shapes and annotations.
    width : pixels at which its texts have their own size.

    Raises
    ------
    KeyError
        Where the figure has a kind of trace, mark or shape that is not drawn here.
    """
    return markup(figure.to_plotly_json(), width)


def markup(figure: Mapping[str, Any], width: int) -> str:
    """The JSON of a figure that says all its ranges, sizes and colours, as an SVG; see :func:`svg`."""
    drawing = _Drawing(figure, width)
    body = "".join(drawing.pieces())
    height = drawing.height
    return f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" focusable="false">{body}</svg>'


class _Drawing:
    """A figure's JSON with its axes laid out."""

    def __init__(self, figure: Mapping[str, Any], width: int) -> None:
        self.traces, self.layout = figure["data"], figure["layout"]
        margin = self.layout["margin"]
        self.width, self.height = width, self.layout["height"]
        self.paper = {
            "x": _Axis(margin["l"], width - margin["r"], 0, 1), "y": _Axis(self.height - margin["b"], margin["t"], 0, 1),
        }  # fmt: skip
        self.axes = {name: self._axis(name) for name in self.layout if re.fullmatch(r"[xy]axis\d*", name)}

    def _axis(self, name: str) -> _Axis:
        spec, paper = self.layout[name], self.paper[name[0]]
        low, high = spec.get("domain", (0, 1))
        return _Axis(paper.part(low), paper.part(high), *spec["range"])

    def _of(self, ref: str) -> _Axis:
        """The axis a reference names: "x", "y3", "x2 domain" or "paper"."""
        return self.axes[f"{ref[0]}axis{ref.removesuffix(' domain')[1:]}"]

    def place(self, value: float, ref: str, side: str) -> float:
        """Pixel of a coordinate on an axis, on an axis' domain, or on the paper."""
        if ref == "paper":
            return self.paper[side].pixel(value)
        return self._of(ref).part(value) if ref.endswith("domain") else self._of(ref).pixel(value)

    def pieces(self) -> Iterator[str]:
        """Markup from the back to the front."""
        shapes = self.layout.get("shapes", ())
        yield from (self._shape(shape) for shape in shapes if shape.get("layer") == "below")
        for name in self.axes:
            yield from self._frame(name)
        yield from (self._shape(shape) for shape in shapes if shape.get("layer") != "below")
        for trace in self.traces:
            yield from self._trace(trace)
        yield from (self._note(note) for note in self.layout.get("annotations", ()))

    def _frame(self, name: str) -> Iterator[str]:
        """An axis' line, grid, ticks, numbers and title."""
        spec, axis, is_x = self.layout[name], self.axes[name], name[0] == "x"
        if spec.get("visible") is False:
            return
        across = self._of(spec.get("anchor") or ("y" if is_x else "x"))
        colour, base = spec.get("linecolor", style.CLEAR), across.start
        ends = ((axis.start, base), (axis.end, base)) if is_x else ((base, axis.start), (base, axis.end))
        yield _line(ends, colour, 1)
        for value, text in _ticks(spec):
            yield from self._tick(spec, (axis.pixel(value), across), text, is_x)
        if title := (spec.get("title") or {}).get("text"):
            yield _text(title, ((axis.start + axis.end) / 2, self.height - 10), "center", spec["title"]["font"], -0.5)

    def _tick(self, spec: Mapping[str, Any], where: tuple[float, _Axis], text: str, is_x: bool) -> Iterator[str]:
        place, across = where
        base, out = across.start, _TICK_PX if spec.get("ticks") == "outside" else 0
        if spec.get("showgrid"):
            yield _line(((across.start, place), (across.end, place)), spec["gridcolor"], 1)
        if out and is_x:
            yield _line(((place, base), (place, base + out)), spec["tickcolor"], 1)
        if spec.get("showticklabels") is False:
            return
        font = spec["tickfont"]
        if is_x:
            yield _text(text, (place, base + out + _TICK_GAP_PX + font["size"] / 2), "center", font, -0.5)
        else:
            yield _text(text, (base - _TICK_GAP_PX - 3, place), "right", font)

    def _trace(self, trace: Mapping[str, Any]) -> Iterator[str]:
        x, y = self._of(trace.get("xaxis") or "x"), self._of(trace.get("yaxis") or "y")
        places = [
            (x.pixel(across), y.pixel(up)) if is_known(across) and is_known(up) else None
            for across, up in zip(trace["x"], trace["y"], strict=True)
        ]
        known = [place for place in places if place]
        if trace.get("fill") == "toself":
            path = " ".join(f"{_n(left)},{_n(top)}" for left, top in known)
            yield f'<polygon points="{path}" style="fill:{_colour(trace["fillcolor"])}" opacity="{trace["opacity"]}"/>'
        if "lines" in trace["mode"]:
            line = trace["line"]
            yield from (_path(run, line) for run in _runs(places))
        if "markers" in trace["mode"]:
            yield from (_mark(place, trace["marker"]) for place in known)
        if "text" in trace["mode"]:
            yield from (_beside(trace, place, text) for place, text in zip(known, trace["text"], strict=True))

    def _shape(self, shape: Mapping[str, Any]) -> str:
        if shape["type"] == "path":
            return self._leader(shape)
        (left, right), (top, bottom) = (
            sorted(self.place(shape[f"{side}{end}"], shape.get(f"{side}ref", side), side) for end in (0, 1)) for side in "xy"
        )
        if shape["type"] == "line":
            return _line(((left, top), (right, bottom)), shape["line"]["color"], shape["line"]["width"])
        size = f'width="{_n(right - left)}" height="{_n(bottom - top)}"'
        return f'<rect x="{_n(left)}" y="{_n(top)}" {size} style="fill:{_colour(shape["fillcolor"])}"{_opacity(shape)}/>'

    def _leader(self, shape: Mapping[str, Any]) -> str:
        """A line whose steps to the side are pixels from ``xanchor`` and whose heights are shares."""
        x = self._of("x").pixel(shape["xanchor"])
        ends = [
            (x + float(across), self._of("y").pixel(float(up))) for across, up in re.findall(r"[ML] (\S+) (\S+)", shape["path"])
        ]
        return _line(ends, shape["line"]["color"], 1)

    def _note(self, note: Mapping[str, Any]) -> str:
        x = self.place(note["x"], note.get("xref") or "x", "x") + note.get("xshift", 0)
        y = self.place(note["y"], note.get("yref") or "y", "y") - note.get("yshift", 0)
        font = {"size": style.TEXT_PX} | (note.get("font") or {})
        return _text(note["text"], (x, y), note.get("xanchor", "center"), font, {"bottom": -1}.get(note.get("yanchor"), -0.5))


def _ticks(spec: Mapping[str, Any]) -> list[tuple[float, str]]:
    """An axis' ticks with their texts: those it names, or round ones."""
    if spec.get("tickvals") is not None:
        return list(zip(spec["tickvals"], spec["ticktext"], strict=True))
    low, high = spec["range"]
    step = next((step for step in _STEPS if (high - low) / step <= spec.get("nticks", 7)), _STEPS[-1])
    whole = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [(step * count, str(step * count).replace("-", "\u2212")) for count in whole]


def _n(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


def _colour(value: str) -> str:
    """The page's variable for a colour of :data:`kit.plots.style.COLOURS`, so that light, dark and paper each have their own."""
    names = {colour: name for name, colour in style.COLOURS.items()}
    return f"var(--{names[value]})" if value in names else value


def _opacity(spec: Mapping[str, Any]) -> str:
    return f' opacity="{spec["opacity"]:g}"' if spec.get("opacity", 1) != 1 else ""


def _line(ends: Any, colour: str, width: float) -> str:
    if colour == style.CLEAR:
        return ""
    (left, top), (right, bottom) = ends
    where = f'x1="{_n(left)}" y1="{_n(top)}" x2="{_n(right)}" y2="{_n(bottom)}"'
    return f'<line {where} style="stroke:{_colour(colour)}" stroke-width="{width}"/>'


def _runs(places: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Stretches without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _path(places: list[tuple[float, float]], line: Mapping[str, Any]) -> str:
    points = " ".join(f"{_n(left)},{_n(top)}" for left, top in places)
    dash = line.get("dash") or "solid"
    dashed = "" if dash == "solid" else f' stroke-dasharray="{dash.replace("px", "")}"'
    look = f'style="fill:none;stroke:{_colour(line["color"])}" stroke-width="{line["width"]}"'
    return f'<polyline points="{points}" {look}{dashed}/>'


def _mark(place: tuple[float, float], marker: Mapping[str, Any]) -> str:
    """A marker of one of the symbols that the figures use."""
    (x, y), half, colour = place, marker["size"] / 2, _colour(marker["color"])
    symbol, width = marker.get("symbol") or "circle", (marker.get("line") or {}).get("width", 0)
    fill = "var(--paper)" if symbol.endswith("-open") else colour
    look = f'style="fill:{fill};stroke:{colour}" stroke-width="{width}"{_opacity(marker)}'
    corners = {
        "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)), "triangle-up": ((0, -1), (1, 0.9), (-1, 0.9)),
        "triangle-down": ((0, 1), (1, -0.9), (-1, -0.9)), "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    }  # fmt: skip
    if symbol.startswith("circle"):
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{half:g}" {look}/>'
    if symbol == "x-thin-open":
        return "".join(_line(((x - half, y - way * half), (x + half, y + way * half)), marker["color"], width) for way in (1, -1))
    points = " ".join(f"{_n(x + across * half)},{_n(y + down * half)}" for across, down in corners[symbol.removesuffix("-open")])
    return f'<polygon points="{points}" {look}/>'


def _beside(trace: Mapping[str, Any], place: tuple[float, float], text: str) -> str:
    """The text of a marker, above it or to its right."""
    (x, y), font = place, {"size": style.TEXT_PX} | trace["textfont"]
    half = trace["marker"]["size"] / 2
    if trace["textposition"] == "top center":
        return _text(text, (x, y - half - 3), "center", font, -1)
    return _text(text, (x + half, y), "left", font)


def _text(text: str, place: tuple[float, float], anchor: str, font: Mapping[str, Any], up: float = -0.5) -> str:
    """Lines of text at a place; ``up`` is the part of their height that lies above it, as a negative number."""
    x, y = place
    size, lines = font["size"], text.split("<br>")
    first = y + (up * len(lines) + 0.5) * LINE_HEIGHT * size + BASE * size
    rows = "".join(
        f'<tspan x="{_n(x)}" y="{_n(first + number * LINE_HEIGHT * size)}">{_bold(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    ink = _colour(font.get("color") or style.COLOURS["ink"])
    return f'<text text-anchor="{_ANCHORS[anchor]}" font-size="{size}" style="fill:{ink}">{rows}</text>'


def _bold(line: str) -> str:
    """A line of a figure's text, whose markup is already escaped, with its bold parts as SVG has them."""
    return line.replace("<b>", '<tspan font-weight="700">').replace("</b>", "</tspan>")

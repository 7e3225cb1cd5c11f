"""Explicit figure: the JSON of any figure with the ranges, ticks, bars and names written in that plotly would work out itself."""

from __future__ import annotations

import base64
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

import numpy as np

from kit.plots.explicit_traces import Parts, line, listed, parts_of
from kit.plots.style import COLOURS, TEXT_PX

HEIGHT_PX, MARGIN_PX = 420, {"l": 70, "r": 20, "t": 24, "b": 48}
#: Pixels above the axes where the picture has a title.
TITLED_PX = 56
#: Pixels of a line of small text; width of a letter, about; and the most that names at an upright axis take.
LINE_PX, LETTER_PX, MOST_MARGIN_PX = 16, 6.4, 330
#: Ticks on an axis of numbers, and of names or days, about.
TICKS, NAMED_TICKS = 6, 12
_SMALL = {"size": TEXT_PX - 1, "color": COLOURS["ink"]}
_BREAK, _TAG = re.compile(r"<br\s*/?>"), re.compile(r"<[^>]*>")
#: A month, a day or a time of one, a zone apart: a name that begins like a day ("2026-10-14-call") is none.
_DAY = re.compile(r"(\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?)?)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")


def _day_of(value: str) -> float | None:
    """Days since 1970 of a text that is a day or a time; None of any other."""
    known = _DAY.fullmatch(value)
    if known is None:
        return None
    try:
        return float(np.datetime64(known[1].replace(" ", "T")).astype("datetime64[s]").astype(float) / 86_400)
    except ValueError:  # no such day
        return None


def words(text: Any, letters: int = 200, rows: int = 3) -> str:
    """Text as the drawer takes it: plotly's own markup is gone, all else is escaped, long lines are broken."""
    lines = [unescape(_TAG.sub("", part)) for part in _BREAK.split(str(text))]
    broken = [piece for part in lines for piece in textwrap.wrap(part, letters, max_lines=rows, placeholder="…") or [""]]
    return "<br>".join(map(escape, broken))


@dataclass
class Axis:
    """One axis: its values as numbers; names stand in the order in which they come, days at their own distance."""

    spec: Mapping[str, Any]
    is_x: bool
    names: list[str] = field(default_factory=list)
    days: dict[float, str] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    is_from_zero: bool = False

    def number(self, value: Any) -> float | None:
        """A value as a number on the axis; None where it is none."""
        if isinstance(value, str):
            day = None if self.spec.get("type") == "category" or self.names else _day_of(value)
            if day is not None:
                self.days[day] = value[:10]
                return day
            if value not in self.names:
                self.names.append(value)
            return float(self.names.index(value))
        return float(value) if value is not None and math.isfinite(float(value)) else None

    def add(self, values: Sequence[Any]) -> list[float | None]:
        """Values as numbers, remembered for the axis' range."""
        numbers = [self.number(value) for value in values]
        self.values += [number for number in numbers if number is not None]
        return numbers

    def start_at_zero(self) -> None:
        """Let the axis begin, or end, at zero where all of its values lie on one side of it: lengths are compared there."""
        self.values.append(0.0)
        self.is_from_zero = True

    @property
    def range(self) -> tuple[float, float]:
        """The axis' ends, given or found from its values."""
        given = self.spec.get("range")
        if given and None not in given:
            low, high = (self.number(end) or 0.0 for end in given)
            return low, high
        low, high = min(self.values, default=0.0), max(self.values, default=1.0)
        room = 0.06 * (high - low) or 0.5
        if self.names:
            low, high = -0.5, len(self.names) - 0.5
        else:
            low, high = (end if self.is_from_zero and end == 0 else end + way * room for end, way in ((low, -1), (high, 1)))
        return (high, low) if self.spec.get("autorange") == "reversed" else (low, high)

    def ticks(self) -> list[tuple[float, str]]:
        """Where ticks stand, and what is written at them."""
        if (given := self.spec.get("tickvals")) is not None:
            texts = listed(self.spec.get("ticktext")) or list(given)
            numbers = [self.number(value) for value in listed(given)]
            return [(number, str(text)) for number, text in zip(numbers, texts, strict=False) if number is not None]
        named = [(float(place), name) for place, name in enumerate(self.names)] or sorted(self.days.items())
        if named:
            return named[:: math.ceil(len(named) / NAMED_TICKS)] if self.is_x else named
        low, high = sorted(self.range)
        step = _round_step((high - low) / TICKS)
        marks = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
        is_share = "%" in str(self.spec.get("tickformat") or "")
        return [(mark, f"{100 * mark:.0f}%" if is_share else f"{mark:g}".replace("-", "\u2212")) for mark in marks]


def _round_step(step: float) -> float:
    power = 10 ** math.floor(math.log10(step)) if step > 0 else 1.0
    return next(part * power for part in (1, 2, 5, 10) if part * power >= step)


def explicit(figure: Mapping[str, Any], width: int) -> dict[str, Any]:
    """A figure's JSON as :func:`kit.plots.svg.markup` draws it.

    Parameters
    ----------
    figure : ``figure.to_plotly_json()``.
    width : pixels of the picture.

    Returns
    -------
    dict of ``data`` (scatter traces only) and ``layout`` (height, margin, axes with ranges and ticks, shapes, annotations).
    """
    whole = decoded(figure)
    data, layout = whole["data"], whole["layout"]
    axes = _axes(layout)
    parts = parts_of(data, layout, axes)
    margin = {name: max((layout.get("margin") or {}).get(name, least), least) for name, least in MARGIN_PX.items()}
    margin["l"], margin["t"] = max(margin["l"], _beside(axes)), max(margin["t"], TITLED_PX if layout.get("title") else 0)
    legend = _legend(data, layout, parts)
    height = int(layout.get("height") or HEIGHT_PX)
    frames = {name: _frame(axes, name, (width - margin["l"] - margin["r"]) / LETTER_PX) for name in axes}
    below = margin["b"] + max((LINE_PX * (_rows(frame) - 1) for name, frame in frames.items() if name[0] == "x"), default=0)
    notes = [*parts.notes, *_titles(axes, frames, layout), *_own_notes(layout, axes), *_keys(legend, below, margin["l"])]
    grown = LINE_PX * (len(legend) + 1) if legend else 0
    margin["b"] = below + grown
    return {"data": parts.traces, "layout": {
        "height": height + grown + below - max((layout.get("margin") or {}).get("b", MARGIN_PX["b"]), MARGIN_PX["b"]),
        "margin": margin, "shapes": [*parts.shapes, *_own_shapes(layout, axes)], "annotations": notes, **frames,
    }}  # fmt: skip


def decoded(value: Any) -> Any:
    """A figure's JSON with arrays that plotly packs as bytes in lists again."""
    if isinstance(value, Mapping):
        if "bdata" in value:
            flat = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            shape = [int(part) for part in str(value.get("shape", len(flat))).split(",")]
            return flat.reshape(shape).tolist()
        return {name: decoded(part) for name, part in value.items()}
    if isinstance(value, np.ndarray):
        return [str(day) for day in value] if value.dtype.kind == "M" else value.tolist()
    return [decoded(part) for part in value] if isinstance(value, list | tuple) else value


def _axes(layout: Mapping[str, Any]) -> dict[str, Axis]:
    names = {"xaxis", "yaxis", *(name for name in layout if re.fullmatch(r"[xy]axis\d*", name))}
    specs = {name: layout.get(name) or {} for name in sorted(names)}
    return {name: Axis(spec, name[0] == "x", [*map(str, listed(spec.get("categoryarray")))]) for name, spec in specs.items()}


def _beside(axes: Mapping[str, Axis]) -> int:
    """Pixels that the names at upright axes need beside them."""
    texts = [text for name, axis in axes.items() if name[0] == "y" and _has_labels(axis) for _, text in axis.ticks()]
    letters = max((len(line) for text in texts for line in words(text, 48, 2).split("<br>")), default=0)
    return int(min(14 + LETTER_PX * letters, MOST_MARGIN_PX))


def _has_labels(axis: Axis) -> bool:
    return axis.spec.get("visible") is not False and axis.spec.get("showticklabels") is not False


def _frame(axes: Mapping[str, Axis], name: str, letters: float) -> dict[str, Any]:
    """An axis that says its range and every tick; ``letters`` fit beside each other in the picture."""
    axis = axes[name]
    beside = "y" if axis.is_x else "x"
    anchor = str(axis.spec.get("anchor") or beside)
    ticks = axis.ticks()
    domain = axis.spec.get("domain") or (0, 1)
    room = max(6, int(letters * (domain[1] - domain[0]) / max(len(ticks), 1))) if axis.is_x else 48
    return {
        "domain": domain, "range": axis.range, "anchor": anchor if f"{anchor[0]}axis{anchor[1:]}" in axes else beside,
        "tickvals": [number for number, _ in ticks], "ticktext": [words(text, room, 3 if axis.is_x else 2) for _, text in ticks],
        "tickfont": _SMALL, "linecolor": COLOURS["hairline"], "visible": axis.spec.get("visible"),
        "showticklabels": axis.spec.get("showticklabels"),
    }  # fmt: skip


def _rows(frame: Mapping[str, Any]) -> int:
    return max((text.count("<br>") + 1 for text in frame["ticktext"]), default=1)


def note(text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """A text on the picture; its places are parts of the paper unless it says more."""
    return {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "font": _SMALL} | more


def _titles(axes: Mapping[str, Axis], frames: Mapping[str, Any], layout: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The titles of the axes and of the picture."""
    titles = []
    for name, axis in axes.items():
        title = axis.spec.get("title") or {}
        text = words(title.get("text") or "" if isinstance(title, Mapping) else title)
        if not text or axis.spec.get("visible") is False:
            continue
        ref, other = f"{name[0]}{name[5:]}", frames[name]["anchor"]
        if axis.is_x:
            down = -26 - LINE_PX * _rows(frames[name])
            titles.append(note(text, 0.5, 0, xref=f"{ref} domain", yref=f"{other} domain", yshift=down + LINE_PX / 2))
        else:
            titles.append(note(text, 0, 1, xref=f"{other} domain", yref=f"{ref} domain", xanchor="left", xshift=-6, yshift=12))
    heading = layout.get("title") or {}
    if text := words(heading.get("text") or "" if isinstance(heading, Mapping) else heading):
        titles.append(note(f"<b>{text.replace('<br>', ' ')}</b>", 0, 1, xanchor="left", yanchor="bottom", yshift=24))
    return titles


def _own_notes(layout: Mapping[str, Any], axes: Mapping[str, Axis]) -> list[dict[str, Any]]:
    """The figure's annotations with their places as numbers; arrows are left out."""
    notes = []
    for given in layout.get("annotations") or ():
        places = {side: _on_axis(given.get(side, 0), str(given.get(f"{side}ref") or "paper"), axes) for side in "xy"}
        refs = {f"{side}ref": given.get(f"{side}ref") or "paper" for side in "xy"}
        anchor = {name: value for name in ("xanchor", "yanchor") if (value := given.get(name)) in ("left", "right", "bottom")}
        shifts = {name: float(given.get(name) or 0) for name in ("xshift", "yshift")}
        notes.append(note(words(given.get("text") or ""), **places, **refs, **anchor, **shifts))
    return notes


def _on_axis(value: Any, ref: str, axes: Mapping[str, Axis]) -> float:
    """A coordinate as a number: of the paper, of an axis' domain, or of an axis."""
    axis = None if ref == "paper" or ref.endswith("domain") else axes.get(f"{ref[0]}axis{ref[1:]}")
    return float(value or 0) if axis is None else axis.number(value) or 0.0


def _own_shapes(layout: Mapping[str, Any], axes: Mapping[str, Axis]) -> list[dict[str, Any]]:
    """The figure's straight lines and boxes; another shape is left out."""
    shapes = []
    for given in layout.get("shapes") or ():
        if given.get("type") not in ("line", "rect"):
            continue
        refs = {f"{side}ref": str(given.get(f"{side}ref") or side) for side in "xy"}
        ends = {f"{side}{end}": _on_axis(given.get(f"{side}{end}"), refs[f"{side}ref"], axes) for side in "xy" for end in (0, 1)}
        look = {"line": line(given, COLOURS["muted"]), "fillcolor": COLOURS["band"], "layer": "below"}
        shapes.append({"type": given["type"], **refs, **ends, **look})
    return shapes


def _legend(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], parts: Parts) -> list[tuple[str, str, str]]:
    """Mark, colour and name of each trace that is named; none where there is one alone."""
    named = [number for number, trace in enumerate(data) if trace.get("name") and trace.get("showlegend") is not False]
    if layout.get("showlegend") is False or len(named) < 2:
        return []
    keys = [(*parts.keys[number], words(_BREAK.sub(" ", str(data[number]["name"])))) for number in named]
    return list(dict.fromkeys(keys))


def _keys(legend: Sequence[tuple[str, str, str]], below: float, left: float) -> list[dict[str, Any]]:
    """The legend as lines under the picture."""
    notes = []
    for row, (mark, colour, name) in enumerate(legend):
        down = {"yshift": -below - LINE_PX * (row + 0.5), "xanchor": "left"}
        notes.append(note(mark, 0, 0, xshift=10 - left, **down) | {"font": _SMALL | {"color": colour}})
        notes.append(note(name, 0, 0, xshift=28 - left, **down))
    return notes

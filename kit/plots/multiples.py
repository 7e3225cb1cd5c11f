"""The picture of how the themes moved: one small panel a theme, all on one scale."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from kit.formats import cycle_mark, is_known, percent
from kit.language import gettext
from kit.plots import style

#: More panels than this and none is read; the table under the figure holds them all.
MOST_PANELS = 12
PANEL_PX = 84
TITLE_PX = 76
#: Room beside the panels for the scale's numbers and for the last shares, and what a "100 %" takes more.
SCALE_PX, END_PX, WHOLE_PX = 44, 40, 10


def plot_multiples(themes: list[dict[str, Any]], cycles: list[str], is_narrow: bool = False) -> go.Figure:
    """Each theme's share over the cycles with its interval as a ribbon.

    Parameters
    ----------
    themes : list of {"label", "share", "low", "high", "born", "direction"}, and "new_in" where that is known
        ``share``, ``low`` and ``high`` are cycle to 0-1 or None; a missing cycle is a gap.
    cycles : the window, oldest first.
    is_narrow : two panels a row instead of three.
    """
    shown = themes[:MOST_PANELS]
    columns = min(2 if is_narrow else 3, max(len(shown), 1))
    rows = math.ceil(len(shown) / columns) or 1
    height = rows * (PANEL_PX + TITLE_PX) + 6
    margin = _sides(shown, cycles) | {"t": 54, "b": 28}
    gap = TITLE_PX / (height - margin["t"] - margin["b"])
    axes = _axes((rows, columns, gap, 0.2 if is_narrow else 0.11), _top(shown), cycles)
    traces, titles = [], []
    for number, theme in enumerate(shown):
        place = {"xaxis": _axis_id("x", number), "yaxis": _axis_id("y", number)}
        traces += [trace | place for trace in _panel(theme, cycles)]
        titles.append(_title_of(theme, cycles, place, 17 if is_narrow else 25))
    # as one dictionary: figures that are built call by call check all of themselves anew at each
    return go.Figure({"data": traces, "layout": style.layout(height, margin) | axes | {"annotations": titles}})


def _sides(themes: list[dict[str, Any]], cycles: list[str]) -> dict[str, int]:
    """Pixels left and right of the panels: more where the scale, or a theme's last share, is a "100 %"."""
    known = [[theme["share"][cycle] for cycle in cycles if is_known(theme["share"].get(cycle))] for theme in themes]
    ends = [percent(shares[-1]) for shares in known if shares]
    wide = (percent(_top(themes)) == percent(1), percent(1) in ends)
    return {"l": SCALE_PX + WHOLE_PX * wide[0], "r": END_PX + WHOLE_PX * wide[1]}


@lru_cache(maxsize=64)
def _grid(rows: int, columns: int, down: float, across: float) -> dict[str, Any]:
    """Where the panels lie: the layout of plotly's own grid."""
    figure = make_subplots(rows, columns, vertical_spacing=down, horizontal_spacing=across)
    return {name: axis for name, axis in figure.to_dict()["layout"].items() if name[1:].startswith("axis")}


def _axis_id(letter: str, number: int) -> str:
    return letter if not number else f"{letter}{number + 1}"


def _axes(grid: tuple[int, int, float, float], top: float, cycles: list[str]) -> dict[str, Any]:
    """One scale for all panels; its numbers stand at the first column, the window's ends under each."""
    ticks, names = [0, top / 2, top], ["0", percent(top / 2), percent(top)]
    upright = style.axis(range=[0, top * 1.05], tickvals=ticks, ticktext=names, linecolor=style.CLEAR, ticks="")
    upright |= {"showgrid": True, "gridcolor": style.COLOURS["hairline"], "gridwidth": 1}
    ends = [0, len(cycles) - 1] if len(cycles) > 1 else [0]
    marks = [cycle_mark(cycles[end]) for end in ends]
    along = style.axis(range=[-0.3, len(cycles) - 0.7], tickvals=ends, ticktext=marks, ticks="")
    axes = {}
    for name, place in _grid(*grid).items():
        is_first = (int(name[5:] or 1) - 1) % grid[1] == 0
        axes[name] = place | (along if name[0] == "x" else upright | ({} if is_first else {"showticklabels": False}))
    return axes


def _top(themes: list[dict[str, Any]]) -> float:
    """The common scale's end: the highest share or ribbon, on a whole ten percent."""
    highest = max(
        [
            value
            for theme in themes
            for name in ("share", "high")
            for value in (theme.get(name) or {}).values()
            if is_known(value)
        ],
        default=0.1,
    )
    return min(1.0, math.ceil(max(highest, 0.1) * 10 - 1e-9) / 10)


def _panel(theme: dict[str, Any], cycles: list[str]) -> list[dict[str, Any]]:
    """The traces of one theme: its ribbon, its line, and marks for what a line alone would not show."""
    colour = style.colour_of(theme["direction"])
    shares = [theme["share"].get(cycle) for cycle in cycles]
    line = {"color": colour, "width": 2.5, "dash": style.dash_of(theme["direction"])}
    steps = list(range(len(cycles)))
    traces = [*_ribbon(theme, cycles, colour), _scatter(steps, shares, mode="lines", line=line, connectgaps=False)]
    known = [step for step in steps if is_known(shares[step])]
    if lone := [run[0] for run in _stretches(known)[:-1] if len(run) == 1]:
        traces.append(_scatter(lone, [shares[step] for step in lone], mode="markers", marker={"size": 4, "color": colour}))
    if known:
        traces.append(_end(known[-1], shares[known[-1]], colour))
    return traces + _birth(theme, cycles)


def _scatter(x: list[int], y: list[float], **more: Any) -> dict[str, Any]:
    return {"type": "scatter", "x": x, "y": y, "hoverinfo": "skip", **more}


def _end(step: int, share: float, colour: str) -> dict[str, Any]:
    """The last known share as a dot with its number beside it."""
    return _scatter(
        [step], [share], mode="markers+text", cliponaxis=False, marker={"size": 7, "color": colour},
        text=[f" <b>{percent(share)}</b>"], textposition="middle right", textfont={"color": style.COLOURS["ink"]},
    )  # fmt: skip


def _title_of(theme: dict[str, Any], cycles: list[str], place: dict[str, str], width: int) -> dict[str, Any]:
    colour = style.colour_of(theme["direction"]) if theme["direction"] else style.COLOURS["muted"]
    return {
        "x": 0, "xref": f"{place['xaxis']} domain", "xanchor": "left", "align": "left", "y": 1, "yanchor": "bottom", "yshift": 4,
        "yref": f"{place['yaxis']} domain", "showarrow": False, "text": _title(theme, cycles, width),
        "font": {"size": style.TEXT_PX, "color": colour},
    }  # fmt: skip


def _ribbon(theme: dict[str, Any], cycles: list[str], colour: str) -> list[dict[str, Any]]:
    low, high = theme.get("low") or {}, theme.get("high") or {}
    steps = [index for index, cycle in enumerate(cycles) if is_known(low.get(cycle)) and is_known(high.get(cycle))]
    traces = []
    for known in _stretches(steps):
        outline = [high[cycles[index]] for index in known] + [low[cycles[index]] for index in reversed(known)]
        traces.append(_scatter(known + known[::-1], outline, fill="toself", fillcolor=colour, opacity=0.16, mode="none"))
    return traces


def _stretches(steps: list[int]) -> list[list[int]]:
    """Steps in runs without a gap: a month in which nobody spoke is not bridged."""
    runs: list[list[int]] = []
    for step in steps:
        if runs and step == runs[-1][-1] + 1:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _birth(theme: dict[str, Any], cycles: list[str]) -> list[dict[str, Any]]:
    """Mark the cycle a theme was first heard in, where that lies after the window's first."""
    if not _is_new(theme, cycles):
        return []
    marker = {"symbol": "triangle-up", "size": 9, "color": style.COLOURS["ink"]}
    born, share = cycles.index(theme["born"]), theme["share"].get(theme["born"]) or 0
    return [_scatter([born], [share], mode="markers", cliponaxis=False, marker=marker)]


def _is_new(theme: dict[str, Any], cycles: list[str]) -> bool:
    return theme.get("new_in", theme["born"]) in cycles[1:]


def _title(theme: dict[str, Any], cycles: list[str], width: int) -> str:
    """The theme's name, and the cycle of its birth where that is within the window."""
    if not _is_new(theme, cycles):
        return _name(theme, width)
    birth = gettext("new in {cycle}", cycle=cycle_mark(theme["born"]))
    return f"{_name(theme, width)}<br>▲ {birth}"


def _name(theme: dict[str, Any], width: int) -> str:
    return style.wrapped(f"{style.mark_of(theme['direction'])}{theme['label']}", width)

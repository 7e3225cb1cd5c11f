"""The picture of how the themes moved: one small panel a theme, all on one scale."""

from __future__ import annotations

import math
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from kit.formats import cycle_mark, is_known, percent
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
    figure = make_subplots(rows, columns, vertical_spacing=gap, horizontal_spacing=0.2 if is_narrow else 0.11)
    figure.update_layout(style.layout(height, margin))
    _set_axes(figure, _top(shown), cycles, columns)
    for index, theme in enumerate(shown):
        place = {"row": index // columns + 1, "col": index % columns + 1}
        _add_panel(figure, theme, cycles, place)
        _add_title(figure, theme, cycles, place, 17 if is_narrow else 25)
    return figure


def _sides(themes: list[dict[str, Any]], cycles: list[str]) -> dict[str, int]:
    """Pixels left and right of the panels: more where the scale, or a theme's last share, is a "100 %"."""
    known = [[theme["share"][cycle] for cycle in cycles if is_known(theme["share"].get(cycle))] for theme in themes]
    ends = [percent(shares[-1]) for shares in known if shares]
    wide = (percent(_top(themes)) == percent(1), percent(1) in ends)
    return {"l": SCALE_PX + WHOLE_PX * wide[0], "r": END_PX + WHOLE_PX * wide[1]}


def _set_axes(figure: go.Figure, top: float, cycles: list[str], columns: int) -> None:
    """One scale for all panels; its numbers stand at the first column, the window's ends under each."""
    ticks, names = [0, top / 2, top], ["0", percent(top / 2), percent(top)]
    figure.update_yaxes(style.axis(range=[0, top * 1.05], tickvals=ticks, ticktext=names, linecolor=style.CLEAR, ticks=""))
    figure.update_yaxes(showgrid=True, gridcolor=style.COLOURS["hairline"], gridwidth=1)
    for column in range(2, columns + 1):
        figure.update_yaxes(showticklabels=False, col=column)
    ends = [0, len(cycles) - 1] if len(cycles) > 1 else [0]
    marks = [cycle_mark(cycles[end]) for end in ends]
    figure.update_xaxes(style.axis(range=[-0.3, len(cycles) - 0.7], tickvals=ends, ticktext=marks, ticks=""))


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


def _add_panel(figure: go.Figure, theme: dict[str, Any], cycles: list[str], place: dict[str, int]) -> None:
    colour = style.colour_of(theme["direction"])
    _add_ribbon(figure, theme, cycles, place, colour)
    shares = [theme["share"].get(cycle) for cycle in cycles]
    line = {"color": colour, "width": 2.5, "dash": style.dash_of(theme["direction"])}
    steps = list(range(len(cycles)))
    figure.add_trace(go.Scatter(x=steps, y=shares, mode="lines", line=line, hoverinfo="skip", connectgaps=False), **place)
    known = [step for step in steps if is_known(shares[step])]
    if lone := [run[0] for run in _stretches(known)[:-1] if len(run) == 1]:
        marker, heights = {"size": 4, "color": colour}, [shares[step] for step in lone]
        figure.add_trace(go.Scatter(x=lone, y=heights, mode="markers", hoverinfo="skip", marker=marker), **place)
    if known:
        _add_end(figure, known[-1], shares[known[-1]], colour, place)
    _add_birth(figure, theme, cycles, place)


def _add_end(figure: go.Figure, step: int, share: float, colour: str, place: dict[str, int]) -> None:
    """The last known share as a dot with its number beside it."""
    figure.add_trace(
        go.Scatter(
            x=[step], y=[share], mode="markers+text", cliponaxis=False, hoverinfo="skip",
            marker={"size": 7, "color": colour}, text=[f" <b>{percent(share)}</b>"],
            textposition="middle right", textfont={"color": style.COLOURS["ink"]},
        ),
        **place,
    )  # fmt: skip


def _add_title(figure: go.Figure, theme: dict[str, Any], cycles: list[str], place: dict[str, int], width: int) -> None:
    colour = style.colour_of(theme["direction"]) if theme["direction"] else style.COLOURS["muted"]
    figure.add_annotation(
        x=0, xref="x domain", xanchor="left", align="left", y=1, yref="y domain", yanchor="bottom", yshift=4,
        showarrow=False, text=_title(theme, cycles, width), font={"size": style.TEXT_PX, "color": colour}, **place,
    )  # fmt: skip


def _add_ribbon(figure: go.Figure, theme: dict[str, Any], cycles: list[str], place: dict[str, int], colour: str) -> None:
    low, high = theme.get("low") or {}, theme.get("high") or {}
    steps = [index for index, cycle in enumerate(cycles) if is_known(low.get(cycle)) and is_known(high.get(cycle))]
    for known in _stretches(steps):
        outline = [high[cycles[index]] for index in known] + [low[cycles[index]] for index in reversed(known)]
        figure.add_trace(
            go.Scatter(
                x=known + known[::-1], y=outline, fill="toself", fillcolor=colour, opacity=0.16, mode="none", hoverinfo="skip"
            ),
            **place,
        )


def _stretches(steps: list[int]) -> list[list[int]]:
    """Steps in runs without a gap: a month in which nobody spoke is not bridged."""
    runs: list[list[int]] = []
    for step in steps:
        if runs and step == runs[-1][-1] + 1:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _add_birth(figure: go.Figure, theme: dict[str, Any], cycles: list[str], place: dict[str, int]) -> None:
    """Mark the cycle a theme was first heard in, where that lies after the window's first."""
    if _is_new(theme, cycles):
        marker = {"symbol": "triangle-up", "size": 9, "color": style.COLOURS["ink"]}
        born, share = cycles.index(theme["born"]), theme["share"].get(theme["born"]) or 0
        figure.add_trace(
            go.Scatter(x=[born], y=[share], mode="markers", cliponaxis=False, hoverinfo="skip", marker=marker), **place
        )


def _is_new(theme: dict[str, Any], cycles: list[str]) -> bool:
    return theme.get("new_in", theme["born"]) in cycles[1:]


def _title(theme: dict[str, Any], cycles: list[str], width: int) -> str:
    """The theme's name, and the cycle of its birth where that is within the window."""
    if not _is_new(theme, cycles):
        return _name(theme, width)
    return f"{_name(theme, width)}<br>▲ new in {cycle_mark(theme['born'])}"


def _name(theme: dict[str, Any], width: int) -> str:
    return style.wrapped(f"{style.mark_of(theme['direction'])}{theme['label']}", width)

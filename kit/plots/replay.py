"""Pictures to choose a bar by: what it would have surfaced in past cycles, and how much of that by chance."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kit.plots import style

#: How each tested shift stands to the two bars: its symbol, colour and words.
STANDINGS = {
    (True, True): ("circle", "accent", "surfaced by both bars"),
    (True, False): ("circle-open", "accent", "surfaced by the bar in force only"),
    (False, True): ("diamond", "second", "surfaced by the changed bar only"),
    (False, False): ("circle", "hairline", "below both bars"),
}
#: Dots of what was called by neither bar are small: they are many.
SIZES = {"hairline": 5}
MARGIN = {"l": 64, "r": 24, "t": 46, "b": 48}


def _hover(rows: pd.DataFrame, words: str) -> list[str]:
    return [
        f"{style.wrapped(row.label, 40)}<br>{row.persona_id}, {row.cycle}: {row.shift_pp:+.0f} points, q {row.q:.2g}, "
        f"{row.n_accounts} accounts<br>{words}" + (f"<br>missed: {row.would_miss.replace(' ', ', ')}" if row.would_miss else "")
        for row in rows.itertuples()
    ]


def plot_replay(table: pd.DataFrame) -> go.Figure:
    """Every tested shift of past cycles, one dot each: how large it was, and which bar surfaces it.

    Parameters
    ----------
    table : what :func:`kit.shifts.replay.replay` returns.
    """
    figure = go.Figure(layout=style.layout(420, MARGIN) | {"showlegend": True})
    cycles = sorted(set(table["cycle"]))
    place = table["cycle"].map({cycle: index for index, cycle in enumerate(cycles)})
    within = table.groupby("cycle").cumcount() / table.groupby("cycle")["theme_id"].transform("size")  # side by side, in order
    for (now, would), (symbol, colour, words) in reversed(STANDINGS.items()):
        rows = table[(table["surfaced"] == now) & (table["would_surface"] == would)]
        figure.add_scatter(
            x=place[rows.index] + 0.7 * (within[rows.index] - 0.5), y=rows["shift_pp"], mode="markers", name=words,
            marker={"symbol": symbol, "color": style.COLOURS[colour], "size": SIZES.get(colour, 11), "line": {"width": 2}},
            hovertext=_hover(rows, words), hoverinfo="text",
        )  # fmt: skip
    figure.update_xaxes(style.axis(tickvals=list(range(len(cycles))), ticktext=cycles, range=[-0.6, len(cycles) - 0.4]))
    figure.update_yaxes(style.axis(title={"text": "shift, in percentage points of share"}))
    figure.add_hline(y=0, line={"color": style.COLOURS["muted"], "width": 1})
    return figure.update_layout(legend={"orientation": "h", "y": 1.12, "x": 0})


def plot_placebo(table: pd.DataFrame, by_chance: pd.DataFrame) -> go.Figure:
    """Shifts surfaced in each cycle by the changed bar, beside the mean number from months in shuffled order.

    Parameters
    ----------
    table, by_chance : what :func:`kit.shifts.replay.replay` and :func:`kit.shifts.replay.placebo` return.
    """
    figure = go.Figure(layout=style.layout(280, MARGIN) | {"showlegend": True, "barmode": "group"})
    cycles = sorted(set(table["cycle"]))
    surfaced = table.groupby("cycle")["would_surface"].sum().reindex(cycles)
    chance = by_chance.groupby("cycle")["surfaced"].mean().reindex(cycles)
    for name, values, colour in (("surfaced", surfaced, "accent"), ("surfaced with months shuffled, mean", chance, "context")):
        text = [f"{value:.2g}" for value in values]
        figure.add_bar(x=cycles, y=values, name=name, marker={"color": style.COLOURS[colour]}, text=text, textposition="outside")
    figure.update_xaxes(style.axis(type="category"))
    figure.update_yaxes(style.axis(title={"text": "shifts, whole library"}, rangemode="tozero"))
    return figure.update_layout(legend={"orientation": "h", "y": 1.16, "x": 0})

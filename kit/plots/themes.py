"""Pictures of themes: the map of a persona's passages, and the family tree of its themes."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotly.graph_objects as go

#: Colours of themes in order of size: Okabe and Ito's, which the colour-blind can tell apart, then others; grey is unthemed.
COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#8A6D00",
    "#6A3D9A",
    "#1B9E77",
    "#A6761D",
    "#666699",
    "#B15928",
)
UNTHEMED = "#C4C4C4"
FONT = {"family": "system-ui, sans-serif", "size": 13, "color": "#222222"}
#: Marks of events in the family tree.
SYMBOLS = {
    "born": "circle",
    "split": "diamond",
    "merged": "x",
    "died": "square-open",
    "returned": "star",
    "cut": "diamond-open",
    "joined": "cross",
    "whole": "circle-open",
}


def _wrapped(text: str, width: int) -> str:
    """Text broken into lines, with its markup made harmless."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<br>".join(textwrap.wrap(safe, width)) or safe


def plot_passage_map(points: pd.DataFrame) -> go.Figure:
    """A persona's passages as points, near each other where they are alike, coloured by theme.

    Parameters
    ----------
    points : DataFrame
        ``x``, ``y`` (no unit), ``theme_id`` ("" unthemed), ``label`` of the theme, ``text`` of the passage.

    Returns
    -------
    Figure with one trace a theme, largest first, the unthemed last; hovering shows the passage.
    """
    sizes = points["theme_id"].value_counts()
    order = sorted(sizes.index, key=lambda name: (name == "", -sizes[name], name))
    figure = go.Figure()
    for rank, name in enumerate(order):
        own = points[points["theme_id"] == name]
        title = f"unthemed ({len(own)})" if not name else f"{_wrapped(own['label'].iloc[0], 34)} ({len(own)})"
        colour = COLOURS[rank % len(COLOURS)] if name else UNTHEMED
        figure.add_scatter(
            x=own["x"],
            y=own["y"],
            mode="markers",
            name=title,
            text=[_wrapped(text, 60) for text in own["text"]],
            hovertemplate="%{text}<extra></extra>",
            marker={"size": 6, "color": colour, "opacity": 0.8 if name else 0.45},
        )
    hidden = {"showticklabels": False, "showgrid": False, "zeroline": False, "title": None}
    figure.update_layout(
        font=FONT,
        template="plotly_white",
        height=520,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        xaxis=hidden,
        yaxis=hidden,
        legend={"font": {"size": 11}, "itemsizing": "constant"},
    )
    return figure


def plot_family_tree(events: pd.DataFrame, labels: dict[str, str], cycles: list[str]) -> go.Figure:
    """The lives of themes: a line a theme from its first event on, and where it came from or went.

    Parameters
    ----------
    events : DataFrame
        ``run_cycle, theme_id, event, other_theme_id`` of one persona, all runs.
    labels : theme id to label.
    cycles : the runs, oldest first; the horizontal axis.

    Returns
    -------
    Figure with one horizontal line a theme and a mark an event; a dotted line joins a split or merged theme to the other.
    """
    themes = sorted(set(events["theme_id"]) | (set(events["other_theme_id"]) - {""}))
    row = {name: -place for place, name in enumerate(themes)}
    figure = go.Figure()
    for name in themes:
        _line(figure, _life(events[events["theme_id"] == name], cycles), [row[name]] * 2, width=3)
    for event in events[events["other_theme_id"] != ""].itertuples():
        _line(figure, [event.run_cycle] * 2, [row[event.theme_id], row[event.other_theme_id]], width=1, dash="dot")
    for kind in SYMBOLS:
        _add_marks(figure, kind, events[events["event"] == kind], row, labels)
    ticks = [_wrapped(labels.get(name) or name, 40) for name in themes]
    figure.update_layout(
        font=FONT, template="plotly_white", height=120 + 34 * max(1, len(themes)), margin={"l": 10, "r": 10, "t": 10, "b": 40}
    )
    figure.update_yaxes(tickvals=[row[name] for name in themes], ticktext=ticks, automargin=True, showgrid=False, zeroline=False)
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=cycles, title="cycle of the run")
    return figure


def _life(own: pd.DataFrame, cycles: list[str]) -> list[str]:
    """The runs in which a theme began and ended, the window's own where it did neither within it."""
    starts = own.loc[own["event"].isin(["born", "split", "returned", "joined"]), "run_cycle"]
    ends = own.loc[own["event"].isin(["died", "merged"]), "run_cycle"]
    return [min(starts, default=cycles[0]), max(ends, default=cycles[-1])]


def _line(figure: go.Figure, x: list[str], y: list[int], **line: object) -> None:
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": "#9AA5B1"} | line, hoverinfo="skip", showlegend=False)


def _add_marks(figure: go.Figure, kind: str, own: pd.DataFrame, row: dict[str, int], labels: dict[str, str]) -> None:
    """A mark for each event of one kind."""
    if own.empty:
        return
    figure.add_scatter(
        x=own["run_cycle"], y=[row[name] for name in own["theme_id"]], mode="markers", name=kind,
        text=[f"{kind}: {_wrapped(labels.get(name, name), 60)}" for name in own["theme_id"]],
        hovertemplate="%{text}<extra></extra>", marker={"symbol": SYMBOLS[kind], "size": 10, "color": "#0072B2"},
    )  # fmt: skip

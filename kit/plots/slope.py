"""The picture of the pains then and now: two columns joined by lines."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from kit.formats import is_known, percent
from kit.plots import style

#: So many themes fit beside each other with readable names; what moved is always among them.
MOST_LINES = 8
LINE_PX = 17
GAP_PX = 5
#: The top of the scale where no theme is raised: a scale has to have a length.
LEAST_TOP = 0.01


def plot_slope(rows: list[dict[str, Any]], before: str, now: str, is_narrow: bool = False, is_short: bool = False) -> go.Figure:
    """Themes' shares before and now; the moved ones in colour, the rest grey.

    Parameters
    ----------
    rows : list of {"label", "before", "now", "direction"}
        Shares 0 to 1 or None; ``direction`` "" for what did not surface. The most raised first.
    before, now : names of the two columns.
    is_narrow : draw for a phone.
    is_short : a picture among words, lower than one that stands by itself.
    """
    shown = _shown(rows)
    margin = {"l": 46, "r": 206 if is_narrow else 236, "t": 30, "b": 26 if is_short else 12}
    height = 78 + 38 * len(shown) if is_short else min(470, 150 + 50 * len(shown))
    figure = go.Figure(layout=style.layout(height, margin))
    shares = [share for row in shown for share in (row["before"], row["now"]) if is_known(share)]
    top = max([*shares, LEAST_TOP]) * 1.04
    figure.update_xaxes(style.axis(range=[0, 1], visible=False))
    figure.update_yaxes(style.axis(range=[-0.02 * top, top], visible=False))
    for row in reversed(shown):
        _add_line(figure, row)
    per_px = top / (height - margin["t"] - margin["b"])
    _add_names(figure, shown, per_px, is_narrow)
    _add_starts(figure, shown, per_px)
    _add_column(figure, 0, before, {"xanchor": "left", "xshift": -40})
    _add_column(figure, 1, now, {"xanchor": "right", "xshift": 8})
    return figure


def _add_column(figure: go.Figure, x: int, name: str, where: dict[str, Any]) -> None:
    font = {"color": style.COLOURS["muted"], "size": style.TEXT_PX - 1}
    figure.add_annotation(x=x, y=1, yref="paper", yanchor="bottom", yshift=10, text=name, showarrow=False, font=font, **where)


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = [row for row in rows if is_known(row["now"])]
    moved = [row for row in known if row["direction"]][:MOST_LINES]
    others = sorted([row for row in known if not row["direction"]], key=lambda row: -max(row["now"], row["before"] or 0))
    rest = others[: MOST_LINES - len(moved)]
    return sorted([*moved, *rest], key=known.index)


def _add_line(figure: go.Figure, row: dict[str, Any]) -> None:
    colour, is_moved = style.colour_of(row["direction"]), bool(row["direction"])
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[row["before"], row["now"]],
            mode="lines+markers",
            cliponaxis=False,
            line={"color": colour, "width": 3.5 if is_moved else 1.5, "dash": style.dash_of(row["direction"])},
            marker={"size": 9 if is_moved else 5, "color": colour},
            hoverinfo="skip",
        )
    )


def _spread(heights: list[float], sizes: list[float], floor: float) -> list[float]:
    """Places near ``heights`` (falling), far enough apart for labels of these sizes, none below ``floor``."""
    placed: list[float] = []
    for height, size in zip(heights, sizes, strict=True):
        ceiling = placed[-1] - (sizes[len(placed) - 1] + size) / 2 if placed else height
        placed.append(min(height, ceiling))
    lowest = floor
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = max(placed[index], lowest + sizes[index] / 2)
        lowest = placed[index] + sizes[index] / 2
    return placed


def _add_names(figure: go.Figure, rows: list[dict[str, Any]], per_px: float, is_narrow: bool) -> None:
    texts = [_name(row, 22 if is_narrow else 28) for row in rows]
    sizes = [((text.count("<br>") + 1) * LINE_PX + GAP_PX) * per_px for text in texts]
    places = _spread([row["now"] for row in rows], sizes, -20 * per_px)
    for row, text, place in zip(rows, texts, places, strict=True):
        _add_leader(figure, row["now"], place, per_px)
        share = percent(row["now"])
        figure.add_annotation(
            x=1,
            y=place,
            xanchor="left",
            xshift=20,
            align="left",
            showarrow=False,
            text=text.replace(share, f"<b>{share}</b>", 1),
            font={"color": style.colour_of(row["direction"]) if row["direction"] else style.COLOURS["muted"]},
        )


def _name(row: dict[str, Any], width: int) -> str:
    """Share and name of a theme; one that moved is written out, the others may be cut."""
    text = f"{style.mark_of(row['direction'])}{percent(row['now'])}  {row['label']}"
    return style.wrapped(text, width, 4 if row["direction"] else 2)


def _add_leader(figure: go.Figure, share: float, place: float, per_px: float) -> None:
    """Tie a label to its dot where it had to stand aside."""
    if abs(place - share) > 4 * per_px:
        figure.add_shape(
            type="path", xref="x", xsizemode="pixel", xanchor=1, yref="y", path=f"M 6 {share} L 17 {place}",
            line={"color": style.COLOURS["hairline"], "width": 1},
        )  # fmt: skip


def _add_starts(figure: go.Figure, rows: list[dict[str, Any]], per_px: float) -> None:
    known = sorted([row for row in rows if is_known(row["before"])], key=lambda row: -row["before"])
    places = _spread([row["before"] for row in known], [LINE_PX * per_px] * len(known), -20 * per_px)
    for row, place in zip(known, places, strict=True):
        figure.add_annotation(
            x=0,
            y=place,
            xanchor="right",
            xshift=-10,
            showarrow=False,
            text=percent(row["before"]),
            font={"color": style.colour_of(row["direction"]) if row["direction"] else style.COLOURS["muted"]},
        )

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
    shares = [share for row in shown for share in (row["before"], row["now"]) if is_known(share)]
    top = max([*shares, LEAST_TOP]) * 1.04
    per_px = top / (height - margin["t"] - margin["b"])
    names, leaders = _names(shown, per_px, is_narrow)
    columns = [_column(0, before, {"xanchor": "left", "xshift": -40}), _column(1, now, {"xanchor": "right", "xshift": 8})]
    layout = style.layout(height, margin) | {
        "xaxis": style.axis(range=[0, 1], visible=False),
        "yaxis": style.axis(range=[-0.02 * top, top], visible=False),
        "annotations": [*names, *_starts(shown, per_px), *columns],
        "shapes": leaders,
    }
    # as one dictionary: figures that are built call by call check all of themselves anew at each
    return go.Figure({"data": [_line(row) for row in reversed(shown)], "layout": layout})


def _column(x: int, name: str, where: dict[str, Any]) -> dict[str, Any]:
    font = {"color": style.COLOURS["muted"], "size": style.TEXT_PX - 1}
    return {
        "x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 10, "text": name, "showarrow": False, "font": font,
    } | where  # fmt: skip


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = [row for row in rows if is_known(row["now"])]
    moved = [row for row in known if row["direction"]][:MOST_LINES]
    others = sorted([row for row in known if not row["direction"]], key=lambda row: -max(row["now"], row["before"] or 0))
    rest = others[: MOST_LINES - len(moved)]
    return sorted([*moved, *rest], key=known.index)


def _line(row: dict[str, Any]) -> dict[str, Any]:
    colour, is_moved = style.colour_of(row["direction"]), bool(row["direction"])
    return {
        "type": "scatter",
        "x": [0, 1],
        "y": [row["before"], row["now"]],
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": colour, "width": 3.5 if is_moved else 1.5, "dash": style.dash_of(row["direction"])},
        "marker": {"size": 9 if is_moved else 5, "color": colour},
        "hoverinfo": "skip",
    }


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


def _names(rows: list[dict[str, Any]], per_px: float, is_narrow: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shares now with their themes' names, beside their dots; and what ties those that had to stand aside to theirs."""
    texts = [_name(row, 22 if is_narrow else 28) for row in rows]
    sizes = [((text.count("<br>") + 1) * LINE_PX + GAP_PX) * per_px for text in texts]
    places = _spread([row["now"] for row in rows], sizes, -20 * per_px)
    names = []
    for row, text, place in zip(rows, texts, places, strict=True):
        share = percent(row["now"])
        names.append(
            {
                "x": 1,
                "y": place,
                "xanchor": "left",
                "xshift": 20,
                "align": "left",
                "showarrow": False,
                "text": text.replace(share, f"<b>{share}</b>", 1),
                "font": _font(row),
            }
        )
    aside = [(row["now"], place) for row, place in zip(rows, places, strict=True) if abs(place - row["now"]) > 4 * per_px]
    return names, [_leader(*ends) for ends in aside]


def _font(row: dict[str, Any]) -> dict[str, Any]:
    return {"color": style.colour_of(row["direction"]) if row["direction"] else style.COLOURS["muted"]}


def _name(row: dict[str, Any], width: int) -> str:
    """Share and name of a theme; one that moved is written out, the others may be cut."""
    text = f"{style.mark_of(row['direction'])}{percent(row['now'])}  {row['label']}"
    return style.wrapped(text, width, 4 if row["direction"] else 2)


def _leader(share: float, place: float) -> dict[str, Any]:
    """Ties a label to its dot where it had to stand aside."""
    return {
        "type": "path", "xref": "x", "xsizemode": "pixel", "xanchor": 1, "yref": "y", "path": f"M 6 {share} L 17 {place}",
        "line": {"color": style.COLOURS["hairline"], "width": 1},
    }  # fmt: skip


def _starts(rows: list[dict[str, Any]], per_px: float) -> list[dict[str, Any]]:
    """Shares before, beside their dots."""
    known = sorted([row for row in rows if is_known(row["before"])], key=lambda row: -row["before"])
    places = _spread([row["before"] for row in known], [LINE_PX * per_px] * len(known), -20 * per_px)
    return [
        {
            "x": 0,
            "y": place,
            "xanchor": "right",
            "xshift": -10,
            "showarrow": False,
            "text": percent(row["before"]),
            "font": _font(row),
        }
        for row, place in zip(known, places, strict=True)
    ]

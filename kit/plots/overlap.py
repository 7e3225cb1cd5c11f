"""The overlaps of a library as a picture: who competes with whom for the same conversations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from kit.formats import listed
from kit.language import gettext

#: Characters of a persona's name beside the map.
MOST_CHARACTERS = 28


def plot_overlaps(names: list[str], cells: Mapping[tuple[int, int], dict[str, Any]], says: str) -> go.Figure:
    """Heat map of the pairs; each square carries its number of conversations and how alike the two definitions are.

    Parameters
    ----------
    names : the personas, in the map's order.
    cells : (row, column) with column < row to {"conversations", "similarity" (0 to 1 or None)}; a pair that lacks has neither.
    says : what the map shows, in words; its title and text alternative.
    """
    short = [name if len(name) <= MOST_CHARACTERS else name[: MOST_CHARACTERS - 1] + "…" for name in names]
    rows, columns = range(1, len(names)), range(len(names) - 1)
    numbers = [[_number(cells, row, column) for column in columns] for row in rows]
    figure = go.Figure(
        go.Heatmap(
            z=numbers,
            x=short[:-1],
            y=short[1:],
            text=[[_text(cells, row, column) for column in columns] for row in rows],
            texttemplate="%{text}",
            colorscale=[[0, "#f7f7f7"], [1, "#0072B2"]],
            showscale=False,
            hoverongaps=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(
        title={"text": says.replace("<", "&lt;"), "font": {"size": 14}},
        meta={"alternative": alternative(names, cells, says)},
        plot_bgcolor="white",
        height=160 + 44 * len(names),
        margin={"t": 60},
        xaxis={"side": "bottom", "tickangle": 30},
        yaxis={"autorange": "reversed"},
    )
    return figure


def _number(cells: Mapping[tuple[int, int], dict[str, Any]], row: int, column: int) -> int | None:
    """Conversations between two; None above the diagonal, where the map is empty."""
    if column >= row:
        return None
    return cells.get((row, column), {"conversations": 0})["conversations"]


def _text(cells: Mapping[tuple[int, int], dict[str, Any]], row: int, column: int) -> str:
    cell = cells.get((row, column))
    if column >= row or cell is None:
        return "0" if column < row else ""
    alike = ""
    if cell["similarity"] is not None:
        alike = "<br>" + gettext("{share} alike", share=f"{cell['similarity']:.0%}")
    return f"{cell['conversations']}{alike}"


def alternative(names: list[str], cells: Mapping[tuple[int, int], dict[str, Any]], says: str) -> str:
    """The picture in words, pair by pair, the most conversations first."""
    order = sorted(cells, key=lambda pair: (-cells[pair]["conversations"], pair))
    pairs = [f"{listed((names[column], names[row]))}: {cells[row, column]['conversations']}" for row, column in order]
    numbers = "; ".join(pairs) or gettext("none")
    return gettext("{finding}. Conversations between two personas: {numbers}.", finding=says, numbers=numbers)

"""What was heard from each source in each cycle, as a picture for notebook 01."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go


def heard_by_source(conversations: pd.DataFrame, cycles: list[str]) -> pd.DataFrame:
    """Conversations by source (rows) and cycle (columns); a silent source has 0, not a missing cell.

    Parameters
    ----------
    conversations : rows of the record; duplicates are not counted.
    cycles : the columns, oldest first.
    """
    counted = conversations[conversations["duplicate_of"] == ""]
    return pd.crosstab(counted["source"], counted["cycle"]).reindex(columns=cycles, fill_value=0)


def plot_heard(counts: pd.DataFrame) -> go.Figure:
    """Heat map of :func:`heard_by_source`; each square carries its number."""
    figure = go.Figure(
        go.Heatmap(
            z=counts.to_numpy(),
            x=list(counts.columns),
            y=list(counts.index),
            text=counts.to_numpy(),
            texttemplate="%{text}",
            colorscale=[[0, "#f7f7f7"], [1, "#0072B2"]],
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(
        xaxis={"title": "cycle", "type": "category"}, yaxis={"title": "source"}, height=120 + 36 * len(counts), margin={"t": 20}
    )
    return figure

"""Tables shown in a notebook: one call, a caption, whole text, escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML, display
from markupsafe import escape

#: Rows shown of a long table; the caption says how many there are.
MOST_ROWS = 60


def table(rows: pd.DataFrame | Sequence[Any], caption: str) -> None:
    """Display rows under a caption; nothing to show is said in words.

    Parameters
    ----------
    rows : a frame, a list of dicts, or a list of sentences.
    caption : what the table is, without its count.
    """
    sentences = [row for row in rows if isinstance(row, str)] if isinstance(rows, Sequence) else []
    frame = pd.DataFrame({"": sentences}) if sentences else pd.DataFrame(rows)
    if frame.empty:
        display(HTML(f"<p><strong>{escape(caption)}</strong>: none.</p>"))
        return
    shown = frame.head(MOST_ROWS)
    of = f" ({len(frame)})" if len(shown) == len(frame) else f" (the first {len(shown)} of {len(frame)})"
    # escape=True keeps customers' words from becoming markup
    body = shown.to_html(escape=True, index=not isinstance(shown.index, pd.RangeIndex), float_format="{:.3g}".format, border=0)
    display(HTML(f"<p><strong>{escape(caption)}</strong>{of}</p>{body}"))

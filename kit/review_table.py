"""The review table: the queue as widgets in a notebook, a button a verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import ipywidgets as widgets
import pandas as pd

from kit.personas import Persona
from kit.record import Record
from kit.reviewing import decide

#: What the choice of persona says where nobody fits.
NOBODY = "none of them"


def review_table(
    record: Record, personas: list[Persona], queue: pd.DataFrame, by: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> widgets.VBox:
    """The queue with three buttons a match: approve, reject, reassign.

    Parameters
    ----------
    queue : rows of :func:`kit.reviewing.queue_of`.
    by : who decides; written into every decision.
    now : the clock, called at each decision.

    Returns
    -------
    VBox of one row a match; a decided row shows what was decided and can be decided again (the newest stands).
    """
    if queue.empty:
        return widgets.VBox([widgets.HTML("Nothing to decide.")])
    return widgets.VBox([_row(record, personas, row, by, now) for row in queue.itertuples()])


def _row(record: Record, personas: list[Persona], row: object, by: str, now: Callable[[], datetime]) -> widgets.HBox:
    """One match: what was said, what is proposed and why, and the buttons."""
    said = widgets.HTML(
        f"<b>{escape(row.proposed or NOBODY)}</b> or {escape(row.runner_up or NOBODY)}, {row.score:.2f}, {escape(row.state)}<br>"
        f"{escape(row.words)}<br><i>{escape(row.account_id)} · {escape(row.role or 'no title')} · {escape(row.reasons)}</i>",
        layout=widgets.Layout(width="60%"),
    )
    done = widgets.Label("")
    other = widgets.Dropdown(options=[*(persona.id for persona in personas), NOBODY], value=row.runner_up or NOBODY)
    approve, reject, reassign = (widgets.Button(description=name, disabled=not row.proposed and name != "reassign") for name in
                                 ("approve", "reject", "reassign"))  # fmt: skip

    def act(button: widgets.Button) -> None:
        whom = "" if other.value == NOBODY else other.value
        decide(record, personas, [row.conversation_key], button.description, by, now(), persona_id=whom, drawn=row.drawn)
        done.value = f"{button.description}{f' to {other.value}' if button is reassign else ''}, by {by}"

    for button in (approve, reject, reassign):
        button.on_click(act)
    return widgets.HBox([said, widgets.VBox([widgets.HBox([approve, reject]), widgets.HBox([reassign, other]), done])])

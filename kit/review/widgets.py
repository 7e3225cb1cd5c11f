"""The review table: the queue as widgets in a notebook, a button a verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import ipywidgets as widgets
import pandas as pd

from kit.config.personas import Persona
from kit.errors import KitError
from kit.matching.persona_match import NOBODY
from kit.record.store import Record
from kit.review.record_decisions import decide, decisions_on, user_name


def review_buttons(
    record: Record, personas: list[Persona], queue: pd.DataFrame, by: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> widgets.VBox:  # fmt: skip
    """The queue with three buttons a match: approve, reject, reassign.

    Parameters
    ----------
    queue : rows of :func:`kit.review.queue_view.queue_of`.
    by : who decides, written into every decision; "" is who is signed in.
    now : the clock, called at each decision.

    Returns
    -------
    VBox of one row a match; a decided row shows what was decided and can be decided again (the newest stands). What cannot
    be decided as it was shown, because the match has changed since, says so in its row.
    """
    if queue.empty:
        return widgets.VBox([widgets.HTML("Nothing to decide.")])
    return widgets.VBox([_row(record, personas, row, by or user_name(), now) for row in queue.itertuples()])


def _row(record: Record, personas: list[Persona], row: object, by: str, now: Callable[[], datetime]) -> widgets.HBox:
    """One match: what was said, what is proposed and why, and the buttons."""
    words = widgets.HTML(
        f"<b>{escape(row.proposed or NOBODY)}</b> or {escape(row.runner_up or NOBODY)}, {row.score:.2f}, {escape(row.state)}<br>"
        f"{escape(row.words)}<br><i>{escape(row.account or row.account_id or 'account unknown')} · "
        f"{escape(row.role or 'no title')} · {escape(row.reasons)}</i> {_link(row.url)}",
        layout=widgets.Layout(width="60%"),
    )
    done = widgets.Label("")
    homes = [persona for persona in personas if persona.status != "retired"]
    other = widgets.Dropdown(options=[*(persona.id for persona in homes), NOBODY], value=row.runner_up or NOBODY)
    approve, reject, reassign = (widgets.Button(description=name, disabled=not row.proposed and name != "reassign") for name in
                                 ("approve", "reject", "reassign"))  # fmt: skip

    def act(button: widgets.Button) -> None:
        verdict = button.description
        whom = "" if button is not reassign or other.value == NOBODY else other.value
        try:
            decide(record, personas, decisions_on([row.conversation_key], verdict, whom, proposed=row.proposed), by, now())
        except KitError as error:  # a button has nobody else to tell
            done.value = str(error)
        else:
            done.value = f"{verdict}{f' to {other.value}' if button is reassign else ''}, by {by}"

    for button in (approve, reject, reassign):
        button.on_click(act)
    return widgets.HBox([words, widgets.VBox([widgets.HBox([approve, reject]), widgets.HBox([reassign, other]), done])])


def _link(url: str) -> str:
    """A link to the original; an address that is none of the web's is left out."""
    is_web = url.startswith(("https://", "http://"))
    return f'<a href="{escape(url)}" target="_blank" rel="noopener">original</a>' if is_web else ""

"""The evidence table: passages and their themes as widgets in a notebook, a button a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import ipywidgets as widgets
import pandas as pd

from kit.errors import KitError
from kit.matching.stances import STANCES
from kit.record.store import Record
from kit.review.evidence_decisions import EvidenceWord, decide_evidence
from kit.review.record_decisions import user_name
from kit.review.stance_decisions import StanceWord, decide_stances
from kit.shifts.corrections.reviewed_evidence import NO_THEME, RIGHT, WRONG

#: What stands in the list of themes where the right one is not said, and where there is none.
NOT_SAID, NONE_OF_THEM = "(not said)", "none of them"


def evidence_buttons(
    record: Record, queue: pd.DataFrame, labels: dict[str, str], by: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> widgets.VBox:  # fmt: skip
    """The queue with two buttons a passage: right, wrong; what it is about instead, and what it voices.

    Parameters
    ----------
    queue : rows of :func:`kit.review.evidence_queue.evidence_queue_of`.
    labels : names of the persona's themes by id.
    by : who decides, written into every decision; "" is who is signed in.
    now : the clock, called at each decision.
    """
    if queue.empty:
        return widgets.VBox([widgets.HTML("Nothing to decide.")])
    return widgets.VBox([_row(record, row, labels, by or user_name(), now) for row in queue.itertuples()])


def _row(record: Record, row: object, labels: dict[str, str], by: str, now: Callable[[], datetime]) -> widgets.HBox:
    """One passage: what was said, the theme it was put to, and the buttons."""
    words = widgets.HTML(
        f"<b>{escape(row.label)}</b><br>“{escape(row.words)}”<br>"
        f"<i>{escape(row.account or row.account_id or 'account unknown')} · {escape(row.role or 'no title')}</i>",
        layout=widgets.Layout(width="60%"),
    )
    done, names = widgets.Label(""), [(f"{label} ({name})", name) for name, label in labels.items() if name != row.proposed]
    nowhere = [(NONE_OF_THEM, NO_THEME)] if row.proposed else []
    other = widgets.Dropdown(options=[(NOT_SAID, ""), *nowhere, *names], value="")
    right, wrong = (widgets.Button(description=verdict) for verdict in (RIGHT, WRONG))

    def act(button: widgets.Button) -> None:
        about = other.value if button is wrong else ""
        try:
            decide_evidence(record, [EvidenceWord(row.passage_id, button.description, about, proposed=row.proposed)], by, now())
        except KitError as error:  # a button has nobody else to tell
            done.value = str(error)
        else:
            done.value = f"{button.description}{f', about {about}' if about else ''}, by {by}"

    for button in (right, wrong):
        button.on_click(act)
    return widgets.HBox([words, widgets.VBox([right, widgets.HBox([wrong, other]), done, _stances(record, row, by, now)])])


def _stances(record: Record, row: object, by: str, now: Callable[[], datetime]) -> widgets.HBox:
    """What one passage voices, as a list to choose from; choosing another is a word on it."""
    names = [(stance.replace("-", " "), stance) for stance in STANCES]
    known = [] if row.stance in STANCES else [(row.stance.replace("_", " ") or "not yet classed", row.stance)]
    voices, done = widgets.Dropdown(options=[*known, *names], value=row.stance, description="voices"), widgets.Label("")

    def act(change: dict[str, str]) -> None:
        try:
            decide_stances(record, [StanceWord(row.passage_id, change["new"])], by, now())
        except KitError as error:  # a list has nobody else to tell
            done.value = str(error)
        else:
            done.value = f"{change['new']}, by {by}"

    voices.observe(act, "value")
    return widgets.HBox([voices, done])

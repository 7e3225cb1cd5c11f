"""AskView: a question put together by hand, and the quotes that answer it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from kit.ask.no_answer import why_nothing
from kit.ask.quotes import find_quotes
from kit.ask.search import Question
from kit.ask.verified import verified
from kit.brief.html import without_math
from kit.errors import KitError, one_line
from kit.formats import counted
from kit.notebook import quotes_html
from kit.workbench.handle import Workbench

ABOUT = ("any", "pain", "objection", "decision-criterion", "goal", "question", "praise")
#: Fields that are written, and what stands in them before anything is.
WRITTEN = {"role": "a job title", "words": "words that have to be said", "like": "a sentence: what means the same"}


class AskView:
    """Fields of a question; each change asks anew.

    Attributes
    ----------
    widget : VBox, what a notebook displays.
    quotes : list of dict, the quotes that are shown, each held against its stored conversation.
    """

    def __init__(self, work: Workbench, question: Question) -> None:
        self.work, self.question = work, question
        self.quotes: list[dict[str, Any]] = []
        known = work._known()
        choices = {
            "persona": [(person.name, person.id) for person in work.tracked], "about": [(name, name) for name in ABOUT],
            "cycle": [(cycle, cycle) for cycle in reversed(work.window(work.run_of()))],
            **{name: [(value, value) for value in sorted(set(known[name]) - {""})] for name in ("segment", "tier")},
        }  # fmt: skip
        self.fields: dict[str, widgets.Widget] = {}
        for name, options in choices.items():
            every = options if name == "about" else [("any", ""), *options]
            self.fields[name] = widgets.Dropdown(options=every, value=getattr(question, name), description=name)
        for name, hint in WRITTEN.items():
            self.fields[name] = widgets.Text(getattr(question, name), placeholder=hint, description=name, continuous_update=False)
        self.fields["last"] = widgets.IntSlider(question.last, min=1, max=50, description="quotes", continuous_update=False)
        self.says = widgets.HTML()
        for field in self.fields.values():
            field.observe(self._asked, "value")
        self.widget = widgets.VBox([*self.fields.values(), self.says])
        self._asked()

    def _asked(self, _: object = None) -> None:
        asked = replace(self.question, **{name: field.value for name, field in self.fields.items()})
        try:
            self.quotes, sentence = self._answered(asked)
        except KitError as error:
            self.quotes, sentence = [], one_line(error)
        table = quotes_html(self.quotes) if self.quotes else ""
        self.says.value = without_math(str(Markup("<p><strong>{}</strong></p>{}").format(sentence, table)))

    def _answered(self, asked: Question) -> tuple[list[dict[str, Any]], str]:
        """Quotes and how many they are, or why there are none."""
        work = self.work
        chosen = find_quotes(work.record, work.personas, asked, work.vectors, work.accounts, work.settings.zone)
        sound, _ = verified(work.record, chosen) if chosen else ([], 0)
        return sound, counted(len(sound), "quote") if chosen else why_nothing(work.record, work.personas, asked, work.accounts)


def ask_the_record(work: Workbench, question: Question) -> widgets.VBox:
    """A question to put together by hand, as a widget; it reads the record and writes nothing to it.

    Parameters
    ----------
    question : what is asked first.
    """
    return AskView(work, question).widget

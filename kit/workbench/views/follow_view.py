"""FollowView: a persona to choose, and what became of its file over all briefs."""

from __future__ import annotations

import ipywidgets as widgets
from markupsafe import Markup

from kit.brief.html import without_math
from kit.errors import KitError, one_line
from kit.workbench.views.persona_over_cycles import persona_over_cycles
from kit.workspace import Workspace

#: What can be shown alone, and the attribute of :class:`PersonaOverCycles` that holds it.
PARTS = {"verdicts": "verdicts", "claims": "claims", "order of pains": "pains", "messages": "messages", "words": "words"}


class FollowView:
    """A persona and a part of what is followed.

    Attributes
    ----------
    widget : VBox, what a notebook displays.
    """

    def __init__(self, work: Workspace, persona: str = "", part: str = "") -> None:
        self.work = work
        names = [(person.name, person.id) for person in work.tracked]
        self.persona = widgets.Dropdown(options=names, value=persona or names[0][1], description="persona")
        self.part = widgets.Dropdown(options=[("everything", ""), *PARTS.items()], value=part, description="show")
        self.shown = widgets.HTML()
        for control in (self.persona, self.part):
            control.observe(self._chosen, "value")
        self.widget = widgets.VBox([widgets.HBox([self.persona, self.part]), self.shown])
        self._chosen()

    def _chosen(self, _: object = None) -> None:
        try:
            followed = persona_over_cycles(self.work, self.persona.value)
        except KitError as error:
            self.shown.value = without_math(Markup("<p><strong>{}</strong></p>").format(one_line(error)))
            return
        self.shown.value = followed.html(self.part.value)


def follow_personas(work: Workspace, persona: str = "") -> widgets.VBox:
    """Personas to follow one by one, as a widget; it reads the record and writes nothing to it.

    Parameters
    ----------
    persona : who is shown first; the first tracked one by default.
    """
    return FollowView(work, persona).widget

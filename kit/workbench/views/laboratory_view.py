"""LaboratoryView: another setting of themes, tried and laid beside production's, and adopted where it is better."""

from __future__ import annotations

import ipywidgets as widgets
from markupsafe import Markup

from kit.brief.html import without_math
from kit.errors import KitError, one_line
from kit.workbench.handle import Workbench
from kit.workbench.tried_themes import TriedThemes

#: What can be chosen, as kit.yaml has it.
CHOICES = {"granularity": ("coarse", "normal", "fine"), "clustering": ("louvain", "hdbscan"), "reduction": ("none", "umap")}


class LaboratoryView:
    """Settings to choose, a button that tries them, and one that writes them into kit.yaml.

    Attributes
    ----------
    widget : VBox, what a notebook displays.
    tried : TriedThemes, what was tried last; None at first.
    """

    def __init__(self, work: Workbench, persona: str = "", tried: TriedThemes | None = None) -> None:
        self.work, self.tried = work, tried
        names = [(person.name, person.id) for person in work.tracked]
        self.persona = widgets.Dropdown(options=names, value=persona or names[0][1], description="persona")
        now = tried.settings if tried else work.settings.themes
        self.settings = {
            name: widgets.Dropdown(options=options, value=getattr(now, name), description=name)
            for name, options in CHOICES.items()
        }
        self.try_button, self.adopt_button = widgets.Button(description="Try"), widgets.Button(description="Adopt")
        self.try_button.on_click(self._try)
        self.adopt_button.on_click(self._adopt)
        self.adopt_button.disabled = tried is None
        self.shown, self.says = widgets.HTML(), widgets.HTML()
        controls = [self.persona, *self.settings.values(), self.try_button, self.adopt_button]
        self.widget = widgets.VBox([widgets.HBox(controls, layout=widgets.Layout(flex_flow="row wrap")), self.says, self.shown])

    def _say(self, line: str) -> None:
        self.says.value = without_math(Markup("<p><strong>{}</strong></p>").format(line))

    def _try(self, _: object = None) -> None:
        self._say("Trying; it takes as long as the persona's step in a run.")
        self.try_button.disabled = True
        try:
            chosen = {name: control.value for name, control in self.settings.items()}
            self.tried = self.work.try_themes(self.persona.value, **chosen)
            self.shown.value, self.adopt_button.disabled = self.tried._repr_html_(), False
            self._say("Tried. Nothing is changed yet; Adopt writes the setting into kit.yaml.")
        except KitError as error:
            self._say(one_line(error))
        finally:
            self.try_button.disabled = False

    def _adopt(self, _: object = None) -> None:
        try:
            self._say(f"{self.tried.adopt()}: written; it holds for every persona from the next run on.")
        except KitError as error:
            self._say(one_line(error))


def theme_laboratory(work: Workbench, persona: str = "", tried: TriedThemes | None = None) -> widgets.VBox:
    """Another setting of themes to try and to adopt, as a widget.

    Parameters
    ----------
    tried : what is shown as tried already.
    """
    return LaboratoryView(work, persona, tried).widget

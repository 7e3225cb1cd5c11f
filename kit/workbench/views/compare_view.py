"""CompareView: any two periods or groups of a persona, chosen by hand, with the test of a brief."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd
from markupsafe import Markup

from kit.brief.html import without_math
from kit.errors import KitError, one_line
from kit.notebook import table_html
from kit.plots.intervals import plot_intervals
from kit.plots.theme_points import as_widget
from kit.workbench.handle import GROUPS, Workbench
from kit.workbench.sides import WHERE, Side

#: What a side can be narrowed by, beside its cycles.
NARROWED_BY = ("segment", "tier", *WHERE)
SHOWN = [
    "label",
    "share_before",
    "share_now",
    "shift_pp",
    "low_pp",
    "high_pp",
    "q",
    "accounts_before",
    "active_before",
    "accounts_now",
    "active_now",
]


class CompareView:
    """Two sides to choose, and their themes held against each other.

    Attributes
    ----------
    widget : VBox, what a notebook displays.
    rows : DataFrame, the comparison that is shown.
    """

    def __init__(self, work: Workbench, now: Side, before: Side, persona: str = "", by: str = "") -> None:
        self.work, self.rows = work, pd.DataFrame()
        self.window = work.window(work.run_of())
        names = [(person.name, person.id) for person in work.tracked]
        self.persona = widgets.Dropdown(options=names, value=persona or names[0][1], description="persona")
        self.by = widgets.Dropdown(options=[("together", ""), *((name, name) for name in GROUPS[1:])], value=by, description="by")
        self.sides = {"now": self._side("now", now), "before": self._side("before", before)}
        self.says, self.plot = widgets.HTML(), widgets.Box()
        controls = [self.persona, self.by, *(control for side in self.sides.values() for control in side.values())]
        for control in controls:
            control.observe(self._chosen, "value")
        columns = [widgets.VBox([widgets.HTML(f"<strong>{name}</strong>"), *side.values()]) for name, side in self.sides.items()]
        self.widget = widgets.VBox([widgets.HBox([self.persona, self.by]), widgets.HBox(columns), self.plot, self.says])
        self._chosen()

    def _side(self, name: str, side: Side) -> dict[str, widgets.Widget]:
        wanted = dict(side) if isinstance(side, dict) else {"cycle": side}
        cycles = wanted.get("cycle", self.window)
        cycles = [cycles] if isinstance(cycles, str) else list(cycles)
        known = self.work._known()
        controls = {
            "cycle": widgets.SelectMultiple(options=self.window, value=tuple(c for c in cycles if c in self.window), rows=6)
        }
        for key in NARROWED_BY:
            options = [("any", ""), *((value, value) for value in sorted(set(known[key]) - {""}))]
            controls[key] = widgets.Dropdown(options=options, value=str(wanted.get(key, "")), description=key)
        return controls

    def _of(self, name: str) -> dict[str, object]:
        """A side as :meth:`kit.Workbench.compare` takes it."""
        controls = self.sides[name]
        return {"cycle": list(controls["cycle"].value)} | {key: controls[key].value for key in NARROWED_BY if controls[key].value}

    def _chosen(self, _: object = None) -> None:
        try:
            self.rows = self.work.compare(self._of("now"), self._of("before"), self.persona.value, self.by.value)
        except KitError as error:
            self.plot.children, self.says.value = [], without_math(Markup("<p><strong>{}</strong></p>").format(one_line(error)))
            return
        figure = plot_intervals(self.rows if not self.by.value else named_by_group(self.rows, self.by.value))
        widget = as_widget(figure)
        self.plot.children = [widget] if widget is not None else []
        shown = [*([self.by.value] if self.by.value else []), *SHOWN]
        self.says.value = without_math(table_html(self.rows[shown], "Themes, the surest first"))


def named_by_group(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rows whose labels say which group they are of."""
    return rows.assign(label=rows[by] + ": " + rows["label"])


def compare_anything(work: Workbench, now: Side, before: Side, persona: str = "", by: str = "") -> widgets.VBox:
    """Two sides of a persona to choose by hand, as a widget.

    Parameters
    ----------
    now, before, persona, by : what is shown first; as :meth:`kit.Workbench.compare` takes them.
    """
    return CompareView(work, now, before, persona, by).widget

"""ThemesView: the map of a persona's passages, the list of its themes and their quotes, linked; and what a person decides."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import pandas as pd
from markupsafe import Markup

from kit.brief.html import without_math
from kit.errors import KitError, one_line
from kit.formats import counted, percent
from kit.notebook import quotes_html, table_html
from kit.plots.theme_points import as_widget, marks_of, plot_theme_points
from kit.themes.passage_map import map_points
from kit.workbench.handle import Workbench
from kit.workbench.views.decisions import decide_theme, undo_theme
from kit.workbench.views.theme_rows import FILTERS, SpokenOfPersona

#: Quotes shown of a theme, an account's second only after everybody's first.
MOST_QUOTES = 12
SHOWN = ["name", "terms", "voices", "accounts", "of", "share", "stability", "born", "decided"]
#: Buttons, and the decision that each writes.
BUTTONS = {
    "Rename": "rename", "Merge into": "merge", "Hide": "hide", "Show": "show", "Pin": "pin", "Unpin": "unpin", "Finer": "finer",
    "Wider": "wider",
}  # fmt: skip
#: What the list of a theme's surroundings begins with: the theme chosen above.
ITSELF = "the theme chosen above"
WIDE = {"width": "100%"}


class ThemesView:
    """Themes of one persona at a time.

    Attributes
    ----------
    widget : VBox, what a notebook displays.
    """

    def __init__(self, work: Workbench, persona: str = "", by: str = "") -> None:
        self.work, self.by = work, by
        names = [(person.name, person.id) for person in work.tracked]
        self.persona = widgets.Dropdown(options=names, value=persona or names[0][1], description="persona")
        self.filters = {name: widgets.Dropdown(options=[("any", "")], description=name) for name in FILTERS}
        self.themes = widgets.Select(rows=14, layout=widgets.Layout(width="46%"))
        self.map, self.quotes, self.table, self.says = (widgets.HTML() for _ in range(4))
        self.map = widgets.Box(layout=widgets.Layout(width="54%"))
        self.name = widgets.Text(placeholder="a name", description="name")
        self.other = widgets.Dropdown(description="merge into")
        self.group = widgets.Dropdown(description="decide about", layout=widgets.Layout(width="70%"))
        buttons = [widgets.Button(description=label) for label in (*BUTTONS, "Undo")]
        for button in buttons:
            button.on_click(self._decided)
        self.persona.observe(self._opened, "value")
        for control in self.filters.values():
            control.observe(self._narrowed, "value")
        self.themes.observe(self._chosen, "value")
        self.widget = widgets.VBox([
            self.persona, widgets.HBox(list(self.filters.values()), layout=widgets.Layout(flex_flow="row wrap")),
            widgets.HBox([self.themes, self.map], layout=widgets.Layout(**WIDE)), self.quotes,
            widgets.HBox([self.name, self.other]), self.group,
            widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap")), self.says, self.table,
        ])  # fmt: skip
        self._opened()

    def _opened(self, _: object = None) -> None:
        """Another persona: everything is read anew."""
        self.spoken = SpokenOfPersona(self.work, self.persona.value)
        for name, control in self.filters.items():
            control.unobserve(self._narrowed, "value")
            control.options = [("any", ""), *((value, value) for value in self.spoken.choices(name))]
            control.value = ""
            control.observe(self._narrowed, "value")
        vectors, run = self.work._unkept(), self.work.run_of()
        self.points = map_points(self.work.record, self.persona.value, run, vectors, self.work.settings.seed)
        self.figure = as_widget(plot_theme_points(self.points))
        if self.figure is not None and self.figure.data:
            self.figure.data[0].on_click(self._clicked)
        self.map.children = [
            self.figure if self.figure is not None else widgets.HTML("The map needs anywidget: pip install anywidget")
        ]
        self._narrowed()

    @property
    def chosen(self) -> dict[str, str]:
        """The filters' values; "" is any."""
        return {name: control.value for name, control in self.filters.items()}

    def _narrowed(self, _: object = None) -> None:
        rows = self.spoken.rows(self.chosen)
        kept = self.themes.value
        self.themes.unobserve(self._chosen, "value")
        self.themes.options = [
            (f"{row.name[:60]}  ·  {row.accounts} of {row.of} accounts, {percent(row.share)}", row.theme_id)
            for row in rows.itertuples()
        ]
        there = list(rows["theme_id"])
        self.themes.value = kept if kept in there else next(iter(there), None)
        self.themes.observe(self._chosen, "value")
        self.table.value = without_math(table_html(rows[SHOWN], "Themes"))
        self._chosen()

    def _chosen(self, _: object = None, first: str = "") -> None:
        """Another theme: its quotes, and its points in colour."""
        theme = self.themes.value or ""
        quotes, _conversations = self.spoken.narrowed(self.chosen)
        quotes = quotes[quotes["theme_id"] == theme]
        self.quotes.value = without_math(str(_quotes_of(in_turn(quotes, first), theme, len(quotes))))
        known = self.spoken.themes
        self.other.options = [(row.label[:60], row.theme_id) for row in known.itertuples() if row.theme_id != theme]
        self.name.value = ""
        self.group.options = [(ITSELF, ""), *self.spoken.groups_around(theme)]
        if self.figure is not None and self.figure.data:
            self.figure.data[0].marker.update(marks_of(self.points, theme))

    def _clicked(self, _trace: object, points: Any, _state: object) -> None:
        """A point: its theme is chosen, its own words stand first."""
        if points.point_inds:
            row = self.points.iloc[points.point_inds[0]]
            self.click_passage(row["passage_id"])

    def click_passage(self, passage_id: str) -> None:
        """Choose the theme of a passage and show the passage first."""
        theme = self.points.loc[self.points["passage_id"] == passage_id, "theme_id"].iloc[0]
        if theme in [value for _, value in self.themes.options]:
            self.themes.unobserve(self._chosen, "value")
            self.themes.value = theme
            self.themes.observe(self._chosen, "value")
        self._chosen(first=passage_id)

    def _decided(self, button: widgets.Button) -> None:
        """A button: its decision is written, or why not is said."""
        theme, action = self.group.value or self.themes.value or "", BUTTONS.get(button.description, "undo")
        value = {"rename": self.name.value.strip(), "merge": self.other.value or ""}.get(action, "")
        try:
            line = (
                undo_theme(self.work, theme, self.by)
                if action == "undo"
                else decide_theme(self.work, theme, action, value, self.by)
            )
        except KitError as error:
            line = one_line(error)
        self.spoken = SpokenOfPersona(self.work, self.persona.value)
        self._narrowed()
        self.says.value = without_math(Markup("<p><strong>{}</strong></p>").format(line))


def in_turn(quotes: pd.DataFrame, first: str = "") -> pd.DataFrame:
    """Quotes to show: the one that was clicked, then one an account before a second of any, the newest first."""
    turn = quotes.groupby("account_id").cumcount().where(quotes["account_id"] != "", 0)
    return (
        quotes.assign(turn=turn, later=quotes["passage_id"] != first)
        .sort_values(["later", "turn"], kind="stable")
        .head(MOST_QUOTES)
    )


def _quotes_of(quotes: pd.DataFrame, theme: str, n: int) -> Markup:
    if quotes.empty:
        return Markup("<p>Nobody raises this theme where you look.</p>")
    rows = [
        {
            "text": row.quote, "stance": row.stance, "account_name": row.account, "account_id": row.account_id,
            "is_borrowed": False, "role": row.role, "occurred_at": row.occurred_at.isoformat(), "source": row.source,
            "url": row.url, "conversation_id": row.conversation_key.partition(":")[2],
        }
        for row in quotes.itertuples()
    ]  # fmt: skip
    name = Markup("<p><strong>{}</strong> ({}): {} of {}</p>")
    return name.format(quotes["label"].iloc[0], theme, len(rows), counted(n, "quote")) + quotes_html(rows)


def explore_themes(work: Workbench, persona: str = "", by: str = "") -> widgets.VBox:
    """The themes of a persona to look through and to decide about, as a widget.

    Parameters
    ----------
    persona : whose themes are shown first; the first tracked one by default.
    by : who decides; who is signed in by default.
    """
    return ThemesView(work, persona, by).widget

"""BarView: the rules of the bar as sliders, and what each setting of them would have surfaced in past cycles."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd

from kit.brief.html import without_math
from kit.config.settings import Bar
from kit.notebook import table_html
from kit.plots.replay import plot_replay
from kit.plots.theme_points import as_widget
from kit.shifts.bar import ONE_ACCOUNT, STABILITY, size_pp

#: Ends and step of each rule's slider.
RANGES = {
    "min_accounts": (0, 40, 1), "min_top_tier_accounts": (0, 20, 1), "min_shift_pp": (0, 40, 1), "min_consistency": (0, 1, 0.05),
    "min_weeks": (0, 5, 1), "max_false_discovery": (0.01, 0.5, 0.01),
}  # fmt: skip
SHOWN = ["persona_id", "cycle", "label", "direction", "shift_pp", "n_accounts", "q"]


def held_against(table: pd.DataFrame, bar: Bar) -> pd.DataFrame:
    """Replayed shifts held against another bar, without measuring any of them again.

    Parameters
    ----------
    table : of :func:`kit.replay_bar`.

    Returns
    -------
    DataFrame, the table with ``would_surface`` and ``would_miss`` (rules joined by blanks) of ``bar``.
    """
    missed = [" ".join(_missed(row, bar)) for row in table.to_dict("records")]
    return table.assign(would_miss=missed, would_surface=[not rules for rules in missed])


def _missed(row: dict[str, object], bar: Bar) -> list[str]:
    """Rules that a shift misses; what no rule can change (one account, an unsettled theme) stays as it was measured."""
    weeks = min(bar.min_weeks, 1) if "W" in str(row["cycle"]) else bar.min_weeks  # a cycle of a week cannot be asked for two
    alike = row["consistency"]
    is_missed = {
        "min_accounts": row["n_accounts"] < bar.min_accounts,
        "min_top_tier_accounts": row["top_tier_accounts"] < bar.min_top_tier_accounts,
        "min_shift_pp": size_pp(row) < bar.min_shift_pp,
        "min_consistency": bar.min_consistency > 0 and (pd.isna(alike) or alike < bar.min_consistency),
        "min_weeks": row["weeks"] < weeks,
        "max_false_discovery": row["q"] > bar.max_false_discovery,
    }
    fixed = [reason for reason in str(row["below_bar"]).split() if reason in (ONE_ACCOUNT, STABILITY)]
    return [rule for rule, missed in is_missed.items() if missed] + fixed


class BarView:
    """Sliders of the rules, the picture of all tested shifts, and those that the bar would surface.

    Attributes
    ----------
    widget : VBox, what a notebook displays.
    rows : DataFrame, the replayed shifts held against the bar that is shown.
    """

    def __init__(self, table: pd.DataFrame, bar: Bar) -> None:
        self.table, self.rows = table, table
        self.rules = {name: self._slider(name, getattr(bar, name)) for name in RANGES}
        self.says, self.plot = widgets.HTML(), widgets.Box()
        for slider in self.rules.values():
            slider.observe(self._moved, "value")
        self.widget = widgets.VBox([*self.rules.values(), self.plot, self.says])
        self._moved()

    @staticmethod
    def _slider(name: str, value: float) -> widgets.Widget:
        low, high, step = RANGES[name]
        kind = widgets.IntSlider if isinstance(step, int) else widgets.FloatSlider
        looks = {"style": {"description_width": "12em"}, "layout": {"width": "34em"}, "continuous_update": False}
        return kind(value=value, min=low, max=high, step=step, description=name.replace("_", " "), **looks)

    @property
    def bar(self) -> Bar:
        """The bar that the sliders show."""
        return Bar(**{name: slider.value for name, slider in self.rules.items()})

    def _moved(self, _: object = None) -> None:
        self.rows = held_against(self.table, self.bar)
        widget = as_widget(plot_replay(self.rows))
        self.plot.children = [widget] if widget is not None else []
        lines = "\n".join(f"  {name}: {slider.value:g}" for name, slider in self.rules.items())
        surfaced = self.rows.loc[self.rows["would_surface"], SHOWN]
        yaml = f"<p>In kit.yaml:</p><pre>bar:\n{lines}</pre>"
        self.says.value = without_math(table_html(surfaced, "Surfaced by this bar") + yaml)


def tune_the_bar(table: pd.DataFrame, bar: Bar) -> widgets.VBox:
    """The rules of the bar as sliders over replayed cycles, as a widget; nothing is written.

    Parameters
    ----------
    table : of :func:`kit.replay_bar`.
    bar : what is shown first.
    """
    return BarView(table, bar).widget

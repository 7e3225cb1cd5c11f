"""Still: every figure of the kit as a picture that needs nothing, hostile words in it stay words."""

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from kit.plots.intervals import plot_intervals
from kit.plots.segments import plot_segments
from kit.plots.sources import plot_heard
from kit.plots.still import static, still
from kit.plots.style import COLOURS
from kit.plots.theme_points import plot_theme_points
from kit.plots.themes import plot_family_tree, plot_passage_map

POINTS = pd.DataFrame({
    "x": [0.0, 1.0, 2.0], "y": [2.0, 1.0, 0.0], "theme_id": ["a", "b", ""], "label": ["One", "Two", "unthemed"],
    "text": ["<script>alert(1)</script>", "b & c", "d"],
})  # fmt: skip
SHIFTS = pd.DataFrame({
    "label": ["<b>rose</b> & rose", "stayed"], "direction": ["rising", "fading"], "shift_pp": [20.0, -1.0], "low_pp": [8.0, -9.0],
    "high_pp": [31.0, 7.0],
})  # fmt: skip
EVENTS = pd.DataFrame({
    "run_cycle": ["2026-09", "2026-10"], "theme_id": ["a", "b"], "event": ["born", "split"], "other_theme_id": ["", "a"],
})  # fmt: skip
HEARD = pd.DataFrame([[3, 0], [12, 7]], index=["calls", "desk"], columns=["2026-09", "2026-10"])
SEGMENT = {
    "segment": "SMB", "note": "3 of 9", "accounts": 3, "accounts_active": 9, "shift_pp": 12.0, "low_pp": 2.0, "high_pp": 22.0,
    "smallest_visible_shift_pp": 9.0, "strength": "strong",
}  # fmt: skip
FIGURES = {
    "points": (plot_theme_points(POINTS, "a"), 3, "circle"), "map": (plot_passage_map(POINTS), 6, "circle"),
    "intervals": (plot_intervals(SHIFTS), 2, "circle"),
    "tree": (plot_family_tree(EVENTS, {"a": "A"}, ["2026-09", "2026-10"]), 2, "circle"),
    "heard": (plot_heard(HEARD), 5, "rect"),
    "bars": (go.Figure(go.Bar(x=["a", "b"], y=np.array([1.0, 3.0]))), 3, "rect"),
    "lines": (go.Figure(go.Scatter(x=[1, 2, 3, 4], y=[1.0, None, 2.0, 3.0], mode="lines")), 1, "polyline"),
}  # fmt: skip


def marks(drawn, name):
    return ElementTree.fromstring(drawn).findall(f".//{{http://www.w3.org/2000/svg}}{name}")


@pytest.mark.parametrize(("figure", "count", "mark"), FIGURES.values(), ids=FIGURES)
def test_every_mark_of_a_figure_is_drawn_within_the_picture(figure, count, mark):
    drawn = still(figure)
    found = marks(drawn, mark)
    assert len(found) >= count
    width, height = map(float, re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn).groups())
    for circle in marks(drawn, "circle"):
        assert 0 <= float(circle.get("cx")) <= width
        assert 0 <= float(circle.get("cy")) <= height


@pytest.mark.parametrize("figure", [of[0] for of in FIGURES.values()], ids=FIGURES)
def test_a_picture_loads_and_runs_nothing(figure):
    drawn = static(figure)
    ElementTree.fromstring(drawn)
    assert not re.findall(r"<script|href|on\w+=|url\(|<image|<b>", drawn)


def test_a_larger_value_stands_higher_and_to_the_right():
    first, second = marks(still(go.Figure(go.Scatter(x=[1, 2], y=[5, 9], mode="markers"))), "circle")
    assert float(first.get("cx")) < float(second.get("cx"))
    assert float(first.get("cy")) > float(second.get("cy"))


def test_names_are_written_and_the_same_figure_is_drawn_the_same():
    drawn = still(plot_intervals(SHIFTS))
    text = " ".join("".join(part.itertext()) for part in marks(drawn, "text"))
    assert "stayed" in text
    assert "& rose" in text
    assert "percentage points" in text
    assert drawn == still(plot_intervals(SHIFTS))


def test_a_figure_of_a_page_has_its_colours_outside_the_page():
    drawn = static(plot_segments([SEGMENT], "rising"))
    assert "var(" not in drawn
    assert COLOURS["accent"] in drawn
    ElementTree.fromstring(drawn)

"""Still: every figure of the kit as a picture that needs nothing, hostile words in it stay words."""

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from kit.plots.explicit_figure import Axis
from kit.plots.intervals import plot_intervals
from kit.plots.segments import plot_segments
from kit.plots.sources import plot_heard
from kit.plots.still import not_drawn, static, still
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
    "points": (plot_theme_points(POINTS, "a"), 3, "circle"), "map": (plot_passage_map(POINTS), 3, "circle"),
    "intervals": (plot_intervals(SHIFTS), 2, "circle"),
    "tree": (plot_family_tree(EVENTS, {"a": "A"}, ["2026-09", "2026-10"]), 1, "circle"),
    "heard": (plot_heard(HEARD), 4, "rect"),
    "bars": (go.Figure(go.Bar(x=["a", "b"], y=np.array([1.0, 3.0]))), 2, "rect"),
    "lines": (go.Figure(go.Scatter(x=[1, 2, 3, 4], y=[1.0, None, 2.0, 3.0], mode="lines")), 1, "polyline"),
}  # fmt: skip


def marks(drawn, name):
    return ElementTree.fromstring(drawn).findall(f".//{{http://www.w3.org/2000/svg}}{name}")


@pytest.mark.parametrize(("figure", "count", "mark"), FIGURES.values(), ids=FIGURES)
def test_every_mark_of_a_figure_is_drawn_within_the_picture(figure, count, mark):
    drawn = static(figure)
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
    first, second = marks(static(go.Figure(go.Scatter(x=[1, 2], y=[5, 9], mode="markers"))), "circle")
    assert float(first.get("cx")) < float(second.get("cx"))
    assert float(first.get("cy")) > float(second.get("cy"))


def test_names_are_written_and_the_same_figure_is_drawn_the_same():
    drawn = static(plot_intervals(SHIFTS))
    text = " ".join("".join(part.itertext()) for part in marks(drawn, "text"))
    assert "stayed" in text
    assert "& rose" in text
    assert "percentage points" in text
    assert drawn == static(plot_intervals(SHIFTS))


def test_a_figure_of_a_page_has_its_colours_outside_the_page():
    drawn = static(plot_segments([SEGMENT], "rising"))
    assert "var(" not in drawn
    assert COLOURS["accent"] in drawn
    ElementTree.fromstring(drawn)


def test_bars_of_two_traces_stand_side_by_side_or_on_each_other():
    bars = [go.Bar(x=["a", "b"], y=[1, 2]), go.Bar(x=["a", "b"], y=[3, 1])]
    first, _, second, _ = (
        tuple(float(box.get(name)) for name in ("x", "y", "width", "height")) for box in marks(static(go.Figure(bars)), "rect")
    )
    assert first[0] + first[2] == pytest.approx(second[0], abs=0.3)
    assert second[3] == pytest.approx(3 * first[3], abs=0.5)
    stacked = marks(static(go.Figure(bars, layout={"barmode": "stack"})), "rect")
    below, above = stacked[0], stacked[2]
    assert below.get("x") == above.get("x")
    assert float(above.get("y")) + float(above.get("height")) == pytest.approx(float(below.get("y")), abs=0.3)


def test_days_stand_as_far_apart_as_they_are():
    drawn = marks(
        static(go.Figure(go.Scatter(x=pd.to_datetime(["2026-01-01", "2026-01-11", "2026-02-10"]), y=[1, 1, 1]))), "circle"
    )
    first, second, third = (float(mark.get("cx")) for mark in drawn)
    assert third - second == pytest.approx(3 * (second - first), abs=0.3)


def test_a_page_takes_the_same_picture_in_its_own_colours():
    drawn = still(plot_intervals(SHIFTS))
    assert "var(--accent)" in drawn
    assert "var(--ink)" in drawn


HOSTILE = '"><script>alert(1)</script>'


def test_no_part_of_a_figure_brings_markup_with_it():
    figure = go.Figure(go.Scatter(x=[HOSTILE, "b"], y=[1, 2], text=[HOSTILE] * 2, name=HOSTILE, mode="markers+text"))
    figure.add_bar(x=["b"], y=[1], name="<i>b</i>").add_annotation(text=HOSTILE, x=0, y=0, showarrow=False)
    figure.update_layout(title=HOSTILE, xaxis_title=HOSTILE, yaxis={"tickvals": [1], "ticktext": [HOSTILE]})
    drawn = static(figure)
    ElementTree.fromstring(drawn)
    assert not re.findall(r"<script|<i>", drawn)


KINDS = {
    "pie": go.Figure(go.Pie(values=[1, 2])), "stacked areas": go.Figure(go.Scatter(x=[1], y=[1], stackgroup="a")),
    "logarithmic": go.Figure(go.Scatter(x=[1], y=[1]), layout={"yaxis": {"type": "log"}}),
    "second scale": go.Figure(go.Scatter(x=[1], y=[1], yaxis="y2"), layout={"yaxis2": {"overlaying": "y"}}),
}  # fmt: skip


@pytest.mark.parametrize(("why", "figure"), KINDS.items(), ids=KINDS)
def test_what_would_be_drawn_otherwise_than_it_is_meant_is_told(why, figure):
    assert why in not_drawn(figure)
    assert not_drawn(FIGURES["bars"][0]) == ""


@pytest.mark.parametrize("name", ["2026-10-14-call", "2026-02-31", "2026-10-14T99:99", "2026-13"])
def test_a_source_whose_name_begins_like_a_day_is_a_name(name):
    heard = pd.DataFrame([[3, 0], [12, 7]], index=[name, "desk"], columns=["2026-09", "2026-10"])
    assert name in still(plot_heard(heard), 640)


@pytest.mark.parametrize(
    "moment", ["2026-10", "2026-10-14", "2026-10-14 09:30", "2026-10-14T09:30:15.25+02:00", "2026-10-14T09:30Z"]
)
def test_moments_lie_at_their_own_distance(moment):
    axis = Axis({}, is_x=True)
    assert axis.number("2026-10-01") == 20727.0
    assert axis.number(moment) is not None
    assert not axis.names

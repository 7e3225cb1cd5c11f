import re

import plotly.graph_objects as go
import pytest

from kit.plots import style
from kit.plots.segments import plot_segments
from kit.plots.slope import plot_slope
from kit.plots.svg import NARROW_PX, WIDE_PX, svg

ROWS = [
    {"label": "numbers don’t match <b>", "before": 0.05, "now": 0.30, "direction": "rising"},
    {"label": "reporting", "before": 0.35, "now": 0.10, "direction": "fading"},
    {"label": "nothing earlier", "before": None, "now": 0.2, "direction": ""},
]
SEGMENT = {
    "segment": "SMB",
    "note": "3 of 9",
    "shift_pp": 20.0,
    "low_pp": -4.0,
    "high_pp": 44.0,
    "smallest_visible_shift_pp": 36.0,
}
STRENGTHS = ("strong", "moderate", "thin", "absent", "opposite")


@pytest.mark.parametrize(("width", "is_narrow"), [(WIDE_PX, False), (NARROW_PX, True)])
def test_a_line_runs_between_its_two_shares_and_an_unknown_one_is_not_drawn(width, is_narrow):
    drawn = svg(plot_slope(ROWS, "Sep", "Oct", is_narrow), width)
    lines = [[float(number) for number in re.split("[ ,]", points)] for points in re.findall(r'polyline points="([^"]+)"', drawn)]
    assert len(lines) == 2
    (_, first_start, _, first_end), (_, second_start, _, second_end) = sorted(lines, key=lambda line: line[3] - line[1])
    assert first_end < first_start  # what rises goes up, and up is a smaller number
    assert second_end > second_start
    assert f'viewBox="0 0 {width} ' in drawn


def test_what_people_wrote_stays_text():
    drawn = svg(plot_slope(ROWS, "Sep", "Oct"), WIDE_PX)
    assert "&lt;b&gt;" in drawn
    assert "<b>" not in drawn
    assert '<tspan font-weight="700">30\u00a0%</tspan>' in drawn


@pytest.mark.parametrize("strength", STRENGTHS)
def test_every_strength_has_a_mark_and_the_pages_colours(strength):
    drawn = svg(plot_segments([SEGMENT | {"strength": strength}], "rising"), WIDE_PX)
    assert "var(--accent)" in drawn
    assert "+20\u00a0points" in drawn
    assert not [colour for colour in style.COLOURS.values() if colour in drawn]


def test_a_mark_that_is_not_drawn_here_is_an_error_and_no_gap():
    figure = plot_slope(ROWS, "Sep", "Oct")
    figure.add_trace(go.Scatter(x=[0], y=[0.1], mode="markers", marker={"symbol": "star", "size": 9, "color": "#1c1a17"}))
    with pytest.raises(KeyError, match="star"):
        svg(figure, WIDE_PX)


def test_the_same_figure_is_the_same_markup():
    assert svg(plot_slope(ROWS, "Sep", "Oct"), WIDE_PX) == svg(plot_slope(ROWS, "Sep", "Oct"), WIDE_PX)

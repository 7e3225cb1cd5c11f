"""plots/multiples: a month in which nobody spoke is a gap in the line and in the ribbon, and scales are not clipped."""

import re

from kit.plots.multiples import plot_multiples
from kit.plots.svg import NARROW_PX, WIDE_PX, svg

CYCLES = [f"2026-{month:02d}" for month in range(1, 8)]


def theme(shares):
    known = dict(zip(CYCLES, shares, strict=True))
    return {
        "label": "late exports", "share": known, "born": "", "direction": "",
        "low": {cycle: share and share - 0.02 for cycle, share in known.items()},
        "high": {cycle: share and share + 0.02 for cycle, share in known.items()},
    }  # fmt: skip


def test_a_month_in_which_nobody_spoke_is_a_gap_in_line_and_ribbon():
    markup = svg(plot_multiples([theme([0.1, 0.2, None, 0.2, 0.3, None, 0.3])], CYCLES), WIDE_PX)
    assert len(re.findall("<polyline", markup)) == 2
    ribbons = re.findall(r'<polygon points="([^"]+)" style="[^"]+" opacity', markup)
    assert [len(points.split()) for points in ribbons] == [4, 4, 2]


def test_a_lone_month_between_gaps_is_a_dot():
    markup = svg(plot_multiples([theme([0.1, 0.2, None, 0.2, None, 0.3, 0.3])], CYCLES), WIDE_PX)
    assert [float(radius) for radius in re.findall(r'<circle [^>]*r="([\d.]+)"', markup)] == [2, 3.5]


def test_numbers_of_the_scale_stand_inside_the_picture():
    for width, is_narrow in ((WIDE_PX, False), (NARROW_PX, True)):
        markup = svg(plot_multiples([theme([0.9, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])], CYCLES, is_narrow), width)
        ends = re.findall(r'<text text-anchor="end"[^>]*><tspan x="([\d.]+)"[^>]*>(100[^<]+)', markup)
        assert ends
        assert all(float(x) >= 9 * len(text) / 1.5 for x, text in ends)

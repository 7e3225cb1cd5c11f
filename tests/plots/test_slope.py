import json
import re
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest

from kit.brief import summary
from kit.plots import style
from kit.plots.multiples import MOST_PANELS, plot_multiples
from kit.plots.segments import plot_segments
from kit.plots.slope import MOST_LINES, plot_slope
from kit.plots.sparkline import sparkline
from kit.plots.svg import svg
from tests.briefs import brief, facts_of

FACTS = facts_of("shifted")
ROWS = [asdict(row) for row in summary.then_and_now(brief("shifted"))]
CSS = (Path(style.__file__).parents[1] / "brief" / "page" / "page.css").read_text(encoding="utf-8")


def slope_rows(n=3):
    return [{"theme": f"p/t{i}", "label": f"theme {i}", "before": 0.1, "now": 0.3 - i / 100, "direction": ""} for i in range(n)]


def panel(**more):
    share = {"2026-09": 0.1, "2026-10": 0.2}
    return {"label": "a", "share": share, "low": {}, "high": {}, "born": "2026-09", "direction": "", **more}


def texts(figure):
    return [annotation.text for annotation in figure.layout.annotations]


@pytest.mark.parametrize("share", [0.0, None])
def test_themes_that_nobody_raised_are_drawn_at_the_foot_of_a_scale(share):
    row = {"theme": "p/t1", "label": "exports by hand", "before": share, "now": 0.0, "direction": ""}
    picture = svg(plot_slope([row], "Jul–Sep", "Oct"), 640)
    assert "exports by hand" in picture
    assert "nan" not in picture


def test_the_slope_names_every_line_with_its_share():
    figure = plot_slope(ROWS, "Jul–Sep", "Oct")
    assert len(figure.data) == len(FACTS["themes"])
    assert any("34" in text and "merged" in text for text in texts(figure))


def test_what_moved_is_coloured_marked_and_told_without_colour():
    figure = plot_slope(ROWS, "Jul–Sep", "Oct")
    lines = {(line.line.color, line.line.dash) for line in figure.data}
    drawn = {"accent": "solid", "second": "6px,3px", "context": "solid"}
    assert lines == {(style.COLOURS[name], dash) for name, dash in drawn.items()}
    assert any(text.startswith("▲ ") for text in texts(figure))
    assert any(text.startswith("▼ ") for text in texts(figure))


def test_a_moved_theme_is_shown_however_small():
    rows = [*slope_rows(20), {"theme": "p/t99", "label": "small", "before": 0.05, "now": 0.01, "direction": "fading"}]
    figure = plot_slope(rows, "before", "now")
    assert len(figure.data) == MOST_LINES
    assert any("small" in text for text in texts(figure))


def test_labels_of_the_slope_never_overlap():
    rows = [{**row, "now": 0.2} for row in slope_rows(8)]
    figure = plot_slope(rows, "before", "now")
    margin = figure.layout.margin
    top = figure.layout.yaxis.range[1] - figure.layout.yaxis.range[0]
    per_px = top / (figure.layout.height - margin.t - margin.b)
    places = sorted(annotation.y for annotation in figure.layout.annotations if "theme" in annotation.text)
    assert min(b - a for a, b in pairwise(places)) / per_px >= 15


def test_a_first_cycle_has_dots_and_no_lines_from_nowhere():
    figure = plot_slope([{**row, "before": None} for row in slope_rows(2)], "before", "Oct")
    assert all(line.y[0] is None for line in figure.data)


def test_figures_change_nothing_they_are_given():
    rows = ROWS
    before = json.dumps(rows)
    plot_slope(rows, "a", "b")
    assert json.dumps(rows) == before


def test_a_segment_that_is_not_known_to_see_anything_is_shaded_whole():
    segments = [
        {
            "segment": "SMB",
            "strength": "thin",
            "shift_pp": 8.0,
            "low_pp": -17.0,
            "high_pp": 35.0,
            "smallest_visible_shift_pp": None,
            "note": "",
        }
    ]
    figure = plot_segments(segments, "rising")
    band = next(shape for shape in figure.layout.shapes if shape.type == "rect")
    assert (band.x0, band.x1) == tuple(figure.layout.xaxis.range)


def test_strength_is_a_shape_and_not_a_colour_alone():
    symbols = {
        plot_segments([{"segment": "a", "strength": strength, "shift_pp": 1.0, "note": "", "smallest_visible_shift_pp": 3.0}], "")
        .data[0]
        .marker.symbol
        for strength in ("strong", "moderate", "thin")
    }
    assert len(symbols) == 3


def test_panels_share_one_scale_that_holds_every_ribbon():
    figure = plot_multiples([panel(high={"2026-10": 0.57}, low={"2026-10": 0.1}), panel()], ["2026-09", "2026-10"])
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.yaxis.range[1] >= 0.57


def test_a_hundred_percent_has_its_room_at_the_scale_and_at_a_line_s_end():
    cycles = ["2026-09", "2026-10"]
    plain = plot_multiples([panel(share={"2026-10": 0.4})], cycles).layout.margin
    ribbon = plot_multiples([panel(share={"2026-10": 0.4}, high={"2026-10": 0.96}, low={"2026-10": 0.1})], cycles).layout.margin
    whole = plot_multiples([panel(share={"2026-10": 1.0})], cycles).layout.margin
    assert plain.l < ribbon.l == whole.l
    assert plain.r == ribbon.r < whole.r


def test_a_missing_cycle_is_a_gap():
    figure = plot_multiples([panel(share={"2026-08": 0.1, "2026-10": 0.2})], ["2026-08", "2026-09", "2026-10"])
    line = next(trace for trace in figure.data if trace.mode == "lines")
    assert line.y[1] is None
    assert line.connectgaps is False


def test_a_theme_born_in_the_window_says_when():
    figure = plot_multiples([panel(born="2026-10"), panel(label="old")], ["2026-09", "2026-10"])
    assert [text for text in texts(figure) if "new in Oct" in text]
    assert not [text for text in texts(figure) if "old" in text and "new" in text]


def test_more_themes_than_can_be_read_are_left_to_the_table():
    figure = plot_multiples([panel() for _ in range(30)], ["2026-09", "2026-10"])
    assert len([trace for trace in figure.data if trace.mode == "lines"]) == MOST_PANELS


@pytest.mark.parametrize("is_narrow", [True, False])
def test_customers_words_stay_text_in_every_figure(is_narrow):
    nasty = "<b>5 < 6</b> & <script>"
    rows = [{"theme": "p/t1", "label": nasty, "before": 0.1, "now": 0.3, "direction": "rising"}]
    figure = plot_slope(rows, "a", "b", is_narrow)
    assert any("&lt;script&gt;" in text for text in texts(figure))
    figure = plot_multiples([panel(label="<script>")], ["2026-09", "2026-10"], is_narrow)
    assert "&lt;script&gt;" in texts(figure)[0]


def test_every_colour_of_a_figure_has_its_variable_in_each_scheme():
    for name, value in style.COLOURS.items():
        assert len(re.findall(rf"--{name}: #", CSS)) == 3, name
        assert f"--{name}: {value};" in CSS


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "second"])
def test_colours_that_carry_text_have_aa_contrast(scheme, name):
    colours = [re.findall(rf"--{part}: (#[0-9a-f]+)", CSS)[scheme] for part in ("paper", name)]
    full = ["#" + "".join(2 * digit for digit in colour[1:]) if len(colour) == 4 else colour for colour in colours]
    light, dark = sorted(map(luminance, full), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_sparkline_breaks_where_nothing_was_heard():
    svg = sparkline([0.1, 0.2, None, 0.2, 0.3], 0.3)
    assert svg.count("<polyline") == 2
    assert "none" in svg


def test_a_history_of_nothing_has_no_line():
    assert sparkline([None, None], 0.1) == ""

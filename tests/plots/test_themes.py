"""Pictures of themes: what is in the figure."""

import pandas as pd

from kit.plots.themes import UNTHEMED, plot_family_tree, plot_passage_map

POINTS = pd.DataFrame(
    {
        "x": [0.0, 1.0, 2.0, 3.0],
        "y": [0.0, 1.0, 0.0, 1.0],
        "theme_id": ["p/t02", "p/t01", "p/t02", ""],
        "label": ["slow pages", "export by hand", "slow pages", "unthemed"],
        "text": ["a <b>", "b", "c", "d"],
    }
)
EVENTS = pd.DataFrame(
    [
        ("2026-08", "p/t01", "born", ""),
        ("2026-09", "p/t02", "split", "p/t01"),
        ("2026-09", "p/t03", "born", ""),
        ("2026-10", "p/t03", "merged", "p/t01"),
    ],
    columns=["run_cycle", "theme_id", "event", "other_theme_id"],
)


def test_the_map_has_a_trace_a_theme_largest_first_and_the_unthemed_grey_and_last():
    figure = plot_passage_map(POINTS)
    assert [len(trace.x) for trace in figure.data] == [2, 1, 1]
    assert figure.data[-1].marker.color == UNTHEMED
    assert figure.data[0].name.startswith("slow pages")


def test_hovering_shows_the_words_and_never_their_markup():
    texts = [text for trace in plot_passage_map(POINTS).data for text in trace.text]
    assert "a &lt;b&gt;" in texts


def test_a_map_of_nothing_is_an_empty_figure():
    assert len(plot_passage_map(POINTS.iloc[:0]).data) == 0


def test_the_tree_marks_every_event_and_joins_split_and_merged_themes():
    figure = plot_family_tree(EVENTS, {"p/t01": "export"}, ["2026-08", "2026-09", "2026-10"])
    marked = sum(len(trace.x) for trace in figure.data if trace.mode == "markers")
    dotted = [trace for trace in figure.data if trace.mode == "lines" and trace.line.dash == "dot"]
    assert marked == 4
    assert len(dotted) == 2
    assert "export" in figure.layout.yaxis.ticktext


def test_pictures_leave_their_tables_as_they_were():
    points, events = POINTS.copy(), EVENTS.copy()
    plot_passage_map(points)
    plot_family_tree(events, {}, ["2026-08", "2026-09", "2026-10"])
    pd.testing.assert_frame_equal(points, POINTS)
    pd.testing.assert_frame_equal(events, EVENTS)

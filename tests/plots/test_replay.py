"""Pictures of a replay."""

import pandas as pd

from kit.plots.replay import plot_placebo, plot_replay

TABLE = pd.DataFrame(
    {
        "persona_id": "p",
        "cycle": ["2026-09", "2026-09", "2026-10"],
        "theme_id": ["p/t1", "p/t2", "p/t1"],
        "label": "a <b>theme</b>",
        "shift_pp": [3.0, -4.0, 22.0],
        "q": [0.5, 0.6, 0.01],
        "n_accounts": [4, 9, 14],
        "surfaced": [False, False, True],
        "would_surface": [False, False, False],
        "would_miss": ["min_shift_pp", "min_shift_pp", "min_accounts"],
    }
)


def test_every_tested_shift_is_one_dot_and_labels_stay_text():
    before = TABLE.copy()
    figure = plot_replay(TABLE)
    assert sum(len(trace.x) for trace in figure.data) == 3
    assert not any("<b>" in text for trace in figure.data for text in trace.hovertext)
    pd.testing.assert_frame_equal(TABLE, before)


def test_the_placebo_stands_beside_what_was_surfaced():
    chance = pd.DataFrame({"cycle": ["2026-09", "2026-09", "2026-10"], "shuffle": [0, 1, 0], "surfaced": [1, 0, 0]})
    found, by_chance = plot_placebo(TABLE, chance).data
    assert list(found.y) == [0, 0]
    assert list(by_chance.y) == [0.5, 0.0]

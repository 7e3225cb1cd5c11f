"""The tree of themes and groups as the researcher sees it."""

import pandas as pd

from kit.steps.find_themes import theme_tree


def rows(*given):
    return pd.DataFrame(given, columns=["theme_id", "label", "parent", "stability", "n_passages"])


def test_each_group_stands_under_the_smallest_wider_one_largest_first():
    themes = rows(("p/t01", "wide", "", 0.9, 50), ("p/t02", "silent", "", 0.0, 0), ("p/t03", "narrow", "p/t05", 0.8, 10))
    nodes = rows(("p/t04", "part", "p/t01", 0.7, 20), ("p/t05", "union", "", 0.9, 60), ("p/t06", "other part", "p/t01", 0.9, 30))
    tree = theme_tree(themes, nodes)
    assert list(zip(tree["depth"], tree["theme_id"], strict=True)) == [
        (0, "p/t05"), (1, "p/t03"), (0, "p/t01"), (1, "p/t06"), (1, "p/t04"),
    ]  # fmt: skip
    assert tree["is_theme"].tolist() == [False, True, True, False, False]


def test_a_parent_that_is_not_there_leaves_its_part_at_the_root_and_nothing_makes_no_tree():
    assert theme_tree(rows(("p/t01", "a", "p/t09", 1.0, 5)), rows())["depth"].tolist() == [0]
    assert theme_tree(rows(), rows()).empty

"""Of shifts that overlap the surest is reported."""

import json

import numpy as np
import pandas as pd
import pytest

from kit.cycles import periods_of
from kit.shifts.compare_cycles import compare_cycle
from kit.shifts.surest_nodes import NODE_TIMES, OVERLAP, importance_of, surest, with_nodes


def shift(theme: str, p: float, surfaced: bool = True, before: float = 0.0) -> dict:
    below = [] if surfaced else ["min_accounts"]
    shares = {"shift_pp": 20.0, "share_before": before, "share_now": before + 0.2}
    return {"theme": theme, "p": p, "surfaced": surfaced, "below_bar": below} | shares


def themes_of(**origins: str) -> pd.DataFrame:
    return pd.DataFrame({"theme_id": list(origins), "origin": list(origins.values()), "state": "candidate"})


def evidence(**held: str) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, passage) for name, passages in held.items() for passage in passages], columns=["theme_id", "passage_id"]
    )


@pytest.mark.parametrize(
    ("theme_p", "node_p", "surfaced"), [(1e-4, 1e-6, ["node"]), (1e-4, 5e-5, ["theme"]), (1e-3, 1e-3, ["theme"])]
)
def test_a_node_takes_the_place_of_a_theme_only_where_it_is_clearly_surer(theme_p, node_p, surfaced):
    made = surest(
        [shift("theme", theme_p), shift("node", node_p)],
        themes_of(theme="found", node="node"),
        evidence(theme="abcdef", node="abc"),
    )
    assert [one["theme"] for one in made if one["surfaced"]] == surfaced
    if surfaced == ["node"]:
        assert [one["below_bar"] for one in made if one["theme"] == "theme"] == [[OVERLAP]]
    else:
        assert [one["theme"] for one in made] == ["theme"]


@pytest.mark.parametrize(("before", "surfaced"), [(0.0, "wide"), (0.2, "narrow")])
def test_a_wide_group_that_mostly_holds_what_is_usual_gives_way_to_a_narrow_one(before, surfaced):
    made = surest(
        [shift("narrow", 3e-6), shift("wide", 1e-6, before=before)],
        themes_of(narrow="node", wide="node"),
        evidence(narrow="ab", wide="abcdefgh"),
    )
    assert [one["theme"] for one in made] == [surfaced]


def test_nodes_that_hold_other_things_are_all_reported_and_quiet_ones_are_not_shown():
    made = surest(
        [shift("n1", 1e-5), shift("n2", 1e-4), shift("n3", 0.4, surfaced=False), shift("theme", 0.5, surfaced=False)],
        themes_of(n1="node", n2="node", n3="node", theme="found"),
        evidence(n1="abc", n2="def", n3="ab", theme="xyz"),
    )
    assert [one["theme"] for one in made] == ["n1", "n2", "theme"]


def test_a_node_that_a_brief_has_shown_stays_in_sight():
    themes = themes_of(n1="node").assign(state="live")
    assert [one["theme"] for one in surest([shift("n1", 0.6, surfaced=False)], themes, evidence(n1="ab"))] == ["n1"]


def test_a_conversation_raises_a_node_when_it_raises_any_of_its_leaves():
    themes = pd.DataFrame({"theme_id": ["t1"], "origin": ["found"], "claim": [""], "stability": [1.0]})
    rows = pd.DataFrame({"passage_id": list("abcd"), "theme_id": ["t1", "t1", "", ""], "leaf": ["0", "1", "1", ""]})
    nodes = pd.DataFrame({"theme_id": ["n1", "n2"], "leaves": ['["0", "1"]', '["1"]'], "stability": 1.0})
    both, all_rows = with_nodes(themes, rows, nodes)
    assert both["theme_id"].tolist() == ["n1", "n2", "t1"]
    held = all_rows.groupby("theme_id")["passage_id"].agg("".join).to_dict()
    assert held == {"": "cd", "n1": "abc", "n2": "bc", "t1": "ab"}
    assert with_nodes(themes, rows, nodes[:0])[1] is rows


def leafed(small, groups: dict[str, str], joined: dict[str, list[str]]):
    """The small record with leaves for what its themes hold, and all it holds in one theme."""
    rows = small.record.read("assignments")
    leaf = rows["theme_id"].map(groups).fillna("")
    themes = rows["theme_id"].where(rows["theme_id"] == "", "ops/t00")
    small.record.replace("assignments", rows.assign(leaf=leaf, theme_id=themes))
    nodes = pd.DataFrame(
        [{"theme_id": name, "leaves": json.dumps(leaves), "stability": 0.9, "n_passages": 9} for name, leaves in joined.items()]
    ).assign(run_cycle=small.cycles[-1], persona_id="ops", label="a node", terms="[]", state="candidate", born="2026-05",
             parent="ops/t00", model="", holds="[]")  # fmt: skip
    nodes["centre"] = [[0.0]] * len(nodes)
    small.record.append("theme_nodes", nodes)
    return small


def test_a_subject_that_rises_within_a_wide_theme_is_found_as_a_node(small_record):
    small = leafed(
        small_record(now=(0.45, 0.05, 0.05, 0.05), before=(0.15, 0.15, 0.15, 0.15)),
        {f"ops/t{at:02d}": str(at) for at in range(4)},
        {"ops/t10": ["0"], "ops/t11": ["1"], "ops/t12": ["2", "3"]},
    )
    periods = periods_of(small.cycles[-1], list(small.cycles), list(small.cycles[-4:-1]))
    comparison = compare_cycle(*small.arguments, periods)
    surfaced = {one["theme"]: one["direction"] for one in comparison.shifts["ops"] if one["surfaced"]}
    assert surfaced["ops/t10"] == "rising"
    assert "ops/t00" not in surfaced
    assert set(comparison.shares["theme_id"]) == {"ops/t00", "ops/t01", "ops/t02", "ops/t03", *surfaced}
    ranks = comparison.shares.pivot(index="theme_id", columns="cycle", values="rank")
    assert ranks.loc["ops/t00", "2026-10"] == 1
    assert np.isin(ranks.loc["ops/t10"], [1, 2]).all()
    assert "ops/t12" not in set(comparison.evidence["theme_id"]) - set(surfaced)


def test_a_nodes_tests_count_less_in_the_family_than_a_themes():
    assert importance_of(pd.DataFrame({"origin": ["found", "node", "anchor"]})).tolist() == [1.0, NODE_TIMES, 1.0]
    assert NODE_TIMES < 1

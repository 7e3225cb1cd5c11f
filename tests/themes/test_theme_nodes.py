"""Finer and wider groups that are tested beside the themes."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kit.errors import WorkspaceError
from kit.geometry import unit
from kit.themes.communities import group_agreement
from kit.themes.edits import Edits, current_themes, edit_theme
from kit.themes.labels import NamingVectors
from kit.themes.register import Mint
from kit.themes.theme_nodes import (
    KnownNodes,
    Leaves,
    Nodes,
    candidate_nodes,
    fitted_leaves,
    known_nodes,
    node_ids,
    node_rows,
    parents_of,
    stability_of_nodes,
    tree_of,
)
from tests.themed_case import CYCLES, NOW, Case


def around(axes: list[list[float]], count: int, spread: float = 0.15) -> np.ndarray:
    """So many unit rows around each axis."""
    rng = np.random.default_rng(3)
    rows = np.repeat(np.array(axes, dtype=float), count, axis=0)
    return unit(rows + rng.normal(scale=spread, size=rows.shape)).astype(np.float32)


#: Four subjects in twelve dimensions, the first two alike.
AXES = np.eye(12)[:4].tolist()
AXES[1] = (np.eye(12)[0] * 0.7 + np.eye(12)[1]).tolist()


def test_leaves_are_finer_than_a_theme():
    leaves = fitted_leaves(around(AXES, 40), 10, 1)
    subject = np.arange(160) // 40
    assert set(subject[leaves.ids >= 0]) == {0, 1, 2, 3}
    for leaf in range(leaves.ids.max() + 1):
        assert len(set(subject[leaves.ids == leaf])) == 1


def test_of_two_nodes_that_hold_nearly_the_same_the_wider_is_tested():
    ids = np.repeat([0, 1, 2, 3], [40, 8, 40, 40])
    nodes = candidate_nodes(np.repeat(np.array(AXES), [40, 8, 40, 40], axis=0), Leaves(ids), np.full(128, "", dtype=object))
    assert frozenset({0, 1}) in nodes
    assert frozenset({0}) not in nodes


@pytest.fixture
def named(case):
    """A case whose brief of September has named a group that is half of what one theme holds."""
    case.run("2026-09")
    theme = case.record.read("themes", run_cycle="2026-09").sort_values("n_passages").iloc[-1]
    node = {"run_cycle": "2026-09", "persona_id": "p", "theme_id": "p/t50", "label": "half of it", "state": "candidate"}
    node |= {"terms": "[]", "born": "2026-09", "leaves": "[]", "parent": "", "stability": 0.9, "n_passages": 5, "holds": "[]"}
    case.record.append("theme_nodes", pd.DataFrame([node | {"centre": list(theme["centre"]), "model": "fake"}]))
    facts = json.dumps({"themes": [{"id": "p/t50"}]})
    case.record.append("briefs", pd.DataFrame([{"cycle": "2026-09", "persona_id": "p", "facts": facts}]))
    return case


def test_a_group_that_a_brief_has_named_is_listed_and_renamed(named):
    listed = current_themes(named.record).set_index("theme_id")
    assert listed.loc["p/t50", "origin"] == "node"
    edit_theme(named.record, "p/t50", "rename", "Half", "ana", NOW)
    assert "renamed 'Half'" in current_themes(named.record).set_index("theme_id").loc["p/t50", "decisions"]
    with pytest.raises(WorkspaceError, match="pin it"):
        edit_theme(named.record, "p/t50", "merge", listed.index[0], "ana", NOW)


def test_a_pinned_group_is_a_theme_from_the_next_run_on(named):
    edit_theme(named.record, "p/t50", "pin", "", "ana", NOW)
    named.run("2026-10")
    themes = named.record.read("themes", run_cycle="2026-10").set_index("theme_id")
    assert themes.loc["p/t50", "n_passages"] > 0
    assert known_nodes(named.record, "p", "2026-10", Edits()).rows.empty
    assert "p/t50" not in set(named.record.read("theme_nodes", run_cycle="2026-10")["theme_id"])


def test_a_hidden_group_is_not_tested_and_a_renamed_one_has_its_name():
    texts = [f"the {word} page {number} fails" for word in ("export", "login") for number in range(40)]
    ids = np.repeat([0, 1], 40)
    window = SimpleNamespace(
        passages=pd.DataFrame({"passage_id": texts, "conversation_key": texts, "cycle": "2026-10"}), texts=texts,
        vectors=np.repeat(np.eye(12)[:2], 40, axis=0).astype(np.float32), of_passages=lambda of, missing: np.asarray(of),
    )  # fmt: skip
    held = {"p/t01": ids == 0, "p/t02": ids == 1}
    joined = {"p/t01": frozenset({0}), "p/t02": frozenset({1})}
    empty = KnownNodes(pd.DataFrame(columns=["theme_id", "born", "label"]), {}, "", frozenset())
    nodes = Nodes(Leaves(ids, (ids,)), joined, held, dict.fromkeys(held, ""), empty, "")
    edits = Edits(names={"p/t01": "Exports"}, hidden=frozenset({"p/t02"}))
    naming = NamingVectors(window.vectors, lambda names: np.ones((len(names), 12), dtype=np.float32))
    rows = node_rows(nodes, SimpleNamespace(window=window), edits, naming)
    assert rows[["theme_id", "label"]].to_numpy().tolist() == [["p/t01", "Exports"]]


def test_too_few_texts_have_no_leaves():
    leaves = fitted_leaves(around(AXES, 10), 10, 1)
    assert set(leaves.ids) == {-1}
    assert candidate_nodes(around(AXES, 10), leaves, np.full(40, "", dtype=object)) == []


def test_the_tree_joins_the_nearest_leaves_first_and_leaves_out_its_root():
    centres = unit(np.array(AXES))
    assert tree_of(centres)[:5] == [frozenset({0}), frozenset({1}), frozenset({2}), frozenset({3}), frozenset({0, 1})]
    assert frozenset(range(4)) not in tree_of(centres)
    assert tree_of(centres[:2]) == [frozenset({0}), frozenset({1})]


def test_a_node_that_is_a_theme_in_other_words_or_most_of_all_is_not_tested():
    vectors, subject = around(AXES, 40), np.repeat(np.arange(4), 40)
    leaves = Leaves(subject)
    themes = np.where(subject == 2, "p/t01", "").astype(object)
    nodes = candidate_nodes(vectors, leaves, themes)
    assert frozenset({2}) not in nodes
    assert {frozenset({0}), frozenset({1}), frozenset({3}), frozenset({0, 1})} <= set(nodes)
    assert all(40 * len(node) <= 80 for node in nodes)


def test_a_node_is_stable_where_single_fits_never_cut_across_it():
    ids = np.repeat(np.arange(4), 10)
    within, across = np.repeat(np.arange(8), 5), np.tile(np.arange(2), 20)
    node = [frozenset({0, 1})]
    assert stability_of_nodes(node, Leaves(ids, (within, within))) == [1.0]
    assert stability_of_nodes(node, Leaves(ids, (across, across)))[0] < 0.6


def test_the_stability_of_many_nodes_is_that_of_each_group_against_all_the_rest():
    rng = np.random.default_rng(4)
    ids = rng.integers(-1, 6, 300)
    fits = tuple(np.where(rng.random(300) < 0.6, ids + 1, rng.integers(0, 9, 300)) for _ in range(12))
    nodes = [frozenset({leaf}) for leaf in range(6)] + [frozenset({0, 3}), frozenset({1, 2, 4, 5})]
    for node, stability in zip(nodes, stability_of_nodes(nodes, Leaves(ids, fits)), strict=True):
        groups = np.where(ids < 0, -1, np.isin(ids, list(node)).astype(int))
        assert stability == group_agreement(groups, list(fits), np.zeros(300, dtype=bool))[1]


def known(*rows: tuple[str, list[str], list[float]]) -> KnownNodes:
    table = pd.DataFrame(
        [
            {"run_cycle": "2026-09", "theme_id": name, "leaves": json.dumps(leaves), "centre": centre}
            for name, leaves, centre in rows
        ],
        columns=["run_cycle", "theme_id", "leaves", "centre"],
    )
    before = {f"s{at}": str(at // 10) for at in range(40)}
    return KnownNodes(table, before, "2026-09", frozenset())


def test_a_node_shown_before_keeps_its_id_and_the_others_get_new_ones():
    nodes = [frozenset({0}), frozenset({1}), frozenset({0, 1})]
    now = {f"s{at}": at // 20 for at in range(40)}  # both leaves hold two of the earlier ones
    shown = known(("p/t08", ["2", "3"], [0.0, 1.0]))
    assert node_ids(nodes, np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.7]]), now, shown, Mint("p", 10)) == [
        "p/t11", "p/t08", "p/t12",
    ]  # fmt: skip
    assert node_ids([], np.zeros((0, 2)), now, shown, Mint("p", 10)) == []


def test_the_parent_is_the_smallest_wider_group_that_holds_it():
    held = {"a": [1, 1, 0, 0, 0], "b": [1, 1, 1, 0, 0], "c": [1, 1, 1, 1, 0], "d": [0, 0, 0, 1, 1]}
    groups = {name: np.array(row, dtype=bool) for name, row in held.items()}
    assert parents_of(groups) == {"a": "b", "b": "c", "c": "", "d": ""}


@pytest.fixture
def case(tmp_path):
    made = Case(tmp_path)
    for cycle in CYCLES:
        for subject in ("slow", "invoice", "login"):
            made.say(cycle, subject, 12)
    return made


def test_nodes_are_noted_with_the_leaf_of_each_passage_and_a_brief_makes_them_known(case):
    case.run("2026-09")
    nodes = case.record.read("theme_nodes", run_cycle="2026-09")
    rows = case.record.read("assignments", run_cycle="2026-09")
    for node in nodes.itertuples():
        assert node.n_passages == rows["leaf"].isin(json.loads(node.leaves)).sum()
        assert node.label
    assert known_nodes(case.record, "p", "2026-10", Edits()).rows.empty
    if len(nodes):
        facts = json.dumps({"themes": [{"id": nodes["theme_id"].iloc[0]}]})
        case.record.append("briefs", pd.DataFrame([{"cycle": "2026-09", "persona_id": "p", "facts": facts}]))
        assert known_nodes(case.record, "p", "2026-10", Edits()).earlier == {nodes["theme_id"].iloc[0]}
        assert known_nodes(case.record, "p", "2026-09", Edits()).earlier == frozenset()

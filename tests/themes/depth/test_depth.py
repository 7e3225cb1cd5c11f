"""A theme finer, a group wider: real from the next run on, lasting, the same on repeat, and back as it was."""

import numpy as np
import pandas as pd
import pytest

from kit.config.personas import Persona
from kit.errors import WorkspaceError
from kit.themes.depth.decide import make_finer, make_wider, take_back, without_part
from kit.themes.depth.groups import groups_of
from kit.themes.depth.lay_out import shown_now, shown_themes
from kit.themes.edits import current_themes, edit_theme, edits_of
from tests.deep_case import PERSONA, Case
from tests.themed_case import NOW

TABLES = ("themes", "assignments", "theme_events", "theme_nodes")


@pytest.fixture
def case(tmp_path):
    made = Case(tmp_path)
    made.run("2026-09")
    return made


def themes_by_part(case: Case, cycle: str) -> dict[str, str]:
    return {part: case.theme_of(cycle, part) for part in ("sheet", "slide", "page", "search", "invoice")}


def finer(case: Case, theme: str, persona: Persona = PERSONA) -> list[str]:
    return make_finer(case.record, theme, case.spoken(persona), "ann", NOW)


def wide_group(case: Case) -> tuple[str, list[str]]:
    """A group that holds two themes, neither of them a claim's."""
    groups = groups_of(case.record, "p")
    return next((name, within) for name in groups.table.index if len(within := groups.within(name)) == 2)


def test_the_tree_shows_the_finer_groups_of_a_theme_beneath_it(case):
    whole = case.theme_of("2026-09", "sheet")
    assert whole == case.theme_of("2026-09", "slide")
    groups = groups_of(case.record, "p")
    parts = groups.finer(whole)
    assert len(parts) == 2
    assert not (groups.held[parts[0]] & groups.held[parts[1]]).any()
    tree = groups.tree().set_index("theme_id")
    assert set(tree.loc[parts, "depth"]) == {tree.at[whole, "depth"] + 1}
    assert not tree.loc[parts, "is_theme"].any()
    assert len(tree) == len(groups.table)


def test_finer_groups_are_themes_from_the_next_run_of_any_cycle_on_and_keep_their_ids(case):
    whole, others = case.theme_of("2026-09", "sheet"), themes_by_part(case, "2026-09")
    parts = finer(case, whole)
    themes = case.run("2026-09")
    of = themes_by_part(case, "2026-09")
    assert {of["sheet"], of["slide"]} == set(parts)
    assert of == others | {"sheet": of["sheet"], "slide": of["slide"]}
    assert (themes.loc[parts, "n_passages"] == 24).all()
    assert set(themes.loc[parts, "origin"]) == {"person"}
    for cycle in ("2026-10", "2026-08", "2026-09"):
        case.run(cycle)
        assert themes_by_part(case, cycle) == of


def test_the_record_says_who_cut_and_a_run_again_is_the_same(case):
    whole = case.theme_of("2026-09", "sheet")
    parts = finer(case, whole)
    case.run("2026-09")
    assert {(whole, "cut"), *((part, "split") for part in parts)} <= case.events("2026-09")
    before = {name: case.record.read(name, run_cycle="2026-09") for name in TABLES}
    case.run("2026-09")
    for name in TABLES:
        pd.testing.assert_frame_equal(case.record.read(name, run_cycle="2026-09"), before[name])
    case.run("2026-10")
    assert not {(whole, "cut"), *((part, "split") for part in parts)} & case.events("2026-10")


def test_a_fit_does_not_depend_on_the_depth_at_which_a_theme_is_shown(case):
    case.run("2026-10")
    plain = case.record.read("assignments", run_cycle="2026-10")
    finer(case, case.theme_of("2026-10", "sheet"))
    case.run("2026-09")
    case.run("2026-10")
    rows = case.record.read("assignments", run_cycle="2026-10")
    fitted = rows["fitted"].where(rows["fitted"] != "", rows["theme_id"])
    assert fitted.tolist() == plain["theme_id"].tolist()
    assert rows["strength"].tolist() == plain["strength"].tolist()


def test_taken_back_all_is_as_before_and_done_again_the_ids_are_the_same(case):
    whole, of = case.theme_of("2026-09", "sheet"), themes_by_part(case, "2026-09")
    parts = finer(case, whole)
    case.run("2026-09")
    assert take_back(case.record, whole, "ann", NOW) == "finer"
    themes = case.run("2026-10")
    assert themes_by_part(case, "2026-10") == of
    assert set(themes.loc[parts, "n_passages"]) == {0}
    assert {(whole, "whole"), *((part, "merged") for part in parts)} <= case.events("2026-10")
    assert finer(case, whole) == parts
    with pytest.raises(WorkspaceError, match="shown by its finer groups already"):
        finer(case, whole)


def test_a_wider_group_is_a_theme_that_others_lie_within_and_back(case):
    group, within = wide_group(case)
    assert make_wider(case.record, group, case.spoken(), "ann", NOW) == within
    decided = current_themes(case.record, "p").set_index("theme_id")["decisions"]
    assert decided[group].startswith(f"wider: holds {', '.join(within)}")
    for cycle in ("2026-09", "2026-10", "2026-08"):
        themes = case.run(cycle)
        assert themes.loc[group, "n_passages"] == 24 * {"2026-08": 1, "2026-09": 2, "2026-10": 3}[cycle]
        assert set(themes.loc[within, "state"]) == {"merged"}
    assert (group, "joined") in case.events("2026-08")
    take_back(case.record, group, "ann", NOW)
    themes = case.run("2026-10")
    assert themes.loc[group, "n_passages"] == 0
    assert set(themes.loc[within, "state"]) == {"live"}
    assert {(name, "split") for name in within} <= case.events("2026-10")


def test_a_wider_theme_may_be_cut_and_a_finer_one_lie_within_a_wider(case):
    whole = case.theme_of("2026-09", "sheet")
    parts = finer(case, whole)
    case.run("2026-09")
    edit_theme(case.record, parts[0], "merge", case.theme_of("2026-09", "invoice"), "ann", NOW)
    case.run("2026-09")
    of = themes_by_part(case, "2026-09")
    assert sorted([of["sheet"], of["slide"]]) == sorted([parts[1], of["invoice"]])
    edit_theme(case.record, parts[0], "merge", whole, "ann", NOW)
    case.run("2026-10")
    assert sorted([case.theme_of("2026-10", "sheet"), case.theme_of("2026-10", "slide")]) == sorted([parts[1], whole])


@pytest.mark.parametrize(
    ("act", "name", "told"),
    [
        (make_finer, "p/t99", "no theme or group 'p/t99'"),
        (make_finer, "invoice", "holds no finer group that stands apart"),
        (make_finer, "group", "is a group and no theme yet"),
        (make_wider, "sheet", "it is a theme; no wider group holds it"),
        (make_wider, "part", "does not hold 2 themes; pin it"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(case, act, name, told):
    known = {"sheet": case.theme_of("2026-09", "sheet"), "invoice": case.theme_of("2026-09", "invoice")}
    known |= {"group": wide_group(case)[0], "part": groups_of(case.record, "p").finer(known["sheet"])[0]}
    with pytest.raises(WorkspaceError, match=told):
        act(case.record, known.get(name, name), case.spoken(), "ann", NOW)
    assert case.record.read("theme_edits").empty


def test_nothing_decided_is_nothing_to_take_back(case):
    with pytest.raises(WorkspaceError, match="neither finer nor wider"):
        take_back(case.record, case.theme_of("2026-09", "sheet"), "ann", NOW)


def stating(part: str) -> Persona:
    return Persona.model_validate({"id": "p", "name": "P", "pains": [{"id": "own", "statement": f"the {part} thing went wrong"}]})


def test_a_theme_that_states_a_claim_is_not_swallowed_by_a_wider_one(tmp_path):
    case, persona = Case(tmp_path), stating("invoice")
    case.run("2026-09", persona)
    claimed = case.theme_of("2026-09", "invoice")
    groups = groups_of(case.record, "p")
    around = [name for name in groups.table.index if claimed in groups.within(name) and len(groups.within(name)) == 2]
    assert around
    with pytest.raises(WorkspaceError, match=f"{claimed} in it states the claim p/pains/own .*called unheard; merge the others"):
        make_wider(case.record, around[0], case.spoken(persona), "ann", NOW)


def test_the_group_that_says_the_claim_of_a_theme_stays_in_it(tmp_path):
    case, persona = Case(tmp_path), stating("sheet")
    themes = case.run("2026-09", persona)
    claimed = themes.index[themes["claim"] == "p/pains/own"][0]
    if case.theme_of("2026-09", "slide") != claimed:
        edit_theme(case.record, case.theme_of("2026-09", "slide"), "merge", claimed, "ann", NOW)
        case.run("2026-09", persona)
    parts = finer(case, claimed, persona)
    themes = case.run("2026-10", persona)
    assert case.theme_of("2026-10", "sheet") == claimed
    assert [case.theme_of("2026-10", "slide")] == parts
    assert themes.loc[claimed, "claim"] == "p/pains/own"


def test_a_cut_theme_that_becomes_a_claims_keeps_what_says_the_claim(case):
    whole = case.theme_of("2026-09", "sheet")
    finer(case, whole)
    case.run("2026-09")
    slide = case.theme_of("2026-09", "slide")
    themes = case.run("2026-10", stating("sheet"))
    assert themes.loc[whole, "claim"] == "p/pains/own"
    assert (case.theme_of("2026-10", "sheet"), case.theme_of("2026-10", "slide")) == (whole, slide)


def test_every_group_of_the_tree_can_be_renamed_and_pinned(case):
    group = groups_of(case.record, "p").finer(case.theme_of("2026-09", "sheet"))[0]
    edit_theme(case.record, group, "rename", "A name", "ann", NOW)
    assert current_themes(case.record, "p").set_index("theme_id").at[group, "decisions"].startswith("renamed 'A name'")
    for cycle in ("2026-10", "2026-09"):
        case.run(cycle)
        assert case.record.read("theme_nodes", run_cycle=cycle).set_index("theme_id").at[group, "label"] == "A name"


def test_one_group_alone_becomes_a_theme_and_is_left_in_its_theme_again(case):
    whole = case.theme_of("2026-09", "sheet")
    group = groups_of(case.record, "p").finer(whole)[0]
    assert make_finer(case.record, whole, case.spoken(), "ann", NOW, group) == [group]
    themes = case.run("2026-10")
    assert themes.loc[[group, whole], "n_passages"].tolist() == [36, 36]
    assert without_part(case.record, group, "ann", NOW) == whole
    assert case.run("2026-10").loc[[group, whole], "n_passages"].tolist() == [0, 72]
    assert without_part(case.record, group, "ann", NOW) == ""


def test_texts_go_to_the_nearest_group_or_stay():
    rows = pd.DataFrame([
        ("p/t1", "finer", "p/t2 p/t3", [], NOW), ("p/t2", "part", "p/t1", [1.0, 0.0, 0.0], NOW),
        ("p/t3", "part", "p/t1", [0.0, 1.0, 0.0], NOW), ("p/t1", "part", "p/t1", [0.0, 0.0, 1.0], NOW),
    ], columns=["theme_id", "action", "value", "centre", "edited_at"])  # fmt: skip
    ids = np.array(["p/t1", "p/t1", "p/t1", "p/t9", ""], dtype=object)
    vectors = np.eye(3)[[0, 1, 2, 0, 1]]
    assert shown_themes(ids, vectors, np.zeros(3), edits_of(rows)).tolist() == ["p/t2", "p/t3", "p/t1", "p/t9", ""]
    other_model = np.ones((5, 4))
    assert shown_themes(ids, other_model, np.zeros(4), edits_of(rows)).tolist() == ids.tolist()


def test_what_people_said_of_a_passages_theme_goes_with_the_passage(case):
    whole = case.theme_of("2026-09", "sheet")
    finer(case, whole)
    case.run("2026-09")
    rows = case.record.read("assignments", run_cycle="2026-09")
    ours = rows[rows["fitted"] == whole].head(1)
    said = ours[["passage_id"]].assign(theme_id=whole, proposed=whole)
    edits = case.record.read("theme_edits")
    assert shown_now(said, rows, edits, ("theme_id", "proposed"))["theme_id"].tolist() == ours["theme_id"].tolist()
    take_back(case.record, whole, "ann", NOW)
    case.run("2026-09")
    rows, edits = case.record.read("assignments", run_cycle="2026-09"), case.record.read("theme_edits")
    said = said.assign(theme_id=ours["theme_id"].to_numpy())
    assert shown_now(said, rows, edits, ("theme_id",))["theme_id"].tolist() == [whole]

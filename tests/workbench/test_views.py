"""Views: list, map and quotes are linked; decisions are those of the command line and can be taken back."""

import json

import pandas as pd
import pytest

import kit
from kit.config.personas import Persona
from kit.errors import WorkspaceError
from kit.themes.edits import current_themes
from kit.workbench.views.ask_view import AskView
from kit.workbench.views.bar_view import BarView, held_against
from kit.workbench.views.compare_view import CompareView
from kit.workbench.views.decisions import decide_theme, undo_theme
from kit.workbench.views.follow_view import FollowView
from kit.workbench.views.laboratory_view import LaboratoryView
from kit.workbench.views.persona_over_cycles import persona_over_cycles
from kit.workbench.views.theme_rows import SpokenOfPersona
from kit.workbench.views.themes_view import ThemesView
from tests.briefs import facts_of


@pytest.fixture
def bench(bench_of):
    return bench_of(n_accounts=20, now=(0.4, 0.2, 0.1, 0.1), before=(0.2, 0.2, 0.2, 0.2))


@pytest.fixture
def view(bench):
    return ThemesView(bench, "ops", by="ann")


def button(view, name):
    found = [
        child
        for box in view.widget.children
        for child in getattr(box, "children", ())
        if getattr(child, "description", "") == name
    ]
    return found[0]


def test_the_list_counts_accounts_and_shares_of_what_is_looked_at(bench):
    spoken = SpokenOfPersona(bench, "ops")
    rows = spoken.rows({"tier": "A", "cycle": "2026-10"})
    ours = bench.evidence(tier="A", cycle="2026-10")
    assert dict(zip(rows["theme_id"], rows["accounts"], strict=True)) == {
        name: ours.loc[ours["theme_id"] == name, "account_id"].nunique() for name in rows["theme_id"]
    }
    assert set(rows["of"]) == {7}
    shares = bench.shares("ops", by="tier", cycle="2026-10")
    shares = shares[shares["tier"] == "A"].set_index("theme_id")["share"]
    assert rows.set_index("theme_id")["share"].to_dict() == pytest.approx(shares.to_dict())
    assert (rows["voices"] == "pain (100\xa0%)").all()


def test_choosing_a_theme_shows_its_quotes_and_a_filter_narrows_both(view):
    view.themes.value = "ops/t01"
    assert "(ops/t01): 12 of " in view.quotes.value
    assert "the merged numbers do not match" in view.quotes.value
    view.filters["segment"].value = "enterprise"
    assert view.themes.value == "ops/t01"
    assert all("of 10 accounts" in label for label, _ in view.themes.options)


def test_clicking_a_point_chooses_its_theme_and_shows_its_words_first(view):
    row = view.points[view.points["theme_id"] == "ops/t02"].iloc[-1]
    assert len(view.figure.data[0].x) == len(view.points)
    view.click_passage(row["passage_id"])
    assert view.themes.value == "ops/t02"
    assert row["text"] in view.quotes.value.partition("</td>")[0]
    coloured = [
        name for name, opacity in zip(view.points["theme_id"], view.figure.data[0].marker.opacity, strict=True) if opacity > 0.9
    ]
    assert set(coloured) == {"ops/t02"}


def test_a_rename_in_the_view_is_the_command_lines_and_undo_takes_it_back(view, bench):
    view.themes.value, view.name.value = "ops/t01", "<b>numbers</b>"
    button(view, "Rename").click()
    assert bench.record.read("theme_edits")[["theme_id", "action", "value", "edited_by"]].to_numpy().tolist() == [
        ["ops/t01", "rename", "<b>numbers</b>", "ann"]
    ]
    assert "holds from the next run on" in view.says.value
    assert "<b>numbers</b>" not in view.table.value + view.says.value
    assert "&lt;b&gt;numbers" in view.table.value
    button(view, "Undo").click()
    decided = current_themes(bench.record, "ops").set_index("theme_id")["decisions"]
    assert decided["ops/t01"] == ""


def test_what_cannot_be_decided_is_said_and_writes_nothing(view, bench):
    button(view, "Undo").click()
    assert "nothing is decided about it" in view.says.value
    assert bench.record.read("theme_edits").empty


@pytest.mark.parametrize(
    ("decisions", "left"),
    [
        ([("rename", "a"), ("rename", "b")], "renamed 'a' (from the next run)"),
        ([("merge", "ops/t02")], ""),
        ([("hide", "")], ""),
        ([("pin", ""), ("unpin", "")], "pinned (from the next run)"),
    ],
)
def test_undo_brings_back_what_was_decided_before(bench, decisions, left):
    for action, value in decisions:
        decide_theme(bench, "ops/t01", action, value, "ann")
    undo_theme(bench, "ops/t01", "ann")
    assert current_themes(bench.record, "ops").set_index("theme_id")["decisions"]["ops/t01"] == left


@pytest.fixture
def deep(bench):
    """The same with a tree: a group that is half of one theme, and one that holds two themes."""
    rows = bench.record.read("assignments")
    ours = rows.index[rows["theme_id"] == "ops/t01"]
    leaf = rows["theme_id"].map({"ops/t02": "2", "ops/t03": "3"}).fillna("").astype("str")
    leaf[ours[: len(ours) // 2]] = "1"
    bench.record.replace("assignments", rows.assign(leaf=leaf), run_cycle="2026-10")
    common = {"run_cycle": "2026-10", "persona_id": "ops", "terms": "[]", "state": "candidate", "born": "2026-07", "parent": ""}
    common |= {"model": "", "holds": "[]", "stability": 0.9, "centre": [1.0]}
    groups = {"ops/t11": ("half", ["1"]), "ops/t12": ("both", ["2", "3"])}
    nodes = [
        common | {"theme_id": name, "label": label, "leaves": json.dumps(leaves), "n_passages": int(leaf.isin(leaves).sum())}
        for name, (label, leaves) in groups.items()
    ]
    bench.record.append("theme_nodes", pd.DataFrame(nodes))
    return bench


def test_finer_and_wider_in_the_view_are_the_command_lines_and_undo_takes_each_back(deep):
    view = ThemesView(deep, "ops", by="ann")
    view.themes.value = "ops/t02"
    words, name = view.group.options[-1]
    assert (words.partition(":")[0], name) == ("wider group of 2 themes", "ops/t12")
    view.group.value = "ops/t12"
    button(view, "Wider").click()
    assert "lie within it" in view.says.value
    view.themes.value, view.group.value = "ops/t02", "ops/t12"
    button(view, "Undo").click()
    assert "themes of their own again" in view.says.value
    assert deep.record.read("theme_edits").query("action == 'wider'")["value"].tolist() == ["ops/t03 ops/t02", ""]
    view.themes.value = "ops/t03"
    button(view, "Finer").click()
    assert "finer ops/t03: it holds no finer group that stands apart" in view.says.value


def test_nothing_decided_is_nothing_to_take_back(bench):
    with pytest.raises(WorkspaceError, match="ops/t01: nothing is decided about it, so nothing can be taken back"):
        undo_theme(bench, "ops/t01")


def test_a_comparison_follows_what_is_chosen_and_says_what_cannot_be(bench):
    view = CompareView(bench, "2026-10", ["2026-07", "2026-08", "2026-09"], "ops")
    pd.testing.assert_frame_equal(view.rows, bench.compare("2026-10", ["2026-07", "2026-08", "2026-09"], "ops"))
    view.by.value = "segment"
    assert set(view.rows["segment"]) == {"enterprise", "mid-market"}
    view.sides["before"]["cycle"].value = ("2026-10",)
    assert "now and before share 40 conversations" in view.says.value


def test_the_laboratory_tries_and_adopts(bench, tmp_path):
    (tmp_path / "kit.yaml").write_text("company: Small\ntop_tiers: [A]\nsources:\n  - {id: desk, kind: ticket, path: none}\n")
    for table in ("themes", "assignments"):
        bench.record.delete(table, run_cycle="2026-10")
    view = LaboratoryView(bench, "ops")
    assert view.adopt_button.disabled
    view.try_button.click()
    assert "no run has found themes yet" in view.says.value
    assert not view.try_button.disabled


def test_a_persona_is_followed_over_every_cycle_that_has_a_brief(bench):
    facts = facts_of("shifted")
    drafts = [("2026-09", "ops", json.dumps(facts)), ("2026-10", "ops", json.dumps(facts | {"verdict": "steady"}))]
    bench.record.replace("drafts", pd.DataFrame(drafts, columns=["cycle", "persona_id", "facts"]))
    followed = persona_over_cycles(bench, "ops")
    assert followed.verdicts["verdict"].to_list() == ["shifted", "steady"]
    assert len(followed.claims) == len(facts["claims"])
    assert list(followed.claims.columns) == ["claim", "2026-09", "2026-10"]
    assert list(followed.messages["message"]) == [message["statement"] for message in facts["messaging"]]
    assert "<table>" in followed._repr_html_()


def test_another_persona_or_one_part_alone_is_followed_as_chosen(bench):
    bench.record.replace("drafts", pd.DataFrame([("2026-10", "ops", json.dumps(facts_of("shifted")))], columns=DRAFT))
    bench.personas.append(Persona(id="new", name="<b>New</b>"))
    view = FollowView(bench)
    assert "Order of pains" in view.shown.value
    view.part.value = "verdicts"
    assert view.shown.value == persona_over_cycles(bench, "ops").html("verdicts")
    view.persona.value = "new"
    assert "no brief of new yet" in view.shown.value


DRAFT = ["cycle", "persona_id", "facts"]
BARS = ({}, {"min_accounts": 3}, {"min_shift_pp": 25.0, "min_weeks": 4}, {"max_false_discovery": 0.5, "min_consistency": 0.0})


@pytest.mark.parametrize("rules", BARS, ids=str)
def test_sliders_say_of_every_shift_what_a_replay_of_that_bar_says(bench, rules):
    in_force = kit.replay_bar(bench, "2026-10", {})
    bar = bench.settings.bar.model_copy(update=rules)
    assert (
        held_against(in_force.table, bar)["would_miss"].tolist()
        == kit.replay_bar(bench, "2026-10", rules).table["would_miss"].tolist()
    )


def test_moving_a_slider_shows_what_that_bar_surfaces_and_what_to_write(bench):
    view = BarView(kit.replay_bar(bench, "2026-10", {}).table, bench.settings.bar)
    view.rules["min_accounts"].value = 40
    assert not view.rows["would_surface"].any()
    assert "Surfaced by this bar</strong>: none." in view.says.value
    assert "min_accounts: 40" in view.says.value


def test_a_question_is_asked_anew_with_every_field_and_a_refused_one_says_why(bench):
    view = AskView(bench, kit.Question(persona="ops", last=5))
    assert len(view.quotes) == 5
    view.fields["words"].value = "numbers match"
    assert all("match" in quote["text"] for quote in view.quotes)
    view.fields["words"].value = "zebra"
    assert view.quotes == []
    assert "zebra" in view.says.value

"""The themes step, from the record and back into it."""

import json

import pandas as pd
import pytest

from kit.themes.edits import edit_theme
from kit.themes.find_themes import theme_persona
from tests.themed_case import CYCLES, NOW, PERSONA, SETTINGS, SUBJECTS, Case


@pytest.fixture
def case(tmp_path):
    made = Case(tmp_path)
    for subject in ("export", "slow", "invoice"):
        made.say("2026-08", subject, 20)
        made.say("2026-09", subject, 6)
    return made


def test_a_stated_pain_has_its_theme_and_found_ones_theirs(case):
    themes = case.run("2026-09")
    assert themes.loc["p/t01", "claim"] == "p/pains/export"
    assert case.theme_of("2026-09", "export") == "p/t01"
    assert len({case.theme_of("2026-09", word) for word in SUBJECTS if word != "login"}) == 3
    assert themes.loc["p/t01", "origin"] == "anchor"
    assert themes.loc[case.theme_of("2026-09", "slow"), "origin"] == "found"
    assert (themes.loc[themes["n_passages"] > 0, "born"] == "2026-08").all()


def test_a_stated_pain_nobody_mentions_stays_with_its_statement(case):
    row = case.run("2026-09").loc["p/t02"]
    assert (row["state"], row["n_passages"], row["born"], row["label"]) == ("live", 0, "", "nobody ever says so")


def test_themes_keep_their_ids_and_a_new_one_is_born_when_it_is_heard(case):
    case.run("2026-09")
    before = {word: case.theme_of("2026-09", word) for word in ("export", "slow", "invoice")}
    case.say("2026-10", "login", 25)
    case.say("2026-10", "slow", 5)
    themes = case.run("2026-10")
    assert {word: case.theme_of("2026-10", word) for word in before} == before
    new = case.theme_of("2026-10", "login")
    assert new not in before.values()
    assert themes.loc[new, "born"] == "2026-10"
    assert any(theme_id == new and event in ("born", "split") for theme_id, event in case.events("2026-10"))


def test_repeating_a_run_changes_nothing(case):
    case.run("2026-09")
    tables = ("themes", "assignments", "theme_events")
    before = [case.record.read(table) for table in tables]
    case.run("2026-09")
    for table, was in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(case.record.read(table), was)


def test_labels_are_said_by_a_passage_of_the_theme(case):
    themes = case.run("2026-09")
    said = case.record.read("passages")["text"]
    heard = themes[themes["n_passages"] > 0]
    assert all(said.str.contains(label, regex=False).any() for label in heard["label"])
    assert all(json.loads(terms) for terms in heard["terms"])


def test_conversations_that_do_not_count_make_no_theme(case):
    case.say("2026-09", "login", 30, state="ambiguous")
    case.run("2026-09")
    rows = case.record.read("assignments", run_cycle="2026-09")
    assert len(rows) == 78
    assert not rows["passage_id"].isin([f"t:{at:04d}#0" for at in range(79, 109)]).any()


@pytest.mark.parametrize("stance", ["other", "question", "praise", "not_sure"])
def test_whatever_has_content_is_themed_whatever_its_stance(case, stance):
    case.say("2026-09", "login", 30, stance=stance)
    case.run("2026-09")
    rows = case.record.read("assignments", run_cycle="2026-09")
    login = rows[rows["passage_id"] >= "t:0079"]
    assert (login["theme_id"] != "").mean() > 0.8


def test_what_is_empty_by_form_is_in_no_theme_and_stays_in_the_denominator(case):
    case.say("2026-09", "login", 4, text="n/a")
    case.run("2026-09")
    rows = case.record.read("assignments", run_cycle="2026-09")
    assert set(rows.loc[rows["kind"] == "empty", "theme_id"]) == {""}
    assert (rows["kind"] == "empty").sum() == 4


def test_the_identical_sentence_is_never_both_in_and_out(case):
    for at, text in enumerate(["Slow again today, all of it", "slow again today -- all of it!", "SLOW AGAIN TODAY ALL OF IT"]):
        case.say(CYCLES[at % 2], "slow", 4, text=text)
    case.run("2026-09")
    rows = case.record.read("assignments", run_cycle="2026-09").merge(case.record.read("passages"), on="passage_id")
    assert rows.loc[rows["text"].str.lower().str.contains("slow again today"), "theme_id"].nunique() == 1


def test_a_passage_without_a_word_is_unthemed(case):
    case.say("2026-09", "slow", 1, text="?!")
    case.run("2026-09")
    rows = case.record.read("assignments", run_cycle="2026-09")
    assert rows.loc[rows["passage_id"] == f"t:{case.count:04d}#0", "theme_id"].tolist() == [""]


@pytest.mark.parametrize("count", [0, 1, 5, 40])
def test_small_and_identical_corpora_leave_rows_and_no_error(tmp_path, count):
    case = Case(tmp_path)
    if count:
        case.say("2026-08", "slow", count, text="it is slow again")
    themes = case.run("2026-08")
    assert list(themes.index) == ["p/t01", "p/t02"]
    assert len(case.record.read("assignments", run_cycle="2026-08")) == count
    assert json.loads(themes["settings"].iloc[0])["searched"] is False


def test_rename_hide_and_pin_survive_later_runs(case):
    case.run("2026-08")
    slow, invoice = case.theme_of("2026-08", "slow"), case.theme_of("2026-08", "invoice")
    edit_theme(case.record, slow, "rename", "Waiting for pages", "ana", NOW)
    edit_theme(case.record, invoice, "hide", "", "ana", NOW)
    for cycle in ("2026-09", "2026-10"):
        case.say(cycle, "slow", 4)
        themes = case.run(cycle)
        assert case.theme_of(cycle, "slow") == slow
        assert (themes.loc[slow, "label"], themes.loc[slow, "renamed"]) == ("Waiting for pages", "Waiting for pages")
        assert themes.loc[invoice, "state"] == "hidden"


def test_a_merge_by_a_person_survives_later_runs(case):
    case.run("2026-08")
    slow, invoice = case.theme_of("2026-08", "slow"), case.theme_of("2026-08", "invoice")
    edit_theme(case.record, invoice, "merge", slow, "ana", NOW)
    for cycle in ("2026-09", "2026-10"):
        case.say(cycle, "invoice", 5)
        themes = case.run(cycle)
        assert case.theme_of(cycle, "invoice") == case.theme_of(cycle, "slow") == slow
        assert themes.loc[invoice, "state"] == "merged"
        assert themes.loc[slow, "n_passages"] > 30


def test_a_pinned_theme_lives_on_when_nobody_speaks_of_it(tmp_path):
    case = Case(tmp_path)
    for subject in ("export", "slow", "invoice"):
        case.say("2026-08", subject, 20)
    case.run("2026-08")
    slow, invoice = case.theme_of("2026-08", "slow"), case.theme_of("2026-08", "invoice")
    edit_theme(case.record, slow, "pin", "", "ana", NOW)
    case.say("2026-09", "export", 20)
    case.say("2026-09", "login", 20)
    theme_persona(case.record, SETTINGS, PERSONA, case.vectors, "2026-09", ["2026-09"])
    themes = case.themes("2026-09")
    assert themes.loc[slow, "state"] == "live"
    assert themes.loc[invoice, "state"] == "dead"
    assert (invoice, "died") in case.events("2026-09")


def test_a_claim_taken_from_the_persona_lets_go_of_its_theme(case):
    case.run("2026-08")
    fewer = PERSONA.model_copy(update={"pains": PERSONA.pains[1:]})
    theme_persona(case.record, SETTINGS, fewer, case.vectors, "2026-09", CYCLES[:2])
    assert case.themes("2026-09").loc["p/t01", "claim"] == ""
    assert case.theme_of("2026-09", "export") == "p/t01"


def test_a_persona_that_claims_nothing_and_that_nobody_matches_has_no_themes(case):
    persona = PERSONA.model_copy(update={"id": "new", "pains": []})
    theme_persona(case.record, SETTINGS, persona, case.vectors, "2026-09", CYCLES[:2])
    assert [len(case.record.read(name, persona_id="new")) for name in ("themes", "theme_nodes", "assignments")] == [0, 0, 0]

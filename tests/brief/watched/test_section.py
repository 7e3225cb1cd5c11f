"""Watched subjects in a cycle: tested in the personas' family, told on the index, and nothing of it without a subject."""

import json

import pytest

from kit.brief.draft_briefs import draft_cycle
from kit.brief.watched.figures import Watched
from kit.brief.watched.section import section, sections
from kit.config.watches import WATCHED
from kit.workspace import open_workspace
from tests.hostile import SIXTY, elements, live
from tests.stories.make import STORIES, _workspace

NOW = "2026-10"
SUBJECTS = {
    "merged": "name: The merge\nphrases: [merged numbers]\nwords: [merge]\n",
    "acme": "name: Acme\nwords: [acmecorp]\n",
}


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """The story without and with watched subjects: workspace and briefs."""
    made = {}
    for name, subjects in (("without", {}), ("with", SUBJECTS)):
        folder = tmp_path_factory.mktemp(name) / "w"
        _workspace(STORIES["shifted"], folder)
        for own_id, text in subjects.items():
            (folder / "watches").mkdir(exist_ok=True)
            (folder / "watches" / f"{own_id}.yaml").write_text(f"id: {own_id}\n{text}", encoding="utf-8")
        work = open_workspace(folder)
        made[name] = work, draft_cycle(work, NOW)
    return made


def test_a_subject_that_rose_is_surfaced_by_the_same_test(drafted):
    work, _ = drafted["with"]
    shifts = work.record.read("shifts", cycle=NOW, persona_id=WATCHED).set_index("label")
    assert shifts.loc["The merge", "surfaced"]
    assert shifts.loc["The merge", "share_now"] > shifts.loc["The merge", "share_before"] + 0.1
    assert not shifts.loc["Acme", "surfaced"]
    shares = work.record.read("shares", run_cycle=NOW, persona_id=WATCHED)
    assert set(shares["label"]) == {"The merge", "Acme"}
    assert (shares["n_accounts"] <= shares["n_accounts_active"]).all()


def test_subjects_are_in_the_family_of_the_personas_themes(drafted):
    q = {name: {shift.theme: shift.q for shift in briefs[0].shifts} for name, (_, briefs) in drafted.items()}
    assert set(q["with"]) == set(q["without"])
    assert q["with"] != q["without"]
    facts = {name: briefs[0].facts() for name, (_, briefs) in drafted.items()}
    same = ("themes", "coverage", "claims", "language", "accounts", "matching", "headline")
    assert [key for key in same if json.dumps(facts["with"][key]) != json.dumps(facts["without"][key])] == []


def test_without_a_subject_there_is_no_section_and_no_row(drafted):
    work, _ = drafted["without"]
    assert sections(work, NOW) == []
    assert work.record.read("shifts", cycle=NOW, persona_id=WATCHED).empty


def test_the_section_tells_accounts_of_how_many_and_personas(drafted):
    (shown,) = sections(drafted["with"][0], NOW)
    assert shown.html.index("The merge") < shown.html.index("Acme")
    assert "What is said of “The merge” moved" in shown.html
    assert "nobody mentions it" in shown.html
    assert "By persona: Hands-on RevOps Lead (" in shown.html


@pytest.mark.parametrize("payload", SIXTY)
def test_hostile_names_stay_text(payload):
    def html(name):
        return section([Watched(name, {}, [(name, 2)], [(name, 2)], 2)]).html

    assert elements(html(payload)) == elements(html("x"))
    assert live(html(payload), set(elements(html("x")))) == []

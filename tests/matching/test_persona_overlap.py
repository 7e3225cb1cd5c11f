"""How alike two definitions are."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pandas as pd
import pytest

from kit.brief.sections.overlaps import finding, overlap_pairs, section
from kit.matching.persona_overlap import NEAR_SAME, overlaps, overlaps_of
from kit.run.check.workspace import checkup_lines
from tests.briefs import brief, facts_of
from tests.match_sets import embed, personas

NONE = pd.DataFrame(columns=["persona_id", "runner_up", "state"], dtype="str")


def twins():
    data, *others = personas()
    return [data, data.model_copy(update={"id": "engineer", "name": "Engineer"}), *others]


def test_a_copy_is_as_alike_as_can_be():
    first = overlaps(twins(), embed, NONE).iloc[0]
    assert (first["persona_id"], first["other_id"]) == ("data", "engineer")
    assert first["similarity"] == pytest.approx(1.0, abs=1e-3)
    assert ("data/pains/p0", "engineer/pains/p0") in first["claims"]
    assert first["roles"] == [("Data Engineer", "Data Engineer")]


def test_different_jobs_are_not_alike():
    table = overlaps(personas(), embed, NONE)
    assert len(table) == 3
    assert (table["similarity"] < NEAR_SAME).all()


def test_conversations_between_two_are_counted_either_way_round():
    fallen = pd.DataFrame(
        {"persona_id": ["data", "engineer", "data", "data"], "runner_up": ["engineer", "data", "finance", "engineer"],
         "state": ["ambiguous", "ambiguous", "ambiguous", "attached"]}
    )  # fmt: skip
    table = overlaps(twins(), embed, fallen).set_index(["persona_id", "other_id"])
    assert table.loc[("data", "engineer"), "n_conversations"] == 2
    assert table.loc[("data", "finance"), "n_conversations"] == 1


def test_a_brief_tells_its_own_side_of_an_overlap():
    told = overlaps_of("engineer", overlaps(twins(), embed, NONE), {"data": "Data person"})
    assert [(one["persona"], one["name"]) for one in told] == [("data", "Data person")]
    assert told[0]["claims"][0].startswith("engineer/")
    assert overlaps_of("revops", overlaps(twins(), embed, NONE), {}) == []


def test_a_persona_that_claims_nothing_is_like_nobody():
    people = [personas()[0], personas()[1].model_copy(update={"pains": []})]
    assert overlaps(people, embed, NONE)["similarity"].tolist() == [0.0]


def test_what_the_conversations_between_are_near_to_is_counted():
    fallen = pd.DataFrame(
        {"persona_id": ["data", "data", "engineer", "data"], "runner_up": ["engineer"] * 2 + ["data"] * 2,
         "state": ["ambiguous", "ambiguous", "ambiguous", "attached"],
         "reasons": ["no title; language near pains/p1; as near to engineer", "language near pains/p1",
                     "words near nothing in the persona files", "language near pains/p0"]}
    )  # fmt: skip
    row = overlaps(twins(), embed, fallen).set_index(["persona_id", "other_id"]).loc[("data", "engineer")]
    assert row["n_conversations"] == 3
    assert row["near"] == [("data/pains/p1", 2)]
    assert overlaps_of("engineer", overlaps(twins(), embed, fallen), {})[0]["near"] == [["data/pains/p1", 2]]


def test_a_clear_match_that_only_waits_for_review_is_between_nobody():
    held = pd.DataFrame(
        {"persona_id": ["data", "data", "finance"], "runner_up": ["engineer"] * 3,
         "state": ["awaiting review", "awaiting review", "attached"],
         "found_persona": ["data", "data", "engineer"], "found_runner_up": ["engineer", "engineer", "data"],
         "found_state": ["attached", "ambiguous", "ambiguous"]}
    )  # fmt: skip
    table = overlaps(twins(), embed, held).set_index(["persona_id", "other_id"])
    assert table["n_conversations"].to_dict() == {pair: 2 * (pair == ("data", "engineer")) for pair in table.index}


def test_a_record_without_the_matchers_own_finding_is_taken_as_it_stands():
    old = pd.DataFrame({"persona_id": ["data"] * 2, "runner_up": ["engineer"] * 2, "state": ["ambiguous", "awaiting review"]})
    old = old.assign(found_persona="", found_runner_up="", found_state="")
    assert overlaps(twins(), embed, old)["n_conversations"].sum() == 1


# --- the map -----------------------------------------------------------------------------------------------------------


def named(persona_id, name, *others):
    """A brief with the overlaps that the map reads; ``others`` are (id, name, conversations, similarity)."""
    told = [
        {"persona": other, "name": named, "conversations": number, "similarity": alike, "claims": [],
         "same": [[f"{persona_id}/pains/a", f"{other}/pains/b"]] if alike >= NEAR_SAME else [],
         "near": [[f"{persona_id}/pains/a", 2]] if number > 1 else []}
        for other, named, number, alike in others
    ]  # fmt: skip
    facts = facts_of("empty")
    facts["persona"] |= {"id": persona_id, "name": name}
    facts["matching"]["overlaps"] = told
    return brief(facts)


THREE = [
    named("cs", "CS Lead", ("am", "Account Manager", 52, 0.48), ("dg", "Demand <Gen>", 1, 0.1)),
    named("am", "Account Manager", ("cs", "CS Lead", 52, 0.48)),
    named("dg", "Demand <Gen>", ("cs", "CS Lead", 1, 0.1)),
]


def shown(briefs):
    html = section(briefs).html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").split())


def test_a_pair_is_told_once_with_its_figures_and_the_claims_that_cause_it():
    text = shown(THREE)
    assert "CS Lead and Account Manager describe much the same customer; 52 conversations fall between them" in text
    assert text.count("52 conversations between them · definitions 48 % alike") == 1
    assert "cs/pains/a = am/pains/b" in text
    assert "What these conversations are near to: the persona file of CS Lead (2)" in text
    assert len(overlap_pairs(THREE)) == 2


def test_the_map_has_a_number_in_every_square_and_more_is_darker():
    html = section(THREE).html
    cells = re.findall(r'<td class="n heat(\d)">(?:<strong>)?(\d+)', html)
    assert sorted(cells) == [("0", "0"), ("1", "1"), ("5", "52")]
    assert html.count('<th scope="row">') == 3
    assert "<Gen>" not in html


def test_the_notebooks_picture_carries_the_same_numbers_and_says_them_in_words():
    (figure,) = section(THREE).figures
    assert [list(row) for row in figure.data[0].z] == [[52, None], [1, 0]]
    assert figure.layout.meta["alternative"].endswith("CS Lead and Account Manager: 52; CS Lead and Demand <Gen>: 1.")
    assert figure.layout.title.text.startswith("CS Lead and Account Manager describe much the same customer")


@pytest.mark.parametrize(
    ("briefs_of", "told"),
    [
        ([], "No two personas compete for the same conversations"),
        ([named("cs", "CS Lead")], "No two personas compete for the same conversations"),
        (
            [named("cs", "CS Lead", ("dg", "Demand Gen", 1, 0.1)), named("dg", "Demand Gen")],
            "No two definitions are much alike; at most 1 conversation falls between two of them (CS Lead and Demand Gen)",
        ),
        (
            [named("cs", "CS Lead", ("am", "Account Manager", 0, 0.6)), named("am", "Account Manager")],
            "CS Lead and Account Manager describe much the same customer",
        ),
    ],
)
def test_the_heading_states_the_finding(briefs_of, told):
    assert finding(overlap_pairs(briefs_of)).replace("\u00a0", " ") == told
    assert told in shown(briefs_of)


def test_a_persona_that_is_not_in_the_index_leaves_the_map_whole():
    text = shown([named("cs", "CS Lead", ("gone", "Gone", 7, 0.2))])
    assert "CS Lead and Gone" in text


def test_the_planted_overlap_is_in_check_in_both_briefs_and_in_the_index(october, briefs):
    lines = "\n".join(checkup_lines(october[0], datetime(2026, 11, 21, tzinfo=UTC)))
    pair = next(one for one in briefs["cs-lead"]["matching"]["overlaps"] if one["persona"] == "account-manager")
    other = next(one for one in briefs["account-manager"]["matching"]["overlaps"] if one["persona"] == "cs-lead")
    number = pair["conversations"]
    assert number == other["conversations"] >= 20
    assert f"account-manager and cs-lead: {number} conversations, definitions {pair['similarity']:.0%} alike" in lines
    assert "account-manager/pains/silent-churn = cs-lead/pains/churn-surprises" in lines
    html = unescape((october[1] / "2026-10" / "index.html").read_text(encoding="utf-8")).replace("\u00a0", " ")
    assert f"{number} conversations fall between them" in html
    assert "“Clients cancel without any warning” = “Clients leave and nobody saw it coming”" in html
    claims = {"cs-lead": "Clients leave and nobody saw it coming", "account-manager": "Clients cancel without any warning"}
    for name, mine in claims.items():
        page = unescape((october[1] / "2026-10" / f"{name}.html").read_text(encoding="utf-8"))
        assert mine in page

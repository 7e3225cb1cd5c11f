"""What is wrong with a persona library."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.library_health import TRACKING, library_health
from kit.overlap import COLUMNS, overlaps
from kit.personas import Persona
from tests.match_sets import embed, personas

TODAY = date(2026, 11, 21)
NO_PAIRS = pd.DataFrame(columns=COLUMNS).astype({"similarity": float})

WHOLE = {
    "id": "whole", "name": "Whole", "validated_on": "2026-08-01", "who": {"roles": ["Data Engineer"]},
    **{section: [{"id": "a", "statement": f"A statement about {section} here", "language": ["their words"]}]
       for section in ("goals", "pains", "objections", "decision_criteria", "messaging")},
}  # fmt: skip


def problems(**changes):
    table = library_health([Persona.model_validate(WHOLE | changes)], NO_PAIRS, TODAY)
    return dict(zip(table["problem"], table["what"], strict=True))


def test_a_whole_persona_has_no_problem():
    assert problems() == {}


@pytest.mark.parametrize(
    ("changes", "problem", "what"),
    [
        ({"objections": []}, "missing", "no objections"),
        ({"who": {}}, "missing", "no who.roles"),
        ({"validated_on": None}, "stale", "not given"),
        ({"validated_on": "2025-08-04"}, "stale", "474 days ago"),
        ({"validated_on": "2027-01-01"}, "stale", "yet to come"),
        ({"pains": [{"id": "a", "statement": "Manual reporting eats my week"}]}, "vague", "without customers' words"),
        ({"who": {"roles": ["CFO"], "not_roles": ["CFO"]}}, "contradicting", "CFO"),
    ],
)
def test_each_problem_is_named(changes, problem, what):
    assert what in problems(**changes)[problem]


def test_a_persona_of_a_name_alone_is_vague():
    table = library_health([Persona(id="bare", name="Bare", validated_on=TODAY)], NO_PAIRS, TODAY)
    assert {"missing", "vague"} == set(table["problem"])


def test_retired_personas_are_left_in_peace():
    assert library_health([Persona(id="old", name="Old", status="retired")], NO_PAIRS, TODAY).empty


def test_near_the_same_definitions_are_told_once_with_their_claims():
    data = personas()[0]
    people = [data, data.model_copy(update={"id": "engineer"})]
    pairs = overlaps(people, embed, pd.DataFrame(columns=["persona_id", "runner_up", "state"], dtype="str"))
    table = library_health(people, pairs, TODAY)
    told = table[table["problem"] == "overlapping"]
    assert len(told) == 1
    assert "much like engineer" in told["what"].iloc[0]
    assert "pains/p0 = pains/p0" in told["what"].iloc[0]


def test_every_tracking_level_says_what_it_means():
    assert set(TRACKING) == {"close", "standard", "low", "off"}

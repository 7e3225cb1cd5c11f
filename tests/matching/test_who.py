"""What title and segment tell."""

from __future__ import annotations

import numpy as np

from kit.matching.job_titles import SEGMENT_ODDS, segment_odds, title_evidence
from tests.match_sets import personas

PEOPLE = personas(revops={"who": {"roles": ["RevOps Lead"], "not_roles": ["Account Executive"], "segments": ["enterprise"]}})


def test_no_title_tells_nothing():
    found = title_evidence(["", "  "], PEOPLE)
    assert not found.odds.any()
    assert found.settled.tolist() == [-1, -1]
    assert found.sentences == ["", ""]


def test_a_settling_title_names_its_role():
    found = title_evidence(["Head of RevOps"], PEOPLE)
    assert PEOPLE[found.settled[0]].id == "revops"
    assert found.sentences == ["title Head of RevOps is the role RevOps Lead"]


def test_an_excluded_role_speaks_against():
    found = title_evidence(["Account Executive"], PEOPLE)
    assert found.odds[0, 2] < -5 or found.odds[0, -1] > 0
    assert found.settled.tolist() == [-1]


def test_a_title_that_fits_two_settles_on_neither():
    twins = [PEOPLE[0], PEOPLE[0].model_copy(update={"id": "other"})]
    assert title_evidence(["Data Engineer"], twins).settled.tolist() == [-1]


def test_segments_lean_only_where_they_are_named():
    odds = segment_odds(["enterprise", "SMB", ""], PEOPLE)
    assert np.allclose(odds[:, 2], [SEGMENT_ODDS / 2, -SEGMENT_ODDS / 2, 0])
    assert not odds[:, :2].any()

"""Overlaps: a reader is told what stands in the files, not where."""

import pytest

from kit.brief.sections import overlaps
from tests.briefs import brief, facts_of, text_of


def between(near):
    """The section of two personas between which conversations fall."""
    facts = facts_of("shifted")
    other = {
        "persona": "cs-lead", "name": "Success Lead", "conversations": 9, "similarity": 0.48, "claims": [], "same": [],
        "near": [[place, 3] for place in near],
    }  # fmt: skip
    facts["matching"]["overlaps"] = [other]
    return facts, text_of(overlaps.section([brief(facts)]))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("cs-lead/metrics", "the metrics of Success Lead (3)"),
        ("cs-lead/roles", "the roles of Success Lead (3)"),
        ("revops-lead/tools", "the tools of {own} (3)"),
        ("cs-lead/pains/unknown-by-now", "the persona file of Success Lead (3)"),
    ],
)
def test_a_place_in_a_file_is_told_by_what_is_listed_there_and_whose_it_is(place, told):
    facts, text = between([place])
    assert told.format(own=facts["persona"]["name"]) in text
    assert place not in text


def test_a_claim_is_told_by_its_sentence():
    claim = facts_of("shifted")["claims"][0]
    _, text = between([claim["claim"]])
    assert f"“{claim['statement']}” (3)" in text
    assert claim["claim"] not in text

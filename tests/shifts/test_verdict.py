"""Verdicts: never steady where not enough was heard."""

import pytest

from kit.config.personas import Persona
from kit.config.settings import Bar
from kit.shifts.verdict import sources_that_matter, verdict_of

PERSONA = Persona(id="p", name="P", sources=["call"])
ENOUGH = {
    "accounts_now": 50, "accounts_before": 55, "n_baseline_cycles": 3, "n_themes": 8, "conversations_now": 120,
    "awaiting_review": 0, "smallest_visible_shift_pp": 14.2, "smallest_visible_alone_pp": 10.0,
    "steady_within_pp": 15.0, "not_excluded": [], "hides_15": 0.04, "hides_25": 0.001,
}  # fmt: skip


def source(name, kind, state="live", expected=20.0):
    return {
        "source": name, "kind": kind, "state": state, "expected": expected, "last_at": "2026-08-30T10:00:00Z", "conversations": 1
    }  # fmt: skip


def coverage(*sources):
    return {"sources": list(sources)}


HEALTHY = coverage(source("gong", "call"), source("zendesk", "ticket"))


def verdict(shifts=(), heard=None, of=HEALTHY, persona=PERSONA):
    found = verdict_of(persona, Bar(), list(shifts), ENOUGH | (heard or {}), of)
    return found["verdict"], [reason["code"] for reason in found["reasons"]]


def test_a_surfaced_shift_makes_it_shifted():
    assert verdict([{"theme": "p/t01", "surfaced": True}]) == ("shifted", ["surfaced"])


def test_where_a_shift_is_excluded_in_every_theme_it_is_steady_and_says_what_that_would_hide():
    found = verdict_of(PERSONA, Bar(), [{"theme": "t", "surfaced": False}], ENOUGH, HEALTHY)
    assert found["verdict"] == "steady"
    assert found["reasons"] == [{
        "code": "nothing_surfaced",
        "text": "0 of 1 themes met the bar; a shift of 15\u00a0points is excluded in every theme. A real rise "
        "would be missed: one of 15 points in 4\u00a0% and one of 25 points in <1\u00a0%",
        "within_pp": 15.0, "smallest_visible_shift_pp": 14.2, "hides_15": 0.04, "hides_25": 0.001,
    }]  # fmt: skip


def test_where_it_cannot_be_excluded_the_verdict_is_unclear_and_says_where():
    missed = [{"theme": "p/t01", "low_pp": -4.0, "high_pp": 17.1}]
    found = verdict_of(PERSONA, Bar(), [], ENOUGH | {"not_excluded": missed}, HEALTHY)
    assert found["verdict"] == "unclear"
    assert found["reasons"] == [{
        "code": "not_excluded", "text": "a shift of 15\u00a0points cannot be excluded in 1\u00a0theme of 8", "within_pp": 15.0,
        "themes": ["p/t01"], "of": 8,
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        ({"accounts_now": 4}, "few_accounts_now"),
        ({"accounts_before": 4}, "few_accounts_before"),
        ({"n_baseline_cycles": 0}, "no_baseline"),
        ({"n_themes": 0}, "no_themes"),
        ({"smallest_visible_alone_pp": 41.0}, "blind"),
        ({"awaiting_review": 121}, "awaiting_review"),
    ],
)
def test_too_little_heard_is_thin(heard, code):
    assert verdict(heard=heard) == ("thin", [code])


def test_where_all_waits_for_approval_nothing_else_is_blamed():
    nothing = {"accounts_now": 0, "n_baseline_cycles": 0, "conversations_now": 0, "awaiting_review": 108}
    assert verdict(heard=nothing) == ("thin", ["awaiting_review"])


def test_a_main_source_gone_silent_and_few_accounts_are_thin_with_the_feed_named():
    of = coverage(source("intercom", "ticket", "silent", 30.0), source("gong", "call", expected=3.0))
    assert verdict(heard={"accounts_now": 2}, of=of) == ("thin", ["few_accounts_now", "silent_source"])


def test_a_silent_source_that_brings_a_real_part_is_stale():
    assert verdict(of=coverage(source("gong", "call"), source("zendesk", "ticket", "stale"))) == ("stale", ["stale_source"])


def test_a_silent_source_that_brings_next_to_nothing_changes_no_verdict():
    of = coverage(source("gong", "call", expected=40.0), source("nps", "survey", "silent", 1.0))
    assert verdict(of=of)[0] == "steady"


def test_a_kind_the_persona_names_must_be_heard_from_one_source_at_least():
    silent = source("old-calls", "call", "silent", 0.0)
    assert verdict(of=coverage(silent, source("gong", "call")))[0] == "steady"
    assert verdict(of=coverage(silent, source("zendesk", "ticket")))[0] == "stale"


def test_sources_never_heard_have_no_usual_part():
    assert sources_that_matter(PERSONA, coverage(source("gong", "call", "silent", None)))[0]["usual_part"] is None

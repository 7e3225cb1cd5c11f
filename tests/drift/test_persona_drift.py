"""How the sample's persona files stand in October: the figures of claims and messages are those of their themes."""

import csv
import re

import pytest

from kit.drift.claim_verdicts import NOT_ENOUGH, word_of


def claims_of(briefs):
    return [(facts, claim) for facts in briefs.values() for claim in facts["claims"]]


def test_a_claims_shares_are_those_of_its_shift(briefs):
    told = 0
    for facts, claim in claims_of(briefs):
        shift = next((one for one in facts["shifts"] if one["theme"] == claim["theme"]), None)
        if shift:
            told += 1
            expected = (shift["share_before"], shift["share_now"])
            assert (claim["share_before"], claim["share_now"]) == pytest.approx(expected, abs=1e-4), claim["claim"]
    assert told > 20


def test_no_claim_that_nobody_raised_is_holding_and_none_is_judged_in_a_thin_cycle(briefs):
    for facts, claim in claims_of(briefs):
        assert claim["share_now"] > 0 or claim["verdict"] in ("unheard", "fading")
        assert not re.search(r"(?<!\d)0\s% now", claim["sentence"])
        assert facts["verdict"] not in ("thin", "stale") or word_of(claim) == NOT_ENOUGH
    assert {facts["verdict"] for facts in briefs.values()} >= {"thin", "shifted", "unclear"}


def test_every_claim_that_was_raised_is_quoted_from_its_theme_in_the_evidence_file(briefs, october):
    for name, facts in briefs.items():
        with (october[1] / "2026-10" / f"{name}.evidence.csv").open(encoding="utf-8") as file:
            rows = {(row["theme_id"], row["quote"].removeprefix("'")) for row in csv.DictReader(file)}
        for claim in facts["claims"]:
            assert bool(claim["quote"]) == (claim["share_now"] > 0)
            if claim["quote"]:
                assert (claim["theme"], claim["quote"]["text"].removeprefix("'")) in rows
                assert claim["quote"]["occurred_at"].startswith("2026-10")


def test_a_message_that_speaks_to_one_theme_alone_has_its_share_in_every_cycle_of_the_window(briefs):
    alone = 0
    for facts in briefs.values():
        shares = {theme["id"]: theme["share"] for theme in facts["themes"]}
        for message in facts["messaging"]:
            if len(message["speaks_to"]) == 1:
                alone += 1
                assert message["history"] == pytest.approx(shares[message["speaks_to"][0]], abs=1e-4), message["claim"]
    assert alone


def test_all_messages_together_reach_at_least_what_each_does(briefs):
    for facts in briefs.values():
        if facts["messaging"]:
            assert facts["message_fit"]["share_now"] >= max(message["share_now"] for message in facts["messaging"])


def test_the_shifted_persona_has_a_phrase_that_rises_and_one_that_fades(briefs):
    language = briefs["revops-lead"]["language"]
    assert " " in language["rising"][0]["term"]
    assert " " in language["fading"][0]["term"]
    assert language["new_to_file"]
    assert language["unsaid"]

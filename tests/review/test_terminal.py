"""Matches to decide as text for people."""

from __future__ import annotations

import pandas as pd

from kit.review.terminal import WIDTH, decided_line, match_lines, queue_lines

ROW = {
    "conversation_key": "desk:7", "proposed": "finance", "runner_up": "data", "state": "ambiguous", "score": 0.56, "worth": 1.234,
    "drawn": "sample", "account_id": "a7", "account": "Brindle", "role": "CFO", "occurred_at": pd.Timestamp("2026-10-05T10:00Z"),
    "reasons": "title CFO is no role", "words": "the ledger is off " * 12, "url": "https://desk.example/7",
}  # fmt: skip
MATCH = {
    "persona_id": "finance", "runner_up": "data", "state": "attached", "score": 0.934, "runner_up_score": 0.041,
    "reasons": "title CFO is the role CFO; language near pains/p1", "found_persona": "finance", "found_state": "attached",
}  # fmt: skip
TEXT = "How can I help?\n\nThe ledger is off.\nHi"
TOLD = {
    "conversation_key": "desk:7", "kind": "call", "occurred_at": "2026-10-05T10:00:00+00:00", "account_id": "a7",
    "account": "Brindle", "role": "CFO", "url": "https://desk.example/7", "text": TEXT, "match": MATCH,
    "turns": [
        {"side": "team", "speaker": "Sam", "start": 0, "end": 15}, {"side": "customer", "speaker": "", "start": 17, "end": 38},
    ],
    "passages": [{"text": "The ledger is off.", "stance": "pain"}, {"text": "Hi", "stance": ""}],
    "decisions": [
        {"decided_at": pd.Timestamp("2026-11-01T09:30Z"), "decided_by": "ann", "verdict": "reassign", "persona_id": "",
         "proposed": "finance", "proposed_state": "attached", "note": "a bot"},
    ],
}  # fmt: skip


def test_a_queue_is_numbered_and_fits_a_terminal():
    lines = queue_lines(
        [ROW, ROW | {"state": "attached", "drawn": "queue", "account_id": "", "url": "", "role": "", "worth": 0.0}]
    )
    assert lines[:2] == [
        "1. desk:7 · 2026-10-05 · Brindle (a7) · CFO",
        "   between finance and data, 0.56, ambiguous · worth 1.23 points of share · drawn at random",
    ]
    assert "   https://desk.example/7" in lines
    assert "2. desk:7 · 2026-10-05 · account unknown · no title" in lines
    assert "   finance, 0.56, attached · worth no points of share" in lines
    assert max(map(len, lines)) <= WIDTH


def test_one_match_tells_who_said_what_the_proposal_and_the_decisions():
    assert match_lines(TOLD) == [
        "desk:7 · call · 2026-10-05 · Brindle (a7) · CFO",
        "https://desk.example/7",
        "",
        "Proposed: finance, 0.93, attached",
        "Second choice: data, 0.04",
        "Why: title CFO is the role CFO; language near pains/p1",
        "",
        "Who said what",
        "  team · Sam: How can I help?",
        "  customer: The ledger is off. Hi",
        "",
        "The customer's passages",
        "  pain                “The ledger is off.”",
        "  not yet classed     “Hi”",
        "",
        "Decisions so far",
        "  2026-11-01 09:30 · ann · reassign none of them · proposed was finance, attached · a bot",
    ]


def test_what_the_matcher_found_is_told_where_something_else_stands_over_it():
    held = match_lines(TOLD | {"match": MATCH | {"state": "awaiting review"}})
    assert held[3:6] == [
        "Proposed: finance, 0.93, awaiting review",
        "Second choice: data, 0.04",
        "The matcher by itself: finance, attached",
    ]
    moved = match_lines(
        TOLD | {"match": MATCH | {"persona_id": "data", "state": "approved", "found_persona": "", "found_state": "unmatched"}}
    )
    assert moved[3:5] == ["Proposed: data, 0.93, approved", "The matcher by itself: none of them, unmatched"]


def test_what_is_not_there_is_said_in_words():
    lines = match_lines(TOLD | {"match": {}, "turns": [], "passages": [], "decisions": [], "url": ""})
    assert lines[2] == "Not matched yet; `kit run` matches it."
    assert "  How can I help? The ledger is off. Hi" in lines
    assert lines.count("  none") == 2


def test_a_count_of_decisions_is_one_sentence():
    assert decided_line(1).replace("\u00a0", " ") == "1 decision added; it counts from the next run on"

"""A whole chat in one text is taken apart; a form's fields, a list and a mail that quotes are not."""

from __future__ import annotations

import time

import pytest

from kit.sources.conversation import Turn
from kit.sources.pasted_chats import split


def sides(text: str, speaker: str = "") -> list[tuple[str, str]]:
    return [(turn.side, turn.text) for turn in split([Turn(text, "customer", speaker)])]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Agent: How can I help?\nCustomer: The sync fails.\nAgent: Let me look.", ""),
        ("Kunde: The sync fails.\nMitarbeiter: Let me look.", ""),
        (
            "Chat started: 14 Oct 2026\n\n(09:12:31 AM) Priya Shah: The sync fails.\n(09:12:50 AM) Ben Agent: Let me look.",
            "Priya Shah",
        ),
        ("Priya Shah: The sync fails.\nBen Agent: Let me look.", "Priya Shah"),
        ("( 12s ) Bot: Hello.\n( 40s ) Visitor 88: The sync fails.\n( 1m 2s ) Ben Agent: Let me look.", ""),
        ("*** Ben Agent joined the chat ***\nAgent Ben: Hello.\nVisitor: The sync fails.", ""),
    ],
)
def test_a_chat_gives_the_customers_words_alone(text, speaker):
    assert [words for side, words in sides(text, speaker) if side == "customer"] == ["The sync fails."]


@pytest.mark.parametrize(
    "text",
    [
        "Name: Priya Shah\nCompany: Northwind\nProblem: The sync fails.",
        "Version: 3.1\nSteps: open the page\nResult: The sync fails.",
        "Hello,\nthe sync fails. Two things:\nFirst: it is slow.\nSecond: it stops.",
        "Customer: Northwind\nIssue: The sync fails.\nImpact: high",
        "The sync fails.\nThanks,\nPriya",
        "Note: The sync fails.",
    ],
)
def test_what_is_no_chat_stays_whole(text):
    assert sides(text) == [("customer", text)]


def test_who_is_neither_named_nor_told_is_nobody_known():
    text = "[09:12] Priya Shah: The sync fails.\n[09:13] Ben Agent: Let me look."
    assert sides(text) == [("", "The sync fails."), ("", "Let me look.")]


def test_turns_of_others_are_left_as_they_are():
    turn = Turn("Agent: a\nCustomer: b", "team")
    assert split([turn]) == [turn]


def test_a_long_line_costs_no_time():
    started = time.process_time()
    for line in ("*" * 200_000 + "x", "a" * 200_000, "( " * 100_000, "9" * 200_000):
        text = f"Agent: Hello.\n{line}\nCustomer: The sync fails."
        assert sides(text)[-1] == ("customer", "The sync fails.")
    assert time.process_time() - started < 2.0

"""Sides: own staff, bots and machines are never customers."""

from __future__ import annotations

import time

import pytest

from kit.config.settings import OwnStaff
from kit.ingest.speakers import settled
from kit.sources.conversation import Turn

STAFF = OwnStaff(domains=["acmetools.example"], names=["Sam Lee"])


@pytest.mark.parametrize(
    ("turn", "side"),
    [
        (Turn("words"), "unknown"),
        (Turn("words", "customer", "Jane Doe"), "customer"),
        (Turn("words", "team", "Jane Doe"), "team"),
        (Turn("words", "", "sam lee "), "team"),
        (Turn("words", "customer", "Sam Lee"), "team"),
        (Turn("words", "", "Ana", "ana@acmetools.example"), "team"),
        (Turn("words", "", "Ana", "ana@mail.acmetools.example"), "team"),
        (Turn("words", "", "Ana", "ana@notacmetools.example"), "customer"),
        (Turn("words", "", "Answer Bot"), "automatic"),
        (Turn("words", "team", "SupportBot"), "automatic"),
        (Turn("words", "", "Abbot Smith"), "unknown"),
        (Turn("words", "", "", "no-reply@vendor.example"), "automatic"),
        (Turn("Automatic reply: I am on leave"), "automatic"),
        (Turn("Hello,\nI am out of the office until Monday."), "automatic"),
        (Turn("This is an automated message, please do not answer."), "automatic"),
        (Turn("The automatic reply we set up does not work.", "customer"), "customer"),
        (Turn("Our team is out of office space in the plan.", "customer"), "customer"),
    ],
)
def test_each_turn_has_its_side(turn, side):
    assert settled([turn], STAFF)[0].side == side


def test_the_turns_given_are_not_changed():
    turn = Turn("words", "", "Sam Lee")
    settled([turn], STAFF)
    assert turn.side == ""


def test_a_speaker_of_a_million_letters_costs_no_more_than_reading_it():
    turn = Turn("It hangs.", "", "a" * 1_000_000, "b" * 1_000_000 + "@x.example")
    started = time.process_time()
    [side] = [each.side for each in settled([turn], OwnStaff())]
    assert side == "unknown"
    assert time.process_time() - started < 5

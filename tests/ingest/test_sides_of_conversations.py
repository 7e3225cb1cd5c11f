"""Sides of whole conversations: what nobody can tell is nobody's, counted and shown, and never the customer's."""

from __future__ import annotations

import pytest

from kit.config.settings import OwnStaff
from kit.ingest.speakers import Doubts, settled
from kit.sources.conversation import Turn

STAFF = OwnStaff(names=["Ben Agent", "Ana de la Torre"])


def sides(*turns: Turn, staff: OwnStaff = STAFF, company: str = "", cast: tuple[Turn, ...] = ()) -> list[str]:
    return [turn.side for turn in settled(list(turns), staff, company, cast)]


@pytest.mark.parametrize(
    "name",
    [
        "Ben Agent (he/him)", "Ben Agent | Example Co", "Ben Agent - Example Co", "Ben Agent [Host]", "ben agent", "BEN AGENT 🚀",
        "Agent, Ben", "Ben Agent, Example Co", "Dr. Ben Agent", "Ben  Agent", "Ben Agent's iPhone", "Ben Agent’s Presentation",
        "Ben Agent @ Example", "Ben Agent from Example Co", "Ana de la Torré", "Ben Agent / CSM",
    ],
)  # fmt: skip
def test_own_people_are_known_whatever_they_add_to_their_names(name):
    assert sides(Turn("words", "", name), Turn("words", "", "Mara Sommer")) == ["team", "customer"]


@pytest.mark.parametrize("name", ["Ben Agentson", "Ben", "Agent", "Benjamin Agent", "Mara Sommer (Ben Agent's guest)"])
def test_another_name_is_not_taken_for_an_own_one(name):
    assert sides(Turn("words", "", name)) == ["unknown"]


def test_our_company_beside_a_name_tells_that_the_name_is_ours():
    assert sides(Turn("a", "", "Tim Tal | Example Co"), Turn("b", "", "Mara Sommer (Lindwurm)"), company="Example Co") == [
        "team",
        "customer",
    ]


def test_where_no_team_is_heard_nobody_is_the_customer():
    assert sides(Turn("a", "", "Tim Tal"), Turn("b", "", "Mara Sommer")) == ["unknown", "unknown"]


def test_words_without_a_name_are_nobodys_even_where_the_team_is_heard():
    assert sides(Turn("a", "", "Ben Agent"), Turn("b"), Turn("c", "", "Mara Sommer")) == ["team", "unknown", "customer"]


def test_where_the_file_names_customers_somebody_else_is_not_made_one():
    turns = (Turn("a", "customer", "Mara Sommer"), Turn("b", "team", "Ben Agent"), Turn("c", "", "Tim Tal"))
    assert sides(*turns) == ["customer", "team", "unknown"]


def test_a_speaker_known_in_one_turn_is_known_in_all():
    assert sides(Turn("a", "customer", "Mara Sommer"), Turn("b", "", "Mara Sommer (Lindwurm)")) == ["customer", "customer"]


def test_an_address_that_is_none_of_ours_is_a_customers():
    staff = OwnStaff(domains=["us.example"])
    turns = (Turn("a", "", "Mara", "m@lindwurm.example"), Turn("b", "", "Ben", "ben@us.example"), Turn("c", "", "Tim"))
    assert sides(*turns, staff=staff) == ["customer", "team", "unknown"]


def test_the_cast_tells_who_is_who_and_is_not_given_back():
    assert sides(Turn("a", "", "Mara Sommer"), cast=(Turn("", "", "Ben Agent"),)) == ["customer"]


def test_doubts_are_counted_with_names_bare():
    doubts = Doubts()
    for turns in (
        [Turn("a", "", "Tim Tal (he/him)"), Turn("b", "", "Mara Sommer")],
        [Turn("a", "", "Tim Tal")],
        [Turn("a", "", "Ben Agent"), Turn("b", "", "Mara Sommer")],
    ):
        doubts.add(settled(turns, STAFF))
    assert (doubts.n, doubts.n_doubtful, doubts.n_without_team) == (3, 2, 2)
    assert doubts.sentence("calls", is_named=True) == (
        "source 'calls': no team speaker is heard in 2 of 3 conversations; their words count as nobody's. "
        "Who of these is yours? Tim Tal (2), Mara Sommer (1): put them into own_staff.names in kit.yaml"
    )
    assert "Tim Tal" not in doubts.sentence("calls", is_named=False)
    assert Doubts(n=3).sentence("calls", is_named=True) == ""


def test_words_for_authors_that_are_not_known_are_listed():
    doubts = Doubts()
    doubts.add(settled([Turn("a", "", author_word="moderator"), Turn("b", "team")], STAFF))
    assert "words for authors that are not known: moderator" in doubts.sentence("desk", is_named=True)

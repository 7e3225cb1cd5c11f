"""Turn lists: the threads of help desks and chats, with sides by their own words and marks."""

from __future__ import annotations

import json

import pytest

from kit.sources.parsing.turn_lists import turns_of, with_authors


def sides(*entries: dict) -> list[str]:
    turns = turns_of([{"body": "words"} | entry for entry in entries])
    assert isinstance(turns, list)
    return [turn.side for turn in turns]


@pytest.mark.parametrize(
    ("entries", "wanted"),
    [
        ([{"side": "customer"}, {"side": "team"}], ["customer", "team"]),
        ([{"author": "agent"}, {"author": "customer"}], ["team", "customer"]),
        (  # Help Scout: its own people are users
            [
                {"type": "customer", "createdBy": {"type": "customer"}},
                {"type": "message", "createdBy": {"type": "user"}},
                {"type": "note", "createdBy": {"type": "user"}},
                {"type": "lineitem", "createdBy": {"type": "user"}},
            ],
            ["customer", "team", "team", "team"],
        ),
        ([{"author": {"type": "user"}}, {"author": {"type": "admin"}}], ["customer", "team"]),
        ([{"role": "user"}, {"role": "assistant"}], ["customer", "automatic"]),
        ([{"incoming": True}, {"incoming": False}, {"incoming": False, "private": True}], ["customer", "team", "team"]),
        ([{"from_agent": True}, {"from_agent": False}], ["team", "customer"]),
        ([{"is_inbound": True, "type": "email"}, {"is_inbound": False, "type": "email"}], ["customer", "team"]),
        ([{"direction": "inbound"}, {"direction": "outbound"}], ["customer", "team"]),
        ([{"public": False, "author": "customer"}], ["team"]),
        ([{"sender": {"is_staff": True}}, {"sender": {"is_staff": False}}], ["team", "customer"]),
        ([{"type": "message"}, {"type": "reply"}, {"author": "moderator"}, {}], ["", "", "", ""]),
        ([{"type": "message", "createdBy": {"type": "user"}}], [""]),
    ],
)
def test_sides_are_told_by_words_and_marks_and_never_guessed(entries, wanted):
    assert sides(*entries) == wanted


def test_words_that_are_not_known_are_kept_to_be_shown():
    [turn] = turns_of([{"body": "x y", "author": "moderator"}])
    assert turn.author_word == "moderator"


def test_names_addresses_and_plain_text_are_found_where_desks_put_them():
    entry = {
        "body": "<p>It <b>stops</b>&nbsp;at noon.</p>",
        "createdBy": {"type": "customer", "first": "Ole", "last": "Brandt", "email": "o@f.example"},
    }
    [turn] = turns_of(json.dumps([entry]))
    assert (turn.text, turn.speaker, turn.email) == ("It stops at noon.", "Ole Brandt", "o@f.example")


@pytest.mark.parametrize(("value", "told"), [("{", "no JSON list"), ('["a"]', "not a list of"), ('{"a": 1}', "not a list of")])
def test_what_is_no_list_of_turns_says_so(value, told):
    assert told in turns_of(value)


def test_an_author_with_the_askers_id_is_the_customer_and_no_mark_of_a_note_is_lost():
    messages = [
        {"author_id": 11, "body": "It broke"},
        {"author_id": 99, "body": "Ours"},
        {"author_id": 11, "public": False, "body": "x"},
    ]
    turns = turns_of(with_authors(messages, {"requester_id": 11}))
    assert [turn.side for turn in turns] == ["customer", "", "team"]
    assert [turn.side for turn in turns_of(with_authors(messages, {"requester_id": 7}))] == ["", "", "team"]

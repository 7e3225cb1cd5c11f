"""Messages: one row a message becomes conversations where somebody said so, and is refused by id where nobody did."""

from __future__ import annotations

import json

import pytest

from kit.errors import SettingsError
from kit.sources.conversation import Conversation, UnreadableRow

CHAT = """chat,sent,who,kind,words
77,2026-10-14 09:12,Mara Sommer,contact,The export never finishes
77,2026-10-14 09:20,Mara Sommer,contact,Yes and it still hangs
77,2026-10-14 09:14,Ben Agent,agent,Have you tried the nightly sync?
78,2026-10-14 10:00,Tom Falk,contact,I am locked out
78,2026-10-14 10:05,Ben Agent,agent,I have reset it
"""
TOLD = {"conversation_id": "chat", "occurred_at": "sent", "text": "words", "contact_name": "who"}


def test_one_row_a_message_is_refused_by_id_and_says_what_to_do(entries):
    read = entries("table", {"c.csv": CHAT}, columns=TOLD)
    assert {type(entry) for entry in read} == {UnreadableRow}
    assert len(read) == 5
    assert "'77' stands on 3 rows with different words" in read[0].reason
    assert "options: {group_by: chat}" in read[0].reason


def test_messages_are_gathered_in_the_order_of_their_times(entries):
    one, other = entries("table", {"c.csv": CHAT}, columns=TOLD | {"side": "kind"}, options={"group_by": "chat"})
    assert [(turn.side, turn.text) for turn in one.turns] == [
        ("customer", "The export never finishes"),
        ("team", "Have you tried the nightly sync?"),
        ("customer", "Yes and it still hangs"),
    ]
    assert (one.occurred_at.isoformat(), one.people) == ("2026-10-14T09:12:00+00:00", ["Ben Agent", "Mara Sommer"])
    assert [turn.side for turn in other.turns] == ["customer", "team"]


def test_a_word_for_the_side_that_nobody_knows_is_asked_for(entries):
    chat = CHAT.replace(",agent,", ",Tier1,")
    read = entries("table", {"c.csv": chat}, columns=TOLD | {"side": "kind"}, options={"group_by": "chat"})
    assert "whose is 'Tier1' in kind? say so, e.g. `options: {sides: {Tier1: team}}`" in read[0].reason
    options = {"group_by": "chat", "sides": {"tier1": "team"}}
    assert [
        len(entry.turns) for entry in entries("table", {"c.csv": chat}, columns=TOLD | {"side": "kind"}, options=options)
    ] == [3, 2]


@pytest.mark.parametrize(("column", "theirs", "ours"), [("direction", "inbound", "outbound"), ("is_incoming", "true", "false")])
def test_directions_tell_sides(entries, column, theirs, ours):
    chat = CHAT.replace(",kind,", f",{column},").replace(",contact,", f",{theirs},").replace(",agent,", f",{ours},")
    one, _ = entries("table", {"c.csv": chat}, columns=TOLD | {"side": column}, options={"group_by": "chat"})
    assert [turn.side for turn in one.turns] == ["customer", "team", "customer"]


def test_group_by_without_a_column_that_tells_who_wrote_is_refused(entries):
    [entry, *_] = entries(
        "table", {"c.csv": CHAT}, columns={k: v for k, v in TOLD.items() if k != "contact_name"}, options={"group_by": "chat"}
    )
    assert "wants `columns: {side: ...}`" in entry.reason


@pytest.mark.parametrize(
    "rows",
    [
        "1,2026-10-14,It broke,\n1,2026-10-14,It broke,\n",
        "1,2026-10-14,It broke,\n1,2026-10-14,It broke and broke again,\n",
        "1,2026-10-14,It brok,2026-10-14\n1,2026-10-14,It broke,2026-10-15\n",
    ],
)
def test_copies_and_versions_of_one_conversation_are_taken_as_such(entries, rows):
    read = entries("table", {"t.csv": "conversation_id,occurred_at,text,updated_at\n" + rows})
    assert [type(entry) for entry in read] == [Conversation, Conversation]


THREADS = [  # as a help desk has them
    {"type": "customer", "body": "The export never finishes."},
    {"type": "message", "body": "Have you tried it?"},
    {"type": "note", "body": "Angry."},
]


def test_turns_by_unknown_words_are_refused_until_the_words_are_told(entries):
    text = json.dumps([{"id": 1, "createdAt": "2026-10-14", "threads": THREADS}])
    columns = {"conversation_id": "id", "occurred_at": "createdAt", "turns": "threads"}
    options = {"sides": {"message": "team", "note": "team", "customer": "customer"}}
    [entry] = entries("table", {"t.json": text}, columns=columns, options=options)
    assert [turn.side for turn in entry.turns] == ["customer", "team", "team"]
    [entry] = entries(
        "table", {"t.json": text.replace("note", "wizardry")}, columns=columns, options={"sides": {"message": "team"}}
    )
    assert "turns: whose are 'wizardry'?" in entry.reason


def test_a_side_that_is_none_is_refused_with_the_settings(entries):
    with pytest.raises(SettingsError, match="'agent' is 'us'"):
        entries("table", {"c.csv": CHAT}, columns=TOLD, options={"sides": {"agent": "us"}})

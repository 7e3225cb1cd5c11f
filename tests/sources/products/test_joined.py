"""Products whose files belong together: whatever the sync or the page left, no file is passed over without a word."""

from __future__ import annotations

import json

import pytest

from kit.sources.conversation import Conversation, UnreadableRow

VIEW = (
    '"Id","Subject","Requester","Requester id","Created at","Organization","Description"\n'
    '"4711","Export","Mara Sommer","99","2026-10-14 09:12:00 +0200","Lindwurm GmbH","The export never finishes."\n'
)


def lines(*objects: dict) -> str:
    return "\n".join(map(json.dumps, objects))


@pytest.mark.parametrize("reader", ["zendesk", "intercom"])
def test_the_pages_own_export_is_read_by_its_columns(entries, reader):
    [entry] = entries(reader, {"inbox/view.csv": VIEW})
    assert (entry.conversation_id, entry.account_id, entry.people, entry.file) == (
        "4711", "Lindwurm GmbH", ["Mara Sommer"], "inbox/view.csv",
    )  # fmt: skip
    assert entry.turns[0].text == "The export never finishes."


@pytest.mark.parametrize("reader", ["zendesk", "intercom"])
@pytest.mark.parametrize("name", ["sla.csv", "sla.jsonl"])
def test_a_file_of_another_kind_is_set_aside_in_one_line_that_names_its_columns(entries, reader, name):
    table = "policy,hours,region\ngold,4,EU\nsilver,8,EU\n"
    [entry] = entries(
        reader, {name: table if name.endswith("csv") else lines({"policy": "gold", "hours": 4}, {"policy": "silver"})}
    )
    assert isinstance(entry, UnreadableRow)
    assert "is none of the tables this reader knows (" in entry.reason
    assert "2 rows are not read; it has the columns policy, hours" in entry.reason


def test_zendesk_tables_of_one_object_a_line_are_told_apart(entries):
    files = {
        "tickets.jsonl": lines(
            {"id": 5, "created_at": "2026-10-14T09:00:00Z", "requester_id": 1, "subject": "Export", "description": ""}
        ),
        "comments.jsonl": lines(
            {"id": 1, "ticket_id": 5, "author_id": 1, "body": "It broke.", "created_at": "2026-10-14T09:00:00Z"},
            {"id": 2, "ticket_id": 5, "author_id": 2, "body": "Looking.", "created_at": "2026-10-14T10:00:00Z"},
        ),
        "users.jsonl": lines(
            {"id": 1, "name": "Ana Sousa", "email": "ana@x.example", "role": "end-user", "created_at": "2020-01-01T00:00:00Z"},
            {"id": 2, "name": "Sam Lee", "email": "sam@us.example", "role": "agent", "created_at": "2020-01-01T00:00:00Z"},
        ),
        "organizations.jsonl": lines({"id": 7, "name": "Lindwurm", "created_at": "2020-01-01T00:00:00Z"}),
    }
    [ticket] = entries("zendesk", files)
    assert isinstance(ticket, Conversation)
    assert [(turn.speaker, turn.side, turn.text) for turn in ticket.turns] == [
        ("Ana Sousa", "customer", "It broke."), ("Sam Lee", "team", "Looking."),
    ]  # fmt: skip


def test_zendesk_taps_stream_gives_tickets_with_their_comments(entries):
    def record(stream: str, **fields) -> dict:
        return {"type": "RECORD", "stream": stream, "record": fields}

    text = lines(
        record("tickets", id=5, created_at="2026-10-14T09:00:00Z", requester_id=1, subject="Export", description="It broke."),
        record("ticket_comments", id=1, ticket_id=5, author_id=1, body="It broke.", created_at="2026-10-14T09:00:00Z"),
        record("users", id=1, name="Ana Sousa", email="ana@x.example", role="end-user"),
    )
    [ticket] = entries("zendesk", {"tap.jsonl": text})
    assert [(turn.speaker, turn.side, turn.text) for turn in ticket.turns] == [("Ana Sousa", "customer", "It broke.")]


def test_items_of_an_answer_that_are_no_objects_are_told(entries):
    text = json.dumps({"tickets": [7, {"id": 5, "created_at": "2026-10-14", "requester_id": 1, "description": "It broke."}]})
    aside, ticket = entries("zendesk", {"t.json": text})
    assert (aside.reason, ticket.conversation_id) == ("is JSON but no object with named fields", "5")

"""Column names are found by meaning, however they are spelled, and what is not found is told with the columns there are."""

from __future__ import annotations

import pytest

from kit.sources.conversation import Conversation, UnreadableRow
from kit.sources.parsing.tables.column_names import MEANINGS, normal, resolved

HEADERS = [
    (
        "review",
        "Customer Name,Rating,Review Text,Date",
        {"contact_name": "Customer Name", "text": "Review Text", "occurred_at": "Date"},
    ),
    ("review", "reviewId,userName,content,score,at,url", {"conversation_id": "reviewId", "text": "content", "occurred_at": "at"}),
    ("review", "Reviewer,Reviewer Title,Review Date,Pros,Cons", {"role": "Reviewer Title", "likes": "Pros", "dislikes": "Cons"}),
    (
        "table",
        "Ticket ID,Ticket created - Date,Kommentar",
        {"conversation_id": "Ticket ID", "occurred_at": "Ticket created - Date", "text": "Kommentar"},
    ),
    (
        "table",
        "Ticketnummer,Erstellt am,Betreff,Beschreibung,Firma",
        {"subject": "Betreff", "text": "Beschreibung", "account_id": "Firma"},
    ),
    (
        "table",
        "CaseNumber,CreatedDate,Subject,Description,AccountId,SuppliedEmail",
        {"conversation_id": "CaseNumber", "account_id": "AccountId"},
    ),
    (
        "table",
        "id,properties.createdate,properties.content",
        {"occurred_at": "properties.createdate", "text": "properties.content"},
    ),
    ("table", "Identifiant,Date de création,Société,Commentaire", {"occurred_at": "Date de création", "account_id": "Société"}),
    ("survey", "Horodateur,Adresse e-mail,Qu'en pensez-vous ?", {"occurred_at": "Horodateur", "contact_id": "Adresse e-mail"}),
]


@pytest.mark.parametrize(("reader", "header", "expected"), HEADERS)
def test_headers_written_for_people_are_understood(reader, header, expected):
    from kit.sources import READERS

    columns = [name for name in READERS[reader].columns if name not in {"side", "email"}]
    found = resolved(header.split(","), {}, columns)
    assert {ours: found.get(ours) for ours in expected} == expected


def test_what_is_mapped_is_taken_whatever_its_spelling_and_never_guessed():
    assert resolved(["Issue Key", "Body"], {"conversation_id": "issue_key"}, ["conversation_id", "text"]) == {
        "conversation_id": "Issue Key", "text": "Body",
    }  # fmt: skip
    assert resolved(["Body"], {"text": "Message"}, ["text"]) == {}


def test_a_column_is_taken_once():
    assert resolved(["title", "body"], {}, ["heading", "subject", "text"]) == {"heading": "title", "text": "body"}


def test_every_listed_name_is_its_own_normal_form():
    assert all(normal(name) == name for names in MEANINGS.values() for name in names)


@pytest.mark.parametrize(
    ("reader", "text", "reason"),
    [
        (
            "review",
            "Stars,Date\n5,2026-10-14\n",
            "the header has no column 'text' (text); it has: Stars, Date; say `columns: {text: ...}`",
        ),
        ("review", "Stars,Words of mouth,Body\n5,x,y\n", "the header has no column 'occurred_at' (occurred_at)"),
        ("table", "id,Date,Stars\n1,2026-10-14,5\n", "the header has no column 'text' (text); it has: id, Date, Stars"),
        ("table", "A,B\n1,2\n", "no column 'conversation_id' (conversation_id) and no 'occurred_at'"),
        (
            "survey",
            "Name,What is wrong?\nAna,The export never ends today\n",
            "the header has no column 'occurred_at' (occurred_at)",
        ),
    ],
)
def test_a_column_that_is_not_there_is_no_empty_cell_and_no_missing_word(entries, reader, text, reason):
    [entry] = entries(reader, {"t.csv": text})
    assert isinstance(entry, UnreadableRow)
    assert reason in entry.reason
    assert "is empty" not in entry.reason


def test_a_form_without_ids_gets_one_from_each_answer(entries):
    sent = "2026-10-14 9:12:00"
    text = f"Timestamp,What is wrong?\n{sent},The export never ends today\n{sent},We were charged twice again\n"
    one, other = entries("survey", {"form.csv": text})
    assert isinstance(one, Conversation)
    assert one.conversation_id != other.conversation_id


def test_a_set_aside_rows_mapped_name_is_masked(entries):
    columns = {"conversation_id": "id", "occurred_at": "when", "text": "words", "contact_name": "Reporter"}
    [entry] = entries("table", {"t.csv": "id,when,words,Reporter\n1,never,It broke,Mara Sommer\n"}, columns=columns)
    assert "Mara Sommer" in entry.people

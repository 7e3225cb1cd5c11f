"""Declared products: a specimen of each, in the words of its public documentation, gives what a person reads off it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kit.sources.conversation import Conversation, UnreadableRow
from kit.sources.products.threads import DECLARED

#: Product: its files; then id, date, account, contact, role and (side, speaker, words) of the one conversation they hold.
SPECIMENS = yaml.safe_load((Path(__file__).parent / "threads_specimens.yaml").read_text(encoding="utf-8"))


def written(files: dict) -> dict[str, str]:
    """Files as text: lists in .jsonl one a line, all else as JSON."""
    return {
        name: data if isinstance(data, str) else "\n".join(map(json.dumps, data)) if name.endswith("jsonl") else json.dumps(data)
        for name, data in files.items()
    }


def shown(entry: Conversation) -> list[str]:
    return [entry.conversation_id, entry.occurred_at.isoformat()[:16], entry.account_id, entry.contact_id, entry.role]


@pytest.mark.parametrize("product", sorted(DECLARED))
def test_a_specimen_gives_what_a_person_reads_off_it(entries, product):
    specimen = SPECIMENS[product]
    [entry] = entries(product, written(specimen["files"]))
    assert shown(entry) == specimen["about"]
    assert [[turn.side, turn.speaker, turn.text] for turn in entry.turns] == specimen["turns"]


@pytest.mark.parametrize("product", ["freshdesk", "salesforce", "zoho-desk", "hubspot"])
def test_messages_without_their_conversation_make_one_of_their_own(entries, product):
    files = written(SPECIMENS[product]["files"])
    files = {name: text for name, text in files.items() if name not in {"tickets.json", "Case.csv"}}
    read = entries(product, files)
    assert len(read) == (0 if product == "freshdesk" else 1)
    assert all(len(entry.turns) == 2 for entry in read)


def test_jiras_csv_has_comments_as_date_author_and_words(entries):
    text = (
        "Summary,Issue key,Reporter,Reporter Id,Created,Description,Comment,Comment,Custom field (Organizations)\n"
        "Export,SUP-12,Ana Sousa,q1,14/Oct/26 9:00 AM,It broke.,"
        '"14/Oct/26 9:40 AM;ben;Which day?","14/Oct/26 10:12 AM;q1;On Mondays.",a-001\n'
    )
    [entry] = entries("jira", {"jira.csv": text})
    assert shown(entry) == ["SUP-12", "2026-10-14T09:00", "a-001", "q1", ""]
    assert [(turn.side, turn.text) for turn in entry.turns] == [
        ("customer", "It broke."),
        ("", "Which day?"),
        ("customer", "On Mondays."),
    ]


def test_in_a_public_forum_whoever_is_not_known_as_ours_may_be_told_to_be_a_customer(entries):
    files = written(SPECIMENS["teams-channel"]["files"])
    [entry] = entries("teams-channel", files, options={"others": "customer"})
    assert [turn.side for turn in entry.turns] == ["customer", "customer"]


def test_a_row_without_a_date_is_set_aside_with_its_file(entries):
    [entry] = entries(
        "freshdesk", {"t.json": json.dumps([{"id": 5, "subject": "x", "description_text": "It broke", "requester_id": 1}])}
    )
    assert isinstance(entry, UnreadableRow)
    assert (entry.file, entry.conversation_id) == ("t.json", "5")
    assert "its date is empty" in entry.reason


def test_another_file_given_to_a_product_is_said_to_be_none_of_its_tables(entries):
    [entry] = entries("front", {"x.csv": "policy,hours\ngold,4\n"})
    assert "is none of the tables this reader knows (" in entry.reason


def test_every_declaration_says_where_its_names_are_from_and_has_a_specimen():
    assert {declared["seen"] for declared in DECLARED.values()} <= {"docs", "export"}
    assert set(SPECIMENS) == set(DECLARED)

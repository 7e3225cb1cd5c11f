"""Erased: what was forgotten is known by hashes only, and leaves the facts that were printed."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from kit.config.settings import Redaction, Settings
from kit.errors import ParameterError
from kit.ingest.erased_list import Erased, Traces, codes_of, without
from kit.ingest.erasure import forget
from kit.ingest.erasure_key import ErasureKey
from kit.ingest.erasure_reports import Published
from kit.ingest.redact import Redactor
from kit.record.store import Record
from kit.sources.conversation import Conversation, Turn, UnreadableRow

REDACTOR = Redactor(Redaction(), "k")
KEY = ErasureKey(Path(tempfile.mkdtemp()), is_new=True)
VALUES = {
    "account": ["a-1"], "contact": ["u-9"], "speaker": ["[person-3f2a]"], "conversation": ["desk:t1"], "person": ["Jo Quist"],
}  # fmt: skip
CODES = codes_of(VALUES, KEY)
QUOTE = {"source": "desk", "conversation_id": "t1", "text": "words"}
OTHER = {"source": "desk", "conversation_id": "t2", "text": "other words"}


def row(**told: str) -> dict[str, str]:
    return {
        "account_id": "a-2",
        "contact_id": "u-1",
        "conversation_key": "desk:t5",
        "turns": '[{"speaker": "[person-0000]"}]',
    } | told


def test_the_list_holds_no_name():
    assert set(CODES["kind"]) == {"account", "contact", "speaker", "conversation", "person"}
    assert not CODES["code"].str.contains("a-1|u-9|t1").any()
    assert CODES["code"].str.fullmatch("[0-9a-f]{32}").all()


@pytest.mark.parametrize(
    ("told", "is_erased"),
    [
        ({}, False),
        ({"account_id": "a-1"}, True),
        ({"contact_id": "u-9"}, True),
        ({"conversation_key": "desk:t1"}, True),
        ({"conversation_key": "other:t1"}, False),
        ({"turns": '[{"speaker": "[person-3f2a]"}]'}, True),
    ],
)
def test_rows_of_the_erased_are_known_again(told, is_erased):
    assert Erased(CODES, KEY, REDACTOR).of_rows(pd.DataFrame([row(**told)])) == [is_erased]


@pytest.mark.parametrize(
    ("conversation_id", "raw", "people", "is_erased"),
    [
        ("t1", "", [], True),
        ("t2", '{"organization_id": "a-1"}', [], True),
        ("t2", "t2,u-9,cut", [], True),
        ("t2", '{"organization_id": "a-11"}', [], False),
        ("t2", '{"requester": "Jo Quist"}', ["Jo Quist"], True),
        ("t2", '{"requester": "Jo Quistberg"}', ["Jo Quistberg", ""], False),
    ],
)
def test_unreadable_rows_of_the_erased_are_known_again(conversation_id, raw, people, is_erased):
    row = UnreadableRow("is cut", 1, raw, conversation_id=conversation_id, people=people)
    assert Erased(CODES, KEY, REDACTOR).of_unreadable("desk", row) is is_erased


def test_an_empty_list_erases_nothing():
    erased = Erased(CODES.iloc[:0], KEY, REDACTOR)
    assert not erased
    assert erased.of_rows(pd.DataFrame([row(account_id="a-1")])) == [False]


def test_printed_facts_lose_the_quotes_the_account_and_its_name():
    facts = {
        "shifts": [{"quotes": [QUOTE, OTHER], "other_voice": QUOTE, "accounts": ["a-1", "a-2"], "share_now": 0.3}], "n": 1,
        "accounts": {"a-1": {"name": "Halden", "arr": 9}, "a-2": {"name": "Oda"}}, "loudest": {"account_id": "a-1", "n": 4},
        "headline": "HALDEN leads; Haldenberg does not", "label": "our own label",
    }  # fmt: skip
    traces = Traces(frozenset({"desk:t1"}), "a-1", {"Halden": "(account erased)", "our own label": "(label erased)"})
    assert without(facts, traces) == {
        "shifts": [{"quotes": [OTHER], "accounts": ["a-2"], "share_now": 0.3}], "n": 1, "accounts": {"a-2": {"name": "Oda"}},
        "headline": "(account erased) leads; Haldenberg does not", "label": "(label erased)",
    }  # fmt: skip
    assert facts["shifts"][0]["accounts"] == ["a-1", "a-2"]


def test_the_key_is_the_owners_alone_and_no_setting_changes_who_is_known(tmp_path):
    key = ErasureKey(tmp_path, is_new=True)
    codes = codes_of({"account": ["a-1"]}, key)
    assert (tmp_path / "erasure.key").stat().st_mode & 0o777 == 0o600
    for company in ("Northbeam", "Northbeam GmbH"):
        assert Erased(codes, ErasureKey(tmp_path), Redactor(Redaction(), company)).has("account", "a-1")
    assert ErasureKey(tmp_path / "none").code("account:a-1", 16) == ""


@pytest.mark.parametrize(("who", "is_erased"), [("Jo Quist", True), ("jo  quist", True), ("Jo Quistgaard", False)])
def test_somebody_erased_is_known_by_name_whatever_masks_the_name(who, is_erased):
    conversation = Conversation("c-1", datetime(2026, 10, 1, tzinfo=UTC), [Turn("words", "customer", who)], line=1)
    assert Erased(CODES, KEY, REDACTOR).is_of(conversation) is is_erased


@pytest.mark.parametrize("told", [{}, {"account": "a-1", "contact": "u-9"}])
def test_one_thing_is_forgotten_at_a_time(tmp_path, told):
    (tmp_path / "accounts.csv").write_text("account_id,name,segment,tier,arr,renewal_on\n")
    settings = Settings.model_validate({"company": "A", "sources": [{"id": "a", "kind": "call", "path": "x"}]})
    with pytest.raises(ParameterError, match="forget one thing at a time"):
        forget(tmp_path, settings, Record(tmp_path / "record"), Published(tmp_path), **told)

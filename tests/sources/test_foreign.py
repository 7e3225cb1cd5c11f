"""Files as 30 products write them: the customers' words and nobody else's, and every row is read or set aside."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import yaml

from kit.config.settings import Settings
from kit.ingest.conversation_rows import Rules, redactor_of, row_of
from kit.sources import check_source
from kit.sources.conversation import Conversation, EmptyRow, UnreadableRow
from kit.sources.parsing.files import File
from kit.sources.reader import Context

FOLDER = Path(__file__).parent / "foreign"
#: File: reader and settings; then what a person reads off it: moments in UTC, customers' words, turns of nobody known.
FILES = yaml.safe_load((FOLDER / "index.yaml").read_text(encoding="utf-8"))
#: What the team says in every file.
OURS = ("reset your password", "Internal", "Developer", "Deploy finished", "preview test")


def read(name: str) -> tuple[list, Settings]:
    expected = FILES[name]
    source = {"id": "feed", "kind": "ticket", "reader": expected["reader"], "path": "x", "options": expected.get("options", {})}
    settings = Settings.model_validate(
        {"company": "Ex", "timezone": "Europe/Berlin", "own_staff": expected.get("own_staff", {}), "sources": [source]}
    )
    context = Context(settings.sources[0], ZoneInfo("Europe/Berlin"))
    return list(check_source(context.source, context).read([File(name, (FOLDER / name).read_bytes())], context)), settings


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_what_a_person_reads_off_it(name):
    entries, settings = read(name)
    expected = FILES[name]
    conversations = [entry for entry in entries if isinstance(entry, Conversation)]
    accounts = pd.DataFrame({"account_id": ["a"], "name": ["Falke"]})
    rules = Rules(settings, redactor_of(settings, accounts, conversations))
    rows = [row_of(conversation, settings.sources[0], rules) for conversation in conversations]
    assert [f"{row['occurred_at'].astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M}" for row, _ in rows] == expected["at"]
    words = [row["text"][start:end] for row, spans in rows for start, end in spans]
    assert words == expected["says"]
    assert not [passage for passage in words if any(ours in passage for ours in OURS)]
    sides = [turn["side"] for row, _ in rows for turn in json.loads(row["turns"])]
    assert sides.count("unknown") == expected.get("nobody", 0)
    aside = [entry for entry in entries if isinstance(entry, UnreadableRow)]
    assert (len(aside), all(entry.reason for entry in aside)) == (expected.get("set_aside", 0), True)
    assert sum(isinstance(entry, EmptyRow) for entry in entries) == expected.get("wordless", 0)


def test_every_file_of_the_folder_is_tried():
    assert {path.name for path in FOLDER.iterdir()} == set(FILES) | {"index.yaml"}


def test_json_that_is_no_transcript_is_set_aside_with_what_is_missing():
    settings = Settings.model_validate(
        {"company": "Ex", "sources": [{"id": "feed", "kind": "call", "reader": "transcript", "path": "x"}]}
    )
    context = Context(settings.sources[0], ZoneInfo("UTC"))
    reader = check_source(context.source, context)
    [entry] = reader.read([File("2026-10-14.json", b'{"users": [{"id": 1, "email": "a@b.example"}]}')], context)
    assert entry.reason == "is JSON without a list of turns, each with a speaker and a text"

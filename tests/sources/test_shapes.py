"""Files in shapes nobody announced, looked at as `kit init --from` does and read: the customers' words and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from kit.config.settings import Settings
from kit.ingest.conversation_rows import Rules, redactor_of, row_of, sided
from kit.ingest.reply_text import own_spans
from kit.sources import check_source
from kit.sources.conversation import Conversation, UnreadableRow
from kit.sources.parsing.files import File
from kit.sources.proposal import proposal_of
from kit.sources.reader import Context

FOLDER = Path(__file__).parent / "shapes"
#: File: what a person reads off it. `at` are beginnings of moments in UTC; `aside` is how many rows cannot be read.
FILES = yaml.safe_load((FOLDER / "index.yaml").read_text(encoding="utf-8"))


def read(name: str) -> tuple[list, Settings]:
    """Entries of a file by the reader, columns and options that are proposed for it, and the person's own people."""
    file = File(name, (FOLDER / name).read_bytes())
    proposal = proposal_of([file])
    source = {"id": "feed", "path": "x", "kind": proposal.kind, "reader": proposal.reader, "columns": proposal.columns}
    settings = Settings.model_validate(
        {"company": "OurCo", "own_staff": FILES[name].get("own_staff", {}), "sources": [source | {"options": proposal.options}]}
    )
    context = Context(settings.sources[0], settings.zone)
    return list(check_source(context.source, context).read([file], context)), settings


def own_words(conversation: Conversation, settings: Settings) -> list[str]:
    """What of the customers' turns the customers wrote themselves, as it is stored."""
    rules = Rules(settings, redactor_of(settings, pd.DataFrame({"account_id": ["a"], "name": ["Hof"]}), [conversation]))
    text = row_of(conversation, settings.sources[0], rules)[0]["text"]
    place, words = 0, []
    for turn in sided(conversation, settings):
        stored = rules.redactor.text(turn.text.strip())
        end = text.find("\n\n", place + len(stored) - 1)
        end = len(text) if end < 0 else end
        words += [text[slice(*span)] for span in own_spans(text, place, end)] if turn.side == "customer" else []
        place = end + 2
    return words


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_what_a_person_reads_off_it(name):
    expected, (entries, settings) = FILES[name], read(name)
    conversations = sorted((one for one in entries if isinstance(one, Conversation)), key=lambda one: one.occurred_at)
    assert [word for one in conversations for word in own_words(one, settings)] == expected["says"]
    moments = [one.occurred_at.strftime("%Y-%m-%dT%H:%M") for one in conversations]
    assert [moment[: len(at)] for moment, at in zip(moments, expected["at"], strict=True)] == expected["at"]
    assert [one.account_id for one in conversations] == expected.get("accounts", [""] * len(conversations))
    aside = [one.reason for one in entries if isinstance(one, UnreadableRow)]
    assert (len(aside), all(aside)) == (expected.get("aside", 0), True)


def test_every_file_of_the_folder_is_tried():
    assert {path.name for path in FOLDER.iterdir()} == set(FILES) | {"index.yaml"}

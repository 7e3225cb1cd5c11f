"""Reading holds its laws on broken files; the long run of the same harness is in tests/benchmarks/reading."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.config.settings import Source
from kit.sources import READERS
from kit.sources.conversation import Conversation
from kit.sources.parsing.files import File
from kit.sources.reader import Context

PATH = Path(__file__).parent / "benchmarks" / "reading" / "fuzz.py"


@pytest.fixture(scope="module")
def harness():
    spec = importlib.util.spec_from_file_location("reading_fuzz", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["reading_fuzz"] = module
    spec.loader.exec_module(module)
    return module


def test_broken_files_raise_nothing_and_their_rows_add_up(harness):
    counts, broken, _ = harness.fuzz(250, 20261001)
    assert [(case.reader, case.faults, error) for case, error in broken] == []
    assert counts["Conversation"] > 200


def test_the_harness_hears_a_broken_law(harness, monkeypatch):
    monkeypatch.setitem(READERS, "table", type(READERS["table"])(lambda files, context: iter([])))
    _, broken, _ = harness.fuzz(60, 1)
    assert broken


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60).filter(
    lambda told: told.strip()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(words, min_size=1, max_size=6), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
def test_whatever_a_csv_holds_is_read_back(texts, separator, ending):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerow(["conversation_id", "occurred_at", "text"])
    writer.writerows([str(at), "2026-10-01", told] for at, told in enumerate(texts))
    context = Context(Source(id="feed", kind="ticket", path="x"), ZoneInfo("UTC"))
    found = list(READERS["table"].read([File("t.csv", out.getvalue().encode())], context))
    assert [one.turns[0].text for one in found if isinstance(one, Conversation)] == [told.strip() for told in texts]

"""Duplicates: one conversation under two ids counts once; two alike by chance count twice."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.ingest.duplicates import duplicates_of, read_twice

WORDS = "we rebuild the pipeline dashboard by hand every monday because the export from the crm is never complete"


def rows(*told: dict) -> pd.DataFrame:
    base = {"account_id": "a-1", "contact_id": "", "url": "", "words": WORDS, "occurred_at": "2026-10-05"}
    frame = pd.DataFrame(
        [
            base | {"conversation_key": f"{one.get('source', 'calls')}:{at}", "source": "calls"} | one
            for at, one in enumerate(told)
        ]
    )
    return frame.assign(occurred_at=pd.to_datetime(frame["occurred_at"], utc=True))


@pytest.mark.parametrize(
    ("second", "is_same"),
    [
        ({"source": "crm"}, True),
        ({"source": "crm", "occurred_at": "2026-10-08"}, True),
        ({"source": "crm", "occurred_at": "2026-10-12"}, False),
        ({"source": "crm", "account_id": "a-2"}, False),
        ({"source": "crm", "words": "Summary of the call. " + WORDS + " They want a demo of alerts next week."}, True),
        (
            {
                "source": "crm",
                "words": "we rebuild the pipeline by hand and want something else entirely for our own teams this year",
            },
            False,
        ),
        ({"source": "crm", "words": "it does not work"}, False),
        ({"occurred_at": "2026-10-05"}, True),
        ({"occurred_at": "2026-10-06"}, False),
    ],
)
def test_two_records_of_one_conversation(second, is_same):
    first = {"conversation_key": "calls:0"}
    found = duplicates_of(rows(first, second))
    assert bool(found) is is_same
    assert not is_same or list(found.values()) == ["calls:0"]


def test_one_link_in_two_sources_is_one_conversation():
    link = {"url": "https://calls.example/1"}
    found = duplicates_of(rows(link, {"source": "crm", "words": "a note of it in other words"} | link))
    assert found == {"crm:1": "calls:0"}


def test_short_words_alike_in_one_source_count_twice():
    assert duplicates_of(rows({"words": "the export fails"}, {"words": "the export fails"})) == {}


def test_without_account_or_contact_nothing_is_told():
    assert duplicates_of(rows({"account_id": ""}, {"account_id": "", "source": "crm"})) == {}


def test_the_order_of_rows_changes_nothing():
    frame = rows({}, {"source": "crm"}, {"source": "mail", "occurred_at": "2026-10-07"})
    assert duplicates_of(frame) == duplicates_of(frame.iloc[::-1]) == {"crm:1": "calls:0", "mail:2": "calls:0"}


@pytest.mark.parametrize(("now", "expected"), [(["b"], {"b:1": "a:1"}), (["a"], {"a:1": "b:1"}), (["a", "b"], {"b:1": "a:1"})])
def test_a_file_read_under_two_ids_counts_once_as_what_kit_yaml_no_longer_names(now, expected):
    names = ["conversation_key", "source", "file", "conversation_id"]
    frame = pd.DataFrame([["b:1", "b", "x.csv", "1"], ["a:1", "a", "x.csv", "1"], ["b:2", "b", "y.csv", "1"]], columns=names)
    assert read_twice(frame, now) == expected

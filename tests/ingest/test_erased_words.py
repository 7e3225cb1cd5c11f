"""Erased words: labels and terms that only somebody erased said go from every table; names that people gave stay."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from kit.ingest.erased_words import NO_LABEL, ErasedWords
from kit.ingest.erasure import LABELLED

LOST = pd.Series(["The export broke again, and our quorelint team lost two hours.", "We pay too much."])
LEFT = pd.Series(["The export broke again.", "Nobody can log in."])


@pytest.mark.parametrize(
    ("label", "is_theirs"),
    [
        ("The export broke again", False),
        ("We pay too much", True),
        ("our quorelint team lost hours", True),  # shortened, so that it stands in no passage as it is
        ("Exports fail", False),
        ("", False),
    ],
)
def test_a_label_is_theirs_where_nobody_else_says_it(label, is_theirs):
    assert ErasedWords(LOST, LEFT).is_label(label) is is_theirs


def test_labels_and_terms_go_and_given_names_stay():
    groups = pd.DataFrame(
        {
            "label": ["We pay too much", "Pay", "Exports"],
            "terms": [json.dumps(["again quorelint", "quorelint", "export"]), "", "[]"],
        }
    )
    erased = ErasedWords(LOST, LEFT, frozenset(["Pay"]))
    cleaned = erased.taken_out(groups, erased.labels(groups))
    assert list(cleaned["label"]) == [NO_LABEL, "Pay", "Exports"]
    assert list(cleaned["terms"]) == [json.dumps(["export"]), "", "[]"]


def test_where_nothing_is_erased_nothing_changes():
    groups = pd.DataFrame({"label": ["Anything at all"], "terms": [json.dumps(["anything"])]})
    erased = ErasedWords(pd.Series([], dtype="str"), LEFT)
    assert erased.taken_out(groups, erased.labels(groups)).equals(groups)


def test_every_table_that_names_themes_is_cleaned():
    assert {"themes", "theme_nodes", "shares", "shifts"} <= set(LABELLED)

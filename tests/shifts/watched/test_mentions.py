"""Mentions of a watched subject: by words in any form and by phrases, never by a part of another word."""

import numpy as np
import pandas as pd
import pytest

from kit.config.watches import Subject
from kit.shifts.watched.mentions import mentions_of


def named(text, **terms):
    passages = pd.DataFrame({"passage_id": ["p"], "conversation_key": ["c"], "cycle": ["2026-10"], "text": [text]})
    return len(mentions_of(passages, [Subject(id="a", name="A", **terms)])) == 1


@pytest.mark.parametrize(
    ("text", "terms", "is_named"),
    [
        ("Two outages in a week.", {"words": ["outage"]}, True),
        ("We moved to ACME last year", {"words": ["Acme"]}, True),
        ("Acme's price list", {"words": ["acme's"]}, True),
        ("Acmeville is a town", {"words": ["Acme"]}, False),
        ("the new editor is slow", {"phrases": ["new editor"]}, True),
        ("the editor is new", {"phrases": ["new editor"]}, False),
        ("They don’t match", {"phrases": ["don't match"]}, True),
        ("Die Störungen häufen sich", {"words": ["Störungen"]}, True),
        ("nothing of it", {"words": ["Acme"], "phrases": ["new editor"]}, False),
        ("a (b", {"words": ["b"]}, True),
    ],
)
def test_a_passage_is_a_mention_where_it_names_the_subject(text, terms, is_named):
    assert named(text, **terms) == is_named


def test_each_passage_counts_once_a_subject_and_for_every_subject_it_names():
    passages = pd.DataFrame(
        {
            "passage_id": ["p", "q"],
            "conversation_key": ["c", "c"],
            "cycle": ["x", "x"],
            "text": ["Acme and acme and Beta", "none"],
        }
    )
    subjects = [Subject(id="a", name="A", words=["acme"], phrases=["Acme"]), Subject(id="b", name="B", words=["beta"])]
    assert mentions_of(passages, subjects)["subject"].tolist() == ["a", "b"]


def on_axes(texts: list[str]) -> np.ndarray:
    """Down on one axis, dear on another, anything else on a third; half of each where both are said."""
    axes = [["down" in text or "crash" in text, "dear" in text or "price" in text, False] for text in texts]
    rows = np.array(axes, dtype=float)
    rows[rows.sum(axis=1) == 0, 2] = 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_by_meaning_a_passage_is_a_mention_though_it_has_none_of_the_words():
    texts = ["It crashed again", "the price went up", "hello", "a crash, and dear"]
    passages = pd.DataFrame({"passage_id": list("abcd"), "conversation_key": list("abcd"), "cycle": "2026-10", "text": texts})
    outage = Subject(id="o", name="Outages", words=["outage"], meaning=["the product was down"])
    assert mentions_of(passages, [outage], on_axes)["passage_id"].tolist() == ["a", "d"]
    assert mentions_of(passages, [outage])["passage_id"].tolist() == []
    assert mentions_of(passages[:0], [outage], on_axes).empty
    assert "dear" in Subject(id="p", name="Price", meaning=["it is dear"]).meaning[0]

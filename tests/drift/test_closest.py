"""What comes closest to a claim: one passage, or a theme found beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.drift.claim_verdicts import AS_CLOSE, BESIDE, claim_quotes, with_nearest
from kit.shifts.quotes import COLUMNS
from tests.match_sets import embed, personas

PERSONA = personas()[0]
NAME, CLAIM = next(iter(PERSONA.claims("pains").items()))
RAISED = {"claim": NAME, "section": "pains", "theme": "data/t01", "verdict": "holding", "share_now": 0.2, "share_before": 0.2}
SILENT = RAISED | {"verdict": "unheard", "share_now": 0.0, "share_before": 0.0, "heard_enough": True, "accounts_spoke": 40}


def said(*texts: str) -> pd.DataFrame:
    row = dict.fromkeys(COLUMNS, "") | {"theme_id": "data/t01", "start": 4, "end": 9}
    row |= {"occurred_at": pd.Timestamp("2026-10-03", tz="UTC")}
    rows = [
        row | {"quote": text, "voter_id": f"account:a{at}", "account_id": f"a{at}", "passage_id": f"k#{at}"}
        for at, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def at(*cosines: float) -> np.ndarray:
    """Unit vectors at these cosines to the first axis, each towards an axis of its own."""
    rows = np.zeros((len(cosines), len(cosines) + 1))
    rows[:, 0] = cosines
    rows[np.arange(len(cosines)), np.arange(1, len(cosines) + 1)] = np.sqrt(1 - np.square(cosines))
    return rows


class Known:
    """Vectors of the claim's texts, all on the first axis, and of some quotes."""

    def __init__(self, **cosines: float) -> None:
        self.names = list(cosines)
        self.rows = at(*cosines.values())

    def __call__(self, texts: list[str]) -> np.ndarray:
        axis = np.eye(1, self.rows.shape[1])[0]
        found = [
            next((row for name, row in zip(self.names, self.rows, strict=True) if text.startswith(name)), axis) for text in texts
        ]
        return np.stack(found)


def quoted(quotes: list[str], vectors) -> str:
    (fact,) = claim_quotes(PERSONA, [RAISED], said(*quotes), vectors)
    return fact["quote"]["text"]


def test_a_claim_that_was_raised_comes_with_what_was_said_closest_to_it():
    texts = ["thanks a lot and have a lovely weekend everybody", "again a column was renamed and the models failed in the night"]
    raised, silent = claim_quotes(PERSONA, [RAISED, SILENT | {"theme": None}], said(*texts), embed)
    assert (raised["quote"]["text"], raised["quote"]["account_id"]) == (texts[1], "a1")
    assert silent["quote"] is None


def test_length_does_not_overrule_a_clear_lead():
    readable = "far but of a length that can be read at a glance by anybody"
    assert quoted(["near", readable], Known(near=0.8, far=0.5)) == "near"
    assert quoted(["near", readable], Known(near=0.5 + AS_CLOSE / 2, far=0.5)) == readable


def levels(cosine: float, **changes) -> pd.DataFrame:
    centre = at(cosine)[0]
    found = {"theme_id": "data/t07", "claim": "", "label": "no proof came", "centre": centre, "share_now": 0.31} | changes
    nothing = found | {"theme_id": "data/t08", "centre": None, "label": "unknown"}
    return pd.DataFrame([nothing, found])


def test_a_silent_claim_names_the_found_theme_that_may_say_the_same():
    (fact,) = with_nearest(PERSONA, [SILENT], levels(BESIDE + 0.01), Known(x=0.0))
    assert fact["nearest"] == {"theme": "data/t07", "label": "no proof came", "share_now": 0.31}
    assert "in these words" in fact["sentence"]
    assert fact["sentence"].replace("\u00a0", " ").endswith("nearest: “no proof came”, 31 %.")


@pytest.mark.parametrize(
    ("fact", "themes"),
    [
        (RAISED, levels(0.9)),
        (SILENT, levels(BESIDE - 0.01)),
        (SILENT, levels(0.9, claim=NAME)),
        (SILENT, levels(0.9, share_now=0.0)),
        (SILENT, levels(0.9)[:0]),
    ],
)
def test_otherwise_there_is_nothing_nearest(fact, themes):
    assert with_nearest(PERSONA, [fact], themes, Known(x=0.0)) == [fact | {"nearest": None}]

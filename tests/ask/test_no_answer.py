"""Why a question found nothing, in a sentence."""
# ruff: noqa: E501 - whole sentences read better in one line

import pandas as pd
import pytest

from kit.ask.no_answer import why_nothing
from kit.ask.search import Question
from kit.record.store import Record
from tests.match_sets import personas
from tests.review.test_record_decisions import rows


@pytest.fixture
def record(tmp_path):
    found = Record(tmp_path / "record")
    keys = [f"desk:{at}" for at in range(4)]
    states = ["attached", "attached", "awaiting review", "awaiting review"]
    found.replace(
        "conversations",
        rows(
            "conversations", conversation_key=keys, cycle=["2026-09", "2026-09", "2026-10", "2026-10"], role=["CFO", "CFO", "", "VP"],
            turns="[]", occurred_at=[pd.Timestamp("2026-09-03T10:00Z")] * 4,
        ),
    )  # fmt: skip
    found.replace(
        "matches",
        rows("matches", conversation_key=keys, cycle=["2026-09", "2026-09", "2026-10", "2026-10"], state=states,
             persona_id=["finance", "finance", "data", "data"]),
    )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"words": "xylophone"}, "Nobody said anything that fits (words xylophone); looked through 4 conversations of 2026-09 to 2026-10."),
        ({"cycle": "2026-09", "about": "goal"}, "(about goal, cycle 2026-09); looked through 2 conversations of 2026-09."),
        ({"role": "astronaut"}, "Titles borne most: CFO and VP."),
        ({"cycle": "2031-01"}, "Nothing was heard in 2031-01; the record holds 2026-09 to 2026-10."),
        ({"persona": "data"}, "No match of data in 2026-09 to 2026-10 is approved yet, and 2 await a decision (`review: all`): `kit review list"),
        ({"persona": "revops"}, "revops is retired"),
        ({"persona": "finance", "words": "xylophone"}, "Nobody said anything that fits (persona finance, words xylophone)"),
        ({"persona": "finance", "cycle": "2026-10"}, "No conversation of 2026-10 is matched to finance"),
    ],
)  # fmt: skip
def test_it_is_said_why_nobody_is_quoted(record, asked, told):
    people = personas(data={"review": "all"}, revops={"status": "retired"})
    assert told in why_nothing(record, people, Question(**asked)).replace("\N{NO-BREAK SPACE}", " ")


def test_where_nothing_is_read_yet_a_run_comes_first(tmp_path):
    assert why_nothing(Record(tmp_path), personas(), Question()) == "Nothing is read yet; `kit run` first."

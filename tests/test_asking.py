"""What a role is saying, from the record."""


from __future__ import annotations

import pandas as pd
import pytest

from kit.asking import quote_lines, quotes
from kit.embed import Vectors
from kit.errors import ParameterError, WorkspaceError
from kit.record import Record
from kit.searching import Question, heard_cycles, is_role
from tests.match_sets import personas
from tests.test_reviewing import rows

PEOPLE = personas()
SAID = [
    ("2026-09", 3, "a1", "CFO", "finance", "pain", "the ledger does not tie out to billing"),
    ("2026-10", 4, "a1", "CFO", "finance", "pain", "the close takes nine days again"),
    ("2026-10", 5, "a1", "VP Finance", "finance", "objection", "we already pay for another budget tool"),
    ("2026-10", 2, "a2", "Head of Finance", "finance", "pain", "deferred revenue is wrong in the report"),
    ("2026-10", 9, "a3", "Data Engineer", "data", "pain", "the SSO login fails for every new engineer"),
    ("2026-10", 9, "a3", "Data Engineer", "data", "other", "thanks a lot and have a nice weekend"),
]  # fmt: skip


@pytest.fixture
def record(tmp_path):
    found = Record(tmp_path / "record")
    keys = [f"desk:{at}" for at in range(len(SAID))]
    cycles, days, accounts, roles, people, stances, texts = (list(column) for column in zip(*SAID, strict=True))
    when = [pd.Timestamp(f"{cycle}-{day:02d}T10:00Z") for cycle, day in zip(cycles, days, strict=True)]
    found.replace(
        "conversations",
        rows(
            "conversations",
            conversation_key=keys,
            conversation_id=keys,
            source="desk",
            cycle=cycles,
            text=texts,
            account_id=accounts,
            role=roles,
            turns="[]",
            url="https://desk.example/1",
            occurred_at=when,
        ),
    )
    found.replace(
        "matches",
        rows("matches", conversation_key=keys, cycle=cycles, persona_id=people, state="attached", score=[0.9] * len(keys)),
    )
    found.replace(
        "passages",
        rows(
            "passages",
            passage_id=[f"{key}#0" for key in keys],
            conversation_key=keys,
            cycle=cycles,
            text=texts,
            stance=stances,
            end=[len(text) for text in texts],
        ),
    )
    found.replace(
        "assignments",
        rows(
            "assignments",
            run_cycle="2026-10",
            persona_id="finance",
            passage_id=["desk:0#0", "desk:3#0"],
            conversation_key=["desk:0", "desk:3"],
            cycle=["2026-09", "2026-10"],
            theme_id="finance/t01",
            strength=[0.5, 0.5],
        ),
    )
    found.replace("themes", rows("themes", run_cycle="2026-10", persona_id="finance", theme_id=["finance/t01"], centre=[[0.0]]))
    return found


def texts(record, **asked):
    return [quote["text"] for quote in quotes(record, PEOPLE, Question(**asked))]


def test_the_newest_comes_first_and_one_of_each_account_before_a_second(record):
    assert texts(record, persona="finance") == [SAID[2][6], SAID[3][6], SAID[1][6], SAID[0][6]]
    assert [quote["account_id"] for quote in quotes(record, PEOPLE, Question(last=3))] == ["a3", "a1", "a2"]


def test_greetings_are_never_quoted(record):
    assert SAID[5][6] not in texts(record, last=99)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"about": "objection"}, [2]),
        ({"role": "Financial Controller"}, [2, 3, 1, 0]),
        ({"role": "data engineer", "about": "pain"}, [4]),
        ({"theme": "finance/t01"}, [3, 0]),
        ({"cycle": "2026-09"}, [0]),
        ({"words": "sso"}, [4]),
        ({"words": "ledger bill"}, [0]),
        ({"words": "edger"}, []),
        ({"persona": "revops"}, []),
    ],
)
def test_each_part_of_a_question_narrows(record, asked, found):
    assert texts(record, **asked) == [SAID[at][6] for at in found]


def test_meaning_finds_what_other_words_say(record):
    vectors = Vectors(record, "wordllama")
    found = quotes(record, PEOPLE, Question(like="new engineers cannot log in, the login fails"), vectors)
    assert [quote["text"] for quote in found] == [SAID[4][6]]
    assert 0 < found[0]["likeness"] <= 1


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"persona": "nobody"}, WorkspaceError, "no persona 'nobody'"),
        ({"about": "rant"}, ParameterError, "about 'rant'"),
        ({"last": 0}, ParameterError, "last is 0"),
        ({"like": "sso"}, ParameterError, "vectors"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(record, asked, error, told):
    with pytest.raises(error, match=told):
        quotes(record, PEOPLE, Question(**asked))


def test_a_quote_says_who_when_and_where(record):
    lines = quote_lines(quotes(record, PEOPLE, Question(persona="data")))
    assert lines == [f"“{SAID[4][6]}”", "    pain · a3 · Data Engineer · 2026-10-09 · desk/desk:4 · https://desk.example/1"]


def test_an_empty_record_has_nothing_to_say(tmp_path):
    assert quotes(Record(tmp_path), PEOPLE, Question()) == []
    assert heard_cycles(Record(tmp_path)) == []


def test_roles_are_asked_for_as_people_write_them():
    assert is_role("Sr. Revenue Operations Manager", "RevOps")
    assert not is_role("Account Manager", "RevOps")

"""What a role is saying, from the record."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.ask.quotes import find_quotes, quote_lines
from kit.ask.search import Question, heard_cycles, is_role, stretches
from kit.errors import CycleError, ParameterError, WorkspaceError
from kit.record.store import Record
from kit.record.vectors import Vectors
from tests.match_sets import personas
from tests.review.test_record_decisions import rows

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
    return [quote["text"] for quote in find_quotes(record, PEOPLE, Question(**asked))]


def test_the_newest_comes_first_and_one_of_each_account_before_a_second(record):
    assert texts(record, persona="finance") == [SAID[2][6], SAID[3][6], SAID[1][6], SAID[0][6]]
    assert [quote["account_id"] for quote in find_quotes(record, PEOPLE, Question(last=3))] == ["a3", "a1", "a2"]


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
    found = find_quotes(record, PEOPLE, Question(like="new engineers cannot log in, the login fails"), vectors)
    assert [quote["text"] for quote in found] == [SAID[4][6]]
    assert 0 < found[0]["likeness"] <= 1


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"persona": "nobody"}, WorkspaceError, "no persona 'nobody'"),
        ({"about": "rant"}, ParameterError, "about 'rant'"),
        ({"last": 0}, ParameterError, "last is 0"),
        ({"like": "sso"}, ParameterError, "vectors"),
        ({"theme": "finance/t99"}, WorkspaceError, "no theme 'finance/t99'; known: finance/t01"),
        ({"cycle": "2026-13"}, CycleError, "'2026-13' is none; .*; the record holds 2026-09 to 2026-10"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(record, asked, error, told):
    with pytest.raises(error, match=told):
        find_quotes(record, PEOPLE, Question(**asked))


def test_a_quote_says_who_when_and_where(record):
    lines = quote_lines(find_quotes(record, PEOPLE, Question(persona="data")))
    assert lines == [f"“{SAID[4][6]}”", "    pain · a3 · Data Engineer · 2026-10-09 · desk/desk:4 · https://desk.example/1"]


def test_an_empty_record_has_nothing_to_say(tmp_path):
    assert find_quotes(Record(tmp_path), PEOPLE, Question()) == []
    assert heard_cycles(Record(tmp_path)) == []


def test_roles_are_asked_for_as_people_write_them():
    assert is_role("Sr. Revenue Operations Manager", "RevOps")
    assert not is_role("Account Manager", "RevOps")


def test_an_account_is_told_by_name_where_it_is_known(record):
    accounts = pd.DataFrame({"account_id": ["a3"], "name": ["Acme"]})
    named = {quote["account_id"]: quote["account_name"] for quote in find_quotes(record, PEOPLE, Question(), accounts=accounts)}
    assert named == {"a3": "Acme", "a1": "", "a2": ""}
    assert "Acme (a3)" in quote_lines(find_quotes(record, PEOPLE, Question(persona="data"), accounts=accounts))[1]


@pytest.fixture
def untitled(record):
    """The same contact speaks twice in cycles far apart, with a title only in the older one."""
    told = record.read("conversations")
    told["contact_id"] = ["u1", "u1", "u2", "u3", "u4", "u5"]
    told.loc[1, "role"] = ""
    record.replace("conversations", told)
    return record


def test_a_title_given_elsewhere_is_borrowed_and_said_to_be(untitled):
    found = find_quotes(untitled, PEOPLE, Question(role="CFO", cycle="2026-10", words="close"))
    assert [(quote["text"], quote["role"], quote["is_borrowed"]) for quote in found] == [(SAID[1][6], "CFO", True)]
    assert "CFO (title given elsewhere)" in quote_lines(found)[1]
    given = find_quotes(untitled, PEOPLE, Question(cycle="2026-09"))
    assert [(quote["role"], quote["is_borrowed"]) for quote in given] == [("CFO", False)]


def test_by_meaning_the_nearest_come_before_the_newest(record):
    found = find_quotes(record, PEOPLE, Question(like="the ledger and billing do not tie out"), Vectors(record, "wordllama"))
    assert found[0]["text"] == SAID[0][6]
    assert found[0]["occurred_at"] < max(quote["occurred_at"] for quote in find_quotes(record, PEOPLE, Question()))


def test_a_question_by_meaning_stores_nothing_of_its_own(record):
    vectors = Vectors(record, "wordllama")
    vectors.of([text for *_, text in SAID])
    before = record.version()
    find_quotes(record, PEOPLE, Question(like="a question that nobody ever asked"), vectors)
    assert record.version() == before


def test_old_cycles_are_read_in_ever_longer_stretches():
    assert list(stretches(["5", "4", "3", "2", "1"])) == [["5"], ["4", "3"], ["2", "1"]]


def test_a_theme_is_what_the_newest_run_that_looked_at_a_cycle_made_of_it(record):
    again = record.read("assignments").assign(run_cycle="2026-11", theme_id="finance/t02")
    record.append("assignments", again[again["cycle"] == "2026-10"])
    assert texts(record, theme="finance/t01") == [SAID[0][6]]


def test_a_word_begins_where_no_letter_stands_before_it_in_any_alphabet(record):
    told = record.read("passages")
    told.loc[0, "text"] = "der Überblick fehlt uns im Bericht"
    record.replace("passages", told)
    assert len(texts(record, words="überblick")) == 1
    assert texts(record, words="berblick") == []

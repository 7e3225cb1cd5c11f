"""Surveys: people's own words are read, a form's own options and answers that say nothing are not, in any language."""

from __future__ import annotations

import random

import pytest

from kit.sources.conversation import Conversation, EmptyRow, UnreadableRow
from kit.sources.open_questions import is_choice, is_non_answer, is_open

OPTIONS = ["Quicker search in old reports", "Fewer mails from the system", "A plan for small teams", "Support in our own language",  # noqa: E501
           "Sign-in with one account"]  # fmt: skip
WORDS = [
    "Search in old reports takes a minute, and then it fails",
    "I get far too many mails, nobody reads them",
    "The plan is too large for us; we are three people",
    "Nobody answers in Polish / German",
    "We have to sign in twice a day, which is a waste",
    "Colours are hard to tell apart",
    "Old reports vanish, new ones are slow",
    "The mobile view cuts off the last column",
]


def ticked(joint: str, n: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    return [joint.join(rng.sample(OPTIONS, rng.choice([1, 2, 3]))) + (joint if joint == ";" else "") for _ in range(n)]


@pytest.mark.parametrize("joint", [";", ", ", "\n", " | ".strip(), " / "])
@pytest.mark.parametrize("n", [6, 40])
def test_ticked_options_are_no_words_whatever_joins_them(joint, n):
    assert is_choice(ticked(joint, n))
    assert not is_open(ticked(joint, n))


def test_rankings_are_no_words():
    rng = random.Random(2)
    ranked = ["\n".join(f"{place}. {name}" for place, name in enumerate(rng.sample(OPTIONS, 5), start=1)) for _ in range(8)]
    assert not is_open(ranked)
    assert not is_open([";".join(rng.sample(OPTIONS, 5)) for _ in range(8)])


def test_words_with_commas_and_semicolons_are_words():
    assert is_open(WORDS)
    assert not is_choice(WORDS)


def test_words_without_spaces_between_them_are_words():
    assert is_open(["検索が遅くて毎回失敗します", "メールが多すぎて誰も読みません", "サポートの返事が来ません"])


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "N/A.",
        "-",
        "--",
        "none",
        "Nothing!",
        "keine Angabe",
        "k.A.",
        "rien",
        "nada",
        "niente",
        "нет",
        "特になし",
        "没有",
        "",
        "x",
    ],
)
def test_answers_that_say_nothing_are_known(text):
    assert is_non_answer(text)


@pytest.mark.parametrize("text", ["No export works", "Nothing works since Monday", "nada funciona", "Test reports fail"])
def test_answers_that_begin_so_and_go_on_say_something(text):
    assert not is_non_answer(text)


def test_a_form_with_ticked_boxes_gives_its_open_question_alone(entries):
    rows = [
        f'{at},2026-10-{at + 10},anonymous,"{boxes}","{words}"'
        for at, (boxes, words) in enumerate(zip(ticked(";", 8), WORDS, strict=True), start=1)
    ]
    text = "ID,Completion time,Email,Where should we invest? (Select three),What annoys you most?\n" + "\n".join(
        [*rows, '9,2026-10-20,anonymous,"A;",n/a']
    )
    read = entries(
        "survey", {"f.csv": text}, columns={"conversation_id": "ID", "occurred_at": "Completion time", "contact_id": "Email"}
    )
    said = [entry for entry in read if isinstance(entry, Conversation)]
    assert [[turn.text for turn in entry.turns] for entry in said] == [["What annoys you most?", words] for words in WORDS]
    assert {entry.contact_id for entry in said} == {""}  # "anonymous" is not one person
    assert sum(isinstance(entry, EmptyRow) for entry in read) == 1


@pytest.mark.parametrize(
    "labels",
    [
        "Date de début,Date de fin,Date d'enregistrement,ID de la réponse",
        "開始日,終了日,記録日,回答ID",
        "Startdatum,Slutdatum,Registrerad,Svars-ID",
    ],
)
@pytest.mark.parametrize("has_ids", [True, False])
def test_qualtrics_heads_are_known_in_any_language(entries, labels, has_ids):
    ids = ",".join(
        '"{""ImportId"":""' + one + '""}"' for one in ("startDate", "endDate", "recordedDate", "_recordId", "QID2_TEXT")
    )
    text = (
        f"StartDate,EndDate,RecordedDate,ResponseId,Q2\n{labels},Pourquoi ?\n" + (f"{ids}\n" if has_ids else "")
        + "2026-10-14 09:11:00,2026-10-14 09:12:00,2026-10-14 09:12:33,R_1,Search in old reports takes a minute\n"
    )  # fmt: skip
    [entry] = entries("qualtrics", {"q.csv": text})
    assert (entry.conversation_id, [turn.text for turn in entry.turns]) == (
        "R_1",
        ["Pourquoi ?", "Search in old reports takes a minute"],
    )


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("Respondent-ID,Sammler-ID,Startdatum,Enddatum,Was nervt Sie?,Plan", ",,,,Antwort mit offenem Ende,Response"),
        (
            "ID du répondant,ID du collecteur,Date de début,Date de fin,Qu'est-ce qui vous gêne ?,Plan",
            ",,,,Réponse ouverte,Réponse",
        ),
    ],
)
def test_surveymonkeys_heads_are_known_by_their_structure(entries, head, kinds):
    text = f"{head}\n{kinds}\n11412345,77,10/14/2026 03:00:00 PM,10/14/2026 03:05:00 PM,Too slow,Team\n"
    [entry] = entries("surveymonkey", {"s.csv": text})
    assert (entry.conversation_id, entry.occurred_at.hour, entry.occurred_at.minute) == ("11412345", 15, 5)
    assert entry.turns[1].text == "Too slow"


def test_an_id_on_several_rows_with_different_words_is_no_response(entries):
    csv = (
        "Chat ID,Sent,Direction,Preview\n"
        "c1,2026-10-02,in,The import drops the last column\nc1,2026-10-02,out,Could you send us a file please?\n"
        "c2,2026-10-03,in,Where do I change the owner of it?\n"
    )
    read = entries("survey", {"s.csv": csv}, columns={"conversation_id": "Chat ID", "occurred_at": "Sent"})
    assert [(entry.line, entry.reason) for entry in read if isinstance(entry, UnreadableRow)] == [
        (line, "'c1' stands on 2 rows with different words, and one row is one conversation here; where a row is a message, say "
               "`reader: table`, `options: {group_by: Chat ID}` and `columns: {side: ...}`") for line in (2, 3)
    ]  # fmt: skip
    assert [entry.conversation_id for entry in read if isinstance(entry, Conversation)] == ["c2"]


def test_rows_of_one_answer_each_are_put_together_by_their_response(entries):
    csv = (
        "Response ID,Question,Answer,Submitted\n"
        "r1,What is hard?,Finding old quotes,2026-10-01\nr1,What is missing?,Let me clone a quote,2026-10-01\n"
        "r2,What is hard?,Discount approvals take days,2026-10-02\nr2,What is missing?,-,2026-10-02\n"
    )
    read = entries("survey", {"s.csv": csv})
    assert [(entry.conversation_id, [turn.text for turn in entry.turns]) for entry in read] == [
        ("r1", ["What is hard?", "Finding old quotes", "What is missing?", "Let me clone a quote"]),
        ("r2", ["What is hard?", "Discount approvals take days"]),
    ]

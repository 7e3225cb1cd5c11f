"""The words that rise and fade."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.drift.language import file_lines, language_shift, weighted_log_odds
from kit.drift.term_usage import usage_of
from tests.match_sets import personas

PERSONA = personas()[0]
CYCLE, BASELINE = "2026-10", ["2026-09"]


def spoken(now: list[str], before: list[str], voters: int = 40):
    rows, said = [], []
    for cycle, texts in ((CYCLE, now), (BASELINE[0], before)):
        for at in range(voters):
            key = f"{cycle}/{at}"
            rows.append((key, cycle, f"account:{at}"))
            said.append((f"{key}#0", key, texts[at % len(texts)], "pain"))
    counted = pd.DataFrame(rows, columns=["conversation_key", "cycle", "voter_id"])
    return pd.DataFrame(said, columns=["passage_id", "conversation_key", "text", "stance"]), counted


def test_a_term_that_accounts_take_up_rises_and_the_other_fades():
    passages, counted = spoken(
        ["the merged numbers are off", "the report is slow"], ["manual reporting hurts", "the report is slow"]
    )
    found = language_shift(PERSONA, passages, counted, CYCLE, BASELINE)
    assert found["rising"][0]["term"] == "merged numbers"
    assert (found["rising"][0]["before"], found["rising"][0]["now"], found["rising"][0]["accounts"]) == (0.0, 0.5, 20)
    assert found["rising"][0]["example"] == f"{CYCLE}/0#0"
    assert "manual reporting hurts" in [entry["term"] for entry in found["fading"]]
    assert "report" not in [entry["term"] for entry in found["rising"] + found["fading"]]


def test_a_cycle_against_the_same_words_moves_nothing():
    passages, counted = spoken(
        ["the merged numbers are off", "the report is slow"], ["the merged numbers are off", "the report is slow"]
    )
    found = language_shift(PERSONA, passages, counted, CYCLE, BASELINE)
    assert (found["rising"], found["fading"]) == ([], [])


def test_common_words_neither_rise_nor_fade_from_three_cycles_to_one():
    rng = np.random.default_rng(1)
    words = [f"word{chr(97 + at)}x" for at in range(26)]
    levels = np.array([0.35] * 6 + [0.1] * 20)
    keys = [(f"{cycle}/{at}/{one}", cycle, f"account:{at}") for cycle in "abcd" for at in range(150) for one in range(2)]
    counted = pd.DataFrame(keys, columns=["conversation_key", "cycle", "voter_id"])
    texts = [" . ".join(np.array(words)[rng.random(26) < levels]) or "nothing" for _ in keys]
    passages = pd.DataFrame({
        "passage_id": counted["conversation_key"], "conversation_key": counted["conversation_key"], "text": texts,
        "stance": "pain",
    })  # fmt: skip
    moved = language_shift(PERSONA, passages, counted, "d", ["a", "b", "c"])
    assert (moved["rising"], moved["fading"]) == ([], [])


def test_one_loud_account_raises_no_word():
    passages, counted = spoken(["the report is slow"], ["the report is slow"])
    loud = [(f"{CYCLE}/loud{at}", CYCLE, "account:0") for at in range(60)]
    counted = pd.concat([counted, pd.DataFrame(loud, columns=counted.columns)], ignore_index=True)
    more = [(f"{key}#0", key, "the webhook fires twice", "pain") for key, _, _ in loud]
    passages = pd.concat([passages, pd.DataFrame(more, columns=passages.columns)], ignore_index=True)
    assert language_shift(PERSONA, passages, counted, CYCLE, BASELINE)["rising"] == []


def test_greetings_and_placeholders_are_no_words():
    passages, counted = spoken(["ask [email] about it"], ["ask [email] about it"])
    greeting = passages.assign(text="lovely weather today", stance="other", passage_id=passages["passage_id"] + "g")
    assert "email" not in usage_of(passages, counted, [CYCLE]).votes
    found = language_shift(
        PERSONA, pd.concat([passages, greeting[greeting["conversation_key"].str.startswith(CYCLE)]]), counted, CYCLE, BASELINE
    )
    assert found["rising"] == []


def test_log_odds_of_the_same_counts_are_nought_and_turn_with_the_sides():
    one, other = np.array([5.0, 1.0, 3.0]), np.array([2.0, 4.0, 3.0])
    assert np.allclose(weighted_log_odds(one, one), 0)
    assert np.allclose(weighted_log_odds(one, other), -weighted_log_odds(other, one))


def test_the_files_own_words_that_nobody_says_are_listed():
    passages, counted = spoken(["the report is slow"], ["the report is slow"])
    found = language_shift(PERSONA, passages, counted, CYCLE, BASELINE)
    assert "warehouse" in found["unsaid"]
    assert any("warehouse" in line for line in file_lines(PERSONA))
    assert [entry["term"] for entry in found["new_to_file"]] == ["report is slow"]


def test_a_phrase_of_the_file_is_unsaid_only_where_its_words_are_said():
    passages, counted = spoken(["a schema is here", "changes are there"], ["the report is slow"])
    unsaid = language_shift(PERSONA, passages, counted, CYCLE, BASELINE)["unsaid"]
    assert "schema changes" in [term.lower() for term in unsaid]
    assert not [term for term in unsaid if "schema changes arrive" in term]


def test_another_form_of_a_word_of_the_file_is_the_same_word():
    stated = PERSONA.pains[0].model_copy(update={"statement": "Versioned tables cancel the rebuild", "language": []})
    persona = PERSONA.model_copy(update={"goals": [], "pains": [stated], "objections": [], "decision_criteria": []})
    passages, counted = spoken(["rebuilding was cancelled by a new version", "webhooks"], ["rebuilding was cancelled"])
    found = language_shift(persona, passages, counted, CYCLE, BASELINE)
    assert not {"versioned", "cancel", "rebuild"} & set(found["unsaid"])
    assert not {"version", "cancelled", "rebuilding"} & {entry["term"] for entry in found["new_to_file"]}
    assert "tables" in found["unsaid"]


def test_a_word_said_only_in_small_talk_was_said():
    passages, counted = spoken(["the report is slow"], ["the report is slow"])
    greeting = pd.DataFrame([("g#1", f"{CYCLE}/1", "our warehouse says hi", "other")], columns=passages.columns)
    found = language_shift(PERSONA, pd.concat([passages, greeting], ignore_index=True), counted, CYCLE, BASELINE)
    assert "warehouse" not in found["unsaid"]
    before = greeting.assign(conversation_key=f"{BASELINE[0]}/1")
    found = language_shift(PERSONA, pd.concat([passages, before], ignore_index=True), counted, CYCLE, BASELINE)
    assert "warehouse" in found["unsaid"]


def test_what_every_customer_says_is_less_telling_than_what_this_persona_says():
    passages, counted = spoken(["merge broke, time flies"], ["merge broke, time flies"])
    crowd = pd.DataFrame([(f"x{at}#0", f"x{at}", "time flies", "pain") for at in range(400)], columns=passages.columns)
    terms = [
        entry["term"] for entry in language_shift(PERSONA, pd.concat([passages, crowd]), counted, CYCLE, BASELINE)["new_to_file"]
    ]
    assert terms == ["merge broke", "time flies"]


def test_a_phrase_is_told_before_its_words_and_they_only_where_many_say_them_without_it():
    now = ["merged numbers are off", "the merged number is off", "a webhook fires", "the report is slow"]
    passages, counted = spoken(now, ["manual reporting hurts", "the report is slow"])
    terms = [entry["term"] for entry in language_shift(PERSONA, passages, counted, CYCLE, BASELINE)["rising"]]
    assert terms[:2] == ["merged number", "webhook fires"]  # a term and its plural are one, in the commoner form
    assert not {"merged", "number", "numbers", "webhook"} & set(terms)


def test_nothing_said_is_nothing_moved():
    passages, counted = spoken(["a b"], ["a b"])
    found = language_shift(PERSONA, passages[:0], counted[:0], CYCLE, BASELINE)
    assert found == {"rising": [], "fading": [], "unsaid": [], "new_to_file": []}


def test_two_terms_are_shown_by_two_passages_where_there_are_two():
    now = ["the webhook fires twice and merged numbers are off", "the report is slow"]
    passages, counted = spoken(now, ["manual reporting hurts", "the report is slow"])
    rising = language_shift(PERSONA, passages, counted, CYCLE, BASELINE)["rising"]
    assert len(rising) > 1
    assert len({entry["example"] for entry in rising}) == len(rising)

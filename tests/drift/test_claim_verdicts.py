"""The claim ledger."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.cycles import periods_of
from kit.drift.claim_verdicts import ENOUGH_VOTERS, Hearing, claim_sentence, claim_verdicts, word_of
from tests.match_sets import personas

PERSONA = personas()[0].model_copy(update={"id": "data"})
THEMES = pd.DataFrame(
    {
        "theme_id": ["data/t01", "data/t02", "data/t03", "data/t04"],
        "claim": ["data/pains/p0", "data/pains/p1", "data/pains/p2", ""], "label": ["a", "b", "c", "d"], "state": "live",
    }
)  # fmt: skip
CYCLE, BASELINE = "2026-10", ["2026-08", "2026-09"]
PERIODS = periods_of(CYCLE, [*BASELINE, CYCLE], BASELINE)


def shares(now: list[float], before: list[float]) -> pd.DataFrame:
    rows = [
        (theme, cycle, value, int(50 * value), 50)
        for cycle, values in ((CYCLE, now), *((one, before) for one in BASELINE))
        for theme, value in zip(THEMES["theme_id"], values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["theme_id", "cycle", "share", "n_accounts", "n_voters_active"])


def counted(n: int = 50) -> pd.DataFrame:
    rows = [(f"c{at}/{cycle}", cycle, f"account:a{at}") for at in range(n) for cycle in (CYCLE, *BASELINE)]
    return pd.DataFrame(rows, columns=["conversation_key", "cycle", "voter_id"])


def verdicts(now, before, shifts=(), n=50, enough=True, all_heard=True):
    told = claim_verdicts(PERSONA, THEMES, shares(now, before), list(shifts), counted(n), PERIODS, Hearing(enough, all_heard))
    return {fact["claim"].split("/")[-1]: fact for fact in told}


def moved(theme: str, direction: str, q: float = 0.01) -> dict:
    return {"theme": theme, "direction": direction, "q": q, "surfaced": False}


@pytest.mark.parametrize(
    ("direction", "verdict"), [("rising", "rising"), ("new", "rising"), ("fading", "fading"), ("gone", "fading")]
)
def test_a_theme_that_really_moved_decides(direction, verdict):
    assert verdicts([0.3, 0.2, 0.1, 0], [0.2, 0.2, 0.1, 0], [moved("data/t01", direction)])["p0"]["verdict"] == verdict


def test_a_move_that_chance_could_make_is_holding():
    assert verdicts([0.3, 0.2, 0.1, 0], [0.2, 0.2, 0.1, 0], [moved("data/t01", "rising", q=0.4)])["p0"]["verdict"] == "holding"


def test_being_passed_by_a_theme_that_really_rose_is_overtaken():
    found = verdicts([0.3, 0.2, 0.1, 0.5], [0.3, 0.2, 0.1, 0.1], [moved("data/t04", "rising")])
    assert (found["p0"]["verdict"], found["p0"]["overtaken_by"]) == ("overtaken", "data/t04")
    assert found["p0"]["rank_heard"] == 2


def test_silence_is_told_apart_from_not_enough_heard():
    heard = verdicts([0, 0.2, 0.1, 0], [0, 0.2, 0.1, 0])["p0"]
    few = verdicts([0, 0.2, 0.1, 0], [0, 0.2, 0.1, 0], n=ENOUGH_VOTERS - 1)["p0"]
    thin = verdicts([0, 0.2, 0.1, 0], [0, 0.2, 0.1, 0], enough=False)["p0"]
    silent = verdicts([0, 0.2, 0.1, 0], [0, 0.2, 0.1, 0], all_heard=False)["p0"]
    assert [one["verdict"] for one in (heard, few, thin, silent)] == ["unheard"] * 4
    assert [word_of(one) for one in (heard, few, thin, silent)] == ["unheard", *["too little said"] * 3]
    assert few["sentence"] == "None of the 28 accounts that spoke raised it this cycle; too little said to call it wrong."
    assert heard["sentence"] == "None of the 50 accounts that spoke raised it, now or in the cycles before."
    assert heard["rank_heard"] is None


def test_what_nobody_raised_this_cycle_is_never_holding():
    fact = verdicts([0, 0.2, 0.1, 0], [0.04, 0.2, 0.1, 0])["p0"]
    assert fact["verdict"] == word_of(fact) == "unheard"
    assert (
        told(fact)
        == "None of the 50 accounts that spoke raised it this cycle; 4 % before: no change that could be told from chance."
    )


def test_in_a_thin_cycle_no_claim_is_called_holding():
    found = verdicts([0.33, 0, 0.1, 0], [0.32, 0.22, 0.1, 0], n=3, enough=False)
    assert {word_of(one) for one in found.values()} == {"too little said"}
    assert found["p0"]["verdict"] == "holding"
    assert told(found["p0"]).endswith("33 % of conversations now, 32 % before; too little said to say what that means.")
    assert (
        told(found["p1"])
        == "None of the 3 accounts that spoke raised it this cycle (22 % before): too little said to call it gone."
    )


def test_a_claim_that_was_raised_holds_though_few_spoke_where_the_cycle_is_not_thin():
    found = verdicts([0.2, 0, 0.1, 0], [0.2, 0.04, 0.1, 0], n=ENOUGH_VOTERS - 1)
    assert (word_of(found["p0"]), word_of(found["p1"])) == ("holding", "too little said")


def test_the_share_before_is_that_of_the_shift():
    shift = {"theme": "data/t01", "share_before": 0.2973, "share_now": 0.3, "q": 1.0, "surfaced": False}
    assert verdicts([0.3, 0.2, 0.1, 0], [0.32, 0.2, 0.1, 0], [shift])["p0"]["share_before"] == 0.2973


def told(fact: dict) -> str:
    return fact["sentence"].replace("\u00a0", " ")


def test_history_and_ranks_are_the_shares():
    fact = verdicts([0.1, 0.2, 0.3, 0], [0.1, 0.2, 0.3, 0])["p0"]
    assert fact["history"] == {"2026-08": 0.1, "2026-09": 0.1, "2026-10": 0.1}
    assert (fact["rank_stated"], fact["rank_heard"]) == (1, 3)


def test_a_claim_without_a_theme_is_unheard():
    told = claim_verdicts(PERSONA, THEMES[:0], shares([0] * 4, [0] * 4), [], counted(), PERIODS, Hearing(True))
    assert {fact["verdict"] for fact in told} == {"unheard"}
    assert {fact["theme"] for fact in told} == {None}


@pytest.mark.parametrize(
    ("verdict", "now", "before", "enough", "sentence"),
    [
        ("holding", 0.30, 0.31, True, "Raised as before, by 3 of 10 accounts: 30 % of conversations now, 31 % before."),
        (
            "holding",
            0.10,
            0.43,
            True,
            "Raised, by 3 of 10 accounts: 10 % of conversations now, 43 % before; no change that could be told from chance.",
        ),
        (
            "holding",
            0.10,
            0.43,
            False,
            "Raised, by 3 of 10 accounts: 10 % of conversations now, 43 % before; too little said to say what that means.",
        ),
        (
            "fading",
            0.09,
            0.29,
            True,
            "Raised less, by 3 of 10 accounts: 9 % of conversations now, 29 % before; “b”, which rose, stands above it now.",
        ),
        (
            "overtaken",
            0.16,
            0.17,
            True,
            "Still raised, by 3 of 10 accounts: 16 % of conversations now, 17 % before; “b”, which rose, stands above it now.",
        ),
        ("fading", 0.0, 0.29, True, "None of the 10 accounts that spoke raised it this cycle; 29 % before."),
    ],
)
def test_a_claim_is_said_to_be_as_before_only_where_it_is(verdict, now, before, enough, sentence):
    fact = {"verdict": verdict, "share_now": now, "share_before": before, "heard_enough": enough}
    fact |= {"accounts_now": 3 if now else 0, "accounts_spoke": 10}
    assert claim_sentence(fact, "“b”").replace("\u00a0", " ") == sentence


def test_what_only_speakers_without_an_account_raised_names_no_account():
    fact = {"verdict": "holding", "share_now": 0.1, "share_before": 0.1, "heard_enough": True, "accounts_now": 0}
    assert claim_sentence(fact | {"accounts_spoke": 5}).startswith("Raised as before: 10")


@pytest.mark.parametrize(
    ("enough", "end"), [(True, ", now or in the cycles before"), (False, " this cycle; too little said to call it wrong")]
)
def test_what_is_said_in_other_words_is_told_beside_the_silence(enough, end):
    fact = {"verdict": "unheard", "share_now": 0.0, "share_before": 0.0, "heard_enough": enough, "accounts_spoke": 10}
    sentence = told({"sentence": claim_sentence(fact | {"nearest": {"theme": "data/t04", "label": "b", "share_now": 0.31}})})
    assert sentence == f"None of the 10 accounts that spoke raised it in these words{end}; nearest: “b”, 31 %."

"""The claim ledger."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.claims import ENOUGH_ACCOUNTS, claim_sentence, claim_verdicts, first_in_draws, priorities
from tests.match_sets import personas

PERSONA = personas()[0].model_copy(update={"id": "data"})
THEMES = pd.DataFrame(
    {
        "theme_id": ["data/t01", "data/t02", "data/t03", "data/t04"],
        "claim": ["data/pains/p0", "data/pains/p1", "data/pains/p2", ""], "label": ["a", "b", "c", "d"], "state": "live",
    }
)  # fmt: skip
CYCLE, BASELINE = "2026-10", ["2026-08", "2026-09"]


def shares(now: list[float], before: list[float]) -> pd.DataFrame:
    rows = [
        (theme, cycle, value, int(50 * value))
        for cycle, values in ((CYCLE, now), *((one, before) for one in BASELINE))
        for theme, value in zip(THEMES["theme_id"], values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["theme_id", "cycle", "share", "n_accounts"])


def counted(n: int = 50) -> pd.DataFrame:
    rows = [(f"c{at}/{cycle}", cycle, f"account:a{at}") for at in range(n) for cycle in (CYCLE, *BASELINE)]
    return pd.DataFrame(rows, columns=["conversation_key", "cycle", "voter_id"])


def verdicts(now, before, shifts=(), n=50, enough=True):
    told = claim_verdicts(PERSONA, THEMES, shares(now, before), list(shifts), counted(n), CYCLE, BASELINE, enough)
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
    few = verdicts([0, 0.2, 0.1, 0], [0, 0.2, 0.1, 0], n=ENOUGH_ACCOUNTS - 1)["p0"]
    stale = verdicts([0, 0.2, 0.1, 0], [0, 0.2, 0.1, 0], enough=False)["p0"]
    assert [one["verdict"] for one in (heard, few, stale)] == ["unheard"] * 3
    assert [one["heard_enough"] for one in (heard, few, stale)] == [True, False, False]
    assert "not enough heard" in few["sentence"]
    assert "None of the 50 accounts" in heard["sentence"]
    assert heard["rank_heard"] is None


def test_history_and_ranks_are_the_shares():
    fact = verdicts([0.1, 0.2, 0.3, 0], [0.1, 0.2, 0.3, 0])["p0"]
    assert fact["history"] == {"2026-08": 0.1, "2026-09": 0.1, "2026-10": 0.1}
    assert (fact["rank_stated"], fact["rank_heard"]) == (1, 3)


def test_a_claim_without_a_theme_is_unheard():
    told = claim_verdicts(PERSONA, THEMES[:0], shares([0] * 4, [0] * 4), [], counted(), CYCLE, BASELINE, True)
    assert {fact["verdict"] for fact in told} == {"unheard"}
    assert {fact["theme"] for fact in told} == {None}


def evidence(*shares_now: int) -> pd.DataFrame:
    rows = [(f"c{at}/{CYCLE}", theme, CYCLE) for theme, n in zip(THEMES["theme_id"], shares_now, strict=True) for at in range(n)]
    return pd.DataFrame(rows, columns=["conversation_key", "theme_id", "cycle"])


def test_the_first_heard_comes_with_its_probability():
    found = priorities(PERSONA, THEMES, evidence(5, 30, 2, 0), counted(), CYCLE, 7)
    assert (found["stated_first"], found["heard_first"]) == ("data/pains/p0", "data/pains/p1")
    assert found["probability"] > 0.99
    assert [row["rank_heard"] for row in found["order"]] == [1, 2, 3, None]
    assert found == priorities(PERSONA, THEMES, evidence(5, 30, 2, 0), counted(), CYCLE, 7)


def test_a_theme_no_claim_states_can_be_first():
    assert priorities(PERSONA, THEMES, evidence(5, 3, 2, 40), counted(), CYCLE, 7)["heard_first"] == "data/t04"


def test_nobody_heard_is_no_order():
    assert priorities(PERSONA, THEMES, evidence(0, 0, 0, 0), counted(), CYCLE, 7)["heard_first"] is None
    assert priorities(PERSONA, THEMES, evidence(1, 0, 0, 0), counted(0), CYCLE, 7) is None


def test_two_even_themes_are_first_by_chance():
    voices = np.zeros((40, 2))
    voices[:20, 0] = voices[20:, 1] = 1
    assert 0.3 < first_in_draws(voices, 0, 1) < 0.6


@pytest.mark.parametrize(
    ("now", "before", "enough", "told"),
    [
        (0.30, 0.31, True, "Raised as before: 30% now, 31% before."),
        (0.10, 0.43, True, "10% now, 43% before: no change that could be told from chance."),
        (0.10, 0.43, False, "10% now, 43% before: not enough heard to call that a change."),
    ],
)
def test_a_holding_claim_is_said_to_be_as_before_only_where_it_is(now, before, enough, told):
    fact = {"verdict": "holding", "share_now": now, "share_before": before, "heard_enough": enough, "overtaken_by": None}
    assert claim_sentence(fact, 10) == told

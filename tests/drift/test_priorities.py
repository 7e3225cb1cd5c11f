"""The order of pains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.drift.priorities import first_in_draws, priorities, tied_with
from tests.drift.test_claim_verdicts import CYCLE, PERSONA, THEMES, counted


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


def test_one_of_many_alike_is_seldom_told_as_first_alone():
    rng = np.random.default_rng(3)
    alone = sum(_is_alone(rng.random((60, 8)) < 0.25, seed) for seed in range(60))
    assert alone <= 9  # a tenth, and the chance of sixty draws


def _is_alone(raised: np.ndarray, seed: int) -> bool:
    voices = raised.astype(float)
    return not tied_with(voices, int(voices.mean(axis=0).argmax()), seed)


def test_a_clear_lead_is_no_tie_and_a_theme_nobody_raised_ties_with_none():
    voices = np.zeros((40, 3))
    voices[:30, 0] = voices[:5, 1] = 1
    assert tied_with(voices, 0, 1) == []
    voices[:28, 1] = 1
    assert tied_with(voices, 0, 1) == [1]


def test_ties_are_told_by_the_most_raised_first():
    told = priorities(PERSONA, THEMES, evidence(19, 20, 18, 0), counted(), CYCLE, 7)
    assert [row["theme"] for row in told["order"]][1:3] == told["tied"]

"""What people found of passages, as what is known of conversations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.shifts.corrections.reviewed_evidence import NO_THEME, RIGHT, WRONG, latest_words, reviewed_evidence

#: Two conversations of two passages each, one of one, one of small talk alone.
ASSIGNMENTS = pd.DataFrame(
    [
        ("p1", "c1", "t1", "content"), ("p2", "c1", "t2", "content"), ("p3", "c2", "t1", "content"), ("p4", "c2", "", "content"),
        ("p5", "c3", "t2", "content"), ("p6", "c4", "", "small talk"),
    ],
    columns=["passage_id", "conversation_key", "theme_id", "kind"],
)  # fmt: skip
KEYS = pd.Series(["c1", "c2", "c3", "c4"])


def words(*given: tuple[str, str, str]) -> pd.DataFrame:
    """Decisions one after the other: passage, verdict, what it is about."""
    shown = dict(zip(ASSIGNMENTS["passage_id"], ASSIGNMENTS["theme_id"], strict=True))
    rows = [
        {
            "decision_id": f"d{at}", "passage_id": name, "verdict": verdict, "theme_id": about, "proposed": shown[name],
            "decided_at": pd.Timestamp("2026-10-01T10:00Z") + pd.Timedelta(minutes=at),
        }
        for at, (name, verdict, about) in enumerate(given)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["decision_id", "passage_id", "verdict", "theme_id", "proposed", "decided_at"])


def known(*given: tuple[str, str, str]) -> dict[str, list[float | None]]:
    truly = reviewed_evidence(ASSIGNMENTS, KEYS, words(*given), 0).truly
    return {key: [None if np.isnan(value) else value for value in row] for key, row in zip(KEYS, truly.to_numpy(), strict=True)}


def test_nothing_is_known_of_what_nobody_read_but_for_small_talk():
    assert known() == {"c1": [None, None], "c2": [None, None], "c3": [None, None], "c4": [0, 0]}


def test_a_theme_is_raised_once_one_passage_is_said_to_be_about_it():
    assert known(("p1", RIGHT, "t1"))["c1"] == [1, None]
    assert known(("p4", WRONG, "t2"))["c2"] == [None, 1]


def test_that_it_is_not_raised_is_known_when_every_passage_is():
    assert known(("p1", WRONG, NO_THEME))["c1"] == [None, None]
    assert known(("p1", WRONG, NO_THEME), ("p2", RIGHT, "t2"))["c1"] == [0, 1]
    assert known(("p5", WRONG, "t1"))["c3"] == [1, 0]


def test_a_wrong_theme_without_the_right_one_rules_out_that_theme_alone():
    assert known(("p5", WRONG, ""))["c3"] == [None, 0]
    assert known(("p3", WRONG, ""), ("p4", RIGHT, NO_THEME))["c2"] == [0, None]


def test_the_newest_word_stands():
    assert known(("p5", RIGHT, "t2"), ("p5", WRONG, NO_THEME))["c3"] == [0, 0]
    assert latest_words(words(("p5", RIGHT, "t2"), ("p5", WRONG, ""))).loc["p5", "verdict"] == WRONG


def test_a_word_outlasts_the_fit_that_it_was_said_of():
    moved = ASSIGNMENTS.assign(theme_id=ASSIGNMENTS["theme_id"].replace({"t2": "t3"}))
    evidence = reviewed_evidence(moved, KEYS, words(("p5", RIGHT, "t2")), 0)
    assert evidence.truly.loc[2].tolist() == [0, 0]
    assert evidence.is_read.tolist() == [False, False, True, False]


def test_the_sample_is_the_run_of_lowest_lots_whoever_showed_it():
    evidence = reviewed_evidence(ASSIGNMENTS, KEYS, words(("p5", RIGHT, "t2")), 0)
    among = np.array([False, False, True, True])
    assert evidence.drawn("t2", True, among).tolist() == [False, False, True, False]
    assert not evidence.drawn("t2", True, ~among).any()

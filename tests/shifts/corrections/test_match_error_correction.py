"""A brief's shares corrected for wrong and missed matches, from the tables of a whole persona."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.cycles import periods_of
from kit.matching.match_accuracy import ReviewedMatches, corrected_share
from kit.shifts.corrections.match_error_correction import (
    corrections,
    counted_by_matches,
    nearest_themes,
    raised_themes,
    voter_weights,
)
from kit.shifts.measure_persona import Tables

CYCLES = ["2026-08", "2026-09", "2026-10"]
THEMES = {"data/t01": 0, "data/t02": 1}


class Said:
    """Vectors of texts that name their subject: "2 ..." points along the second axis, with a little of the text's own."""

    def of(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 6), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[int(text[0])] = 1
            row[3:] = 0.3 * np.random.default_rng(len(text) + sum(map(ord, text))).normal(size=3)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def world(n: int = 2400) -> tuple[Tables, ReviewedMatches, np.ndarray, np.ndarray]:
    """One persona's conversations, a third of whose first subject the matcher misses; and who truly speaks of what."""
    generator = np.random.default_rng(2)
    is_true = generator.random(n) < 0.5
    subject = np.where(is_true, generator.choice(3, n, p=[0.4, 0.2, 0.4]), generator.choice(3, n, p=[0.1, 0.1, 0.8]))
    missed = is_true & (subject == 0) & (generator.random(n) < 0.5)
    let_in = ~is_true & (generator.random(n) < 0.15)
    counted = (is_true & ~missed) | let_in
    keys = pd.Series([f"c{at:04d}" for at in range(n)], dtype="str")
    conversations = pd.DataFrame(
        {
            "conversation_key": keys, "account_id": [f"a{at}" for at in generator.integers(0, 400, n)], "contact_id": "",
            "cycle": [CYCLES[at % 3] for at in range(n)], "duplicate_of": "",
        }
    )  # fmt: skip
    passages = pd.DataFrame(
        {
            "passage_id": keys + "#0", "conversation_key": keys, "stance": "pain",
            "text": [f"{topic} said in {at}" for at, topic in enumerate(subject)],
        }
    )  # fmt: skip
    themes = np.array(["data/t01", "data/t02", ""], dtype=object)[subject]
    assignments = passages[["passage_id", "conversation_key"]].assign(persona_id="data", theme_id=themes)[counted]
    nothing = pd.DataFrame()
    tables = Tables(conversations, nothing, passages, nothing, assignments.reset_index(drop=True), nothing)
    reviewed = generator.choice(n, 500, replace=False)
    return tables, ReviewedMatches(keys, np.where(counted, 2, 1), reviewed, is_true[reviewed]), is_true, subject


def test_corrected_shares_and_shifts_are_nearer_to_the_truth():
    tables, checked, is_true, subject = world()
    found = corrections(counted_by_matches(tables, "data", checked, Said(), periods_of("2026-10", CYCLES, CYCLES[:2])))
    now = (tables.conversations["cycle"] == "2026-10").to_numpy()
    assert sorted(found) == sorted(THEMES)
    for theme, number in THEMES.items():
        truth = (subject[now & is_true] == number).mean()
        raw = (subject[now & (checked.level == 2)] == number).mean()
        one = found[theme]
        assert abs(one["share"] - truth) < one["share_half"] + 0.03
        assert abs(one["share"] - truth) < max(abs(raw - truth), 0.03)
    assert abs(found["data/t01"]["shift_pp"]) < 8


def test_the_votes_of_counted_conversations_add_up_to_the_printed_share():
    voters, cycles = np.array(["a", "a", "b", "c"]), np.array(["1", "1", "1", "1"])
    level = np.array([2, 2, 2, 1])
    weights = voter_weights(voters, cycles, level)
    assert weights.tolist() == [0.5, 0.5, 1.0, 1.0]
    raises = np.array([True, False, True, False])
    found = corrected_share(raises, weights, level, np.arange(4), np.array([True, True, True, False]))
    assert found["raw"] == pytest.approx((0.5 + 1) / 2)


def test_a_missed_conversation_of_a_heard_voter_counts_beside_the_others():
    weights = voter_weights(np.array(["a", "a"]), np.array(["1", "1"]), np.array([2, 0]))
    assert weights.tolist() == [1.0, 0.5]


def test_what_the_fit_decided_is_not_decided_again():
    tables, checked, _, _ = world(600)
    flipped = tables.assignments.assign(theme_id="data/t02")
    raised = raised_themes(flipped, tables.passages, checked, Said())
    counted = checked.keys.isin(flipped["conversation_key"])
    assert raised.loc[counted, "data/t02"].all()


def test_passages_far_from_every_theme_raise_none():
    vectors = Said()
    fitted = vectors.of([f"0 a{at}" for at in range(20)] + [f"1 b{at}" for at in range(20)] + [f"2 c{at}" for at in range(20)])
    themes = np.array(["data/t01"] * 20 + ["data/t02"] * 20 + [""] * 20, dtype=object)
    near = nearest_themes(fitted, themes, vectors.of(["0 d", "1 e", "2 f"]))
    assert list(near) == ["data/t01", "data/t02", ""]


def test_without_themes_nothing_is_near():
    assert list(nearest_themes(np.zeros((0, 1)), np.array([], dtype=object), np.ones((2, 1)))) == ["", ""]


def test_what_too_few_decisions_speak_of_is_left_out():
    tables, checked, _, _ = world(600)
    few = ReviewedMatches(checked.keys, checked.level, checked.reviewed[:2], checked.is_true[:2])
    assert corrections(counted_by_matches(tables, "data", few, Said(), periods_of("2026-10", CYCLES, CYCLES[:2]))) == {}

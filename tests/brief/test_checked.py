"""What a brief says of checked matches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.brief import amounts, caveats, checked, sentences
from kit.brief.facts import corrected_shifts, corrected_themes
from kit.brief.sections.one_brief import not_heard

STORY = Path(__file__).parents[1] / "facts" / "shifted.json"
QUALITY = {
    "n_decisions": 58, "n_drawn": 300, "precision": 0.986, "precision_low": 0.925, "precision_high": 0.998,
    "recall": 0.944, "recall_low": 0.9, "recall_high": 0.988,
}  # fmt: skip


def facts(shift_pp: float = 20.0, half: float = 5.0) -> dict:
    """The shifted story with its lead theme's figures corrected."""
    told = json.loads(STORY.read_text(encoding="utf-8"))
    lead = next(shift for shift in told["shifts"] if shift["surfaced"])
    found = {lead["theme"]: {"share": 0.27, "share_half": 0.04, "shift_pp": shift_pp, "shift_half_pp": half}}
    told["matching"]["quality"] = QUALITY
    themes = [theme | {side: theme.get(side) or {} for side in ("low", "high")} for theme in told["themes"]]
    told["themes"] = corrected_themes(themes, found, told["cycle"])
    told["shifts"] = corrected_shifts(told["shifts"], found)
    return told


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_coverage_tells_how_often_matches_were_right():
    assert plain(checked.quality({"quality": QUALITY})[0]) == (
        "Of 300 conversations drawn at random and checked by people: 99 % (93 % to 100 %) of what was matched to this persona "
        "was right, and 94 % (90 % to 99 %) of what is truly its own was matched to it."
    )
    assert plain(checked.quality({"quality": QUALITY})[0]) in [plain(said) for said in caveats.unheard(facts())]


def test_without_checks_nothing_is_said():
    told = json.loads(STORY.read_text(encoding="utf-8"))
    assert checked.quality(told["matching"]) == checked.correction(told) == checked.doubts(told) == []
    assert "corrected" not in not_heard(told).html.lower()


def test_too_few_checks_are_said_to_be_too_few():
    told = json.loads(STORY.read_text(encoding="utf-8"))
    told["matching"]["quality"] = QUALITY
    assert checked.correction(told) == ["Too few were checked to correct the shares for what was matched wrongly."]


def test_what_a_person_approved_needs_no_correction():
    told = json.loads(STORY.read_text(encoding="utf-8"))
    told["matching"]["quality"] = QUALITY | {"approved_only": True}
    assert checked.correction(told) == []
    assert checked.quality(told["matching"])


def test_a_corrected_shift_stands_beside_the_shift():
    told = facts()
    assert "Corrected for wrong and missed matches it is +20 points" in plain(amounts.strength(told)[0])
    assert checked.doubts(told) == []
    assert "Shares corrected for wrong and missed matches" in not_heard(told).html


@pytest.mark.parametrize(("shift_pp", "half"), [(4.0, 1.0), (20.0, 40.0), (-6.0, 2.0)])
def test_a_shift_that_wrong_matches_explain_is_doubted_on_the_first_screen(shift_pp, half):
    told = facts(shift_pp, half)
    assert sentences.also(told)[0].startswith("Check the matches first: corrected for wrong and missed ones, ")
    assert len(sentences.also(told)) <= 4


def test_the_interval_holds_both_errors():
    told = facts()
    lead = next(shift for shift in told["shifts"] if shift["surfaced"])
    half = (lead["high_pp"] - lead["low_pp"]) / 2
    assert lead["corrected"]["high_pp"] - 20 == pytest.approx((half**2 + 25) ** 0.5, abs=0.06)


@pytest.mark.parametrize(("high", "warned"), [(0.39, True), (0.52, False)])
def test_a_persona_that_was_mostly_missed_says_so_first(high, warned):
    told = facts()
    told["matching"]["quality"] = QUALITY | {"recall": 0.34, "recall_low": 0.29, "recall_high": high}
    warning = "Check the matches first: only 34 % (29 % to 39 %) of what is truly this persona’s was matched to it."
    assert (plain(sentences.also(told)[0]) == warning) is warned

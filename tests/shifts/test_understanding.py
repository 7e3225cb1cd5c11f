"""What no theme explains is never called steady."""

import numpy as np
import pandas as pd
import pytest

from kit.cycles import periods_of
from kit.shifts.understanding import (
    LEAST_ALIKE,
    alike_in_one_theme,
    held_part,
    not_understood,
    understanding_of,
    unthemed_quotes,
    with_understanding,
)

PERIODS = periods_of("2026-10", ["2026-08", "2026-09", "2026-10"], ["2026-08", "2026-09"])
STEADY = {
    "verdict": "steady", "smallest_visible_shift_pp": 12.0, "smallest_visible_alone_pp": 8.0,
    "reasons": [{
        "code": "nothing_surfaced", "text": "0 of 4 themes met the bar; a shift of 12\u00a0points is excluded in every theme",
        "within_pp": 12.0, "smallest_visible_shift_pp": 12.0,
    }],
}  # fmt: skip


def heard(now: int, open_now: int, before: int = 40, open_before: int = 2, talk: int = 0):
    """Counted conversations and assignments with so many of them in no theme, and so many that are small talk alone."""
    rows = [("2026-10", at < open_now, "content") for at in range(now)]
    rows += [("2026-09", at < open_before, "content") for at in range(before)]
    rows += [("2026-10", True, "small talk")] * talk
    table = pd.DataFrame(rows, columns=["cycle", "is_open", "kind"])
    keys = [f"c{at:03d}" for at in range(len(table))]
    table = table.assign(conversation_key=keys, passage_id=keys)
    table = table.assign(theme_id=table["is_open"].map({True: "", False: "p/t01"}))
    return understanding_of(table, table[["conversation_key", "cycle"]], PERIODS), table


def test_small_talk_is_counted_apart():
    found, _ = heard(30, 3, talk=10)
    assert found == {"with_content": 30, "unthemed_part": 0.1, "unthemed_before": 0.05, "small_talk_part": 0.25}


def test_an_older_record_that_does_not_know_kinds_has_content_only():
    _, table = heard(30, 3)
    assert understanding_of(table.assign(kind=""), table[["conversation_key", "cycle"]], PERIODS)["with_content"] == 30


@pytest.mark.parametrize(("open_now", "before", "is_lost"), [(3, 40, False), (12, 40, True), (9, 40, True), (9, 0, False)])
def test_too_much_in_no_theme_is_told_by_the_limit_and_by_its_own_past(open_now, before, is_lost):
    found, _ = heard(30, open_now, before=before)
    assert bool(not_understood(found)) is is_lost


def test_few_conversations_say_nothing_of_what_is_understood():
    found, _ = heard(9, 9)
    assert not_understood(found) == []


def test_what_is_not_understood_is_never_steady_and_no_size_would_have_been_seen():
    found = with_understanding(STEADY, heard(30, 15)[0])
    assert found["verdict"] == "unclear"
    assert [reason["code"] for reason in found["reasons"]] == ["not_understood"]
    assert "excluded" not in str(found["reasons"])


@pytest.mark.parametrize("verdict", ["shifted", "thin", "stale"])
def test_other_verdicts_keep_their_word_and_get_the_reason(verdict):
    found = with_understanding(STEADY | {"verdict": verdict, "reasons": []}, heard(30, 15)[0])
    assert (found["verdict"], [reason["code"] for reason in found["reasons"]]) == (verdict, ["not_understood"])


def test_what_themes_miss_makes_the_smallest_visible_shift_larger_and_leaves_what_is_excluded():
    found = with_understanding(STEADY, heard(40, 8)[0])
    assert (found["verdict"], found["smallest_visible_shift_pp"]) == ("steady", 15.0)
    assert found["reasons"] == [STEADY["reasons"][0] | {"smallest_visible_shift_pp": 15.0}]


def test_where_all_is_understood_the_figures_stay():
    found = with_understanding(STEADY, heard(40, 0)[0])
    assert found["reasons"] == STEADY["reasons"]
    assert found["smallest_visible_shift_pp"] == 12.0


def test_quotes_of_what_no_theme_explains_are_of_different_accounts():
    _, table = heard(30, 5, talk=2)
    keys = table["conversation_key"]
    texts = pd.Series([f"the colour of parcel number {at} was nothing like the picture" for at in range(len(table))])
    passages = table[["passage_id", "conversation_key"]].assign(start=0, end=texts.str.len())
    conversations = pd.DataFrame({
        "conversation_key": keys, "conversation_id": keys, "source": "calls", "role": "", "url": "", "text": texts,
        "account_id": [f"a{at % 4}" for at in range(len(table))], "occurred_at": pd.Timestamp("2026-10-05", tz="UTC"),
    })  # fmt: skip
    quotes = unthemed_quotes(table, passages, conversations, "2026-10")
    assert len({quote["account_id"] for quote in quotes}) == len(quotes) == 3
    assert {quote["conversation_id"] for quote in quotes} <= set(keys[:5])


def said(themes: list[str], places: np.ndarray, voters: int = 20):
    """Evidence of the themes given, one passage each, and an embedding that puts each at its place."""
    quotes = [f"quote {at:03d}" for at in range(len(themes))]
    where = dict(zip(quotes, places, strict=True))
    voter = [f"account:a{at % voters:02d}" for at in range(len(themes))]
    rows = pd.DataFrame({"theme_id": themes, "voter_id": voter, "passage_id": quotes, "quote": quotes})
    return rows, lambda texts: np.array([where[text] for text in texts])


def corners(noise: float) -> np.ndarray:
    """Places of 240 passages around four corners, in turns."""
    rng = np.random.default_rng(0)
    return np.eye(4)[np.arange(240) % 4] + noise * rng.normal(size=(240, 4))


def test_of_passages_around_four_places_all_that_are_alike_lie_in_one_theme():
    rows, embed = said([f"t{at % 4}" for at in range(240)], corners(0.01))
    assert alike_in_one_theme(rows, embed) == 1.0


def test_themes_cut_across_what_is_alike_hold_no_more_of_it_than_by_chance():
    rows, embed = said([f"t{at // 4 % 4}" for at in range(240)], corners(0.01))
    assert alike_in_one_theme(rows, embed) < 0.4


def test_an_account_that_repeats_itself_is_not_what_is_alike():
    rows, embed = said([f"t{at % 4}" for at in range(240)], corners(0.01))
    alone = rows.assign(voter_id=[f"account:a{at % 4}" for at in range(240)])
    assert alike_in_one_theme(alone, embed) is None  # four voters have not five others


def test_few_passages_do_not_tell_whether_themes_are_distinct():
    rows, embed = said(["t0"] * 199, np.ones((199, 2)))
    assert alike_in_one_theme(rows, embed) is None


@pytest.mark.parametrize(("alike", "verdict"), [(LEAST_ALIKE, "steady"), (LEAST_ALIKE - 0.01, "unclear"), (None, "steady")])
def test_nothing_is_steady_where_themes_run_into_one_another(alike, verdict):
    found = with_understanding(STEADY, heard(40, 0)[0] | {"alike_part": alike})
    assert found["verdict"] == verdict
    if verdict == "unclear":
        assert [reason["code"] for reason in found["reasons"]] == ["themes_not_distinct"]


def test_a_reason_has_the_size_that_the_verdict_has_in_its_sentence_too():
    text = "even a theme tested by itself would have needed a shift of 35\u00a0points to show"
    blind = {"code": "blind", "text": text, "smallest_visible_alone_pp": 34.7, "limit_pp": 30.0}
    thin = STEADY | {"verdict": "thin", "smallest_visible_alone_pp": 34.7, "reasons": [blind]}
    found = with_understanding(thin, heard(40, 2)[0])
    (reason,) = found["reasons"]
    assert reason["smallest_visible_alone_pp"] == found["smallest_visible_alone_pp"] == 36.5
    assert "37\u00a0points" in reason["text"]


@pytest.mark.parametrize(
    ("alike", "excluded", "verdict"),
    [(0.9, 13.4, "steady"), (0.9, 13.5, "unclear"), (0.6, 8.9, "steady"), (0.6, 9.1, "unclear"), (None, 14.9, "steady")],
)
def test_nothing_is_steady_where_a_part_of_the_change_would_hide_in_its_theme(alike, excluded, verdict):
    known = STEADY | {"steady_within_pp": 15.0, "excluded_pp": excluded}
    found = with_understanding(known, heard(40, 0)[0] | {"alike_part": alike})
    assert found["verdict"] == verdict
    if verdict == "unclear":
        (reason,) = found["reasons"]
        assert (reason["code"], reason["held_part"], reason["within_pp"]) == ("spread_over_themes", alike, 15.0)
        assert reason["shows_pp"] == pytest.approx(15 * alike)


def test_what_lies_in_no_theme_is_no_part_that_a_theme_holds():
    found = heard(40, 8)[0]
    assert held_part(found | {"alike_part": 0.75}) == 0.6
    assert held_part(found) == 0.8
    assert held_part(heard(40, 0)[0]) == 1.0


def test_a_shift_is_no_reason_to_ask_how_much_of_it_a_theme_holds():
    known = STEADY | {"verdict": "shifted", "steady_within_pp": 15.0, "excluded_pp": 40.0}
    assert with_understanding(known, heard(40, 0)[0] | {"alike_part": 0.6})["reasons"] == STEADY["reasons"]

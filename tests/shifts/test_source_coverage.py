"""Coverage: silence is told, and never taken for stability."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.config.personas import Persona
from kit.config.settings import Settings
from kit.shifts.source_coverage import coverage_of, is_far_below, state_of

SETTINGS = Settings.model_validate(
    {
        "company": "Acme",
        "sources": [
            {"id": "zendesk", "kind": "ticket", "path": "t", "heartbeat_days": 10},
            {"id": "calls", "kind": "call", "path": "c", "heartbeat_days": 10},
            {"id": "nps", "kind": "survey", "path": "s", "heartbeat_days": 100},
        ],
    }
)
WINDOW = [f"2026-{month:02d}" for month in range(2, 11)]
PERSONA = Persona(id="lead", name="Lead", sources=["call", "ticket", "review"])


def heard(rows: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    """``n`` conversations of a source on a day."""
    made = [
        {
            "conversation_key": f"{source}:{day}-{at}",
            "source": source,
            "kind": kind,
            "cycle": day[:7],
            "account_id": f"a-{at}",
            "language": "en",
            "duplicate_of": "",
            "occurred_at": pd.Timestamp(day, tz="UTC"),
        }
        for source, kind, day, count in rows
        for at in range(count)
    ]
    return pd.DataFrame(made)


ORDINARY = heard(
    [("zendesk", "ticket", f"2026-{month:02d}-27", 12) for month in (7, 8, 9, 10)]
    + [("calls", "call", f"2026-{month:02d}-20", 9) for month in (7, 8)]
    + [("nps", "survey", "2026-08-01", 20)]
)


def told(frame: pd.DataFrame, counted: pd.DataFrame | None = None) -> dict:
    return coverage_of(frame, frame if counted is None else counted, SETTINGS, PERSONA, WINDOW, "2026-11-01")


def test_each_source_has_its_state_and_its_usual_volume():
    sources = {row["source"]: row for row in told(ORDINARY)["sources"]}
    assert [(name, row["state"], row["conversations"], row["expected"]) for name, row in sources.items()] == [
        ("zendesk", "live", 12, 12.0),
        ("calls", "silent", 0, 6.0),
        ("nps", "live", 0, 10.0),
    ]
    assert sources["calls"]["last_at"] == "2026-08-20T00:00:00Z"
    assert list(sources["calls"]["by_cycle"].items())[-4:] == [("2026-07", 9), ("2026-08", 9), ("2026-09", 0), ("2026-10", 0)]


def test_every_cycle_of_the_window_has_its_count_and_none_is_made_up():
    early = heard([("zendesk", "ticket", "2026-03-27", 12)])
    row = told(pd.concat([early, ORDINARY], ignore_index=True))["sources"][0]
    assert list(row["by_cycle"]) == list(row["heard_by_cycle"]) == WINDOW
    assert (row["by_cycle"]["2026-03"], row["by_cycle"]["2026-04"], row["expected"]) == (12, 0, 12.0)


def test_warnings_name_the_feed_to_check():
    warnings = told(ORDINARY)["warnings"]
    assert (
        "source 'calls' (call) is silent: nothing since 2026-08-20, 73 days before the cycle's end where 10 "
        "are allowed; check that feed"
    ) in warnings
    assert "the persona file names review as a source, and kit.yaml has none" in warnings
    assert not [warning for warning in warnings if "zendesk" in warning]


def test_a_feed_that_brings_this_persona_far_less_than_usual_is_stale():
    counted = ORDINARY[(ORDINARY["cycle"] != "2026-10") | (ORDINARY["account_id"] == "a-0")]
    row = told(ORDINARY, counted)["sources"][0]
    assert (row["state"], row["is_low"], row["conversations"]) == ("stale", True, 1)


def test_languages_the_embedding_does_not_speak_are_told_as_not_heard():
    warnings = told(ORDINARY.assign(language=["de" if day == "2026-10" else "en" for day in ORDINARY["cycle"]]))["warnings"]
    assert any("12 conversations were not heard" in warning and "12 in de" in warning for warning in warnings)


def test_duplicates_and_what_comes_after_the_end_do_not_count_as_life():
    late = heard([("calls", "call", "2026-11-05", 3)])
    doubled = heard([("calls", "call", "2026-10-30", 1)]).assign(duplicate_of="zendesk:1")
    frame = pd.concat([ORDINARY, late, doubled], ignore_index=True)
    assert {row["source"]: row["state"] for row in told(frame, ORDINARY)["sources"]}["calls"] == "silent"


def test_a_source_that_is_no_longer_in_the_settings_still_shows():
    frame = pd.concat([ORDINARY, heard([("gong", "call", "2026-10-01", 2)])], ignore_index=True)
    assert [row["source"] for row in told(frame)["sources"]][-1] == "gong"


def test_an_empty_record_is_all_silent():
    empty = told(ORDINARY.iloc[:0])
    assert (empty["conversations"], empty["accounts"]) == (0, 0)
    assert {row["state"] for row in empty["sources"]} == {"silent"}
    assert [row["expected"] for row in empty["sources"]] == [None, None, None]


@pytest.mark.parametrize(
    ("n_heard", "usual", "is_low"),
    [
        (0, [], False),
        (0, [2, 2], False),
        (0, [6, 6], True),
        (3, [10, 14], True),
        (6, [12], False),
        (11, [12], False),
        (0, [20, 0], False),
    ],
)
def test_far_below_is_less_than_chance_explains(n_heard, usual, is_low):
    assert is_far_below(n_heard, usual) is is_low


@pytest.mark.parametrize(("spread", "most"), [(0.2, 0.02), (0.5, 0.03)])
def test_a_source_that_swings_is_not_taken_for_one_that_fails(spread, most):
    rng = np.random.default_rng(5)
    sigma = np.sqrt(np.log(1 + spread**2))
    years = rng.poisson(30 * np.exp(sigma * rng.standard_normal((300, 12)) - sigma**2 / 2))
    called = [is_far_below(int(year[-1]), [int(n) for n in year[-4:-1]], [int(n) for n in year[:-1]]) for year in years]
    assert np.mean(called) <= most


def test_a_steady_source_that_fails_is_found_where_one_that_swings_may_just_be_low():
    steady, swings = [30, 28, 33, 31, 29, 30, 32, 29, 30, 28, 31], [60, 12, 30, 55, 9, 28, 15, 48, 30, 28, 31]
    assert is_far_below(8, steady[-3:], steady)
    assert not is_far_below(8, swings[-3:], swings)


@pytest.mark.parametrize(
    ("days", "is_heard", "is_low", "state"),
    [
        (None, False, False, "silent"),
        (11, False, False, "silent"),
        (11, True, False, "stale"),
        (10, False, False, "live"),
        (2, True, True, "stale"),
    ],
)
def test_states(days, is_heard, is_low, state):
    assert state_of(days, 10, is_heard, is_low) == state

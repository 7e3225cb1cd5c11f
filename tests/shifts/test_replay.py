"""Replay and placebo."""

import pandas as pd
import pytest

from kit.config.watches import WATCHED, Subject, watched_of
from kit.cycles import periods_of
from kit.errors import ParameterError, WorkspaceError
from kit.shifts.compare_cycles import compare_cycle
from kit.shifts.replay import bar_change, placebo, removed_by_rule, replay
from tests.conftest import CYCLES

RISE = {"now": (0.5, 0.1, 0.1, 0.1), "before": (0.1, 0.15, 0.15, 0.15)}


def test_a_replay_holds_both_bars_against_every_past_cycle(small_record):
    small = small_record(**RISE)
    table = replay(*small.arguments, ["2026-09", "2026-10"], {"min_accounts": 39})
    assert len(table) == 8
    now = table[(table["cycle"] == "2026-10") & (table["theme_id"] == "ops/t00")].iloc[0]
    assert (now["surfaced"], now["below_bar"], now["would_surface"], now["would_miss"]) == (True, "", False, "min_accounts")
    assert not table.loc[table["cycle"] == "2026-09", "surfaced"].any()
    assert removed_by_rule(table).set_index("rule").loc["min_accounts", "alone"] == 1


def test_rules_that_never_removed_alone_say_0():
    table = pd.DataFrame({"would_miss": ["min_weeks min_accounts", "min_weeks", ""]})
    assert removed_by_rule(table).to_dict("records") == [
        {"rule": "min_accounts", "missed": 1, "alone": 0}, {"rule": "min_weeks", "missed": 2, "alone": 1},
    ]  # fmt: skip


def test_past_cycles_in_a_random_order_hold_no_shift(small_record):
    small = small_record(**RISE)
    record, settings, personas, accounts, _ = small.arguments
    table = placebo(record, settings, personas, accounts, ["2026-10"], {}, shuffles=20)
    assert len(table) == 20
    assert table["surfaced"].mean() <= 0.2


def test_a_cycle_with_one_before_it_has_no_placebo(small_record):
    record, settings, personas, accounts, _ = small_record().arguments
    assert placebo(record, settings, personas, accounts, ["2026-06"], {}, shuffles=3).empty


@pytest.mark.parametrize("changes", [{"min_acounts": 8}, {"min_accounts": -1}, {"min_shift_pp": "many"}])
def test_a_rule_that_is_none_is_refused_by_name(changes):
    with pytest.raises(ParameterError, match=next(iter(changes))):
        bar_change(changes)


def test_a_cycle_the_newest_fit_did_not_see_is_refused(small_record):
    with pytest.raises(WorkspaceError, match="2025-01"):
        replay(*small_record().arguments, ["2025-01"], {})


def test_what_is_watched_is_replayed_beside_the_themes_in_one_family(small_record):
    small = small_record(**RISE)
    subjects = [
        Subject(id="export", name="The export", phrases=["export to our sheet"]),
        Subject(id="z", name="Z", words=["zebra"]),
    ]
    record, settings, personas, accounts, vectors = small.arguments
    personas = [*personas, watched_of(subjects)]
    table = replay(record, settings, personas, accounts, vectors, ["2026-10"], {"min_accounts": 39})
    ours = table[table["persona_id"] == WATCHED].set_index("theme_id")
    assert ours["label"].to_dict() == {f"{WATCHED}/export": "The export", f"{WATCHED}/z": "Z"}
    assert bool(ours.loc[f"{WATCHED}/export", "surfaced"])
    assert ours.loc[f"{WATCHED}/export", "would_miss"] == "min_accounts"
    assert not ours.loc[f"{WATCHED}/z", "surfaced"]
    compared = compare_cycle(
        record, settings, personas, accounts, vectors, periods_of("2026-10", list(CYCLES), list(CYCLES[2:5]))
    )
    assert {shift["theme"]: shift["q"] for shifts in compared.shifts.values() for shift in shifts} == dict(
        zip(table["theme_id"], table["q"], strict=True)
    )
    assert len(placebo(record, settings, personas, accounts, ["2026-10"], {}, shuffles=5, vectors=vectors)) == 5

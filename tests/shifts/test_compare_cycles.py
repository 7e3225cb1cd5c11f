"""Comparing a cycle: the contract's shifts, from a record."""

import json

import pytest
from pandas.testing import assert_frame_equal

from kit.config.settings import Bar
from kit.cycles import periods_of
from kit.shifts.compare_cycles import compare_cycle

RISE = {"now": (0.5, 0.1, 0.1, 0.1), "before": (0.1, 0.15, 0.15, 0.15)}
FIELDS = {
    "theme", "direction", "share_before", "share_now", "shift_pp", "low_pp", "high_pp", "mix_adjusted_pp", "p", "q", "surfaced",
    "below_bar", "survives_dropping_any_account", "largest_account_part", "consistency", "weeks", "accounts", "top_tier_accounts",
    "arr", "segments", "quotes", "reach_now", "top_tier_active", "other_voice", "history", "n_baseline_cycles", "from_mix_pp",
}  # fmt: skip


def october(small):
    return periods_of("2026-10", list(small.cycles), list(small.cycles[2:5]))


def compared(small, **changes):
    record, settings, personas, accounts, vectors = small.arguments
    settings = settings.model_copy(update=changes)
    return compare_cycle(record, settings, personas, accounts, vectors, october(small))


def test_a_planted_shift_is_surfaced_with_every_field_of_the_contract(small_record):
    found = compared(small_record(**RISE))
    first, *others = found.shifts["ops"]
    assert set(first) >= FIELDS
    assert (first["theme"], first["direction"], first["surfaced"], first["below_bar"]) == ("ops/t00", "rising", True, [])
    assert not any(shift["surfaced"] for shift in others)
    assert len(found.shifts["ops"]) == 4
    assert found.verdicts["ops"]["verdict"] == "shifted"
    json.dumps(found.shifts)  # plain numbers and words only


def test_shares_of_the_shift_are_those_of_the_table(small_record):
    found = compared(small_record(**RISE))
    shares = found.shares.set_index(["theme_id", "cycle"])["share"]
    for shift in found.shifts["ops"]:
        assert shift["share_now"] == pytest.approx(shares[(shift["theme"], "2026-10")], abs=1e-4)
        assert shift["shift_pp"] == pytest.approx(100 * (shift["share_now"] - shift["share_before"]), abs=0.02)


def test_accounts_tiers_and_revenue_are_those_of_accounts_csv(small_record):
    small = small_record(**RISE)
    found = compared(small)
    first = found.shifts["ops"][0]
    known = small.accounts.set_index("account_id")
    ours = known.loc[first["accounts"]]
    said = found.evidence[(found.evidence["theme_id"] == "ops/t00") & (found.evidence["cycle"] == "2026-10")]
    assert first["accounts"] == sorted(set(said["account_id"]))
    assert (first["reach_now"]["n"], first["reach_now"]["of"]) == (len(first["accounts"]), 40)
    assert first["reach_now"]["arr"]["amount"] == ours["arr"].sum()
    assert first["top_tier_accounts"] == (ours["tier"] == "A").sum()
    assert first["arr"]["amount"] == ours["arr"].sum()
    assert first["arr"]["accounts_without_arr"] == ours["arr"].isna().sum()
    assert first["arr"]["persona_amount"] == known["arr"].sum()
    assert sum(segment["accounts"] for segment in first["segments"]) == len(first["accounts"])


def test_doubling_an_accounts_revenue_moves_exposure_by_it(small_record):
    small = small_record(**RISE)
    before = compared(small).shifts["ops"][0]
    account = next(name for name in before["accounts"] if not name.endswith("9"))
    arr = small.accounts.set_index("account_id")["arr"][account]
    small.accounts.loc[small.accounts["account_id"] == account, "arr"] *= 2
    assert compared(small).shifts["ops"][0]["arr"]["amount"] == before["arr"]["amount"] + arr


def test_quotes_are_spans_of_the_stored_text_from_three_accounts(small_record):
    small = small_record(**RISE)
    first = compared(small).shifts["ops"][0]
    texts = small.record.read("conversations").set_index("conversation_id")["text"]
    assert len({quote["account_id"] for quote in first["quotes"]}) == 3
    for quote in [*first["quotes"], first["other_voice"]]:
        assert quote["text"] == texts[quote["conversation_id"]][quote["start"] : quote["end"]]
    assert first["other_voice"]["account_id"] not in first["accounts"]


def test_one_account_with_dozens_of_tickets_stays_below_the_bar_and_is_named(small_record):
    chances = (0.15, 0.15, 0.15, 0.0)
    found = {shift["theme"]: shift for shift in compared(small_record(loud=40, before=chances, now=chances)).shifts["ops"]}
    loud = found["ops/t03"]
    assert not loud["surfaced"]
    assert {"min_accounts", "one_account"} <= set(loud["below_bar"])
    assert loud["loudest"] == {"account_id": "a-000", "n": 40, "of": 40}
    assert loud["largest_account_part"] == 1


def test_nothing_is_surfaced_where_nothing_changed(small_record):
    found = compared(small_record(n_accounts=60))
    assert not any(shift["surfaced"] for shift in found.shifts["ops"])
    assert found.verdicts["ops"]["verdict"] == "steady"
    assert 5 < found.verdicts["ops"]["smallest_visible_alone_pp"] <= found.verdicts["ops"]["smallest_visible_shift_pp"] < 30


def test_every_rule_of_the_bar_can_keep_a_shift_down(small_record):
    small = small_record(**RISE)
    first = compared(small).shifts["ops"][0]
    changes = {
        "min_accounts": len(first["accounts"]) + 1, "min_top_tier_accounts": first["top_tier_accounts"] + 1, "min_shift_pp": 90,
        "min_consistency": 1.0, "min_weeks": 5, "max_false_discovery": 1e-9,
    }  # fmt: skip
    for rule, value in changes.items():
        again = {shift["theme"]: shift for shift in compared(small, bar=Bar(**{rule: value})).shifts["ops"]}["ops/t00"]
        assert again["below_bar"] == [rule] or (rule == "min_weeks" and again["weeks"] == 5)


def test_a_persona_may_set_its_own_bar(small_record):
    small = small_record(**RISE)
    own = small.personas[0].model_copy(update={"bar": small.personas[0].bar.model_copy(update={"min_accounts": 40})})
    record, settings, _, accounts, vectors = small.arguments
    found = compare_cycle(record, settings, [own], accounts, vectors, october(small))
    assert {shift["theme"]: shift for shift in found.shifts["ops"]}["ops/t00"]["below_bar"] == ["min_accounts"]


def test_an_unsettled_theme_is_not_surfaced(small_record):
    small = small_record(**RISE)
    themes = small.record.read("themes").assign(stability=0.2)
    small.record.replace("themes", themes)
    assert {shift["theme"]: shift for shift in compared(small).shifts["ops"]}["ops/t00"]["below_bar"] == ["stability"]


def test_a_comparison_repeats_to_the_byte(small_record):
    small = small_record(**RISE)
    one, other = compared(small), compared(small)
    assert json.dumps([one.shifts, one.verdicts]) == json.dumps([other.shifts, other.verdicts])
    assert_frame_equal(one.shares, other.shares)


def test_a_cycle_in_which_nobody_spoke_is_thin(small_record):
    small = small_record(**RISE)
    for table in ("conversations", "matches", "passages", "assignments"):
        small.record.delete(table, cycle="2026-10")
    found = compared(small)
    assert found.verdicts["ops"]["verdict"] == "thin"
    assert not any(shift["surfaced"] for shift in found.shifts["ops"])


def test_a_first_cycle_without_a_baseline_is_thin(small_record):
    small = small_record(**RISE)
    for table in ("conversations", "matches", "passages", "assignments"):
        small.record.delete(table, cycle=list(small.cycles[:-1]))
    found = compared(small)
    assert found.verdicts["ops"]["verdict"] == "thin"
    assert "no_baseline" in [reason["code"] for reason in found.verdicts["ops"]["reasons"]]


def test_a_record_without_themes_has_no_shifts(small_record):
    small = small_record(**RISE)
    small.record.delete("themes", persona_id="ops")
    found = compared(small)
    assert found.shifts["ops"] == []
    assert "no_themes" in [reason["code"] for reason in found.verdicts["ops"]["reasons"]]


def test_the_wholes_of_a_fading_shift_are_of_the_baseline_as_its_accounts_are(small_record):
    small = small_record(now=(0.1, 0.1, 0.1, 0.1), before=(0.5, 0.1, 0.1, 0.1))
    quiet = [f"a-{at:03d}" for at in range(20)]  # half the accounts say nothing in the last cycle
    said = small.record.read("conversations")
    silent = said.loc[(said["cycle"] == "2026-10") & said["account_id"].isin(quiet), "conversation_key"]
    small.record.replace("matches", (matches := small.record.read("matches"))[~matches["conversation_key"].isin(silent)])
    fading = {shift["theme"]: shift for shift in compared(small).shifts["ops"]}["ops/t00"]
    assert fading["direction"] == "fading"
    assert (fading["accounts_active"], fading["reach_now"]["of"]) == (40, 20)
    assert [segment["accounts_active"] for segment in fading["segments"]] == [20, 20]
    assert len(fading["accounts"]) > 20
    assert all(segment["accounts"] <= segment["accounts_active"] for segment in fading["segments"])
    arr = small.accounts.set_index("account_id")["arr"]
    assert fading["arr"]["persona_amount"] == arr.sum()
    rising = [shift for shift in compared(small).shifts["ops"] if shift["direction"] == "rising"]
    assert rising
    assert all(shift["arr"]["persona_amount"] == arr.drop(quiet).sum() for shift in rising)
    assert all(shift["accounts_active"] == 20 for shift in rising)


def test_a_segment_of_two_voters_has_no_shift_of_its_own(small_record):
    small = small_record(**RISE)
    small.accounts.loc[small.accounts["account_id"].isin(["a-000", "a-001"]), "segment"] = "SMB"
    small.accounts.loc[small.accounts["account_id"].isin(["a-002", "a-003", "a-004"]), "segment"] = "partner"
    segments = {one["segment"]: one for one in compared(small).shifts["ops"][0]["segments"]}
    assert [segments["SMB"][name] for name in ("shift_pp", "low_pp", "high_pp")] == [None, None, None]
    assert segments["SMB"]["strength"] == "thin"
    assert all(isinstance(segments[name]["shift_pp"], float) for name in ("partner", "enterprise", "mid-market"))


LARGE = {"now": (0.8, 0.05, 0.05, 0.05), "before": (0.3, 0.15, 0.15, 0.15), "n_accounts": 80}


def kept_in_mid_market(small, part):
    """The same record with so much of what mid-market accounts say of t00 in the last cycle."""
    said, assigned = small.record.read("conversations"), small.record.read("assignments")
    odd = said["account_id"].str[-1].astype(int) % 2 == 1
    theirs = assigned["conversation_key"].isin(said.loc[odd, "conversation_key"])
    theirs &= (assigned["cycle"] == "2026-10") & (assigned["theme_id"] == "ops/t00")
    assigned.loc[theirs & (theirs.cumsum() > part * theirs.sum()), ["theme_id", "kind"]] = ["", "small talk"]
    small.record.replace("assignments", assigned)
    return small


def test_a_change_in_one_segment_alone_is_found_and_named_as_such(small_record):
    small = small_record(**LARGE)
    shift = {shift["theme"]: shift for shift in compared(kept_in_mid_market(small, 0.36)).shifts["ops"]}["ops/t00"]
    assert (shift["surfaced_by"], shift["only_in"], shift["alone_in"]) == ("step", None, "enterprise")
    assert {part["segment"]: part["strength"] for part in shift["segments"]} == {"enterprise": "strong", "mid-market": "absent"}


def test_opposite_moves_that_leave_the_whole_as_it_was_are_found_in_their_segment(small_record):
    small = small_record(**LARGE)
    first = compared(kept_in_mid_market(small, 0.0)).shifts["ops"][0]
    assert (first["theme"], first["surfaced_by"]) == ("ops/t00", "segment")
    assert (first["only_in"], first["alone_in"]) == ("enterprise", "enterprise")
    assert {part["segment"]: part["strength"] for part in first["segments"]} == {"enterprise": "strong", "mid-market": "opposite"}
    small.accounts["segment"] = "all"  # without segments the two moves take each other back
    assert not any(shift["surfaced"] for shift in compared(small).shifts["ops"])


def by_tiers(small):
    """The same record with tiers in place of segments: A for what was enterprise, B for what was mid-market."""
    small.accounts["tier"] = small.accounts["segment"].map({"enterprise": "A", "mid-market": "B"})
    small.accounts["segment"] = "all"
    return small


def test_opposite_moves_in_two_tiers_are_found_in_theirs(small_record):
    small = by_tiers(small_record(**LARGE))
    first = compared(kept_in_mid_market(small, 0.0)).shifts["ops"][0]
    assert (first["theme"], first["surfaced_by"], first["only_in"]) == ("ops/t00", "tier", None)
    assert (first["only_in_tier"], first["alone_in_tier"]) == ("A", "A")
    assert {part["tier"]: part["strength"] for part in first["tiers"]} == {"A": "strong", "B": "opposite"}
    known = small.accounts.set_index("account_id")["tier"]
    assert set(known[first["accounts"]]) == {"A"}  # accounts, quotes and revenue are of the tier that moved
    assert first["accounts_active"] == (known == "A").sum()
    small.accounts["tier"] = ""  # without tiers the two moves take each other back
    assert not any(shift["surfaced"] for shift in compared(small).shifts["ops"])


def test_a_change_that_the_whole_shows_is_named_as_one_tiers_where_the_other_rules_it_out(small_record):
    small = by_tiers(small_record(**LARGE))
    shift = {shift["theme"]: shift for shift in compared(kept_in_mid_market(small, 0.36)).shifts["ops"]}["ops/t00"]
    assert (shift["surfaced_by"], shift["only_in_tier"], shift["alone_in_tier"]) == ("step", None, "A")
    assert shift["alone_in"] is None
    own, other = shift["tiers"]
    assert (own["tier"], own["strength"], other["tier"]) == ("A", "strong", "B")
    assert other["high_pp"] < own["shift_pp"] / 2


def test_tiers_of_what_did_not_surface_are_not_shown(small_record):
    shifts = compared(by_tiers(small_record(**LARGE))).shifts["ops"]
    assert all(not shift["tiers"] and shift["alone_in_tier"] is None for shift in shifts if not shift["surfaced"])


def test_a_change_of_the_whole_persona_is_in_no_segment_alone(small_record):
    first = compared(small_record(**RISE)).shifts["ops"][0]
    assert (first["surfaced_by"], first["only_in"], first["alone_in"]) == ("step", None, None)

"""Comparing: a brief's own periods give its own figures; any other two sides go by the same test; what cannot be is refused."""

import numpy as np
import pandas as pd
import pytest

from kit.cycles import periods_of
from kit.errors import KitError
from kit.shifts.compare_cycles import compare_cycle
from tests.conftest import CYCLES, WrittenVectors

RISES = {"now": (0.6, 0.1, 0.1, 0.1), "before": (0.15,) * 4}
FIGURES = ["share_before", "share_now", "shift_pp", "low_pp", "high_pp"]


def test_a_briefs_own_periods_give_its_own_figures(bench_of):
    bench = bench_of(**RISES)
    periods = periods_of(CYCLES[-1], bench.window(CYCLES[-1]), bench.baseline(CYCLES[-1]))
    brief = compare_cycle(bench.record, bench.settings, bench.personas, bench.accounts, WrittenVectors(), periods).shifts["ops"]
    ours = bench.compare(now=CYCLES[-1], before=list(periods.baseline), persona="ops").set_index("theme_id")
    assert len(ours) == 4
    for shift in brief:
        row = ours.loc[shift["theme"]]
        assert [round(row[name], 4 if "share" in name else 2) for name in FIGURES] == [shift[name] for name in FIGURES]
        assert (round(row["p"], 6), row["accounts_now"]) == (shift["p"], shift["reach_now"]["n"])
        assert row["active_now"] == shift["reach_now"]["of"]


def test_two_periods_turned_around_change_the_sign_and_a_real_rise_is_the_surest(bench_of):
    bench = bench_of(**RISES)
    there = bench.compare(now=["2026-10"], before=["2026-08", "2026-09"], persona="ops")
    back = bench.compare(now=["2026-08", "2026-09"], before=["2026-10"], persona="ops").set_index("theme_id")
    assert there["theme_id"].iloc[0] == "ops/t00"
    assert there["low_pp"].iloc[0] > 0
    np.testing.assert_allclose(there["shift_pp"], -back.loc[there["theme_id"], "shift_pp"])


def test_two_segments_of_the_same_months_are_held_against_each_other(bench_of):
    bench = bench_of(**RISES)
    cycles = ["2026-09", "2026-10"]
    rows = bench.compare({"segment": "enterprise", "cycle": cycles}, {"segment": "mid-market", "cycle": cycles}, "ops")
    assert set(rows["active_now"]) == set(rows["active_before"]) == {20}
    evidence = bench.evidence(theme="ops/t00", segment="enterprise", cycle=cycles)
    first = rows.set_index("theme_id").loc["ops/t00"]
    assert first["accounts_now"] == evidence["account_id"].nunique()
    assert (rows["low_pp"] <= rows["shift_pp"]).all()
    assert (rows["shift_pp"] <= rows["high_pp"]).all()


def test_groups_that_do_not_differ_are_seldom_called(bench_of):
    sides, benches = (
        ({"segment": "enterprise"}, {"segment": "mid-market"}),
        (bench_of(seed=seed, n_accounts=24) for seed in range(12)),
    )
    p = pd.concat([bench.compare(*sides, persona="ops") for bench in benches])["p"]
    assert (p <= 0.05).mean() <= 0.15


def test_each_segment_alone_is_a_row_of_its_own(bench_of):
    bench = bench_of(**RISES)
    rows = bench.compare("2026-10", ["2026-07", "2026-08", "2026-09"], persona="ops", by="segment")
    assert rows.groupby("segment")["theme_id"].nunique().to_dict() == {"enterprise": 4, "mid-market": 4}
    alone = bench.compare(
        {"cycle": "2026-10", "segment": "enterprise"},
        {"cycle": ["2026-07", "2026-08", "2026-09"], "segment": "enterprise"},
        "ops",
    )
    ours = rows[rows["segment"] == "enterprise"].drop(columns=["segment", "q"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, alone.drop(columns="q"))


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        (("2026-10", "2025-01"), "before: the themes look over 2026-05 to 2026-10, not over '2025-01'"),
        (("2026-10", ["2026-09", "2026-10"]), "now and before share 40 conversations; name sides that have none in common"),
        (({"colour": "red"}, "2026-09"), "now: 'colour' is no filter; use cycle, segment, tier, account, source, kind"),
        (("2026-10", {"tier": "Z"}), "tier 'Z' is none; there are A, B"),
        (("2026-10", {"cycle": []}), "before names no cycle"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_in_one_line(bench_of, sides, message):
    bench = bench_of(n_accounts=20)
    with pytest.raises(KitError, match=message) as refused:
        bench.compare(*sides, persona="ops")
    assert "\n" not in str(refused.value)


def test_a_persona_and_a_grouping_that_are_none_are_refused(bench_of):
    bench = bench_of(n_accounts=4)
    with pytest.raises(KitError, match="persona 'nobody' is none; there are ops"):
        bench.compare("2026-10", "2026-09", persona="nobody")
    with pytest.raises(KitError, match="by 'colour' is none; there are kind, segment, source, tier"):
        bench.compare("2026-10", "2026-09", persona="ops", by="colour")


def test_comparing_writes_nothing(bench_of):
    bench = bench_of(n_accounts=4)
    version = bench.record.version()
    bench.compare("2026-10", "2026-09", persona="ops")
    assert bench.record.version() == version

"""The workbench: tables are tidy, filters pick rows and refuse what is none, nothing is written to the record."""

import json

import pandas as pd
import pytest

from kit.errors import ParameterError, RecordError, WorkspaceError
from kit.shifts.stats.shares import share_by_theme
from kit.workbench.handle import EXPORTED, Workbench

FACTS = {
    "shifts": [
        {"theme": "ops/t01", "label": "numbers", "direction": "rising", "share_before": 0.1, "share_now": 0.3, "shift_pp": 20.0,
         "low_pp": 5.0, "high_pp": 35.0, "p": 0.01, "q": 0.04, "surfaced": False, "below_bar": ["min_weeks", "stability"]}
    ],
    "claims": [
        {"claim": "ops/pains/numbers", "statement": "Numbers differ", "verdict": "rising", "theme": "ops/t01", "rank_stated": 2,
         "rank_heard": 1, "share_before": 0.1, "share_now": 0.3}
    ],
    "coverage": {
        "sources": [{"source": "desk", "kind": "ticket", "state": "live", "conversations": 40, "last_at": "2026-10-27"}]
    },
}  # fmt: skip


@pytest.fixture
def bench(small_record, tmp_path):
    """A workspace of 20 accounts whose themes were found in 2026-10."""
    small = small_record(n_accounts=20)
    small.accounts.to_csv(tmp_path / "accounts.csv", index=False)
    return Workbench(tmp_path, small.settings, small.personas, small.record)


def test_conversations_have_their_account_and_persona_and_are_picked_by_each(bench):
    rows = bench.conversations()
    assert len(rows) == rows["conversation_key"].nunique() == 240
    assert rows.groupby("account_id")["segment"].nunique().max() == 1
    picked = bench.conversations(persona="ops", cycle=["2026-09", "2026-10"], segment="enterprise", tier="A")
    expected = rows[rows["cycle"].isin(["2026-09", "2026-10"]) & (rows["segment"] == "enterprise") & (rows["tier"] == "A")]
    assert list(picked["conversation_key"]) == list(expected["conversation_key"])
    assert 0 < len(picked) < len(rows)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"segment": "enterprize"}, "segment 'enterprize' is none; there are enterprise, mid-market"),
        ({"persona": "nobody"}, "persona 'nobody' is none; there are ops"),
        ({"cycle": ["2026-10", "2025-01"]}, "cycle '2025-01' is none; there are 2026-05, 2026-06"),
        ({"source": "zendesk"}, "source 'zendesk' is none; there are desk"),
    ],
)
def test_a_filter_that_no_row_can_have_is_refused_by_name(bench, wanted, message):
    with pytest.raises(WorkspaceError, match=message):
        bench.conversations(**wanted)


def test_quotes_of_some_accounts_on_a_theme_are_one_call(bench):
    rows = bench.evidence(theme="ops/t01", tier="A", cycle="2026-10")
    assert len(rows)
    assert set(rows["theme_id"]) == {"ops/t01"}
    assert set(rows["tier"]) == {"A"}
    assert rows["quote"].str.startswith("the merged numbers").all()


def test_shares_are_those_of_the_briefs_and_groups_are_looked_at_alone(bench):
    conversations, evidence = bench.conversations(), bench.evidence()
    voting = conversations.assign(voter_id="account:" + conversations["account_id"])
    pd.testing.assert_frame_equal(bench.shares("ops").drop(columns="label"), share_by_theme(evidence, voting))
    by_segment = bench.shares("ops", by="segment")
    alone = voting[voting["segment"] == "enterprise"]
    expected = share_by_theme(evidence[evidence["segment"] == "enterprise"], alone)
    ours = by_segment[by_segment["segment"] == "enterprise"].drop(columns=["label", "segment"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, expected)
    assert set(by_segment["segment"]) == {"enterprise", "mid-market"}


def test_shares_by_what_is_no_group_are_refused(bench):
    with pytest.raises(ParameterError, match="by 'colour' is none; use one of segment, tier, source, kind"):
        bench.shares("ops", by="colour")


def test_a_cycle_without_a_run_says_which_have_one(bench):
    assert list(bench.themes("ops", cycle="2026-10")["theme_id"]) == [f"ops/t0{place}" for place in range(4)]
    with pytest.raises(RecordError, match=r"2026-09 has no run of its own; there are runs of 2026-10"):
        bench.themes(cycle="2026-09")
    with pytest.raises(RecordError, match="no briefs of 2026-10 yet; there are those of none"):
        bench.shifts("2026-10")


@pytest.fixture
def drafted(bench):
    drafts = pd.DataFrame([("2026-10", "ops", json.dumps(FACTS))], columns=["cycle", "persona_id", "facts"])
    bench.record.replace("drafts", drafts, cycle="2026-10")
    return bench


def test_shifts_are_rows_and_missed_rules_are_words(drafted):
    row = drafted.shifts().to_dict("records")[0]
    assert (row["persona_id"], row["shift_pp"], row["below_bar"]) == ("ops", 20.0, "min_weeks stability")


def test_claims_and_sources_are_rows_with_what_the_brief_says_of_them(drafted):
    claim, source = drafted.claims("2026-10").to_dict("records")[0], drafted.coverage(persona="ops").to_dict("records")[0]
    assert (claim["claim"], claim["verdict"], claim["rank_heard"]) == ("ops/pains/numbers", "rising", 1)
    assert (source["persona_id"], source["source"], source["conversations"]) == ("ops", "desk", 40)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_table_is_exported_and_no_cell_is_a_formula(drafted, tmp_path, kind):
    conversations = drafted.record.read("conversations")
    drafted.record.upsert("conversations", conversations.head(1).assign(text="=1+1"))
    made = drafted.export(tmp_path / "out", kind)
    assert [path.name for path in made] == [f"{name}.{kind}" for name in EXPORTED]
    read = pd.read_csv if kind == "csv" else pd.read_parquet
    assert [len(read(path)) for path in made] == [240, 240, 4, len(drafted.evidence()), 1, 1, 1]
    assert (read(made[0])["text"] == ("'=1+1" if kind == "csv" else "=1+1")).sum() == 1


def test_an_export_of_an_unknown_kind_is_refused(bench, tmp_path):
    with pytest.raises(WorkspaceError, match="kind 'docx' is none; there are csv, parquet"):
        bench.export(tmp_path / "out", "docx")


def test_reading_tables_writes_nothing(bench):
    version = bench.record.version()
    bench.conversations()
    bench.passages()
    bench.shares("ops", by="tier")
    assert bench.record.version() == version

"""The workbench: tables are tidy, filters pick rows and refuse what is none, nothing is written to the record."""

import json

import openpyxl
import pandas as pd
import pytest

from kit.errors import KitError, ParameterError, RecordError, WorkspaceError
from kit.shifts.stats.shares import share_by_theme
from kit.workbench.files import write_workbook
from kit.workbench.handle import EXPORTED, QUOTE

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
def bench(bench_of):
    """A workspace of 20 accounts whose themes were found in 2026-10."""
    return bench_of(n_accounts=20)


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
    with pytest.raises(WorkspaceError, match="by 'colour' is none; there are kind, segment, source, tier"):
        bench.shares("ops", by="colour")
    with pytest.raises(ParameterError, match=r"shares by segment are of one persona; name it: shares\('ops', by='segment'\)"):
        bench.shares(by="segment")


def test_quotes_are_the_newest_first_with_who_when_and_where(bench):
    rows = bench.quotes(persona="ops", theme="ops/t01", segment="enterprise", tier="A", stance="pain")
    assert list(rows.columns) == QUOTE
    assert set(rows["theme_id"]) == {"ops/t01"}
    assert rows["occurred_at"].is_monotonic_decreasing
    evidence = bench.evidence(theme="ops/t01", segment="enterprise", tier="A")
    assert set(rows["passage_id"]) == set(evidence["passage_id"])
    ours = bench.quotes(account="a-003", cycle="2026-10")
    assert set(ours["account_id"]) == {"a-003"}
    assert len(bench.quotes()) == 240  # a passage without a theme is quoted too


def test_quotes_by_what_is_none_are_refused(bench):
    with pytest.raises(ParameterError, match="quotes takes no 'colour'; use persona, theme, cycle, stance, segment, tier"):
        bench.quotes(colour="red")
    with pytest.raises(WorkspaceError, match="account 'a-999' is none; there are a-000"):
        bench.quotes(account="a-999")


def test_matches_say_who_how_sure_and_what_was_decided(bench):
    key = bench.conversations()["conversation_key"].iloc[0]
    decision = {"decision_id": "d1", "conversation_key": key, "persona_id": "ops", "verdict": "approve", "decided_by": "ana",
                "note": "", "proposed": "ops", "proposed_runner_up": "", "proposed_state": "attached", "score": 1.0,
                "decided_at": pd.Timestamp("2026-11-01T08:00Z")}  # fmt: skip
    bench.record.append("decisions", pd.DataFrame([decision]))
    rows = bench.matches(persona="ops", state="attached")
    assert len(rows) == 240
    assert rows.set_index("conversation_key").loc[key, ["verdict", "decided_by"]].to_list() == ["approve", "ana"]
    assert (rows["verdict"] == "").sum() == 239


def test_a_column_that_is_not_there_is_one_clear_line(bench):
    with pytest.raises(KitError, match="table 'themes' has no column 'colour'; it has run_cycle, persona_id, theme_id"):
        bench.record.read("themes", colour="x")


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
    assert [len(read(path)) for path in made] == [240, 240, 240, 4, len(drafted.evidence()), 0, 1, 1, 1]
    assert (read(made[0])["text"] == ("'=1+1" if kind == "csv" else "=1+1")).sum() == 1


def test_a_workbook_has_a_sheet_a_table_and_no_cell_is_a_formula(drafted, tmp_path):
    text = "=HYPERLINK(1)\x07 and on" + "x" * 40_000
    conversations = drafted.record.read("conversations").head(1)
    drafted.record.upsert("conversations", conversations.assign(text=text))
    made = drafted.export(tmp_path / "out" / "all.xlsx")
    assert made == [tmp_path / "out" / "all.xlsx"]
    book = openpyxl.load_workbook(made[0])
    assert book.sheetnames == list(EXPORTED)
    sheet = book["conversations"]
    rows = list(sheet.iter_rows())
    assert len(rows) == 241
    names = [cell.value for cell in rows[0]]
    row = dict(zip(names, rows[1], strict=True))
    assert row["text"].value == ("=HYPERLINK(1)  and on" + "x" * 40_000)[:32_767]
    assert row["text"].data_type == "s"
    assert row["text"].quotePrefix
    assert row["occurred_at"].value == conversations["occurred_at"].iloc[0].tz_localize(None)
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_a_table_that_no_sheet_can_hold_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("kit.workbench.files.MOST_ROWS", 3)
    with pytest.raises(ParameterError, match="passages has 3 rows, more than a sheet holds; export to a folder instead"):
        write_workbook({"passages": pd.DataFrame({"text": list("abc")})}, tmp_path / "all.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))


def test_an_export_of_an_unknown_kind_is_refused(bench, tmp_path):
    with pytest.raises(WorkspaceError, match="kind 'docx' is none; there are csv, parquet"):
        bench.export(tmp_path / "out", "docx")


def test_reading_tables_writes_nothing(bench):
    version = bench.record.version()
    bench.conversations()
    bench.passages()
    bench.shares("ops", by="tier")
    assert bench.record.version() == version

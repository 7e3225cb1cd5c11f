"""docs/record.md is so: DuckDB, pandas and Polars read the record as it says there, and come to the kit's own figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kit

duckdb = pytest.importorskip("duckdb")

PAGE = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
PYTHON, SQL = (re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) for language in ("python", "sql"))


def ran(code, workspace):
    """The names that an example leaves behind, over a workspace of one's own."""
    names = {}
    exec(code.replace("my-company", str(workspace)), names)
    return names


@pytest.fixture(scope="module")
def shares(october):
    rows = kit.open(october[0]).shares()
    return rows[rows["persona_id"] == "revops-lead"]


def example(mark):
    return next(code for code in PYTHON if mark in code)


def test_duckdb_reads_the_shares_of_the_newest_run(october, shares):
    con = ran(example("duckdb"), october[0])["con"]
    table = con.sql(SQL[0]).df()
    expected = shares[shares["cycle"] == "2026-10"].sort_values(["share", "theme_id"], ascending=[False, True]).head(5)
    assert list(table["label"]) == list(expected["label"])
    assert list(table["share"]) == list(expected["share"])
    assert list(table["n_accounts_active"]) == list(expected["n_accounts_active"])


def test_duckdb_computes_the_kits_shares_from_the_rows(october, shares):
    con = ran(example("duckdb"), october[0])["con"]
    table = con.sql(SQL[1]).df().merge(shares, on=["theme_id", "cycle"], suffixes=("", "_kept"))
    assert len(table) >= 50
    assert (table["share"] - table["share_kept"]).abs().max() < 1e-9
    assert (table["voters"] == table["n_voters_active"]).all()


def test_pandas_reads_the_same(october, shares):
    table = ran(example("pivot_table"), october[0])["table"].loc["revops-lead"]
    kept = shares[shares["cycle"] == "2026-10"].drop_duplicates("label", keep=False).set_index("label")["share"]
    assert len(kept) > 5
    assert (table["2026-10"].reindex(kept.index) - kept).abs().max() < 1e-9


def test_polars_reads_the_same(october, shares):
    pytest.importorskip("polars", reason="Polars is not installed")
    table = ran(example("polars"), october[0])["table"]
    assert set(shares["theme_id"]) <= set(table["theme_id"].to_list())


def test_every_table_that_the_page_names_is_one():
    from kit.record.tables import TABLES

    named = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert len(named) == 8
    assert set(named) <= set(TABLES)

"""Columns whose names nobody listed are told by what stands in them, and only where it tells them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kit.config.settings import Source
from kit.sources.columns_by_content import id_column, sender_column, side_column, time_column
from kit.sources.parsing.rows import Row, Rows
from kit.sources.reader import Context

CONTEXT = Context(Source(id="feed", kind="ticket", reader="table", path="x"), ZoneInfo("UTC"))


def rows(**columns: list[str]) -> Rows:
    return Rows(list(columns), [Row(dict(zip(columns, cells, strict=True)), 1) for cells in zip(*columns.values(), strict=True)])


def test_an_id_is_the_first_short_word_that_no_other_row_has():
    table = rows(stav=["x", "x", "y"], den=["2026-10-01", "2026-10-02", "2026-10-03"], cislo=["A-1", "A-2", "A-3"])
    assert id_column(table, []) == "cislo"
    assert id_column(table, ["cislo"]) == ""


def test_a_time_is_a_column_of_dates_and_not_one_of_numbers_or_of_words_with_a_date_in_them():
    table = rows(
        pocet=["3", "5"], text=["since 1 October 2026 the export, which we need each day, has been failing", "2026-10-02"],
        den=["1. 10. 2026 9:12", "14. 10. 2026 10:00"],
    )  # fmt: skip
    assert time_column(table, [], CONTEXT) == "den"
    assert time_column(rows(pocet=["3", "5"]), [], CONTEXT) == ""


def test_a_side_is_told_where_both_sides_are_and_every_word_is_known():
    assert side_column(rows(kdo=["End-user", "Agent", "End-user"]), []) == "kdo"
    assert side_column(rows(kdo=["End-user", "End-user"]), []) == ""
    assert side_column(rows(kdo=["End-user", "Agent", "Robot 7"]), []) == ""


def test_a_sender_is_a_column_of_addresses_that_are_not_the_recipients():
    table = rows(to=["help@x.example", "a@y.example"], who=["Ann <a@y.example>", "help@x.example"])
    assert sender_column(table, []) == "who"

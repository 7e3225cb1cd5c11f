"""Columns whose names nobody listed are told by what stands in them, and only where it tells them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kit.config.settings import Source
from kit.sources.columns_by_content import id_column, joined_id, named, sender_column, side_column, text_column, time_column
from kit.sources.parsing.rows import Row, Rows
from kit.sources.reader import Context

CONTEXT = Context(Source(id="feed", kind="ticket", reader="table", path="x"), ZoneInfo("UTC"))


def rows(**columns: list[str]) -> Rows:
    return Rows(list(columns), [Row(dict(zip(columns, cells, strict=True)), 1) for cells in zip(*columns.values(), strict=True)])


def test_an_id_is_the_first_short_word_that_no_other_row_has():
    table = rows(stav=["x", "x", "y"], den=["2026-10-01", "2026-10-02", "2026-10-03"], cislo=["A-1", "A-2", "A-3"])
    assert id_column(table, []) == "cislo"
    assert id_column(table, ["cislo"]) == ""
    assert id_column(rows(typ=["Call", "Mail", "Visit"]), []) == ""


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


def test_a_machine_beside_customers_tells_sides_too():
    assert side_column(rows(kdo=["visitor", "bot"]), []) == "kdo"


def test_words_are_the_column_that_holds_most_of_them_and_no_object():
    table = rows(stav=["new", "old"], popis=["It broke again today", "No totals in the list"], vec=["Sync", "Lists"])
    assert text_column(table, []) == "popis"
    assert text_column(table, ["popis"]) == ""
    assert text_column(rows(popis=[{"a": "It broke again today"}, {"a": "x"}]), []) == ""


def test_a_column_named_like_words_that_holds_numbers_is_none():
    table = rows(Note=["4", "5/5"], Avis=["Trop lent le matin", "Parfait"])
    assert named(table, {}, ["text"]) == {"text": "Avis"}
    assert named(table, {"text": "Note"}, ["text"]) == {"text": "Note"}
    assert named(rows(Note=["It broke", "5"]), {}, ["text"]) == {"text": "Note"}


def test_rows_without_an_id_are_told_apart_by_several_columns_together():
    table = rows(den=["2026-10-01", "2026-10-01", "2026-10-02"], firma=["Hof", "Rex", "Hof"])
    assert joined_id(table, {"occurred_at": "den", "account_id": "firma"}) == "den + firma"
    assert joined_id(rows(den=["2026-10-01"] * 2, firma=["Hof"] * 2), {"occurred_at": "den", "account_id": "firma"}) == ""

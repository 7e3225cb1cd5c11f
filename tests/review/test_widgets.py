"""The review table in a notebook."""

from __future__ import annotations

import pytest

from kit.review.queue_view import Wanted, queue_of
from kit.review.widgets import review_buttons
from tests.review.test_record_decisions import NOW, PEOPLE, record  # noqa: F401 - a fixture


def buttons(table, row=0):
    choices = table.children[row].children[1].children
    return (
        {one.description: one for box in choices[:2] for one in box.children if hasattr(one, "on_click")},
        choices[1].children[1],
        choices[2],
    )


def test_a_click_is_a_decision(record):  # noqa: F811
    table = review_buttons(record, PEOPLE, queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=3)), "ann", lambda: NOW)
    assert len(table.children) == 3
    click, _, done = buttons(table)
    click["approve"].click()
    assert done.value == "approve, by ann"
    assert record.read("decisions")[["persona_id", "verdict", "decided_by"]].to_numpy().tolist() == [
        ["finance", "approve", "ann"]
    ]


@pytest.mark.parametrize(("choice", "persona"), [("revops", "revops"), ("none of them", "")])
def test_reassigning_takes_the_persona_chosen(record, choice, persona):  # noqa: F811
    table = review_buttons(record, PEOPLE, queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=1)), "ann", lambda: NOW)
    click, other, _ = buttons(table)
    other.value = choice
    click["reassign"].click()
    assert record.read("decisions")["persona_id"].tolist() == [persona]


def test_what_customers_wrote_is_escaped(record):  # noqa: F811
    queue = queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=1)).assign(words="<script>alert(1)</script>")
    assert "<script>" not in review_buttons(record, PEOPLE, queue, "ann").children[0].children[0].value


def test_an_empty_queue_says_so(record):  # noqa: F811
    queue = queue_of(record, PEOPLE, 1, Wanted(["2026-01"]))
    assert "Nothing to decide" in review_buttons(record, PEOPLE, queue, "ann").children[0].value


def test_a_match_that_changed_since_it_was_shown_is_not_decided(record):  # noqa: F811
    table = review_buttons(record, PEOPLE, queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=1)), "ann", lambda: NOW)
    record.replace("matches", record.read("matches").assign(persona_id="revops"))
    click, _, done = buttons(table)
    click["approve"].click()
    assert "now it is 'revops'" in done.value
    assert record.read("decisions").empty
    click["reassign"].click()
    assert done.value == "reassign to data, by ann"


def test_who_is_signed_in_decides_where_nobody_is_named(record, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LOGNAME", "bob")
    table = review_buttons(record, PEOPLE, queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=1)))
    buttons(table)[0]["approve"].click()
    assert record.read("decisions")["decided_by"].tolist() == ["bob"]


def test_a_link_is_one_of_the_web(record):  # noqa: F811
    queue = queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=1))
    shown = [
        review_buttons(record, PEOPLE, queue.assign(url=url)).children[0].children[0].value
        for url in ("https://desk.example/1", "javascript:alert(1)")
    ]
    assert 'href="https://desk.example/1"' in shown[0]
    assert "href" not in shown[1]

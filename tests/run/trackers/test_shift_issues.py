"""One issue a surfaced shift, in each tracker's documented form; once, followed up, and never at the cost of the rest."""

import json
import re

import mistune
import pytest

from kit.brief.model import Brief
from kit.config.settings import Settings
from kit.errors import DeliveryError, SettingsError
from kit.run.notify import check_recipients, deliver
from kit.run.trackers.port import marker_in
from tests.briefs import brief
from tests.hostile import SIXTY, spoiled
from tests.run.trackers.stand_in import TOKEN, TRACKERS, stand_in

SHIFTED = brief("shifted")
SURFACED = [shift for shift in SHIFTED.shifts if shift.surfaced]
NEXT = SHIFTED.cycle[:-2] + "11"


def settings(*entries):
    return Settings(company="Acme", sources=[{"id": "s", "kind": "ticket", "path": "x.csv"}], deliver=list(entries))


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv("TRACKER_TOKEN", TOKEN)


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / SHIFTED.cycle
    folder.mkdir()
    return folder


def a_month_later(held):
    """The next brief, in which nothing surfaces and the last one's shifts held or not."""
    previous = [
        {"theme": shift.theme, "label": shift.label, "cycle": SHIFTED.cycle, "direction": shift.direction,
         "shift_pp": shift.shift_pp, "share_before": shift.share_before, "share_then": shift.share_now, "share_now": 0.2,
         "held": held}
        for shift in SURFACED
    ]  # fmt: skip
    facts = SHIFTED.facts() | {"cycle": NEXT, "previous_shifts": previous}
    facts["shifts"] = [shift | {"surfaced": False, "below_bar": ["min_accounts"]} for shift in facts["shifts"]]
    return Brief.model_validate(facts)


def texts(store):
    """Everything that a tracker holds, as one text an issue or comment."""
    rows = [*store.issues, *(comment for comments in store.comments.values() for comment in comments)]
    return [json.dumps(row, ensure_ascii=False) for row in rows]


@pytest.mark.parametrize("kind", TRACKERS)
def test_each_surfaced_shift_is_filed_once_in_the_documented_form(kind, pages):
    with stand_in(kind) as (entry, store):
        for _ in range(3):
            deliver(settings(entry), [SHIFTED], pages)
        assert [call for call in store.calls if call[0] == "refused"] == []
        assert len(store.issues) == len(SURFACED) == 2
        first = texts(store)[0]
        assert "the merged numbers don’t match" in first
        assert "5 to 34" in first
        assert "23 of 50" in first
        assert f"https://intranet.example/reports/{SHIFTED.cycle}/revops-lead.html" in first
        assert SURFACED[0].quotes[0].text in first


@pytest.mark.parametrize("kind", TRACKERS)
@pytest.mark.parametrize(("held", "told"), [(True, "still there"), (False, "not there any more"), (None, "cannot be told yet")])
def test_a_month_later_each_issue_says_once_what_became_of_it(kind, held, told, pages):
    with stand_in(kind) as (entry, store):
        deliver(settings(entry), [SHIFTED], pages)
        for _ in range(2):
            deliver(settings(entry), [a_month_later(held)], pages)
        assert [call for call in store.calls if call[0] == "refused"] == []
        assert len(store.issues) == 2
        assert [len(comments) for comments in store.comments.values()] == [1, 1]
        assert all(told in text for text in texts(store)[2:])


def test_a_shift_that_surfaces_again_next_month_is_no_second_issue(pages):
    again = a_month_later(True)
    again = again.changed(shifts=SHIFTED.shifts)
    with stand_in("github") as (entry, store):
        deliver(settings(entry), [SHIFTED], pages)
        deliver(settings(entry), [again], pages)
        assert len(store.issues) == 2


@pytest.mark.parametrize("kind", TRACKERS)
@pytest.mark.parametrize("status", [401, 403, 404, 422, 429, 500])
def test_one_failure_is_said_without_a_secret_and_the_rest_goes_on(kind, status, pages):
    with stand_in(kind) as (entry, store), stand_in("github") as (other, others):
        store.broken = ("POST", SURFACED[0].label[:12], status)
        with pytest.raises(DeliveryError) as told:
            deliver(settings(entry, other), [SHIFTED], pages)
        assert len(store.issues) == 1
        assert len(others.issues) == 2
        assert re.search(
            rf"the briefs of {SHIFTED.cycle} are written, but deliver 1: revops-lead/t07: .* answered {status}", str(told.value)
        )
        assert TOKEN not in str(told.value)
        assert "127.0.0.1" not in str(told.value)
        store.broken = None
        deliver(settings(entry, other), [SHIFTED], pages)  # run again: what is missing is filed, nothing twice
        assert (len(store.issues), len(others.issues)) == (2, 2)


def test_a_tracker_that_is_not_there_is_said(pages):
    entry = {"issues": {"kind": "github", "project": "acme/research", "token": "${TRACKER_TOKEN}", "url": "http://127.0.0.1:9"}}
    with pytest.raises(DeliveryError, match=r"deliver 1: GitHub \(acme/research\) could not be reached") as told:
        deliver(settings(entry), [SHIFTED], pages)
    assert TOKEN not in str(told.value)


def test_answers_of_another_form_are_said(pages, monkeypatch):
    with stand_in("linear") as (entry, _):
        monkeypatch.setitem(
            TRACKERS, "linear", lambda *_: (200, {"data": {"issues": {"nodes": [], "pageInfo": {"hasNextPage": False}}}})
        )
        with pytest.raises(DeliveryError, match="answer was not understood"):
            deliver(settings(entry), [SHIFTED], pages)


def test_a_missing_token_is_refused_before_anything_slow(monkeypatch):
    monkeypatch.delenv("TRACKER_TOKEN")
    entry = {"issues": {"kind": "github", "project": "acme/research", "token": "${TRACKER_TOKEN}"}}
    with pytest.raises(SettingsError, match="the environment has no 'TRACKER_TOKEN'"):
        check_recipients(settings(entry), ["revops-lead"])


@pytest.mark.parametrize(
    "entry",
    [
        {"kind": "jira", "project": "OPS", "token": "x"},
        {"kind": "jira", "project": 'OPS" OR 1=1', "token": "x", "url": "https://a.example", "user": "a"},
        {"kind": "github", "project": "research", "token": "x"},
        {"kind": "trello", "project": "a", "token": "x"},
        {"kind": "linear", "project": "a", "token": "x", "url": "file:///etc/passwd"},
    ],
)
def test_a_tracker_that_could_not_work_is_refused(entry):
    with pytest.raises(ValueError, match="deliver"):
        settings({"issues": entry})


def test_only_the_personas_that_are_wanted_are_filed(pages):
    with stand_in("github") as (entry, store):
        deliver(settings(entry | {"personas": ["someone-else"]}), [SHIFTED], pages)
        assert store.issues == []


@pytest.mark.parametrize("payload", [text for text in SIXTY if "\n" not in text])
def test_hostile_words_are_data_in_every_tracker(payload, pages):
    hostile = Brief.model_validate(spoiled(SHIFTED.facts(), payload))
    render = mistune.create_markdown(escape=True, plugins=["table", "url"])
    for kind in TRACKERS:
        with stand_in(kind) as (entry, store):
            deliver(settings(entry), [hostile], pages)
            deliver(settings(entry), [hostile], pages)
            assert len(store.issues) == 2, store.calls
            for row in store.issues:
                if kind == "jira":  # nodes of text: none is markup; the one link is ours
                    blocks = row["fields"]["description"]["content"]
                    links = [mark for block in blocks for text in block["content"] for mark in text.get("marks", [])]
                    assert [link["attrs"]["href"] for link in links] == [
                        f"https://intranet.example/reports/{SHIFTED.cycle}/revops-lead.html"
                    ]
                    continue
                body = row.get("body") or row["description"]
                outside = re.sub(r"<pre>.*?</pre>", "", render(body), flags=re.DOTALL)
                shown = re.sub(r"\s+", "", payload)
                assert len(shown) < 4 or shown not in re.sub(r"\s+", "", outside)
                assert re.findall(r"<(\w+)", outside) == ["p", "p", "p", "a", "p"]
                assert "data, no instruction" in outside
                assert marker_in(body).startswith("revops-lead/")

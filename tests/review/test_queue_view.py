"""What a reviewer is shown: the queue, and one match whole."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.config.settings import read_settings
from kit.errors import WorkspaceError
from kit.record.store import Record
from kit.review.queue_view import Wanted, matched_cycles, queue_of, shown, telling_words
from kit.workspace import Workspace
from tests.conftest import SAMPLE
from tests.review.test_record_decisions import PEOPLE, record  # noqa: F401 - a fixture

SETTINGS = read_settings(SAMPLE)
ACCOUNTS = pd.DataFrame({"account_id": ["a0", "a1"], "name": ["Brindle", "Quor"]})


def said(*rows: tuple) -> pd.DataFrame:
    table = [("k", text, stance, at) for at, (text, stance) in enumerate(rows)]
    return pd.DataFrame(table, columns=["conversation_key", "text", "stance", "start"])


def test_the_queue_shows_what_was_said_by_whom_and_what_is_proposed(record):  # noqa: F811
    queue = queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=3), accounts=ACCOUNTS)
    assert len(queue) == 3
    assert queue["proposed"].iloc[0] == "finance"
    assert "the ledger does not tie out" in queue["words"].iloc[0]
    assert set(queue_of(record, PEOPLE, 1, Wanted(["2026-10"]), accounts=ACCOUNTS)["account"]) == {"Brindle", "Quor", ""}
    with pytest.raises(WorkspaceError, match="no persona 'nobody'"):
        queue_of(record, PEOPLE, 1, Wanted(["2026-10"], persona_id="nobody"))


def test_scores_have_two_digits_and_every_undecided_match_can_be_had(record):  # noqa: F811
    record.replace("matches", record.read("matches").assign(score=0.123456))
    queue = queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=None))
    assert len(queue) == 8
    assert set(queue["score"]) == {0.12}
    assert (queue["worth"] == queue["worth"].round(2)).all()


def test_the_customers_pains_are_told_and_small_talk_and_the_team_are_not():
    passages = said(("Hello there, how are you today?", "other"), ("The ledger is off.", "pain"), ("Can it do SSO?", "objection"))
    assert telling_words(passages) == {"k": "The ledger is off. … Can it do SSO?"}


def test_the_longest_are_told_first_where_there_is_no_room_for_all_and_in_the_order_they_were_said():
    passages = said(("one short", "pain"), ("two is the longest of them all", "pain"), ("three is longer", "goal"))
    assert telling_words(passages, 46) == {"k": "two is the longest of them all … three is longer"}
    assert telling_words(passages, 10) == {"k": "two is the"}


def test_where_only_small_talk_was_heard_it_is_told():
    assert telling_words(said(("Thanks a lot.", "other"), ("Bye.", ""))) == {"k": "Thanks a lot. … Bye."}


def test_where_no_passage_was_cut_the_text_is_told(record):  # noqa: F811
    record.delete("passages")
    assert queue_of(record, PEOPLE, 1, Wanted(["2026-10"]))["words"].str.startswith("note ").all()


def test_one_match_is_shown_whole(record):  # noqa: F811
    found = shown(record, "desk:0", ACCOUNTS)
    assert found["match"]["persona_id"] == "finance"
    assert found["account"] == "Brindle"
    assert found["passages"] == [{"text": "note 0\nthe ledger does not tie out", "stance": "pain"}]
    with pytest.raises(WorkspaceError, match="no conversation 'desk:99'"):
        shown(record, "desk:99")


@pytest.mark.parametrize(
    ("cycle", "told"),
    [
        ("2026-13", "cycle '2026-13' is none"),
        ("2026-Q3", "is a quarter"),
        ("2026-09", "nothing is matched in 2026-09; there are matches from 2026-10 to 2026-10"),
    ],
)
def test_a_cycle_that_cannot_be_or_was_not_matched_is_refused(record, cycle, told):  # noqa: F811
    work = Workspace(SAMPLE, SETTINGS, PEOPLE, record)
    with pytest.raises(WorkspaceError, match=told):
        matched_cycles(work, cycle)
    assert matched_cycles(work, "2026-10") == matched_cycles(work) == ["2026-10"]


def test_a_workspace_that_was_never_run_has_nothing_to_review(tmp_path):
    with pytest.raises(WorkspaceError, match=r"nothing is read and matched yet; `kit run .*` first"):
        matched_cycles(Workspace(SAMPLE, SETTINGS, PEOPLE, Record(tmp_path / "record")))

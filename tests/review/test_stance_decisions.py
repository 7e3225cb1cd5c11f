"""What people say that passages voice: what is taken and kept, and what the next run makes of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pandas as pd
import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.errors import ParameterError, WorkspaceError
from kit.matching.match_conversations import classifier_fingerprint, fill_stances
from kit.matching.taught_stances import taught_stances
from kit.record.decided import read_decided, write_decided
from kit.review.evidence_decisions import apply_evidence_file
from kit.review.evidence_queue import WantedEvidence, evidence_queue_of
from kit.review.evidence_widgets import evidence_buttons
from kit.review.spreadsheet import export_queue
from kit.review.stance_decisions import StanceWord, decide_stances
from kit.workspace import open_workspace
from tests.conftest import SAMPLE
from tests.review.test_record_decisions import rows

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
ORDERS = [
    "2 large pizzas with extra cheese",
    "add 1 coke please",
    "one veggie burger and 3 fries",
    "3 small pizzas with extra olives",
]
ORDER, SAME = "desk:00#0", "desk:04#0"


@pytest.fixture
def work(tmp_path):
    """Five conversations of one passage each, the last of which says what the first one does; all in one theme."""
    folder = tmp_path / "w"
    shutil.copytree(SAMPLE / "personas", folder / "personas")
    for name in ("kit.yaml", "accounts.csv"):
        shutil.copy(SAMPLE / name, folder / name)
    record, keys = open_workspace(folder).record, [f"desk:{at:02d}" for at in range(5)]
    texts, cycles = [*ORDERS, ORDERS[0]], ["2026-10"] * 4 + ["2026-09"]
    record.replace("conversations", rows(
        "conversations", conversation_key=keys, conversation_id=keys, source="desk", kind="chat", cycle=cycles, text=texts,
        account_id="a-001", role="VP RevOps", turns="[]", occurred_at=[pd.Timestamp("2026-10-05T10:00Z")] * 5,
    ))  # fmt: skip
    record.replace("matches", rows(
        "matches", conversation_key=keys, cycle=cycles, persona_id="revops-lead", state="attached",
    ))  # fmt: skip
    passages = [f"{key}#0" for key in keys]
    record.replace("passages", rows("passages", passage_id=passages, conversation_key=keys, cycle=cycles, text=texts))
    record.replace("assignments", rows(
        "assignments", passage_id=passages, conversation_key=keys, cycle=cycles, run_cycle="2026-10", persona_id="revops-lead",
        theme_id="revops-lead/t01", kind="content",
    ))  # fmt: skip
    record.replace("themes", rows(
        "themes", run_cycle="2026-10", persona_id="revops-lead", theme_id=["revops-lead/t01"], label=["orders"], state="live",
        centre=[[0.0]],
    ))  # fmt: skip
    work = open_workspace(folder)
    classed(work)
    return work


def classed(work) -> dict[str, str]:
    """The stances of all passages after a run's step, by passage."""
    fill_stances(work.record, work.record.read("passages"), work.vectors)
    return dict(work.record.read("passages", ["passage_id", "stance"]).itertuples(index=False))


def queue_of(work):
    return evidence_queue_of(work, WantedEvidence("2026-10", "revops-lead", limit=None))


def test_what_is_said_holds_for_the_same_words_and_teaches_others(work):
    before = work.record.read("passages").set_index("passage_id")["stance"]
    assert before[ORDER] != "question"
    words = [StanceWord(f"desk:0{at}#0", "question") for at in range(3)]
    assert decide_stances(work.record, words, "ann", NOW) == 3
    assert work.record.read("stance_decisions").set_index("passage_id").loc[ORDER, "proposed"] == before[ORDER]
    after = classed(work)
    assert after[ORDER] == after[SAME] == "question"
    assert after["desk:03#0"] == "question" != before["desk:03#0"]  # nobody decided this one


def test_the_newest_word_stands_and_nothing_earlier_is_changed(work):
    decide_stances(work.record, [StanceWord(ORDER, "praise")], "ann", NOW)
    decide_stances(work.record, [StanceWord(SAME, "goal")], "bob", NOW)
    assert work.record.read("stance_decisions")["stance"].tolist() == ["praise", "goal"]
    assert taught_stances(work.record) == (("goal", ORDERS[0]),)
    assert classed(work)[ORDER] == "goal"


def test_without_a_decision_the_classifier_is_the_shipped_one(work):
    assert taught_stances(work.record) == ()
    fingerprint = classifier_fingerprint(work.vectors)
    decide_stances(work.record, [StanceWord(ORDER, "question")], "ann", NOW)
    assert classifier_fingerprint(work.vectors, taught_stances(work.record)) != fingerprint


def test_a_forgotten_conversation_teaches_nothing(work):
    decide_stances(work.record, [StanceWord("desk:01#0", "question")], "ann", NOW)
    called = CliRunner().invoke(main, ["forget", str(work.folder), "--conversation", "desk:01"])
    assert called.exit_code == 0, called.output
    assert work.record.read("stance_decisions").empty
    assert taught_stances(work.record) == ()


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        (StanceWord(ORDER, "order"), "stance is 'order'; use .*question"),
        (StanceWord(ORDER, "not_sure"), "stance is 'not_sure'"),
        (StanceWord("desk:99#0", "question"), "there is no passage 'desk:99#0'"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(work, word, problem):
    with pytest.raises(WorkspaceError, match=problem):
        decide_stances(work.record, [StanceWord("desk:01#0", "question"), word], "ann", NOW)
    assert work.record.read("stance_decisions").empty


def test_somebody_has_to_sign(work):
    with pytest.raises(ParameterError, match="needs a name"):
        decide_stances(work.record, [StanceWord(ORDER, "question")], "", NOW)


def test_a_filled_in_file_says_themes_and_stances_and_is_taken_once(work, tmp_path):
    path = export_queue(queue_of(work), tmp_path / "e.csv", NOW)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, "verdict"], table.loc[1, "stance_is"], table.loc[2, "stance_is"] = "right", "Question", "Order"
    table.to_csv(path, index=False)
    with pytest.raises(WorkspaceError, match="holds verdicts"):
        export_queue(queue_of(work), path, NOW)
    done = apply_evidence_file(work.record, path, "ann", NOW)
    assert (done.n_new, done.n_known, done.n_blank, len(done.refused)) == (2, 0, 2, 1)
    assert ":4: stance is 'Order'" in done.refused[0]
    assert work.record.read("stance_decisions")["passage_id"].tolist() == [table.loc[1, "passage_id"]]
    assert apply_evidence_file(work.record, path, "bob", NOW).n_known == 2


def test_the_command_line_says_and_shows_stances(work):
    def kit(*call):
        return CliRunner().invoke(main, ["themes", *map(str, call)])

    said = kit("stance", work.folder, ORDER, "desk:01#0", "--is", "question", "--by", "ann")
    assert said.output.startswith("2\N{NO-BREAK SPACE}decisions added")
    classed(work)
    assert "· question" in kit("evidence", work.folder, "--persona", "revops-lead").output
    refused = kit("stance", work.folder, ORDER, "--is", "order", "--by", "ann")
    assert refused.exit_code == 2
    assert "decision-criterion" in refused.output


def test_a_choice_in_the_notebook_is_a_word(work):
    queue = queue_of(work)
    box = evidence_buttons(work.record, queue, {}, "ann", lambda: NOW).children[0].children[1]
    voices, done = box.children[3].children
    assert voices.value == queue.loc[0, "stance"]
    voices.value = "goal"
    assert done.value == "goal, by ann"
    kept = work.record.read("stance_decisions")
    assert kept[["passage_id", "stance", "decided_by"]].to_numpy().tolist() == [[queue.loc[0, "passage_id"], "goal", "ann"]]


def test_a_backup_holds_them_and_older_backups_are_read(work, tmp_path):
    decide_stances(work.record, [StanceWord(ORDER, "question")], "ann", NOW)
    tables = {
        name: work.record.read(name) for name in ("decisions", "theme_decisions", "stance_decisions", "theme_edits", "forgotten")
    }
    path = write_decided(work.record.folder, tables, tmp_path / "decided.json")
    assert read_decided(path)[0]["stance_decisions"]["stance"].tolist() == ["question"]
    older = write_decided(work.record.folder, {name: rows for name, rows in tables.items() if "stance" not in name}, path)
    assert read_decided(older)[0]["stance_decisions"].empty

"""Reviewing evidence: which passages are shown, what people say of them, and what the record keeps of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pandas as pd
import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.errors import ParameterError, WorkspaceError
from kit.review.evidence_decisions import EvidenceWord, apply_evidence_file, decide_evidence
from kit.review.evidence_queue import EVIDENCE, WantedEvidence, evidence_queue_of, theme_labels
from kit.review.evidence_widgets import evidence_buttons
from kit.review.spreadsheet import export_queue
from kit.shifts.corrections.reviewed_evidence import evidence_lots
from kit.workspace import open_workspace
from tests.conftest import SAMPLE
from tests.review.test_record_decisions import rows

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
KEYS = [f"desk:{at:02d}" for at in range(12)]
CYCLES = ["2026-10", "2026-09"] * 6
FIRST, SECOND = "revops-lead/t01", "revops-lead/t02"


@pytest.fixture
def work(tmp_path):
    """The sample's people with twelve conversations of two passages, the second one small talk in every other of them."""
    folder = tmp_path / "w"
    shutil.copytree(SAMPLE / "personas", folder / "personas")
    for name in ("kit.yaml", "accounts.csv"):
        shutil.copy(SAMPLE / name, folder / name)
    record = open_workspace(folder).record
    record.replace("conversations", rows(
        "conversations", conversation_key=KEYS, conversation_id=KEYS, source="desk", kind="ticket", cycle=CYCLES,
        text="=seats creep up",
        account_id="a-001", role="VP RevOps", turns="[]", occurred_at=[pd.Timestamp("2026-10-05T10:00Z")] * 12,
    ))  # fmt: skip
    record.replace("matches", rows(
        "matches", conversation_key=KEYS, cycle=CYCLES, persona_id=["revops-lead"] * 11 + ["cs-lead"], state="attached",
    ))  # fmt: skip
    passages = [f"{key}#{at}" for key in KEYS for at in range(2)]
    held = {"passage_id": passages, "conversation_key": [key for key in KEYS for _ in range(2)]}
    cycles = [name for name in CYCLES for _ in range(2)]
    record.replace("passages", rows("passages", **held, cycle=cycles, text="=seats creep up", start=[0, 20] * 12))
    record.replace("assignments", rows(
        "assignments", **held, cycle=cycles, run_cycle="2026-10", persona_id="revops-lead", theme_id=[FIRST, "", SECOND, ""] * 6,
        kind=["content", "content", "content", "small talk"] * 6,
    ))  # fmt: skip
    record.replace("themes", rows(
        "themes", run_cycle="2026-10", persona_id="revops-lead", theme_id=[FIRST, SECOND],
        label=["seat creep", "late <b>data</b>"],
        state="live", centre=[[0.0], [0.0]],
    ))  # fmt: skip
    return open_workspace(folder)


def queue_of(work, theme_id="", limit=None):
    return evidence_queue_of(work, WantedEvidence("2026-10", "revops-lead", theme_id, limit))


def decisions(work) -> pd.DataFrame:
    return work.record.read("theme_decisions")


def kit(*call):
    return CliRunner().invoke(main, ["themes", *(str(part) for part in call)])


def test_the_queue_holds_whole_conversations_without_small_talk(work):
    queue = queue_of(work)
    assert list(queue.columns) == EVIDENCE
    assert queue["conversation_key"].nunique() == 11
    assert set(queue["label"]) == {"seat creep", "late <b>data</b>", "in no theme"}
    assert queue.groupby("conversation_key", sort=False)["passage_id"].agg(list).str.len().max() == 2
    assert not queue["passage_id"].isin([f"{key}#1" for key in KEYS[1::2]]).any()


def test_the_cycle_and_its_baseline_take_turns_each_by_lot(work):
    queue = queue_of(work).drop_duplicates("conversation_key")
    assert queue["cycle"].tolist()[:4] == ["2026-10", "2026-09", "2026-10", "2026-09"]
    for _, part in queue.groupby("cycle"):
        assert pd.Series(evidence_lots(part["conversation_key"], work.settings.seed)).is_monotonic_increasing


def test_one_theme_alone_can_be_asked_for(work):
    assert set(queue_of(work, SECOND)["proposed"]) == {SECOND}
    with pytest.raises(WorkspaceError, match=r"no theme 'revops-lead/t9' in 2026-10; there are .*t01"):
        queue_of(work, "revops-lead/t9")


def test_what_is_said_is_kept_and_not_asked_again(work):
    words = [EvidenceWord("desk:00#0", "right"), EvidenceWord("desk:00#1", "wrong", SECOND, "about data", proposed="")]
    assert decide_evidence(work.record, words, "ann", NOW) == 2
    kept = decisions(work).set_index("passage_id")[["persona_id", "verdict", "theme_id", "proposed", "decided_by", "note"]]
    assert kept.loc["desk:00#0"].tolist() == ["revops-lead", "right", FIRST, FIRST, "ann", ""]
    assert kept.loc["desk:00#1"].tolist() == ["revops-lead", "wrong", SECOND, "", "ann", "about data"]
    assert "desk:00" not in set(queue_of(work)["conversation_key"])


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        (EvidenceWord("desk:00#0", "maybe"), "use right or wrong"),
        (EvidenceWord("desk:99#0", "right"), "is in no run's themes"),
        (EvidenceWord("desk:00#0", "wrong", FIRST), "already; say right"),
        (EvidenceWord("desk:00#1", "wrong", "none"), "already; say right"),
        (EvidenceWord("desk:00#0", "right", SECOND), "say one"),
        (EvidenceWord("desk:00#0", "wrong", "revops-lead/t77"), "there is no theme 'revops-lead/t77'"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(work, word, problem):
    with pytest.raises(WorkspaceError, match=problem):
        decide_evidence(work.record, [EvidenceWord("desk:02#0", "right"), word], "ann", NOW)
    assert decisions(work).empty


def test_somebody_has_to_sign(work):
    with pytest.raises(ParameterError, match="needs a name"):
        decide_evidence(work.record, [EvidenceWord("desk:00#0", "right")], " ", NOW)


def test_a_filled_in_file_is_taken_once(work, tmp_path):
    path = export_queue(queue_of(work, FIRST), tmp_path / "e.csv", NOW)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert table["words"].str.startswith("'=").all()  # no formula in a spreadsheet
    table.loc[:1, "verdict"], table.loc[1, "theme_id"], table.loc[2, "verdict"] = ["right", "wrong"], "none", "perhaps"
    table.loc[1, "passage_id"] = table.loc[0, "passage_id"].replace("#0", "#1")
    table.loc[1, "proposed"] = ""
    table.loc[1, "theme_id"] = SECOND
    table.to_csv(path, index=False)
    done = apply_evidence_file(work.record, path, "ann", NOW)
    assert (done.n_new, done.n_known, len(done.refused)) == (2, 0, 1)
    assert ":4: verdict is 'perhaps'" in done.refused[0]
    assert apply_evidence_file(work.record, path, "bob", NOW).n_known == 2
    assert len(decisions(work)) == 2


def test_a_file_without_passages_is_refused(work, tmp_path):
    (tmp_path / "e.csv").write_text("conversation_key,verdict\nx,right\n")
    with pytest.raises(WorkspaceError, match=r"lacks the columns \['passage_id'\]"):
        apply_evidence_file(work.record, tmp_path / "e.csv", "ann", NOW)


def test_the_command_line_lists_decides_and_applies(work, tmp_path):
    listed = kit("evidence", work.folder, "--persona", "revops-lead", "--last", "2")
    assert listed.exit_code == 0, listed.output
    assert "seat creep (revops-lead/t01)" in listed.output
    assert "kit themes right" in listed.output
    assert kit("right", work.folder, "desk:00#0", "--by", "ann").output.startswith("1\N{NO-BREAK SPACE}decision added")
    assert kit("wrong", work.folder, "desk:00#1", "--to", SECOND, "--by", "ann").exit_code == 0
    assert kit("wrong", work.folder, "desk:99#1", "--by", "ann").exit_code != 0
    assert decisions(work)["verdict"].tolist() == ["right", "wrong"]
    target = tmp_path / "e.csv"
    assert "passages; fill in verdict" in kit("evidence", work.folder, "--persona", "revops-lead", "--csv", target).output
    assert "0 new" in kit("apply", work.folder, target, "--by", "ann").output


def test_a_click_is_a_word_and_what_customers_wrote_is_escaped(work):
    labels = theme_labels(work, "2026-10", "revops-lead")
    queue = queue_of(work)
    at = int(queue.index[queue["proposed"] == SECOND][0])
    table = evidence_buttons(work.record, queue, labels, "ann", lambda: NOW)
    words, box = table.children[at].children
    assert "<b>data</b>" not in words.value.replace("<b>late", "")
    right, (wrong, other), done = box.children[0], box.children[1].children, box.children[2]
    other.value = FIRST
    wrong.click()
    assert done.value == f"wrong, about {FIRST}, by ann"
    right.click()
    assert decisions(work)["theme_id"].tolist() == [FIRST, SECOND]
    assert "Nothing to decide" in evidence_buttons(work.record, queue.iloc[:0], labels, "ann").children[0].value

"""The queue as a file: exported, filled in, applied."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pandas as pd
import pytest

from kit.errors import ParameterError, WorkspaceError
from kit.matching.reviewer_decisions import latest_decisions
from kit.record.store import Record
from kit.review.queue_view import Wanted, queue_of
from kit.review.record_decisions import decide, decisions_on
from kit.review.spreadsheet import apply_decisions_file, export_queue
from tests.match_sets import personas
from tests.review.test_record_decisions import NOW, PEOPLE, record  # noqa: F401 - a fixture

LATER = NOW + timedelta(days=1)


@pytest.fixture
def filled(record, tmp_path):  # noqa: F811
    """A queue of four with two verdicts."""
    path = export_queue(queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=4)), tmp_path / "queue.csv", NOW)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, "verdict"], table.loc[1, ["verdict", "persona_id"]] = "approve", ["Reassign", "data"]
    table.to_csv(path, index=False)
    return path


def counts(done) -> tuple[int, int, int, int]:
    return done.n_new, done.n_known, done.n_blank, len(done.refused)


def test_a_file_applied_twice_changes_nothing_whoever_applies_it(record, filled):  # noqa: F811
    assert counts(apply_decisions_file(record, PEOPLE, filled, "ann", NOW)) == (2, 0, 2, 0)
    before = record.read("decisions")
    key = before["conversation_key"].iloc[0]
    decide(record, PEOPLE, decisions_on([key], "reassign", persona_id="revops"), "ann", NOW + timedelta(hours=1))
    for by, now in (("ann", LATER), ("bob", LATER)):
        assert counts(apply_decisions_file(record, PEOPLE, filled, by, now)) == (0, 2, 2, 0)
    assert len(record.read("decisions")) == 3
    assert latest_decisions(record.read("decisions")).loc[key, "persona_id"] == "revops"


def test_a_file_applied_again_after_a_run_changed_the_matches_changes_nothing(record, filled):  # noqa: F811
    apply_decisions_file(record, PEOPLE, filled, "ann", NOW)
    record.replace("matches", record.read("matches").assign(persona_id="revops", state="approved"))
    assert counts(apply_decisions_file(record, PEOPLE, filled, "ann", LATER)) == (0, 2, 2, 0)


def _apply(folder, path, by):
    return apply_decisions_file(Record(folder), personas(), path, by, NOW).n_new


def test_a_file_applied_by_several_processes_at_once_is_taken_once(record, filled):  # noqa: F811
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        added = list(pool.map(_apply, [record.folder] * 3, [filled] * 3, ["ann", "bob", "cem"]))
    assert sum(added) == len(record.read("decisions")) == 2


def test_what_a_spreadsheet_would_run_is_escaped_and_read_back(record, tmp_path):  # noqa: F811
    queue = queue_of(record, PEOPLE, 1, Wanted(["2026-10"], limit=1)).assign(note="-1 for me", conversation_key="@desk:0")
    path = export_queue(queue, tmp_path / "queue.csv", NOW)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert table.loc[0, ["conversation_key", "note", "role"]].tolist() == ["'@desk:0", "'-1 for me", "'=CFO"]
    matches = record.read("matches")
    record.replace("matches", matches.assign(conversation_key=["@desk:0", *matches["conversation_key"][1:]]))
    table.assign(verdict="approve").to_csv(path, index=False)
    assert apply_decisions_file(record, PEOPLE, path, "ann", NOW).n_new == 1
    assert record.read("decisions")[["conversation_key", "note"]].iloc[0].tolist() == ["@desk:0", "-1 for me"]


HEAD = "conversation_key,verdict,persona_id,note,proposed\n"


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        (["desk:0,approve,,,data"], {2: "approve speaks of 'data', which was proposed then; now it is 'finance'"}),
        (["desk:0,reject,,,data"], {2: "reject speaks of 'data', which was proposed then; now it is 'finance'"}),
        (["desk:0,approve,,,"], {2: "approve speaks of 'none of them', which was proposed then; now it is 'finance'"}),
        (["desk:0,approve,data,,finance"], {2: "'finance', and persona_id says 'data'; write `reassign`"}),
        (["desk:0,approve,finance,,finance"], {}),
        (["desk:0,reassign,revops,,data"], {}),
        (["desk:0,approve,,,finance", "desk:0,reject,,,finance"], {3: "'desk:0' has 'approve' in line 2 and 'reject' here"}),
        (["desk:0,reassign,data,,finance", "desk:0,reassign,revops,,finance"], {3: "'reassign data' in line 2"}),
        (["desk:99,approve,,,finance", "desk:1,perhaps,,,finance"], {2: "no match to decide", 3: "verdict is 'perhaps'"}),
        (["desk:1,perhaps,,,finance", "desk:1,approve,,,finance"], {2: "verdict is 'perhaps'"}),
        (['desk:1,approve,,"two\nlines",finance', "desk:2,perhaps,,,finance"], {4: "verdict is 'perhaps'"}),
        (["", ",,,,", "desk:2,perhaps"], {4: "verdict is 'perhaps'"}),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_by_line_and_the_rest_stands(record, tmp_path, lines, refused):  # noqa: F811
    path = tmp_path / "decisions.csv"
    path.write_text(HEAD + "\n".join([*lines, "desk:6,approve,,,finance"]) + "\n")
    applied = apply_decisions_file(record, PEOPLE, path, "ann", NOW)
    assert [line.split(": ")[0] for line in applied.refused] == [f"{path}:{number}" for number in refused]
    assert all(told in line for told, line in zip(refused.values(), applied.refused, strict=True))
    assert all(line.count(str(path)) == 1 for line in applied.refused)
    assert "desk:6" in set(record.read("decisions")["conversation_key"])
    assert len(record.read("decisions")) == applied.n_new == 1 + sum(bool(line.strip(",")) for line in lines) - len(refused)


def test_the_same_line_twice_in_a_file_is_one_decision(record, tmp_path):  # noqa: F811
    path = tmp_path / "decisions.csv"
    path.write_text(HEAD + "desk:0,approve,,,finance\n" * 2)
    assert counts(apply_decisions_file(record, PEOPLE, path, "ann", NOW)) == (1, 1, 0, 0)


def test_a_file_written_by_hand_speaks_of_what_is_proposed_now(record, tmp_path):  # noqa: F811
    path = tmp_path / "decisions.csv"
    path.write_text("conversation_key,verdict\ndesk:0,approve\n")
    assert counts(apply_decisions_file(record, PEOPLE, path, "ann", NOW)) == (1, 0, 0, 0)
    copy = path.rename(tmp_path / "copy.csv")
    record.replace("matches", record.read("matches").assign(persona_id="revops"))
    assert counts(apply_decisions_file(record, PEOPLE, copy, "bob", LATER)) == (0, 1, 0, 0)
    assert record.read("decisions")["persona_id"].tolist() == ["finance"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_files_are_read_as_spreadsheets_write_them(record, filled, encoding, delimiter):  # noqa: F811
    table = pd.read_csv(filled, dtype=str, keep_default_na=False).assign(note="für später", words="…")
    filled.write_bytes(table.to_csv(index=False, sep=delimiter, lineterminator="\r\n").encode(encoding))
    assert counts(apply_decisions_file(record, PEOPLE, filled, "ann", NOW)) == (2, 0, 2, 0)
    assert set(record.read("decisions")["note"]) == {"für später"}


@pytest.mark.parametrize("text", ["a,b\n1,2\n", ""])
def test_a_file_that_is_no_list_of_decisions_is_refused(record, tmp_path, text):  # noqa: F811
    path = tmp_path / "other.csv"
    path.write_text(text)
    with pytest.raises(WorkspaceError, match="lacks the columns"):
        apply_decisions_file(record, PEOPLE, path, "ann", NOW)


def test_a_missing_file_and_a_missing_name_are_refused(record, filled, tmp_path):  # noqa: F811
    with pytest.raises(WorkspaceError, match="there is no such file"):
        apply_decisions_file(record, PEOPLE, tmp_path / "none.csv", "ann", NOW)
    with pytest.raises(ParameterError, match="say who decides"):
        apply_decisions_file(record, PEOPLE, filled, "", NOW)


def test_a_conversation_forgotten_since_is_refused_and_the_rest_stands(record, filled):  # noqa: F811
    keys = pd.read_csv(filled)["conversation_key"]
    for table in ("conversations", "matches", "passages"):
        record.delete(table, conversation_key=keys[0])
    applied = apply_decisions_file(record, PEOPLE, filled, "ann", NOW)
    assert counts(applied) == (1, 0, 2, 1)
    assert f"conversation {keys[0]!r} has no match to decide" in applied.refused[0]


def test_nobodys_work_is_written_over(record, filled, tmp_path):  # noqa: F811
    queue = queue_of(record, PEOPLE, 1, Wanted(["2026-10"]))
    with pytest.raises(WorkspaceError, match="holds verdicts"):
        export_queue(queue, filled, NOW)
    persona = tmp_path / "persona.yaml"
    persona.write_text("id: cfo\n")
    with pytest.raises(WorkspaceError, match="is no exported queue"):
        export_queue(queue, persona, NOW)
    spare = export_queue(queue, tmp_path / "spare.csv", NOW)
    assert len(pd.read_csv(export_queue(queue.head(1), spare, NOW))) == 1


@pytest.mark.parametrize("name", ["no/such/folder.csv", "."])
def test_a_path_that_cannot_be_written_is_told(record, tmp_path, name):  # noqa: F811
    with pytest.raises(WorkspaceError, match="cannot be"):
        export_queue(queue_of(record, PEOPLE, 1, Wanted(["2026-10"])), tmp_path / name, NOW)

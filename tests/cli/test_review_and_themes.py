"""Deciding from the command line: what is printed, and with which status it ends."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.record.store import Record
from kit.workspace import open_workspace
from tests.conftest import SAMPLE
from tests.review.test_record_decisions import rows

KEYS = [f"desk:{at}" for at in range(6)]


@pytest.fixture
def workspace(tmp_path):
    """The sample's people and accounts with six matches of October."""
    folder = tmp_path / "w"
    shutil.copytree(SAMPLE / "personas", folder / "personas")
    for name in ("kit.yaml", "accounts.csv"):
        shutil.copy(SAMPLE / name, folder / name)
    record = Record(folder / "record")
    text = "How can I help?\n\nthe ledger does not tie out"
    record.replace("conversations", rows(
        "conversations", conversation_key=KEYS, conversation_id=KEYS, source="desk", kind="ticket", cycle="2026-10", text=text,
        account_id="a-001", role="CFO", turns='[{"side": "team", "speaker": "", "start": 0, "end": 15}]', url="https://desk.example/1",
        occurred_at=[pd.Timestamp("2026-10-05T10:00Z")] * 6,
    ))  # fmt: skip
    record.replace("matches", rows(
        "matches", conversation_key=KEYS, cycle="2026-10", persona_id="finance-leader", runner_up="cs-lead", state="ambiguous",
        score=0.6123, runner_up_score=0.3, reasons="title CFO",
    ))  # fmt: skip
    record.replace("passages", rows(
        "passages", passage_id=KEYS, conversation_key=KEYS, cycle="2026-10", text="the ledger does not tie out", stance="pain",
    ))  # fmt: skip
    return folder


def kit(*call):
    return CliRunner().invoke(main, ["review", *(str(part) for part in call)])


def decisions(workspace) -> pd.DataFrame:
    return Record(workspace / "record").read("decisions")


def test_the_list_is_for_people(workspace):
    done = kit("list", workspace, "--last", "1")
    assert done.exit_code == 0
    assert done.output.startswith("1. desk:")
    assert "2026-10-05 · Brindlehaul (a-001) · CFO" in done.output
    assert "between finance-leader and cs-lead, 0.61, ambiguous" in done.output
    assert "“the ledger does not tie out”" in done.output
    assert "How can I help" not in done.output
    assert "{" not in done.output


def test_one_match_is_laid_out_for_people(workspace):
    kit("approve", workspace, "desk:0", "--by", "ann")
    done = kit("show", workspace, "desk:0")
    assert "  team: How can I help?" in done.output
    assert "  pain                “the ledger does not tie out”" in done.output
    assert "ann · approve finance-leader" in done.output
    assert "{" not in done.output


def test_an_export_goes_out_filled_in_and_back(workspace, tmp_path):
    path = tmp_path / "queue.csv"
    assert "6 to decide" in kit("export", workspace, path).output
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert sorted(table["conversation_key"]) == KEYS
    table.assign(verdict="approve").to_csv(path, index=False)
    assert kit("apply", workspace, path, "--by", "ann").output == "6 new, 0 known before, 0 without a verdict, 0 refused\n"
    assert kit("apply", workspace, path, "--by", "bob").output == "0 new, 6 known before, 0 without a verdict, 0 refused\n"
    assert "Nothing to decide." in kit("list", workspace).output


@pytest.mark.parametrize(
    ("options", "count"), [(["--last", "2"], 2), (["--persona", "revops-lead"], 0), (["--cycle", "2026-10"], 6)]
)
def test_an_export_can_be_narrowed(workspace, tmp_path, options, count):
    assert kit("export", workspace, tmp_path / "queue.csv", *options).exit_code == 0
    assert len(pd.read_csv(tmp_path / "queue.csv")) == count


@pytest.mark.parametrize("call", [("export",), ("list", "--csv")])
def test_a_path_that_cannot_be_written_is_a_plain_error(workspace, tmp_path, call):
    done = kit(call[0], workspace, *call[1:], tmp_path / "no" / "queue.csv")
    assert done.exit_code == 2
    assert "queue.csv: cannot be written" in done.output
    assert done.output.count("\n") == 1


def test_a_refused_line_ends_with_status_1_and_the_rest_stands(workspace, tmp_path):
    path = tmp_path / "queue.csv"
    path.write_text("conversation_key,verdict\ndesk:0,approve\ndesk:1,maybe\n")
    done = kit("apply", workspace, path, "--by", "ann")
    assert done.exit_code == 1
    assert done.output.count(str(path)) == 1
    assert f"{path}:3: verdict is 'maybe'" in done.output
    assert decisions(workspace)["conversation_key"].tolist() == ["desk:0"]


@pytest.mark.parametrize("verdict", ["approve", "reject", "reassign"])
def test_a_decision_needs_a_name_to_it(workspace, verdict):
    done = kit(verdict, workspace, "desk:0", "--by", "")
    assert done.exit_code == 2
    assert "say who decides" in done.output
    assert decisions(workspace).empty


def test_an_edit_of_a_theme_needs_a_name_to_it_as_well(workspace):
    done = CliRunner().invoke(main, ["themes", "hide", str(workspace), "finance-leader/t01", "--by", " "])
    assert done.exit_code == 2
    assert "say who decides" in done.output


def test_a_conversation_named_twice_is_decided_once(workspace):
    assert "1\u00a0decision added" in kit("approve", workspace, "desk:0", "desk:0", "--by", "ann").output
    assert len(decisions(workspace)) == 1


@pytest.mark.parametrize(
    ("cycle", "told"), [("2026-13", "is none"), ("2026-Q4", "is a quarter"), ("2026-09", "nothing is matched")]
)
def test_a_cycle_that_cannot_be_or_was_not_matched_is_refused(workspace, cycle, told):
    done = kit("list", workspace, "--cycle", cycle)
    assert done.exit_code == 2
    assert told in done.output


def test_a_workspace_that_was_never_run_says_what_to_do(workspace):
    shutil.rmtree(workspace / "record")
    done = kit("list", workspace)
    assert done.exit_code == 2
    assert f"`kit run {workspace}` first" in done.output


def themes(*call):
    return CliRunner().invoke(main, ["themes", *(str(part) for part in call)])


@pytest.fixture
def themed(workspace):
    """The workspace with a theme that states a pain of the file and one that was found."""
    pain = next(iter(open_workspace(workspace).persona("finance-leader").claims("pains")))
    told = {"run_cycle": "2026-10", "persona_id": "finance-leader", "born": "2026-10", "state": "live", "terms": "[]"}
    made = rows(
        "themes", theme_id=["finance-leader/t01", "finance-leader/t02"], label=["ties out", "seats"], claim=[pain, ""],
        stability=1.0, n_passages=3, centre=[[1.0], [1.0]], **told,
    )  # fmt: skip
    Record(workspace / "record").replace("themes", made)
    return workspace


def test_themes_are_listed_with_the_statement_the_brief_prints_and_what_was_decided(themed):
    assert themes("rename", themed, "finance-leader/t02", "Too many seats", "--by", "ann").exit_code == 0
    done = themes("list", themed)
    assert done.exit_code == 0
    statement = open_workspace(themed).persona("finance-leader").pains[0].statement
    assert statement in done.output
    assert "renamed 'Too many seats' (from the next run)" in done.output
    assert "No themes of cs-lead" in themes("list", themed, "--persona", "cs-lead").output


def test_a_theme_of_a_claim_cannot_be_hidden_and_others_can(themed):
    done = themes("hide", themed, "finance-leader/t01", "--by", "ann")
    assert done.exit_code == 2
    assert "it states the claim finance-leader/pains/" in done.output
    assert themes("hide", themed, "finance-leader/t02", "--by", "ann").exit_code == 0


def test_themes_of_nobody_known_and_of_a_record_without_any_are_refused(themed):
    done = themes("list", themed, "--persona", "nope")
    assert (done.exit_code, "no persona 'nope'; there are account-manager, " in done.output) == (2, True)
    shutil.rmtree(themed / "record")
    done = themes("list", themed)
    assert (done.exit_code, f"no themes yet; `kit run {themed}` finds them" in done.output) == (2, True)

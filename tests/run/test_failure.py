"""A run that fails leaves its evidence, a row, and a notice; the earlier briefs stand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner

from kit.cli.main import main
from kit.errors import RunError, one_line
from kit.record.store import Record
from kit.run import monthly
from kit.run.failure import keep_evidence
from kit.run.kernels import FOLDERS, Kernels, remove_abandoned
from kit.run.monthly import plan_run, run_plan
from kit.run.notify import recipients_despite
from kit.run.publish import stage_of
from kit.run.status import missed_cycles, status_lines
from kit.workspace import begin, open_workspace

NOW = datetime(2026, 11, 5, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where a run that cannot start leaves its evidence
    begin(tmp_path / "w")
    return tmp_path / "w"


def test_the_notebook_that_failed_its_traceback_and_the_log_are_kept(tmp_path):
    folder = stage_of(tmp_path, "2026-10") / "notebooks"
    folder.mkdir(parents=True)
    cell = nbformat.v4.new_code_cell("1 / 0")
    cell.outputs = [nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="", traceback=["\x1b[31mdivided\x1b[0m"])]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "03_persona_themes.failed.ipynb")
    kept = keep_evidence(tmp_path, "2026-10", ["09:00:00 done: 01 load"], RunError("03 stopped in cell 4"))
    assert sorted(path.name for path in kept.iterdir()) == ["03_persona_themes.ipynb", "run.log"]
    text = (kept / "run.log").read_text()
    assert text.startswith("09:00:00 done: 01 load\n")
    assert "failed: 03 stopped in cell 4" in text
    assert "divided" in text
    assert "\x1b" not in text


def test_a_failing_run_ends_with_one_line_and_its_evidence(workspace, tmp_path, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device", "/somewhere/index.html")

    monkeypatch.setattr(monthly, "_execute", fails)
    plan = plan_run(workspace, "2026-10", tmp_path / "reports", now=NOW)
    said = r"^index\.html: No space left on device; .*earlier briefs stand.*see 2026-10\.failed/run\.log"
    with pytest.raises(RunError, match=said):
        run_plan(plan)
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["2026-10.failed"]
    assert "/somewhere" not in (tmp_path / "reports" / "2026-10.failed" / "run.log").read_text().partition("Traceback")[0]
    row = plan.work.record.read("runs").iloc[0]
    assert (row["state"], row["cycle"]) == ("failed", "2026-10")
    assert row["error"].startswith("index.html: No space left")
    lines = "\n".join(status_lines(plan.work, NOW))
    assert "2026-10  failed: index.html: No space left" in lines
    assert "Without a brief: 2026-10" in lines


def test_cycles_without_a_brief_are_counted_from_the_first_brief_on(workspace):
    work = open_workspace(workspace)
    assert missed_cycles(work, NOW) == ["2026-10"]
    for cycle, partial in (("2026-06", False), ("2026-08", True), ("2026-09", False)):
        facts = json.dumps({"partial": partial})
        rows = pd.DataFrame([(cycle, "p", facts)], columns=["cycle", "persona_id", "facts"])
        work.record.replace("briefs", rows, cycle=cycle)
    assert missed_cycles(work, NOW) == ["2026-07", "2026-08", "2026-10"]


def test_a_fault_in_kit_yaml_is_told_to_those_whom_the_file_still_names(workspace, monkeypatch):
    told = []
    monkeypatch.setattr("kit.run.notify._send", told.extend)
    settings = workspace / "kit.yaml"
    settings.write_text(settings.read_text() + "\ncolour: red\ndeliver:\n  - {to: 'json://127.0.0.1', when: failed}\n")
    done = CliRunner().invoke(main, ["run", str(workspace)])
    assert done.exit_code == 2
    assert [letter.title for _, _, letter in told] == ["w: the run could not start"]
    assert "'colour' is no setting" in told[0][2].body
    log = (workspace.parent / "reports" / "w" / "not-started.failed" / "run.log").read_text(encoding="utf-8")
    assert "failed: kit.yaml:" in log
    row = Record(workspace / "record").read("runs").iloc[0]
    assert (row["state"], row["cycle"]) == ("failed", "not-started")
    assert str(workspace) not in log + row["error"]


def test_a_run_that_the_system_stops_keeps_its_evidence_and_says_so(workspace, tmp_path, monkeypatch):
    def stopped(*_):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)

    monkeypatch.setattr(monthly, "_execute", stopped)
    done = CliRunner().invoke(main, ["run", str(workspace), "--cycle", "2026-10", "--reports", str(tmp_path / "reports")])
    assert done.exit_code == 143
    assert "the system asked the run to stop (SIGTERM); earlier briefs stand as they were; see 2026-10.failed" in done.output
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["2026-10.failed"]


def test_folders_of_kernels_whose_run_was_killed_are_removed_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for pid in (gone.pid, os.getpid()):
        (tmp_path / f"{FOLDERS}{pid}-x").mkdir()
    (tmp_path / "kit-kernel-of-somebody-else").mkdir()
    remove_abandoned()
    assert {path.name for path in tmp_path.iterdir()} == {f"{FOLDERS}{os.getpid()}-x", "kit-kernel-of-somebody-else"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells in /proc which processes have ended")
def test_a_killed_run_that_nobody_has_asked_after_yet_is_no_running_one(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    folder = tmp_path / f"{FOLDERS}{killed.pid}-x"
    folder.mkdir()
    remove_abandoned()
    assert folder.exists()
    killed.kill()
    os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and its number is left
    remove_abandoned()
    assert not folder.exists()
    killed.wait()


def test_what_a_killed_runs_kernel_still_wrote_while_the_next_run_began_is_removed_at_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with Kernels(0, tmp_path):
        (tmp_path / f"{FOLDERS}{gone.pid}-x").mkdir()  # where the removal at the beginning was too early
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_yaml_is_told_to_those_of_the_last_planned_run(workspace, tmp_path):
    settings = workspace / "kit.yaml"
    settings.write_text(settings.read_text() + "\ndeliver:\n  - {to: 'json://127.0.0.1', when: failed}\n")
    plan_run(workspace, "2026-10", tmp_path / "reports", now=NOW)
    settings.write_text("company: [")
    assert [recipient.to for recipient in recipients_despite(workspace)] == ["json://127.0.0.1"]


def test_a_reports_folder_that_cannot_be_written_is_refused_before_the_start(workspace, tmp_path):
    (tmp_path / "reports").write_text("a file in the way")
    done = CliRunner().invoke(main, ["run", str(workspace), "--cycle", "2026-10", "--reports", str(tmp_path / "reports")])
    assert done.exit_code == 2
    assert "reports: cannot be written to (" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(28, "No space left on device", "/a/index.html"), "index.html: No space left on device; see whether"),
        (OSError("Generic LocalFileSystem error"), "the disk: Generic LocalFileSystem error; see whether"),
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError: [Errno 111] Connection refused"),
        (KeyError("theme"), "KeyError: 'theme'"),
        (RunError("a step failed"), "a step failed"),
    ],
)
def test_whatever_is_raised_is_told_in_one_line(error, line):
    assert one_line(error).startswith(line)
    assert "\n" not in one_line(error)

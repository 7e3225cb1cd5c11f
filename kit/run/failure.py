"""Failure: what a run that failed leaves behind, so that somebody can see in the morning what went wrong at night."""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import sysconfig
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

import kit
from kit.errors import KitError, RunError, StoppedError, one_line
from kit.lean_imports import lean_imports
from kit.record.store import Record
from kit.run.publish import stage_of

with lean_imports():
    import nbformat

log = logging.getLogger("kit")
#: The file in the folder of evidence that tells what happened when.
LOG = "run.log"
#: What stands for the cycle of a run that could not even be planned and was given none.
NOT_STARTED = "not-started"
#: Colours that notebooks put into tracebacks.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def evidence_folder(reports: Path, cycle: str) -> Path:
    """Where a failed run of a cycle leaves its evidence."""
    return reports / f"{cycle}.failed"


def keep_evidence(reports: Path, cycle: str, steps: list[str], error: BaseException) -> Path | None:
    """Keep the notebook that failed, its traceback and the run's log; the previous evidence of the cycle goes.

    Parameters
    ----------
    steps : the run's log lines so far, each beginning with its time.

    Returns
    -------
    Path of the folder, None where not even that could be written.
    """
    folder = evidence_folder(reports, cycle)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for notebook in sorted((stage_of(reports, cycle) / "notebooks").glob("*.failed.ipynb")):
            shutil.copyfile(notebook, folder / notebook.name.replace(".failed", ""))
        lines = [*steps, f"{_now()} failed: {one_line(error)}", "", *_traceback(error, folder)]
        (folder / LOG).write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as problem:
        log.warning("the evidence of this failure could not be kept: %s", one_line(problem))
        return None
    return folder


def note_failure(record: Record, cycle: str, settings_sha256: str, seconds: float, error: BaseException) -> None:
    """A row in the record's ``runs`` for a run that failed."""
    row = {
        "run_id": f"failed-{datetime.now(UTC):%Y%m%d%H%M%S}", "cycle": cycle, "kit": kit.__version__, "seconds": seconds,
        "settings_sha256": settings_sha256, "summary": "{}", "at": pd.Timestamp(datetime.now(UTC)), "state": "failed",
        "error": one_line(error), "left_out": "",
    }  # fmt: skip
    with contextlib.suppress(KitError, OSError):  # the record itself may be what failed; the folder of evidence tells of it
        record.append("runs", pd.DataFrame([row]))


def keep_plan_failure(workspace: Path, cycle: str | None, reports: Path | None, error: BaseException) -> None:
    """Evidence and a row in ``runs`` for a run that could not be planned, e.g. for a fault in kit.yaml."""
    if not workspace.is_dir():  # a name that was typed wrong: nothing of it is anywhere
        return
    shown = str(error).replace(f"{workspace}/", "").replace(f"{workspace.resolve()}/", "")
    failure = type(error)(shown).with_traceback(error.__traceback__)
    keep_evidence(reports or Path("reports") / workspace.resolve().name, cycle or NOT_STARTED, [], failure)
    note_failure(Record(workspace / "record"), cycle or NOT_STARTED, "", 0.0, failure)


def as_run_error(error: BaseException, folder: Path | None) -> RunError:
    """The error a caller sees: one line that says what, that earlier briefs stand, and where the evidence lies."""
    evidence = f"; see {folder.name}/{LOG} in the reports" if folder else ""
    kind = StoppedError if isinstance(error, StoppedError) else RunError
    return kind(f"{one_line(error)}; earlier briefs stand as they were{evidence}")


def _now() -> str:
    return datetime.now(UTC).strftime("%H:%M:%S")


def _traceback(error: BaseException, folder: Path) -> list[str]:
    """The traceback without this machine's folders and without colours, and that of the notebook's cell before it."""
    lines = [line for notebook in sorted(folder.glob("*.ipynb")) for line in _cell_traceback(notebook)]
    lines += "".join(traceback.format_exception(error)).splitlines()
    return [_without_paths(_COLOURS.sub("", line)) for line in lines]


def _cell_traceback(notebook: Path) -> list[str]:
    outputs = [output for cell in nbformat.read(notebook, as_version=4).cells for output in cell.get("outputs", [])]
    return [line for output in outputs if output.output_type == "error" for line in [*output.traceback, ""]]


def _without_paths(line: str) -> str:
    for folder in (Path(kit.__file__).parents[1], sysconfig.get_paths()["purelib"], sysconfig.get_paths()["stdlib"], Path.home()):
        line = line.replace(f"{folder}/", "")
    return line

"""The monthly run, whole: notebooks 01 to 06, the briefs and the indexes, all of it or nothing."""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from kit import __version__
from kit.brief.editions.account_sheet import account_sheet
from kit.brief.editions.evidence_sheet import evidence_rows
from kit.brief.model import Brief, Run
from kit.brief.months.drafts import read_drafts
from kit.brief.own.parts import OwnSection
from kit.brief.pages import brief_page, render_library, write_archive
from kit.cycles import is_over, last_complete
from kit.errors import CycleError, RunError, SourceError, StoppedError, WorkspaceError
from kit.record.lock import writing
from kit.resources import resource
from kit.run.check.silent_sources import silent_sources
from kit.run.failure import NOT_STARTED, as_run_error, evidence_folder, keep_evidence, note_failure
from kit.run.feed import write_feed
from kit.run.kernels import Kernels
from kit.run.notebooks import execute_notebook
from kit.run.notify import check_recipients, deliver, deliver_failure, heartbeat, keep_recipients
from kit.run.own_sections import own_notebooks, run_own_sections
from kit.run.publish import put_in_place, recover, stage_of
from kit.sources import check_sources
from kit.workspace import Workspace, open_workspace

#: Bytes that have to be free where a run writes: its pages and tables of one cycle with room to spare.
LEAST_FREE = 64 << 20
log = logging.getLogger("kit")

Step = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """One run: what is run, for which cycle, and where its output is put together."""

    work: Workspace
    cycle: str
    reports: Path
    partial: bool
    jobs: int

    @property
    def stage(self) -> Path:
        """Where the cycle's folder is put together before it takes the old one's place."""
        return stage_of(self.reports, self.cycle)


def plan_run(
    workspace: Path, cycle: str | None, reports: Path | None, jobs: int = 1, partial: bool = False, now: datetime | None = None
) -> Plan:
    """Check everything cheap; raise before anything slow starts.

    Raises
    ------
    CycleError
        The cycle is not over and ``partial`` was not asked for.
    SettingsError
        A source names a reader, a column or an option that is none; accounts or recipients cannot be used.
    """
    work = open_workspace(workspace)
    now = now or datetime.now(UTC)
    here = now.astimezone(work.settings.zone)
    chosen = work.checked_cycle(cycle) if cycle else last_complete(work.settings.cycle, here)
    over = is_over(chosen, here)
    if not over and not partial:
        raise CycleError(
            f"cycle {chosen.id} is not over before {chosen.after}; "
            "wait for it, or give --partial to see it as it stands, marked so"
        )
    check_sources(work.settings)
    len(work.accounts)  # reading accounts.csv now tells its faults before the notebooks start
    check_recipients(work.settings, [persona.id for persona in work.tracked])
    plan = Plan(work, chosen.id, reports or Path("reports") / work.folder.resolve().name, not over, max(1, jobs))
    for folder in (plan.reports, work.record.folder):
        _check_writable(folder)
    keep_recipients(work.folder, work.settings.deliver)
    return plan


def _check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written to or has no space, before anything slow starts."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        raise WorkspaceError(
            f"{folder}: cannot be written to ({error.strerror}); mend that, or name another with --reports"
        ) from None
    if free < LEAST_FREE:
        raise WorkspaceError(f"{folder}: {free >> 20} MB are free and a run wants {LEAST_FREE >> 20}; make room and run again")


def steps(plan: Plan) -> list[str]:
    """What a run does, in order: the names its progress is told in."""
    personas = [persona.id for persona in plan.work.tracked]
    return [
        "01 load",
        "02 match",
        *(f"03 themes {name}" for name in personas),
        "04 compare",
        *(f"05 brief {name}" for name in personas),
        "06 library",
        *(f"own section {notebook.persona_id}" for notebook in own_notebooks(plan.work) if notebook.is_meant),
        "pages",
    ]


def run_plan(plan: Plan, done: Step = log.info) -> Path:
    """Run a cycle to its briefs.

    Parameters
    ----------
    plan : from :func:`plan_run`.
    done : called with the name of each step as it is done.

    Returns
    -------
    Path of the cycle's index page. Until everything has succeeded the previous briefs stand untouched.
    """
    with writing(plan.work.record.folder, f"kit run {plan.cycle}"):
        return _run_alone(plan, done)


def _run_alone(plan: Plan, done: Step) -> Path:
    started, log_lines = time.monotonic(), []

    def note(name: str) -> None:
        log_lines.append(f"{datetime.now(UTC):%H:%M:%S} done: {name}")
        done(name)

    recover(plan.reports)
    heartbeat(plan.work.settings, "start")
    try:
        (plan.stage / "notebooks").mkdir(parents=True)
        executed = _execute(plan, note)
        briefs = _stamped(plan, started)
        own = run_own_sections(plan.work, plan.cycle, plan.stage / "notebooks", note)
        left_out = _write_pages(plan, executed, briefs, own)
        _publish(plan, briefs, left_out)
    except Exception as error:
        raise _failed(plan, log_lines, time.monotonic() - started, error) from error
    finally:
        shutil.rmtree(plan.stage, ignore_errors=True)
    for name in (plan.cycle, NOT_STARTED):  # of an earlier try
        shutil.rmtree(evidence_folder(plan.reports, name), ignore_errors=True)
    done("pages")
    heartbeat(plan.work.settings, "done")
    deliver(plan.work.settings, list(briefs.values()), plan.reports / plan.cycle)
    return plan.reports / plan.cycle / "index.html"


def _failed(plan: Plan, log_lines: list[str], seconds: float, error: Exception) -> RunError:
    """Keep the evidence, note the failure and tell who wants to know; returns the error that the caller sees."""
    folder = keep_evidence(plan.reports, plan.cycle, log_lines, error)
    note_failure(plan.work.record, plan.cycle, plan.work.settings.sha256(), round(seconds, 1), error)
    shown = as_run_error(error, folder)
    heartbeat(plan.work.settings, "fail")
    deliver_failure(plan.work.settings, plan.cycle, str(shown))
    return shown


def _refuse_silence(plan: Plan) -> None:
    """End the run where a source's files hold rows and none of them was understood."""
    if silent := silent_sources(plan.work.record, plan.work.settings):
        raise SourceError("; ".join(silent))


def _execute(plan: Plan, done: Step) -> dict[str, Path]:
    """Execute the notebooks; personas side by side in as many kernels as there are jobs."""
    common = {"workspace": ".", "cycle": plan.cycle}
    personas = [persona.id for persona in plan.work.tracked]
    executed: dict[str, Path] = {}
    notebooks = resource("notebooks")

    with (
        Kernels(min(plan.jobs, len(personas)), cwd=plan.work.folder, jobs=plan.jobs) as kernels,
        _pool(plan.jobs, kernels) as pool,
    ):

        def execute(name: str, step: str, **more: object) -> None:
            suffix = f"-{more['persona_id']}" if "persona_id" in more else ""
            target = plan.stage / "notebooks" / f"{name}{suffix}.ipynb"
            executed[name + suffix] = execute_notebook(notebooks / f"{name}.ipynb", target, common | more, kernels)
            done(step + suffix.replace("-", " ", 1))

        def each(name: str, step: str) -> None:
            for future in [pool.submit(execute, name, step, persona_id=persona) for persona in personas]:
                future.result()

        execute("01_load_conversations", "01 load")
        _refuse_silence(plan)
        execute("02_match_personas", "02 match")
        each("03_persona_themes", "03 themes")
        execute("04_compare_cycles", "04 compare", partial=plan.partial)
        each("05_persona_brief", "05 brief")
        execute("06_library", "06 library")
    return executed


@contextlib.contextmanager
def _pool(jobs: int, kernels: Kernels) -> Iterator[ThreadPoolExecutor]:
    """Threads for the notebooks; where the run is told to stop, their kernels end and with them what they wait for."""
    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield pool
        except (KeyboardInterrupt, StoppedError):
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.end()
            raise


def _stamped(plan: Plan, started: float) -> dict[str, Brief]:
    """Each persona's brief with the stamp of this run."""
    settings = plan.work.settings
    stamp = Run(
        id=uuid.uuid4().hex[:12],
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - started, 1),
        kit=__version__,
        embedding=settings.embedding,
        seed=settings.seed,
        record_version=plan.work.record.version(),
        settings_sha256=settings.sha256(),
    )
    return {name: brief.changed(run=stamp) for name, brief in read_drafts(plan.work.record, plan.cycle).items()}


def _write_pages(plan: Plan, executed: dict[str, Path], briefs: dict[str, Brief], own: dict[str, OwnSection]) -> list[str]:
    """Write the cycle's files; returns what of the own sections is in none, a line each."""
    left_out = []
    for persona_id, brief in briefs.items():
        base, section = plan.stage / persona_id, own.get(persona_id, OwnSection())
        html, too_large = brief_page(executed[f"05_persona_brief-{persona_id}"], brief, section.html)
        left_out += [f"{persona_id}: {why}" for why in (*section.left_out, *too_large)]
        for why in too_large:
            log.warning("own section %s; left out: %s", persona_id, why)
        base.with_suffix(".html").write_text(html, encoding="utf-8")
        base.with_suffix(".json").write_text(json.dumps(brief.facts(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        passages = evidence_rows(plan.work, persona_id, plan.cycle)
        for name, table in (("evidence", passages), ("accounts", account_sheet(brief, passages))):
            table.to_csv(plan.stage / f"{persona_id}.{name}.csv", index=False, lineterminator="\n")
    page = render_library(executed["06_library"], list(briefs.values()))
    (plan.stage / "index.html").write_text(page, encoding="utf-8")
    return left_out


def _publish(plan: Plan, briefs: dict[str, Brief], left_out: list[str]) -> None:
    """Put the new folder in the old one's place and note in the record what was printed."""
    put_in_place(plan.reports, plan.cycle)
    record, stamp = plan.work.record, next(iter(briefs.values())).run
    printed = [(plan.cycle, name, json.dumps(brief.facts_of_any_run())) for name, brief in briefs.items()]
    record.replace("briefs", pd.DataFrame(printed, columns=["cycle", "persona_id", "facts"]), cycle=plan.cycle)
    record.append(
        "runs",
        pd.DataFrame(
            [
                {
                    "run_id": stamp.id,
                    "cycle": plan.cycle,
                    "kit": __version__,
                    "settings_sha256": stamp.settings_sha256,
                    "summary": json.dumps({name: brief.verdict for name, brief in briefs.items()}),
                    "at": pd.Timestamp(stamp.made_at),
                    "seconds": stamp.seconds,
                    "state": "done",
                    "error": "",
                    "left_out": "\n".join(left_out),
                }
            ]
        ),
    )
    write_archive(plan.reports)
    write_feed(plan.reports)

"""What the stages do not say: a month after ten times the history, reading on two cores, two Dask workers, old months.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.stages.limits history --passages 2000
    OMP_NUM_THREADS=1 python -m tests.benchmarks.stages.limits replay --passages 2000
    OMP_NUM_THREADS=1 python -m tests.benchmarks.stages.limits reading --passages 100000
    OMP_NUM_THREADS=1 python -m tests.benchmarks.stages.limits workers --passages 20000
    OMP_NUM_THREADS=1 python -m tests.benchmarks.stages.limits commands --workspace data/sample

Each part builds its workspace in a temporary folder, runs what it compares in processes of their own, prints a line of JSON for
each and takes the place of its old rows in `limits.json`. Seconds of the clock say something where nobody else wants the cores.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kit.local_workers import JOBS
from tests.benchmarks.stages.run import one_stage, one_thread
from tests.benchmarks.stages.stage import REPOSITORY
from tests.benchmarks.stages.workload import CYCLES, write_cycle, write_workspace

FOLDER = Path(__file__).parent
#: The twelve months that a fit looks over, and as many before them.
WINDOW = (*(f"2025-{month:02d}" for month in (11, 12)), "2026-01", "2026-02", "2026-03", *CYCLES)
BEFORE = (*(f"2024-{month:02d}" for month in (11, 12)), *(f"2025-{month:02d}" for month in range(1, 11)))
#: How many times the window's passages the long history has in all.
TIMES = 10
MONTHLY = ("load", "match", "themes", "compare", "nobody")

Row = dict[str, Any]


def command(*arguments: str) -> Row:
    """A command of the kit in a process of its own: processor seconds of it and of what it starts, and the clock's."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", "kit", *arguments], check=True, capture_output=True, cwd=REPOSITORY, env=one_thread())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "wall": time.monotonic() - begun,
    }


def work_alone(row: Row) -> float:
    """Processor seconds of a stage without what it takes to start."""
    return row["cpu"] - row["start_up"]


def history(folder: Path, n_passages: int) -> Iterator[Row]:
    """The same month after a history of the window alone, and after ten times as much of which most is older than the window."""
    for times in (1, TIMES):
        workspace = write_workspace(folder / str(times), n_passages, WINDOW[:-1])
        for cycle in BEFORE if times > 1 else ():
            write_cycle(workspace, cycle, (times - 1) * n_passages // len(BEFORE), max(60, n_passages // 40))
        one_stage("load", workspace, WINDOW[-2])
        write_cycle(workspace, WINDOW[-1], n_passages // len(WINDOW), max(60, n_passages // 40))
        parts = {stage: work_alone(one_stage(stage, workspace, WINDOW[-1])) for stage in MONTHLY}
        yield {"times": times, "passages": n_passages, "cpu": sum(parts.values())} | parts


def replay(folder: Path, n_passages: int) -> Iterator[Row]:
    """`kit replay` over the twelve cycles of a window."""
    workspace = write_workspace(folder / "w", n_passages, WINDOW)
    for stage in MONTHLY[:-1]:
        one_stage(stage, workspace, WINDOW[-1])
    cycles = f"{WINDOW[0]}..{WINDOW[-1]}"
    yield {"passages": n_passages, "cycles": len(WINDOW)} | command("replay", str(workspace), "--cycles", cycles)


def reading(folder: Path, n_passages: int) -> Iterator[Row]:
    """Loading everything on one core and on two; the machine's own names of jobs are set as a run sets them."""
    for jobs in (1, 2):
        os.environ[JOBS] = str(jobs)
        workspace = write_workspace(folder / str(jobs), n_passages)
        yield {"passages": n_passages, "jobs": jobs} | one_stage("load", workspace, CYCLES[5])


def workers(folder: Path, n_passages: int) -> Iterator[Row]:
    """Reading and embedding on one Dask worker and on two, each a process of one thread."""
    from distributed import LocalCluster

    for count in (1, 2):
        workspace = write_workspace(folder / str(count), n_passages)
        quiet = {"processes": True, "threads_per_worker": 1, "dashboard_address": None}
        with LocalCluster(n_workers=count, **quiet) as cluster:
            settings = workspace / "kit.yaml"
            settings.write_text(f"{settings.read_text(encoding='utf-8')}spread: {cluster.scheduler_address}\n", encoding="utf-8")
            rows = {stage: one_stage(stage, workspace, CYCLES[5]) for stage in MONTHLY[:2]}
        yield {"passages": n_passages, "workers": count} | {stage: row["wall"] for stage, row in rows.items()}


def commands(workspace: Path) -> Iterator[Row]:
    """Commands that people wait for, each twice: the second time what it wants lies in memory."""
    place = str(workspace)
    wanted = {"quotes": ("quotes", place, "--words", "forecast"), "check": ("check", place), "help": ("--help",)}
    for name, arguments in wanted.items():
        for turn in ("first", "again"):
            yield {"command": name, "turn": turn} | command(*arguments)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = {"history": history, "replay": replay, "reading": reading, "workers": workers}
    parser.add_argument("part", choices=[*parts, "commands"])
    parser.add_argument("--passages", type=int, default=2000)
    parser.add_argument("--workspace", type=Path, default=Path("data/sample"), help="of `commands`; one that was run before")
    given = parser.parse_args()
    path, rows = FOLDER / "limits.json", []
    with tempfile.TemporaryDirectory(prefix="kit-limits-") as name:
        found = commands(given.workspace) if given.part == "commands" else parts[given.part](Path(name), given.passages)
        for row in found:
            rows.append({key: round(value, 2) if isinstance(value, float) else value for key, value in row.items()})
            print(json.dumps(rows[-1]), flush=True)
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(known | {given.part: rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

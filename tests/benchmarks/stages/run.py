"""What a month costs: each stage's processor seconds, start-up and memory, first month and next; whole runs beside a notebook.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.stages.run --passages 2000 --passages 20000 --functions 6
    OMP_NUM_THREADS=1 python -m tests.benchmarks.stages.run --passages 20000 --pairs 3 --notebook

The first month of a workspace of so many passages over six cycles, then the month after it, with 15 % more. Stages are measured
in processes of their own, so that each one's memory is its own. ``--pairs`` runs `kit run` whole so many times; with
``--notebook`` the plain BERTopic notebook beside it, each time anew (MiniLM's weights: ``make minilm``). Everything is measured
in this one run, so that ratios hold where the machine's speed does not. Processor seconds, not the clock's, are compared.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from kit.record.vectors import FAST
from tests.benchmarks.stages.stage import REPOSITORY, STAGES
from tests.benchmarks.stages.workload import CYCLES, write_cycle, write_workspace

FOLDER = Path(__file__).parent
#: Part of the first six months that the next one brings.
NEXT_PART = 0.15
FIRST, NEXT = CYCLES[5], CYCLES[6]
#: Seconds between two looks at the memory of a run.
LOOK_EVERY = 4.0


def one_stage(stage: str, workspace: Path, cycle: str, n_functions: int = 0) -> dict[str, Any]:
    """A stage in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.stages.stage",
        stage,
        str(workspace),
        cycle,
        "--functions",
        str(n_functions),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=REPOSITORY, env=one_thread())
    return json.loads(done.stdout.splitlines()[-1])


def one_thread() -> dict[str, str]:
    return os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


def whole_run(workspace: Path, cycle: str) -> dict[str, Any]:
    """`kit run`, its kernels and workers included: processor seconds, the clock's, and the memory of all of them together."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "kit", "run", str(workspace), "--cycle", cycle, "--reports", str(workspace / "reports")]
    peak = 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": errors}
        running = subprocess.Popen([*command, "--jobs", "1"], cwd=REPOSITORY, env=one_thread(), **quiet)
        while running.poll() is None:
            peak = max(peak, memory_mb(running.pid))
            time.sleep(LOOK_EVERY)
        errors.seek(0)
        if running.returncode:
            raise SystemExit(f"kit run of {cycle} ended with {running.returncode}: {errors.read()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": spent, "wall": time.monotonic() - begun, "peak_mb": peak}


def memory_mb(pid: int) -> float:
    """What a process and all that it started hold together, what they share counted once (Linux' "proportional" size)."""
    total = 0.0
    with contextlib.suppress(psutil.Error):
        first = psutil.Process(pid)
        for process in (first, *first.children(recursive=True)):
            with contextlib.suppress(psutil.Error, AttributeError):  # it has ended meanwhile, or the system does not tell
                total += process.memory_full_info().pss / 2**20
    return total


def add_month(workspace: Path, n_passages: int) -> None:
    """The next month's export, with 15 % of the passages there are."""
    write_cycle(workspace, NEXT, round(NEXT_PART * n_passages), max(60, n_passages // 40))


def stages_of(n_passages: int, n_functions: int) -> pd.DataFrame:
    """One row a stage and month of a workspace of so many passages."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        workspace = write_workspace(Path(folder) / "w", n_passages)
        for month, cycle in (("first", FIRST), ("next", NEXT)):
            if month == "next":
                add_month(workspace, n_passages)
            for stage in STAGES:
                rows.append({"passages": n_passages, "month": month} | one_stage(stage, workspace, cycle, n_functions))
                print(f"  {month} {stage}: {rows[-1]['cpu']:.1f} s", flush=True)
    return pd.DataFrame(rows)


def pairs_of(n_passages: int, n_pairs: int, with_notebook: bool, embedding: str) -> pd.DataFrame:
    """Whole runs of the first and the next month, and the notebook beside each; one row a pair and month."""
    rows = []
    for pair in range(n_pairs):
        with tempfile.TemporaryDirectory() as folder:
            workspace = write_workspace(Path(folder) / "w", n_passages)
            settings = (workspace / "kit.yaml").read_text(encoding="utf-8")
            (workspace / "kit.yaml").write_text(f"{settings}embedding: {embedding}\n", encoding="utf-8")
            for month, cycle in (("first", FIRST), ("next", NEXT)):
                if month == "next":
                    add_month(workspace, n_passages)
                row = {"passages": n_passages, "embedding": embedding, "pair": pair, "month": month}
                row |= whole_run(workspace, cycle)
                if with_notebook:
                    row["notebook_cpu"] = one_stage("notebook", workspace, cycle)["cpu"]
                rows.append(row)
                print(f"  {month}: {row}", flush=True)
    return pd.DataFrame(rows)


def rendered(stages: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """RESULTS.md."""
    lines = [
        "# What a month costs",
        "",
        "Written by `python -m tests.benchmarks.stages.run`; processor seconds on one thread.",
        "",
    ]
    for (passages, month), ours in stages.groupby(["passages", "month"], sort=False):
        lines += [f"## {passages:,} passages, {month} month, stage by stage", ""]
        lines += ["| stage | processor s | of it start-up | clock s | peak MB | dearest functions |", "|---|---|---|---|---|---|"]
        for row in ours.to_dict("records"):
            names = ", ".join(f"{name} {part:.0%}" for name, part in row.get("functions") or [])
            figures = " | ".join(f"{row[name]:.1f}" for name in ("cpu", "start_up", "wall"))
            lines.append(f"| {row['stage']} | {figures} | {row['peak_mb']:.0f} | {names} |")
        work = ours["cpu"].sum() - ours["start_up"].sum()
        lines += [f"| together | {work:.1f} without start-up | | | {ours['peak_mb'].max():.0f} | |", ""]
    if len(pairs):
        lines += [
            "## Whole runs",
            "",
            "| passages | embedding | month | pairs | kit run, processor s | peak MB | notebook / kit |",
            "|---|---|---|---|---|---|---|",
        ]
        pairs = pairs.assign(embedding=pairs.get("embedding", pd.Series(index=pairs.index, dtype=object)).fillna(FAST))
        for (passages, embedding, month), ours in pairs.groupby(["passages", "embedding", "month"], sort=False):
            ratio = "not run"
            if "notebook_cpu" in ours and ours["notebook_cpu"].notna().all():
                each = ours["notebook_cpu"] / ours["cpu"]
                ratio = f"{each.median():.2f} ({each.min():.2f} to {each.max():.2f})"
            spent = f"{ours['cpu'].median():.1f} ({ours['cpu'].min():.1f} to {ours['cpu'].max():.1f})"
            figures = f"{len(ours)} | {spent} | {ours['peak_mb'].max():.0f} | {ratio}"
            lines.append(f"| {passages:,} | {embedding} | {month} | {figures} |")
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--passages", type=int, action="append", help="size of the workspace; may be repeated; 2,000 without it")
    parser.add_argument("--functions", type=int, default=0, help="name the functions that cost most; measuring them costs too")
    parser.add_argument("--pairs", type=int, default=0, help="whole runs of each size")
    parser.add_argument("--notebook", action="store_true", help="the plain BERTopic notebook beside each whole run")
    parser.add_argument(
        "--embedding", default=FAST, help="of the whole runs: wordllama, or minilm, the default of new workspaces"
    )
    parser.add_argument("--only-pairs", action="store_true", help="no stage by stage")
    given = parser.parse_args()
    sizes = given.passages or [2000]
    path = FOLDER / "results.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"stages": [], "pairs": []}
    for name, is_wanted in (("stages", not given.only_pairs), ("pairs", given.pairs > 0)):
        if is_wanted:
            tables = [
                stages_of(size, given.functions)
                if name == "stages"
                else pairs_of(size, given.pairs, given.notebook, given.embedding)
                for size in sizes
            ]
            others = [
                row
                for row in known[name]
                if row["passages"] not in sizes or row.get("embedding", FAST) != (given.embedding if name == "pairs" else FAST)
            ]
            known[name] = others + pd.concat(tables).round(2).to_dict("records")
    path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    page = rendered(pd.DataFrame(known["stages"], columns=None), pd.DataFrame(known["pairs"]))
    (FOLDER / "RESULTS.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()

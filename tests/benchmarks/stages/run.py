"""Where the time of the sample run goes, cold and warm, and how much of it is libraries starting.

    python tests/benchmarks/stages/run.py

Cold: a fresh copy of the sample, no record. Warm: the same command again, with the record there. Start-up is measured in
processes of their own. Everything is measured in this one run, so that ratios hold where the machine's speed does not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from kit.run.monthly import plan_run, run_plan

SAMPLE = Path(__file__).parents[3] / "data" / "sample"
IMPORTS = ("kit.run.warm", "bertopic", "pandas", "plotly.graph_objects", "deltalake", "wordllama")


def started(module: str) -> float:
    """Seconds a new process takes to import a module, less those of an empty one."""

    def once(code: str) -> float:
        begin = time.monotonic()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.monotonic() - begin

    return min(once(f"import {module}") for _ in range(2)) - min(once("pass") for _ in range(2))


def staged(workspace: Path, reports: Path) -> dict[str, float]:
    """Seconds of each stage of one run; personas of a stage are added up."""
    last, seconds = time.monotonic(), defaultdict(float)

    def done(name: str) -> None:
        nonlocal last
        now = time.monotonic()
        seconds[" ".join(name.split()[:2])] += now - last
        last = now

    run_plan(plan_run(workspace, "2026-10", reports, jobs=1), done)
    return dict(seconds)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = shutil.copytree(SAMPLE, Path(folder) / "sample", ignore=shutil.ignore_patterns("record"))
        runs = {name: staged(workspace, Path(folder) / "reports") for name in ("cold", "warm")}
    print(f"{'stage':<12}{'cold, s':>9}{'warm, s':>9}{'warm/cold':>11}")
    for stage, cold in runs["cold"].items():
        print(f"{stage:<12}{cold:9.1f}{runs['warm'][stage]:9.1f}{runs['warm'][stage] / cold:11.2f}")
    cold, warm = (sum(one.values()) for one in runs.values())
    print(f"{'the run':<12}{cold:9.1f}{warm:9.1f}{warm / cold:11.2f}")
    print("\nStart-up of libraries, seconds in a process of their own")
    for module in IMPORTS:
        print(f"{module:<24}{started(module):6.1f}")
    start = started("kit.run.warm")
    print(f"\nA run starts them once, in its warm kernel: {start / warm:.0%} of the warm run, {start / cold:.0%} of the cold.")


if __name__ == "__main__":
    main()

"""How long a question waits: `kit quotes`, `kit account` and `kit mcp` over 100,000 conversations, cold and warm.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.answering.run

Cold: a new process a question, libraries and all, as somebody at a terminal waits for it. Warm: the same question again in one
process, as the server for assistants answers it. The record is made anew (tests/benchmarks/answering/large_record.py); results
go to RESULTS.md beside this file.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kit.account.facts import account_sheet
from kit.ask.search import Question
from kit.steps.quotes import quotes
from kit.workspace import open_workspace
from tests.benchmarks.answering.assistants import assistant_rows
from tests.benchmarks.answering.large_record import make_workspace

RESULTS = Path(__file__).with_name("RESULTS.md")
TABLE = ("| asked | cold, s | of it processor | warm, s | of it processor |", "|---|---|---|---|---|")
#: What is asked: a name, the command's arguments, and the same as a question (None: the account).
ASKED = (
    ("account", ("account", "a-0042"), None),
    ("account, as a page", ("account", "a-0042", "--html", "{folder}/a.html"), None),
    ("quotes of a role", ("quotes", "--role", "head of revops"), {"role": "head of revops"}),
    ("quotes of pains", ("quotes", "--persona", "cs-lead", "--about", "pain"), {"persona": "cs-lead", "about": "pain"}),
    ("quotes of a theme", ("quotes", "--theme", "revops-lead/t07"), {"theme": "revops-lead/t07"}),
    ("quotes with words", ("quotes", "--words", "forecast board"), {"words": "forecast board"}),
    ("quotes of an account", ("quotes", "--account", "a-0042"), {"account": "a-0042"}),
    ("quotes of a segment", ("quotes", "--segment", "enterprise"), {"segment": "enterprise"}),
    ("quotes: nothing fits", ("quotes", "--words", "xylophone"), {"words": "xylophone"}),
    ("quotes by meaning", ("quotes", "--like", "the forecast is not trusted"), {"like": "the forecast is not trusted"}),
)  # fmt: skip


def cold(workspace: Path, arguments: tuple[str, ...]) -> tuple[float, float]:
    """Seconds by the clock and of the processor that a new process takes."""
    command, *rest = (part.format(folder=workspace) for part in arguments)
    call = [sys.executable, "-m", "kit", command, str(workspace), *rest]
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(call, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(call)} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begin
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def warm(answer: Callable[[], object]) -> tuple[float, float]:
    """The same in this process, where it was asked before."""
    processor, begin = time.process_time(), time.monotonic()
    answer()
    return time.monotonic() - begin, time.process_time() - processor


def answers_of(workspace: Path, asked: dict[str, str] | None) -> Callable[[], object]:
    """What a process that lives on does for a question: open the workspace anew and answer."""
    if asked is None:
        return lambda: account_sheet(open_workspace(workspace), "a-0042")
    return lambda: quotes(open_workspace(workspace), Question(**asked))


def middle(times: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(seconds for seconds, _ in times), statistics.median(processor for _, processor in times)


def rows_of(workspace: Path, repeats: int) -> list[str]:
    rows = []
    for name, arguments, asked in ASKED:
        new = middle([cold(workspace, arguments) for _ in range(repeats)])
        answer = answers_of(workspace, asked)
        answer()
        again = middle([warm(answer) for _ in range(repeats)]) if "page" not in name else None
        kept = f"{again[0]:.2f} | {again[1]:.2f}" if again else "– | –"
        rows.append(f"| {name} | {new[0]:.2f} | {new[1]:.2f} | {kept} |")
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "bench", given.conversations)
        load = os.getloadavg()[0]
        rows = rows_of(workspace, given.repeats)
        assistants = assistant_rows(workspace, given.repeats)
    head = [
        "# Results: how long a question waits", "",
        "Written by `python -m tests.benchmarks.answering.run`; see README.md.", "",
        f"{given.conversations:,} conversations, {3 * given.conversations:,} passages, 500 accounts, 24 months; the median of "
        f"{given.repeats}; {os.cpu_count()} cores, {load:.1f} processes waiting for them when it began.", "",
        *TABLE,
    ]  # fmt: skip
    note = ["", "Asked by an assistant, through `kit mcp` (cold: the server starts with the question):", "", *TABLE]
    RESULTS.write_text("\n".join([*head, *rows, *note, *assistants, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()

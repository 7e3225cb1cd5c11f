"""How fast 100,000 conversations go from a CSV file to the record, with passages and redaction.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.reading.throughput --rows 100000

Each stage runs in a process of its own, so that its peak of memory is its own. Texts are put together from the sample's own
tickets. ``--beside FOLDER`` times the loading alone, in turn with that of an older checkout (``git worktree add FOLDER 58309c3``
is 0.2.0), on one core each: processor seconds from the file to the record, of the process and of those it forks.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from kit.config.settings import read_settings
from kit.ingest.load import load_inbox
from kit.record.store import Record
from kit.sources import READERS
from kit.sources.conversation import Conversation
from kit.sources.parsing.files import find_files, read_file
from kit.sources.reader import Context

REPOSITORY = Path(__file__).parents[3]
COLUMNS = ["conversation_id", "occurred_at", "text", "account_id", "contact_id", "contact_name", "role", "url"]
FIRST = ("Jane", "Omar", "Priya", "Marta", "Sam", "Ana", "Tom", "Ingrid", "Dmitri", "Maya", "Harper", "Faith", "Ray", "Will")
LAST = (
    "Doe",
    "Haddad",
    "Shah",
    "Novak",
    "Green",
    "Souza",
    "Berg",
    "Solberg",
    "Volkov",
    "Brooks",
    "Lane",
    "Costa",
    "Turner",
    "Hall",
)
KIT = """company: Bench
sources: [{{id: desk, kind: ticket, path: "inbox/*.csv"}}]
redact: {{emails: {on}, numbers: {on}, links: {on}, names: {on}}}
"""


def sample_texts() -> list[str]:
    """What customers wrote in the sample's tickets, reviews and surveys."""
    sample = REPOSITORY / "data" / "sample"
    texts = []
    for source in read_settings(sample).sources:
        context, reader = Context(source, ZoneInfo("UTC")), READERS[source.reader]
        for one in find_files(sample, source.path)[:40]:
            for found in reader.read([read_file(*one)], context):
                if isinstance(found, Conversation):
                    texts += [turn.text for turn in found.turns if turn.side == "customer" and len(turn.text) > 40]
    return sorted(set(texts))


def write_workspace(folder: Path, n_rows: int) -> Path:
    """A workspace with one CSV of canonical conversations, some with signatures and quoted replies."""
    rng, texts = random.Random(7), sample_texts()
    (folder / "inbox").mkdir(parents=True)
    (folder / "kit.yaml").write_text(KIT.format(on="true"))
    accounts = [f"a-{at:04d},Company{at} Works Inc,smb,B,," for at in range(2000)]
    (folder / "accounts.csv").write_text("account_id,name,segment,tier,arr,renewal_on\n" + "\n".join(accounts) + "\n")
    start = datetime(2026, 5, 1)
    with (folder / "inbox" / "rows.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for at in range(n_rows):
            name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
            text = "\n\n".join(rng.sample(texts, rng.randrange(1, 4)))
            if rng.random() < 0.3:
                mail = f"{name.lower().replace(' ', '.')}@company{at % 2000}.example"
                text += f"\n\nBest regards,\n{name}\n+1 415 555 {rng.randrange(1000, 9999)}\n{mail}"
            if rng.random() < 0.2:
                text += (
                    "\n\nOn Mon, Oct 5, 2026 at 9:00 AM Support <help@bench.example> wrote:\n> we are looking into it\n> thanks"
                )
            when = (start + timedelta(minutes=2 * at)).isoformat()
            writer.writerow(
                [
                    f"t{at}",
                    when,
                    text,
                    f"a-{rng.randrange(2000):04d}",
                    f"u{rng.randrange(20_000)}",
                    name,
                    "RevOps Lead",
                    f"https://x.example/{at}",
                ]
            )
    return folder


def _plain(folder: Path) -> None:
    pd.read_csv(folder / "inbox" / "rows.csv")


def _load(folder: Path) -> None:
    load_inbox(folder, read_settings(folder), Record(folder / "record"), "2026-10")


def _measured(job: str, folder: Path, told: multiprocessing.Queue) -> None:
    start, used = time.perf_counter(), time.process_time()
    (_plain if job == "pandas.read_csv" else _load)(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told.put({"job": job, "seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - used, "peak_mb": peak})


def measured(job: str, folder: Path) -> dict[str, float | str]:
    """Seconds, processor seconds and peak memory of one job in a process of its own."""
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    process = context.Process(target=_measured, args=(job, folder, told))
    process.start()
    found = told.get()
    process.join()
    return found


#: In a checkout: its loading, timed. The modules had other names in 0.2.0.
TIMED = """
import resource, sys
from pathlib import Path
try:
    from kit.config.settings import read_settings
    from kit.ingest.load import load_inbox as load
    from kit.record.store import Record
except ImportError:
    from kit.settings import read_settings
    from kit.load import load_conversations as load
    from kit.record import Record
folder, record = Path(sys.argv[1]), Path(sys.argv[2])
used = lambda: sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
settings, before = read_settings(folder), used()
load(folder, settings, Record(record), "2026-10")
print(used() - before)
"""


def beside(n_rows: int, older: Path, turns: int) -> pd.DataFrame:
    """Processor seconds of this code's loading and of an older checkout's, in turn; one row a turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_workspace(Path(name) / "workspace", n_rows)
        rows = []
        for _ in range(turns):
            rows.append({code: _timed(place, folder) for code, place in (("older", older), ("now", REPOSITORY))})
            print(rows[-1], flush=True)
        return pd.DataFrame(rows)


def _timed(checkout: Path, folder: Path) -> float:
    environ = os.environ | {"PYTHONPATH": str(checkout), "KIT_JOBS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as record:
        call = [sys.executable, "-c", TIMED, str(folder), record]
        done = subprocess.run(call, cwd=checkout, env=environ, capture_output=True, text=True, check=True)
    return round(float(done.stdout), 2)


def run(n_rows: int) -> pd.DataFrame:
    """One row a job: ``job``, ``seconds``, ``cpu_seconds``, ``peak_mb``, ``rows_a_second``."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_workspace(Path(name) / "workspace", n_rows)
        jobs = [measured("pandas.read_csv", folder), measured("file to record", folder), measured("again, nothing new", folder)]
        shutil.rmtree(folder / "record")
        (folder / "kit.yaml").write_text(KIT.format(on="false"))
        jobs.append(measured("file to record, redaction off", folder))
        size = (folder / "inbox" / "rows.csv").stat().st_size / 1e6
    table = pd.DataFrame(jobs)
    return table.assign(rows_a_second=(n_rows / table["seconds"]).round(), file_mb=round(size, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--beside", type=Path, help="a checkout of an older version")
    parser.add_argument("--turns", type=int, default=3, help="how often each of the two is timed")
    asked = parser.parse_args()
    n_rows = asked.rows
    if asked.beside:
        table = beside(n_rows, asked.beside.resolve(), asked.turns)
        print(f"{n_rows} conversations, processor seconds; lowest of each: {table.min().to_dict()}")
        return
    table = run(n_rows).round({"seconds": 2, "cpu_seconds": 2, "peak_mb": 0})
    print(f"{n_rows} conversations", table.to_string(index=False), sep="\n")


if __name__ == "__main__":
    main()

"""The words bench: whole runs of the kit on months of real labelled sentences. Writes RESULTS.md and results.json."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

from months import CASES
from one_run import one_run
from report import markdown
from sets import SETS, is_here
from threadpoolctl import threadpool_limits

from kit.record.vectors import FAST

HERE = Path(__file__).parent
STORED = HERE / "results.json"
KEY = ("set", "case", "accounts", "number", "embedding")


def main() -> None:
    given = _options()
    stored = _stored()
    for key in _wanted(given):
        if key in stored and not given.again:
            continue
        with threadpool_limits(1):
            row = one_run(*key)
        print(f"{' '.join(map(str, key))}: {_told(row)}", flush=True)
        stored = _stored() | {key: row}  # read again: another slice may be made beside this one
        _write(list(stored.values()))
    _write(list(stored.values()))


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", default=",".join(SETS), help="sets, by comma")
    options.add_argument("--cases", default=",".join(CASES), help="cases, by comma")
    options.add_argument("--accounts", default="60", help="numbers of accounts, by comma: 60, 120")
    options.add_argument(
        "--embedding",
        default=FAST,
        help="what `embedding:` of the workspaces is; another than the default has a table of its own",
    )
    options.add_argument("--runs", type=int, default=2, help="runs of each set and case; those that are stored stay")
    options.add_argument("--minutes", type=float, default=1e6, help="no run is begun after so many")
    options.add_argument("--again", action="store_true", help="make runs anew that are stored")
    return options.parse_args()


def _wanted(given: argparse.Namespace) -> Iterator[tuple[str, str, int, int, str]]:
    """Runs asked for, each set and case once before any twice; a set that is not there is told and left out."""
    sets = [name for name in given.sets.split(",") if name]
    for name in sets:
        if not is_here(name):
            print(f"words: the data of {name} is not there, so its runs are left out; see README.md for where it is read from")
    ends = time.monotonic() + 60 * given.minutes
    for number in range(given.runs):
        for n_accounts in map(int, given.accounts.split(",")):
            for case in given.cases.split(","):
                for name in filter(is_here, sets):
                    if time.monotonic() < ends:
                        yield name, case, n_accounts, number, given.embedding


def _told(row: dict) -> str:
    return f"{row['verdict']}, {row['surfaced']} surfaced{', right' if row['right'] else ''}, {row['held']:.0%} held"


def _stored() -> dict[tuple, dict]:
    rows = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else []
    return {tuple(row.get(name, FAST) for name in KEY): row for row in rows}


def _place(row: dict) -> list:
    embedding = row.get("embedding", FAST)
    return [
        embedding != FAST,
        embedding,
        list(SETS).index(row["set"]),
        list(CASES).index(row["case"]),
        row["accounts"],
        row["number"],
    ]


def _write(rows: list[dict]) -> None:
    """One run a line, so that a change shows which runs were made anew."""
    rows = sorted(rows, key=_place)
    lines = ",\n".join(json.dumps(row) for row in rows)
    STORED.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    (HERE / "RESULTS.md").write_text(markdown(rows), encoding="utf-8")


if __name__ == "__main__":
    main()

"""The shift bench: how often the kit is wrong, and how often it sees what is there. Writes RESULTS.md and results.json."""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from pathlib import Path
from typing import Any

from cases import MOVED, STILL
from counts import run_counts
from decision_code import decision_code
from report import markdown
from theme_errors import run_theme_errors
from words import run_words
from years import run_years

from kit.shifts.bar import DECISION

HERE = Path(__file__).parent
STORED = HERE / "results.json"

#: Months a case and runs a case: the whole bench, and the small one of `make bench`.
WHOLE = {"months": 400, "runs": 10}
SMALL = {"months": 20, "runs": 1}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="few months; prints, and writes nothing")
    options.add_argument(
        "--only", choices=["counts", "words", "years", "reviews"], help="one part; the others' last figures are kept"
    )
    options.add_argument("--months", type=int, help="draws a case, where not all of them")
    options.add_argument("--slice", default="0/1", help="which part of the cases of counts: 0/4 is the first, fifth, ninth ...")
    options.add_argument("--case", default="", help="only cases of counts whose name holds this")
    options.add_argument("--stale", action="store_true", help="only cases of counts that were measured with other code")
    options.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    given = options.parse_args()
    size, started = SMALL if given.small else WHOLE, time.monotonic()
    rows = [] if given.small else _stored()
    if given.only in (None, "counts"):
        first, step = (int(number) for number in given.slice.split("/"))
        cases = [case for case in [*STILL, *MOVED][first::step] if given.case in case.name]
        fresh_names = {row["case"] for row in rows if row.get("code") == decision_code()} if given.stale else set()
        cases = [case for case in cases if case.name not in fresh_names]
        for fresh in run_counts(cases, given.months or size["months"], given.jobs):
            rows = _merged(rows, "counts", fresh)
            print(f"{time.monotonic() - started:5.0f} s  {fresh[0]['case']}", flush=True)
            _write(rows, given.small)  # each case is kept as it comes: a run that is stopped has not run for nothing
    if given.only in (None, "years"):
        for fresh in run_years((given.months or size["months"]) // 2, given.jobs, given.case):
            rows = _merged(rows, "years", fresh)
            print(f"{time.monotonic() - started:5.0f} s  {fresh[0]['case']}", flush=True)
            _write(rows, given.small)
    if given.only in (None, "reviews"):
        for fresh in run_theme_errors((given.months or size["months"]) // 2):
            rows = _merged(rows, "reviews", fresh)
            print(f"{time.monotonic() - started:5.0f} s  {fresh[0]['case']}", flush=True)
            _write(rows, given.small)
    if given.only in (None, "words"):
        rows = _merged(rows, "words", run_words(size["runs"], given.jobs))
    _write(rows, given.small)
    print(markdown(rows, decision_code()))
    print(f"{time.monotonic() - started:.0f} s; {_processor_minutes():.1f} minutes of one processor")


def _processor_minutes() -> float:
    """What the run took of its processors, whatever else they did meanwhile."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used) / 60


def _stored() -> list[dict[str, Any]]:
    """Last figures of cases that there still are, made of the decision that there is."""
    rows = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else []
    names = {case.name for case in (*STILL, *MOVED)}
    return [row for row in rows if row.get("decision") == DECISION and (row["part"] != "counts" or row["case"] in names)]


def _merged(rows: list[dict[str, Any]], part: str, fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with those of the fresh cases replaced, in the order of the cases."""
    made = {row["case"] for row in fresh}
    kept = [row for row in rows if row["part"] != part or row["case"] not in made]
    order = {case.name: place for place, case in enumerate((*STILL, *MOVED))}
    rows = [*kept, *({**row, "part": part, "decision": DECISION, "code": decision_code()} for row in fresh)]
    return sorted(rows, key=lambda row: (row["part"], order.get(row["case"], 0)))


def _write(rows: list[dict[str, Any]], is_small: bool) -> None:
    if is_small:
        return
    STORED.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    (HERE / "RESULTS.md").write_text(markdown(rows, decision_code()), encoding="utf-8")


if __name__ == "__main__":
    main()

"""The shift bench: how often the kit is wrong, and how often it sees what is there. Writes RESULTS.md and results.json."""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cases import MOVED, STILL
from counts import run_counts
from decision_code import decision_code
from report import markdown
from stored import PARTS, Stored
from theme_errors import READINGS, run_theme_errors
from words import run_words
from years import YEARS, run_years

from kit.shifts.bar import DECISION

HERE = Path(__file__).parent
#: The cases of each part; those of *words* are always run together.
CASES = {"counts": (*STILL, *MOVED), "years": YEARS, "reviews": READINGS}
#: What draws the cases of a part, and into how many times fewer draws than *counts* has.
DRAWN_BY: dict[str, tuple[Callable[..., Iterator[list[dict]]], int]] = {
    "counts": (run_counts, 1), "years": (run_years, 2), "reviews": (run_theme_errors, 2),
}  # fmt: skip
#: Months a case and runs a case: the whole bench, and the small one of `make bench`.
WHOLE = {"months": 400, "runs": 10}
SMALL = {"months": 20, "runs": 1}


def options() -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--small", action="store_true", help="few months; prints, and writes nothing")
    asked.add_argument("--only", choices=PARTS, help="one part; the others' last figures are kept")
    asked.add_argument("--months", type=int, help="draws a case of counts, and twice those of the other parts")
    asked.add_argument("--slice", default="0/1", help="which of the cases: 0/4 is the first, fifth, ninth ...")
    asked.add_argument("--case", default="", help="only cases whose name holds this; words are left out")
    asked.add_argument("--stale", action="store_true", help="only cases that were measured with other code; words are left out")
    asked.add_argument("--anew", action="store_true", help="fresh figures stand in place of ones of more draws")
    asked.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="processes that draw side by side")
    return asked.parse_args()


def main() -> None:
    given, started = options(), time.monotonic()
    order = {part: [case.name for case in cases] for part, cases in CASES.items()}
    stored, size, shown = Stored(HERE, DECISION, decision_code(), order, given.anew), SMALL if given.small else WHOLE, []
    for part, fresh in _fresh(given, stored, size):
        # each case is kept as it comes: a run that is stopped has not run for nothing
        surer = [] if given.small else stored.keep(part, fresh)
        shown += [row | {"part": part, "code": decision_code()} for row in fresh]
        print(f"{time.monotonic() - started:5.0f} s  {fresh[0]['case']}{_kept_as_it_was(surer)}", flush=True)
    print(markdown(shown if given.small else stored.rows(), decision_code()))
    print(f"{time.monotonic() - started:.0f} s; {_processor_minutes():.1f} minutes of one processor")


def _kept_as_it_was(surer: list[str]) -> str:
    return ": the stored figures are of more draws and stay (--anew puts these in their place)" if surer else ""


def _fresh(given: argparse.Namespace, stored: Stored, size: dict[str, int]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each case's part and figures, as they come."""
    for part, (run, fewer) in DRAWN_BY.items():
        if given.only in (None, part):
            cases = _asked_for(given, part, stored)
            yield from ((part, rows) for rows in run(cases, (given.months or size["months"]) // fewer, given.jobs))
    is_whole = not (given.case or given.stale) and given.slice.startswith("0/")
    if given.only in (None, "words") and is_whole and (rows := run_words(size["runs"], given.jobs)):
        yield "words", rows


def _asked_for(given: argparse.Namespace, part: str, stored: Stored) -> list[Any]:
    """The cases of a part that are to be drawn."""
    first, step = (int(number) for number in given.slice.split("/"))
    rows = stored.rows() if given.stale else []
    known = {row["case"] for row in rows if row["part"] == part and row["code"] == stored.code}
    return [case for case in CASES[part][first::step] if given.case in case.name and case.name not in known]


def _processor_minutes() -> float:
    """What the run took of its processors, whatever else they did meanwhile."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used) / 60


if __name__ == "__main__":
    main()

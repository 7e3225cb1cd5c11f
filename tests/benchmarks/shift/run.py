"""The shift bench: how often the kit is wrong, and how often it sees what is there. Writes RESULTS.md and results.json."""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from counts import run_counts
from report import markdown
from words import run_words

from kit.shifts.bar import DECISION

HERE = Path(__file__).parent

#: Months a case and runs a case: the whole bench, and the small one of `make bench`.
WHOLE = {"months": 400, "runs": 10}
SMALL = {"months": 20, "runs": 1}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="few months; prints, and writes nothing")
    options.add_argument("--only", choices=["counts", "words"], help="one half; the other half's last figures are kept")
    options.add_argument("--months", type=int, help="draws a case, where not all of them")
    options.add_argument("--slice", default="0/1", help="which part of the cases of counts: 0/4 is the first, fifth, ninth ...")
    options.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    given = options.parse_args()
    size, started = SMALL if given.small else WHOLE, time.monotonic()
    made = {}
    if given.only != "words":
        part = tuple(int(number) for number in given.slice.split("/"))
        rows = run_counts(given.months or size["months"], given.jobs, part)
        made["counts"] = [row | {"part": "counts", "decision": DECISION} for row in rows]
    if given.only != "counts":
        made["words"] = [one | {"part": "words", "decision": DECISION} for one in run_words(size["runs"], given.jobs)]
    stored = HERE / "results.json"
    old = json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else []  # read now: the other half may be new
    if given.slice != "0/1":  # other slices' cases are kept, in the order they came
        fresh = {(one["figure"], one["case"]) for one in made["counts"]}
        made["counts"] = [
            *(row for row in old if row["part"] == "counts" and (row["figure"], row["case"]) not in fresh), *made["counts"]
        ]  # fmt: skip
    found = [one for part in ("counts", "words") for one in made.get(part, [row for row in old if row["part"] == part])]
    print(text := markdown(found))
    print(f"{time.monotonic() - started:.0f} s")
    if not given.small:
        stored.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

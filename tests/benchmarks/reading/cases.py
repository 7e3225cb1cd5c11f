"""Cases: workspaces that were once read wrong, each with what is right; a table of each, before and now.

    python -m tests.benchmarks.reading.cases FOLDER

A folder holds one workspace a case, with an ``expected.md`` whose line "Now:" says what once came out. ``cases.yaml`` holds what
a person reads off each: customers' words, moments in UTC, rows set aside. Two cases are no workspaces; their tests are named.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import yaml

import kit

EXPECTED = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
#: Cases that are no workspaces, and the tests that show them.
TESTED = {"jupyterlab-dollars": "tests/test_lab_page.py", "kernel-killed": "tests/run/test_failure.py"}
#: Characters shown of what came out before.
SHOWN = 90


def heard(folder: Path) -> dict[str, object]:
    """What a workspace's October gives."""
    with tempfile.TemporaryDirectory() as temporary:
        shutil.copytree(folder, Path(temporary) / "w", copy_function=shutil.copyfile)
        work = kit.open(Path(temporary) / "w")
        kit.load_conversations(work, "2026-10")
        record = work.record
        at = record.read("conversations", ["occurred_at"])["occurred_at"]
        return {
            "says": sorted(record.read("passages", ["text"])["text"]),
            "at": sorted(f"{moment:%Y-%m-%dT%H:%M}" for moment in at),
            "set_aside": len(record.read("set_aside", ["source"])),
        }


def before(folder: Path) -> str:
    """What once came out, in the case's own words."""
    told = re.search(r"^Now: (.+)$", (folder / "expected.md").read_text(encoding="utf-8"), re.M)
    return told[1][:SHOWN] if told else ""


def table(folder: Path) -> pd.DataFrame:
    """One row a case."""
    rows = []
    for case in sorted(path for path in folder.iterdir() if (path / "expected.md").is_file()):
        if case.name in TESTED:
            now = f"see {TESTED[case.name]}"
        else:
            came = heard(case)
            wrong = [name for name, value in EXPECTED.get(case.name, {"what is right": ""}).items() if came.get(name) != value]
            now = "right" if not wrong else f"wrong: {', '.join(wrong)}"
        rows.append({"case": case.name, "before": before(case), "now": now})
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    made = table(parser.parse_args().folder)
    print(made.to_string(index=False))
    print(f"{(made['now'] == 'right').sum()} right, {made['now'].str.startswith('wrong').sum()} wrong of {len(made)}")


if __name__ == "__main__":
    main()

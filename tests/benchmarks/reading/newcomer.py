"""A new user's way: each reader's specimen from `kit init --from` to its conversations, and to a first brief where asked for.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.reading.newcomer --runs 3

Nothing is done by hand but what the tool asks: where the proposal asks for one's own people, domains or an order of dates, the
specimen's answer is put into kit.yaml. Minutes are those of the commands; a person who reads what they print takes longer.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import yaml
from click.testing import CliRunner

import kit
from kit.cli.main import main as command
from kit.config.settings import read_settings

SPECIMENS = Path(__file__).parents[2] / "sources" / "foreign"
ROWS = ["file", "reader", "is_right_reader", "questions", "words", "init_s", "check_s", "check_status", "run_s", "run_status"]


@dataclass
class Newcomer:
    """One specimen and the workspace that is made of it."""

    name: str
    expected: dict
    folder: Path
    told: dict[str, object] = field(default_factory=dict)

    def call(self, what: str, *parts: object) -> int:
        """A command; its seconds and status are noted."""
        started = time.monotonic()
        done = CliRunner().invoke(command, [what, *map(str, parts)])
        self.told |= {f"{what}_s": round(time.monotonic() - started, 1), f"{what}_status": done.exit_code}
        return done.exit_code

    def answer(self) -> None:
        """What the proposal asks for, as a person who knows the export would answer it."""
        path = self.folder / "kit.yaml"
        text = path.read_text(encoding="utf-8")
        sources = text[text.index("\nsources:") :]
        questions = [line.strip(" #") for line in sources.splitlines() if line.startswith("    # ")]
        settings = yaml.safe_load(text)
        if staff := self.expected.get("own_staff"):
            settings["own_staff"] = staff
        if options := self.expected.get("options"):
            settings["sources"][0]["options"] = settings["sources"][0].get("options", {}) | options
        path.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
        self.told |= {"questions": len(questions), "reader": settings["sources"][0]["reader"]}

    def words(self) -> str:
        """Whether the customers' words are those that a person reads off the file, after loading it."""
        work = kit.open(self.folder)
        kit.load_conversations(work, "2026-10")
        heard = sorted(work.record.read("passages", ["text"])["text"])
        wanted = sorted(self.expected["says"])
        return "right" if heard == wanted else f"{len(set(heard) & set(wanted))} of {len(wanted)}, {len(heard)} heard"


def tried(name: str, expected: dict, folder: Path, is_run: bool) -> dict[str, object]:
    """One row of the table."""
    one = Newcomer(name, expected, folder / "w", {"file": name})
    if one.call("init", one.folder, "--from", SPECIMENS / name) or not read_settings(one.folder).sources:
        return one.told | {"words": "nothing proposed"}
    one.answer()
    one.call("check", one.folder)
    one.told["words"] = one.words()
    one.told["is_right_reader"] = one.told["reader"] == expected["reader"]
    if is_run:
        one.call("run", one.folder, "--cycle", "2026-10", "--reports", folder / "reports")
        one.told["brief"] = bool(list((folder / "reports").glob("2026-10/*.html")))
    return one.told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=0, help="specimens that are brought to a first brief, the first of them")
    parser.add_argument("--files", default="", help="only files with this in their name")
    asked = parser.parse_args()
    specimens = {
        name: told for name, told in yaml.safe_load((SPECIMENS / "index.yaml").read_text()).items() if asked.files in name
    }
    rows = []
    for number, (name, expected) in enumerate(specimens.items()):
        with tempfile.TemporaryDirectory() as folder:
            rows.append(tried(name, expected, Path(folder), number < asked.runs))
            print(rows[-1], flush=True)
    table = pd.DataFrame(rows).reindex(columns=ROWS)
    print(table.to_string(index=False))
    print(f"{(table['words'] == 'right').sum()} of {len(table)} right; seconds to conversations, median: ", end="")
    print(round(float((table["init_s"] + table["check_s"]).median()), 1))


if __name__ == "__main__":
    main()

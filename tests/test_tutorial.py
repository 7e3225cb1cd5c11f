"""The tutorial: every command in it is run, from an empty folder to a brief that says what was planted."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tutorial import deeds, missing_lines

ROOT = Path(__file__).parents[1]
MESSAGES = ROOT / "data" / "examples" / "hotel" / "messages.csv"


def run(command, folder):
    """A command of the page; what it printed and its status."""
    words = command.split()
    program = [sys.executable, "-m", "kit", *words[1:]] if words[0] == "kit" else words
    done = subprocess.run(
        program, cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode


@pytest.mark.run
def test_every_command_shows_what_the_page_says_and_the_brief_is_right(tmp_path):
    shutil.copyfile(MESSAGES, tmp_path / "messages.csv")
    for deed in deeds():
        if deed.file:
            (tmp_path / deed.file).write_text(deed.text, encoding="utf-8")
            continue
        printed, status = run(deed.command, tmp_path)
        if deed.command.startswith("echo"):
            continue
        assert missing_lines(deed.shown, printed) == [], f"{deed.command}\n{printed}"
        assert status == (2 if any(line.startswith("kit: ") for line in deed.shown) else 0), printed
    folder = tmp_path / "reports" / "hotel" / "2026-10"
    brief = json.loads((folder / "conference-planner.json").read_text(encoding="utf-8"))
    surfaced = [shift for shift in brief["shifts"] if shift["surfaced"]]
    assert brief["verdict"] == "shifted"
    rising = [shift for shift in surfaced if shift["direction"] in ("rising", "new")]
    assert rising, "the invoices that the months were made with"
    words = " ".join(quote["text"] for quote in rising[0]["quotes"])
    assert sum(word in words for word in ("invoice", "bill", "charges")) >= 1
    other = json.loads((folder / "travel-booker.json").read_text(encoding="utf-8"))
    assert not [shift for shift in other["shifts"] if shift["surfaced"]]


def test_a_line_that_is_not_printed_is_noticed():
    assert missing_lines(("a", "...", "c d..."), "a\nb\nc d e\n") == []
    assert missing_lines(("a", "c"), "c\na\n") == ["c"]


def test_the_messages_are_what_their_maker_writes(tmp_path):
    made = shutil.copyfile(MESSAGES.with_name("make.py"), tmp_path / "make.py")
    subprocess.run([sys.executable, str(made)], check=True)
    assert (tmp_path / "messages.csv").read_bytes() == MESSAGES.read_bytes()

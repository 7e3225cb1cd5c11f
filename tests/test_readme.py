"""README says what is so: commands, targets, files, and no more than two screens."""

import re
from pathlib import Path

from kit.cli.main import main
from tests.benchmarks.published import published_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_stand_first_and_are_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert README.index("make brief") < README.index("make test") < README.index("## ")
    for target in set(re.findall(r"(?:`|^    |&& )make ([a-z-]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_named_there_exists_and_every_command_is_named():
    assert set(re.findall(r"`kit ([a-z]+)", README)) == set(main.commands)


def test_it_stays_two_screens():
    assert len(README.splitlines()) <= 105
    assert len(README.split()) <= 1700


def test_its_error_rates_are_those_that_the_benches_measured():
    assert published_table() in README


def test_every_file_it_links_to_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_ci_runs_the_test_command_and_nothing_more():
    lines = [
        line for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]

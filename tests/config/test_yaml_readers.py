"""The quick reader of YAML and the one whose faults are told read the same."""

import random
from pathlib import Path

import pytest

from kit.config import yaml_files as room
from kit.errors import SettingsError

ROOT = Path(__file__).parents[2]
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "sample").rglob("*.yaml"))]
#: What is put between: marks that mean something to YAML, and characters that some readers refuse.
MARKS = [
    ":", "-", "\t", "&a ", "*a", "!!int ", '"', "'", "{", "}", "[", "]", "#", "|", ">", "?", "%", "@", "`", "\x00", "\x85",
    "\u2028", "é", "---\n", "...\n", "\n", "  ", "<<: ", ",", "~", "0o7", "1_000", "1:30", ".inf", "\ufeff", "\r",
]  # fmt: skip


def outcome(text):
    try:
        return repr(room.parse_yaml(text, Path("kit.yaml")))
    except SettingsError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(120))
def test_a_spoilt_file_reads_the_same_by_either_reader(seed, monkeypatch):
    draw = random.Random(seed)
    text = draw.choice(TEXTS)
    start = draw.randrange(len(text))
    letters = list(text[start : start + 400])
    for _ in range(draw.randint(0, 4)):
        place = draw.randrange(len(letters) + 1)
        letters[place : place + draw.randint(0, 2)] = draw.choice(MARKS)
    quick = outcome("".join(letters))
    monkeypatch.setattr(room, "_quickly_read", lambda path, text: None)
    assert quick == outcome("".join(letters))

"""Files that people write, broken by the thousand: each is read or refused in words that name the file, and never a traceback.

python -m tests.hand_written 3000
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import numpy as np

from kit.config.accounts import read_accounts
from kit.config.personas import read_personas
from kit.config.settings import Settings, read_settings
from kit.errors import KitError
from kit.record.decided import read_decided
from kit.record.store import Record
from kit.review.spreadsheet import apply_decisions_file
from kit.sources import check_sources

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
NOW = datetime(2026, 11, 5, tzinfo=UTC)
#: Seconds after which an input counts as one that hangs.
MOST_SECONDS = 10
#: Values that somebody types, pastes or generates.
ODD = (
    "", "null", "~", "yes", "off", "-1", "0", "1e400", "NaN", ".inf", "9" * 400, "2026-13-45", "0001-01-01", "9999-12-31",
    "12:30:45", "!!python/object/apply:os.system [ls]", "!!binary aGk=", "!!set {a}", "!!timestamp x", "&a [*a]", "*nobody",
    "<<: *x", "{", "[", "]", "}", "[[[[[[", "{a: {b: {c: 1}}}", "- - - x", "? x", ": x", "|", ">", "#", '"', "'", "%", "@x",
    "`x`", "\t", "\ufeff", "\u2028", "\x85", "\u202e", "\x00", "\x07", "\ud7ff", "💥", "é" * 300, "a" * 5000,
    "../../etc/passwd", "/dev/zero", "C:\\x", "${HOME}", "${NO_SUCH}", "${", "{{x}}", "=1+1", "'=1", "x,y;z", '"a\nb"',
    "\r\n", "\n\n\n", "---", "...", "approve", "reassign", "REJECT ", "desk:1", "(?P<x>", "((((a+)+)+)+$", "*" * 50,
)  # fmt: skip
SETTINGS = (SAMPLE / "kit.yaml").read_text(encoding="utf-8")
PERSONA = (SAMPLE / "personas" / "revops-lead.yaml").read_text(encoding="utf-8")
ACCOUNTS = "account_id,name,segment,tier,arr,renewal_on\na-1,Halden,SMB,A,1200,2027-01-31\na-2,Oda,SMB,B,,\n"
DECISIONS = (
    "conversation_key,verdict,persona_id,note,proposed,exported_at\ndesk:1,approve,,good,ops,2026-11-01\n"
    "desk:2,reassign,ops,,,2026-11-01\ndesk:3,,,,ops,2026-11-01\n"
)
DECIDED = json.dumps({
    "erasure_key": "ab" * 32, "decisions": [], "theme_edits": [], "forgotten": [{"kind": "account", "code": "1f"}],
}, indent=1)  # fmt: skip


def _settings(folder: Path, data: bytes) -> None:
    (folder / "kit.yaml").write_bytes(data)
    check_sources(read_settings(folder))


def _persona(folder: Path, data: bytes) -> None:
    (folder / "personas").mkdir(exist_ok=True)
    (folder / "personas" / "one.yaml").write_bytes(data)
    read_personas(folder)


def _accounts(folder: Path, data: bytes) -> None:
    (folder / "accounts.csv").write_bytes(data)
    read_accounts(folder, Settings.model_validate({"company": "A", "sources": [{"id": "desk", "kind": "ticket", "path": "x"}]}))


def _decisions(folder: Path, data: bytes) -> None:
    (folder / "decisions.csv").write_bytes(data)
    apply_decisions_file(Record(folder / "record"), [], folder / "decisions.csv", "ann", NOW)


def _decided(folder: Path, data: bytes) -> None:
    (folder / "decided.json").write_bytes(data)
    read_decided(folder / "decided.json")


#: Each kind of file: a sound one, and what reads it.
KINDS: dict[str, tuple[str, Callable[[Path, bytes], None]]] = {
    "kit.yaml": (SETTINGS, _settings),
    "persona": (PERSONA, _persona),
    "accounts": (ACCOUNTS, _accounts),
    "decisions": (DECISIONS, _decisions),
    "decided": (DECIDED, _decided),
}


def mutated(text: str, rng: np.random.Generator) -> bytes:
    """A text that one to three faults were done to."""
    for _ in range(rng.integers(1, 4)):
        text = _FAULTS[rng.integers(len(_FAULTS))](text, rng)
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    if data and rng.random() < 0.1:
        data[rng.integers(len(data))] = rng.integers(256)
    return text.encode("utf-16") if rng.random() < 0.03 else bytes(data)


def _odd(rng: np.random.Generator) -> str:
    return ODD[rng.integers(len(ODD))]


def _value(text: str, rng: np.random.Generator) -> str:
    """Another value behind a key, or in a cell."""
    places = [place for place, letter in enumerate(text) if letter in ":,"]
    if not places:
        return text + _odd(rng)
    start = places[rng.integers(len(places))] + 1
    end = min([place for place in (text.find(",", start), text.find("\n", start)) if place >= 0], default=len(text))
    return f"{text[:start]} {_odd(rng)}{text[end:]}"


def _insert(text: str, rng: np.random.Generator) -> str:
    place = rng.integers(len(text) + 1)
    return text[:place] + _odd(rng) + text[place:]


def _cut(text: str, rng: np.random.Generator) -> str:
    return text[: rng.integers(len(text) + 1)]


def _without(text: str, rng: np.random.Generator) -> str:
    start = rng.integers(len(text) + 1)
    return text[:start] + text[start + rng.integers(40) :]


def _line(text: str, rng: np.random.Generator) -> str:
    """A line twice, moved, without its indentation or further in."""
    lines = text.split("\n")
    place = rng.integers(len(lines))
    changed = (lines[place], lines[place].lstrip(), "    " + lines[place], "\t" + lines[place])[rng.integers(4)]
    lines.insert(rng.integers(len(lines) + 1), changed)
    return "\n".join(lines)


def _key(text: str, rng: np.random.Generator) -> str:
    """A word written otherwise."""
    words = text.split(" ")
    place = rng.integers(len(words))
    words[place] = (words[place].upper(), words[place][::-1], _odd(rng), "")[rng.integers(4)]
    return " ".join(words)


_FAULTS = (_value, _value, _insert, _cut, _without, _line, _key)


def _hangs(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"takes over {MOST_SECONDS} s")


def broken(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many inputs were read and refused, by kind, and a line for each that ended otherwise."""
    rng, counts, bad = np.random.default_rng(seed), Counter(), []
    before = signal.signal(signal.SIGALRM, _hangs)
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            kind = list(KINDS)[number % len(KINDS)]
            text, read = KINDS[kind]
            data = mutated(text, rng)
            signal.alarm(MOST_SECONDS)
            try:
                read(Path(name), data)
                counts[f"{kind} read"] += 1
            except KitError as error:
                counts[f"{kind} refused"] += 1
                is_named = name in str(error) or str(error).startswith("kit.yaml: ")
                bad += [] if is_named else [f"{kind} {number}: names no file: {error}"]
            except Exception as error:  # what a user would see as a traceback
                bad.append(f"{kind} {number}: {type(error).__name__}: {error}")
            finally:
                signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    return counts, bad


if __name__ == "__main__":
    found, wrong = broken(int(sys.argv[1]) if len(sys.argv) > 1 else 3000, int(sys.argv[2]) if len(sys.argv) > 2 else 20261101)
    print(dict(found))
    print("\n".join(wrong) or f"{sum(found.values())} inputs, no traceback")

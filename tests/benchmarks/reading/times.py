"""Times as exports write them: how many are read right, refused and read wrong, with two libraries beside the kit.

    python -m tests.benchmarks.reading.times

Read wrong is what matters: a row in the wrong month is counted there and nobody sees it. The libraries are tried where
they are installed: dateparser (told the zone, and to read no part of a date from today), and dateutil.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from kit.sources.parsing.dates import time_of

PATH = Path(__file__).parent / "times.txt"
ZONE = ZoneInfo("Europe/Berlin")
Read = Callable[[str], datetime | None]


def read_forms() -> list[tuple[str, datetime | None]]:
    """Each form with the moment it stands for; None where it has to be refused."""
    lines = [line for line in PATH.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    parts = [line.rpartition(" | ") for line in lines]
    return [(form, None if at == "-" else datetime.fromisoformat(at).replace(tzinfo=UTC)) for form, _, at in parts]


def by_kit(form: str) -> datetime | None:
    """The kit's reading."""
    return time_of(form, ZONE)


def _dateutil() -> Read:
    from dateutil import parser

    def read(form: str) -> datetime | None:
        try:
            moment = parser.parse(form)
            return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError, AttributeError):
            return None

    return read


def _dateparser() -> Read:
    import dateparser

    settings = {"TIMEZONE": ZONE.key, "RETURN_AS_TIMEZONE_AWARE": True, "REQUIRE_PARTS": ["day", "month", "year"]}

    def read(form: str) -> datetime | None:
        try:
            moment = dateparser.parse(form, settings=settings)
            return moment.astimezone(UTC) if moment else None
        except OverflowError:
            return None

    return read


def readers() -> dict[str, Read]:
    """The kit, and each library that is installed."""
    found: dict[str, Read] = {"kit": by_kit}
    for name, make in (("dateparser", _dateparser), ("dateutil", _dateutil)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed and is left out: pip install {name.replace('dateutil', 'python-dateutil')}")
    return found


def outcome(moment: datetime | None, wanted: datetime | None) -> str:
    """Right, refused though it can be read, or read wrong (also: read though it must not be)."""
    if moment is not None:
        moment = moment.replace(microsecond=0)
    return "right" if moment == wanted else "refused" if moment is None else "wrong"


def scores() -> tuple[pd.DataFrame, list[str]]:
    """Counts of right, refused and wrong by reader, and what the kit does not read right."""
    forms, rows, wrong = read_forms(), [], []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both libraries warn of their own habits
        for name, read in readers().items():
            outcomes = [(form, outcome(read(form), wanted)) for form, wanted in forms]
            counts = {one: sum(result == one for _, result in outcomes) for one in ("right", "refused", "wrong")}
            rows.append({"reader": name, "forms": len(forms), **counts})
            wrong += [f"{result}: {form!r}" for form, result in outcomes if name == "kit" and result != "right"]
    return pd.DataFrame(rows).set_index("reader"), wrong


if __name__ == "__main__":
    table, wrong = scores()
    print(table.to_string(), *wrong, sep="\n")

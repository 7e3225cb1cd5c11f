"""Stored figures: results.json and RESULTS.md, to which several runs may add at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock
from report import markdown

Rows = list[dict[str, Any]]
#: The parts of the bench, in the order of the tables.
PARTS = ("counts", "years", "reviews", "words")


class Stored:
    """The figures kept in one folder.

    Parameters
    ----------
    folder : where results.json and RESULTS.md lie.
    decision, code : of the decision that there is; figures of another decision say nothing of it and are dropped.
    order : by part the names of its cases, in the order of the tables; of these parts no other case is kept.
    is_anew : whether fresh figures stand in place of ones of more draws.
    """

    def __init__(self, folder: Path, decision: int, code: str, order: dict[str, Sequence[str]], is_anew: bool = False) -> None:
        self.results, self.table, self.lock = folder / "results.json", folder / "RESULTS.md", FileLock(folder / ".results.lock")
        self.decision, self.code, self.order, self.is_anew = decision, code, order, is_anew

    def rows(self) -> Rows:
        """Last figures of cases that there still are, made of the decision that there is."""
        rows = json.loads(self.results.read_text(encoding="utf-8")) if self.results.exists() else []
        ours = [row for row in rows if row.get("decision") == self.decision]
        return self._sorted([row for row in ours if row["case"] in self.order.get(row["part"], (row["case"],))])

    def keep(self, part: str, fresh: Rows) -> list[str]:
        """Put fresh figures in place of those of the same cases, and leave all others as whoever wrote last left them.

        Returns
        -------
        The cases whose figures stay as they were: they are of more draws than the fresh ones.
        """
        with self.lock:
            rows = self.rows()
            surer = [] if self.is_anew else _surer(rows, part, fresh)
            made = {row["case"] for row in fresh} - set(surer)
            kept = [row for row in rows if row["part"] != part or row["case"] not in made]
            new = [row | {"part": part, "decision": self.decision, "code": self.code} for row in fresh if row["case"] in made]
            self._write(self._sorted([*kept, *new]))
        return surer

    def _write(self, rows: Rows) -> None:
        """Both files, whole or not at all."""
        for path, text in ((self.results, json.dumps(rows, indent=1) + "\n"), (self.table, markdown(rows, self.code))):
            aside = path.with_suffix(".new")
            aside.write_text(text, encoding="utf-8")
            aside.replace(path)

    def _sorted(self, rows: Rows) -> Rows:
        places = {(part, name): place for part, names in self.order.items() for place, name in enumerate(names)}
        return sorted(rows, key=lambda row: (PARTS.index(row["part"]), places.get((row["part"], row["case"]), 0)))


def _surer(rows: Rows, part: str, fresh: Rows) -> list[str]:
    """Cases that the stored figures know of more draws; a case's first figure is over all of its draws."""
    known = _first_n([row for row in rows if row["part"] == part])
    return [case for case, n in _first_n(fresh).items() if known.get(case, 0) > n]


def _first_n(rows: Rows) -> dict[str, int]:
    return {row["case"]: row["n"] for row in reversed(rows)}

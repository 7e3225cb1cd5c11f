"""Published error rates: README's table, made of what the benches measured.

.venv/bin/python -m tests.benchmarks.published      prints it
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Rows = list[dict[str, Any]]
#: What happens in a month: in words, the case of the shift bench, that of the words bench and its accounts.
HAPPENINGS = (
    ("a theme gains 15 points, 30 accounts", "+15 points, 30 accounts", "plus15", 30),
    ("a theme gains 15 points", "+15 points from 15 %, 60 accounts", "plus15", 60),
    ("a theme gains 15 points, 120 accounts", "+15 points from 15 %, 120 accounts", "plus15", 120),
    ("a theme gains 25 points", "+25 points, 60 accounts", "plus25", 60),
    ("a theme is new", "new theme, 0 to 15 %, 60 accounts", "new", 60),
    ("a theme goes", "gone, 15 to 0 %, 60 accounts", "gone", 60),
)


def published_table() -> str:
    """README's table of error rates, as Markdown: each figure from the results.json of its bench."""
    shift = json.loads((HERE / "shift" / "results.json").read_text(encoding="utf-8"))
    words = json.loads((HERE / "words" / "results.json").read_text(encoding="utf-8"))
    alarms = [row["value"] for row in shift if row["figure"] == "false alarms, default bar"]
    found = {row["case"]: row["value"] for row in shift if row["figure"] == "surfaced, default bar"}
    drawn = f"{_percent(min(alarms))} to {_percent(max(alarms))} %, by kind of month"
    lines = [_line("nothing changes", drawn, *_of_each_embedding(words, "nothing", 60, "surfaced"))]
    for what, case, of_words, accounts in HAPPENINGS:
        lines.append(_line(what, f"{_percent(found[case])} %", *_of_each_embedding(words, of_words, accounts, "right")))
    head = [
        _line("60 accounts; surfaced at the default bar when", "drawn votes", "real words, `minilm`", "real words, `wordllama`")
    ]
    return "\n".join([*head, "|---|---|---|---|", *lines])


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _of_each_embedding(rows: Rows, case: str, accounts: int, figure: str) -> Iterator[str]:
    """In how many whole runs of a case, with each embedding: "13 of 21"; "not run" where there is none."""
    for embedding in ("minilm", None):
        runs = [row for row in rows if (row["case"], row["accounts"], row.get("embedding")) == (case, accounts, embedding)]
        yield f"{sum(bool(row[figure]) for row in runs)} of {len(runs)}" if runs else "not run"


def _percent(part: float) -> str:
    """A part of one as a percentage, with a digit where it is below ten and not whole."""
    percent = round(100 * part, 1)
    return f"{percent:g}" if percent < 10 else f"{round(percent)}"


if __name__ == "__main__":
    print(published_table())
